"""Inconsistencies, for a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from annotator.services.radar import Kind, Line, Side
from annotator.services.session import Session
from annotator.wording import tr

WORDS, WHAT, WAYS, PLACES, SURE = range(5)
_HEADS = ("radar-head-words", "radar-head-what", "radar-head-ways", "radar-head-places",
          "radar-head-sure")  # fmt: skip
Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractTableModel):
    """One inconsistency a row, the surest first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._lines: list[tuple[Line, bool]] = []
        self._names: Mapping[str, str] = {}

    def show(self, lines: Sequence[tuple[Line, bool]], names: Mapping[str, str]) -> bool:
        """Show lines, each with whether it is intended; tell whether anything is different."""
        if list(lines) == self._lines and names == self._names:
            return False
        self.beginResetModel()
        self._lines, self._names = list(lines), names
        self.endResetModel()
        return True

    def line(self, row: int) -> Line | None:
        """Return the line of a row, None if there is no such row."""
        return self._lines[row][0] if 0 <= row < len(self._lines) else None

    def is_intended(self, row: int) -> bool:
        """Tell whether the line of a row is intended."""
        return self._lines[row][1]

    def row_of(self, line: Line | None) -> int:
        """Return where the line about the same words in the same respect stands, -1 if nowhere."""
        wanted = None if line is None else (line.kind, line.layer, line.words)
        for row, (each, _) in enumerate(self._lines):
            if (each.kind, each.layer, each.words) == wanted:
                return row
        return -1

    # Words -----------------------------------------------------------------------------------

    def side_name(self, line: Line, side: Side) -> str:
        """Return what one of the ways is called."""
        name = self.value_name(line, side.value)
        person = self._session.annotators.get(side.annotator)
        return name if person is None else tr("radar-by", name=person.name, label=name)

    def value_name(self, line: Line, value: str) -> str:
        """Return what a label, an entry or the lack of one is called."""
        if not value:
            return tr("radar-bare" if line.kind is Kind.BARE else "radar-not-linked")
        if line.kind in (Kind.ENTRIES, Kind.UNLINKED):
            return self._names.get(value, value)
        label = self._session.scheme.label(line.layer, value)
        return value if label is None else label.name

    def ways(self, line: Line) -> str:
        """Return all ways, each with how often and its share."""
        return "  ·  ".join(
            tr("radar-way", name=self.side_name(line, side), count=side.number,
               share=line.share(side))
            for side in line.sides
        )  # fmt: skip

    def cell(self, row: int, column: int) -> str:
        """Return the words of a cell."""
        line, intended = self._lines[row]
        if column == WORDS:
            return line.words
        if column == WHAT:
            return tr(f"radar-kind-{line.kind}")
        if column == WAYS:
            return self.ways(line)
        if column == PLACES:
            return str(line.places)
        return tr("radar-intended") if intended else certainty(line)

    # What Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; what is intended is muted."""
        line, intended = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == SURE:
                return tr(f"radar-sure-hint-{line.kind}", percent=round(100 * line.sure))
            return self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole and intended:
            return _muted()
        return None


def certainty(line: Line) -> str:
    """Return how likely an inconsistency is a slip, in words."""
    between = line.kind is Kind.PEOPLE
    return tr(f"radar-people-{line.certainty}" if between else f"radar-sure-{line.certainty}")


def _muted() -> QColor:
    return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
