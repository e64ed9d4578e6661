"""Places where a pattern fits in the open article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.services.patterns import PatternHit

Index = QModelIndex | QPersistentModelIndex


class PatternHitsModel(QAbstractTableModel):
    """One place a row, with the line around it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[PatternHit] = ()

    def show_hits(self, rows: Sequence[PatternHit]) -> None:
        """Show these and no others."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, place: int) -> PatternHit:
        """Return what stands in a row."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words in context."""
        if role == Qt.ItemDataRole.DisplayRole:
            row = self._rows[index.row()]
            return f"{row.before}{row.words}{row.after}"
        return None
