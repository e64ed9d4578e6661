"""How far annotators agree: every figure of a project, with what it rests on.

Owns which units are counted for which figure; the formulas are `annotator.domain.agreement`.

Three kinds of units are counted.  Tokens (`token_kappa`, `fleiss_kappa`, `krippendorff_alpha`):
what each annotator says of each token of the documents that she read, "nothing" being an answer; of
nested labels the longest counts.  Spans (`span_f1_exact`, `span_f1_overlap`, `cohen_kappa`): parts
of labels; Cohen's kappa is about the labels of ranges that both marked.  Stretches (`alpha_u`): the
characters of all documents, one behind the other.  Labels of whole documents are counted as
documents by labels, yes or no.  Zones are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.domain.agreement import (
    Figure,
    Resamples,
    alpha_u,
    cohen_kappa,
    figure_of,
    fleiss_kappa,
    fleiss_kappas,
    joined_units,
    kappas,
    krippendorff_alpha,
    nominal_alphas,
)
from annotator.domain.errors import AnnotatorError
from annotator.domain.review import GOLD
from annotator.domain.scheme import LayerKind, label_id
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running
from annotator.services.tokenising import ranges_for

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

METRICS = (
    "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "alpha_u", "span_f1_exact",
    "span_f1_overlap", "token_kappa",
)  # fmt: skip
_TOKEN_METRICS = {"token_kappa", "fleiss_kappa", "krippendorff_alpha"}
_POLARITY = "polarity"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure, and what it is about."""

    metric: str
    layer: str
    label: str | None  # None: all labels of the layer
    role: str | None  # what of a quote or opinion; None: the layer, or a label of it
    annotators: tuple[str, ...]
    value: float | None  # None: undefined, `note` says why
    low: float | None  # 95 % interval by the bootstrap over documents
    high: float | None
    n: int  # tokens, spans, stretches, documents: what the metric counts
    note: str  # codes, apart by spaces

    def plain(self) -> dict[str, Any]:
        """Return the figure as values for JSON."""
        return {
            "metric": self.metric,
            "layer": self.layer,
            "label": self.label,
            "role": self.role,
            "annotators": list(self.annotators),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class AgreementOptions:
    """What the person chose."""

    layers: tuple[str, ...] = ()  # none = all
    metrics: tuple[str, ...] = ()  # none = all
    annotators: tuple[str, ...] = ()  # names; none = everybody but the gold set
    gold: bool = False  # everybody with the gold set, instead of one another
    with_accepted: bool = True  # labels accepted as they were suggested count, too


@long_running
def agreement(
    session: Session, options: AgreementOptions | None = None, task: Task | None = None
) -> list[Agreement]:
    """Return every figure of a project: by layer, label, role, pair of annotators, and all of them.

    Documents count for those who read them: who labelled one, or is done with it.  Raises
    AnnotatorError("layer-unknown", "metric-unknown", "annotator-unknown", "no-gold") and Cancelled.
    """
    options = options or AgreementOptions()
    task = task or Task("agreeing")
    for metric in options.metrics:
        if metric not in METRICS:
            raise AnnotatorError("metric-unknown", name=metric, known=", ".join(METRICS))
    known = [each.uid for each in session.scheme.layers]
    for layer in options.layers:
        if layer not in known:
            raise AnnotatorError("layer-unknown", layer=layer, known=", ".join(known))
    wanted = set(options.metrics or METRICS)
    reading = _Reading(session, options, task)
    found: list[Agreement] = []
    if len(reading.people) < 2 or not len(reading.documents):
        return found
    for place, layer in enumerate(options.layers or known):
        task.progress(place, len(known))
        found += [each for each in _of_layer(reading, layer, wanted) if each.metric in wanted]
    return found


@dataclass(frozen=True, slots=True)
class Confusion:
    """What two annotators call the same ranges; the last row and column stand for nothing."""

    layer: str
    annotators: tuple[str, str]
    labels: tuple[str, ...]  # stable ids, those that either used
    table: tuple[tuple[int, ...], ...]  # rows: the first annotator's labels


@long_running
def confusion(
    session: Session,
    layer: str,
    pair: tuple[str, str],
    task: Task | None = None,
    *,
    with_accepted: bool = True,
) -> Confusion:
    """Return what two annotators call the ranges that either marked, in documents both read.

    A range that the other did not mark in the same borders counts as nothing there.
    """
    options = AgreementOptions(annotators=pair, with_accepted=with_accepted)
    reading = _Reading(session, options, task or Task("agreeing"))
    found = session.scheme.layer(layer)
    labels = [each.uid for each in session.scheme.labels_of(layer, retired=True) if not each.frame]
    if found is None or not len(reading.documents) or len(reading.people) < 2:
        return Confusion(layer, pair, (), ())
    return _Spans(reading, layer, labels, roles=False).confusion(pair)


class _Reading:
    """Who read which documents, and their texts as tokens."""

    def __init__(self, session: Session, options: AgreementOptions, task: Task) -> None:

        self.session, self.options, self._task = session, options, task
        people = _people(session, options)
        self.people = [each for each, _ in people]
        self.names = [name for _, name in people]
        self.gold = next(
            (place for place, each in enumerate(self.people)
             if session.annotators[each].kind == GOLD), None,
        )  # fmt: skip
        place_of = {each: place for place, each in enumerate(self.people)}
        ids = np.array(session.document_ids(), dtype=np.int64)
        order = np.argsort(ids)
        read = np.zeros((len(ids), len(people)), dtype=bool)
        for document, annotator in session.readers(self.people):
            at = order[np.searchsorted(ids, document, sorter=order)]
            read[at, place_of[annotator]] = True
        several = read.sum(1) >= 2
        self.documents, self.read = ids[several], read[several]
        self._resamples: dict[int, Resamples] = {}

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Return the pairs of people that are compared, by their places."""
        every = combinations(range(len(self.people)), 2)
        return [pair for pair in every if self.gold is None or self.gold in pair]

    def resamples(self, documents: int) -> Resamples:

        if documents not in self._resamples:
            self._resamples[documents] = Resamples(documents)
        return self._resamples[documents]

    @cached_property
    def _texts(self) -> tuple[Ints, Ints, Ints, Ints, list[list[tuple[int, int]]]]:

        starts: list[Any] = []
        ends: list[Any] = []
        counts, base, zones = [], [0], []
        total = len(self.documents)
        ids = self.documents.tolist()
        for done, bundle in enumerate(self.session.bundles(ids, annotators=())):
            if done % 100 == 0:
                self._task.progress(done, 2 * total)
            tokens = ranges_for(bundle.text, bundle.zones, bundle.tokens)
            first, last = np.array(tokens.starts, np.int64), np.array(tokens.ends, np.int64)
            outside = np.ones(len(first), dtype=bool)
            for zone in bundle.zones:
                outside &= (last <= zone.start) | (first >= zone.end)
            starts.append(first[outside] + base[-1])
            ends.append(last[outside] + base[-1])
            counts.append(int(outside.sum()))
            base.append(base[-1] + len(bundle.text) + 1)
            zones.append([(zone.start, zone.end) for zone in bundle.zones])
        empty = np.zeros(0, np.int64)
        return (
            np.concatenate([empty, *starts]),
            np.concatenate([empty, *ends]),
            np.repeat(np.arange(total), counts),
            np.array(base, dtype=np.int64),
            zones,
        )

    @property
    def token_starts(self) -> Ints:
        """Return where tokens start, on one line of all documents."""
        return self._texts[0]

    @property
    def token_ends(self) -> Ints:
        """Return where tokens end."""
        return self._texts[1]

    @property
    def token_documents(self) -> Ints:
        """Return the place of each token's document."""
        return self._texts[2]

    @property
    def base(self) -> Ints:
        """Return where each document starts on the line of all, and where the line ends."""
        return self._texts[3]

    def places(self, documents: Ints) -> Ints:
        """Return the places of documents, -1 for those that are not compared."""
        order = np.argsort(self.documents)
        at = np.searchsorted(self.documents, documents, sorter=order)
        at = order[np.minimum(at, len(order) - 1)]
        return np.where(self.documents[at] == documents, at, -1)

    def outside_zones(self, places: Ints, starts: Ints, ends: Ints) -> NDArray[np.bool_]:
        """Tell which ranges of documents do not lie wholly inside a zone."""
        kept = np.ones(len(places), dtype=bool)
        with_zones = [place for place, zones in enumerate(self._texts[4]) if zones]
        for place in with_zones:
            here = np.flatnonzero(places == place)
            for start, end in self._texts[4][place]:
                kept[here[(starts[here] >= start) & (ends[here] <= end)]] = False
        return kept


def _people(session: Session, options: AgreementOptions) -> list[tuple[int, str]]:
    if options.annotators:
        chosen = [session.known_annotator(name) for name in options.annotators]
    else:
        chosen = sorted(
            (each for each in session.annotators.values() if each.kind != GOLD),
            key=lambda each: each.name,
        )
    if options.gold:
        gold = next((each for each in session.annotators.values() if each.kind == GOLD), None)
        if gold is None:
            raise AnnotatorError("no-gold")
        chosen = [*(each for each in chosen if each.id != gold.id), gold]
    active = {annotator for _, annotator in session.readers([each.id for each in chosen])}
    return [(each.id, each.name) for each in chosen if each.id in active or options.annotators]


# One layer ------------------------------------------------------------------------------------


def _of_layer(reading: _Reading, layer: str, wanted: set[str]) -> Iterator[Agreement]:
    scheme = reading.session.scheme
    found = scheme.layer(layer)
    assert found is not None
    labels = [each.uid for each in scheme.labels_of(layer, retired=True) if not each.frame]
    if found.kind is LayerKind.DOCUMENT:
        yield from _DocumentLabels(reading, layer, labels).figures()
        return
    spans = _Spans(reading, layer, labels, roles=found.kind is not LayerKind.SPANS)
    yield from spans.figures(wanted)
    if found.kind is LayerKind.OPINIONS:
        yield from _polarity(reading, layer)


class _Layer:
    def __init__(self, reading: _Reading, layer: str, labels: Sequence[str], *, roles: bool
                 ) -> None:  # fmt: skip
        self.reading, self.layer, self.labels = reading, layer, labels
        self._roles = roles

    def told(
        self,
        metric: str,
        label: int | None,
        people: Iterable[int],
        figure: Figure,
        interval: tuple[float | None, float | None] = (None, None),
        *notes: str,
    ) -> Agreement:
        """Return a figure with what it is about; `label` is a place, None for all."""
        name = None if label is None else self.labels[label]
        note = " ".join(each for each in (figure.note, *notes) if each)
        low, high = interval if figure.value is not None else (None, None)
        return Agreement(
            metric,
            self.layer,
            None if self._roles else name,
            name if self._roles else None,
            tuple(self.reading.names[each] for each in people),
            figure.value,
            low,
            high,
            figure.n,
            note,
        )

    @property
    def everybody(self) -> range:
        return range(len(self.reading.people))


class _Spans(_Layer):
    """A layer of labelled words, or what fills the slots of quotes and opinions."""

    def __init__(
        self, reading: _Reading, layer: str, labels: Sequence[str], *, roles: bool
    ) -> None:

        super().__init__(reading, layer, labels, roles=roles)
        ids = np.array([label_id(layer, each) for each in labels], dtype=np.int64)
        rows = reading.session.parts(
            ids.tolist(), reading.people, with_accepted=reading.options.with_accepted
        )
        places = reading.places(rows["document"])
        rows, places = rows[places >= 0], places[places >= 0]
        kept = reading.outside_zones(places, rows["start"], rows["end"])
        rows, places = rows[kept], places[kept]
        order = np.argsort(ids)
        self._document = places
        self._label = order[np.searchsorted(ids, rows["label"], sorter=order)]
        people = np.array(reading.people, dtype=np.int64)
        ranked = np.argsort(people)
        self._person = ranked[np.searchsorted(people, rows["annotator"], sorter=ranked)]
        self._start = rows["start"] + reading.base[places]
        self._end = rows["end"] + reading.base[places]
        self._of_person: dict[int, tuple[Ints, Ints, Ints, Ints]] = {}

    def figures(self, wanted: set[str]) -> Iterator[Agreement]:
        used = np.unique(self._label).tolist()
        every = [None, *used]
        if wanted & _TOKEN_METRICS:
            yield from self._tokens(every)
        for pair in self.reading.pairs:
            documents = self.reading.read[:, pair[0]] & self.reading.read[:, pair[1]]
            if wanted & {"span_f1_exact", "span_f1_overlap", "cohen_kappa"}:
                yield from self._pair(pair, documents, every, wanted)
        if "alpha_u" in wanted and self.reading.gold is None:
            yield from self._alpha_u(every)

    # Tokens ------------------------------------------------------------------------------------

    def _codes(self) -> tuple[NDArray[np.int16], bool]:
        """Return people by tokens: 0 or a label's place plus one; and whether labels are nested."""
        reading = self.reading
        codes = np.zeros((len(reading.people), len(reading.token_starts)), dtype=np.int16)
        order = np.argsort(self._end - self._start, kind="stable")
        # Looked up in the order in which they were read, which is nearly that of the texts.
        first = np.searchsorted(reading.token_ends, self._start, side="right")[order]
        last = np.searchsorted(reading.token_starts, self._end, side="left")[order]
        sizes = np.maximum(last - first, 0)
        at = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        at += np.repeat(first, sizes)
        people = np.repeat(self._person[order], sizes)
        # The longest comes last and stays, where labels are nested.
        codes[people, at] = np.repeat(self._label[order] + 1, sizes)
        return codes, bool(np.count_nonzero(codes) < len(at))

    def _counted(self, codes: NDArray[np.int16]) -> tuple[Ints, list[Ints], dict[Any, Ints]]:
        """Return what token figures rest on, each by document.

        How many tokens there are, how often each person gave each answer (nothing first), and how
        often each pair of people gave the same answer.
        """
        reading = self.reading
        documents, width = len(reading.documents), len(self.labels) + 1
        total = np.bincount(reading.token_documents, minlength=documents)
        # Of most tokens nobody says anything: they are counted together.
        told = codes.any(0)
        codes, place = codes[:, told], reading.token_documents[told]
        rest = total - np.bincount(place, minlength=documents)
        row = place * width

        def counted(at: Ints) -> Ints:
            found: Ints = np.bincount(at, minlength=documents * width).reshape(documents, width)
            found[:, 0] += rest
            return found

        given = [counted(row + codes[person]) for person in self.everybody]
        equal = {}
        for one, other in combinations(self.everybody, 2):
            same = codes[one] == codes[other]
            equal[one, other] = counted(row[same] + codes[one][same])
        return total, given, equal

    def _tokens(self, every: Sequence[int | None]) -> Iterator[Agreement]:
        reading = self.reading
        codes, nested = self._codes()
        notes = ("nested-labels",) if nested else ()
        total, given, equal = self._counted(codes)
        for pair in reading.pairs:
            both = reading.read[:, pair[0]] & reading.read[:, pair[1]]
            tokens = total[both]
            for label in every:
                mine, others = (_columns(given[each][both], tokens, label) for each in pair)
                agreed = _agreed(equal[pair][both], mine, others, tokens, label)
                figure, interval = self._figure(kappas, (agreed, mine, others), tokens.sum())
                one_sided = label is not None and mine[:, 1].any() != others[:, 1].any()
                yield self.told("token_kappa", label, pair, figure, interval, *notes,
                                "one-sided" if one_sided else "")  # fmt: skip
        if reading.gold is not None:
            return
        raters = len(reading.people)
        read_by_all = reading.read.all(1)
        answers = reading.read.sum(1)
        for label in every:
            by_pair = []
            columns = [_columns(each, total, label) for each in given]
            for (one, other), same in equal.items():
                both = reading.read[:, one] & reading.read[:, other]
                agreed = _agreed(same, columns[one], columns[other], total, label)
                by_pair.append((both, np.where(both, agreed, 0)))
            agreed = np.asarray(sum(found for _, found in by_pair))
            shares = np.asarray(sum(
                np.where(reading.read[:, person, None], columns[person], 0)
                for person in self.everybody
            ))  # fmt: skip
            if read_by_all.any():
                figure, interval = self._figure(
                    lambda e, s: fleiss_kappas(e, s, raters),
                    (agreed[read_by_all], shares[read_by_all]), total[read_by_all].sum(),
                )  # fmt: skip
                yield self.told("fleiss_kappa", label, self.everybody, figure, interval, *notes)
            unequal = sum(np.where(both, total - found, 0) for both, found in by_pair)
            figure, interval = self._figure(
                nominal_alphas, (2 * unequal / (answers - 1), shares), total.sum()
            )
            yield self.told("krippendorff_alpha", label, self.everybody, figure, interval, *notes)

    def _figure(
        self, statistic: Callable[..., Floats], counts: tuple[Any, ...], n: Any,
        undefined: str = "one-label",
    ) -> tuple[Figure, tuple[float | None, float | None]]:  # fmt: skip
        """Return a figure of sums over documents, and its interval."""
        value = statistic(*(each.sum(0).astype(float) for each in counts))
        figure = figure_of(float(value), n, undefined)
        if figure.value is None:
            return figure, (None, None)
        return figure, self.reading.resamples(len(counts[0])).interval(statistic, *counts)

    # Spans -------------------------------------------------------------------------------------

    def _sorted(self, person: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Return (document, label, start, end) of a person's different spans, in order."""
        if person not in self._of_person:
            mine = np.flatnonzero(self._person == person)
            start, size, label = (
                each[mine] for each in (self._start, self._end - self._start, self._label)
            )
            # One number to sort by, and by which the same span of another is found.
            _, first = np.unique(_key(start, size, label), return_index=True)
            order = mine[first]
            self._of_person[person] = (
                self._document[order], self._label[order], self._start[order], self._end[order],
            )  # fmt: skip
        return self._of_person[person]

    def _of(self, person: int, documents: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints, Ints]:
        rows = self._sorted(person)
        chosen = documents[rows[0]]
        return rows if chosen.all() else tuple(each[chosen] for each in rows)  # type: ignore[return-value]

    def _pair(
        self,
        pair: tuple[int, int],
        documents: NDArray[np.bool_],
        every: Sequence[int | None],
        wanted: set[str],
    ) -> Iterator[Agreement]:

        one, other = (self._of(person, documents) for person in pair)
        number, width = len(self.reading.documents), len(self.labels)

        def counted(rows: tuple[Ints, ...], chosen: NDArray[np.bool_]) -> Ints:
            at = rows[0][chosen] * width + rows[1][chosen]
            found: Ints = np.bincount(at, minlength=number * width)
            return found.reshape(number, width)[documents]

        everything = [np.ones(len(rows[0]), dtype=bool) for rows in (one, other)]
        have = [counted(rows, chosen) for rows, chosen in zip((one, other), everything,
                                                              strict=True)]  # fmt: skip
        if "span_f1_exact" in wanted:
            keys = [_key(start, end - start, label) for _, label, start, end in (one, other)]
            both = counted(one, _among(*keys)[0])
            for label in every:
                shares = [_chosen(each, label) for each in (both, *have)]
                yield self._f1("span_f1_exact", pair, label, _exact, shares,
                               lambda sums: sums[1] + sums[2] - sums[0])  # fmt: skip
        if "span_f1_overlap" in wanted:
            meeting = [
                counted(mine, _meets(mine, theirs)) for mine, theirs in ((one, other), (other, one))
            ]
            for label in every:
                shares = [_chosen(each, label) for each in (*meeting, *have)]
                yield self._f1("span_f1_overlap", pair, label, _overlap, shares,
                               lambda sums: sums[2] + sums[3])  # fmt: skip
        if "cohen_kappa" in wanted:
            yield from self._cohen(pair, documents, every, one, other)

    def _f1(
        self,
        metric: str,
        pair: tuple[int, int],
        label: int | None,
        statistic: Callable[..., Floats],
        counts: list[Ints],
        n: Callable[[list[Any]], Any],
    ) -> Agreement:
        figure, interval = self._figure(
            statistic, tuple(counts), n([each.sum() for each in counts]), "no-items"
        )
        mine, others = counts[-2].sum(), counts[-1].sum()
        one_sided = "one-sided" if bool(mine) != bool(others) else ""
        return self.told(metric, label, pair, figure, interval, one_sided)

    def _cohen(
        self,
        pair: tuple[int, int],
        documents: NDArray[np.bool_],
        every: Sequence[int | None],
        one: tuple[Ints, ...],
        other: tuple[Ints, ...],
    ) -> Iterator[Agreement]:
        """Labels of ranges that both marked; of several on one range the first of the scheme."""
        ranges = []
        for _, _, start, end in (one, other):
            key = _key(start, end - start)
            # By the key of range and label the first of a range is the first label of the scheme.
            ranges.append(np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])[: len(key)]))
        keys = [
            _key(rows[2][first], rows[3][first] - rows[2][first])
            for rows, first in zip((one, other), ranges, strict=True)
        ]
        shared, place = _among(*keys)
        mine, others = ranges[0][shared], ranges[1][place[shared]]
        at = one[0][mine]
        labels = one[1][mine], other[1][others]
        number, width = len(self.reading.documents), len(self.labels)

        def counted(label: Ints, chosen: NDArray[np.bool_]) -> Ints:
            found: Ints = np.bincount(at[chosen] * width + label[chosen], minlength=number * width)
            return found.reshape(number, width)[documents]

        whole = np.ones(len(at), dtype=bool)
        rows, columns = (counted(each, whole) for each in labels)
        same = counted(labels[0], labels[0] == labels[1])
        total = rows.sum(1)
        for label in every:
            if label is None:
                shares = same.sum(1), rows, columns
            else:
                yes, no = (
                    np.stack([total - each[:, label], each[:, label]], 1)
                    for each in (rows, columns)
                )
                agreed = total - rows[:, label] - columns[:, label] + 2 * same[:, label]
                shares = agreed, yes, no
            figure, interval = self._figure(kappas, shares, total.sum())
            yield self.told("cohen_kappa", label, pair, figure, interval)

    def confusion(self, pair: tuple[str, str]) -> Confusion:
        """Return what the first two people call the same ranges."""
        documents = self.reading.read[:, 0] & self.reading.read[:, 1]
        one, other = (self._of(person, documents) for person in (0, 1))
        width = len(self.labels) + 1
        table = np.zeros((width, width), dtype=np.int64)
        keys = [_key(start, end - start) for _, _, start, end in (one, other)]
        shared, place = _among(*keys)
        np.add.at(table, (one[1][shared], other[1][place[shared]]), 1)
        alone = other[1][~_among(keys[1], keys[0])[0]]
        table[:, -1] += np.bincount(one[1][~shared], minlength=width)
        table[-1] += np.bincount(alone, minlength=width)
        used = np.flatnonzero((table.sum(0) + table.sum(1))[:-1]).tolist()
        chosen = [*used, width - 1]
        return Confusion(
            self.layer,
            pair,
            tuple(self.labels[each] for each in used),
            tuple(tuple(int(table[a, b]) for b in chosen) for a in chosen),
        )

    # Stretches ----------------------------------------------------------------------------------

    def _alpha_u(self, every: Sequence[int | None]) -> Iterator[Agreement]:

        reading = self.reading
        chosen = reading.read.all(1)
        sizes = np.diff(reading.base)
        # The documents that everybody read, moved together to one line without holes.
        moved = np.concatenate([[0], np.cumsum(np.where(chosen, sizes, 0))])
        shift = moved[:-1] - reading.base[:-1]
        inside = chosen[self._document]
        starts, ends = (
            each[inside] + shift[self._document[inside]] for each in (self._start, self._end)
        )
        people, labels = self._person[inside], self._label[inside]
        units = []
        nested = False
        for place in range(len(self.labels)):
            row = []
            for person in self.everybody:
                mine = (people == person) & (labels == place)
                row.append(joined_units(starts[mine], ends[mine]))
                nested |= len(row[-1].starts) < int(mine.sum())
            units.append(row)
        notes = ("nested-labels",) if nested else ()
        for label in every:
            about = units if label is None else [units[label]]
            figure = alpha_u(about, max(1, int(moved[-1])))
            yield self.told("alpha_u", label, self.everybody, figure, (None, None), *notes)


