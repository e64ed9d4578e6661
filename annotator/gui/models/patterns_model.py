"""The patterns of a project as rows, each with a tick for being in use."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex

from annotator.domain.scheme import Scheme
from annotator.gui.models.ticked_model import TickedModel
from annotator.services.patterns import Fault, Pattern, fault_of, labels_for
from annotator.wording import tr

NAME, KIND, LABEL = range(3)


class PatternsModel(TickedModel[Pattern]):
    """One pattern a row; what is wrong with it is said when it is pointed at."""

    heads = ("head-pattern", "head-kind", "head-label")

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._names = {each.uid: each.name for each in labels_for(scheme)}

    def patterns(self) -> list[Pattern]:
        """Return all rows in order, switched on or off as they are ticked."""
        return [self.pattern(place) for place in range(self.rowCount())]

    def pattern(self, place: int) -> Pattern:
        """Return the pattern of a row, switched on or off as it is ticked."""
        return replace(self.row(place), enabled=self.is_ticked(place))

    def fault(self, place: int) -> Fault | None:
        """Return what is wrong with a row."""
        rows = [self.row(each) for each in range(self.rowCount())]
        return fault_of(self.row(place), self._scheme, rows)

    def broken(self) -> list[int]:
        """Return the rows that are in use and cannot be used."""
        return [
            place
            for place in range(self.rowCount())
            if self.is_ticked(place) and self.fault(place) is not None
        ]

    def put(self, place: int, pattern: Pattern) -> None:
        """Take the new state of a row."""
        self._rows[place] = pattern
        self.dataChanged.emit(self.index(place, NAME), self.index(place, LABEL))

    def remove(self, place: int) -> None:
        """Take a row away."""
        on = self.is_ticked(place)
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._rows[place], self._ticks[place]
        self.endRemoveRows()
        self._count(-int(on))

    def cell(self, place: int, column: int) -> str:
        """Return name, kind or label."""
        row = self.row(place)
        if column == KIND:
            return tr(f"pattern-kind-{row.kind.value}")
        return self._names.get(row.label, row.label) if column == LABEL else row.name

    def tip(self, row: Pattern) -> str:
        """Return what is wrong with it."""
        place = next(each for each in range(self.rowCount()) if self.row(each) is row)
        fault = self.fault(place)
        return "" if fault is None else tr(fault.code, **fault.values)
