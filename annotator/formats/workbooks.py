"""Excel workbooks: the rows of the first sheet that has any.

Owns which sheet is read, and how its cells become values.  The parts of the file are read as they
are unpacked (`workbook_parts`), so that memory does not grow with the rows; only the table of texts
that most programs write beside the sheets has to be held.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from annotator.domain.errors import Phrase
from annotator.formats.columns import MAX_COLUMNS
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.workbook_parts import (
    MAX_CELL,
    Tag,
    opened,
    related,
    tags_of,
    too_long,
    unreadable,
)

#: Rows of a sheet; a larger number of a row is a mistake or an attack.
MAX_ROWS = 1_048_576
#: Columns of a sheet, most of them empty.
_LAST_COLUMN = 16_384
#: Digits of a whole number that stays one.
_DIGITS = 15
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_YES = ("1", "true")
_PLACE = re.compile(r"([A-Z]{1,3})\d*", re.IGNORECASE)

Row = tuple[Any, ...]


class _Sheet(NamedTuple):
    title: str
    part: str
    visible: bool


def rows_of(path: Path, options: ReadOptions) -> Iterator[tuple[int, Row]]:
    """Yield (number, values) of the rows that are not empty of the first sheet that has any.

    Sheets that can be seen come before hidden ones.  Formulas are what they came to when the file
    was saved.  Which sheet is read is noted if there are several; the others are told as ignored.
    Raises ProblemError: workbook-old, workbook-unreadable, file-kind-wrong, sheet-too-large,
    table-too-wide, xml-doctype, xml-broken and those of `zips`; OSError.
    """
    with opened(path, options) as packed:
        book = _Book(packed)
        sheets = [each for each in book.sheets if _has_values(packed, each.part)]
        if not sheets:
            return
        sheet, *others = sorted(sheets, key=lambda each: not each.visible)
        if others:
            options.note(Phrase("told-sheet-read", {"sheet": sheet.title[:40]}))
        for other in others:
            options.ignore(Phrase("told-sheet", {"sheet": other.title[:40]}))
        yield from _SheetReader(book, options).rows(sheet.part)


def _has_values(packed: ZipFile, part: str) -> bool:
    return any(each.name in ("v", "t") and each.text for each in tags_of(packed, part))


class _Book:
    """What the cells of all sheets share."""

    def __init__(self, packed: ZipFile) -> None:
        self.packed = packed
        whole = next(iter(related(packed, "", "officeDocument").values()), "xl/workbook.xml")
        if whole.endswith(".bin"):
            raise unreadable(Phrase("why-xlsb"))
        parts = related(packed, whole, "worksheet")
        self.sheets: list[_Sheet] = []
        self.since_1904 = False
        for each in tags_of(packed, whole):
            if each.name == "workbookPr" and each.opens:
                self.since_1904 = each.values.get("date1904") in _YES
            elif each.name == "sheet" and each.opens and each.values.get("id") in parts:
                title, state = each.values.get("name", ""), each.values.get("state", "visible")
                self.sheets.append(_Sheet(title, parts[each.values["id"]], state == "visible"))
        if not self.sheets:
            raise unreadable(Phrase("why-no-sheet"))
        self._strings = [
            text
            for part in related(packed, whole, "sharedStrings").values()
            for text in _strings(packed, part)
        ]
        self._formats = [
            each
            for part in related(packed, whole, "styles").values()
            for each in _date_formats(packed, part)
        ]

    def string(self, number: str) -> str:
        """Return a text of the table of texts."""
        if not number.isdecimal() or int(number[:9]) >= len(self._strings):
            raise unreadable(Phrase("why-no-shared-text", {"number": number[:20]}))
        return self._strings[int(number)].decode()

    def date(self, value: float, style: str) -> Any:
        """Return a number as the date, time or length of time that its format makes of it."""
        known = style.isdecimal() and int(style[:9]) < len(self._formats)
        kind = self._formats[int(style)] if known else ""
        if not kind:
            return value
        from openpyxl.utils.datetime import (  # type: ignore[import-untyped]
            MAC_EPOCH,
            WINDOWS_EPOCH,
            from_excel,
        )

        epoch = MAC_EPOCH if self.since_1904 else WINDOWS_EPOCH
        try:
            return from_excel(value, epoch, timedelta=kind == "length")
        except (OverflowError, ValueError):
            return value  # no day has this number


def _strings(packed: ZipFile, part: str) -> Iterator[bytes]:
    """Yield the texts that cells refer to, as UTF-8, which takes half the memory and less."""
    text = _Text()
    for each in tags_of(packed, part):
        if each.name == "si" and not each.opens:
            yield text.taken().encode()
        else:
            text.take(each)


def _date_formats(packed: ZipFile, part: str) -> Iterator[str]:
    """Yield for each style of cells "date", "length" (of time) or ""."""
    from openpyxl.styles.numbers import (  # type: ignore[import-untyped]
        BUILTIN_FORMATS,
        is_date_format,
        is_timedelta_format,
    )

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    inside = False
    for each in tags_of(packed, part):
        if each.name == "numFmt" and each.opens:
            codes[each.values.get("numFmtId", "")] = each.values.get("formatCode", "")
        elif each.name == "cellXfs":
            inside = each.opens
        elif each.name == "xf" and each.opens and inside:
            code = codes.get(each.values.get("numFmtId", "0"), "")[:255]
            length = is_timedelta_format(code)
            yield "length" if length else "date" if is_date_format(code) else ""


class _Text:
    """The words of a cell, which may be in pieces of different type; not how they are spoken."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._spoken = False

    def take(self, tag: Tag) -> None:
        """Take a tag on the way through a cell."""
        if tag.name == "rPh":
            self._spoken = tag.opens
        elif tag.name == "t" and not tag.opens and not self._spoken:
            self._length += len(tag.text)
            if self._length > MAX_CELL:
                raise too_long()
            self._pieces.append(tag.text)

    def taken(self) -> str:
        """Return the words since the last call."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return _unescaped(text)


class _SheetReader:
    """A sheet on its way into rows."""

    def __init__(self, book: _Book, options: ReadOptions) -> None:
        self._book = book
        self._options = options
        self._number = 0  # of the row in hand
        self._row: dict[int, Any] = {}  # place -> value
        self._place = 0
        self._hidden = False
        self._cell: Mapping[str, str] = {}
        self._value: str | None = None  # what stands in the cell in hand
        self._formula = False
        self._text = _Text()

    def rows(self, part: str) -> Iterator[tuple[int, Row]]:
        """Yield the rows that are not empty."""
        inside = False
        try:
            for each in tags_of(self._book.packed, part):
                if each.name == "sheetData":
                    inside = each.opens
                elif each.name == "mergeCell" and each.opens:
                    self._options.note(Phrase("told-merged-cells"))
                elif inside and each.opens:
                    self._open(each)
                elif inside:
                    self._close(each)
                    if each.name == "row" and self._row:
                        self._options.note(Phrase("told-hidden-rows"), self._hidden)
                        values = [self._row.get(place) for place in range(1, max(self._row) + 1)]
                        yield self._number, tuple(values)
        except ProblemError as error:
            raise ProblemError(error.code, **{"line": self._number, **error.values}) from None

    def _open(self, tag: Tag) -> None:
        if tag.name == "row":
            written = tag.values.get("r", "")
            number = int(written[:15]) if written.isdecimal() else self._number + 1
            if number > MAX_ROWS:
                raise unreadable(Phrase("why-row-beyond", {"number": number}))
            self._number = number
            self._row, self._place = {}, 0
            self._hidden = tag.values.get("hidden") in _YES
        elif tag.name == "c":
            self._cell = tag.values
            self._place = self._place_of(tag.values.get("r", ""))
            if self._place > _LAST_COLUMN:
                raise ProblemError("table-too-wide", columns=self._place, most=MAX_COLUMNS)
            self._value, self._formula = None, False
        elif tag.name == "f":
            self._formula = True
        else:
            self._text.take(tag)

    def _close(self, tag: Tag) -> None:
        if tag.name == "v":
            self._value = tag.text
        elif tag.name == "c":
            value = self._read()
            if value not in (None, ""):
                if self._place > MAX_COLUMNS:
                    raise ProblemError("table-too-wide", columns=self._place, most=MAX_COLUMNS)
                self._row[self._place] = value
        else:
            self._text.take(tag)

    def _place_of(self, written: str) -> int:
        """Return the number of a column; a cell that does not say it follows the one before."""
        if not written:
            return self._place + 1
        found = _PLACE.fullmatch(written)
        if found is None:
            raise unreadable(Phrase("why-cell-place", {"place": written[:20]}))
        place = 0
        for letter in found[1].upper():
            place = place * 26 + ord(letter) - ord("A") + 1
        return place

    def _read(self) -> Any:
        kind, text, words = self._cell.get("t", "n"), self._value or "", self._text.taken()
        if self._formula and not text and kind != "str":
            self._options.ignore(Phrase("told-formulas"))
            return None
        match kind:
            case "inlineStr":
                return words
            case "s":
                return self._book.string(text) if text else None
            case "str":
                return _unescaped(text)
            case "b":
                return text in _YES if text else None
            case "e":
                self._options.ignore(Phrase("told-cell-mistakes"))
                return None
            case "d":
                return text  # ISO 8601
        return self._as_number(text)

    def _as_number(self, text: str) -> Any:
        digits = text.removeprefix("-")
        if not text or (digits.isdecimal() and len(digits) > _DIGITS):
            return text  # no number can say all of it
        try:
            value = int(text) if digits.isdecimal() else float(text)
        except ValueError:
            return text
        style = self._cell.get("s", "0")
        return self._book.date(value, style) if math.isfinite(value) else text


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
