"""Everything that insights count, read once for each state of a project.

Owns what is kept between two questions, and whose labels of which articles a question is about.
One project is kept at a time, as arrays: some hundred bytes for each quote and each label.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsFilter, Note, day_of
from annotator.domain.review import GOLD
from annotator.domain.scheme import Label, LayerKind
from annotator.services.insights_arrays import NONE, Flags, Ints, looked_up
from annotator.services.insights_parties import Attributes
from annotator.services.insights_reading import Line, Reading
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows, Made

#: Attribute of quotes: what kind of source says it.
KIND = "source_kind"
#: Whose labels count first, after the gold set; then whoever has labels of the article.
_FURTHEST = (State.APPROVED, State.DONE)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Every annotation outside zones, one by one."""

    ids: Ints
    places: Ints  # of their documents in the list
    annotators: Ints
    labels: Ints  # places in `labels_in_order`
    starts: Ints  # on the line; -1 = about the article, or a quote or opinion as a whole


@dataclass(frozen=True, eq=False)
class Links:
    """Every annotation outside zones that is linked to an entry."""

    ids: Ints
    places: Ints
    annotators: Ints
    entries: Ints
    labels: Ints  # row ids
    starts: Ints  # on the line, of one of its parts


class Facts:
    """What was read of one state of a project; each part when it is first asked for."""

    def __init__(self, session: Session, rows: InsightRows) -> None:
        self.line = Line(rows)
        self.outlets = [each.outlet for each in self.line.documents]
        self.days: list[date | None] = [day_of(each.published) for each in self.line.documents]
        self.people = dict(session.annotators)
        self.labels = session.scheme.labels
        self.states: dict[tuple[int, int], State] = {}
        self.labelled_by: set[tuple[int, int]] = set()
        places = {document: place for place, document in enumerate(self.line.ids.tolist())}
        for document, annotator, state in rows.states():
            if document in places:
                self.states[places[document], annotator] = State(state)
        for document, annotator in rows.labelled():
            if document in places:
                self.labelled_by.add((places[document], annotator))
        #: (place, annotator) of who labelled what, or did something else with it.
        self.begun_by = self.labelled_by | {
            each for each, state in self.states.items() if state is not State.NEW
        }
        self._reading: Reading | None = None
        self._labelled: Labelled | None = None
        self._links: Links | None = None
        self._kinds: Attributes | None = None
        self._made: tuple[list[Made], list[tuple[int, int, str]]] | None = None
        self._once: Ints | None = None

    def label_of(self, row: int) -> Label:
        """Return the label with a row id."""
        return next(label for label in self.labels if label.id == row)

    # Parts -----------------------------------------------------------------------------------

    def reading(self, session: Session, rows: InsightRows, task: Task) -> Reading:
        """Return the quotes and opinions with their parties."""
        if self._reading is None:
            self._reading = Reading(session, rows, self.line, task)
        return self._reading

    def labelled(self, session: Session, rows: InsightRows, task: Task) -> Labelled:
        """Return every annotation outside zones; of quotes and opinions, those that count."""
        if self._labelled is None:
            self._labelled = self._read_labelled(self.reading(session, rows, task), rows, task)
        return self._labelled

    def _read_labelled(self, reading: Reading, rows: InsightRows, task: Task) -> Labelled:
        layers = {layer.uid: layer.kind for layer in reading.scheme.layers}
        ids, places, people, labels, starts = [NONE], [NONE], [NONE], [NONE], [NONE]

        def add(found: tuple[Ints, Ints, Ints, int], starting: Ints | None = None) -> None:
            number, where, who, label = found
            ids.append(number)
            places.append(where)
            people.append(who)
            labels.append(np.full(len(number), label, dtype=np.int64))
            starts.append(np.full(len(number), -1) if starting is None else starting)

        frames = {LayerKind.QUOTES: reading.quotes, LayerKind.OPINIONS: reading.opinions}
        for place, label in enumerate(self.labels):
            task.progress(place, len(self.labels))
            kind = layers[label.layer]
            for person in self.people:
                if kind is LayerKind.DOCUMENT:
                    whole = rows.whole([label.id], person)
                    where = self.line.places(whole["document"])
                    seen = where >= 0
                    who = np.full(int(seen.sum()), person, dtype=np.int64)
                    add((whole["id"][seen], where[seen], who, place))
                elif label.frame:
                    found = frames[kind]
                    whole = rows.whole([label.id], person)
                    at = np.sort(looked_up(whole["id"], found.ids))
                    at = at[at >= 0]
                    at = at[found.kept[at]]
                    add((found.ids[at], found.places[at], found.annotators[at], place))
                else:
                    number, where, first = self._of_spans(rows, label.id, person)
                    who = np.full(len(number), person, dtype=np.int64)
                    add((number, where, who, place), first)
        return Labelled(*(np.concatenate(each) for each in (ids, places, people, labels, starts)))

    def _of_spans(self, rows: InsightRows, label: int, person: int) -> tuple[Ints, Ints, Ints]:
        """Return (annotation, place, start on the line) of those with a part outside zones."""
        parts = rows.parts([label], person)
        where = self.line.places(parts["document"])
        parts, where = parts[where >= 0], where[where >= 0]
        starts = parts["start"] + self.line.base[where]
        outside = ~self.line.in_zone(starts, parts["end"] + self.line.base[where])
        parts, where, starts = parts[outside], where[outside], starts[outside]
        # The first part of each annotation stands for it.
        order = np.lexsort((starts, parts["id"]))
        numbers = parts["id"][order]
        first = np.ones(len(numbers), dtype=bool)
        first[1:] = numbers[1:] != numbers[:-1]
        order = order[first]
        return parts["id"][order], where[order], starts[order]

    def links(self, rows: InsightRows) -> Links:
        """Return every annotation outside zones that is linked to an entry."""
        if self._links is None:
            found = rows.linked()
            where = self.line.places(found["document"])
            found, where = found[where >= 0], where[where >= 0]
            base = self.line.base[where]
            outside = ~self.line.in_zone(found["start"] + base, found["end"] + base)
            found, where = found[outside], where[outside]
            self._links = Links(
                found["id"], where, found["annotator"], found["entry"], found["label"],
                found["start"] + base[outside],
            )  # fmt: skip
        return self._links

    def kinds(self, rows: InsightRows) -> Attributes:
        """Return the kinds of the sources of quotes."""
        if self._kinds is None:
            self._kinds = Attributes(rows.values((KIND,)))
        return self._kinds

    def made(self, rows: InsightRows) -> tuple[list[Made], list[tuple[int, int, str]]]:
        """Return what the history tells of who made labels and finished articles when."""
        if self._made is None:
            self._made = rows.made(), rows.finished()
        return self._made

    # Whose labels count ------------------------------------------------------------------------

    def once(self) -> Ints:
        """Return who counts for each article if each counts once, -1 where nobody began it."""
        if self._once is None:
            found = np.full(len(self.line.ids), -1, dtype=np.int64)
            # As few people as can be: whoever labelled the most, so that one hand counts for most.
            much = Counter(annotator for _, annotator in self.labelled_by)
            best: dict[int, tuple[int, int, int]] = {}
            for place, annotator in self.begun_by:
                rank = self._rank(place, annotator), -much[annotator], annotator
                if place not in best or rank < best[place]:
                    best[place] = rank
                    found[place] = annotator
            self._once = found
        return self._once

    def _rank(self, place: int, annotator: int) -> int:
        if self.people[annotator].kind == GOLD:
            return -1
        state = self.states.get((place, annotator))
        if state in _FURTHEST:
            return _FURTHEST.index(state)
        return len(_FURTHEST) + ((place, annotator) not in self.labelled_by)

    def state_of(self, place: int, annotator: int) -> State:
        """Return how far somebody is with an article; what was decided is approved."""
        if self.people[annotator].kind == GOLD:
            return State.APPROVED
        return self.states.get((place, annotator), State.NEW)


