"""Zones that rules propose and a person keeps.

Owns the search over a project and the one step that excludes what was kept; the rules themselves
are `annotator.assist.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.assist.cleaning import find_zones, repeated_lines
from annotator.domain.annotations import Span
from annotator.domain.article import first_line_outside
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import format_id
from annotator.domain.passages import paragraph_at
from annotator.domain.steps import Step, added
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: The setting that keeps what belongs to the articles: (document, start, end).
_KEPT = "zones-kept"


@dataclass(frozen=True, slots=True)
class ZoneProposal:
    """A range of a document that a rule would exclude."""

    document: int
    uid: str
    title: str
    start: int
    end: int
    kind: ZoneKind
    reason: str  # code of the rule
    line: str  # the whole line or paragraph it stands in
    place: int  # where it starts in `line`
    kept: bool = False  # somebody said that it belongs to the article

    @property
    def words(self) -> str:
        """Return the words that would be excluded."""
        return self.line[self.place : self.place + self.end - self.start]


@long_running
def propose_zones(
    session: Session,
    documents: Sequence[int] | None = None,
    task: Task | None = None,
    *,
    with_kept: bool = False,
) -> list[ZoneProposal]:
    """Return what the rules find in some documents (None: all), in the order of the project.

    Finds that touch a zone which is there are left out, and those of which somebody said that they
    belong to the article, unless asked for.  A line counts as repeated over the whole
    project, whichever documents are asked for.  Raises Cancelled.
    """
    task = task or Task("zoning")
    everything = session.document_ids()
    chosen = everything if documents is None else documents
    total = len(everything) + len(chosen)
    repeated = repeated_lines(bundle.text for bundle in _texts(session, everything, task, 0, total))
    kept = {tuple(each) for each in session.setting(_KEPT) or ()}
    found: list[ZoneProposal] = []
    for bundle in _texts(session, chosen, task, len(everything), total):
        for each in _proposals(bundle, repeated):
            there = (format_id(each.document), each.start, each.end) in kept
            if with_kept or not there:
                found.append(replace(each, kept=there))
    task.progress(total, total)
    return found


def keep_in_article(session: Session, proposals: Sequence[ZoneProposal]) -> None:
    """Remember that some proposals belong to their articles: they are not proposed again.

    A setting of the project, not a step: nothing that is stored of the articles changes.
    """
    kept = {tuple(each) for each in session.setting(_KEPT) or ()}
    kept |= {(format_id(each.document), each.start, each.end) for each in proposals}
    session.set_setting(_KEPT, sorted(kept))


def zones_step(session: Session, proposals: Sequence[ZoneProposal]) -> Step:
    """Return the step that excludes what was kept of the proposals."""
    zones = [
        Zone(session.ids.next(), each.document, each.start, each.end, each.kind)
        for each in proposals
    ]
    documents = {each.document for each in proposals}
    only = documents.pop() if len(documents) == 1 else None
    return Step("zones-made", added(*zones), {"number": len(zones)}, only)


def _texts(
    session: Session, ids: Iterable[int], task: Task, done: int, total: int
) -> Iterator[Bundle]:
    """Yield documents with their zones and nobody's annotations."""
    for count, bundle in enumerate(session.bundles(ids, annotators=())):
        if count % 100 == 0:
            task.progress(done + count, total)
        yield bundle


def _proposals(bundle: Bundle, repeated: set[int]) -> Iterator[ZoneProposal]:
    document, text = bundle.document, bundle.text
    there = [Span(zone.start, zone.end) for zone in bundle.zones]
    title = document.title or first_line_outside(text, bundle.zones)
    for find in find_zones(text, repeated):
        span = Span(find.start, find.end)
        if any(span.overlaps(zone) for zone in there):
            continue
        line = paragraph_at(text, find.start)
        yield ZoneProposal(
            document.id,
            document.uid,
            title,
            find.start,
            find.end,
            find.kind,
            find.reason,
            line.of(text),
            find.start - line.start,
        )
