"""The documents of a project for a list view.

Owns the ids in their order and a cache of rows read in pages; a hundred thousand documents cost one
array and the rows on screen.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.services.session import Session
from annotator.services.suggestion_bands import Band
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.services.session import DocumentRow

PAGE = 128
_KEPT_PAGES = 40
ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class DocumentsModel(QAbstractListModel):
    """Rows of the document list; `ROW` gives the whole `DocumentRow`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._ids: array[int] = array("q")
        self._pages: dict[int, dict[int, DocumentRow]] = {}
        self._floor = Band.LOW

    def set_floor(self, floor: Band) -> None:
        """Count suggestions from this band on."""
        if floor is not self._floor:
            self._floor = floor
            self._pages.clear()
            if self._ids:
                self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def set_ids(self, ids: array[int]) -> None:
        """Show these documents in this order."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many documents there are."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a row, or with the role `ROW` everything about it."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ROW,
                        Qt.ItemDataRole.AccessibleTextRole):  # fmt: skip
            return None
        row = self.row(index.row())
        if row is None or role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            code = "document-row-suggestions" if row.suggestions else "document-row"
            return tr(
                code,
                title=row.title,
                state=tr(f"state-{row.state.value}"),
                annotations=row.annotations,
                suggestions=row.suggestions,
            )
        return row.title

    def row(self, place: int) -> DocumentRow | None:
        """Return a row, reading its page if it is not at hand."""
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            page = {row.id: row for row in self._session.document_rows(ids, self._floor)}
            if len(self._pages) >= _KEPT_PAGES:
                self._pages.pop(next(iter(self._pages)))
            self._pages[number] = page
        return page.get(self._ids[place])

    @property
    def ids(self) -> Sequence[int]:
        """Return the ids of all rows, in order."""
        return self._ids

    def id_at(self, place: int) -> int:
        """Return the id of the document in a row."""
        return self._ids[place]

    def place_of(self, document: int) -> int:
        """Return the row of a document, or -1."""
        try:
            return self._ids.index(document)
        except ValueError:
            return -1

    def refresh(self, document: int) -> None:
        """Read one row anew."""
        place = self.place_of(document)
        if place < 0:
            return
        page = self._pages.get(place // PAGE)
        if page is not None:
            rows = self._session.document_rows([document], self._floor)
            if rows:
                page[document] = rows[0]
        index = self.index(place)
        self.dataChanged.emit(index, index)
