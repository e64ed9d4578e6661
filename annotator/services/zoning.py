"""Zones that rules propose and a person keeps.

Owns the search over a project, what is learned from the zones and refusals that are there, and the
one step that excludes what was kept; the rules themselves are `annotator.assist.cleaning`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.assist.cleaning import LearnedFind, Lessons, find_zones, repeated_lines
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
    outlet: str = ""
    alike: int = 0  # learned: articles in which something like it is excluded
    #: In how many articles of the outlet what this rule found is excluded, and was kept.
    excluded_before: int = 0
    kept_before: int = 0
    #: Finds like it were kept so often that it is not proposed unless asked for.
    withheld: bool = False

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
    with_withheld: bool = False,
) -> list[ZoneProposal]:
    """Return what the rules find in some documents (None: all), in the order of the project.

    Beside the rules, lines like those that were excluded by hand are proposed (reason "learned").
    Finds that touch a zone which is there are left out, and unless asked for those of which
    somebody said that they belong to the article, and those whose like was kept again and again.
    A line counts as repeated over the whole project, and so does what is learned, whichever
    documents are asked for.  Raises Cancelled.
    """
    task = task or Task("zoning")
    everything = session.document_ids()
    chosen = everything if documents is None else documents
    total = len(everything) + len(chosen)
    kept = _kept_ranges(session)
    lessons = Lessons()

    def texts() -> Iterator[str]:
        for bundle in _texts(session, everything, task, 0, total):
            _learn(lessons, bundle, kept.get(bundle.document.id, ()))
            yield bundle.text

    repeated = repeated_lines(texts())
    found: list[ZoneProposal] = []
    for bundle in _texts(session, chosen, task, len(everything), total):
        found += [
            each
            for each in _proposals(bundle, repeated, lessons, kept.get(bundle.document.id, ()))
            if (with_kept or not each.kept) and (with_withheld or not each.withheld)
        ]
    task.progress(total, total)
    return found


def _kept_ranges(session: Session) -> dict[int, list[Span]]:
    kept: defaultdict[int, list[Span]] = defaultdict(list)
    for document, start, end in session.setting(_KEPT) or ():
        kept[int(document, 16)].append(Span(start, end))
    return kept


def _learn(lessons: Lessons, bundle: Bundle, kept: Sequence[Span]) -> None:
    """Take an article into account in which somebody excluded or kept something."""
    if bundle.zones or kept:
        zones = [(Span(zone.start, zone.end), zone.kind) for zone in bundle.zones]
        finds = find_zones(bundle.text)
        lessons.take(bundle.text, bundle.document.outlet, zones, kept, finds)


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


def _proposals(
    bundle: Bundle, repeated: set[int], lessons: Lessons, refused: Sequence[Span]
) -> Iterator[ZoneProposal]:
    document, text = bundle.document, bundle.text
    there = [Span(zone.start, zone.end) for zone in bundle.zones]
    title = document.title or first_line_outside(text, bundle.zones)
    for find, alike in _finds(bundle, repeated, lessons, refused):
        span = Span(find.start, find.end)
        if any(span.overlaps(zone) for zone in there):
            continue
        line = paragraph_at(text, find.start)
        tally = lessons.tally(find.reason, document.outlet)
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
            kept=span in refused,
            outlet=document.outlet,
            alike=alike,
            excluded_before=tally.excluded,
            kept_before=tally.kept,
            withheld=not alike and lessons.withholds(find.reason, document.outlet, span.of(text)),
        )


def _finds(
    bundle: Bundle, repeated: set[int], lessons: Lessons, refused: Sequence[Span]
) -> list[LearnedFind]:
    """Return what rules find and what was learned, in text order and apart; rules come first."""
    found = [LearnedFind(each, 0) for each in find_zones(bundle.text, repeated)]
    taken = [Span(each.find.start, each.find.end) for each in found] + list(refused)
    for each in lessons.finds(bundle.text, bundle.document.outlet):
        span = Span(each.find.start, each.find.end)
        if not any(span.overlaps(other) for other in taken):
            found.append(each)
    return sorted(found)
