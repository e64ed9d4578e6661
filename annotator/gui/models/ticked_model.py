"""Rows with a tick each, for a person to choose from.

Owns which rows are ticked; what a row says is the model's that builds on this, what becomes of the
ticked ones is the service's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from annotator.wording import tr

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex


class TickedModel(QAbstractTableModel, Generic[Row]):
    """One thing to choose a row, with its tick in the first cell."""

    ticked = Signal(int)  # how many are ticked now
    heads: tuple[str, ...] = ()  # codes of what stands over the columns

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row] = []
        self._ticks: list[bool] = []
        self._ticked = 0

    def cell(self, place: int, column: int) -> str:
        """Return the words of a cell."""
        raise NotImplementedError

    def tip(self, row: Row) -> str:
        """Return what is said of a row that is pointed at."""
        raise NotImplementedError

    # Rows --------------------------------------------------------------------------------------

    def add(self, rows: Sequence[tuple[Row, bool]]) -> None:
        """Add rows, each with whether it is ticked."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows += [row for row, _ in rows]
        self._ticks += [tick for _, tick in rows]
        self.endInsertRows()
        self._count(sum(tick for _, tick in rows))

    def clear(self) -> None:
        """Forget every row."""
        self.beginResetModel()
        self._rows, self._ticks = [], []
        self.endResetModel()
        self._count(-self._ticked)

    def row(self, place: int) -> Row:
        """Return what stands in a row."""
        return self._rows[place]

    # Ticks -------------------------------------------------------------------------------------

    def tick(self, places: Iterable[int], *, on: bool) -> None:
        """Tick rows or take their ticks away."""
        changed = [place for place in places if self._ticks[place] is not on]
        for place in changed:
            self._ticks[place] = on
        if changed:
            ends = self.index(min(changed), 0), self.index(max(changed), 0)
            self.dataChanged.emit(*ends, [Qt.ItemDataRole.CheckStateRole])
            self._count(len(changed) if on else -len(changed))

    def tick_all(self, *, on: bool) -> None:
        """Tick every row, or none."""
        self.tick(range(len(self._rows)), on=on)

    def is_ticked(self, place: int) -> bool:
        """Tell whether a row is ticked."""
        return self._ticks[place]

    def chosen(self) -> list[Row]:
        """Return what is ticked, in order."""
        return [row for row, tick in zip(self._rows, self._ticks, strict=True) if tick]

    def _count(self, more: int) -> None:
        self._ticked += more
        self.ticked.emit(self._ticked)

    # What Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self.heads[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, the tick of a row, or more about it."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(self._rows[index.row()])
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            on = self._ticks[index.row()]
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that the first cell of a row can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row or take its tick away."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        self.tick([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True
