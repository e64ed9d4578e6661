"""The outlets of a project, with a tick for each that is asked about.

Owns the words of a row; which are ticked is the model's that this builds on.
"""

from __future__ import annotations

from annotator.domain.insights import OutletChoice
from annotator.gui.models.ticked_model import TickedModel
from annotator.wording import tr


class OutletsModel(TickedModel[OutletChoice]):
    """One outlet a row, with its number of articles."""

    heads = ("plot-outlet", "plot-articles")

    def cell(self, place: int, column: int) -> str:
        """Return the name of an outlet, or how many articles it has."""
        outlet = self.row(place)
        return str(outlet.articles) if column else outlet.name or tr("plot-no-outlet")

    def tip(self, row: OutletChoice) -> str:
        """Return what is said of an outlet that is pointed at."""
        return f"{row.name or tr('plot-no-outlet')}: {tr('plot-n-articles', n=row.articles)}"

    def show(self, outlets: tuple[OutletChoice, ...], chosen: frozenset[str]) -> None:
        """Show other outlets, those ticked that are asked about."""
        self.clear()
        self.add([(each, each.name in chosen) for each in outlets])

    def names(self) -> frozenset[str]:
        """Return which outlets are asked about; none ticked: none, which means all."""
        return frozenset(each.name for each in self.chosen())