@dataclass(frozen=True, eq=False)
class Chosen:
    """What a question is about: articles, and whose labels of each."""

    annotators: Ints  # by place, -1 = the article is not asked about
    fits: Flags  # by place: outlet and date fit, whoever labelled it
    notes: tuple[Note, ...]

    def takes(self, places: Ints, annotators: Ints) -> Flags:
        """Tell which labels are asked about."""
        if not len(self.annotators):
            return np.zeros(len(places), dtype=bool)
        taken: Flags = (places >= 0) & (self.annotators[places] == annotators)
        return taken

    @property
    def places(self) -> list[int]:
        """Return the places of the articles that are asked about."""
        found: list[int] = np.flatnonzero(self.annotators >= 0).tolist()
        return found


def choose(facts: Facts, choice: InsightsFilter) -> Chosen:
    """Return the articles that fit a filter, and whose labels of them count.

    Raises AnnotatorError("insights-outlet-unknown", "insights-annotator-unknown",
    "layer-unknown") and what `InsightsFilter.checked` raises.
    """
    choice = choice.checked()
    number = len(facts.line.ids)
    known = set(facts.outlets)
    for outlet in sorted(choice.outlets - known):
        raise AnnotatorError("insights-outlet-unknown", outlet=outlet, number=len(known))
    layers = sorted({label.layer for label in facts.labels})
    if choice.layer and choice.layer not in layers:
        raise AnnotatorError("layer-unknown", layer=choice.layer, known=", ".join(layers))
    fits = np.ones(number, dtype=bool)
    if choice.outlets:
        fits &= np.array([each in choice.outlets for each in facts.outlets], dtype=bool)
    dated = np.array([day is not None for day in facts.days], dtype=bool)
    bounded = bool(choice.since or choice.until)
    notes: list[Note] = []
    left_out = int((fits & ~dated).sum())
    if bounded:
        since, until = choice.since or "0001-01-01", choice.until or "9999-12-31"
        fits &= np.array(
            [day is not None and since <= day.isoformat() <= until for day in facts.days],
            dtype=bool,
        )
    elif not choice.undated:
        fits &= dated
    if left_out and (bounded or not choice.undated):
        notes.append(("insights-note-undated", {"articles": left_out}))
    if choice.annotator is None:
        who = facts.once().copy()
    elif choice.annotator in facts.people:
        who = np.full(number, -1, dtype=np.int64)
        who[[place for place, each in facts.begun_by if each == choice.annotator]] = (
            choice.annotator
        )
    else:
        raise AnnotatorError("insights-annotator-unknown", annotator=f"{choice.annotator:016x}")
    who[~fits] = -1
    if choice.states:
        for place in np.flatnonzero(who >= 0).tolist():
            if facts.state_of(place, int(who[place])) not in choice.states:
                who[place] = -1
    if choice.annotator is None:
        notes += _whose(facts, who)
    return Chosen(who, fits, tuple(notes))


