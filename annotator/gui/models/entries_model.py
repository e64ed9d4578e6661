"""The entries of a project with their mentions counted, for a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.documents import Entry
from annotator.wording import tr

Index = QModelIndex | QPersistentModelIndex
_HEADS = ("head-entry", "head-kind", "head-mentions")
_NUMBER = 2


class EntriesModel(QAbstractTableModel):
    """One entry a row."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[Entry] = []
        self._use: Mapping[int, tuple[int, int]] = {}

    def show(self, entries: Sequence[Entry], use: Mapping[int, tuple[int, int]]) -> None:
        """Show entries in this order; `use` has (mentions, articles) by id."""
        self.beginResetModel()
        self._entries, self._use = list(entries), use
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._entries[row]

    def row_of(self, number: int | None) -> int:
        """Return the row of the entry with this id, or -1."""
        return next((row for row, each in enumerate(self._entries) if each.id == number), -1)

    def use(self, entry: Entry) -> tuple[int, int]:
        """Return (mentions, articles) of an entry."""
        return self._use.get(entry.id, (0, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return tr(_HEADS[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; pointed at, what else an entry is called."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (entry.name, entry.kind, str(self.use(entry)[0]))[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return ", ".join((entry.name, *entry.aliases))
        return None