def _columns(given: Ints, total: Ints, label: int | None) -> Ints:
    """Return documents by answers: all labels, or not this one and this one."""
    if label is None:
        return given
    return np.stack([total - given[:, label + 1], given[:, label + 1]], 1)


def _agreed(equal: Ints, mine: Ints, others: Ints, total: Ints, label: int | None) -> Any:
    """Return on how many tokens of each document two people say the same."""
    if label is None:
        return equal.sum(1)
    return total - mine[:, 1] - others[:, 1] + 2 * equal[:, label + 1]


def _chosen(counts: Ints, label: int | None) -> Ints:
    found: Ints = counts.sum(1) if label is None else counts[:, label]
    return found


def _exact(both: Floats, one: Floats, other: Floats) -> Floats:

    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = 2 * both / (one + other)
    return found


def _overlap(one_meets: Floats, other_meets: Floats, one: Floats, other: Floats) -> Floats:

    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(one > 0, one_meets / one, 0.0)
        second = np.where(other > 0, other_meets / other, 0.0)
        found = np.where(first + second > 0, 2 * first * second / (first + second), 0.0)
    return np.asarray(np.where(one + other > 0, found, np.nan))


def _key(start: Ints, size: Ints, label: Ints | None = None) -> Ints:
    """Return one number for each range (and label): where on the line of all, and how long."""
    key: Ints = start * (1 << 22) + size
    return key if label is None else key * (1 << 10) + label


