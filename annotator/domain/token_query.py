r"""Queries over tokens: by their text, by their shape, any, optional, repeated.

Owns the small language of such queries and how one is matched:

- `minister` is a token with this text; `\*` stands for a star, `\?` and `\+` for these signs;
- `shape:Xxxxx` is a token of this shape, `*` is any token;
- behind any of these, `?` means "or nothing" and `+` "one or more".

Shapes are written as spaCy writes them: X for a capital, x for another letter, d for a digit, every
other character as it is, and runs of one of them cut to four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.tokens import Tokens

_SHAPE = "shape:"
#: Items of a query; longer ones were pasted by mistake.
_MOST = 40
_RUN = 4


@lru_cache(maxsize=65_536)
def shape_of(token: str) -> str:
    """Return the shape of a token: "Xxxxx" of "Karsk", "d,ddd" of "2,000"."""
    found: list[str] = []
    for character in token:
        if character.isalpha():
            sign = "X" if character.isupper() else "x"
        else:
            sign = "d" if character.isdigit() else character
        if found[-_RUN:] != [sign] * _RUN:
            found.append(sign)
    return "".join(found)


@dataclass(frozen=True, slots=True)
class Item:
    """What one token, or several, may be."""

    text: str = ""  # "" if any text will do
    shape: str = ""  # "" if any shape will do
    optional: bool = False
    repeated: bool = False

    def fits(self, token: str, *, case: bool) -> bool:
        """Tell whether a token is as wanted."""
        if self.shape:
            return shape_of(token) == self.shape
        return not self.text or token == self.text or (not case and _same(token, self.text))


def _same(token: str, text: str) -> bool:
    return token.lower() == text.lower()


def read_token_query(query: str) -> tuple[Item, ...]:
    """Return the items of a query.

    Raises AnnotatorError: "find-nothing" without any, "find-tokens" with the number of the item
    and why it is none, or why the whole would fit everywhere.
    """
    words = query.split()
    if not words:
        raise AnnotatorError("find-nothing")
    if len(words) > _MOST:
        raise AnnotatorError(
            "find-tokens", item=_MOST + 1, why=Phrase("find-why-many", {"most": _MOST})
        )
    items = tuple(_item(number, word) for number, word in enumerate(words, 1))
    if all(each.optional for each in items):
        raise AnnotatorError("find-tokens", item=1, why=Phrase("find-why-optional"))
    if not any(each.text or each.shape for each in items):
        raise AnnotatorError("find-tokens", item=1, why=Phrase("find-why-all"))
    return items


def _item(number: int, word: str) -> Item:
    optional = repeated = False
    if len(word) > 1 and word[-1] in "?+" and word[-2] != "\\":
        optional, repeated = word[-1] == "?", word[-1] == "+"
        word = word[:-1]
    if word == "*":
        return Item(optional=optional, repeated=repeated)
    if word.startswith(_SHAPE):
        wanted = word.removeprefix(_SHAPE)
        if not wanted:
            raise AnnotatorError("find-tokens", item=number, why=Phrase("find-why-no-shape"))
        if any(each.isalpha() and each not in "Xxd" for each in wanted):
            raise AnnotatorError("find-tokens", item=number, why=Phrase("find-why-shape"))
        # As a shape of its own would be cut: nobody counts the letters.
        return Item(shape=_cut(wanted), optional=optional, repeated=repeated)
    for sign in "*?+":
        word = word.replace(f"\\{sign}", sign)
    return Item(text=word, optional=optional, repeated=repeated)


def _cut(shape: str) -> str:
    found: list[str] = []
    for sign in shape:
        if found[-_RUN:] != [sign] * _RUN:
            found.append(sign)
    return "".join(found)


def needed_words(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the texts that must stand somewhere in whatever fits."""
    return tuple(each.text for each in items if each.text and not each.optional)


def find_tokens(
    items: Sequence[Item], text: str, tokens: Tokens, *, case: bool
) -> list[tuple[int, int]]:
    """Return (start, end) in code points of what fits: the longest from each place, none twice.

    Every item may be looked at once for each token, however it repeats: there is no query that
    takes for ever.
    """
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    found = []
    first = 0
    while first < len(words):
        last = _longest(items, words, first, case=case)
        if last is None:
            first += 1
        else:
            found.append((tokens.starts[first], tokens.ends[last - 1]))
            first = last
    return found


def _longest(items: Sequence[Item], words: Sequence[str], first: int, *, case: bool) -> int | None:
    """Return behind which token the longest match from `first` ends, or None."""
    states = _skipped(items, {0})
    best, at = None, first
    while states and at < len(words):
        following: set[int] = set()
        for state in states:
            if state < len(items) and items[state].fits(words[at], case=case):
                following.add(state + 1)
                if items[state].repeated:
                    following.add(state)
        states = _skipped(items, following)
        at += 1
        if len(items) in states:
            best = at
    return best


def _skipped(items: Sequence[Item], states: set[int]) -> set[int]:
    """Return states with those that are reached by leaving out what is optional."""
    reached = set(states)
    for state in sorted(states):
        while state < len(items) and items[state].optional:
            state += 1
            reached.add(state)
    return reached
