"""Everything that insights count, read once and kept up to date.

Owns what is kept between two questions, and whose labels of which articles a question is about.
One project is kept at a time, as arrays: some ninety bytes for each annotation.  After a step only
the articles that it touched are read again (`insights_changes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsFilter, Note, day_of
from annotator.domain.review import GOLD
from annotator.domain.scheme import LayerKind
from annotator.services.insights_arrays import Flags, Ints, looked_up
from annotator.services.insights_changes import Changed, changed_by
from annotator.services.insights_labels import Labels, Line
from annotator.services.insights_reading import Reading, Slots
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows, Made

#: Whose labels count first, after the gold set; then whoever has labels of the article.
_FURTHEST = (State.APPROVED, State.DONE)
#: The share of all articles from which on it is quicker to read everything anew: a tenth.
_PART = 10
_FEW = 20  # articles that are never too many
#: Annotations from which on a second connection is worth opening.
_LARGE = 20_000
_STEPS = 5  # of reading a project, that are told


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
    labels: Ints  # places among the labels of the scheme
    starts: Ints  # on the line, of one of its parts


class Facts:
    """What was read of one state of a project; most of it when it is first asked for."""

    def __init__(self, session: Session, rows: InsightRows, task: Task) -> None:
        task.progress(0, _STEPS)
        self.line = Line(rows)
        task.progress(1, _STEPS)
        self._take_articles()
        self.people = dict(session.annotators)
        self.labels = session.scheme.labels
        self.marked = self._read(rows)
        task.progress(2, _STEPS)
        self.states: dict[tuple[int, int], State] = {}
        #: (place, annotator) of who labelled what, and of who did that or anything else with it.
        self.labelled_by: set[tuple[int, int]] = set()
        self.begun_by: set[tuple[int, int]] = set()
        self._take_states(rows, self.marked)
        task.progress(3, _STEPS)
        self._reading: Reading | None = None
        self._drop_answers()

    def _take_articles(self) -> None:
        self.outlets = [each.outlet for each in self.line.documents]
        self.days: list[date | None] = [day_of(each.published) for each in self.line.documents]

    def _read(self, rows: InsightRows, documents: Sequence[int] | None = None) -> Labels:
        places = {label.id: place for place, label in enumerate(self.labels)}
        return Labels.read(rows, self.line, places, documents)

    def _take_states(
        self, rows: InsightRows, marked: Labels, documents: Sequence[int] | None = None
    ) -> None:
        found = rows.states(documents)
        places = self.line.places(np.array([each[0] for each in found], dtype=np.int64)).tolist()
        states = {each.value: each for each in State}
        for place, (_, annotator, name) in zip(places, found, strict=True):
            if place >= 0:
                state = self.states[place, annotator] = states[name]
                if state is not State.NEW:
                    self.begun_by.add((place, annotator))
        # Mostly it is one after another: whoever labelled an article did so more than once.
        new = np.ones(len(marked.ids), dtype=bool)
        new[1:] = (np.diff(marked.places) != 0) | (np.diff(marked.annotators) != 0)
        labelled = set(
            zip(marked.places[new].tolist(), marked.annotators[new].tolist(), strict=True)
        )
        self.labelled_by |= labelled
        self.begun_by |= labelled

    def _drop_answers(self) -> None:
        """Forget what is made of the rest whenever somebody asks."""
        self._labelled: Labelled | None = None
        self._links: Links | None = None
        self._made: tuple[list[Made], list[tuple[int, int, str]]] | None = None
        self._once: Ints | None = None

    def renewed(self, session: Session, rows: InsightRows, changed: Changed) -> Facts | None:
        """Return what is known after some changes, None if all is to be read anew."""
        new = copy(self)
        if changed.articles or changed.zones:
            new.line = Line(rows)
            if not new.line.same_as(self.line):
                return None
            new._take_articles()
        places = self.line.places(np.array(sorted(changed.documents), dtype=np.int64))
        places = places[places >= 0]
        if len(places) * _PART > len(self.line.ids) and len(places) > _FEW:
            return None
        gone = np.zeros(len(self.line.ids), dtype=bool)
        gone[places] = True
        documents = self.line.ids[places].tolist()
        part = new._read(rows, documents)
        new.marked = self.marked.renewed(gone, part)
        touched = {(place, annotator) for place in places.tolist() for annotator in self.people}
        new.states = dict(self.states)
        for each in touched & new.states.keys():
            del new.states[each]
        new.labelled_by = self.labelled_by - touched
        new.begun_by = self.begun_by - touched
        new._take_states(rows, part, documents)
        if self._reading is not None:
            slots = Slots.read(rows, session.scheme, documents)
            again = Reading(session, new.line, part, slots, self._reading.parties)
            new._reading = self._reading.renewed(gone, again)
        new._drop_answers()
        return new

    # Parts -----------------------------------------------------------------------------------

    def reading(
        self, session: Session, rows: InsightRows, task: Task, slots: Slots | None = None
    ) -> Reading:
        """Return the quotes and opinions with their parties; `slots` are what was read of them."""
        if self._reading is None:
            slots = slots or Slots.read(rows, session.scheme)
            task.progress(4, _STEPS)
            self._reading = Reading(session, self.line, self.marked, slots)
            task.progress(_STEPS, _STEPS)
        return self._reading

    def labelled(self, session: Session, rows: InsightRows, task: Task) -> Labelled:
        """Return every annotation outside zones; of quotes and opinions, those that count."""
        if self._labelled is None:
            self._labelled = self._find_labelled(self.reading(session, rows, task))
        return self._labelled

    def _find_labelled(self, reading: Reading) -> Labelled:
        marked = self.marked
        kept = np.zeros(len(marked.ids), dtype=bool)
        # The first part outside zones stands for an annotation.
        outside = np.flatnonzero(~self.line.in_zone(marked.starts, marked.ends))
        owners = marked.part_of[outside]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        starts = np.full(len(marked.ids), -1, dtype=np.int64)
        starts[owners[first]] = marked.starts[outside[first]]
        kept[owners[first]] = True
        layers = {layer.uid: layer.kind for layer in reading.scheme.layers}
        about_articles = np.array(
            [layers[label.layer] is LayerKind.DOCUMENT for label in self.labels] + [False],
            dtype=bool,
        )
        kept |= about_articles[marked.labels]
        for frames in (reading.quotes, reading.opinions):
            kept[looked_up(frames.ids, marked.ids)] = frames.kept
        at = np.flatnonzero(kept & (marked.labels >= 0))
        return Labelled(
            marked.ids[at], marked.places[at], marked.annotators[at], marked.labels[at], starts[at]
        )

    def links(self) -> Links:
        """Return every annotation outside zones that is linked to an entry."""
        if self._links is None:
            marked = self.marked
            parts = np.flatnonzero(
                ((marked.entries >= 0) & (marked.labels >= 0))[marked.part_of]
                & ~self.line.in_zone(marked.starts, marked.ends)
            )
            at = marked.part_of[parts]
            self._links = Links(
                marked.ids[at], marked.places[at], marked.annotators[at], marked.entries[at],
                marked.labels[at], marked.starts[parts],
            )  # fmt: skip
        return self._links

    def made(self, rows: InsightRows) -> tuple[list[Made], list[tuple[int, int, str]]]:
        """Return what the history tells of who made labels and finished articles when."""
        if self._made is None:
            self._made = rows.made(), rows.finished()
        return self._made

    # Whose labels count ------------------------------------------------------------------------

    def once(self) -> Ints:
        """Return who counts for each article if each counts once, -1 where nobody began it."""
        if self._once is None:
            places, people = np.array(sorted(self.begun_by), dtype=np.int64).reshape(-1, 2).T
            found = np.full(len(self.line.ids), -1, dtype=np.int64)
            found[places] = people
            # As few people as can be: whoever labelled the most, so that one hand counts for most.
            much = Counter(annotator for _, annotator in self.labelled_by)
            several = np.bincount(places, minlength=len(found))[places] > 1
            best: dict[int, tuple[int, int, int]] = {}
            for place, annotator in zip(
                places[several].tolist(), people[several].tolist(), strict=True
            ):
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
_kept: tuple[Path, tuple[int, ...], Facts] | None = None


@contextmanager
def facts_of(session: Session, task: Task) -> Iterator[tuple[Facts, InsightRows]]:
    """Give what is known of a project as it is now, and what reads the rest of the same moment.

    Raises Cancelled.
    """
    rows = session.insight_rows()
    try:
        while not _lock.acquire(timeout=0.05):  # another question is being answered
            task.check()
        try:
            with rows.reading(lambda: task.cancelled):
                yield _as_it_is(session, rows, task), rows
        finally:
            _lock.release()
    except AnnotatorError as error:
        if error.code == "interrupted":
            raise Cancelled from error
        raise


def _as_it_is(session: Session, rows: InsightRows, task: Task) -> Facts:
    """Return what is known of a project; of what changed since, no more is read than that."""
    global _kept  # noqa: PLW0603  a project is read for every question that is asked about it
    state = rows.state()
    found = None
    if _kept is not None and _kept[0] == session.path:
        if _kept[1] == state:
            return _kept[2]
        edits = rows.edits_since(_kept[1])
        changed = None if edits is None else changed_by(edits)
        if changed is not None:
            found = _kept[2].renewed(session, rows, changed)
    if found is None:
        _kept = None  # before there are two
        found = _read(session, rows, task)
    _kept = session.path, state, found
    return found


def _read(session: Session, rows: InsightRows, task: Task) -> Facts:
    """Read a project; a large one on two connections at once, because SQLite takes most of it."""
    if rows.number() < _LARGE:
        return Facts(session, rows, task)
    with session.sibling() as other:
        beside = other.insight_rows()
        beside.keep_few_pages()
        with beside.reading(lambda: task.cancelled):
            if beside.state() != rows.state():  # somebody wrote between the two
                return Facts(session, rows, task)
            with ThreadPoolExecutor(1) as pool:
                slots = pool.submit(Slots.read, beside, session.scheme)
                facts = Facts(session, rows, task)
                facts.reading(session, rows, task, slots.result())
    return facts


def forget() -> None:
    """Keep nothing any longer."""
    global _kept  # noqa: PLW0603
    with _lock:
        _kept = None
