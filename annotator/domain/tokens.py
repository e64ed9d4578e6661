"""Tokens and sentences of a text as offsets, and the plain rule that makes them at once.

Owns the steps in which the word cursor moves.  spaCy's tokens, made by the worker, take the place
of the plain ones when they arrive; both are only offsets, the text is never changed for them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from annotator.domain.annotations import Span

#: Name under which tokens of the plain rule are kept; a change of the rule changes the name.
PLAIN = "plain-1"


class Tokens:
    """The tokens of one text: half-open code-point ranges in order, apart, never empty."""

    __slots__ = ("ends", "model", "sentence_starts", "starts")

    def __init__(
        self,
        starts: Iterable[int] = (),
        ends: Iterable[int] = (),
        sentence_starts: Iterable[int] = (),
        model: str = PLAIN,
    ) -> None:
        """Take where tokens start and end and the indices of those that start a sentence."""
        self.starts = array("I", starts)
        self.ends = array("I", ends)
        self.sentence_starts = array("I", sentence_starts)
        self.model = model

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tokens):
            return NotImplemented
        return (
            self.starts == other.starts
            and self.ends == other.ends
            and self.sentence_starts == other.sentence_starts
            and self.model == other.model
        )

    __hash__ = None  # type: ignore[assignment]

    def span(self, index: int) -> Span:
        """Return the range of a token."""
        return Span(self.starts[index], self.ends[index])

    def at(self, position: int) -> int:
        """Return the token that holds `position`, else the next one, else the last (-1 if none)."""
        index = bisect_right(self.ends, position)
        return min(index, len(self) - 1)

    def before(self, position: int) -> int:
        """Return the last token that starts before `position` (-1 if there is none)."""
        return bisect_left(self.starts, position) - 1

    def aligned(self, span: Span) -> tuple[int, int] | None:
        """Return the first and last token (inclusive) of `span`; None if a border is inside one."""
        starts, ends = self.starts, self.ends
        start, end = span
        first, last = bisect_left(starts, start), bisect_left(ends, end)
        if first <= last < len(starts) and starts[first] == start and ends[last] == end:
            return first, last
        return None

    def snap(self, span: Span) -> Span:
        """Return `span` grown to whole tokens, without white space at its ends.

        A range that holds no character of a token comes back unchanged.
        """
        first = bisect_right(self.ends, span.start)
        last = bisect_left(self.starts, span.end) - 1
        if first > last or first >= len(self):
            return span
        return Span(self.starts[first], self.ends[last])

    def sentence_of(self, index: int) -> tuple[int, int]:
        """Return the first and last token (inclusive) of the sentence of a token."""
        place = bisect_right(self.sentence_starts, index) - 1
        first = self.sentence_starts[place] if place >= 0 else 0
        after = place + 1
        if after < len(self.sentence_starts):
            return first, self.sentence_starts[after] - 1
        return first, len(self) - 1

    def sentence(self, position: int) -> Span:
        """Return the range of the sentence at `position` (empty at `position` without tokens)."""
        if not len(self):
            return Span(position, position)
        first, last = self.sentence_of(self.at(position))
        return Span(self.starts[first], self.ends[last])

    def split_at(self, borders: Iterable[int]) -> Tokens:
        """Return these tokens with every border that falls inside one splitting it."""
        # Nearly all borders are those of tokens already.
        others = set(borders).difference(self.starts, self.ends)
        inside = sorted(border for border in others if self._falls_inside(border))
        if not inside:
            return self
        starts = sorted([*self.starts, *inside])
        ends = sorted([*self.ends, *inside])
        # Indices of sentence starts move on by the tokens that were split before them.
        sentences = [
            index + bisect_right(inside, self.starts[index]) for index in self.sentence_starts
        ]
        return Tokens(starts, ends, sentences, self.model)

    def _falls_inside(self, border: int) -> bool:
        index = bisect_right(self.starts, border) - 1
        return index >= 0 and self.starts[index] < border < self.ends[index]


_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_JOINERS = "\u200d\ufe0e\ufe0f\U000e0020-\U000e007f"
_IDEOGRAPHS = (
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Signs that stand alone.  Everything that is neither white space nor in here nor an emoji is part
# of a word, so that combining marks, vowel points and letters of any script stay together.
_SIGNS = (
    r"!-/:-@\[-`{-~"
    "\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    "\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u060c\u060d\u061b\u061e\u061f"
    "\u066a-\u066d\u06d4\u0964\u0965\u2010-\u2027\u2030-\u205e\u2070-\u20cf\u2100-\u25ff"
    "\u2e00-\u2e5d\u3001-\u3004\u3008-\u3020\u3030\u30fb\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20"
    "\uff3b-\uff40\uff5b-\uff65"
)
_WORD = rf"[^\s{_SIGNS}{_EMOJI}{_IDEOGRAPHS}]"
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Brig|Hon|Rev|St|Jr|Sr|"
    "Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Corp|Co|Ltd|No|vs|etc|approx"
)
_TOKEN = re.compile(
    # Most tokens of most texts, by the quickest way; the rules below would say the same.
    r"[A-Za-z]++(?=[ \n,;:)”\"!?-])|"
    # Numbers with inner marks: 1,200.5  07:47  2026-01-15 stays three numbers, as in spaCy.
    r"\d+(?:[.,:]\d+)*"
    # Initials and abbreviations keep their stop.
    rf"|(?<!\w)(?:[A-Z]\.)+(?!\w{{2}})|\b(?:{_ABBREVIATIONS})\."
    # The possessive is a token of its own, so that a name can be taken without it.
    rf"|['’][sS](?!\w)"
    rf"|(?:(?!\d){_WORD})(?:(?!\d){_WORD}|\d)*(?:['’](?![sS](?!\w))(?:(?!\d){_WORD})+)*"
    rf"|[{_IDEOGRAPHS}][\u3099\u309a\ufe00-\ufe0f]*"
    r"|[\U0001f1e6-\U0001f1ff]{2}"
    rf"|[{_EMOJI}](?:[{_JOINERS}]|(?<=\u200d)[{_EMOJI}\u2640\u2642]"
    r"|[\U0001f3fb-\U0001f3ff])*"
    r"|\.\.\.+|--+|\S"
)
_ENDERS = frozenset(".!?…。！？؟۔")
_CLOSERS = frozenset("\"'”’»›)]}」』】）")
_OPENERS = frozenset("\"'“‘«‹„([{「『【（")


def plain_tokens(text: str, borders: Iterable[int] = ()) -> Tokens:
    """Return the tokens and sentences of `text` by a rule that needs no model.

    Args:
        text: any text, of any script.
        borders: positions that are token borders whatever the rule says (those of zones).
    """
    tokens = plain_ranges(text, borders)
    tokens.sentence_starts = array("I", _sentences(text, tokens, frozenset(borders)))
    return tokens


def plain_ranges(text: str, borders: Iterable[int] = ()) -> Tokens:
    """Return the tokens of `plain_tokens` without sentences, for whoever only counts."""
    found = [match.span() for match in _TOKEN.finditer(text)]
    starts, ends = zip(*found, strict=True) if found else ((), ())
    return Tokens(starts, ends, model=PLAIN).split_at(borders)


def _sentences(text: str, tokens: Tokens, borders: frozenset[int]) -> Iterable[int]:
    """Yield the indices of the tokens that start a sentence."""
    starts, ends = tokens.starts, tokens.ends
    if not starts:
        return
    yield 0
    ended = False
    last_end = ends[0]
    ended = text[last_end - 1] in _ENDERS
    for index in range(1, len(starts)):
        start, end = starts[index], ends[index]
        first = text[start]
        if start in borders or (start > last_end and "\n" in text[last_end:start]):
            yield index
            ended = False
        elif ended and first in _CLOSERS and start == last_end:
            last_end = end
            continue
        elif ended and (
            first.isupper() or first.isdigit() or first in _OPENERS or first > "\u0590"
        ):
            if not _is_abbreviation(text, starts[index - 1], last_end):
                yield index
            ended = False
        else:
            ended = False
        if text[end - 1] in _ENDERS:
            ended = True
        last_end = end


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    # A stop that belongs to its token ("Mr.", "N.") does not end a sentence before a name.
    return end - start > 1 and text[end - 1] == "." and text[start] != "."
