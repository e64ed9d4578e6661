"""The mentions of an entry, for a table with ticks."""

from __future__ import annotations

from annotator.domain.scheme import Scheme
from annotator.gui.models.ticked_model import TickedModel
from annotator.services.entry_editing import Mention


class MentionsModel(TickedModel[Mention]):
    """One mention a row."""

    heads = ("head-context", "head-label", "head-article", "head-by")

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme

    def cell(self, place: int, column: int) -> str:
        """Return the words in context, the label, the article's title, or whose label it is."""
        row = self.row(place)
        if column == 0:
            return f"{row.before}{row.words}{row.after}"
        if column == 1:
            label = self._scheme.label(row.layer, row.label)
            return row.label if label is None else label.name
        return row.title if column == 2 else row.annotator

    def tip(self, row: Mention) -> str:
        """Return the title of the article."""
        return row.title
