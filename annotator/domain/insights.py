"""What the labels of a project answer: figures, and who said what about whom.

Owns the values of an answer and the rules that need no store: which dates may bound a question, how
a timeline is cut, who comes first in the matrix.  What is counted is `services.insights`, how it is
drawn is the window's.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError

#: An entry's id, or for whom nothing is linked the words that she is called by, folded
#: (`domain.entries.alias_key`), which never begin with a space as the three below do.
PartyKey = int | str
#: The writer of an article, who holds opinions.
WRITER: PartyKey = " writer"
#: Whoever is named by nothing or a pronoun that no entry is linked to; not one person.
UNNAMED: PartyKey = " unnamed"
#: What a quote or an opinion is about that is about nobody and nothing that is marked.
NOBODY: PartyKey = " nobody"
#: Parties that are nobody in particular; they come last, and are shown however many come before.
NAMELESS = frozenset((UNNAMED, NOBODY))
#: In the mark of a cell: whoever it is.
ANYBODY = ""

#: Words right before a name that make it belong to somebody else: "a friend of Ilves".
_JOINING = frozenset(
    (
        "of", "in", "at", "from", "for", "with", "by", "near", "to", "on", "against",
        "von", "vom", "aus", "bei", "für", "de", "du", "del", "di", "da",
    )
)  # fmt: skip
_AND = frozenset(("and", "or", "und", "oder", "et", "ou", "y", "e"))
_ARTICLES = frozenset(
    ("the", "a", "an", "der", "die", "das", "den", "dem", "des", "le", "la", "les", "el", "il")
)
_POSSESSIVE = ("'s", "’s", "'", "’")
_BREAKS = frozenset(",;:()[]–—-")


def is_head(words: str, start: int, end: int) -> bool:
    """Tell whether a name at `[start, end)` of some words is whom the words are about.

    Nothing may join it to somebody before it ("a friend of Ilves", "spokesman of the Citadel"), and
    behind it may stand an addition ("Brandt, its spokeswoman", "the Guard in Lund") and nothing
    that it only belongs to ("Citadel spokesman", "Roon's record").
    """
    before = words[:start].casefold().split()
    if before and before[-1] in _ARTICLES:
        before.pop()
        if before:
            return False
    if before and before[-1] in _JOINING | _AND:
        return False
    behind = words[end:].strip()
    if not behind or behind in _POSSESSIVE or behind[0] in _BREAKS:
        return True
    return words[end].isspace() and behind.split()[0].casefold() in _JOINING


#: What an opinion adds to the mean; one without a polarity adds nothing.
POLARITY = {"positive": 1, "neutral": 0, "mixed": 0, "negative": -1}


def polarity_of(counts: Mapping[str, int]) -> float | None:
    """Return the mean polarity of so many opinions of each; None without any."""
    number = sum(counts.values())
    if not number:
        return None
    return sum(POLARITY[name] * times for name, times in counts.items()) / number


class Topic(enum.StrEnum):
    """What can be asked."""

    PROGRESS = "progress"
    LABELS = "labels"
    TOGETHER = "together"
    TIMELINE = "timeline"
    VOICES = "voices"
    MATRIX = "matrix"


class Period(enum.StrEnum):
    """What a timeline counts by."""

    DAY = "day"
    WEEK = "week"  # from Monday on
    MONTH = "month"

    def first_day(self, day: date) -> date:
        """Return the day that the period of a day begins with."""
        if self is Period.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Period.MONTH else day

    def after(self, first: date) -> date:
        """Return the first day of the period after the one that begins with `first`."""
        if self is Period.MONTH:
            return (first + timedelta(days=31)).replace(day=1)
        return first + timedelta(days=7 if self is Period.WEEK else 1)


#: Days up to which a timeline counts by day, and by week.
_DAYS, _WEEKS = 92, 3 * 366


def period_for(first: date, last: date) -> Period:
    """Return what a timeline from one day to another counts by, so that it can be read."""
    days = (last - first).days + 1
    return Period.DAY if days <= _DAYS else Period.WEEK if days <= _WEEKS else Period.MONTH


@dataclass(frozen=True)
class InsightsFilter:
    """Which articles are asked about, and whose labels of them.

    With `annotator` None each article counts once, by the labels of one annotator: the gold set
    where it has any of the article, else whoever's labels are approved, else whoever is done, else
    whoever has labels of it; among several the one with labels of the most articles of the project,
    then the one of the lowest id.
    """

    outlets: frozenset[str] = frozenset()  # none = all; "" = articles without one
    since: str = ""  # ISO date, inclusive
    until: str = ""  # ISO date, inclusive
    undated: bool = True  # articles without a date count, as long as no date bounds the question
    annotator: int | None = None
    #: Of whoever counts in the article; nothing said is new, and the gold set is approved.
    states: frozenset[State] = frozenset()
    layer: str = ""  # "" = all; labels and timeline alone ask for it

    def checked(self) -> InsightsFilter:
        """Return the filter with its dates as ISO dates.

        Raises AnnotatorError("insights-date-bad", "insights-dates-crossed").
        """
        since, until = _iso(self.since), _iso(self.until)
        if since and until and since > until:
            raise AnnotatorError("insights-dates-crossed", since=since, until=until)
        return replace(self, since=since, until=until)


def _iso(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    found = day_of(text) if len(text) == 10 else None
    if found is None:
        raise AnnotatorError("insights-date-bad", date=text)
    return found.isoformat()


def day_of(published: str) -> date | None:
    """Return the day that a date of an article begins with, None if it names no day."""
    head = published[:10]
    if len(head) < 10 or head[4] != "-" or head[7] != "-":
        return None
    try:
        return date.fromisoformat(head)
    except ValueError:
        return None


#: A message as (code, values); `annotator.wording.tr` makes the sentence.
Note = tuple[str, Mapping[str, Any]]
Value = str | int | float | None


@dataclass(frozen=True)
class Row:
    """A line of a table; `mark` opens its items (`services.insights.items`)."""

    values: tuple[Value, ...]  # one for each column
    mark: tuple[str | int, ...]


@dataclass(frozen=True)
class InsightTable:
    """The answer to one question, and what a reader should know about it."""

    topic: Topic
    columns: tuple[str, ...]  # message codes of the headings
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()


#: Headings of the tables, as codes.
COLUMNS: Mapping[Topic, tuple[str, ...]] = {
    topic: tuple(f"insights-column-{name}" for name in names)
    for topic, names in {
        Topic.PROGRESS: ("annotator", "day", "by-hand", "accepted", "imported", "finished"),
        Topic.LABELS: ("layer", "label", "annotations", "articles"),
        Topic.TOGETHER: ("entry", "other-entry", "articles"),
        Topic.TIMELINE: ("period", "series", "annotations", "articles"),
        Topic.VOICES: ("source-kind", "quotes", "words", "share"),
        Topic.MATRIX: (
            *("source", "target", "quotes", "acts", "inferred", "opinions"),
            *("positive", "neutral", "mixed", "negative", "polarity"),
        ),
    }.items()
}


@dataclass(frozen=True)
class Party:
    """Somebody who says or is spoken of."""

    key: PartyKey
    name: str  # of the entry, or the words most used
    linked: bool  # to an entry

    @property
    def mark(self) -> str | int:
        """Return what stands for the party in the mark of a cell."""
        return self.key


@dataclass(frozen=True)
class Cell:
    """What one party says about another, as numbers."""

    source: Party
    target: Party
    quotes: int  # different ones
    acts: Mapping[str, int]  # how many of them state, deny, …; "" = no act is given
    inferred: int  # quotes that the writer of the article inferred
    opinions: int
    positive: int
    neutral: int
    mixed: int
    negative: int
    polarity: float | None  # mean of +1, 0 and -1 over opinions that have one; None without any

    @property
    def mark(self) -> tuple[str | int, str | int]:
        """Return what opens the items of the cell."""
        return self.source.mark, self.target.mark


@dataclass(frozen=True)
class Totals:
    """What a party comes to over all its cells; a quote about two parties is one quote."""

    quotes: int = 0
    opinions: int = 0
    acts: Mapping[str, int] = field(default_factory=dict)  # of the quotes; "" = no act is given


_NOTHING = Totals()


@dataclass(frozen=True)
class Matrix:
    """Who said what about whom.

    Whoever has the most quotes comes first; of several, who is linked to an entry, then who has the
    most opinions, then by name.  `UNNAMED` and `NOBODY` come last.
    """

    sources: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    cells: Mapping[tuple[PartyKey, PartyKey], Cell] = field(default_factory=dict)
    said: Mapping[PartyKey, Totals] = field(default_factory=dict)  # by source, about anybody or not
    heard: Mapping[PartyKey, Totals] = field(default_factory=dict)  # by target
    quotes: int = 0  # all that were asked about
    opinions: int = 0
    left_sources: int = 0  # parties that `first` left out
    left_targets: int = 0

    def first(self, sources: int, targets: int) -> Matrix:
        """Return the matrix of the first so many sources and targets; the rest is a count.

        `UNNAMED` and `NOBODY` are among them although they come last: much may be theirs.
        """
        if len(self.sources) <= sources and len(self.targets) <= targets:
            return self
        rows, columns = _first(self.sources, sources), _first(self.targets, targets)
        cells = {}
        for row in rows:
            for column in columns:
                cell = self.cells.get((row.key, column.key))
                if cell is not None:
                    cells[row.key, column.key] = cell
        return replace(
            self,
            sources=rows,
            targets=columns,
            cells=cells,
            left_sources=self.left_sources + len(self.sources) - len(rows),
            left_targets=self.left_targets + len(self.targets) - len(columns),
        )

    @property
    def nameless(self) -> tuple[int, int]:
        """Return how many of the last sources and targets are nobody in particular."""
        rows, columns = (
            sum(each.key in NAMELESS for each in parties)
            for parties in (self.sources, self.targets)
        )
        return rows, columns

    def said_by(self, party: PartyKey) -> Totals:
        """Return how much a party says."""
        return self.said.get(party, _NOTHING)

    def heard_of(self, party: PartyKey) -> Totals:
        """Return how much is said about a party."""
        return self.heard.get(party, _NOTHING)


def _first(parties: tuple[Party, ...], number: int) -> tuple[Party, ...]:
    """Return the first so many, of whom the last are those that are nobody in particular."""
    if len(parties) <= number:
        return parties
    # Of two or three shown, at least half have names.
    last = [each for each in parties if each.key in NAMELESS][: number // 2]
    named = [each for each in parties if each.key not in NAMELESS]
    return (*named[: number - len(last)], *last)


@dataclass(frozen=True)
class Insights:
    """Every answer that was asked for."""

    choice: InsightsFilter
    articles: int  # that fit the filter and were labelled by whoever counts
    tables: Mapping[Topic, InsightTable]
    matrix: Matrix | None  # None if it was not asked for
    period: Period | None = None  # that the timeline counts by
    notes: Sequence[Note] = ()  # about the choice as a whole


@dataclass(frozen=True)
class Item:
    """A spot in an article behind a number."""

    document: int
    number: int  # place in the list of articles, from 1
    title: str
    outlet: str
    published: str
    span: Span | None  # None: the label is about the article as a whole
    text: str  # the sentences around it, white space folded; of an article its first words
    annotation: int  # 0: the article as a whole
    annotator: int
    act: str = ""
    polarity: str = ""
    layer: str = ""
    label: str = ""
    words: Span | None = None  # where in `text` the label is; None: the article as a whole


@dataclass(frozen=True)
class OutletChoice:
    """An outlet and how many articles it has."""

    name: str  # "" = articles without one
    articles: int


@dataclass(frozen=True)
class AnnotatorChoice:
    """Somebody whose labels can be asked for."""

    id: int
    name: str
    kind: str  # "person", "model", "gold"
    articles: int  # with labels of theirs


@dataclass(frozen=True)
class InsightsChoices:
    """What can be chosen in a filter."""

    outlets: tuple[OutletChoice, ...]  # those with the most articles first
    first_day: str  # ISO dates; "" = no article has a date
    last_day: str
    undated: int
    articles: int
    annotators: tuple[AnnotatorChoice, ...]  # who has labels
    states: tuple[State, ...]  # that any article has
    layers: tuple[tuple[str, str], ...]  # (stable id, name)
