"""What is labelled and suggested in the open article, as a table.

Owns which lines are shown and that they follow the desk; what is said of each is worked out when
somebody looks at it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.gui.spoken import attributes_in_words, by_in_words, spoken
from annotator.services.annotation_list import AnnotationList, Listed, Place
from annotator.services.desk import Desk
from annotator.wording import tr

_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
PLACE, LABEL, LAYER, WORDS, ENTRY, ATTRIBUTES, BY = range(7)
_HEADS = ("annotations-paragraph", "head-label", "head-layer", "annotations-words", "head-entry",
          "annotations-attributes", "annotations-by")  # fmt: skip
#: A change of more lines than these is read as a whole: telling of each would take longer.
_FEW = 60


class AnnotationsModel(QAbstractTableModel):
    """One annotation or suggestion a row, in reading order."""

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._list: AnnotationList | None = None
        self._rows: list[Place] = []
        self._places: dict[int, Place] = {}
        self._known: dict[int, tuple[str, ...]] = {}
        self._typed: tuple[str, ...] = ()

    # What is shown -----------------------------------------------------------------------------

    def read(self, desk: Desk | None) -> None:
        """Show the article that is open on a desk, as it stands."""
        self.beginResetModel()
        self._desk = desk
        self._list = None
        if desk is not None and desk.article is not None:
            names = {each.id: each.name for each in desk.session.annotators.values()}
            self._list = AnnotationList(desk.scribe(), desk.entries, names, desk.shows)
        self._known = {}
        self._fill()
        self.endResetModel()

    def filter(self, typed: str) -> None:
        """Show only the lines in which every typed word stands."""
        self.beginResetModel()
        self._typed = tuple(typed.casefold().split())
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        places = [] if self._list is None else self._list.places()
        self._rows = [each for each in places if self._fits(each[2])]
        self._places = {each[2]: each for each in self._rows}

    def follow(self, numbers: Iterable[int]) -> None:
        """Bring the lines of some marks in line with the article."""
        touched = set(numbers)
        if self._list is None or len(touched) > _FEW:
            self.read(self._desk)
            return
        for number in sorted(touched):
            self._known.pop(number, None)
            before = self._places.get(number)
            after = self._list.place_of(number)
            if after is not None and not self._fits(number):
                after = None
            if before == after:
                if after is not None:
                    row = self.row_of(number)
                    self.dataChanged.emit(self.index(row, PLACE), self.index(row, BY))
                continue
            if before is not None:
                self._remove(before)
            if after is not None:
                self._insert(after)

    def _remove(self, place: Place) -> None:
        row = bisect_left(self._rows, place)
        self.beginRemoveRows(_NONE, row, row)
        del self._rows[row]
        del self._places[place[2]]
        self.endRemoveRows()

    def _insert(self, place: Place) -> None:
        row = bisect_left(self._rows, place)
        self.beginInsertRows(_NONE, row, row)
        self._rows.insert(row, place)
        self._places[place[2]] = place
        self.endInsertRows()

    def number(self, row: int) -> int:
        """Return the annotation or suggestion of a row."""
        return self._rows[row][2]

    def row_of(self, number: int | None) -> int:
        """Return the row of an annotation or suggestion, -1 if it is not shown."""
        place = None if number is None else self._places.get(number)
        return -1 if place is None else bisect_left(self._rows, place)

    def _fits(self, number: int) -> bool:
        if not self._typed:
            return True
        line = " ".join(self._cells(number)).casefold()
        return all(word in line for word in self._typed)

    def _listed(self, number: int) -> Listed:
        assert self._list is not None
        return self._list.listed(number)

    def _cells(self, number: int) -> tuple[str, ...]:
        known = self._known.get(number)
        if known is None:
            line = self._listed(number)
            known = self._known[number] = (
                "" if line.paragraph is None else str(line.paragraph),
                tr("annotations-suggested", label=line.label) if line.suggested else line.label,
                line.layer,
                line.words,
                line.entry,
                attributes_in_words(line),
                by_in_words(line),
            )
        return known

    # Qt -----------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NONE) -> int:
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NONE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; a screen reader gets the whole line with the first."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        number, column = self.number(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(number)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self._cells(number)[column]
            return spoken(self._listed(number)) if column == WORDS else words
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._cells(number)[column]
        return None