def _among(keys: Ints, others: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """Tell which of some sorted keys are among others that are sorted, and at which place."""
    place = np.searchsorted(others, keys)
    if not len(others):
        return np.zeros(len(keys), dtype=bool), place
    place = np.minimum(place, len(others) - 1)
    return others[place] == keys, place


def _meets(mine: tuple[Ints, ...], theirs: tuple[Ints, ...]) -> NDArray[np.bool_]:
    """Tell which spans share a character with one of the other's of the same label."""
    found = np.zeros(len(mine[0]), dtype=bool)
    for label in np.unique(mine[1]):
        own, others = np.flatnonzero(mine[1] == label), np.flatnonzero(theirs[1] == label)
        units = joined_units(theirs[2][others], theirs[3][others])
        first = np.searchsorted(units.ends, mine[2][own], side="right")
        last = np.searchsorted(units.starts, mine[3][own], side="left")
        found[own] = last > first
    return found


# Labels of documents, polarity -------------------------------------------------------------------


class _DocumentLabels(_Layer):
    """Whether a document has a label, yes or no, is one unit."""

    def __init__(self, reading: _Reading, layer: str, labels: Sequence[str]) -> None:

        super().__init__(reading, layer, labels, roles=False)
        ids = [label_id(layer, each) for each in labels]
        rows = reading.session.whole_annotations(
            ids, reading.people, with_accepted=reading.options.with_accepted
        )
        place_of = {number: place for place, number in enumerate(ids)}
        person_of = {number: place for place, number in enumerate(reading.people)}
        self._yes = np.zeros((len(reading.people), len(reading.documents), len(labels)), dtype=bool)
        places = reading.places(rows["document"])
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            if place >= 0:
                self._yes[person_of[row[1]], place, place_of[row[2]]] = True

    def figures(self) -> Iterator[Agreement]:

        read = self.reading.read
        if not self._yes.any():
            return
        used = np.flatnonzero(self._yes.any((0, 1))).tolist()
        every: list[int | None] = [None, *used]
        for label in every:
            chosen = slice(None) if label is None else slice(label, label + 1)
            for one, other in self.reading.pairs:
                both = read[:, one] & read[:, other]
                mine, others = (self._yes[each][both][:, chosen].ravel() for each in (one, other))
                table = np.bincount(mine * 2 + others, minlength=4).reshape(2, 2)
                yield self.told("cohen_kappa", label, (one, other), cohen_kappa(table))
            if self.reading.gold is not None:
                continue
            answers = np.repeat(read.sum(1)[:, None], len(self.labels), 1)[:, chosen].ravel()
            yes = (self._yes & read.T[:, :, None]).sum(0)[:, chosen].ravel()
            counts = np.stack([answers - yes, yes], 1)
            by_all = answers == len(self.reading.people)
            if by_all.any():
                yield self.told("fleiss_kappa", label, self.everybody,
                                fleiss_kappa(counts[by_all]))  # fmt: skip
            yield self.told("krippendorff_alpha", label, self.everybody,
                            krippendorff_alpha(counts))  # fmt: skip


def _polarity(reading: _Reading, layer: str) -> Iterator[Agreement]:
    """Agreement on the polarity of opinions with the same expression, else the same target.

    The same: from the same first to the same last character, in as many parts.
    """
    session = reading.session
    frame = session.scheme.frame_label(layer)
    if frame is None or (
        reading.options.metrics
        and not {"krippendorff_alpha", "cohen_kappa"} & set(reading.options.metrics)
    ):
        return
    answers, values = _polarities(reading, frame.id)
    about = _Layer(reading, layer, [_POLARITY], roles=True)
    for one, other in reading.pairs:
        both = (answers[:, one] >= 0) & (answers[:, other] >= 0)
        at = answers[both, one] * values + answers[both, other]
        table = np.bincount(at, minlength=values * values).reshape(values, values)
        yield about.told("cohen_kappa", 0, (one, other), cohen_kappa(table))
    if reading.gold is None:
        counts = np.stack([(answers == each).sum(1) for each in range(values)], 1)
        yield about.told("krippendorff_alpha", 0, about.everybody, krippendorff_alpha(counts))


def _polarities(reading: _Reading, frame: int) -> tuple[Ints, int]:
    """Return opinions by people: -1 or the place of a polarity; and how many of those there are."""
    session = reading.session
    rows = session.whole_annotations(
        [frame], reading.people, with_accepted=reading.options.with_accepted
    )
    said = session.attribute_values([frame], _POLARITY)
    place_of = {value: place for place, value in enumerate(sorted(set(said.values())))}
    code = np.array([place_of.get(said.get(number, ""), -1) for number in
                     rows["annotation"].tolist()], dtype=np.int64)  # fmt: skip
    fillers = session.filler_ranges("target", "expression")
    places = reading.places(rows["document"])
    if not len(fillers) or not len(rows):
        return np.zeros((0, len(reading.people)), np.int64), max(1, len(place_of))
    # Of each frame the fillers of its surest role, which lie together: first, last, how many.
    new = np.flatnonzero(np.diff(fillers["frame"], prepend=-1))
    surest = np.maximum.reduceat(fillers["surer"], new)
    taken = fillers["surer"] == np.repeat(surest, np.diff(new, append=len(fillers)))
    fillers = fillers[taken]
    new = np.flatnonzero(np.diff(fillers["frame"], prepend=-1))
    frames = fillers["frame"][new]
    first = np.minimum.reduceat(fillers["start"], new)
    last = np.maximum.reduceat(fillers["end"], new)
    parts = np.diff(new, append=len(fillers))
    at = np.minimum(np.searchsorted(frames, rows["annotation"]), len(frames) - 1)
    kept = (frames[at] == rows["annotation"]) & (code >= 0) & (places >= 0)
    at = at[kept]
    known_by = np.stack([places[kept], surest[at], first[at], last[at], parts[at]], 1)
    units, unit = np.unique(known_by, axis=0, return_inverse=True)
    people = np.array(reading.people, dtype=np.int64)
    order = np.argsort(people)
    person = order[np.searchsorted(people, rows["annotator"][kept], sorter=order)]
    answers = np.full((len(units), len(people)), -1, dtype=np.int64)
    answers[unit.ravel(), person] = code[kept]
    return answers, max(1, len(place_of))
