"""Zones that rules propose, for a table with ticks.

Owns which of them are ticked; what becomes of those is the service's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from annotator.services.zoning import ZoneProposal
from annotator.wording import tr

_HEADS = ("Would be excluded", "Kind", "Article")
_Index = QModelIndex | QPersistentModelIndex


class ZoneProposalsModel(QAbstractTableModel):
    """One proposal a row; all are ticked at first."""

    ticked = Signal(int)  # how many are ticked now

    def __init__(self, proposals: Sequence[ZoneProposal]) -> None:
        super().__init__()
        self._proposals = proposals
        self._kept = [True] * len(proposals)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many proposals there are."""
        return 0 if parent.isValid() else len(self._proposals)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns: words, kind, article."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, the tick of a row, or why it is proposed."""
        proposal, column = self._proposals[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (" ".join(proposal.words.split()), proposal.kind.value, proposal.title)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(f"zone-why-{proposal.reason}")
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            kept = self._kept[index.row()]
            return Qt.CheckState.Checked if kept else Qt.CheckState.Unchecked
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that the first cell of a row can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a row or take its tick away."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        self.tick([index.row()], kept=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def tick(self, rows: Iterable[int], *, kept: bool) -> None:
        """Tick rows or take their ticks away."""
        for row in rows:
            self._kept[row] = kept
            cell = self.index(row, 0)
            self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit(sum(self._kept))

    def is_ticked(self, row: int) -> bool:
        """Tell whether a row is ticked."""
        return self._kept[row]

    def proposal(self, row: int) -> ZoneProposal:
        """Return the proposal of a row."""
        return self._proposals[row]

    def kept(self) -> list[ZoneProposal]:
        """Return what is ticked, in order."""
        return [each for each, kept in zip(self._proposals, self._kept, strict=True) if kept]
