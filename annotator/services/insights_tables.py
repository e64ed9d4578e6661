"""Tables of the insights: progress, labels, entries together, timeline, voices.

Owns what each line counts.  Progress is about everybody who made labels in the articles of the
filter, on the days that the history tells; the other tables are about the labels of whoever counts.
Labels in zones are left out, and suggestions that nobody accepted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from annotator.domain.insights import (
    COLUMNS,
    InsightsFilter,
    InsightTable,
    Note,
    Period,
    Row,
    Topic,
    period_for,
)
from annotator.domain.scheme import LayerKind, Scheme
from annotator.services.insights_facts import Chosen, Facts, Labelled
from annotator.services.insights_reading import KIND, Reading
from annotator.services.tasks import Task
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows

#: Entries that are looked at in pairs: those that the most articles name.
_TOGETHER = 500
#: Lines of the table of pairs.
_PAIRS = 1_000
#: Articles whose texts are held at once.
_TEXTS = 500
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
#: Marks of lines that are about no kind of source.
UNKNOWN_KIND, OWN_WORDS = "", " own"


# Progress ----------------------------------------------------------------------------------------


def progress_table(
    facts: Facts, rows: InsightRows, chosen: Chosen, choice: InsightsFilter
) -> InsightTable:
    """Return who made how many annotations, and finished how many articles, on which day."""
    made, finished = facts.made(rows)
    inside = set(facts.line.ids[chosen.fits].tolist())
    counts: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for each in made:
        if each.document in inside and choice.annotator in (None, each.annotator):
            counts[each.day, each.annotator].update(
                by_hand=each.by_hand, accepted=each.accepted, imported=each.imported
            )
    for document, annotator, day in finished:
        if document in inside and choice.annotator in (None, annotator):
            counts[day, annotator]["finished"] += 1
    lines = [
        Row(
            (
                facts.people[annotator].name,
                day,
                *(number[name] for name in ("by_hand", "accepted", "imported", "finished")),
            ),
            (annotator, day),
        )
        for (day, annotator), number in counts.items()
        if annotator in facts.people
    ]
    lines.sort(key=lambda row: (str(row.values[1]), str(row.values[0]).casefold(), row.mark))
    return InsightTable(Topic.PROGRESS, COLUMNS[Topic.PROGRESS], tuple(lines))


# Labels ------------------------------------------------------------------------------------------


def labels_table(
    facts: Facts, labelled: Labelled, chosen: Chosen, choice: InsightsFilter, scheme: Scheme
) -> InsightTable:
    """Return how often each label was given, in how many articles; labels in their order."""
    kept = chosen.takes(labelled.places, labelled.annotators)
    labels, places = labelled.labels[kept], labelled.places[kept]
    number = len(facts.labels)
    annotations = np.bincount(labels, minlength=number)
    size = len(facts.line.ids) + 1
    articles = np.bincount(np.unique(labels * size + places) // size, minlength=number)
    lines = []
    for layer in scheme.layers:
        if choice.layer not in ("", layer.uid):
            continue
        for place, label in enumerate(facts.labels):
            if label.layer == layer.uid and annotations[place]:
                lines.append(
                    Row(
                        (layer.name, label.name, int(annotations[place]), int(articles[place])),
                        (layer.uid, label.uid),
                    )
                )
    return InsightTable(Topic.LABELS, COLUMNS[Topic.LABELS], tuple(lines))


# Entries together --------------------------------------------------------------------------------


def together_table(facts: Facts, chosen: Chosen, names: dict[int, str], task: Task) -> InsightTable:
    """Return which entries stand in the same articles, the most frequent pairs first."""
    links = facts.links()
    kept = chosen.takes(links.places, links.annotators)
    entries, which = np.unique(links.entries[kept], return_inverse=True)
    # Each entry once for each article.
    size = len(facts.line.ids) + 1
    which, places = np.divmod(np.unique(which * size + links.places[kept]), size)
    articles = np.bincount(which, minlength=len(entries))
    notes: list[Note] = []
    # A pair stands in no more articles than either of it.
    order = np.lexsort((entries, -articles))[:_TOGETHER]
    if len(entries) > _TOGETHER:
        notes.append(("insights-note-entries", {"shown": _TOGETHER, "number": len(entries)}))
    column = np.full(len(entries), -1, dtype=np.int64)
    column[order] = np.arange(len(order))
    columns = column[which]
    seen = columns >= 0
    columns, places = columns[seen], places[seen]
    at = np.argsort(places, kind="stable")
    columns, places = columns[at], places[at]
    together = np.zeros((len(order), len(order)), dtype=np.float32)
    # A table of ones of a few thousand articles at a time; numbers up to 2**24 are exact.
    borders = np.flatnonzero(np.diff(places, prepend=-1, append=-1))
    for first in range(0, max(0, len(borders) - 1), 4096):
        task.check()
        last = min(first + 4096, len(borders) - 1)
        start, stop = borders[first], borders[last]
        ones = np.zeros((last - first, len(order)), dtype=np.float32)
        row = np.searchsorted(borders[first : last + 1], np.arange(start, stop), side="right") - 1
        ones[row, columns[start:stop]] = 1
        together += ones.T @ ones
    one, other = np.triu_indices(len(order), 1)
    number = together[one, other].astype(np.int64)
    there = np.flatnonzero(number)
    best = there[np.argsort(-number[there], kind="stable")][: 4 * _PAIRS]
    numbers = entries[order].tolist()
    lines = []
    for pair in best.tolist():
        ends = sorted((numbers[one[pair]], numbers[other[pair]]),
                      key=lambda each: (names.get(each, "").casefold(), each))  # fmt: skip
        words = tuple(names.get(each, "") for each in ends)
        lines.append(Row((*words, int(number[pair])), tuple(ends)))
    lines.sort(key=lambda row: (-int(str(row.values[2])), *map(str, row.values[:2]), row.mark))
    if len(there) > _PAIRS:
        notes.append(("insights-note-pairs", {"shown": _PAIRS, "number": len(there)}))
    return InsightTable(
        Topic.TOGETHER, COLUMNS[Topic.TOGETHER], tuple(lines[:_PAIRS]), tuple(notes)
    )


# Timeline ----------------------------------------------------------------------------------------


def timeline_table(
    facts: Facts, labelled: Labelled, chosen: Chosen, choice: InsightsFilter, scheme: Scheme
) -> tuple[InsightTable, Period | None]:
    """Return how many annotations stand in articles of each day, week or month.

    A line for each layer, or for each label of the layer that was chosen.
    """
    days = [facts.days[place] for place in chosen.places]
    dated = [day for day in days if day is not None]
    notes: list[Note] = []
    if len(dated) < len(days):
        notes.append(("insights-note-undated", {"articles": len(days) - len(dated)}))
    if not dated:
        return InsightTable(Topic.TIMELINE, COLUMNS[Topic.TIMELINE], (), tuple(notes)), None
    period = period_for(min(dated), max(dated))
    notes.append((f"insights-note-by-{period.value}", {}))
    layers = {layer.uid: (place, layer.name) for place, layer in enumerate(scheme.layers)}
    kept = chosen.takes(labelled.places, labelled.annotators)
    ordinals = np.array([day.toordinal() if day else -1 for day in facts.days], dtype=np.int64)
    on = ordinals[labelled.places[kept]] if len(ordinals) else np.zeros(0, np.int64)
    label, place = labelled.labels[kept][on >= 0], labelled.places[kept][on >= 0]
    on = on[on >= 0]
    days_on, which = np.unique(on, return_inverse=True)
    starts = [period.first_day(date.fromordinal(day)).toordinal() for day in days_on.tolist()]
    series = np.array(_series(facts, choice, layers), dtype=np.int64)[label]
    shown = series >= 0
    # One number for each (period, line, article), so that equal ones are counted at once.
    size, lines = len(facts.line.ids) + 1, len(facts.labels) + len(layers)
    line = np.array(starts, dtype=np.int64)[which][shown] * lines + series[shown]
    counted, number = np.unique(line, return_counts=True)
    in_articles = np.unique(line * size + place[shown]) // size
    articles = np.unique(in_articles, return_counts=True)[1]
    found = []
    for code, times, of in zip(counted.tolist(), number.tolist(), articles.tolist(), strict=True):
        start, each = divmod(code, lines)
        day = date.fromordinal(start).isoformat()
        if choice.layer:
            name, mark = facts.labels[each].name, (day, choice.layer, facts.labels[each].uid)
        else:
            name, mark = scheme.layers[each].name, (day, scheme.layers[each].uid, "")
        found.append(Row((day, name, times, of), mark))
    table = InsightTable(Topic.TIMELINE, COLUMNS[Topic.TIMELINE], tuple(found), tuple(notes))
    return table, period


def _series(facts: Facts, choice: InsightsFilter, layers: dict[str, tuple[int, str]]) -> list[int]:
    """Return for each label the line it belongs to: its layer, or itself; -1 = none."""
    if choice.layer:
        return [place if label.layer == choice.layer else -1
                for place, label in enumerate(facts.labels)]  # fmt: skip
    return [layers[label.layer][0] for label in facts.labels]


# Voices ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Voices:
    """Whose words the articles consist of."""

    kinds: dict[str, tuple[int, int]]  # kind of source -> (quotes, words); "" = not said
    own: int  # words that nobody is quoted with


def voices_of(
    facts: Facts, reading: Reading, rows: InsightRows, chosen: Chosen, task: Task
) -> Voices:
    """Count words: each belongs to the shortest content it lies in, or to the paper.

    What the paper inserted into a quote is its own.  Words in zones do not count.
    """
    quotes = reading.quotes.kept & chosen.takes(reading.quotes.places, reading.quotes.annotators)
    of_quotes = reading.kinds
    names = ["", *reading.kind_names]
    words = np.zeros(len(names) + 1, dtype=np.int64)  # the last are the paper's own
    own = len(names)
    contents, insertions = reading.contents, reading.insertions
    of_content, of_insertion = quotes[contents.frames], quotes[insertions.frames]
    frames = np.concatenate([contents.frames[of_content], insertions.frames[of_insertion]])
    starts = np.concatenate([contents.starts[of_content], insertions.starts[of_insertion]])
    ends = np.concatenate([contents.ends[of_content], insertions.ends[of_insertion]])
    kinds = of_quotes[frames] + 1
    kinds[int(of_content.sum()) :] = own
    places = reading.quotes.places[frames]
    # The longest first, so that what lies inside is counted for the shorter one.
    order = np.lexsort((starts - ends, places))
    starts, ends, kinds, places = starts[order], ends[order], kinds[order], places[order]
    asked = chosen.places
    for first in range(0, len(asked), _TEXTS):
        task.progress(first, len(asked))
        some = asked[first : first + _TEXTS]
        texts = rows.texts([int(facts.line.ids[place]) for place in some])
        for place in some:
            text = texts[int(facts.line.ids[place])]
            at = np.fromiter((each.start() for each in _WORD.finditer(text)), dtype=np.int64)
            at += facts.line.base[place]
            whose = np.full(len(at), own, dtype=np.int64)
            here = slice(*np.searchsorted(places, [place, place + 1]).tolist())
            for start, end, kind in zip(
                starts[here].tolist(), ends[here].tolist(), kinds[here].tolist(), strict=True
            ):
                whose[slice(*np.searchsorted(at, [start, end]).tolist())] = kind
            outside = ~facts.line.in_zone(at, at + 1)
            words += np.bincount(whose[outside], minlength=len(words))
    of_kind = np.bincount(of_quotes[quotes] + 1, minlength=len(names)).tolist()
    found = {
        name: (quotes_of, int(words[place]))
        for place, (name, quotes_of) in enumerate(zip(names, of_kind, strict=True))
        if quotes_of or words[place]
    }
    return Voices(found, int(words[own]))


def voices_table(voices: Voices, scheme: Scheme) -> InsightTable:
    """Return the share of each kind of source in all words; the paper's own come last."""
    total = voices.own + sum(words for _, words in voices.kinds.values())
    known: dict[str, str] = {}
    for layer in scheme.layers:
        attribute = scheme.attribute(layer.uid, KIND)
        if layer.kind is LayerKind.QUOTES and attribute is not None:
            known |= dict(attribute.choices)
    order = [*known, *sorted(voices.kinds.keys() - known.keys() - {UNKNOWN_KIND}), UNKNOWN_KIND]
    lines = []
    for kind in order:
        if kind in voices.kinds:
            quotes, words = voices.kinds[kind]
            name = known.get(kind, kind) or tr("insights-kind-unknown")
            lines.append(Row((name, quotes, words, _share(words, total)), (kind,)))
    if lines:
        name = tr("insights-own-words")
        lines.append(Row((name, None, voices.own, _share(voices.own, total)), (OWN_WORDS,)))
    return InsightTable(Topic.VOICES, COLUMNS[Topic.VOICES], tuple(lines))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
