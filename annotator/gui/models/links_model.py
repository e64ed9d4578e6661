"""Mentions that are called like an entry, for a table with ticks."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.documents import Entry
from annotator.domain.scheme import Scheme
from annotator.gui.models.ticked_model import TickedModel
from annotator.services.entries import LinkProposal
from annotator.wording import tr

CONTEXT = 0  # the column in which the words stand with what is around them
ENTRY = 2


class LinksModel(TickedModel[LinkProposal]):
    """One mention a row; ticked at first if only one entry is called so."""

    heads = ("head-context", "head-label", "head-entry")

    def __init__(self, proposals: Sequence[LinkProposal], scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._entries = [each.entries[0] for each in proposals]
        self.add([(each, each.sure) for each in proposals])

    def entry(self, place: int) -> Entry:
        """Return the entry that a row would be linked to."""
        return self._entries[place]

    def choose(self, place: int, entry: Entry) -> None:
        """Take an entry for a row, which is ticked by that."""
        self._entries[place] = entry
        self.tick([place], on=True)
        where = self.index(place, ENTRY)
        self.dataChanged.emit(where, where)

    def links(self) -> list[tuple[LinkProposal, Entry]]:
        """Return the ticked mentions with their entries."""
        return [
            (self.row(place), entry)
            for place, entry in enumerate(self._entries)
            if self.is_ticked(place)
        ]

    def cell(self, place: int, column: int) -> str:
        """Return the words in context, the label, or the entry and how many are called so."""
        row = self.row(place)
        if column == CONTEXT:
            return f"{row.before}{row.words}{row.after}"
        if column == 1:
            label = self._scheme.label(row.annotation.layer, row.annotation.label)
            return row.annotation.label if label is None else label.name
        more = "" if row.sure else tr("entry-of", number=len(row.entries))
        return f"{self._entries[place].name}{more}"

    def tip(self, row: LinkProposal) -> str:
        """Return the entries that are called so, with their kinds."""
        return "\n".join(f"{each.name}  {each.kind}".strip() for each in row.entries)
