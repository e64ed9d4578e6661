"""The places of an inconsistency, and the step that treats those a person chose alike.

Owns where the words of a line stand and how each place is treated, and corrections: another label,
a label for what is bare, a link to an entry.  A correction changes labels of whoever works here and
of nobody else; those of colleagues and the gold set are shown and stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from annotator.domain.annotations import Annotation, Span
from annotator.domain.entries import is_name, with_alias
from annotator.domain.ids import format_id, parse_id
from annotator.domain.radar import GAP, Kind, Line, Lookup, folded
from annotator.domain.steps import Edit, Step
from annotator.services.annotating import Scribe
from annotator.services.finding import AROUND, Hit, hits_step
from annotator.services.radar_index import Mark, RadarIndex
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.services.upkeep import NotPossible, shortened

#: Places of a line that are listed; whoever corrects more does it in turns.
MOST = 2_000


class Place(NamedTuple):
    """Where the words of a line stand."""

    document: int
    uid: str
    title: str
    start: int
    end: int
    before: str  # of the same line
    words: str
    after: str
    annotator: int
    annotation: int  # 0 = it has no label of the layer
    value: str  # of the side of the line that it is on

    @property
    def span(self) -> Span:
        """Return the range from its first to its last character."""
        return Span(self.start, self.end)


def places(
    radar: RadarIndex, line: Line, task: Task | None = None, most: int = MOST
) -> list[Place]:
    """Return the places of a line, those of the rarest way first, each way in project order.

    Raises Cancelled.
    """
    task = task or Task("radar")
    counts: Counter[str] = Counter()
    for side in line.sides:
        counts[side.value] += side.number
    order = list(counts)  # the most frequent first, so that the last is the rarer of two alike
    found: list[Place] = []
    for document in radar.articles_with(line):
        task.check()
        found += _places_in(radar, line, document)
        # Of each way some: an article more is read than needed, never a thousand.
        if len(found) >= 2 * most:
            break
    found.sort(key=lambda place: (counts[place.value], -order.index(place.value)))
    return found[:most]


def _places_in(radar: RadarIndex, line: Line, document: int) -> Iterator[Place]:
    session = radar.session
    for number, title, text in session.shown_texts([document]):
        uid = session.uid_of(number)
        marks = radar.marks_in(number)
        for mark in marks:
            value = _value(line, mark)
            if value is not None and mark.words == line.words:
                hull = Span(mark.spans[0].start, mark.spans[-1].end)
                who = mark.cell.annotator
                yield _place(number, uid, title, text, hull, who, mark.annotation, value)
        if line.kind is Kind.BARE:
            for who in radar.readers_of(number, line.layer):
                if who in radar.who_labels(line):
                    for span in _bare(session, line, number, text, marks, who):
                        yield _place(number, uid, title, text, span, who, 0, "")


def _value(line: Line, mark: Mark) -> str | None:
    """Return on which side of a line a label is, None if it is none of its labels."""
    cell = mark.cell
    if line.kind in (Kind.ENTRIES, Kind.UNLINKED):
        value = "" if cell.entry is None else format_id(cell.entry)
    elif cell.layer == line.layer and cell.plain:
        value = cell.label
    else:
        return None
    if line.kind is Kind.PEOPLE:
        sides = {(side.annotator, side.value) for side in line.sides}
        return value if (cell.annotator, value) in sides else None
    return value if value in {side.value for side in line.sides} else None


def _bare(
    session: Session, line: Line, document: int, text: str, marks: Sequence[Mark], who: int
) -> Iterator[Span]:
    lookup = Lookup()
    lookup.add(0, line.words)
    taken = [Span(start, end) for _, start, end in session.zones_in([document])]
    for mark in marks:
        if mark.cell.annotator == who and mark.cell.layer == line.layer:
            taken += mark.spans
    for _, start, end in lookup.find(text):
        span = Span(start, end)
        if not any(each.overlaps(span) for each in taken):
            yield span


def _place(
    document: int, uid: str, title: str, text: str, span: Span, who: int, annotation: int,
    value: str,
) -> Place:  # fmt: skip
    first = text.rfind("\n", 0, span.start) + 1
    last = text.find("\n", span.end)
    last = len(text) if last < 0 else last
    return Place(
        document,
        uid,
        title,
        span.start,
        span.end,
        text[max(first, span.start - AROUND) : span.start],
        span.of(text),
        text[span.end : min(last, span.end + AROUND)],
        who,
        annotation,
        value,
    )


# Correcting ------------------------------------------------------------------------------------


def can_correct(session: Session, place: Place, value: str) -> bool:
    """Tell whether a place is one's own and is not treated in that way already."""
    return place.annotator == session.annotator.id and place.value != value


