"""The first draft of a quote from words alone: its content, its cue and its source.

Owns a list of words that say that somebody said something, and the rule of thumb that looks for who
it was.  It is a draft for a person to accept or mend; it must not decide anything by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.annotations import Span
from annotator.domain.passages import passage_at, words_of
from annotator.domain.tokens import Tokens

_AUXILIARY = r"(?:is|are|was|were|has|have|had|been|also|later|repeatedly|again|since|reportedly)"
_VERBS = (
    r"said|says|saying|tells?|told|add(?:s|ed|ing)|claim(?:s|ed|ing)|report(?:s|ed|ing)|"
    r"den(?:y|ies|ied|ying)|warn(?:s|ed|ing)(?: (?:against|of|that))?|call(?:s|ed|ing)|"
    r"vow(?:s|ed|ing)|stat(?:es|ed|ing)|announc(?:es|ed|ing)|insist(?:s|ed|ing)|"
    r"argu(?:es|ed|ing)|confirm(?:s|ed|ing)?|not(?:es|ed|ing)|reject(?:s|ed|ing)|"
    r"accus(?:es|ed|ing)|acknowledg(?:es|ed|ing)|admit(?:s|ted|ting)|describ(?:es|ed|ing)|"
    r"explain(?:s|ed|ing)|writ(?:es|ing)|wrote|written|ask(?:s|ed|ing)|repl(?:ies|ied|ying)|"
    r"urg(?:es|ed|ing)|promis(?:es|ed|ing)|predict(?:s|ed|ing)|suggest(?:s|ed|ing)|"
    r"declar(?:es|ed|ing)|emphasi[sz](?:es|ed|ing)|ruling out|rul(?:es|ed) out|"
    r"propos(?:es|ed|ing)|conced(?:es|ed|ing)|dismiss(?:es|ed|ing)|demand(?:s|ed|ing)"
)
#: Nouns that report what somebody says or fears, where a clause with "that" follows.
_NOUNS = r"suspicions?|allegations?|accusations?|assurances?|warnings?|rumou?rs?|fears?"
_CUE = re.compile(
    r"\baccording to\b"
    rf"|\b(?:{_NOUNS})\b(?= that\b)"
    rf"|\b(?:{_AUXILIARY} )*quoted (?:as )?saying\b"
    rf"|\b(?:(?:did|does|do|would|could) not |{_AUXILIARY} |not )*(?:{_VERBS})\b",
    flags=re.IGNORECASE,
)
#: Verbs behind which a listener stands before what was said.
_TOLD = re.compile(r"\b(?:tells?|told)$", flags=re.IGNORECASE)
_NOUN_CUE = re.compile(rf"(?:{_NOUNS})$", flags=re.IGNORECASE)
#: “…, adding that”, “…, not ruling out”: the speaker is that of the verb before.
_PARTICIPLE = re.compile(r"(?:(?:not|also|later|again|repeatedly) )*\w+ing\b", flags=re.IGNORECASE)
_SINGULAR = re.compile(r"(?:is|was|has)\b|(?:\w+ )*\w+s$", flags=re.IGNORECASE)
#: Words before which the words of a speaker begin anew when one walks back from a cue.
_BREAKS = frozenset(
    (
        *("as", "but", "while", "when", "after", "before", "although", "though", "because"),
        *("since", "if", "where", "that", "which", "who", "whom", "so", "then", "yet", "or"),
        *("than", "to", "in", "on", "at", "by", "from", "for", "with", "of", "not"),
    )
)
#: Words that join two speakers or stand inside a title.
_JOINS = frozenset(("of", "for", "and", "the", "at", "in"))
_PRONOUNS = frozenset(("he", "she", "they", "it", "who", "i", "we"))
_NOT_IN_A_NAME = frozenset(',;:.!?…“”"«»„()[]—–-|')
_PLACES = frozenset(("in", "at", "on", "during", "after", "before", "late", "through"))
_SKIPPED_AFTER = frozenset(("that", ",", ":", "—", "–"))


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """What a quote may consist of; positions are code points."""

    content: tuple[Span, ...]
    cue: Span | None = None
    source: tuple[Span, ...] = ()  # several for “Karsk and Tarn have denied”


def draft_quote(
    text: str, tokens: Tokens, position: int, selection: Span | None, known: Iterable[Span] = ()
) -> QuoteDraft | None:
    """Return a draft of the quote at `position`, or None where nothing looks like one.

    Args:
        text: the article.
        tokens: its tokens and sentences.
        position: where the cursor stands.
        selection: the content, if a person selected it.
        known: ranges of names that are labelled already; they are kept whole in a source.
    """
    content = selection or _quoted(text, position)
    sentence = tokens.sentence(content.start if content else position)
    if content is not None and content.end > sentence.end:
        sentence = Span(sentence.start, tokens.sentence(content.end - 1).end)
    cues = [
        each
        for each in _cues(text, tokens, sentence)
        if content is None or not content.overlaps(each)
    ]
    if content is None:
        if not cues:
            return None
        cue = min(cues, key=lambda each: _distance(each, position))
        content = _reported(text, tokens, sentence, cue, cues)
        if content is None:
            return None
    elif cues:
        cue = min(cues, key=lambda each: _gap(each, content))
    else:
        return QuoteDraft((content,))
    source = _source(text, tokens, sentence, cue, content)
    if source is None and _is_participle(text, cue):
        # “X said …, calling it …”: a participle has the speaker of the verb before it.
        for earlier in reversed([each for each in cues if each.end <= cue.start]):
            source = _source(text, tokens, sentence, earlier, content)
            if source is not None:
                break
    source = _whole(source, known, content)
    return QuoteDraft((content,), cue, _speakers(text, tokens, source, cue, known))


def _cues(text: str, tokens: Tokens, sentence: Span) -> list[Span]:
    """Return the cues of a sentence; none inside what “according to” names."""
    found = [Span(*match.span()) for match in _CUE.finditer(text, sentence.start, sentence.end)]
    named = [
        _ahead(text, tokens, sentence, each, Span(each.start, each.start))
        for each in found
        if _is_according(text, each)
    ]
    return [each for each in found if not any(name and name.overlaps(each) for name in named)]


def _is_according(text: str, cue: Span) -> bool:
    return text[cue.start : cue.end].lower().startswith("according")


def _is_participle(text: str, cue: Span) -> bool:
    return _PARTICIPLE.match(text, cue.start, cue.end) is not None


def _speakers(
    text: str, tokens: Tokens, source: Span | None, cue: Span, known: Iterable[Span]
) -> tuple[Span, ...]:
    """Return the speakers of a source: two where two names stand with a verb of the plural."""
    if source is None:
        return ()
    first, last = tokens.at(source.start), tokens.before(source.end)
    words = [text[tokens.starts[each] : tokens.ends[each]] for each in range(first, last + 1)]
    if words.count("and") != 1 or _SINGULAR.match(text, cue.start, cue.end):
        return (source,)
    place = first + words.index("and")
    joined = any(name.start < tokens.starts[place] < name.end for name in known)
    if joined or not all(word == "and" or word[0].isupper() for word in words):
        return (source,)
    return (
        Span(source.start, tokens.ends[place - 1]),
        Span(tokens.starts[place + 1], source.end),
    )


def _quoted(text: str, position: int) -> Span | None:
    passage = passage_at(text, position)
    return None if passage is None else words_of(text, passage)


def _reported(
    text: str, tokens: Tokens, sentence: Span, cue: Span, cues: Iterable[Span]
) -> Span | None:
    """Return the clause that a cue reports: what follows it, or what precedes it at the end."""
    first, last = tokens.sentence_of(tokens.at(cue.start))
    after = _index_from(tokens, cue.end)
    while after <= last and text[tokens.starts[after] : tokens.ends[after]] in _SKIPPED_AFTER:
        after += 1
    told = _TOLD.search(text, cue.start, cue.end) is not None
    after = _behind_that(text, tokens, after, last, told=told)
    end = last
    for other in cues:
        # “…, adding that …” and “…, according to …” report anew.
        comma = tokens.before(other.start)
        anew = _is_participle(text, other) or _is_according(text, other)
        if after < comma <= end and anew and text[tokens.starts[comma]] == ",":
            end = comma - 1
    while end >= after and text[tokens.starts[end]] in ".!?…":
        end -= 1
    comes_last = _is_according(text, cue)
    if comes_last and tokens.before(cue.start) < first:
        # “According to the agency, X.”: what was said begins behind its comma.
        named = _ahead(text, tokens, sentence, cue, Span(cue.start, cue.start))
        begin = _index_from(tokens, named.end if named else cue.end) + 1
        return Span(tokens.starts[begin], tokens.ends[end]) if begin <= end else None
    # “…, the agency said in a dispatch.”: what follows is not what was said.
    follows = end - after >= 2 and (
        text[tokens.starts[after] : tokens.ends[after]].lower() not in _PLACES
        or "," not in text[sentence.start : cue.start]
    )
    if not comes_last and follows:
        return Span(tokens.starts[after], tokens.ends[end])
    # “…, the agency said.”: the clause stands before the speaker.
    before = tokens.before(cue.start)
    while before > first and text[tokens.starts[before]] != ",":
        before -= 1
    if before > first:
        return Span(tokens.starts[first], tokens.ends[before - 1])
    if comes_last and tokens.before(cue.start) >= first:
        return Span(tokens.starts[first], tokens.ends[tokens.before(cue.start)])
    return None


def _behind_that(text: str, tokens: Tokens, first: int, last: int, *, told: bool) -> int:
    """Return the token a reported clause starts with.

    “said on Monday that X” reports X, and so does “told reporters that X”.
    """
    if first > last:
        return first
    if not told and text[tokens.starts[first] : tokens.ends[first]].lower() not in _PLACES:
        return first
    for index in range(first + 1, min(first + 5, last)):
        word = text[tokens.starts[index] : tokens.ends[index]]
        if word.lower() == "that":
            return index + 1
        if word in _NOT_IN_A_NAME:
            break
    return first


def _source(text: str, tokens: Tokens, sentence: Span, cue: Span, content: Span) -> Span | None:
    """Return the words beside a cue that name who speaks."""
    if _NOUN_CUE.match(text, cue.start, cue.end):
        return None
    ahead = _ahead(text, tokens, sentence, cue, content)
    if _is_according(text, cue):
        return ahead
    behind = _behind(text, tokens, sentence, cue, content)
    if behind is not None:
        return behind
    # Inverted: “…,” said Lena Brandt. Only where the content is not what follows.
    return ahead if content.start < cue.start else None


def _behind(text: str, tokens: Tokens, sentence: Span, cue: Span, content: Span) -> Span | None:
    last = index = tokens.before(cue.start)
    if index >= 0 and text[tokens.starts[index]] == ",":
        if _is_participle(text, cue):
            return None
        # “Koo, spokesperson at the ministry, told …”: the name stands before the apposition.
        index = tokens.before(tokens.starts[index])
        stop = content.end if content.end <= cue.start else sentence.start
        while index >= 0 and tokens.starts[index] > max(sentence.start, stop):
            if text[tokens.starts[index]] == ",":
                break
            index -= 1
        index -= 1
        last = index
    start = None
    while index >= 0 and tokens.starts[index] >= sentence.start:
        word = text[tokens.starts[index] : tokens.ends[index]]
        if content.start <= tokens.starts[index] < content.end:
            break
        if word == ")" and start is None:
            # “… Agency (SBA) said”: the short form belongs to the name.
            opened = text.rfind("(", sentence.start, tokens.starts[index])
            if opened > 0:
                index = tokens.before(opened)
                start = opened
                continue
        inner_hyphen = word == "-" and _glued(text, tokens, index)
        if word in _NOT_IN_A_NAME and not inner_hyphen:
            break
        lower = word.lower()
        if lower in _BREAKS and not (lower in _JOINS and _between_names(text, tokens, index)):
            break
        if lower == "and" and not _between_names(text, tokens, index):
            break
        start = tokens.starts[index]
        if lower in _PRONOUNS or last - index > 9:
            break
        index -= 1
    if start is None:
        return None
    return Span(start, tokens.ends[last])


def _ahead(text: str, tokens: Tokens, sentence: Span, cue: Span, content: Span) -> Span | None:
    first = index = _index_from(tokens, cue.end)
    end = None
    while index < len(tokens) and tokens.ends[index] <= sentence.end:
        word = text[tokens.starts[index] : tokens.ends[index]]
        if content.start <= tokens.starts[index] < content.end:
            break
        if word in _NOT_IN_A_NAME and not (word == "-" and _glued(text, tokens, index)):
            break
        lower = word.lower()
        if lower in _BREAKS and not (lower in _JOINS and _between_names(text, tokens, index)):
            break
        end = tokens.ends[index]
        if lower in _PRONOUNS or index - first > 9:
            break
        index += 1
    return None if end is None else Span(tokens.starts[first], end)


def _whole(source: Span | None, known: Iterable[Span], content: Span) -> Span | None:
    if source is None:
        return None
    for name in known:
        if name.overlaps(source) and not name.overlaps(content):
            source = Span(min(source.start, name.start), max(source.end, name.end))
    return source


def _between_names(text: str, tokens: Tokens, index: int) -> bool:
    """Tell whether capitals stand on both sides of a joining word."""
    if not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens.starts[index - 1], tokens.starts[index + 1]
    return text[before].isupper() and (
        text[after].isupper() or text[after : after + 4].lower() == "the "
    )


def _glued(text: str, tokens: Tokens, index: int) -> bool:
    return (
        0 < index < len(tokens) - 1
        and tokens.ends[index - 1] == tokens.starts[index]
        and tokens.starts[index + 1] == tokens.ends[index]
    )


def _index_from(tokens: Tokens, position: int) -> int:
    """Return the first token that starts at `position` or later."""
    return bisect_left(tokens.starts, position)


def _distance(span: Span, position: int) -> int:
    if span.start <= position < span.end:
        return 0
    return min(abs(span.start - position), abs(span.end - position))


def _gap(cue: Span, content: Span) -> int:
    # A cue before its content is likelier than one behind it at the same distance.
    if cue.end <= content.start:
        return content.start - cue.end
    return cue.start - content.end + 1
