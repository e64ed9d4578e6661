"""From what sentences say about targets to opinions: whose they are, how sure, in which words.

Owns the reading of an article for opinions.  What is said in a quote is its source's, what a verb
of feeling says is its subject's, the rest is the writer's; the opinion that is proposed is that of
the holder with the strongest words.  Below the floor, and where nothing but neutral remains,
nothing is proposed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import exp
from typing import TYPE_CHECKING

from annotator.assist.opinions.rules import Evidence, Sentence
from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.proposals import OpinionProposal, QuoteProposal

if TYPE_CHECKING:
    from annotator.assist.opinions.classifier import OpinionModel

RULES = "opinion-rules-1"
NEUTRAL = "neutral"
FLOOR = 0.6
#: Scores nearer to zero than this say neither good nor bad.
NEUTRAL_BAND = 0.2
#: How sure a score makes: 1 / (1 + e^-(slope * |score| - less)).  Read off the training part of
#: NewsMTSC in ten bins; praise is oftener a mere word near a name than blame is.
_SLOPE = 0.85
_LESS = {"negative": 0.3, "positive": 0.55}
#: Less sure, where no word bears on the target otherwise than so.
_LESS_SURE = {"near": 0.5, "has": 0.25}
_SUREST = 0.95
_OTHERS = 0.5  # share that the words of other holders have in the score
#: Words that carry an opinion have at least this share in the strongest of them.
_CARRIES = 0.5
#: Bearings by which good and bad of one target are told apart from good and bad around it.
_PLAIN = frozenset(("predicate", "named", "modifier"))
_MIXED_SURE = 0.7
_STRONG, _WEAK = 2.5, 1.5
_FIRST_PERSONS = frozenset(("i", "we", "me", "us", "my", "our", "myself", "ourselves"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is felt about one target."""

    polarity: str  # of `domain.opinions.POLARITIES`
    score: float  # how sure it is, 0 to 1
    intensity: str | None = None  # of `domain.opinions.INTENSITIES`; None where neutral
    holder: tuple[Span, ...] = ()  # empty: the writer, or nobody named the source of the quote
    expression: tuple[Span, ...] = ()
    quote: int | None = None  # place in the quotes