def _whose(facts: Facts, who: Ints) -> Iterator[Note]:
    """Say whose labels count where several people labelled articles."""
    people, numbers = np.unique(who[who >= 0], return_counts=True)
    if len(people) > 1:
        for person, number in sorted(
            zip(people.tolist(), numbers.tolist(), strict=True), key=lambda each: (-each[1], each)
        ):
            if facts.people[person].kind == GOLD:
                yield "insights-note-gold", {"articles": number}
            else:
                name = facts.people[person].name
                yield "insights-note-counted", {"articles": number, "name": name}


# What is kept ------------------------------------------------------------------------------------

_lock = Lock()
_kept: tuple[tuple[object, ...], Facts] | None = None


@contextmanager
def facts_of(session: Session, task: Task) -> Iterator[tuple[Facts, InsightRows]]:
    """Give what is known of a project as it is now, and what reads the rest of the same moment.

    Raises Cancelled.
    """
    global _kept  # noqa: PLW0603  a project is read for every question that is asked about it
    rows = session.insight_rows()
    try:
        while not _lock.acquire(timeout=0.05):  # another question is being answered
            task.check()
        try:
            with rows.reading(lambda: task.cancelled):
                state = (session.path, *rows.state())
                if _kept is None or _kept[0] != state:
                    _kept = None  # before there are two
                    _kept = state, Facts(session, rows)
                yield _kept[1], rows
        finally:
            _lock.release()
    except AnnotatorError as error:
        if error.code == "interrupted":
            raise Cancelled from error
        raise


def forget() -> None:
    """Keep nothing any longer."""
    global _kept  # noqa: PLW0603
    with _lock:
        _kept = None
