"""The spots behind a number of the insights: which they are, and the sentences around them.

Owns what opens from a mark.  A mark of words opens the words; one of a quote its content, one of an
opinion its expression; what is about articles opens articles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsFilter, Item, PartyKey, Topic, period_for
from annotator.services.insights_arrays import Ints, looked_up
from annotator.services.insights_facts import Chosen, Facts, Labelled
from annotator.services.insights_matrix import Asked, cells_of
from annotator.services.insights_reading import Frames, Reading, Stretches
from annotator.services.insights_tables import OWN_WORDS
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.services.tokenising import tokens_for

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows

Mark = tuple[str | int, ...]
#: Code points of an item's words at most.
_LONGEST = 800


@dataclass(frozen=True)
class _Spot:
    """Where something is, before its article was read; places are in the list and on the line."""

    place: int
    annotation: int = 0
    annotator: int = 0
    start: int = -1  # -1 = the article as a whole
    end: int = -1
    act: str = ""
    polarity: str = ""
    layer: str = ""
    label: str = ""


class Opening:
    """Finds the spots of marks for one choice."""

    def __init__(
        self, session: Session, facts: Facts, rows: InsightRows, chosen: Chosen,
        choice: InsightsFilter, task: Task,
    ) -> None:  # fmt: skip
        self._session, self._facts, self._rows = session, facts, rows
        self._chosen, self._choice, self._task = chosen, choice, task
        self._limit = 0

    def items(self, topic: Topic, mark: Mark, limit: int) -> list[Item]:
        """Return the first spots behind a mark, in the order of the list of articles.

        Raises AnnotatorError("insights-mark-bad").
        """
        self._limit = limit
        finders: dict[Topic, Callable[..., list[_Spot]]] = {
            Topic.MATRIX: self._of_cell,
            Topic.LABELS: self._of_label,
            Topic.TIMELINE: self._of_period,
            Topic.TOGETHER: self._of_pair,
            Topic.VOICES: self._of_kind,
            Topic.PROGRESS: self._of_day,
        }
        try:
            spots = finders[topic](*mark)
        except (TypeError, ValueError) as error:
            raise AnnotatorError("insights-mark-bad", topic=topic.value) from error
        spots.sort(key=lambda each: (each.place, each.start, each.annotation))
        return self._read(spots[:limit])

    # Which -------------------------------------------------------------------------------------

    @property
    def _reading(self) -> Reading:
        return self._facts.reading(self._session, self._rows, self._task)

    def _labelled(self) -> Labelled:
        return self._facts.labelled(self._session, self._rows, self._task)

    def _of_cell(self, source: PartyKey, target: PartyKey, act: str | None = None) -> list[_Spot]:
        asked = Asked(self._reading, self._chosen)
        quotes, opinions = cells_of(asked, source, target, act)
        return self._quotes(quotes) + self._opinions(opinions)

    def _of_kind(self, kind: str) -> list[_Spot]:
        if kind == OWN_WORDS:
            return self._articles(self._chosen.places)
        reading = self._reading
        wanted = ["", *reading.kind_names].index(kind) - 1
        quotes = reading.quotes.kept & (reading.kinds == wanted)
        quotes &= self._chosen.takes(reading.quotes.places, reading.quotes.annotators)
        return self._quotes(np.flatnonzero(quotes))

    def _quotes(self, quotes: Ints) -> list[_Spot]:
        reading = self._reading
        slots = (reading.contents, reading.speakers)
        names = [*reading.act_names, ""]
        return [
            replace(spot, act=names[reading.acts[at]])
            for at, spot in self._frames(quotes, reading.quotes, slots)
        ]

    def _opinions(self, opinions: Ints) -> list[_Spot]:
        reading = self._reading
        slots = (reading.expressions, reading.about)
        names = [*reading.polarity_names, ""]
        return [
            replace(spot, polarity=names[reading.polarities[at]])
            for at, spot in self._frames(opinions, reading.opinions, slots)
        ]

    def _frames(
        self, wanted: Ints, among: Frames, slots: Sequence[Stretches]
    ) -> list[tuple[int, _Spot]]:
        """Return (place among the frames, spot) of the first quotes or opinions asked for."""
        starts, ends = _hulls(among, slots)
        wanted = wanted[np.lexsort((among.ids[wanted], starts[wanted], among.places[wanted]))]
        wanted = wanted[: self._limit]
        labels = {label.id: (label.layer, label.uid) for label in self._facts.labels}
        of = dict(self._rows.labels_of(among.ids[wanted].tolist()))
        spots = []
        for at in wanted.tolist():
            number = int(among.ids[at])
            layer, label = labels[of[number]]
            spots.append(
                (
                    at,
                    _Spot(
                        int(among.places[at]), number, int(among.annotators[at]),
                        int(starts[at]), int(ends[at]), layer=layer, label=label,
                    ),
                )
            )  # fmt: skip
        return spots

    def _of_label(self, layer: str, label: str) -> list[_Spot]:
        labelled = self._labelled()
        return self._annotations(self._with_labels(labelled, layer, label))

    def _of_period(self, day: str, layer: str, label: str) -> list[_Spot]:
        days = [self._facts.days[place] for place in self._chosen.places]
        dated = [each for each in days if each is not None]
        if not dated:
            return []
        period = period_for(min(dated), max(dated))
        first = date.fromisoformat(day)
        inside = np.array(
            [each is not None and period.first_day(each) == first for each in self._facts.days],
            dtype=bool,
        )
        labelled = self._labelled()
        found = self._with_labels(labelled, layer, label)
        return self._annotations(found[inside[labelled.places[found]]])

    def _with_labels(self, labelled: Labelled, layer: str, label: str) -> Ints:
        wanted = [
            place
            for place, each in enumerate(self._facts.labels)
            if each.layer == layer and label in ("", each.uid)
        ]
        kept = self._chosen.takes(labelled.places, labelled.annotators)
        return np.flatnonzero(kept & np.isin(labelled.labels, wanted))

    def _annotations(self, found: Ints) -> list[_Spot]:
        labelled, facts = self._labelled(), self._facts
        frames = [place for place, label in enumerate(facts.labels) if label.frame]
        spots = []
        for frame_of, make in (
            (self._reading.quotes, self._quotes),
            (self._reading.opinions, self._opinions),
        ):
            at = looked_up(labelled.ids[found], frame_of.ids)
            framed = (at >= 0) & np.isin(labelled.labels[found], frames)
            spots += make(at[framed])
            found = found[~framed]
        order = np.lexsort((labelled.ids[found], labelled.starts[found], labelled.places[found]))
        for at in found[order[: self._limit]].tolist():
            label = facts.labels[int(labelled.labels[at])]
            start = int(labelled.starts[at])
            spots.append(
                _Spot(
                    int(labelled.places[at]), int(labelled.ids[at]), int(labelled.annotators[at]),
                    start, start, layer=label.layer, label=label.uid,
                )
            )  # fmt: skip
        return spots

    def _of_pair(self, one: int, other: int) -> list[_Spot]:
        links = self._facts.links()
        kept = self._chosen.takes(links.places, links.annotators)
        first, second = (np.flatnonzero(kept & (links.entries == each)) for each in (one, other))
        both = np.intersect1d(links.places[first], links.places[second])
        spots = []
        for found in (first, second):
            # The first mention in each article stands for all of them.
            order = found[np.lexsort((links.starts[found], links.places[found]))]
            _, at = np.unique(links.places[order], return_index=True)
            for each in order[at][np.isin(links.places[order[at]], both)].tolist():
                label = self._facts.labels[int(links.labels[each])]
                spots.append(
                    _Spot(
                        int(links.places[each]), int(links.ids[each]),
                        int(links.annotators[each]), int(links.starts[each]),
                        int(links.starts[each]), layer=label.layer, label=label.uid,
                    )
                )  # fmt: skip
        return spots

    def _of_day(self, annotator: int, day: str) -> list[_Spot]:
        made, finished = self._facts.made(self._rows)
        documents = {
            each.document for each in made if (each.annotator, each.day) == (annotator, day)
        }
        documents |= {
            document for document, who, when in finished if (who, when) == (annotator, day)
        }
        places = self._facts.line.places(np.array(sorted(documents), dtype=np.int64))
        places = places[places >= 0]
        return self._articles(places[self._chosen.fits[places]].tolist(), annotator)

    def _articles(self, places: Sequence[int], annotator: int = 0) -> list[_Spot]:
        return [
            _Spot(place, annotator=annotator or int(self._chosen.annotators[place]))
            for place in places
        ]

    # Reading them ------------------------------------------------------------------------------

    def _read(self, spots: Sequence[_Spot]) -> list[Item]:
        spans = self._rows.spans([each.annotation for each in spots if each.annotation])
        found: list[Item] = []
        text, tokens, last = "", None, -1
        for done, spot in enumerate(spots):
            number = int(self._facts.line.ids[spot.place])
            if spot.place != last:
                self._task.progress(done, len(spots))
                last, text = spot.place, self._session.text(number)
                document = self._session.document(number)
                title = self._session.document_rows([number])[0].title
                tokens = tokens_for(text, (), cached=self._session.tokens(number))
            span = spans.get(spot.annotation)
            if span is None and spot.start >= 0:
                base = int(self._facts.line.base[spot.place])
                span = Span(spot.start - base, spot.end - base)
            around = Span(0, min(len(text), _LONGEST))
            if span is not None and tokens is not None:
                last_one = max(span.start, span.end - 1)
                around = Span(tokens.sentence(span.start).start, tokens.sentence(last_one).end)
                around = Span(min(around.start, span.start), max(around.end, span.end))
            found.append(
                Item(
                    number, spot.place + 1, title, document.outlet, document.published, span,
                    _folded(around.of(text)), spot.annotation, spot.annotator, spot.act,
                    spot.polarity, spot.layer, spot.label,
                    None if span is None else _words_in(around, span, text),
                )
            )  # fmt: skip
        return found


def _words_in(around: Span, span: Span, text: str) -> Span:
    """Return where a span is in the folded words around it."""
    before = text[around.start : span.start]
    start = len(" ".join(before.split()))
    if start and before[-1].isspace():
        start += 1
    end = start + len(" ".join(span.of(text).split()))
    return Span(min(start, _LONGEST), min(end, _LONGEST))


def _folded(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) < _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def _hulls(among: Frames, slots: Sequence[Stretches]) -> tuple[Ints, Ints]:
    """Return from where to where the first slot reaches that frames fill; -1 for none of them."""
    starts = np.full(len(among.ids), -1, dtype=np.int64)
    ends = np.full(len(among.ids), -1, dtype=np.int64)
    for slot in reversed(slots):
        filled = np.unique(slot.frames)
        starts[filled], ends[filled] = np.iinfo(np.int64).max, -1
        np.minimum.at(starts, slot.frames, slot.starts)
        np.maximum.at(ends, slot.frames, slot.ends)
    return starts, ends
