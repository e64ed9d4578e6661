"""The parts of an Excel workbook: XML inside a zip file, tag by tag.

Owns that nothing of such a file does harm: a part is never held whole, a DOCTYPE ends it (so there
are no entities), and a tag or a text without an end does, too.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

from annotator.domain.errors import Phrase
from annotator.formats.magic import kind_of
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.zips import checked_zip

_CHUNK = 1 << 18
#: Characters of a cell, and bytes without a tag; Excel itself stops at 32,767.
MAX_CELL = 8 * 1024 * 1024
#: Tags of one part, opened and closed; 200,000 rows of ten columns have so many.
MAX_TAGS = 10_000_000
#: How workbooks of before 2007 begin, and those that are encrypted.
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WANTED = "xlsx"


class Tag(NamedTuple):
    """A tag that opens, with its attributes, or one that closes, with the text before it."""

    name: str  # without its namespace
    opens: bool
    values: Mapping[str, str] = {}
    text: str = ""


@contextmanager
def opened(path: Path, options: ReadOptions) -> Iterator[zipfile.ZipFile]:
    """Open a workbook as the zip file it is, which does no harm.

    Raises ProblemError: workbook-old, file-kind-wrong and those of `zips`; OSError.
    """
    with path.open("rb") as file:
        head = file.read(65536)
    if head.startswith(_OLD):
        raise ProblemError("workbook-old")
    kind = kind_of(head)
    try:
        packed = checked_zip(path, options)
    except ProblemError as error:
        if error.code != "zip-not":
            raise
        kind = kind or "text-or-other"
        raise ProblemError("file-kind-wrong", kind=kind, wanted=_WANTED) from None
    with packed:
        try:
            yield packed
        except ProblemError as error:
            # A document of another program is as good a zip file as a workbook.
            if error.code != "workbook-unreadable" or kind in ("zip", "excel"):
                raise
            raise ProblemError("file-kind-wrong", kind=kind, wanted=_WANTED) from None


def unreadable(why: Phrase) -> ProblemError:
    """Return the complaint about a file that is no workbook, or a broken one."""
    return ProblemError("workbook-unreadable", why=why)


def too_long() -> ProblemError:
    """Return the complaint about a cell that nobody wrote."""
    return unreadable(Phrase("why-cell-large", {"most": MAX_CELL // 1024**2}))


def related(packed: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Return id -> name of the parts of a kind that a part refers to; "" is the file itself."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in packed.namelist():
        return {}
    found = {}
    for tag in tags_of(packed, rels):
        values = tag.values
        if tag.name == "Relationship" and values.get("Type", "").endswith(f"/{kind}"):
            target = posixpath.join("/", folder, values.get("Target", ""))
            found[values.get("Id", "")] = posixpath.normpath(target).lstrip("/")
    return found


def tags_of(packed: zipfile.ZipFile, part: str) -> Iterator[Tag]:
    """Yield the tags of a part in order.

    Raises ProblemError: workbook-unreadable if it is not there, sheet-too-large, xml-doctype,
    xml-broken, zip-broken.
    """
    reader = _Reader(part)
    quiet = number = 0
    try:
        with packed.open(part) as file:
            while chunk := file.read(_CHUNK):
                yield from reader.tags(chunk)
                number += reader.number
                quiet = 0 if reader.number else quiet + len(chunk)
                if quiet > MAX_CELL:
                    raise too_long()
                if number > MAX_TAGS:
                    raise ProblemError("sheet-too-large", name=part, most=MAX_TAGS // 10**6)
            yield from reader.tags(b"", last=True)
    except KeyError:
        raise unreadable(Phrase("why-no-part", {"part": part[:60]})) from None
    except expat.ExpatError as error:
        raise ProblemError("xml-broken", name=part, why=str(error)) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise ProblemError("zip-broken") from None


class _Reader:
    """One part on its way through the parser."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._tags: list[Tag] = []
        self._text: list[str] = []
        self.number = 0  # of the tags of the last chunk
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = self._refuse

    def tags(self, chunk: bytes, *, last: bool = False) -> Iterator[Tag]:
        """Yield the tags that end in a chunk; those before a mistake, too."""
        self._tags = []
        wrong: Exception | None = None
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, ProblemError) as error:
            wrong = error
        except (LookupError, ValueError) as error:
            # An encoding that Python does not know, or cannot tell bytewise.
            wrong = ProblemError("xml-broken", name=self._part, why=str(error))
        self.number = len(self._tags)
        yield from self._tags
        if wrong is not None:
            raise wrong

    def _open(self, name: str, values: dict[str, str]) -> None:
        self._text.clear()
        plain = {key.rpartition(" ")[2]: value for key, value in values.items()}
        self._tags.append(Tag(name.rpartition(" ")[2], True, plain))

    def _close(self, name: str) -> None:
        self._tags.append(Tag(name.rpartition(" ")[2], False, {}, "".join(self._text)))
        self._text.clear()

    def _refuse(self, *_: Any) -> None:
        raise ProblemError("xml-doctype", name=self._part)