def correction(session: Session, line: Line, value: str, chosen: Sequence[Place]) -> Step:
    """Return the step that treats places of a line in one way: `value`, of one of its sides.

    What changed since the places were found is left alone; so are labels of others.  Raises
    NotPossible("nothing-changes", "label-not-here", "radar-entry-gone").
    """
    chosen = [place for place in chosen if can_correct(session, place, value)]
    if not value or not chosen:
        raise NotPossible("nothing-changes")
    if line.kind in (Kind.ENTRIES, Kind.UNLINKED):
        return _linked(session, line, value, chosen)
    return _labelled(session, line, value, chosen)


def _stored(session: Session, line: Line, place: Place) -> Annotation | None:
    """Return the label of a place, if it still is what it was."""
    found = session.record(Annotation, place.annotation) if place.annotation else None
    if found is None or found.annotator != session.annotator.id:
        return None
    text = session.text(place.document)
    words = GAP.join(folded(span.of(text)) for span in found.spans)
    entries = line.kind in (Kind.ENTRIES, Kind.UNLINKED)
    value = (format_id(found.entry) if found.entry else "") if entries else found.label
    same = words == line.words and value == place.value
    return found if same and (entries or found.layer == line.layer) else None


def _linked(session: Session, line: Line, value: str, chosen: Sequence[Place]) -> Step:
    entry = session.entry(parse_id(value) or 0)
    if entry is None:
        raise NotPossible("radar-entry-gone")
    edits = [
        Edit(stored, stored._replace(entry=entry.id))
        for place in chosen
        if (stored := _stored(session, line, place)) is not None
    ]
    if not edits:
        raise NotPossible("nothing-changes")
    number = len(edits)
    after = (
        with_alias(entry, line.words) if is_name(line.words) and GAP not in line.words else entry
    )
    if after != entry:
        edits.append(Edit(entry, after))
    return _step("radar-linked", line, chosen, edits, entry.name, number)


def _labelled(session: Session, line: Line, value: str, chosen: Sequence[Place]) -> Step:
    known = session.scheme.label(line.layer, value)
    if known is None or known.retired:
        raise NotPossible("label-not-here", label=f"{line.layer}.{value}")
    edits: list[Edit] = []
    number = 0
    for document in dict.fromkeys(place.document for place in chosen):
        article = session.article(document)
        scribe = Scribe(
            article, session.scheme, session.ids, session.annotator.id, session.comments_on
        )
        for place in chosen:
            stored = _stored(session, line, place) if place.document == document else None
            if stored is not None:
                step = scribe.relabel(stored, value)
                article.apply(step.edits)  # so that the next one knows
                edits += step.edits
                number += 1
    bare = [place for place in chosen if not place.annotation]
    if bare:
        with suppress(NotPossible):  # somebody labelled them meanwhile
            made = hits_step(session, _hits(bare), line.layer, value)
            edits += made.edits
            number += sum(isinstance(edit.record, Annotation) for edit in made.edits)
    if not edits:
        raise NotPossible("nothing-changes")
    return _step("radar-labelled", line, chosen, edits, known.name, number)


def _hits(bare: Sequence[Place]) -> list[tuple[Hit, int | None]]:
    """Return places as hits without an entry: links are proposed to a person, never made."""
    return [
        (
            Hit(place.document, place.uid, place.title, place.start, place.end,
                place.before, place.words, place.after, excluded=False, labels=()),
            None,
        )
        for place in bare
    ]  # fmt: skip


def _step(
    code: str, line: Line, chosen: Sequence[Place], edits: Sequence[Edit], name: str, number: int
) -> Step:
    documents = {place.document for place in chosen}
    only = documents.pop() if len(documents) == 1 else None
    values: dict[str, str | int] = {"text": shortened(line.words), "name": name, "number": number}
    return Step(code, tuple(edits), values, only)
