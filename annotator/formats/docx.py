"""Word documents: one file, one article.

Owns which parts of a document are its text: paragraphs, lists and tables of the body, in order.
What stands elsewhere (headers, notes, remarks, deleted words, pictures) is counted as passed over.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats.article_files import Article, article_of
from annotator.formats.magic import kind_of
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions
from annotator.formats.zips import checked_zip, member

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Bytes of one file: an article with its pictures.
MAX_BYTES = 100 * 1024 * 1024
#: Bytes of one part; the text of the longest article is a small part of that.
_MAX_PART = 32 * 1024 * 1024
_CORE = "docProps/core.xml"
_RELATIONS = "_rels/.rels"
#: The transitional and the strict kind of the format differ in their namespaces only.
_WORDS = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Elements of a run that stand for a character.
_CHARACTERS = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}  # fmt: skip
#: Letters of formulas are words, too.
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
#: Elements that hold no words of the text, and what they are called.
_PASSED_OVER = {
    "del": Phrase("told-deleted-words"),
    "moveFrom": Phrase("told-moved-words"),
    "commentReference": Phrase("told-document-comments"),
    "footnoteReference": Phrase("told-footnotes"),
    "endnoteReference": Phrase("told-endnotes"),
    "drawing": Phrase("told-pictures"),
    "pict": Phrase("told-pictures"),
    "object": Phrase("told-objects"),
    "sym": Phrase("told-symbols"),
    "rt": Phrase("told-reading-aids"),
}
#: Properties of paragraphs and runs have names in common with the above.
_NO_TEXT = frozenset(("pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "tblGrid", "instrText",
                      "sdtPr", "sdtEndPr", "delText", "delInstrText"))  # fmt: skip
_PART = re.compile(r"word/(header|footer)\d*\.xml")
_PARTS_PASSED_OVER = {
    "header": Phrase("told-page-headers"),
    "footer": Phrase("told-page-footers"),
}
_MAX_DEPTH = 200
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a Word document, or the problem with it."""

    def parse(raw: bytes) -> Article:
        if not raw.startswith(b"PK"):
            kind = kind_of(raw[:65536]) or "other"
            raise ProblemError("file-kind-wrong", kind=kind, wanted="word")
        with checked_zip(path, options) as archive:
            text = "\n".join(_body(archive, options))
            return Article(text, _facts(archive))

    yield from article_of(path, options, parse, MAX_BYTES)


