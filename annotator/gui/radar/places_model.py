"""The places of an inconsistency, for a table with ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from annotator.gui.models.ticked_model import Index, TickedModel
from annotator.services.radar_places import Place, can_correct
from annotator.services.session import Session
from annotator.wording import tr

CONTEXT, NOW, BY, ARTICLE = range(4)


class PlacesModel(TickedModel[Place]):
    """One place a row; those that are one's own and would change can be ticked."""

    heads = ("head-context", "radar-head-now", "head-by", "head-article")

    def __init__(self, session: Session, name_of: Callable[[str], str]) -> None:
        """Take what a way of the line in hand is called."""
        super().__init__()
        self._session = session
        self._name_of = name_of
        self._value = ""

    def show(self, places: Sequence[Place], value: str) -> None:
        """Show places, those ticked that are not treated as `value` yet."""
        self._value = value
        self.clear()
        self.add([(place, self._can(place)) for place in places])

    def choose(self, value: str) -> None:
        """Tick what is not treated as `value` yet, and nothing else."""
        self._value = value
        for place in range(self.rowCount()):
            TickedModel.tick(self, [place], on=self._can(self.row(place)))

    def places(self) -> list[Place]:
        """Return every place, in order."""
        return list(self._rows)

    def tick(self, places: Iterable[int], *, on: bool) -> None:
        """Tick rows, of those that can be, or take their ticks away."""
        super().tick((each for each in places if not on or self._can(self.row(each))), on=on)

    def _can(self, place: Place) -> bool:
        return bool(self._value) and can_correct(self._session, place, self._value)

    def cell(self, place: int, column: int) -> str:
        """Return the words in context, how they are treated, by whom, or the article's title."""
        row = self.row(place)
        if column == CONTEXT:
            return f"{row.before}{row.words}{row.after}"
        if column == NOW:
            return self._name_of(row.value)
        if column == BY:
            person = self._session.annotators.get(row.annotator)
            return "" if person is None else person.name
        return row.title

    def tip(self, row: Place) -> str:
        """Return why a place cannot be ticked, else the title of its article."""
        return row.title if row.annotator == self._session.annotator.id else tr("radar-not-yours")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that the first cell of a row can be ticked, if the row can."""
        flags = super().flags(index)
        if not self._can(self.row(index.row())):
            flags &= ~Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell; a row that cannot be ticked has no box."""
        if role == Qt.ItemDataRole.CheckStateRole and not self._can(self.row(index.row())):
            return None
        return super().data(index, role)
