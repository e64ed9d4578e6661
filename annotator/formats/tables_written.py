"""Tables of labels as files: one table as text, or a workbook with a sheet for each kind of row.

Owns the two files and what does not fit into their cells; the rows are `label_rows`.
"""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.documents import Entry
from annotator.domain.errors import Phrase
from annotator.domain.ids import format_id
from annotator.formats.cells import plain_cell, starts_formula
from annotator.formats.label_rows import (
    ABOUT,
    COLUMNS,
    Cell,
    columns_for,
    entry_cells,
    one_table,
    rows_of,
)
from annotator.formats.registry import Loss, WriteOptions

#: What both files hold; the article itself is no cell, and where labels stand is.
CARRIES = frozenset(
    {
        "spans", "overlaps", "parts", "attributes", "relations", "frames", "document_labels",
        "annotators", "entries", "metadata",
    }
)  # fmt: skip
_CHUNK = 1 << 16

# Text --------------------------------------------------------------------------------------------


def write_csv(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield a table with a row for each article, label, quote, opinion and relation."""
    header = one_table(options.scheme)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    # The mark tells Excel that it is UTF-8.
    yield b"\xef\xbb\xbf"
    changed = 0
    places = {name: place for place, name in enumerate(header)}
    kind = places["kind"]
    for bundle in bundles:
        for row in rows_of(bundle, options):
            # Most of the columns are of other kinds of rows.
            written = [""] * len(header)
            written[kind] = row.kind
            for name, cell in row.cells.items():
                if name in places:
                    plain = plain_cell(cell) if isinstance(cell, str) else str(cell).lower()
                    changed += isinstance(cell, str) and plain != cell
                    written[places[name]] = plain
            writer.writerow(written)
        if out.tell() > _CHUNK:
            yield _taken(out)
    options.note(Phrase("told-formula-cells"), changed)
    yield _taken(out)


def fit_csv(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Take away what one table has no place for: further names of entries and notes on them."""
    entries = {}
    for number, entry in bundle.entries.items():
        for what in ("aliases", "note"):
            if getattr(entry, what):
                options.lose(
                    Loss("entries", bundle.document.uid, format_id(number), entry.name, detail=what)
                )
        entries[number] = replace(entry, aliases=(), note="")
    return replace(bundle, entries=entries)


def _taken(out: io.StringIO) -> bytes:
    raw = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return raw


# Workbook ----------------------------------------------------------------------------------------

#: UTF-16 units that a cell of Excel holds, and rows that a sheet of it does.
MAX_CELL = 32_767
MAX_ROWS = 1_048_576
_SHEETS = {
    "article": "Articles",
    "span": "Spans",
    "quote": "Quotes",
    "opinion": "Opinions",
    "document label": "Document labels",
    "relation": "Relations",
}
_ENTRIES = "Entries"
_ENTRY_COLUMNS = ("entry", "kind", "aliases", "note", "wikidata", "entry id")
_WIDTHS = {
    "title": 40, "words": 40, "content": 60, "context": 80, "further facts": 40, "start": 8,
    "end": 8, "parts": 12, "source": 25, "expression": 25, "from": 25, "to": 25, "aliases": 40,
    "note": 40, "insertion": 12,
}  # fmt: skip
_WIDTH = 16


def write_xlsx(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield a workbook; it is made in a temporary folder, because it ends with what begins it."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "labels.xlsx")
        book = Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": folder,
            },
        )
        book.use_zip64()
        # The same project gives the same file.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})  # noqa: DTZ001
        _fill(book, bundles, options)
        book.close()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def fit_xlsx(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Tell which cells are too long for a workbook; they are cut when they are written."""
    uid = bundle.document.uid
    for row in rows_of(bundle, options):
        cells = row.cells
        for name, cell in cells.items():
            if not _is_long(cell) or (name in ABOUT and row.kind != "article"):
                continue
            what = "metadata" if row.kind == "article" else "text"
            if row.kind != "article" and name not in COLUMNS[row.kind]:
                what = "attributes"
            options.lose(
                Loss(
                    what,
                    uid,
                    str(cells.get("record", "")),
                    f"{cells.get('layer', '')}.{cells.get('label', '')}".strip("."),
                    int(cells.get("start", -1)),
                    int(cells.get("end", -1)),
                    f"{name}, cut to {MAX_CELL:,} characters",
                )
            )
    for entry in bundle.entries.values():
        for name, cell in entry_cells(entry).items():
            if _is_long(cell):
                detail = f"{name}, cut to {MAX_CELL:,} characters"
                options.lose(Loss("entries", uid, format_id(entry.id), entry.name, detail=detail))
    return bundle


def _fill(book: Any, bundles: Iterable[Bundle], options: WriteOptions) -> None:
    sheets = {
        kind: _Sheet(book, title, columns_for(kind, options.scheme))
        for kind, title in _SHEETS.items()
    }
    entries = _Sheet(book, _ENTRIES, _ENTRY_COLUMNS)
    known: dict[int, Entry] = {}
    for bundle in bundles:
        for row in rows_of(bundle, options):
            sheets[row.kind].add(row.cells)
        known.update(bundle.entries)
    for entry in sorted(known.values(), key=lambda each: (each.name, each.id)):
        cells = entry_cells(entry)
        entries.add({name: cell for name, cell in cells.items() if cell != ""})
    for sheet in (*sheets.values(), entries):
        sheet.end()


class _Sheet:
    """Rows of one kind; where a sheet is full, they go on in the next."""

    def __init__(self, book: Any, title: str, columns: Sequence[str]) -> None:
        self._book, self._title, self._columns = book, title, columns
        self._bold = book.add_format({"bold": True})
        self._quoted = book.add_format({"quote_prefix": True})
        self._number = 0
        self._begin()

    def add(self, cells: Mapping[str, Cell]) -> None:
        """Write a row."""
        if self._row == MAX_ROWS:
            self.end()
            self._begin()
        self._used.update(cells)
        for place, name in enumerate(self._columns):
            cell = cells.get(name, "")
            if isinstance(cell, bool):
                self._sheet.write_boolean(self._row, place, cell)
            elif not isinstance(cell, str):
                self._sheet.write_number(self._row, place, cell)
            elif cell:
                # It is a text here, but an editor, or a table saved from it, makes it a formula.
                how = self._quoted if starts_formula(cell) else None
                self._sheet.write_string(self._row, place, _short(cell), how)
        self._row += 1

    def end(self) -> None:
        """Let the rows that were written be filtered; columns that stayed empty are hidden."""
        for place, name in enumerate(self._columns):
            hidden = self._row > 1 and name not in self._used
            self._sheet.set_column(
                place, place, _WIDTHS.get(name, _WIDTH), None, {"hidden": hidden}
            )
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._columns) - 1)

    def _begin(self) -> None:
        self._number += 1
        title = self._title if self._number == 1 else f"{self._title} {self._number}"
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(self._columns):
            self._sheet.write_string(0, place, name, self._bold)
        self._row = 1
        self._used: set[str] = set()


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > MAX_CELL // 2 and _short(cell) != cell


def _short(text: str) -> str:
    """Return a text as long as a cell may be; what is cut ends in "…"."""
    if len(text) <= MAX_CELL // 2:
        return text
    raw = text.encode("utf-16-le")
    if len(raw) <= 2 * MAX_CELL:
        return text
    return raw[: 2 * (MAX_CELL - 1)].decode("utf-16-le", errors="ignore") + "…"
