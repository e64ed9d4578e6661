"""How good proposed quotes are, measured against quotes that people labelled.

Owns the measures.  A span is the set of its word tokens, so quote marks, commas and spaces decide
nothing.  `j80` pairs contents one to one whose token sets have a Jaccard index of at least 0.8
(intersection over union).  `seg_spk` looks only at passages in quote marks of three words or more:
found, and with the right speaker; it does not care how a guideline splits or joins quotes.  `e2e`
is content j80 with the right speaker.

The right speaker shares a content word with the labelled source: the same token, or the same word
elsewhere in the article ("Brandt" for "Lena Brandt").  Function words and pronouns count only as
the same token, and only where the labelled source has nothing else ("she said").  A proposal
speaks with the words of its `source` and of the fuller mention `speaker` it refers back to.  Where
no source is labelled, a proposal is right that names none, or only a pronoun.

The speech view keeps quotes with a word in quote marks and, of the others, those whose cue is a
verb of speech or "according to"; labelled and proposed quotes are sifted alike, each by its own
cue.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotations import Span
from annotator.domain.cue_words import is_speech
from annotator.domain.measure import Measure
from annotator.domain.passages import passages_in
from annotator.domain.proposals import QuoteProposal
from annotator.domain.tokens import plain_ranges

VIEWS = ("all", "speech")
MEASURES = ("content_exact", "content_j80", "cue", "source", "frame", "seg_spk", "e2e")
#: Kinds of errors, worst first.
ERRORS = ("missed", "spurious", "boundary", "wrong-speaker")
_J80 = 0.8
#: Shortest passage in quote marks that counts for `seg_spk`, in words.
_SEGMENT_WORDS = 3
_FUNCTION_WORDS = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "some", "any", "many", "most", "all"),
        *("both", "each", "other", "others", "another", "one", "more", "of", "in", "on", "at"),
        *("by", "for", "from", "to", "with", "and", "or", "as", "'s", "’s", "s", "who", "which"),
        *("what", "he", "she", "it", "they", "we", "i", "you", "him", "her", "them", "us", "me"),
        *("his", "its", "their", "our", "my", "your", "himself", "herself", "themselves"),
        *("mr", "mrs", "ms", "mr.", "mrs.", "ms.", "dr", "dr."),
    )
)


@dataclass(frozen=True, slots=True)
class QuoteError:
    """A place where proposal and label differ."""

    kind: str  # of `ERRORS`
    article: str
    gold: QuoteProposal | None
    found: QuoteProposal | None


@dataclass(slots=True)
class QuoteScores:
    """All measures of both views, with the errors of the view of all quotes."""

    views: dict[str, dict[str, Measure]] = field(
        default_factory=lambda: {view: {each: Measure() for each in MEASURES} for view in VIEWS}
    )
    errors: list[QuoteError] = field(default_factory=list)
    words: int = 0
    articles: int = 0

    def add(
        self,
        article: str,
        text: str,
        gold: Sequence[QuoteProposal],
        found: Sequence[QuoteProposal],
    ) -> None:
        """Count the proposals for one more article, called `article` among the errors."""
        words = _Words(text)
        self.words += len(words.starts)
        self.articles += 1
        labelled = [_Frame(each, words) for each in gold]
        proposed = [_Frame(each, words) for each in found]
        for view in VIEWS:
            here = [each for each in labelled if view == "all" or each.is_speech]
            there = [each for each in proposed if view == "all" or each.is_speech]
            pairs = _pairs(here, there)
            _count(self.views[view], words, here, there, pairs)
            if view == "all":
                self.errors.extend(_errors(article, words, here, there, pairs))


class _Words:
    """The word tokens of a text and which of them stand in quote marks."""

    def __init__(self, text: str) -> None:
        tokens = plain_ranges(text)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            word = text[start:end]
            if any(map(str.isalnum, word)):
                self.starts.append(start)
                self.ends.append(end)
                self.words.append(word.casefold())
        self.segments: list[frozenset[int]] = []
        self.quoted: set[int] = set()
        at = 0
        for line in text.split("\n"):
            reached = -1
            for passage in passages_in(text, Span(at, at + len(line))):
                if passage.outer.start < reached:
                    continue  # nested in the one before
                reached = passage.outer.end
                inside = self.inside((passage.inner,))
                self.quoted.update(inside)
                if len(inside) >= _SEGMENT_WORDS:
                    self.segments.append(inside)
            at += len(line) + 1

    def inside(self, spans: Iterable[Span]) -> frozenset[int]:
        """Return the words that share a character with one of `spans`."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self.ends, span.start)
            found.update(range(first, bisect_left(self.starts, span.end)))
        return frozenset(found)

    def content_words(self, tokens: Iterable[int]) -> frozenset[str]:
        """Return what tokens say besides function words."""
        return frozenset(self.words[each] for each in tokens).difference(_FUNCTION_WORDS)