def parsed(archive: zipfile.ZipFile, name: str) -> _Element:
    """Return the root of an XML part.

    Raises ProblemError xml-doctype, xml-broken, zip-missing or zip-broken.
    """
    from lxml import etree

    if archive.NameToInfo.get(name) and archive.getinfo(name).file_size > _MAX_PART:
        raise ProblemError("zip-too-large", most=_MAX_PART // 1024**2)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    raw = member(archive, name)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in raw:
            raise ProblemError("xml-doctype", name=name) from None
        why = " ".join(str(error).split())[:120]
        raise ProblemError("xml-broken", name=name, why=why) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ProblemError("xml-doctype", name=name)
    return root


def _main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part with the text."""
    usual = "word/document.xml"
    if usual in archive.NameToInfo or _RELATIONS not in archive.NameToInfo:
        return usual
    for each in parsed(archive, _RELATIONS):
        if each.get("Type", "").endswith("/officeDocument"):
            return str(each.get("Target", "")).lstrip("/")
    return usual


def _body(archive: zipfile.ZipFile, options: ReadOptions) -> Iterator[str]:
    """Yield the paragraphs of a document in order; rows of a table have tabs between cells."""
    root = parsed(archive, _main_part(archive))
    words = next((each for each in _WORDS if root.tag == each + "document"), None)
    if words is None:
        raise ProblemError("file-kind-wrong", kind="other-zip", wanted="word")
    for each in archive.namelist():
        if found := _PART.fullmatch(each):
            options.ignore(_PARTS_PASSED_OVER[found[1]])
    body = root.find(words + "body")
    if body is not None:
        yield from _Text(words, options).blocks(body, 0)


class _Text:
    """Walks over the body of a document."""

    def __init__(self, words: str, options: ReadOptions) -> None:
        self._words = words
        self._options = options

    def blocks(self, parent: _Element, depth: int) -> Iterator[str]:
        """Yield a text for each paragraph and each row of a table below an element."""
        if depth > _MAX_DEPTH:
            raise ProblemError("line-too-deep", most=_MAX_DEPTH)
        for each in parent:
            name = self._name(each)
            if name == "p":
                boxes: list[str] = []
                yield self._paragraph(each, boxes, depth)
                yield from boxes
            elif name == "tr":
                yield "\t".join(
                    " ".join(text for text in self.blocks(cell, depth + 1) if text)
                    for cell in self._cells(each)
                )
            elif name in _PASSED_OVER:
                self._options.ignore(_PASSED_OVER[name])
            elif name and name not in _NO_TEXT:
                yield from self.blocks(each, depth + 1)

    def _cells(self, row: _Element) -> Iterator[_Element]:
        # A cell may lie in a content control or in tracked changes.
        pending = list(reversed(row))
        while pending:
            each = pending.pop()
            if self._name(each) == "tc":
                yield each
            elif self._name(each) not in (*_NO_TEXT, *_PASSED_OVER, ""):
                pending.extend(reversed(each))

    def _paragraph(self, paragraph: _Element, boxes: list[str], depth: int) -> str:
        """Return the text of a paragraph; text boxes that hang on it go into `boxes`."""
        pieces: list[str] = []
        words = self._words
        if paragraph.find(f"{words}pPr/{words}numPr") is not None:
            self._options.ignore(Phrase("told-bullets"))
        pending = list(reversed(paragraph))
        while pending:
            each = pending.pop()
            name = self._name(each)
            if name == "t" or each.tag == _FORMULA:
                pieces.append(each.text or "")
            elif name in _CHARACTERS:
                # A break may be one of pages or columns, which is no line end inside a sentence.
                if name != "br" or each.get(words + "type") in (None, "textWrapping"):
                    pieces.append(_CHARACTERS[name])
            elif name == "r" and self._hidden(each):
                self._options.ignore(Phrase("told-hidden-words"))
            elif name == "txbxContent":
                boxes.extend(self.blocks(each, depth + 1))
            elif name in ("drawing", "pict", "object"):
                inside = list(each.iter(words + "txbxContent"))
                if not inside:
                    self._options.ignore(_PASSED_OVER[name])
                pending.extend(reversed(_outermost(inside)))
            elif name in _PASSED_OVER:
                self._options.ignore(_PASSED_OVER[name])
            elif each.tag != _FALLBACK and name not in _NO_TEXT:
                pending.extend(reversed(each))
        return "".join(pieces)

    def _hidden(self, run: _Element) -> bool:
        found = run.find(f"{self._words}rPr/{self._words}vanish")
        return found is not None and found.get(self._words + "val") not in ("0", "false", "off")

    def _name(self, element: _Element) -> str:
        """Return the plain name of an element of the text, "?" for others, "" for none."""
        tag = element.tag
        if not isinstance(tag, str) or tag == _FALLBACK:
            return ""
        return tag.removeprefix(self._words) if tag.startswith(self._words) else "?"


def _outermost(boxes: list[_Element]) -> list[_Element]:
    """Return the boxes that lie in no other; AlternateContent holds each of them twice."""
    return [
        each
        for each in boxes
        if not any(above.tag in (boxes[0].tag, _FALLBACK) for above in each.iterancestors())
    ]


def _facts(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return title, author, date and language of the core properties."""
    if _CORE not in archive.NameToInfo:
        return {}
    found: dict[str, str] = {}
    for each in parsed(archive, _CORE):
        if isinstance(each.tag, str):
            found[each.tag.rpartition("}")[2]] = (each.text or "").strip()
    date = _DATE.match(found.get("created", ""))
    return {
        "title": found.get("title"),
        "author": found.get("creator"),
        "date": date[0] if date else "",
        "language": found.get("language"),
        "subject": found.get("subject"),
        "keywords": found.get("keywords"),
        "description": found.get("description"),
    }


FORMAT = Format(
    "docx", "Word document", (".docx",), read=read, carries=frozenset({"text", "metadata"})
)
