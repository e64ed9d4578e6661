"""Articles and the copies of them, for a table with ticks that can be sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from annotator.gui.models.ticked_model import TickedModel
from annotator.services.copies import Copy
from annotator.wording import tr

_BY: tuple[Callable[[Copy], tuple[float, int]], ...] = (
    lambda row: (row.number, 0),
    lambda row: (row.share, -row.number),
    lambda row: (row.other_number, row.number),
    lambda row: (row.labels if row.can_carry else -1, -row.number),
)


class CopiesModel(TickedModel[Copy]):
    """One pair a row; those with labels to bring over are ticked at first."""

    heads = ("head-article", "copies-head-same", "copies-head-as", "copies-head-labels")

    def __init__(self, copies: Sequence[Copy]) -> None:
        super().__init__()
        self.add([(each, each.can_carry) for each in copies])

    def cell(self, place: int, column: int) -> str:
        """Return the article, how much is the same, the other one, or what it has."""
        row = self.row(place)
        return (
            f"{row.number} · {row.title}",
            f"{row.percent} %",
            f"{row.other_number} · {row.other_title}",
            tr(f"copies-state-{row.state}", labels=row.labels),
        )[column]

    def tip(self, row: Copy) -> str:
        """Return the pair in a sentence."""
        title, number = row.other_title, row.other_number
        return tr("copies-line", share=row.percent, title=title, number=number)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; ticks stay with their rows."""
        if not 0 <= column < len(_BY):
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        places = sorted(
            range(len(self._rows)),
            key=lambda place: _BY[column](self._rows[place]),
            reverse=order is Qt.SortOrder.DescendingOrder,
        )
        self._rows = [self._rows[place] for place in places]
        self._ticks = [self._ticks[place] for place in places]
        now = {before: place for place, before in enumerate(places)}
        self.changePersistentIndexList(
            kept, [self.index(now[each.row()], each.column()) for each in kept]
        )
        self.layoutChanged.emit()
