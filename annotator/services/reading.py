"""Moving through an article: the word cursor and the selection.

Owns the cursor's place, what is selected, and every way of moving that needs no geometry.  The
cursor stands on a word (or, in character steps, before a character); moving with Shift makes the
selection grow from the word where it began to the word where the cursor is.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from annotator.domain.annotations import Span
from annotator.domain.passages import paragraph_at, passage_at, words_of
from annotator.domain.tokens import Tokens


class Unit(enum.Enum):
    """How far one press of an arrow goes."""

    STEP = "step"  # a token, or a character in character steps
    SENTENCE = "sentence"
    DOCUMENT = "document"


#: Words that may stand inside a name: “Bank of Norvia”, “Lena van der Brandt”.
_INSIDE_NAMES = frozenset(("of", "the", "de", "la", "van", "von", "der", "den", "al", "bin"))
_CLAUSE_ENDS = frozenset(",;:.!?…—–")
_CLOSERS = frozenset("”’»›)]}\"'")


class Reading:
    """Where somebody is in a text, and what is selected."""

    def __init__(self, text: str = "", tokens: Tokens | None = None) -> None:
        self.text = text
        self.tokens = tokens if tokens is not None else Tokens()
        self.caret = 0
        self.selection: Span | None = None
        self.characters = False
        self._pivot: Span | None = None
        self._grown: list[Span | None] = []
        if len(self.tokens):
            self.caret = self.tokens.starts[0]

    def take_tokens(self, tokens: Tokens) -> None:
        """Move on other borders from now on; cursor and selection stay where they are."""
        self.tokens = tokens

    @property
    def word(self) -> Span | None:
        """Return the token under the cursor."""
        index = self.tokens.at(self.caret)
        return None if index < 0 else self.tokens.span(index)

    @property
    def anchor(self) -> int:
        """Return the end of the selection at which the cursor is not."""
        if self.selection is None:
            return self.caret
        return self.selection.end if self.caret <= self.selection.start else self.selection.start

    def move(self, unit: Unit, *, forward: bool, extend: bool = False) -> None:
        """Move by a token (or character), a sentence, or to an end of the text."""
        self._go(self._target(unit, forward=forward), extend=extend)

    def place(self, position: int, *, extend: bool = False, snap: bool = True) -> None:
        """Put the cursor at a position, on the token there unless `snap` is off."""
        position = max(0, min(position, len(self.text)))
        if snap and not self.characters and len(self.tokens):
            position = self.tokens.starts[self.tokens.at(position)]
        self._go(position, extend=extend)

    def drag(self, anchor: int, position: int, *, characters: bool) -> None:
        """Select what the mouse was dragged over, whole tokens unless `characters`."""
        span = Span(min(anchor, position), max(anchor, position))
        if span.start == span.end:
            self.place(position)
            return
        if not characters and not self.characters:
            span = self.tokens.snap(span)
        self.take(span, caret_at_end=position >= anchor)

    def take(self, span: Span, *, caret_at_end: bool = True) -> None:
        """Select a range."""
        self.selection = span
        self._pivot = self._unit_at(span.start if caret_at_end else max(span.start, span.end - 1))
        self.caret = span.start
        if caret_at_end:
            self.caret = span.end if self.characters else self._start_of_token_in(span)
        self._grown.clear()

    def clear(self) -> bool:
        """Drop the selection; tell whether there was one."""
        there = self.selection is not None
        self.selection = self._pivot = None
        self._grown.clear()
        return there

    def toggle_characters(self) -> None:
        """Switch between steps of tokens and of characters."""
        self.characters = not self.characters
        if not self.characters and self.selection is None:
            self.place(self.caret)

    def grow(self) -> None:
        """Widen the selection: token, name, quoted passage, clause, sentence, paragraph."""
        now = self.selection
        for wider in self._wider():
            if now is None or (wider.contains(now) and wider != now):
                history = [*self._grown, now]
                self.take(wider, caret_at_end=False)
                self._grown = history
                return

    def shrink(self) -> None:
        """Take back the last widening, else drop the last token of the selection."""
        if self._grown:
            history = self._grown[:-1]
            before = self._grown[-1]
            if before is None:
                self.clear()
            else:
                self.take(before, caret_at_end=False)
            self._grown = history
            return
        if self.selection is None:
            return
        last = self.tokens.before(self.selection.end)
        earlier = last - 1
        if earlier >= 0 and self.tokens.ends[earlier] > self.selection.start:
            self.take(Span(self.selection.start, self.tokens.ends[earlier]))
        else:
            self.clear()

    def after(self, position: int) -> None:
        """Put the cursor on the first token from `position` on, with nothing selected."""
        self.clear()
        index = self.tokens.at(position)
        if index >= 0 and self.tokens.starts[index] < position and index + 1 < len(self.tokens):
            index += 1
        if index >= 0:
            self.caret = self.tokens.starts[index]

    def step_of_edge(self, position: int, *, forward: bool, start: bool) -> int:
        """Return where an annotation's edge goes by one step from `position`."""
        if self.characters or not len(self.tokens):
            return max(0, min(len(self.text), position + (1 if forward else -1)))
        borders = self.tokens.starts if start else self.tokens.ends
        return _neighbour(borders, position, forward=forward)

    def nearest_edge(self, position: int, *, start: bool, characters: bool) -> int:
        """Return where an edge goes that is dropped at `position`: the border next to it."""
        if characters or self.characters or not len(self.tokens):
            return max(0, min(len(self.text), position))
        borders = self.tokens.starts if start else self.tokens.ends
        return min(borders, key=lambda border: abs(border - position))

    # Inside ------------------------------------------------------------------------------------

    def _go(self, position: int, *, extend: bool) -> None:
        if not extend:
            self.clear()
            self.caret = position
            return
        if self._pivot is None:
            self._pivot = self._unit_at(self.caret)
        self.caret = position
        head = self._unit_at(position)
        pivot = self._pivot
        span = Span(min(pivot.start, head.start), max(pivot.end, head.end))
        self.selection = span if span.start < span.end else None
        self._grown.clear()

    def _unit_at(self, position: int) -> Span:
        if self.characters or not len(self.tokens):
            return Span(position, position)
        return self.tokens.span(self.tokens.at(position))

    def _start_of_token_in(self, span: Span) -> int:
        index = self.tokens.before(span.end)
        return max(span.start, self.tokens.starts[index]) if index >= 0 else span.start

    def _target(self, unit: Unit, *, forward: bool) -> int:
        if unit is Unit.DOCUMENT:
            return self._last() if forward else self._first()
        if unit is Unit.SENTENCE and len(self.tokens):
            return self._sentence_target(forward=forward)
        if self.characters or not len(self.tokens):
            return max(0, min(len(self.text), self.caret + (1 if forward else -1)))
        index = self.tokens.at(self.caret)
        if not forward and self.tokens.starts[index] < self.caret:
            return self.tokens.starts[index]
        index = max(0, min(len(self.tokens) - 1, index + (1 if forward else -1)))
        return self.tokens.starts[index]

    def _sentence_target(self, *, forward: bool) -> int:
        index = self.tokens.at(self.caret)
        first, last = self.tokens.sentence_of(index)
        if forward:
            return self.tokens.starts[min(last + 1, len(self.tokens) - 1)]
        if index > first:
            return self.tokens.starts[first]
        return self.tokens.starts[self.tokens.sentence_of(max(0, first - 1))[0]]

    def _first(self) -> int:
        return self.tokens.starts[0] if len(self.tokens) and not self.characters else 0

    def _last(self) -> int:
        return (
            self.tokens.starts[-1] if len(self.tokens) and not self.characters else len(self.text)
        )

    def _wider(self) -> Iterator[Span]:
        """Yield ranges around the cursor, each at least as wide as the one before."""
        here = self.selection.start if self.selection else self.caret
        index = self.tokens.at(here)
        if index < 0:
            return
        yield self.tokens.span(index)
        # “Lena van der Brandt” before “Lena van der Brandt of the Bank of Norvia”.
        yield self._name_at(index, _INSIDE_NAMES - {"the"})
        yield self._name_at(index, _INSIDE_NAMES)
        passage = passage_at(self.text, here)
        if passage is not None:
            yield words_of(self.text, passage) or passage.inner
            yield passage.outer
        first, last = self.tokens.sentence_of(index)
        left = self._scan(index, first, -1)
        while left < index and self._word(left) in _CLOSERS:
            left += 1
        right = self._scan(index, last, 1)
        yield Span(self.tokens.starts[left], self.tokens.ends[right])
        yield Span(self.tokens.starts[first], self.tokens.ends[last])
        paragraph = paragraph_at(self.text, here)
        yield self.tokens.snap(paragraph)
        yield Span(self.tokens.starts[0], self.tokens.ends[-1])

    def _scan(self, index: int, limit: int, step: int) -> int:
        """Return the last token before a mark that ends a clause."""
        while index != limit:
            if self.text[self.tokens.starts[index + step]] in _CLAUSE_ENDS:
                return index
            index += step
        return index

    def _name_at(self, index: int, joins: frozenset[str]) -> Span:
        """Return the run of capitalised words around a token: “Choe Son-hui”, “Bank of Norvia”.

        Words of `joins` may stand between two of them.
        """
        if not self._in_a_name(index, joins):
            return self.tokens.span(index)
        first = last = index
        while first > 0 and self._joined(first - 1, first, joins):
            first -= 1
        while last + 1 < len(self.tokens) and self._joined(last, last + 1, joins):
            last += 1
        # A joining word at an end belongs to the sentence, not to the name.
        while last > index and self._word(last).lower() in joins:
            last -= 1
        while first < index and self._word(first).lower() in joins:
            first += 1
        return Span(self.tokens.starts[first], self.tokens.ends[last])

    def _joined(self, left: int, right: int, joins: frozenset[str]) -> bool:
        between = self.text[self.tokens.ends[left] : self.tokens.starts[right]]
        if "\n" in between or len(between) > 1:
            return False
        if self.tokens.sentence_of(left) != self.tokens.sentence_of(right):
            return False
        return self._in_a_name(left, joins) and self._in_a_name(right, joins)

    def _in_a_name(self, index: int, joins: frozenset[str]) -> bool:
        word = self._word(index)
        if word == "-":
            return bool(re.match(r"\w-\w", self.text[self.tokens.starts[index] - 1 :][:3]))
        if index and self._word(index - 1) == "-" and self._in_a_name(index - 1, joins):
            return True
        return word[0].isupper() or word[0].isdigit() or word.lower() in joins

    def _word(self, index: int) -> str:
        return self.text[self.tokens.starts[index] : self.tokens.ends[index]]


def _neighbour(places: Sequence[int], position: int, *, forward: bool) -> int:
    """Return the border next to `position`, or `position` itself at the end of the text."""
    if forward:
        index = min(bisect_right(places, position), len(places) - 1)
        return max(position, places[index])
    index = max(bisect_left(places, position) - 1, 0)
    return min(position, places[index])
