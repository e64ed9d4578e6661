"""Tables of figures as files: one as text, or several as the sheets of a workbook.

Owns the two files; no cell of either is taken for a formula (`cells`).  Tables of labels, with what
each format loses, are `tables_written`.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.formats.cells import plain_cell, starts_formula

Value = str | int | float | None

#: Rows that a sheet of Excel holds, with its head, and characters of a cell.
MAX_ROWS, MAX_CELL = 1_048_576, 32_767
_CHUNK = 1 << 16
#: Letters of the name of a sheet at most, and those that none may have.
_TITLE, _NOT_IN_TITLES = 31, re.compile(r"[\[\]:*?/\\]")
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with its name; a row has a value for each head."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    shares: frozenset[int] = frozenset()  # columns that are shares, shown in percent


def write_csv(table: FigureTable) -> Iterator[bytes]:
    """Yield a table as text, in UTF-8 with the mark that tells Excel so."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(map(plain_cell, table.heads))
    yield b"\xef\xbb\xbf"
    for row in table.rows:
        writer.writerow(
            ["" if each is None else plain_cell(each) if isinstance(each, str) else each
             for each in row]
        )  # fmt: skip
        if out.tell() > _CHUNK:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def write_xlsx(tables: Sequence[FigureTable]) -> Iterator[bytes]:
    """Yield a workbook with a sheet for each table; what does not fit goes on in the next sheet.

    It is made in a temporary folder, because it ends with what begins it.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figures.xlsx")
        book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
        # The same figures give the same file.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # noqa: DTZ001
        bold = book.add_format({"bold": True})
        # It is a text here, but an editor, or a table saved from it, makes it a formula.
        quoted = book.add_format({"quote_prefix": True})
        percent = book.add_format({"num_format": "0.0%"})
        for table in tables:
            room = MAX_ROWS - 1
            for first in range(0, max(1, len(table.rows)), room):
                sheet = book.add_worksheet(_title(table.title, first // room))
                rows = table.rows[first : first + room]
                sheet.freeze_panes(1, 0)
                for place, head in enumerate(table.heads):
                    sheet.set_column(place, place, _width(head, [row[place] for row in rows[:500]]))
                    sheet.write_string(0, place, head, bold)
                for line, row in enumerate(rows, 1):
                    for place, value in enumerate(row):
                        if isinstance(value, str):
                            how = quoted if starts_formula(value) else None
                            if value:
                                sheet.write_string(line, place, value[:MAX_CELL], how)
                        elif value is not None:
                            how = percent if place in table.shares else None
                            sheet.write_number(line, place, value, how)
                sheet.autofilter(0, 0, max(1, len(rows)), len(table.heads) - 1)
        book.close()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _title(title: str, number: int) -> str:
    plain = _NOT_IN_TITLES.sub(" ", title).strip("'")
    return plain[:_TITLE] if not number else f"{plain[: _TITLE - 4]} {number + 1}"


def _width(head: str, values: Sequence[Value]) -> int:
    longest = max((len(each) for each in values if isinstance(each, str)), default=0)
    return min(_WIDEST, max(len(head), longest) + 3)
