"""Articles that are copies of one another but for some words, and labels carried between them.

Owns which articles are near-duplicates, how much of them is the same, and which labels of a copy
that is finished become suggestions in the other one: those whose words stand there unchanged, and
none where somebody labelled or rejected something already.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from annotator.assist.alignment import Alignment, Text
from annotator.assist.near_duplicates import THRESHOLD, likeness, pairs, sketch
from annotator.domain.annotations import Annotation, Span
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import State, Suggestion
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id, format_id
from annotator.domain.lists import DocumentQuery, TextQuery
from annotator.domain.opinions import QUOTE, WRITER
from annotator.domain.pieces import outside_zones
from annotator.domain.quotes import PARENT
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.suggested_frames import SLOTS, frame_of
from annotator.services.packets import is_blind
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: What suggestions that are carried over are signed with.
MODEL = "copies"
#: States in which the labels of an article are what the annotator means.
FINISHED = (State.DONE, State.APPROVED)
#: An unfinished copy is compared with so many finished ones of its group.
_FINISHED_COPIES = 64
#: For one article: passages that are looked up, their words, and articles looked at for each.
_PASSAGES, _PASSAGE_WORDS, _HITS, _LOOKED_AT = 12, 7, 200, 20
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copy:
    """An article and the one that it is most like."""

    document: int
    other: int
    share: float  # of their words that are the same, 0 to 1 (`Alignment.share`)
    number: int  # of the document in the list of articles, from 1
    other_number: int
    title: str
    other_title: str
    labels: int  # the annotator's on the other article
    finished: bool  # the annotator is done with the other article
    done: bool = False  # and with this one

    @property
    def can_carry(self) -> bool:
        """Tell whether there is something to carry over that the annotator stands by."""
        return self.finished and self.labels > 0 and not self.done

    @property
    def percent(self) -> int:
        """Return the share in percent; only what is wholly the same is 100."""
        return 100 if self.share == 1 else min(99, round(100 * self.share))

    @property
    def state(self) -> str:
        """Return what the annotator is done with: "both", the "finished" other one, or "open"."""
        return "open" if not self.finished else "both" if self.done else "finished"


@dataclass(slots=True)
class Carried:
    """What becomes of the labels of a copy in another article."""

    suggestions: list[Suggestion] = field(default_factory=list)
    #: Labels that were not carried over, by why: "differs", "there", "parts", "rejected".
    left: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class CarryReport:
    """What was carried over."""

    documents: int = 0  # that have new suggestions
    suggestions: int = 0
    left: Counter[str] = field(default_factory=Counter)


# Finding -----------------------------------------------------------------------------------------


@long_running
def find_copies(session: Session, task: Task | None = None) -> list[Copy]:
    """Return every article that is a near-duplicate of another one, in the order of the list.

    An article that the annotator is not done with comes with the copy that she is done with and
    that it is most like, wherever that stands; else with the one before it that it is most like.
    Words in zones do not count.  One sketch of half a kilobyte is held for each article, and two
    texts at a time.  Raises Cancelled.
    """
    task = task or Task("copies")
    ids = session.document_ids()
    total = len(ids)
    sketches = np.empty((total, len(sketch(""))), dtype=np.uint32)
    for count, bundle in enumerate(session.bundles(ids, annotators=())):
        if count % 50 == 0:
            task.progress(count, 2 * total)
        sketches[count] = sketch(_body(bundle))
    finished = set(session.document_ids(DocumentQuery(states=FINISHED)))
    done = [place for place, number in enumerate(ids) if number in finished]
    chosen = _counterparts(sketches, set(done), task)
    found = []
    for count, (place, other) in enumerate(sorted(chosen.items())):
        task.progress(total + total * count // max(1, len(chosen)), 2 * total)
        share = _aligned(session, ids[other], ids[place]).share()
        found.append((place, other, share))
    task.progress(2 * total, 2 * total)
    return _described(session, ids, found, finished)


def _counterparts(
    sketches: np.ndarray[Any, np.dtype[np.uint32]], done: Collection[int], task: Task
) -> dict[int, int]:
    """Return for each place that has a near-duplicate the place of the one to show with it."""
    near = pairs(sketches)
    best: dict[int, tuple[float, int]] = {}
    groups: dict[int, int] = {}

    def root(place: int) -> int:
        while groups.get(place, place) != place:
            groups[place] = groups.get(groups[place], groups[place])
            place = groups[place]
        return place

    for one, other, alike in near:
        if other not in best or (alike, -one) > (best[other][0], -best[other][1]):
            best[other] = alike, one
        first, second = sorted((root(one), root(other)))
        groups[second] = first
        groups.setdefault(first, first)
    finished: dict[int, list[int]] = {}
    for place in sorted(done):
        if place in groups:
            finished.setdefault(root(place), []).append(place)
    chosen = {place: other for place, (_, other) in best.items()}
    for place in groups:
        task.check()
        if place in done:
            continue
        candidates = [
            (likeness(sketches[place], sketches[each]), -each)
            for each in finished.get(root(place), ())[:_FINISHED_COPIES]
        ]
        alike, other = max(candidates, default=(0.0, 0))
        if alike >= THRESHOLD:
            chosen[place] = -other
    return chosen


@long_running
def copies_of(session: Session, document: int, task: Task | None = None) -> list[Copy]:
    """Return the near-duplicates of one article, those that can give labels first, then the likest.

    Some of its passages are looked up in the index of words, and only articles that hold several
    of them are read: the work does not grow with the project.  Raises Cancelled.
    """
    task = task or Task("copies")
    bundle = next(iter(session.bundles([document], annotators=())))
    here = _body(bundle)
    mine = sketch(here)
    found: Counter[int] = Counter()
    passages = _passages(here)
    for passage in passages:
        task.check()
        query = TextQuery(passage, whole_words=True)
        found.update(each for each in session.candidates(query)[:_HITS] if each != document)
    needed = min(2, len(passages))
    likely = [each for each, hits in found.most_common(_LOOKED_AT) if hits >= needed]
    shares = []
    for other in session.bundles(likely, annotators=()):
        task.check()
        if likeness(mine, sketch(_body(other))) >= THRESHOLD:
            share = Alignment(_text(other), _text(bundle)).share()
            shares.append((other.document.id, share))
    if not shares:
        return []
    ids = session.document_ids()
    places = {number: place for place, number in enumerate(ids)}
    finished = set(session.document_ids(DocumentQuery(states=FINISHED)))
    rows = [(places[document], places[other], share) for other, share in shares]
    copies = _described(session, ids, rows, finished)
    return sorted(copies, key=lambda each: (not each.can_carry, -each.share, each.other_number))


def _passages(text: str) -> list[str]:
    """Return runs of words from all over a text."""
    words = _WORD.findall(text)
    last = len(words) - _PASSAGE_WORDS
    if last <= 0:
        return [" ".join(words)] if words else []
    count = min(_PASSAGES, 1 + last // _PASSAGE_WORDS)
    starts = sorted({last * number // max(1, count - 1) for number in range(count)})
    return [" ".join(words[start : start + _PASSAGE_WORDS]) for start in starts]


def _body(bundle: Bundle) -> str:
    return "\n".join(span.of(bundle.text) for span in outside_zones(bundle))


def _text(bundle: Bundle) -> Text:
    return Text(bundle.text, [Span(zone.start, zone.end) for zone in bundle.zones])


def _aligned(session: Session, source: int, target: int) -> Alignment:
    one, other = session.bundles([source, target], annotators=())
    return Alignment(_text(one), _text(other))


def _described(
    session: Session,
    ids: Sequence[int],
    rows: Sequence[tuple[int, int, float]],
    finished: Collection[int],
) -> list[Copy]:
    shown = sorted({ids[place] for row in rows for place in row[:2]})
    about: dict[int, tuple[str, int]] = {}
    for first in range(0, len(shown), 500):
        for row in session.document_rows(shown[first : first + 500]):
            about[row.id] = row.title, row.annotations
    return [
        Copy(
            ids[place],
            ids[other],
            share,
            place + 1,
            other + 1,
            about[ids[place]][0],
            about[ids[other]][0],
            about[ids[other]][1],
            ids[other] in finished,
            ids[place] in finished,
        )
        for place, other, share in rows
    ]


# Carrying labels over ----------------------------------------------------------------------------


@long_running
def carry(
    session: Session, chosen: Iterable[tuple[int, int]], task: Task | None = None
) -> CarryReport:
    """Put labels of finished copies into other articles, as suggestions.

    `chosen` are pairs (article, copy of it that is finished).  Labels are the annotator's.  What
    was carried into an article before makes room for what is carried now.  Raises
    AnnotatorError("project-read-only"), ("suggest-blind") where suggestions are kept from whoever
    annotates, and Cancelled: what was carried until then stays, and can be carried again.
    """
    session.refuse_if_read_only()
    if is_blind(session):
        raise AnnotatorError("suggest-blind")
    task = task or Task("carrying")
    wanted = list(chosen)
    report = CarryReport()
    for count, (target, source) in enumerate(wanted):
        task.progress(count, len(wanted))
        carried = carried_over(
            session.scheme,
            session.article(source),
            session.article(target),
            session.rejected(target),
        )
        change = session.save_suggestions(target, carried.suggestions, MODEL)
        new = sum(edit.before is None for edit in change.edits)
        report.suggestions += new
        report.documents += new > 0
        report.left += carried.left
    task.progress(len(wanted), len(wanted))
    return report


#: Tells where a range of one article stands in the other one, None if it does not.
Place = Callable[[Span], Span | None]


def carried_over(
    scheme: Scheme,
    source: Article,
    target: Article,
    rejected: Sequence[Suggestion] = (),
    *,
    place: Place | None = None,
    model: str = MODEL,
) -> Carried:
    """Return what the labels of an article propose for a copy of it.

    A label is carried over if its words stand in the copy in one piece, outside zones, or where
    `place` says; a quote or an opinion, if all its parts do.  Where the copy has a label of the
    layer, or something of it was rejected, nothing is proposed.  `model` signs the suggestions.
    """
    if place is None:
        place = Alignment(text_of(source), text_of(target)).carried
    return _Carrier(scheme, source, target, rejected, place, model).carried()


class _Carrier:
    """Carries the labels of one article into another one."""

    def __init__(
        self,
        scheme: Scheme,
        source: Article,
        target: Article,
        rejected: Sequence[Suggestion],
        place: Place,
        model: str,
    ) -> None:
        self._scheme, self._source, self._target = scheme, source, target
        self._place, self._model = place, model
        self._rejected = _rejected_ranges(scheme, rejected, len(target.text))
        self._made: dict[int, Suggestion] = {}  # by the annotation they come from
        self._taken_by: dict[tuple[str, str], list[Span]] = {}
        self._left: Counter[str] = Counter()

    def carried(self) -> Carried:
        for layer in self._scheme.layers:
            if layer.kind is LayerKind.SPANS:
                for each in self._source.in_layer(layer.uid):
                    self._keep(each, self._mention(each))
            elif layer.kind in SLOTS:
                for each in self._source.in_layer(layer.uid):
                    if not each.spans:
                        self._keep(each, self._frame(each, layer.kind))
        for number, made in self._made.items():
            links = {
                role: format_id(self._made[relation.target].id)
                for role in (PARENT, QUOTE)
                for relation in self._source.relations_from(number, role)
                if relation.target in self._made
            }
            if links:
                self._made[number] = replace(made, payload={**made.payload, **links})
        order = sorted(self._made.values(), key=lambda each: (each.start, each.end, each.id))
        return Carried(order, self._left)

    def _keep(self, annotation: Annotation, made: Suggestion | str) -> None:
        if isinstance(made, str):
            self._left[made] += 1
        else:
            self._made[annotation.id] = made

    def _mention(self, annotation: Annotation) -> Suggestion | str:
        """Return a label in the other article, or why there is none."""
        label = self._scheme.label(annotation.layer, annotation.label)
        if label is None or label.retired or not annotation.spans:
            return "differs"
        if len(annotation.spans) > 1:
            return "parts"  # a suggested label is one range
        spans = self._spans(annotation.spans)
        if spans is None:
            return "differs"
        layer = annotation.layer
        if any(part.layer == layer for span in spans for part in self._target.touching(span)):
            return "there"
        if self._overlaps(self._rejected.get((layer, annotation.label), ()), spans):
            return "rejected"
        entry = annotation.entry
        payload = {} if entry is None else {"entry": format_id(entry)}
        return self._suggestion(annotation, spans, f"{spans[0].start}-{spans[0].end}", payload)

    def _frame(self, frame: Annotation, kind: LayerKind) -> Suggestion | str:
        """Return a quote or an opinion in the other article, or why there is none."""
        label = self._scheme.label(frame.layer, frame.label)
        if label is None or label.retired or not label.frame:
            return "differs"
        payload: dict[str, Any] = {}
        slots: dict[str, tuple[Span, ...]] = {}
        for role in SLOTS[kind]:
            parts = self._source.fillers(frame.id, role)
            spans = self._spans([span for part in parts for span in part.spans])
            if spans is None:
                return "differs"
            if spans:
                slots[role] = spans
                payload[role] = [list(span) for span in spans]
        main = next((role for role in ("content", "expression", "target") if role in slots), None)
        if main is None:
            return "differs"
        for name in ("act", "polarity", "intensity"):
            if frame.attributes.get(name):
                payload[name] = frame.attributes[name]
        by_writer = "holder" not in slots and frame.attributes.get("holder") == WRITER
        if kind is LayerKind.OPINIONS and by_writer:
            payload["holder"] = WRITER
        about = "content" if kind is LayerKind.QUOTES else "target" if "target" in slots else main
        if self._overlaps(self._taken(frame.layer, about), slots[about]):
            return "there"
        if self._overlaps(self._rejected.get((frame.layer, about), ()), slots[about]):
            return "rejected"
        name = ",".join(f"{start}-{end}" for start, end in slots[about])
        if kind is LayerKind.OPINIONS:
            name = f"{name},{frame.attributes.get('polarity', '')}"
        return self._suggestion(frame, slots[main], name, payload)

    def _spans(self, spans: Iterable[Span]) -> tuple[Span, ...] | None:
        """Return where ranges stand in the other article, None if one of them does not."""
        found = []
        for span in spans:
            there = self._place(span)
            if there is None:
                return None
            found.append(there)
        return tuple(sorted(set(found)))

    def _taken(self, layer: str, role: str) -> list[Span]:
        """Return what the quotes or opinions are about that the other article has."""
        if (layer, role) not in self._taken_by:
            self._taken_by[layer, role] = [
                span
                for frame in self._target.in_layer(layer)
                if not frame.spans
                for part in self._target.fillers(frame.id, role)
                for span in part.spans
            ]
        return self._taken_by[layer, role]

    @staticmethod
    def _overlaps(ranges: Iterable[Span], spans: Sequence[Span]) -> bool:
        return any(each.overlaps(span) for each in ranges for span in spans)

    def _suggestion(
        self, annotation: Annotation, spans: Sequence[Span], name: str, payload: Mapping[str, Any]
    ) -> Suggestion:
        document = self._target.document.id
        layer, label = annotation.layer, annotation.label
        return Suggestion(
            derived_id("suggestion", f"{document:x}", self._model, layer, label, name),
            document,
            layer,
            label,
            spans[0].start,
            spans[-1].end,
            self._model,
            payload=dict(payload),
        )


def text_of(article: Article) -> Text:
    """Return an article as what is compared: without its zones."""
    zones = [Span(zone.start, zone.end) for zone in article.zones.values()]
    return Text(article.text, zones)


def _rejected_ranges(
    scheme: Scheme, rejected: Sequence[Suggestion], length: int
) -> dict[tuple[str, str], list[Span]]:
    """Return ranges of rejected suggestions by layer and label; of frames, what they are about."""
    found: dict[tuple[str, str], list[Span]] = {}
    for each in rejected:
        frame = frame_of(each, scheme, length)
        if frame is None:
            found.setdefault((each.layer, each.label), []).append(Span(each.start, each.end))
            continue
        for role in ("content", "target", "expression"):
            if frame.spans(role):
                found.setdefault((each.layer, role), []).extend(frame.spans(role))
                break
    return found