class ArticleReading:
    """An article read for opinions; sentences are read when a target in them is asked for."""

    def __init__(self, parse: Parse, quotes: Sequence[QuoteProposal] = ()) -> None:
        """Take a parse, and the quotes of the same article."""
        self.parse = parse
        self._quotes = quotes
        self._sentences: dict[int, Sentence] = {}
        # Contents by where they start; a nested one comes behind that around it.
        self._contents = sorted(
            (span.start, -span.end, place)
            for place, quote in enumerate(quotes)
            for span in quote.content
        )
        self._furthest: list[int] = []
        for _, end, _ in self._contents:
            self._furthest.append(max(-end, self._furthest[-1] if self._furthest else 0))

    def place(self, target: Span) -> tuple[Sentence, range] | None:
        """Return the sentence of a target and its tokens there; None where nothing is parsed."""
        parse = self.parse
        if not parse.parsed:
            return None
        tokens = parse.tokens_in(target)
        if not tokens:
            return None
        stretch = parse.sentence(tokens[0])
        if stretch.start not in self._sentences:
            self._sentences[stretch.start] = Sentence(parse, stretch)
        return self._sentences[stretch.start], range(tokens[0], min(tokens.stop, stretch.stop))

    def verdict(self, target: Span) -> Verdict:
        """Return what the rules say; neutral with no score where they know nothing."""
        place = self.place(target)
        if place is None:
            return Verdict(NEUTRAL, 0.0)
        groups = self._by_holder(place[0], target, place[0].evidence(place[1]))
        total = sum(each.score for each in groups)
        if (mixed := self._mixed(place[0], groups)) is not None:
            return mixed
        if abs(total) < NEUTRAL_BAND:
            return Verdict(NEUTRAL, 1.0 - _sureness(abs(total), "positive"))
        polarity = "positive" if total > 0 else "negative"
        return self._told(place[0], groups, polarity, total)

    def told(self, target: Span, polarity: str, score: float) -> Verdict:
        """Return a polarity that is known from elsewhere with the words and holder of the rules."""
        place = self.place(target)
        if place is None or polarity not in {"positive", "negative"}:
            return Verdict(polarity, score)
        groups = self._by_holder(place[0], target, place[0].evidence(place[1]))
        if any(each.score * _sign(polarity) > 0 for each in groups):
            found = self._told(place[0], groups, polarity, 0.0)
            return Verdict(
                polarity, score, found.intensity, found.holder, found.expression, found.quote
            )
        quote = self.quote_at(target)
        holder = () if quote is None else self._quotes[quote].source
        return Verdict(polarity, score, None, holder, (), quote)

    def quote_at(self, span: Span) -> int | None:
        """Return the place of the innermost quote whose content holds a range."""
        at = bisect_right(self._contents, (span.start, 0, len(self._quotes))) - 1
        while at >= 0 and self._furthest[at] >= span.end:
            start, end, place = self._contents[at]
            if start <= span.start and span.end <= -end:
                return place
            at -= 1
        return None

    def _by_holder(
        self, sentence: Sentence, target: Span, found: Iterable[Evidence]
    ) -> list[_Voice]:
        voices: dict[tuple[Span, ...] | int | None, _Voice] = {}
        for each in found:
            hit = self.parse.span(each.hit.first, each.hit.last)
            quote = self.quote_at(hit)
            holder = () if quote is None else self._quotes[quote].source
            if each.holders and not self._first_person(sentence, each.holders):
                holder = tuple(sorted(self.parse.span(*sentence.phrase(e)) for e in each.holders))
            if any(e.start < target.end and target.start < e.end for e in holder):
                # People say good things about themselves; it is not what is asked for.
                continue
            voice = voices.setdefault(holder or quote, _Voice(holder))
            voice.evidence.append(each)
            voice.quotes.append(quote)
        return list(voices.values())

    def _mixed(self, sentence: Sentence, voices: Iterable[_Voice]) -> Verdict | None:
        """Return that one holder says good and bad of a target in one breath, if so."""
        heads, deps = self.parse.heads, self.parse.deps
        for voice in voices:
            plain = [e for e in voice.evidence if e.relation in _PLAIN and abs(e.worth) >= 1.0]
            for each in plain:
                head = each.hit.head
                for other in plain:
                    if (
                        deps[head] == "conj"
                        and heads[head] == other.hit.head
                        and each.worth * other.worth < 0
                    ):
                        return Verdict(
                            "mixed",
                            _MIXED_SURE,
                            "average",
                            voice.holder,
                            self._expression(sentence, [each, other]),
                            voice.quote([each, other]),
                        )
        return None

    def _first_person(self, sentence: Sentence, tokens: Iterable[int]) -> bool:
        return any(sentence.word(each) in _FIRST_PERSONS for each in tokens)

    def _told(
        self, sentence: Sentence, voices: Sequence[_Voice], polarity: str, total: float
    ) -> Verdict:
        sign = _sign(polarity)
        voice = max(voices, key=lambda each: each.score * sign)
        score = abs(voice.score + _OTHERS * (total - voice.score))
        carrying = voice.carrying(sign)
        sure = _sureness(score, polarity, carrying)
        force = max(abs(each.value) for each in carrying)
        return Verdict(
            polarity,
            sure,
            "strong" if force >= _STRONG else "weak" if force < _WEAK else "average",
            voice.holder,
            self._expression(sentence, carrying),
            voice.quote(carrying),
        )

    def _expression(self, sentence: Sentence, carrying: Sequence[Evidence]) -> tuple[Span, ...]:
        """Return the words that carry an opinion, neighbours as one."""
        ranges = sorted({sentence.carrier(each) for each in carrying})
        joined: list[tuple[int, int]] = []
        for first, last in ranges:
            if joined and self._joins(joined[-1][1], first):
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return tuple(self.parse.span(first, last) for first, last in joined)

    def _joins(self, end: int, first: int) -> bool:
        between = [self.parse.words[each].lower() for each in range(end, first)]
        return all(each in {"and", "or", ",", "but"} for each in between)


@dataclass(slots=True)
class _Voice:
    """What one holder says about a target."""

    holder: tuple[Span, ...]
    evidence: list[Evidence] = field(default_factory=list)
    quotes: list[int | None] = field(default_factory=list)  # in which each evidence stands

    @property
    def score(self) -> float:
        return sum(each.worth for each in self.evidence)

    def carrying(self, sign: int) -> list[Evidence]:
        agreeing = [each for each in self.evidence if each.worth * sign > 0]
        most = max(each.worth * sign for each in agreeing)
        return [each for each in agreeing if each.worth * sign >= _CARRIES * most]

    def quote(self, carrying: Sequence[Evidence]) -> int | None:
        """Return the quote of the strongest of some evidence that stands in one."""
        within = [
            (abs(each.worth), -place, quote)
            for place, (each, quote) in enumerate(zip(self.evidence, self.quotes, strict=True))
            if quote is not None and each in carrying
        ]
        return max(within)[2] if within else None


