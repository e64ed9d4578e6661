"""How good proposed opinions are, measured against opinions that people labelled.

Owns two looks at them.  `PolarityScores` is for targets that are given (as in NewsMTSC, Hamborg and
Donnay 2021): each has one labelled and one proposed class, and no proposal means neutral.
`OpinionScores` is for an article: opinions are paired one to one by their targets, the pair with
the largest common share of words first; a target is found if it shares a word with the labelled
one, and polarity, intensity and holder are right only where the target is found, too.

Macro-F1 is the plain mean of the F1 of the classes that are labelled at least once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotations import Span
from annotator.domain.measure import Measure
from annotator.domain.opinions import POLARITIES
from annotator.domain.proposals import OpinionProposal
from annotator.domain.tokens import plain_ranges

MEASURES = ("target", "polarity", "intensity", "holder", "frame")
#: Kinds of errors, worst first.
ERRORS = ("missed", "spurious", "polarity", "holder", "intensity")
NEUTRAL = "neutral"


@dataclass(slots=True)
class PolarityScores:
    """Counts of (labelled, proposed) classes over targets."""

    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, gold: str, found: str | None) -> None:
        """Count one target; None = nothing was proposed, which says neutral."""
        self.confusion[gold, found or NEUTRAL] += 1

    @property
    def n(self) -> int:
        """Return how many targets were counted."""
        return self.confusion.total()

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes that are labelled, in the order of `POLARITIES`."""
        seen = {gold for gold, _ in self.confusion}
        known = [each for each in POLARITIES if each in seen]
        return (*known, *sorted(seen.difference(POLARITIES)))

    @property
    def accuracy(self) -> float | None:
        """Return the share of targets with the right class; None without targets."""
        right = sum(number for (gold, found), number in self.confusion.items() if gold == found)
        return right / self.n if self.n else None

    @property
    def macro_f1(self) -> float | None:
        """Return the mean F1 of the classes; None without targets."""
        values = [self.of(each).f1 or 0.0 for each in self.classes]
        return sum(values) / len(values) if values else None

    def of(self, polarity: str) -> Measure:
        """Return the counts of one class."""
        pairs = self.confusion.items()
        return Measure(
            self.confusion[polarity, polarity],
            sum(number for (_, found), number in pairs if found == polarity),
            sum(number for (gold, _), number in pairs if gold == polarity),
        )


@dataclass(frozen=True, slots=True)
class OpinionError:
    """A place where proposal and label differ."""

    kind: str  # of `ERRORS`
    article: str
    gold: OpinionProposal | None
    found: OpinionProposal | None


@dataclass(slots=True)
class OpinionScores:
    """All measures over articles, with the errors."""

    measures: dict[str, Measure] = field(
        default_factory=lambda: {each: Measure() for each in MEASURES}
    )
    polarities: PolarityScores = field(default_factory=PolarityScores)
    errors: list[OpinionError] = field(default_factory=list)
    articles: int = 0

    @property
    def macro_f1(self) -> float | None:
        """Return the macro-F1 over the labelled targets; one without a proposal is neutral."""
        return self.polarities.macro_f1

    @property
    def accuracy(self) -> float | None:
        """Return the share of labelled targets with the right polarity."""
        return self.polarities.accuracy

    def add(
        self,
        article: str,
        text: str,
        gold: Sequence[OpinionProposal],
        found: Sequence[OpinionProposal],
    ) -> None:
        """Count the proposals for one more article, called `article` among the errors.

        A labelled neutral opinion that nothing is proposed for is no error: assistance says nothing
        where it sees no feeling.  Such opinions count for `macro_f1` and `accuracy` only.
        """
        words = _Words(text)
        self.articles += 1
        pairs = _pairs([words.of(each.target) for each in gold],
                       [words.of(each.target) for each in found])  # fmt: skip
        partner = dict(pairs)
        for place, each in enumerate(gold):
            other = found[partner[place]] if place in partner else None
            self.polarities.add(each.polarity, None if other is None else other.polarity)
            if other is None and each.polarity == NEUTRAL:
                continue
            self._count(article, words, each, other)
        paired = set(partner.values())
        for place, each in enumerate(found):
            if place not in paired:
                for measure in self.measures.values():
                    measure.count(0, 1, 0)
                self.errors.append(OpinionError("spurious", article, None, each))

    def _count(
        self, article: str, words: _Words, gold: OpinionProposal, found: OpinionProposal | None
    ) -> None:
        right = dict.fromkeys(MEASURES, False)
        if found is not None:
            right["target"] = True
            right["polarity"] = gold.polarity == found.polarity
            # An intensity that nobody gave cannot be missed.
            right["intensity"] = gold.intensity in {None, found.intensity}
            right["holder"] = words.same_holder(gold.holder, found.holder)
            right["frame"] = all(right[each] for each in ("polarity", "intensity", "holder"))
        for name, measure in self.measures.items():
            measure.count(right[name], found is not None, 1)
        if found is None:
            self.errors.append(OpinionError("missed", article, gold, None))
            return
        kind = next((each for each in ERRORS if each in right and not right[each]), None)
        if kind is not None:
            self.errors.append(OpinionError(kind, article, gold, found))


class _Words:
    """The word tokens of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        tokens = plain_ranges(text)
        self._spans = [
            Span(start, end)
            for start, end in zip(tokens.starts, tokens.ends, strict=True)
            if any(map(str.isalnum, text[start:end]))
        ]
        self._starts = [each.start for each in self._spans]
        self._ends = [each.end for each in self._spans]

    def of(self, *spans: Span) -> frozenset[int]:
        """Return the numbers of the words that share a character with spans."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self._ends, span.start)
            while first < len(self._spans) and self._starts[first] < span.end:
                found.add(first)
                first += 1
        return frozenset(found)

    def same_holder(self, gold: Sequence[Span], found: Sequence[Span]) -> bool:
        """Tell whether two holders are one: the writer both times, or with a word in common."""
        if not gold or not found:
            return not gold and not found
        here, there = self.of(*gold), self.of(*found)
        return bool(here & there) or bool(self._names(here) & self._names(there))

    def _names(self, numbers: Iterable[int]) -> set[str]:
        """Return the words with a capital letter: the same name may stand elsewhere."""
        words = (self._text[slice(*self._spans[each])] for each in numbers)
        return {each for each in words if each[0].isupper() and each not in _NO_NAMES}


#: Written large at the start of a sentence without being anybody's name.
_NO_NAMES = frozenset(
    (
        *("The", "A", "An", "This", "He", "She", "It", "They", "We", "I", "His", "Her", "Its"),
        *("Their", "Our", "My", "Of", "Mr", "Mr.", "Mrs.", "Ms", "Ms.", "Dr."),
    )
)


def _pairs(
    gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]
) -> list[tuple[int, int]]:
    """Pair sets of words one to one, those with the largest common share first."""
    by_word: dict[int, list[int]] = {}
    for place, words in enumerate(found):
        for word in words:
            by_word.setdefault(word, []).append(place)
    shares = []
    for here, words in enumerate(gold):
        for there in {place for word in words for place in by_word.get(word, ())}:
            share = len(words & found[there]) / len(words | found[there])
            shares.append((-share, here, there))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for _, here, there in sorted(shares):
        if here not in taken_gold and there not in taken_found:
            taken_gold.add(here)
            taken_found.add(there)
            pairs.append((here, there))
    return pairs
