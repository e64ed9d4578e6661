"""Files that are one JSON array: its items one by one, each with the line it begins on.

Owns finding where an item ends without reading the file as a whole, so that one bad article does
not take the others with it and memory stays flat; what JSON is, is `json_files`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.formats.json_files import MAX_DEPTH, MAX_LINE, parse
from annotator.formats.registry import ProblemError

_CHUNK = 1 << 20
#: Brackets inside each other at which a file ends; of fewer, only the item is refused.
_DEEPEST = 1_000_000
_WHOLE = rb'"(?:[^"\\]++|\\.)*+"'
#: Lists and objects inside each other that one match passes over; what lies deeper is stepped into.
_LEVELS = 6


def _up_to(marks: bytes) -> re.Pattern[bytes]:
    """Return what passes over whatever is whole, up to one of the marks: brackets and a quote.

    A text that is cut off has a quote as its mark.  Commas count only between items.
    """
    passed = b""
    for level in range(_LEVELS):
        deeper = rb"|[\[{]" + passed + rb"[\]}]" if level else b""
        passed = rb'(?:[^"\[\]{}]++|' + _WHOLE + deeper + rb")*+"
    outside = rb"(?:[^" + marks + rb"]++|" + _WHOLE + rb"|[\[{]" + passed + rb"[\]}])*+"
    return re.compile(outside + rb"([" + marks + rb"])?", re.DOTALL)


_INSIDE = _up_to(rb'"\[\]{}')
_BETWEEN = _up_to(rb'"\[\]{},')
_IN_TEXT = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SPACE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def values_of(path: Path, *, replace: bool = False) -> Iterator[tuple[int, Any | ProblemError]]:
    """Yield (line, value) of each item, with what is wrong in the place of one that is no JSON.

    `replace` puts U+FFFD in the place of characters that cannot be kept, but for those of "text".
    Raises ProblemError for a file that is no array, or is cut off.
    """
    for number, raw in items_of(path):
        try:
            yield number, parse(raw, replace=replace)
        except ProblemError as error:
            code = error.code.replace("line-not-json", "item-not-json")
            code = code.replace("line-encoding", "item-encoding")
            yield number, ProblemError(code, **error.values)


def items_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (line, bytes) of each item of the array in a file; lines start at 1.

    Raises ProblemError("file-binary", "file-not-utf8", "file-not-array", "array-cut",
    "array-goes-on", "item-too-long", "line-too-deep").
    """
    with path.open("rb") as file:
        head = file.peek(4096)
        if head[:2] in _UTF16:
            raise ProblemError("file-not-utf8", encoding="UTF-16")
        if b"\0" in head[:4096]:
            raise ProblemError("file-binary")
        cutter = _Cutter()
        chunk = file.read(_CHUNK).removeprefix(_BOM)
        while chunk:
            yield from cutter.cut(chunk)
            chunk = file.read(_CHUNK)
        cutter.end()


class _Cutter:
    """Where one is in an array, from chunk to chunk."""

    def __init__(self) -> None:
        self._depth = 0  # brackets around; 1 = between the items
        self._in_text = False
        self._skip = 0  # bytes of the next chunk that a backslash takes with it
        self._line = 1
        self._over = False
        self._some = False
        self._item = bytearray()  # what earlier chunks have of the item in hand

    def cut(self, chunk: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the items that end in a chunk."""
        start = 0 if self._depth or self._over else self._opened(chunk)
        at, self._skip = start + self._skip, 0
        while not self._over:
            if self._in_text:
                at = _ends_at(chunk, at)
                self._in_text = at > len(chunk) or chunk[at : at + 1] != b'"'
                if self._in_text:
                    break
                at += 1
                continue
            found = (_BETWEEN if self._depth == 1 else _INSIDE).match(chunk, at)
            if found is None or found[1] is None:
                break
            mark, at = found[1], found.end()
            if mark == b'"':
                self._in_text = True
            elif mark in (b"[", b"{"):
                self._depth += 1
                if self._depth > _DEEPEST:
                    raise ProblemError("line-too-deep", line=self._line, most=MAX_DEPTH)
            elif mark == b"," or (mark in (b"]", b"}") and self._depth == 1):
                self._over = mark != b","
                yield from self._ended(chunk[start : found.start(1)])
                start = at
                if mark == b"}":
                    raise ProblemError("array-cut", line=self._line)
            elif mark in (b"]", b"}"):
                self._depth -= 1
        if self._over:
            more = chunk[start:].lstrip(_SPACE)
            self._line += chunk.count(b"\n", start, len(chunk) - len(more))
            if more:
                raise ProblemError("array-goes-on", line=self._line)
            return
        self._skip = max(0, at - len(chunk))
        self._hold(chunk[start:])

    def end(self) -> None:
        """Take note that nothing follows; raises ProblemError if something should."""
        if self._depth and not self._over:
            raise ProblemError("array-cut", line=self._line)

    def _opened(self, chunk: bytes) -> int:
        """Return where the first item begins; 0 in a chunk of spaces."""
        before = len(chunk) - len(chunk.lstrip(_SPACE))
        self._line += chunk.count(b"\n", 0, before)
        if before == len(chunk):
            return before
        if chunk[before : before + 1] != b"[":
            begins = chunk[before : before + 20].decode(errors="replace")
            raise ProblemError("file-not-array", begins=begins.split("\n")[0].strip())
        self._depth = 1
        return before + 1

    def _hold(self, more: bytes) -> None:
        self._item += more
        if len(self._item) > MAX_LINE:
            raise ProblemError("item-too-long", line=self._line, most=MAX_LINE)

    def _ended(self, tail: bytes) -> Iterator[tuple[int, bytes]]:
        self._hold(tail)
        raw = bytes(self._item)
        self._item.clear()
        item = raw.lstrip(_SPACE)
        lead = raw.count(b"\n", 0, len(raw) - len(item))
        begins, self._line = self._line + lead, self._line + raw.count(b"\n")
        # An array without items has nothing between its brackets.
        if item or self._some or not self._over:
            yield begins, item.rstrip(_SPACE)
        self._some = True


def _ends_at(chunk: bytes, at: int) -> int:
    """Return where a text ends, or where to go on: beyond the chunk if a backslash ends it."""
    found = _IN_TEXT.match(chunk, at)
    end = len(chunk) if found is None else found.end()
    return end + 2 if chunk[end : end + 1] == b"\\" else end
