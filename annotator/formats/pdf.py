"""PDF: one file, one article, from the text layer.

Owns how the pages of print become running text.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.text import normalise
from annotator.formats.article_files import Article, article_of
from annotator.formats.magic import kind_of
from annotator.formats.print_pages import joined
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions

if TYPE_CHECKING:
    from pypdf import PageObject

#: Bytes of one file, with its pictures.
MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 500
#: Bytes at the start in which the mark of a PDF must stand; readers of PDF allow as much.
_HEAD = 1024
#: Steps by which all pages are drawn; a page of print has some thousands.
_MAX_OPERATIONS = 3_000_000
#: Pictures and forms on a page; beyond 5000 pypdf leaves the words in them out.
_MAX_FORMS = 4_900
_MAX_REMARKS = 1000
#: What pypdf says when it leaves out the words of a form.
_LOST = "XFormObject"
#: What it says of a font whose letters it has to guess.
_FONT = "encoding of a CFF"
#: What a PDF ends with, and bytes at the end in which it must stand.
_END, _TAIL = b"%%EOF", 2048


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a PDF, or the problem with it."""
    yield from article_of(path, options, lambda raw: _article(raw, options), MAX_BYTES)


def _article(raw: bytes, options: ReadOptions) -> Article:
    if b"%PDF-" not in raw[:_HEAD]:
        kind = kind_of(raw[:65536]) or "other"
        raise ProblemError("file-kind-wrong", kind=kind, wanted="pdf")
    if _END not in raw[-_TAIL:]:
        # The parser would rebuild what there is, and half an article would look like a whole one.
        raise ProblemError("pdf-broken", why=Phrase("why-ends-early"))
    try:
        with _remarks() as said:
            pages, meta = _pages(raw, options)
    except (ProblemError, MemoryError):
        raise
    except Exception as error:
        # pypdf promises no list of what it raises on a damaged file.
        why = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise ProblemError("pdf-broken", why=why) from None
    if not any(page.strip() for page in pages):
        raise ProblemError("pdf-no-text")
    options.ignore(Phrase("told-pdf-no-text"), sum(not page.strip() for page in pages))
    lost = sum(_LOST in each for each in said)
    options.ignore(Phrase("told-pdf-forms"), lost)
    fonts = len({each for each in said if _FONT in each})
    options.note(Phrase("told-pdf-fonts"), fonts)
    damaged = sum(_LOST not in each and _FONT not in each for each in said)
    options.note(Phrase("told-pdf-damaged"), damaged)
    text, zones = joined(pages, options)
    return Article(text, meta, zones)


def _pages(raw: bytes, options: ReadOptions) -> tuple[list[str], dict[str, Any]]:
    """Return the text of each page and what the file says of itself."""
    from pypdf import PdfReader
    from pypdf.errors import (
        DependencyError,
        FileNotDecryptedError,
        LimitReachedError,
        WrongPasswordError,
    )

    try:
        reader = PdfReader(io.BytesIO(raw))
        # Many files are locked against changes only and open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise ProblemError("pdf-locked")
        number = len(reader.pages)
        if number > MAX_PAGES:
            raise ProblemError("pdf-too-long", number=number, most=MAX_PAGES)
        budget = _Budget()
        pages = [normalise(budget.text_of(page)) for page in reader.pages]
        return pages, _facts(reader.metadata, options)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise ProblemError("pdf-locked") from None
    except LimitReachedError:
        raise ProblemError("pdf-too-complex") from None


class _Budget:
    """Ends what would take minutes: pages that draw themselves over and over."""

    def __init__(self) -> None:
        self._left = _MAX_OPERATIONS
        self._forms = 0

    def text_of(self, page: PageObject) -> str:
        """Return the text of a page; raises ProblemError("pdf-too-complex")."""
        self._forms = 0
        text = page.extract_text(visitor_operand_before=self._count)
        self._check()  # again, as pypdf goes on after what is raised inside a form
        return text

    def _count(self, operation: bytes, *_: object) -> None:
        self._left -= 1
        self._forms += operation == b"Do"
        self._check()

    def _check(self) -> None:
        if self._left < 0 or self._forms > _MAX_FORMS:
            raise ProblemError("pdf-too-complex")


class _Remarks(logging.Handler):
    """Keeps what pypdf says about a damaged file, which is meant for programmers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if len(self.said) < _MAX_REMARKS:
            self.said.append(record.getMessage())


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """Keep the remarks of pypdf away from the terminal and give them to the caller."""
    logger, handler = logging.getLogger("pypdf"), _Remarks()
    usual = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler.said
    finally:
        logger.propagate = usual
        logger.removeHandler(handler)


def _facts(said: Any, options: ReadOptions) -> dict[str, Any]:
    if said is None:
        return {}
    facts = {"title": said.title, "author": said.author, "subject": said.subject}
    kept = {name: str(value) for name, value in facts.items() if value}
    # Many programs end a title with U+0000; nobody can change that in a PDF.
    options.note(Phrase("told-pdf-facts"), sum("\0" in each for each in kept.values()))
    return {name: value.replace("\0", "").strip() for name, value in kept.items()}


FORMAT = Format(
    "pdf", "PDF with text", (".pdf",), read=read, carries=frozenset({"text", "metadata", "zones"})
)