def _sign(polarity: str) -> int:
    return 1 if polarity == "positive" else -1


def _sureness(score: float, polarity: str, carrying: Sequence[Evidence] = ()) -> float:
    less = _LESS[polarity] + min((_LESS_SURE.get(e.relation, 0.0) for e in carrying), default=0.0)
    return min(_SUREST, 1.0 / (1.0 + exp(less - _SLOPE * score)))


def polarity_of(
    parse: Parse,
    target: Span,
    *,
    quotes: Sequence[QuoteProposal] = (),
    model: OpinionModel | None = None,
) -> Verdict:
    """Return what is felt about one target; it always answers, neutral where it knows nothing.

    Args:
        parse: The article.
        target: Code points of it.
        quotes: Of the same article, for the holder.
        model: One's own; None: the rules.
    """
    reading = ArticleReading(parse, quotes)
    if model is None:
        return reading.verdict(target)
    polarity, score = model.classify(reading, [target])[0]
    return reading.told(target, polarity, score)


def judged_phrases(
    parse: Parse, besides: Iterable[Span] = (), quotes: Iterable[QuoteProposal] = ()
) -> list[Span]:
    """Return what strong words are plainly said of without its being a name ("the bargain").

    They can stand among the targets of `suggest_opinions`; in quotes they are half of what
    opinions are about.

    Args:
        parse: The article; without a parse there are none.
        besides: Targets that are there already; a phrase whose noun is in one is left out.
        quotes: Of the same article; in them, plain adjectives make targets, too.
    """
    if not parse.parsed:
        return []
    names = [parse.span(first, last) for first, last, _ in parse.entities]
    taken = sorted([*names, *besides])
    furthest = list(accumulate((each.end for each in taken), max))
    said = {e for quote in quotes for span in quote.content for e in parse.tokens_in(span)}
    found = []
    for start, stop in pairwise([*parse.sentences, len(parse)]):
        for first, last, head in Sentence(parse, range(start, stop)).judged(said):
            # Of what starts before the end of its noun, does anything reach into it?
            before = bisect_left(taken, (parse.ends[head],)) - 1
            if before < 0 or furthest[before] <= parse.starts[head]:
                found.append(parse.span(first, last))
    return found


def suggest_opinions(
    parse: Parse,
    targets: Sequence[Span],
    quotes: Sequence[QuoteProposal] = (),
    *,
    model: OpinionModel | None = None,
    floor: float = FLOOR,
    nested: bool = False,
) -> list[OpinionProposal]:
    """Return an opinion for each target about which something is felt, in the order of targets.

    Nothing for neutral targets, for those below the floor, and for texts without a parse.

    Args:
        parse: The article.
        targets: Mentions that somebody may feel something about.
        quotes: Of the same article; the proposals name their places in it.
        model: One's own; None: the rules.
        floor: Least sureness, 0 to 1.
        nested: Whether a target inside another is answered even if nothing further is said of it.
    """
    reading = ArticleReading(parse, quotes)
    targets = [each for each in targets if reading.place(each) is not None]
    if model is None:
        verdicts = [reading.verdict(each) for each in targets]
        name = RULES
    else:
        known = model.classify(reading, targets)
        verdicts = [reading.told(t, *each) for t, each in zip(targets, known, strict=True)]
        name = model.name
    found = {
        target: verdict
        for target, verdict in zip(targets, verdicts, strict=True)
        if verdict.polarity != NEUTRAL and verdict.score >= floor
    }
    return [
        OpinionProposal(
            target,
            verdict.polarity,
            verdict.intensity,
            verdict.holder,
            verdict.expression,
            verdict.quote,
            round(verdict.score, 4),
            name,
        )
        for target, verdict in (found if nested else _outermost(found)).items()
    ]


def _outermost(found: Mapping[Span, Verdict]) -> dict[Span, Verdict]:
    """Return the verdicts without those of a target in another of which the same words are said.

    "Roon's record is poor" is about the record; that Roon stands in it says nothing further.
    """
    around: list[Span] = []
    dropped: set[Span] = set()
    for target in sorted(found, key=lambda each: (each.start, -each.end)):
        while around and around[-1].end <= target.start:
            around.pop()
        for outer in around:
            same = found[outer].polarity == found[target].polarity
            shared = set(found[outer].expression) & set(found[target].expression)
            if outer != target and target.end <= outer.end and same and shared:
                dropped.add(target)
        around.append(target)
    return {target: each for target, each in found.items() if target not in dropped}
