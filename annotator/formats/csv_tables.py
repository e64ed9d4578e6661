"""Tables as text: rows of cells between commas, semicolons, tabs or bars.

Owns which encoding and which separator a file has, and its rows with their lines.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from annotator.domain.errors import Phrase
from annotator.formats import columns
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.text import MAX_BYTES as MAX_TEXT
from annotator.formats.text import bytes_of, decode

#: Bytes of a table that is not UTF-8 and has to be held whole until its encoding is found out.
MAX_BYTES = 128 * 1024 * 1024
_CHUNK = 1 << 20
_SEPARATORS = (",", ";", "\t", "|")
#: Rows and characters that decide what the separator is.
_ROWS = 30
_SAMPLE = 200_000
#: The first line in which Excel is told the separator.
_HINT = re.compile(r"\ufeff?\"?sep=([,;\t|])\"?(?:\r\n|[\r\n])", re.IGNORECASE)
#: What Python's reader says where a quote mark closes in the middle of a cell.
_EXPECTED = re.compile(r"'(.+)' expected after '\"'")


def rows_of(path: Path, options: ReadOptions) -> Iterator[tuple[int, list[str] | ProblemError]]:
    """Yield (line, cells) of each row that is not empty, or what is wrong with it in its place.

    How the file was read is noted in `options.encodings`.  Raises ProblemError: table-too-large
    and what `text.decode` raises; OSError.
    """
    encoding = options.encodings[str(path)] = _encoding(path, options)
    # The limit is one for the whole process; nothing else of the program reads such tables.
    csv.field_size_limit(MAX_TEXT)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        hint = _HINT.match(sample)
        before = 0 if hint is None else 1
        if hint is not None:
            next(lines)
        separator = _separator(sample, path.suffix.lower()) if hint is None else hint[1]
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            line = before + reader.line_num + 1
            found: list[str] | ProblemError
            try:
                found = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                found = _problem(error)
                if found.code == "cell-too-large" and before + reader.line_num > line:
                    # A quote mark that nothing ends: what follows may be words or rows.
                    raise ProblemError(found.code, line=line, **found.values) from None
            if lines.cut:
                lines.cut = False
                found = _too_large()
            if isinstance(found, ProblemError) or any(found):
                yield line, found


def _problem(error: csv.Error) -> ProblemError:
    if "field larger" in str(error):
        return _too_large()
    return ProblemError("row-quotes", why=_reason(str(error)))


def _reason(said: str) -> Phrase | str:
    """Return what the two complaints about quote marks mean; others stay as the reader says."""
    if found := _EXPECTED.fullmatch(said):
        return Phrase("why-quote-after", {"sign": found[1]})
    return Phrase("why-quote-open") if said == "unexpected end of data" else said


def _too_large() -> ProblemError:
    return ProblemError("cell-too-large", most=MAX_TEXT // 1024**2)


class _Lines:
    """The lines of a file with their ends, never more of one than can be a cell."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._begun = False
        self.cut = False  # whether a line was too long, so that its row is not whole

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_TEXT + 1)
        if not line:
            raise StopIteration
        rest = line
        while len(rest) > MAX_TEXT and not rest.endswith(("\n", "\r")):
            self.cut = True
            rest = self._file.readline(MAX_TEXT + 1)
        if not self._begun:
            self._begun = True
            line = line.removeprefix("\ufeff")
        return line


def _encoding(path: Path, options: ReadOptions) -> str:
    """Return the encoding in which the whole of a file can be read."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    if options.encoding or b"\0" not in head:
        usual = "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else "utf-8"
        found = options.encoding or usual
        try:
            with path.open(encoding=found, newline="") as text:
                while text.read(_CHUNK):
                    pass
        except (UnicodeError, LookupError):
            pass  # what is wrong with it, or what it is instead, is told below
        else:
            return found
    try:
        raw = bytes_of(path, options, MAX_BYTES)
    except ProblemError as error:
        raise ProblemError("table-too-large", **error.values) from None
    return decode(raw, options.encoding)[1]


def _separator(sample: str, suffix: str) -> str:
    """Return the separator under which the first rows look most like a table of articles."""
    usual = sorted(_SEPARATORS, key=lambda each: each != ("\t" if suffix == ".tsv" else ","))
    return max(usual, key=lambda each: _looks(sample, each))


def _looks(sample: str, separator: str) -> tuple[bool, float, int]:
    """Return how much rows look like a table: its header, rows that are as wide, its width."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if row:
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        pass
    if not rows or len(rows[0]) < 2:
        return False, 0.0, 1
    header = rows[0][: columns.MAX_COLUMNS]
    wide = len(rows[0])
    # The last row may be cut where the sample ends.
    whole = rows[1:-1] or rows[1:]
    alike = sum(len(each) == wide for each in whole) / len(whole) if whole else 1.0
    return "text" in columns.guessed(columns.named(header)), round(alike, 1), wide
