"""The radar of consistency: what is listed of it, for whom, and what a person called intended.

Owns whose labels are compared, the queries of page and command line, and the setting that keeps
what is intended.  The index is `services.radar_index`; places and corrections are
`services.radar_places`.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import parse_id
from annotator.domain.radar import Intended, Kind, Line, Side, folded
from annotator.services.packets import is_blind
from annotator.services.radar_index import RadarIndex, Rank
from annotator.services.session import Session

__all__ = [
    "ANYONE",
    "GOLD",
    "MINE",
    "Found",
    "Intended",
    "Kind",
    "Line",
    "Query",
    "Radar",
    "Side",
    "intended_in",
    "keep_intended",
    "people_of",
]

#: Whose labels are looked at; any other word is the name of an annotator.
MINE, ANYONE, GOLD = "", "*", "gold"
#: Lines that are listed at once; whoever has more looks at one kind, or types some words.
MOST = 300
_INTENDED = "radar-intended"


@dataclass(frozen=True, slots=True)
class Query:
    """Which lines are listed."""

    kinds: frozenset[Kind] = frozenset(Kind)
    words: str = ""  # that the string holds, capitals or not
    exact: bool = False  # the string is `words`
    intended: bool = False  # those that a person called intended, too
    most: int = MOST


class Found(NamedTuple):
    """What a query lists."""

    lines: list[tuple[Line, bool]]  # the surest first; whether it is intended
    total: int  # with those that are not listed
    kinds: dict[Kind, int]  # of the words asked for, whatever kinds are listed
    intended: int  # left out, or marked in the list
    names: dict[str, str]  # of the entries in the lines, by id as text


def people_of(session: Session, scope: str = MINE) -> frozenset[int]:
    """Return whose labels a scope is about: `MINE`, `ANYONE` (but gold), `GOLD` or a name.

    Raises AnnotatorError("radar-blind") where the labels of others are not shown, and
    "annotator-unknown".
    """
    mine = frozenset((session.annotator.id,))
    if scope in (MINE, session.annotator.name):
        return mine
    if is_blind(session):
        raise AnnotatorError("radar-blind")
    if scope in (ANYONE, GOLD):
        gold = scope == GOLD
        return frozenset(e.id for e in session.annotators.values() if (e.kind == "gold") is gold)
    return frozenset((session.known_annotator(scope).id,))


def intended_in(session: Session) -> Intended:
    """Return what was called intended in this project."""
    return Intended(session.setting(_INTENDED) or ())


def keep_intended(session: Session, lines: Iterable[Line], *, on: bool) -> Intended:
    """Call inconsistencies intended, or not any more; return all that are.

    A setting of the project, as which entries are not the same: it is about nobody's labels.
    """
    marks = intended_in(session)
    for line in lines:
        marks = marks.with_line(line, on=on)
    session.set_setting(_INTENDED, marks.plain())
    return marks


class Radar(RadarIndex):
    """The index, and what is listed of it."""

    # Listing -------------------------------------------------------------------------------------

    def found(self, query: Query, intended: Intended) -> Found:
        """Return what a query lists."""
        ranks = self._asked(query)
        marked = self._marked(query, intended)
        counts = {kind: len(ranks[kind.value]) for kind in Kind}
        if not query.intended:
            for line in marked:
                counts[line.kind] -= 1
        lines: list[tuple[Line, bool]] = []
        left_out = {(line.kind.value, line.layer, line.words) for line in marked}
        for each in heapq.merge(*(ranks[kind.value] for kind in query.kinds)):
            is_marked = (each[3], each[4], each[2]) in left_out
            if is_marked and not query.intended:
                continue
            if len(lines) == query.most:
                break
            lines.append((self.line_of(each), is_marked))
        return Found(
            lines,
            sum(counts[kind] for kind in query.kinds),
            counts,
            sum(line.kind in query.kinds for line in marked),
            self._entry_names(line for line, _ in lines),
        )

    def about(self, words: str, intended: Intended) -> int:
        """Return how many inconsistencies there are about some words, without intended ones."""
        number = self.numbers.get(folded(words))
        lines = [] if number is None else self.lines_of(number)
        return sum(line not in intended for line in lines)

    def _asked(self, query: Query) -> dict[str, list[Rank]]:
        """Return the ranks of the words that a query is about, by kind."""
        if not query.words:
            return self.ranks
        if query.exact:
            number = self.numbers.get(folded(query.words), -1)
            of_words = self.by_string.get(number, [])
            return {kind: sorted(e for e in of_words if e[3] == kind) for kind in self.ranks}
        wanted = folded(query.words).casefold()
        return {
            kind: [each for each in ranks if wanted in each[2].casefold()]
            for kind, ranks in self.ranks.items()
        }

    def _marked(self, query: Query, intended: Intended) -> list[Line]:
        """Return the lines about the words of a query that are intended."""
        wanted = folded(query.words)
        found = []
        for words in intended.words():
            fits = words == wanted if query.exact else wanted.casefold() in words.casefold()
            number = self.numbers.get(words)
            if number is not None and (fits or not wanted):
                found += [line for line in self.lines_of(number) if line in intended]
        return found

    def _entry_names(self, lines: Iterable[Line]) -> dict[str, str]:
        """Return what the entries in lines are called, by their ids as text."""
        linked = (line for line in lines if line.kind in (Kind.ENTRIES, Kind.UNLINKED))
        found = {}
        for value in {side.value for line in linked for side in line.sides} - {""}:
            entry = self.session.entry(parse_id(value) or 0)
            found[value] = value if entry is None else entry.name
        return found
