"""The table of one question.

Owns how a value is written and the order of the rows; what is counted comes from the service.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.insights import InsightTable, Row, Topic, Value
from annotator.services.plotting import heading, in_words

_Index = QModelIndex | QPersistentModelIndex
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class FiguresModel(QAbstractTableModel):
    """One line of a table a row; sorted by any column."""

    def __init__(self) -> None:
        super().__init__()
        self._topic = Topic.PROGRESS
        self._columns: tuple[str, ...] = ()
        self._counted: tuple[Row, ...] = ()
        self._rows: Sequence[Row] = ()

    def show(self, table: InsightTable | None) -> None:
        """Show another table, in the order it was counted in."""
        self.beginResetModel()
        self._columns = () if table is None else table.columns
        self._counted = self._rows = () if table is None else table.rows
        if table is not None:
            self._topic = table.topic
        self.endResetModel()

    def row(self, place: int) -> Row:
        """Return the line of a row."""
        return self._rows[place]

    def heads(self) -> list[str]:
        """Return what the columns are called."""
        return [heading(each) for each in self._columns]

    def _is_number(self, column: int) -> bool:
        return any(isinstance(row.values[column], int | float) for row in self._counted[:1])

    # What Qt asks --------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(self._columns[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and self._is_number(section):
            return _TRAILING
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, numbers at the trailing edge."""
        value = self._rows[index.row()].values[index.column()]
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return in_words(column, value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{heading(column)}: {in_words(column, value)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(value, int | float):
            return _TRAILING
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; -1: as they were counted."""
        self.beginResetModel()
        if not 0 <= column < len(self._columns):
            self._rows = self._counted
        else:
            self._rows = sorted(
                self._counted, key=lambda row: _rank(row.values[column]),
                reverse=order is Qt.SortOrder.DescendingOrder,
            )  # fmt: skip
        self.endResetModel()


def _rank(value: Value) -> tuple[int, float, str]:
    """Return what a value is ordered by: nothing first, then numbers, then words."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, str):
        return (2, 0.0, value.casefold())
    return (1, float(value), "")
