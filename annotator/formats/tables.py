"""Tables of articles, one a row, in text files and Excel workbooks; and tables of labels out.

Owns how a header and its rows become articles; which column is which field is `columns`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats import columns, csv_tables, workbooks
from annotator.formats.foreign import Found, bundles_of
from annotator.formats.registry import Format, Frames, Problem, ProblemError, ReadOptions
from annotator.formats.tables_written import CARRIES, fit_csv, fit_xlsx, write_csv, write_xlsx

#: Columns by which what is written here is told from a table of articles.
_OF_LABELS = {"document", "characters", "further facts"}
#: A row with its line or number, or what is wrong with it.
_Rows = Iterator[tuple[int, Any]]


def read_csv(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield an article, or a problem, for each row of a table in a text file."""
    return bundles_of(path, options, _articles(csv_tables.rows_of(path, options), options))


def read_xlsx(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield an article, or a problem, for each row of the first sheet of a workbook."""
    return bundles_of(path, options, _articles(workbooks.rows_of(path, options), options))


def csv_columns(
    path: Path, options: ReadOptions, rows: int = 5
) -> tuple[list[str], list[list[str]]]:
    """Return the columns of a table and its first rows as texts; see `Format.columns_of`."""
    return _preview(csv_tables.rows_of(path, _quiet(options)), rows)


def xlsx_columns(
    path: Path, options: ReadOptions, rows: int = 5
) -> tuple[list[str], list[list[str]]]:
    """Return the columns of a sheet and its first rows as texts; see `Format.columns_of`."""
    return _preview(workbooks.rows_of(path, _quiet(options)), rows)


def _quiet(options: ReadOptions) -> ReadOptions:
    """Return options for a look: reading says again what it passes over."""
    return replace(options, ignored={}, notes={})


def _header(rows: _Rows) -> list[str]:
    """Return the names of the columns; raises ProblemError if there is no first row."""
    line, cells = next(rows, (0, None))
    if cells is None:
        raise ProblemError("file-empty")
    if isinstance(cells, ProblemError):
        raise ProblemError(cells.code, **{**cells.values, "line": line})
    return columns.named(cells)


def _preview(found: _Rows, number: int) -> tuple[list[str], list[list[str]]]:
    header = _header(found)
    rows = (cells for _, cells in found if not isinstance(cells, ProblemError))
    shown = [list(map(columns.shown, cells[: len(header)])) for cells in islice(rows, number)]
    return header, [cells + [""] * (len(header) - len(cells)) for cells in shown]


def _articles(rows: _Rows, options: ReadOptions) -> Iterator[Found]:
    header = _header(rows)
    if set(header) >= _OF_LABELS and not options.columns.get("text"):
        raise ProblemError("table-of-labels")
    fields = columns.mapped(header, options)
    for line, cells in _without_rests(rows, len(header), options):
        try:
            if isinstance(cells, ProblemError):
                raise cells
            header = _widened(header, cells, options)
            values = dict(zip(header, cells, strict=False))
            named = {field: values.get(column) for field, column in fields.items()}
            for column in fields.values():
                values.pop(column, None)
            yield line, columns.article(named, values, options)
        except ProblemError as error:
            yield line, error


def _without_rests(rows: _Rows, width: int, options: ReadOptions) -> _Rows:
    """Yield rows but for the lines that belong to a broken one, which are no articles.

    Where a quote mark is out of order, the row ends for the parser on that line; the rest of it
    looks like narrow rows, and like one with a quote mark at the end of a cell.
    """
    broken = False
    for line, cells in rows:
        if broken and isinstance(cells, list):
            if len(cells) < width:
                options.ignore(Phrase("told-row-follows"))
                continue
            if any(each.endswith('"') for each in cells):
                yield line, ProblemError("row-quotes", why=Phrase("why-row-follows"))
                continue
        broken = isinstance(cells, ProblemError) and cells.code == "row-quotes"
        yield line, cells


def _widened(header: list[str], cells: Any, options: ReadOptions) -> list[str]:
    """Return the header for a row that is wider or narrower than it.

    Sheets have cells beside the table; in a text file it is mostly a missing quote mark.
    """
    if isinstance(cells, tuple):
        more = len(cells) - len(header)
        return columns.named([*header, *[None] * more]) if more > 0 else header
    if any(cells[len(header) :]):
        raise ProblemError("row-too-wide", cells=len(cells), columns=len(header))
    if len(cells) < len(header):
        options.note(Phrase("told-short-rows"))
    return header


FORMAT = (
    Format(
        "csv",
        "Table (CSV, TSV)",
        (".csv", ".tsv"),
        read=read_csv,
        write=write_csv,
        carries=CARRIES,
        frames=Frames.WHOLE,
        same_twice=True,
        fit=fit_csv,
        columns_of=csv_columns,
    ),
    Format(
        "xlsx",
        "Excel workbook",
        (".xlsx", ".xlsm", ".xls"),  # .xls is refused with what to do about it
        read=read_xlsx,
        write=write_xlsx,
        carries=CARRIES,
        frames=Frames.WHOLE,
        same_twice=True,
        fit=fit_xlsx,
        columns_of=xlsx_columns,
    ),
)
