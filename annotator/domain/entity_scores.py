"""How good proposals of names are: precision, recall and F1, by label.

Owns the measures and the kinds of error.  *Exact*: range and label are right.  *Partial*: the
ranges overlap and the label is right, one to one, the largest overlap first.  *Ranges*: the range
is right, whatever the label.  Precision is the share of what was proposed that is right, recall the
share of what is there that was found, F1 = 2PR/(P+R) (van Rijsbergen 1979; exact matching as in
Tjong Kim Sang & De Meulder 2003).  An undefined figure is None, never 0.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.domain.measure import Measure

Name = tuple[int, int, str]  # start, end, label


class ErrorKind(enum.StrEnum):
    """What is wrong with a proposal, or with there being none."""

    MISSED = "missed"  # nothing proposed where a name is
    SPURIOUS = "spurious"  # something proposed where none is
    BOUNDARY = "boundary"  # the right label, other borders
    LABEL = "label"  # the right borders, another label
    BOTH = "both"  # they overlap, but neither is right


@dataclass(slots=True)
class LabelScores:
    """The measures that depend on a label."""

    exact: Measure = field(default_factory=Measure)
    partial: Measure = field(default_factory=Measure)


@dataclass(frozen=True, slots=True)
class EntityError:
    """One place where proposal and truth differ."""

    kind: ErrorKind
    document: int  # place of the article among those scored
    there: Name | None
    proposed: Name | None


@dataclass(slots=True)
class EntityScores:
    """All figures of some articles."""

    exact: Measure = field(default_factory=Measure)
    partial: Measure = field(default_factory=Measure)
    ranges: Measure = field(default_factory=Measure)
    labels: dict[str, LabelScores] = field(default_factory=dict)
    errors: list[EntityError] = field(default_factory=list)
    documents: int = 0

    def of_kind(self, kind: ErrorKind) -> list[EntityError]:
        """Return the errors of one kind, in order of the articles."""
        return [each for each in self.errors if each.kind is kind]


def score_entities(
    articles: Iterable[tuple[Sequence[Name], Sequence[Name]]],
) -> EntityScores:
    """Return the figures for (names that are there, names proposed) of articles.

    The same name twice in one list counts once.
    """
    scores = EntityScores()
    for document, (there, proposed) in enumerate(articles):
        scores.documents += 1
        _add(scores, document, sorted(set(there)), sorted(set(proposed)))
    return scores


def _add(scores: EntityScores, document: int, there: list[Name], proposed: list[Name]) -> None:
    exact = set(there).intersection(proposed)
    ranges = {name[:2] for name in there}.intersection(name[:2] for name in proposed)
    near = list(_partners(there, proposed))
    for name in there:
        of_label = scores.labels.setdefault(name[2], LabelScores())
        for each in (scores.exact, scores.partial, of_label.exact, of_label.partial):
            each.gold += 1
    for name in proposed:
        of_label = scores.labels.setdefault(name[2], LabelScores())
        for each in (scores.exact, scores.partial, of_label.exact, of_label.partial):
            each.found += 1
    for name in exact:
        scores.exact.right += 1
        scores.labels[name[2]].exact.right += 1
    for name, _ in near:
        scores.partial.right += 1
        scores.labels[name[2]].partial.right += 1
    scores.ranges.right += len(ranges)
    scores.ranges.gold += len({name[:2] for name in there})
    scores.ranges.found += len({name[:2] for name in proposed})
    scores.errors += _errors(document, there, proposed, near)


def _overlap(one: Name, other: Name) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _neighbours(there: list[Name], proposed: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Yield all pairs that overlap; both lists are in order of where names start."""
    begin = 0
    longest = max((end - start for start, end, _ in proposed), default=0)
    for name in there:
        while begin < len(proposed) and proposed[begin][0] + longest <= name[0]:
            begin += 1
        at = begin
        while at < len(proposed) and proposed[at][0] < name[1]:
            if proposed[at][1] > name[0]:
                yield name, proposed[at]
            at += 1


def _partners(there: list[Name], proposed: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Yield pairs of one label that overlap, one to one, exact ones and larger overlaps first."""
    pairs = [each for each in _neighbours(there, proposed) if each[0][2] == each[1][2]]
    yield from _one_to_one(pairs)


def _one_to_one(pairs: Iterable[tuple[Name, Name]]) -> Iterator[tuple[Name, Name]]:
    taken: set[Name] = set()
    given: set[Name] = set()
    for name, proposal in sorted(
        pairs, key=lambda pair: (pair[0][:2] != pair[1][:2], -_overlap(*pair), pair)
    ):
        if name not in taken and proposal not in given:
            taken.add(name)
            given.add(proposal)
            yield name, proposal


def _errors(
    document: int, there: list[Name], proposed: list[Name], near: Sequence[tuple[Name, Name]]
) -> list[EntityError]:
    found = []
    left = set(there) - {name for name, _ in near}
    unused = set(proposed) - {proposal for _, proposal in near}
    for name, proposal in near:
        if name != proposal:
            found.append(EntityError(ErrorKind.BOUNDARY, document, name, proposal))
    rest = _neighbours(sorted(left), sorted(unused))
    for name, proposal in list(_one_to_one(rest)):
        kind = ErrorKind.LABEL if name[:2] == proposal[:2] else ErrorKind.BOTH
        found.append(EntityError(kind, document, name, proposal))
        left.discard(name)
        unused.discard(proposal)
    found += [EntityError(ErrorKind.MISSED, document, name, None) for name in left]
    found += [EntityError(ErrorKind.SPURIOUS, document, None, name) for name in unused]
    return sorted(found, key=_by_place)


def _by_place(error: EntityError) -> tuple[int, int, str]:
    name = error.there or error.proposed
    assert name is not None
    return name[0], name[1], error.kind.value