class _Frame:
    """A quote as sets of word tokens."""

    __slots__ = ("content", "cue", "is_speech", "quote", "source", "speaker")

    def __init__(self, quote: QuoteProposal, words: _Words) -> None:
        self.quote = quote
        self.content = words.inside(quote.content)
        self.cue = words.inside(quote.cue)
        self.source = words.inside(quote.source)
        self.speaker = words.inside((quote.speaker,)) if quote.speaker else frozenset()
        self.is_speech = not self.content.isdisjoint(words.quoted) or is_speech(
            words.words[each] for each in self.cue
        )


def _same_speaker(words: _Words, gold: _Frame, found: _Frame) -> bool:
    wanted = words.content_words(gold.source)
    named = words.content_words(found.source | found.speaker)
    if not gold.source:
        return not named
    if not wanted:
        if not gold.source.isdisjoint(found.source):
            return True
        # A label may itself know whom a pronoun stands for.
        wanted = words.content_words(gold.speaker)
    return not wanted.isdisjoint(named)


def _pairs(gold: list[_Frame], found: list[_Frame]) -> list[tuple[float, int, int]]:
    """Return pairs (Jaccard, label, proposal) whose contents overlap, one to one, best first.

    Where the index is 0.8 or more the best is nearly always the only one: two others of one side
    would have to share most of their words.
    """
    holders: dict[int, list[int]] = {}
    for index, each in enumerate(gold):
        for token in each.content:
            holders.setdefault(token, []).append(index)
    candidates: list[tuple[float, int, int, int]] = []
    for index, each in enumerate(found):
        shared = Counter(holder for token in each.content for holder in holders.get(token, ()))
        for holder, count in shared.items():
            union = len(each.content) + len(gold[holder].content) - count
            # Of two labels with the same words the one with the same cue.
            same_cue = int(bool(each.cue & gold[holder].cue))
            candidates.append((count / union, same_cue, holder, index))
    candidates.sort(key=lambda each: (-each[0], -each[1], each[2], each[3]))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for jaccard, _, one, other in candidates:
        if one not in taken_gold and other not in taken_found:
            taken_gold.add(one)
            taken_found.add(other)
            pairs.append((jaccard, one, other))
    return pairs


def _count(
    measures: dict[str, Measure],
    words: _Words,
    gold: list[_Frame],
    found: list[_Frame],
    pairs: list[tuple[float, int, int]],
) -> None:
    near = [(one, other) for jaccard, one, other in pairs if jaccard >= _J80]
    exact = [(one, other) for jaccard, one, other in pairs if jaccard == 1]
    sizes = (len(found), len(gold))
    measures["content_exact"].count(len(exact), *sizes)
    measures["content_j80"].count(len(near), *sizes)
    measures["e2e"].count(
        sum(_same_speaker(words, gold[one], found[other]) for one, other in near), *sizes
    )
    measures["frame"].count(
        sum(
            gold[one].cue == found[other].cue and gold[one].source == found[other].source
            for one, other in exact
        ),
        *sizes,
    )
    for slot in ("cue", "source"):
        here = Counter(getattr(each, slot) for each in gold)
        there = Counter(getattr(each, slot) for each in found)
        here.pop(frozenset(), None)
        there.pop(frozenset(), None)
        measures[slot].count((here & there).total(), there.total(), here.total())
    labelled = dict(_segments(words, gold))
    proposed = dict(_segments(words, found))
    measures["seg_spk"].count(
        sum(
            place in labelled and _same_speaker(words, labelled[place], frame)
            for place, frame in proposed.items()
        ),
        len(proposed),
        len(labelled),
    )


def _segments(words: _Words, frames: list[_Frame]) -> Iterator[tuple[int, _Frame]]:
    """Yield the passages in quote marks that frames hold most words of, with the frame."""
    holders: dict[int, list[int]] = {}
    for index, each in enumerate(frames):
        for token in each.content:
            holders.setdefault(token, []).append(index)
    for place, segment in enumerate(words.segments):
        shares = Counter(holder for token in segment for holder in holders.get(token, ()))
        if shares:
            # Of two that hold all of it (one reported in the other) the one nearer to it.
            best = min(shares, key=lambda each: (-shares[each], len(frames[each].content), each))
            if 2 * shares[best] > len(segment):
                yield place, frames[best]


def _errors(
    article: str,
    words: _Words,
    gold: list[_Frame],
    found: list[_Frame],
    pairs: list[tuple[float, int, int]],
) -> Iterator[QuoteError]:
    paired_gold = {one for _, one, _ in pairs}
    paired_found = {other for _, _, other in pairs}
    for index, each in enumerate(gold):
        if index not in paired_gold:
            yield QuoteError("missed", article, each.quote, None)
    for index, each in enumerate(found):
        if index not in paired_found:
            yield QuoteError("spurious", article, None, each.quote)
    for jaccard, one, other in pairs:
        if jaccard < 1:
            yield QuoteError("boundary", article, gold[one].quote, found[other].quote)
        if not _same_speaker(words, gold[one], found[other]):
            yield QuoteError("wrong-speaker", article, gold[one].quote, found[other].quote)
