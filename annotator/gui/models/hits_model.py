"""Places that fit a query, for a table with ticks."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.documents import Entry
from annotator.gui.models.ticked_model import TickedModel
from annotator.services.finding import Hit
from annotator.services.session import Session
from annotator.wording import tr

CONTEXT = 0  # the column in which the words stand with what is around them
LABELLED = 1
ENTRY = 2
ARTICLE = 3


class HitsModel(TickedModel[Hit]):
    """One hit a row, with the entry that its label would be linked to."""

    heads = ("head-context", "head-labelled", "head-entry", "head-article")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._entries: list[Entry | None] = []

    def add_hits(self, rows: Sequence[tuple[Hit, Entry | None, bool]]) -> None:
        """Add hits, each with its entry and whether it is ticked."""
        self._entries += [entry for _, entry, _ in rows]
        self.add([(hit, tick) for hit, _, tick in rows])

    def clear(self) -> None:
        """Forget every hit."""
        self._entries = []
        super().clear()

    def entry(self, place: int) -> Entry | None:
        """Return the entry that the label of a row would be linked to."""
        return self._entries[place]

    def choose(self, places: Sequence[int], entry: Entry | None) -> None:
        """Take an entry for rows, or none."""
        for place in places:
            self._entries[place] = entry
            where = self.index(place, ENTRY)
            self.dataChanged.emit(where, where)

    def ticked_hits(self) -> list[tuple[Hit, int | None]]:
        """Return what is ticked, in order, each with the id of its entry."""
        return [
            (self.row(place), None if entry is None else entry.id)
            for place, entry in enumerate(self._entries)
            if self.is_ticked(place)
        ]

    def cell(self, place: int, column: int) -> str:
        """Return the words in context, their labels, the entry, or the article's title."""
        row = self.row(place)
        if column == CONTEXT:
            return f"{row.before}{row.words}{row.after}"
        if column == LABELLED:
            return ", ".join(self._name(path) for path in row.labels)
        if column == ENTRY:
            entry = self._entries[place]
            return "" if entry is None else entry.name
        return row.title

    def tip(self, row: Hit) -> str:
        """Return that the words are excluded, if they are."""
        return tr("find-excluded") if row.excluded else ""

    def _name(self, path: str) -> str:
        layer, _, uid = path.partition(".")
        label = self._session.scheme.label(layer, uid)
        return path if label is None else label.name
