"""Which words of one article stand in another one, in the same order.

Owns the comparison of two lists of tokens in runs that both have.  Long lists are cut at runs of
words that each has exactly once (the idea of Bram Cohen's patience diff), so that the work grows
with the length and not with its square; what is left between two cuts is compared word by word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from annotator.domain.annotations import Span
from annotator.domain.tokens import plain_ranges

#: Tokens of a run below which two texts have it in common by chance.
RUN = 3
#: Tokens of the runs that a long stretch is cut at, the surest first.
_CUTS = (12, 6, 3, 1)
#: Stretches up to this product of lengths are compared word by word; longer ones without anything
#: to cut at have nothing in common that could be told.
_SMALL = 60_000
#: Marks that papers set in their own way; each stands for one character.
_ALIKE = str.maketrans("“”„‟«»‘’‚‛–—−", '""""""' + "''''" + "---")


class Run(NamedTuple):
    """Tokens that stand in both lists."""

    one: int  # where they start in the first list
    other: int  # and in the second
    length: int


def runs(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Run]:
    """Return the runs of equal tokens of two lists, in order and apart, of whatever length."""
    found = list(_runs(one, other))
    found.sort()
    joined: list[Run] = []
    for run in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.one + last.length == run.one
            and last.other + last.length == run.other
        ):
            joined[-1] = Run(last.one, last.other, last.length + run.length)
        else:
            joined.append(run)
    return joined


def _runs(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Run]:
    waiting = [(0, len(one), 0, len(other), 0)]
    while waiting:
        low, high, other_low, other_high, cut = waiting.pop()
        head = 0
        most = min(high - low, other_high - other_low)
        while head < most and one[low + head] == other[other_low + head]:
            head += 1
        if head:
            yield Run(low, other_low, head)
        low, other_low, most = low + head, other_low + head, most - head
        tail = 0
        while tail < most and one[high - 1 - tail] == other[other_high - 1 - tail]:
            tail += 1
        high, other_high = high - tail, other_high - tail
        if tail:
            yield Run(high, other_high, tail)
        if low == high or other_low == other_high:
            continue
        if (high - low) * (other_high - other_low) <= _SMALL:
            blocks = SequenceMatcher(
                None, one[low:high], other[other_low:other_high], autojunk=False
            ).get_matching_blocks()
            yield from (Run(low + a, other_low + b, size) for a, b, size in blocks if size)
            continue
        while cut < len(_CUTS):
            cuts = _cuts(one, other, (low, high), (other_low, other_high), _CUTS[cut])
            if cuts:
                break
            cut += 1
        else:
            continue
        at, other_at = low, other_low
        for start, other_start in cuts:
            # A cut is an empty place between two tokens: what is equal there is found from both
            # of its sides, as the beginning or the end of a stretch.
            waiting.append((at, start, other_at, other_start, cut))
            at, other_at = start, other_start
        waiting.append((at, high, other_at, other_high, cut))


def _cuts(
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    within: tuple[int, int],
    other_within: tuple[int, int],
    size: int,
) -> list[tuple[int, int]]:
    """Return where runs start that both stretches have once, as many as keep their order."""
    here, there = _once(one, within, size), _once(other, other_within, size)
    pairs = sorted((place, there[gram]) for gram, place in here.items() if gram in there)
    return _longest_rising(pairs)


def _once(
    tokens: Sequence[Hashable], within: tuple[int, int], size: int
) -> dict[tuple[Hashable, ...], int]:
    """Return where each run of some tokens starts that a stretch has exactly once."""
    low, high = within
    places: dict[tuple[Hashable, ...], int] = {}
    columns = (tokens[low + shift : high] for shift in range(size))
    for place, gram in enumerate(zip(*columns, strict=False), low):
        places[gram] = -1 if gram in places else place
    return {gram: place for gram, place in places.items() if place >= 0}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most of some pairs, sorted by their first, of which the seconds rise, too."""
    ends: list[int] = []  # least last second of a row of each length
    last: list[int] = []  # the pair it belongs to
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(second)
            last.append(number)
        else:
            ends[length] = second
            last[length] = number
    row: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


class Text:
    """An article as the tokens that are compared: outside zones, marks as they are alike."""

    def __init__(self, text: str, zones: Iterable[Span] = ()) -> None:
        self.text = text
        self.plain = text.translate(_ALIKE)
        left_out = sorted(zones)
        borders = {border for zone in left_out for border in zone}
        tokens = plain_ranges(text, borders)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        at = 0
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            while at < len(left_out) and left_out[at].end <= start:
                at += 1
            if at < len(left_out) and left_out[at].start <= start:
                continue
            self.starts.append(start)
            self.ends.append(end)
            self.words.append(self.plain[start:end])


class Alignment:
    """Two articles, and what of the first stands in the second."""

    def __init__(self, one: Text, other: Text) -> None:
        self.one, self.other = one, other
        self.runs = [run for run in runs(one.words, other.words) if run.length >= RUN]
        self._starts = [run.one for run in self.runs]

    def share(self) -> float:
        """Return the share of words that are the same, 0 to 1.

        Of all words of both articles outside their zones, those that stand in both in the same
        order, in runs of at least three tokens: 2m / (a + b), after Dice.  Signs do not count.
        Texts without any word have nothing in common.
        """
        words = sum(map(_is_word, self.one.words)), sum(map(_is_word, self.other.words))
        same = sum(
            sum(map(_is_word, self.one.words[run.one : run.one + run.length])) for run in self.runs
        )
        return 2 * same / sum(words) if sum(words) else 0.0

    def carried(self, span: Span) -> Span | None:
        """Return where a range of the first article stands in the second, None if it does not.

        All of it must stand there in one piece, with the same characters but for marks and white
        space.
        """
        one, other = self.one, self.other
        found = self._run_over(span)
        if found is None:
            return None
        run, first, last = found
        shift = run.other - run.one
        start = other.starts[first + shift] + span.start - one.starts[first]
        end = other.ends[last + shift] + span.end - one.ends[last]
        if not 0 <= start < end <= len(other.text):
            return None
        same = one.plain[span.start : span.end].split() == other.plain[start:end].split()
        return Span(start, end) if same else None

    def context(self, span: Span) -> int:
        """Return how many tokens before and behind a range stand beside it in the second, too."""
        found = self._run_over(span)
        return 0 if found is None else found[0].length - (found[2] - found[1] + 1)

    def nearly(self, span: Span) -> tuple[Span, float] | None:
        """Return where a range of which words changed stands in the second article.

        With the share of its tokens that stand there, 0 to 1; from the first to the last of those.
        None if none of them does.
        """
        one, other = self.one, self.other
        first = bisect_right(one.ends, span.start)
        last = bisect_left(one.starts, span.end) - 1
        places = [
            token + run.other - run.one
            for run in self.runs
            for token in range(max(first, run.one), min(last + 1, run.one + run.length))
        ]
        if not places:
            return None
        there = Span(other.starts[places[0]], other.ends[places[-1]])
        return there, len(places) / max(last - first + 1, places[-1] - places[0] + 1)

    def _run_over(self, span: Span) -> tuple[Run, int, int] | None:
        """Return the run that all tokens of a range are in, with the first and the last of them."""
        first = bisect_right(self.one.ends, span.start)
        last = bisect_left(self.one.starts, span.end) - 1
        if first > last:
            return None
        number = bisect_right(self._starts, first) - 1
        if number < 0:
            return None
        run = self.runs[number]
        return None if last >= run.one + run.length else (run, first, last)


def _is_word(token: str) -> bool:
    return any(map(str.isalnum, token))
