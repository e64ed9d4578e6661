"""Zones that rules propose, for a table with ticks."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.gui.models.ticked_model import TickedModel
from annotator.services.zoning import ZoneProposal
from annotator.wording import tr


class ZoneProposalsModel(TickedModel[ZoneProposal]):
    """One proposal a row; all are ticked at first."""

    heads = ("head-would-exclude", "head-kind", "head-article")

    def __init__(self, proposals: Sequence[ZoneProposal]) -> None:
        super().__init__()
        self.add([(proposal, True) for proposal in proposals])

    def cell(self, place: int, column: int) -> str:
        """Return the words, the kind, or the title of the article."""
        row = self.row(place)
        return (" ".join(row.words.split()), tr(f"zone-kind-{row.kind.value}"), row.title)[column]

    def tip(self, row: ZoneProposal) -> str:
        """Return why it is proposed."""
        return why(row)


def why(row: ZoneProposal) -> str:
    """Return why a zone is proposed, and what became of its like in the same outlet."""
    reason = tr(f"zone-why-{row.reason}", alike=row.alike)
    if not row.excluded_before and not row.kept_before:
        return reason
    of = row.outlet or tr("zone-before-here")
    before = tr("zone-before", of=of, excluded=row.excluded_before, kept=row.kept_before)
    return f"{reason} · {before}"
