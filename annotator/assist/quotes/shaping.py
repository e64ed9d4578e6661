"""From drafts to proposals: what a guideline makes of what was found.

Owns the way from ranges of tokens to ranges of characters, and every switch on it.  Contents that a
model labelled keep their borders: the model learned the guideline from labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.assist.quotes.drafts import UNKNOWN_CUE, Draft, holders, nest
from annotator.assist.quotes.reading import Range, Reading, united
from annotator.assist.quotes.segments import Segment
from annotator.assist.quotes.switches import Switches
from annotator.domain.annotations import Span
from annotator.domain.proposals import QuoteProposal

#: Rules by which a content is a phrase of the writer's own clause.
PHRASES = frozenset(("small", "object", "preposition", "infinitive", "around", "bare", "hedge"))
#: What is reported in a quote is less often right than the quote.
NESTED = 0.7
_BRACKETS = {"(": ")", "[": "]"}
_LONGEST_INSERTION = 8  # words
_NEGATIONS = frozenset(("not", "n't", "n’t", "never"))
_CONFIRMING = frozenset(("confirm", "comment", "acknowledge", "disclose"))
_FIRST_PERSON = frozenset(("i", "we", "you", "me", "us"))


def wanted(reading: Reading, draft: Draft, switches: Switches) -> bool:
    """Tell whether a guideline counts a draft as a quote."""
    entry = draft.entry
    hedged = draft.pattern == "hedge"  # "is believed to": somebody says so
    if not entry.speech and not switches.beliefs and entry.act == "" and not hedged:
        return False
    if draft.parent is None:
        return True
    if not switches.nested or draft.subject is None:
        return False
    if draft.subject == draft.parent.subject:
        return False  # "declined to comment on it" is one act
    if draft.head >= 0 and reading.inside[draft.head] >= 0:
        # In somebody's speech only what is said by others: "we told you" is manner of speaking.
        return entry.is_saying and reading.low[draft.subject] not in _FIRST_PERSON
    if entry.is_saying or entry.lemma == "according" or draft.pattern == "noun":
        return True
    return any(reading.inside[each] >= 0 for piece in draft.content for each in range(*piece))


def inner_of(
    reading: Reading, ruled: Iterable[Draft], outer: Sequence[Draft], switches: Switches
) -> list[Draft]:
    """Return what the rules found reported in the contents of `outer`, linked to these."""
    holder = holders(outer)
    found = []
    for draft in ruled:
        above = None if draft.cue is None else holder.get(draft.cue[0])
        if draft.parent is not None and above is not None and wanted(reading, draft, switches):
            draft.parent = above
            draft.score = None if above.score is None else round(above.score * NESTED, 4)
            found.append(draft)
    return found


def _act(reading: Reading, draft: Draft) -> str:
    """Return the act of a cue; a denied one says less than the word itself."""
    act = draft.entry.act
    if draft.cue is None or _NEGATIONS.isdisjoint(reading.low[slice(*draft.cue)]):
        return act
    if draft.entry.lemma in _CONFIRMING:
        return "declines-to-confirm"
    return act if act == "states" else ""


def proposals(
    reading: Reading, drafts: Sequence[Draft], switches: Switches, *, suggester: str
) -> list[QuoteProposal]:
    """Return drafts as proposals of a guideline; those with borders of labels keep them.

    They come by where their contents start, an outer one before those reported in it.
    """
    kept = []
    for draft in drafts:
        if draft.styled:
            content = [reading.parse.span(*each) for each in united(draft.content)]
        else:
            content = _content(reading, draft, switches)
        if content:
            kept.append((draft, content))
    found: list[QuoteProposal] = []
    places: dict[int, int] = {}
    parents: list[Draft | None] = []
    kept.sort(key=lambda each: (each[1][0].start, each[1][0].start - each[1][-1].end))
    for draft, content in kept:
        places.setdefault(id(draft), len(found))
        whole = QuoteProposal(
            tuple(content),
            (reading.parse.span(*draft.cue),) if draft.cue else (),
            tuple(reading.parse.span(*each) for each in _sources(reading, draft, switches)),
            tuple(_insertions(reading, content)),
            draft.speaker,
            _act(reading, draft),
            score=draft.score,
            suggester=suggester,
        )
        pieces = [whole] if switches.joined else _split(whole)
        found += pieces
        parents += [draft.parent] * len(pieces)
    return [
        each if parent is None else replace(each, parent=places.get(id(parent)))
        for each, parent in zip(found, parents, strict=True)
    ]


def _split(quote: QuoteProposal) -> list[QuoteProposal]:
    """Return one quote for each content; the cue stays with the nearest."""
    if len(quote.content) < 2:
        return [quote]
    nearest = min(
        quote.content,
        key=lambda each: min((_distance(each, cue) for cue in quote.cue), default=each.start),
    )
    return [
        replace(
            quote,
            content=(each,),
            cue=quote.cue if each == nearest else (),
            insertion=tuple(hole for hole in quote.insertion if each.contains(hole)),
        )
        for each in quote.content
    ]


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def shaped(reading: Reading, draft: Draft, switches: Switches) -> list[Range]:
    """Return the content of a draft as a guideline has it, as ranges of tokens."""
    pieces = united(draft.content)
    if not switches.whole_phrases and draft.pattern in PHRASES:
        pieces = list(_quoted(reading, pieces)) or pieces
    found = []
    for first, last in pieces:
        if reading.is_that(first) and not switches.that_in_content:
            first += 1
        if any(reading.is_word[first:last]):
            found.append((first, last))
    return found


def _content(reading: Reading, draft: Draft, switches: Switches) -> list[Span]:
    spans: list[Span] = []
    for first, last in shaped(reading, draft, switches):
        if first < last:
            span = _span(reading, (first, last), marks=switches.marks_in_content)
            if span.start < span.end and (not spans or spans[-1].end <= span.start):
                spans.append(span)
    return spans


def _quoted(reading: Reading, pieces: Iterable[Range]) -> Iterable[Range]:
    """Yield what of ranges stands in quote marks."""
    for first, last in pieces:
        token = first
        while token < last:
            number = reading.inside[token]
            if number < 0:
                token += 1
                continue
            segment = reading.segments[number]
            start, stop = max(first, segment.first), min(last, segment.last)
            if start < stop:
                yield start, stop
            token = segment.outer_last if segment.outer_last > token else token + 1


def gold_drafts(reading: Reading, quotes: Sequence[QuoteProposal]) -> list[Draft]:
    """Return labelled quotes as drafts, an inner one with the outer one as its parent."""
    drafts: list[Draft] = []
    for quote in quotes:
        content, cue, source = (
            _tokens(reading, slot) for slot in (quote.content, quote.cue, quote.source)
        )
        if content:
            drafts.append(
                Draft(
                    UNKNOWN_CUE,
                    (cue[0][0], cue[-1][1]) if cue else None,
                    -1,
                    (source[0][0], source[-1][1]) if source else None,
                    None,
                    content,
                    styled=True,
                )
            )
    nest(drafts)
    return drafts


def _tokens(reading: Reading, spans: Sequence[Span]) -> list[Range]:
    ranges = (reading.parse.tokens_in(each) for each in spans)
    return united((each.start, each.stop) for each in ranges)


def _span(reading: Reading, tokens: Range, *, marks: bool) -> Span:
    """Return a content as characters: with both marks of a passage or with none of them.

    The marks around the whole of it stay out unless the guideline wants them; a comma before the
    closing mark is the writer's.
    """
    parse = reading.parse
    first, last = tokens
    start, end = parse.starts[first], parse.ends[last - 1]
    opening, closing = _segment(reading, first), _segment(reading, last - 1)
    if opening is not None and first <= opening.first:
        whole = opening is closing and last >= opening.last
        beyond = last > opening.outer_last
        if marks or beyond:
            start = opening.outer.start
        else:
            start = max(start, opening.inner.start)
        if whole and not marks:
            return _without_comma(parse.text, start, min(end, opening.inner.end))
    if closing is not None and last >= closing.last:
        if marks or first < closing.outer_first or opening is not closing:
            beyond = first < closing.outer_first
            if marks or beyond:
                end = closing.outer.end
            else:
                return _without_comma(parse.text, start, min(end, closing.inner.end))
        else:
            return _without_comma(parse.text, start, min(end, closing.inner.end))
    return Span(start, max(start, end))


def _segment(reading: Reading, token: int) -> Segment | None:
    number = reading.inside[token]
    return None if number < 0 else reading.segments[number]


def _without_comma(text: str, start: int, end: int) -> Span:
    while end > start and (text[end - 1] in ",;،" or text[end - 1].isspace()):
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _insertions(reading: Reading, content: Iterable[Span]) -> Iterable[Span]:
    """Yield words in brackets inside quote marks: what the paper put there."""
    parse = reading.parse
    for span in content:
        tokens = parse.tokens_in(span)
        token = tokens.start
        while token < tokens.stop:
            closes = _BRACKETS.get(parse.words[token])
            if closes is None or reading.inside[token] < 0:
                token += 1
                continue
            end = token + 1
            while end < min(tokens.stop, token + _LONGEST_INSERTION + 2):
                if parse.words[end] == closes:
                    break
                end += 1
            if end < tokens.stop and parse.words[end] == closes and end > token + 1:
                yield parse.span(token, end + 1)
                token = end
            token += 1


def _sources(reading: Reading, draft: Draft, switches: Switches) -> list[Range]:
    """Return the source, or both where two names stand side by side: “Tarn and Karsk”."""
    if draft.source is None:
        return []
    first, last = draft.source
    if not switches.titles:
        first, last = _name(reading, first, last)
    if switches.joint_sources:
        return [(first, last)]
    joins = [each for each in range(first, last) if reading.low[each] == "and"]
    if len(joins) == 1:
        sides = [(first, joins[0]), (joins[0] + 1, last)]
        if all(_is_name(reading, side) for side in sides):
            return sides
    return [(first, last)]


def _is_name(reading: Reading, tokens: Range) -> bool:
    return tokens[0] < tokens[1] and all(
        reading.tags[each].startswith("NNP") for each in range(*tokens)
    )


def _name(reading: Reading, first: int, last: int) -> Range:
    """Return the person's name inside a source, if it ends with one."""
    for start, stop, label in reading.entities_in(first, last):
        if label == "PERSON" and stop == last:
            return start, stop
    return first, last
