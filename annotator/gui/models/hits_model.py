"""Places that fit a query, for a table with ticks."""

from __future__ import annotations

from annotator.gui.models.ticked_model import TickedModel
from annotator.services.finding import Hit
from annotator.services.session import Session
from annotator.wording import tr

CONTEXT = 0  # the column in which the words stand with what is around them


class HitsModel(TickedModel[Hit]):
    """One hit a row."""

    heads = ("In context", "Labelled", "Article")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def cell(self, place: int, column: int) -> str:
        """Return the words in context, the labels of exactly them, or the article's title."""
        row = self.row(place)
        if column == CONTEXT:
            return f"{row.before}{row.words}{row.after}"
        if column == 1:
            return ", ".join(self._name(path) for path in row.labels)
        return row.title

    def tip(self, row: Hit) -> str:
        """Return that the words are excluded, if they are."""
        return tr("find-excluded") if row.excluded else ""

    def _name(self, path: str) -> str:
        layer, _, uid = path.partition(".")
        label = self._session.scheme.label(layer, uid)
        return path if label is None else label.name
