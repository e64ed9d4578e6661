"""Who said what about whom as a table: whoever says it by row, about whom by column.

Owns what a cell says in words and in signs, and its ground.  The number of quotes, an arrow for the
sign of the mean polarity and a cross with the number of denials stand in the cell, so that its
colour adds nothing that is not written.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from annotator.domain.insights import Cell, Matrix
from annotator.gui.article.theme import TEXT_CONTRAST, blend, contrast
from annotator.gui.theme import LIGHT, WindowTheme
from annotator.services.plotting import (
    Colours,
    cell_in_words,
    denials,
    on_ground,
    party_name,
    polarity_in_figures,
    sign_of,
    weight,
)
from annotator.wording import tr

_Index = QModelIndex | QPersistentModelIndex
_SIGNS = {1: "▲", -1: "▼", 0: "■"}
_FAINT, _STRONG = 0.10, 0.34  # share of the colour in the ground of a cell


class MatrixModel(QAbstractTableModel):
    """One source a row, one target a column."""

    def __init__(self) -> None:
        super().__init__()
        self._matrix = Matrix()
        self._most = 1
        self._theme = LIGHT
        self._colours = _colours(LIGHT)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme, self._colours = theme, _colours(theme)
        if self._matrix.cells:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def show(self, matrix: Matrix) -> None:
        """Show another matrix, as much of it as is given."""
        self.beginResetModel()
        self._matrix = matrix
        self._most = max((weight(each) for each in matrix.cells.values()), default=1) or 1
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what one source says about one target."""
        matrix = self._matrix
        return matrix.cells.get((matrix.sources[row].key, matrix.targets[column].key))

    def longest(self) -> str:
        """Return the longest words of a cell."""
        return max(map(_written, self._matrix.cells.values()), key=len, default="")

    # What Qt asks --------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many sources are shown."""
        return 0 if parent.isValid() else len(self._matrix.sources)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many targets are shown."""
        return 0 if parent.isValid() else len(self._matrix.targets)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return who says it, or who is spoken of; with the totals when pointed at."""
        across = orientation is Qt.Orientation.Horizontal
        parties = self._matrix.targets if across else self._matrix.sources
        if not 0 <= section < len(parties):
            return None
        party = parties[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return party_name(party)
        if role == Qt.ItemDataRole.ToolTipRole:
            totals = (self._matrix.heard_of if across else self._matrix.said_by)(party.key)
            code = "plot-heard" if across else "plot-said"
            return tr(code, name=party_name(party), quotes=totals.quotes, opinions=totals.opinions)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; empty where nothing is said."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        cell = self.cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_in_words(
                self._matrix.sources[index.row()], self._matrix.targets[index.column()], cell
            )
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _written(cell)
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(self._ground(cell))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(self._theme.text))
        return None

    def _ground(self, cell: Cell) -> QColor:
        colours = self._colours
        sign = sign_of(cell.polarity)
        ink = colours.neutral if not sign else colours.positive if sign > 0 else colours.negative
        share = _FAINT + (_STRONG - _FAINT) * (weight(cell) / self._most) ** 0.5
        page, text = QColor(self._theme.raised), QColor(self._theme.text)
        ground = blend(QColor(ink), page, share)
        while contrast(text, ground) < TEXT_CONTRAST and share > 0.02:
            share -= 0.02
            ground = blend(QColor(ink), page, share)
        return ground


def _colours(theme: WindowTheme) -> Colours:
    return on_ground(theme.raised, theme.text, theme.muted, theme.border)


def _written(cell: Cell) -> str:
    parts = [str(cell.quotes)]
    sign = sign_of(cell.polarity)
    if sign is not None and cell.polarity is not None:
        # The mark keeps the sign before the number where all else goes from right to left.
        parts.append(f"{_SIGNS[sign]} \N{LEFT-TO-RIGHT MARK}{polarity_in_figures(cell.polarity)}")
    denied = denials(cell)
    if denied:
        parts.append(f"✕{denied}")
    return "  ".join(parts)
