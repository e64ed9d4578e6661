"""Web pages: one file, one article, without what stands around it.

Owns how a saved page becomes characters and which part of them is the article.  The page's own
words about itself (title, date, outlet, author, address, language) become facts of the document.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import logging
import re
from collections.abc import Container, Iterator
from email.errors import CloseBoundaryNotFoundDefect as NoBoundary
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats.article_files import Article, article_of
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions
from annotator.formats.text import clean, decode

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

#: Bytes of one page without its pictures.
MAX_BYTES = 25 * 1024 * 1024
#: Bytes of one web archive: a page with its pictures.
MAX_ARCHIVE = 100 * 1024 * 1024
#: Parts of a web archive; browsers write the page as the first of them.
_MAX_PARTS = 5000
_PAGES = ("text/html", "application/xhtml+xml")
_ARCHIVES = (".mhtml", ".mht")
#: Elements of a page; trafilatura walks over the tree many times.
_MAX_ELEMENTS = 200_000
_DECLARED = re.compile(
    rb"""<(?:meta\s[^>]{0,200}?charset|\?xml\s[^>]{0,100}?encoding)\s{0,9}=\s{0,9}["']?\s{0,9}"""
    rb"""([A-Za-z0-9_:.-]{2,30})""",
    re.IGNORECASE,
)
_HEAD = 4096
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)
#: What browsers read an encoding as that pages name less than exactly.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
#: Names of Python that are no encodings of pages; some of them are slow or run on any bytes.
_NO_PAGE = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7")
_UNSEEN = ("script", "style", "template")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr",
    "ul",
))  # fmt: skip
#: The same of the tree that trafilatura makes.
_FOUND_BLOCKS = frozenset((
    "ab", "body", "code", "div", "fw", "head", "item", "lb", "list", "main", "p", "quote",
    "row", "table",
))  # fmt: skip
_CELLS = ("td", "th", "cell")
#: What no page can hold, between lines and cells while these are found.
_LINE_END, _CELL_END = "\0", "\ud800"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a saved page, or the problem with it."""
    archive = path.suffix.lower() in _ARCHIVES

    def parse(raw: bytes) -> Article:
        if archive or _is_archive(raw):
            raw, charset, facts = _page_of(raw, options)
        else:
            charset, facts = "", {}
        if len(raw) > (options.max_bytes or MAX_BYTES):
            raise ProblemError("file-too-large", most=MAX_BYTES // 1024**2)
        page, encoding = characters(raw, options.encoding, charset)
        # Before the parser sees it: for libxml2, a page ends at the first NUL.
        page, replaced = clean(page, replace=options.replace_forbidden)
        text, meta = article(page, facts.get("url", ""), options)
        return Article(text, {**facts, **meta}, encoding=encoding, replaced=replaced)

    yield from article_of(path, options, parse, MAX_ARCHIVE if archive else MAX_BYTES)


def characters(raw: bytes, encoding: str = "", declared: str = "") -> tuple[str, str]:
    """Return the characters of a page and the encoding they were read with.

    What the person says (`encoding`) counts alone.  Else a mark counts, then UTF-8 where it fits,
    then what the archive (`declared`) or the page says, then a guess.  Raises ProblemError as
    `text.decode` does.
    """
    if encoding:
        return decode(raw, encoding)
    in_page = _DECLARED.search(raw[:_HEAD])
    named = _meant(declared or (in_page[1].decode() if in_page else ""))
    if not named or raw.startswith(_MARKS):
        return decode(raw)
    if not raw.isascii():
        try:
            return raw.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode(named), named
    except UnicodeError:
        return decode(raw)


def _meant(name: str) -> str:
    """Return the encoding that is meant by a name, or "" for none that pages have."""
    try:
        known = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):  # also of a name with a NUL in it
        return ""
    if known in _NO_PAGE or known.startswith(("utf-16", "utf-32")):
        return ""  # a page whose `charset=` could be read as ASCII is in neither
    try:
        b"a".decode(known or "utf-8")
    except LookupError:  # such as “zlib”
        return ""
    return _MEANT.get(known, known)


# Web archives -------------------------------------------------------------------------------


def _is_archive(raw: bytes) -> bool:
    head = raw[:_HEAD].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _page_of(raw: bytes, options: ReadOptions) -> tuple[bytes, str, dict[str, Any]]:
    """Return the page of a web archive, its encoding as the archive says it, and facts.

    Raises ProblemError mhtml-no-page or mhtml-broken.
    """
    try:
        whole = email.message_from_bytes(raw, policy=email.policy.compat32)
        parts = [each for each in islice(whole.walk(), _MAX_PARTS) if not each.is_multipart()]
    except RecursionError:
        raise ProblemError("mhtml-broken") from None
    pages = [each for each in parts if each.get_content_type() in _PAGES]
    start = str(whole.get_param("start") or "")
    page = next((each for each in pages if start and each.get("Content-ID") == start), None)
    page = page or next(iter(pages), None)
    if page is None:
        raise ProblemError("mhtml-no-page")
    # Without its last boundary an archive was cut; that harms us only if it was cut in the page.
    if page is parts[-1] and any(isinstance(each, NoBoundary) for each in whole.defects):
        raise ProblemError("mhtml-broken")
    options.ignore(Phrase("told-frames"), len(pages) - 1)
    options.ignore(Phrase("told-archive-pictures"), len(parts) - len(pages))
    body = page.get_payload(decode=True)
    facts = {
        "url": _header(whole, "Snapshot-Content-Location") or _header(page, "Content-Location"),
        "title": _header(whole, "Subject"),
    }
    charset = _meant(str(page.get_content_charset() or ""))
    return body if isinstance(body, bytes) else b"", charset, facts


def _header(message: Message, name: str) -> str:
    """Return a header with its encoded words decoded, or ""."""
    try:
        return _line(str(make_header(decode_header(str(message.get(name) or "")))))
    except (HeaderParseError, LookupError, ValueError):
        return ""


# The article --------------------------------------------------------------------------------


def article(page: str, url: str, options: ReadOptions) -> tuple[str, dict[str, Any]]:
    """Return the text of a page's article and what the page says of itself.

    What stands around the article is counted as passed over.
    Raises ProblemError page-no-text, page-too-deep or page-too-large.
    """
    import trafilatura

    tree = _tree(page)
    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    language = _LANGUAGE.fullmatch(_line(tree.get("lang") or tree.get("xml:lang") or ""))
    seen = sum(len(line) for line in _lines(tree.find("body")))
    meta: dict[str, Any] = {}
    text = ""
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url or None,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # It meets all kinds of pages; what it stumbles over is still read, as a plain page.
        found = None
    if found is not None and not isinstance(found, dict):
        # Not its own text, which has “-” before list items and bars between cells.
        text = "\n".join(_lines(found.body, _FOUND_BLOCKS))
        meta = {
            "title": _line(found.title or ""),
            "author": _line(found.author or ""),
            "outlet": _line(found.sitename or ""),
            "date": found.date or "",
            "url": found.url or url,
            "description": _line(found.description or ""),
            "categories": list(found.categories or ()),
            "tags": list(found.tags or ()),
        }
    if not text:
        text = "\n".join(_lines(tree.find("body")))
        options.note(Phrase("told-page-whole"))
    if not text:
        raise ProblemError("page-no-text")
    if language:
        meta["language"] = language[0].replace("_", "-")
    meta.setdefault("title", _line(tree.findtext(".//title") or ""))
    options.ignore(
        Phrase("told-around-article"),
        max(0, seen - len(text) + text.count("\n")),
    )
    return text, {name: value for name, value in meta.items() if value}


def _tree(page: str) -> HtmlElement:
    """Return the tree of a page without what is never seen.

    Raises ProblemError page-no-text, page-too-deep or page-too-large.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # As bytes: a page that says another encoding than the one it was read with is not believed.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False, no_network=True
    )
    try:
        tree: HtmlElement = document_fromstring(
            page.encode("utf-8", "replace"), parser=parser, ensure_head_body=True
        )
    except (etree.LxmlError, ValueError, AssertionError):
        raise ProblemError("page-no-text") from None
    # The parser gives back what came before it gave up, as if that were the page.
    if any(each.level == etree.ErrorLevels.FATAL for each in parser.error_log):
        raise ProblemError("page-too-deep")
    for number, _ in enumerate(tree.iter()):
        if number > _MAX_ELEMENTS:
            raise ProblemError("page-too-large", most=_MAX_ELEMENTS)
    for each in list(tree.iter(*_UNSEEN)):
        if each.get("type") != "application/ld+json":  # it holds the date and the author
            each.drop_tree()
    return tree


def _lines(root: _Element | None, blocks: Container[object] = _BLOCKS) -> list[str]:
    """Return the lines of a tree as a browser would break them, with tabs between cells."""
    from lxml import etree

    pieces: list[str] = []
    for event, each in () if root is None else etree.iterwalk(root, events=("start", "end")):
        if each.tag in _CELLS:
            pieces.append(_CELL_END if event == "end" else "")
        elif each.tag in blocks:
            pieces.append(_LINE_END)
        if event == "start" and each.tag not in _UNSEEN:
            pieces.append(each.text or "")
        if event == "end" and each is not root:
            pieces.append(each.tail or "")
    found = []
    for line in "".join(pieces).split(_LINE_END):
        cells = [_line(each) for each in line.split(_CELL_END)]
        if text := "\t".join(cells).strip("\t"):
            found.append(text)
    return found


def _line(words: str) -> str:
    return _SPACES.sub(" ", words).strip(" ")


FORMAT = Format(
    "html",
    "Web page",
    (".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    read=read,
    carries=frozenset({"text", "metadata"}),
)
