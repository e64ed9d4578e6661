"""Patterns made ready, and what they find in an article.

Owns what a pattern may say and how it is matched.  Three kinds: words (one name or phrase a line),
tokens (JSON in the manner of spaCy's Matcher, read here, so that it works without a pipeline), and
regular expressions.  None of them may take for ever: regular expressions have a time-out, tokens
are matched by a machine that looks at every token a bounded number of times.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

import regex

from annotator.assist.entities.gazetteer import NameTree
from annotator.assist.entities.pieces import Pieces
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.patterns import Pattern, PatternKind, pattern_of
from annotator.domain.proposals import EntityProposal
from annotator.domain.token_query import shape_of

SUGGESTER: Final = "patterns"
#: Characters of a pattern; more was pasted by mistake.  Lists of words may be long.
LONGEST: Final = 4_000
LONGEST_WORDS: Final = 400_000
#: Items of a token pattern, and how often one may be asked to repeat.
MOST_ITEMS: Final = 40
MOST_REPEATS: Final = 40
#: No name has more tokens; a pattern that repeats stops there.
LONGEST_MATCH: Final = 60
#: Seconds a regular expression may take for one article, and further ones for a long article.
TIMEOUT: Final = 0.5
TIMEOUT_PER_CHARACTER: Final = 2e-6
#: Looks at tokens that a token pattern may take for each token of an article, on average.
_LOOKS: Final = 40
#: Words whose fate is remembered from article to article.
_REMEMBERED: Final = 200_000


class PatternError(AnnotatorError):
    """A pattern that cannot be used; `values` may hold the `column`, `line` or `item` at fault."""


Hits = list[tuple[int, int]]
Finder = Callable[[Pieces], Hits]


@dataclass(frozen=True, slots=True)
class ReadyPattern:
    """A pattern that can be used; `find` gives ranges of code points of the article."""

    pattern: Pattern
    find: Finder
    needs_parse: bool = False  # asks for tags, lemmas, relations or entities of a pipeline


def ready(pattern: Pattern) -> ReadyPattern:
    """Return a pattern made ready to be used; raises PatternError."""
    source = pattern.source
    most = LONGEST_WORDS if pattern.kind is PatternKind.WORDS else LONGEST
    if not source.strip():
        raise PatternError("pattern-empty")
    if len(source) > most:
        raise PatternError("pattern-too-long", most=most)
    if pattern.kind is PatternKind.WORDS:
        return ReadyPattern(pattern, _words(source, case=pattern.case))
    if pattern.kind is PatternKind.REGEX:
        return ReadyPattern(pattern, _expression(source, case=pattern.case))
    items = read_items(source)
    machine = _Machine(items)
    return ReadyPattern(pattern, machine.find, any(each.needs_parse for each in items))


class Patterns:
    """The patterns of a project, made ready once; the ones that cannot be used are set aside."""

    def __init__(self, patterns: Iterable[Pattern] = ()) -> None:
        """Take patterns; those that are switched off are left out."""
        self._ready: list[ReadyPattern] = []
        #: Patterns that could not be used, or took too long, with why.
        self.troubles: list[tuple[Pattern, PatternError]] = []
        for pattern in patterns:
            if pattern.enabled:
                try:
                    self._ready.append(ready(pattern))
                except PatternError as error:
                    self.troubles.append((pattern, error))

    def __len__(self) -> int:
        """Return how many are in use."""
        return len(self._ready)

    def find(self, pieces: Pieces) -> list[EntityProposal]:
        """Return what the patterns propose for an article.

        One that takes too long finds nothing, and is not asked again: it stands in `troubles`.
        """
        found = []
        for each in tuple(self._ready):
            try:
                hits = each.find(pieces)
            except PatternError as error:
                self._ready.remove(each)
                self.troubles.append((each.pattern, error))
                continue
            label = each.pattern.label
            found += [EntityProposal(start, end, label, SUGGESTER) for start, end in hits]
        return found


# Words ---------------------------------------------------------------------------------------


def _words(source: str, *, case: bool) -> Finder:
    tree = NameTree()
    number = 0
    for line in source.splitlines():
        name = " ".join(line.split())
        if name:
            number += tree.put(name if case else name.lower(), True)
    if not number:
        raise PatternError("pattern-no-words")

    def find(pieces: Pieces) -> Hits:
        return [
            (pieces.starts[first], pieces.ends[last - 1])
            for first, last, _ in tree.find(pieces, folded=not case)
        ]

    return find


# Regular expressions -------------------------------------------------------------------------


def _expression(source: str, *, case: bool) -> Finder:
    flags = regex.VERSION0 | regex.MULTILINE
    compiled = compiled_expression(source, flags if case else flags | regex.IGNORECASE)

    def find(pieces: Pieces) -> Hits:
        text = pieces.visible
        seconds = TIMEOUT + TIMEOUT_PER_CHARACTER * len(text)
        found: Hits = []
        ends = time.monotonic() + seconds
        try:
            for match in compiled.finditer(text, timeout=seconds, concurrent=True):
                span = _inked(text, *match.span())
                if span is not None:
                    found.append(span)
                elif time.monotonic() > ends:
                    raise TimeoutError
        except (TimeoutError, MemoryError, RecursionError) as error:
            raise PatternError("pattern-too-slow", seconds=round(seconds, 1)) from error
        return found

    return find


def compiled_expression(source: str, flags: int) -> regex.Pattern[str]:
    """Return a regular expression; raises PatternError with the column at fault and the reason."""
    try:
        return regex.compile(source, flags)
    except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        place = getattr(error, "pos", None) or 0
        why = getattr(error, "msg", None) or str(error) or type(error).__name__
        raise PatternError("pattern-regex", column=place + 1, why=why) from error


def _inked(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a hit without white space at its ends; None if nothing is left, or lines are."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end and text.find("\n", start, end) < 0 else None


# Tokens --------------------------------------------------------------------------------------

_NUMBER_WORDS: Final = frozenset(
    (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
        *("eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy"),
        *("eighty", "ninety", "hundred", "thousand", "million", "billion", "trillion", "dozen"),
    )
)


@lru_cache(maxsize=65_536)
def _is_number(word: str) -> bool:
    plain = word.lstrip("+-±~").replace(",", "").replace(".", "", 1)
    if plain.isdigit() or word.lower() in _NUMBER_WORDS:
        return True
    above, _, below = plain.partition("/")
    return above.isdigit() and below.isdigit()


#: What can be asked of a word by itself.
_BY_WORD: Final[dict[str, Callable[[str], Any]]] = {
    "ORTH": str,
    "TEXT": str,
    "LOWER": str.lower,
    "SHAPE": shape_of,
    "LENGTH": len,
    "IS_ALPHA": str.isalpha,
    "IS_DIGIT": str.isdigit,
    "IS_LOWER": str.islower,
    "IS_UPPER": str.isupper,
    "IS_TITLE": str.istitle,
    "IS_ASCII": str.isascii,
    "IS_PUNCT": lambda word: not any(each.isalnum() for each in word),
    "IS_QUOTE": lambda word: word in {'"', "'", "`", "``", "''", "“", "”", "‘", "’", "«", "»"},
    "IS_CURRENCY": lambda word: word in {"$", "€", "£", "¥", "₩", "₽", "₹", "₪"},
    "LIKE_NUM": _is_number,
}
#: What a pipeline has to say, by the list of a parse that holds it.
_BY_PARSE: Final = {"LEMMA": "lemmas", "TAG": "tags", "DEP": "deps"}
_ENTITY: Final = "ENT_TYPE"
_SENTENCE: Final = "IS_SENT_START"
ATTRIBUTES: Final = (*_BY_WORD, *_BY_PARSE, _ENTITY, _SENTENCE)
_LISTS: Final = ("IN", "NOT_IN")
_COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
    ">=": lambda one, other: bool(one >= other),
    "<=": lambda one, other: bool(one <= other),
    ">": lambda one, other: bool(one > other),
    "<": lambda one, other: bool(one < other),
}
_REPEATS: Final = regex.compile(r"\{(\d{1,4})?(,)?(\d{1,4})?\}")

Test = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Item:
    """One token of a token pattern, or several of a kind."""

    by_word: tuple[tuple[str, Test], ...]
    by_parse: tuple[tuple[str, Test], ...]
    least: int = 1
    most: int | None = 1  # None: any number
    not_here: bool = False  # OP "!": a token that does not fit

    @property
    def needs_parse(self) -> bool:
        """Tell whether it asks for what only a pipeline knows."""
        return any(name != _SENTENCE for name, _ in self.by_parse)

    @property
    def fits_all(self) -> bool:
        """Tell whether any token will do."""
        return not self.by_word and not self.by_parse and not self.not_here


def read_items(source: str) -> tuple[Item, ...]:
    """Return the items of a token pattern; raises PatternError with line and column, or item."""
    try:
        rows = json.loads(source)
    except json.JSONDecodeError as error:
        raise PatternError(
            "pattern-json", line=error.lineno, column=error.colno, why=error.msg
        ) from error
    except (RecursionError, ValueError) as error:
        raise PatternError("pattern-json", line=1, column=1, why=Phrase("why-too-deep")) from error
    if not isinstance(rows, list) or not rows:
        raise PatternError("pattern-no-list")
    if len(rows) > MOST_ITEMS:
        raise PatternError("pattern-many-items", most=MOST_ITEMS)
    items = tuple(_item(number, row) for number, row in enumerate(rows, 1))
    if all(each.least == 0 for each in items):
        raise PatternError("pattern-all-optional")
    if all(each.fits_all for each in items):
        raise PatternError("pattern-fits-all")
    return items


def _item(number: int, row: object) -> Item:
    if not isinstance(row, dict):
        raise PatternError("pattern-item", item=number)
    by_word, by_parse = [], []
    least: int = 1
    most: int | None = 1
    not_here = False
    for name, wanted in row.items():
        if name == "OP":
            least, most, not_here = _repeats(number, wanted)
        elif name in _BY_WORD:
            by_word.append((name, _test(number, name, wanted)))
        elif name in ATTRIBUTES:
            by_parse.append((name, _test(number, name, wanted)))
        else:
            known = ", ".join((*ATTRIBUTES, "OP"))
            raise PatternError("pattern-attribute", item=number, name=str(name)[:40], known=known)
    return Item(tuple(by_word), tuple(by_parse), least, most, not_here)


def _repeats(number: int, wanted: object) -> tuple[int, int | None, bool]:
    simple = {"!": (1, 1, True), "?": (0, 1, False), "*": (0, None, False), "+": (1, None, False),
              "1": (1, 1, False)}  # fmt: skip
    if isinstance(wanted, str) and wanted in simple:
        return simple[wanted]
    match = _REPEATS.fullmatch(wanted) if isinstance(wanted, str) else None
    if match is None or (match[1] is None and match[3] is None):
        raise PatternError("pattern-op", item=number, op=str(wanted)[:20])
    least = int(match[1] or 0)
    most = None if match[2] and match[3] is None else int(match[3] or least)
    if least > MOST_REPEATS or (most is not None and not max(least, 1) <= most <= MOST_REPEATS):
        raise PatternError("pattern-repeats", item=number, most=MOST_REPEATS)
    return least, most, False


def _test(number: int, name: str, wanted: object) -> Test:
    """Return what a value of an attribute has to pass."""
    whole = {"LENGTH": int}.get(name, bool if name.startswith(("IS_", "LIKE_")) else str)
    fault = partial(PatternError, f"pattern-value-{whole.__name__}", item=number, name=name)
    if not isinstance(wanted, dict):
        if type(wanted) is not whole:
            raise fault()
        return partial(_is, wanted)
    if whole is bool or not wanted:
        raise fault()
    tests: list[Test] = []
    for how, value in wanted.items():
        if how in _LISTS:
            if not isinstance(value, list) or not all(type(each) is whole for each in value):
                raise fault()
            among = frozenset(value)
            tests.append(partial(_is_among if how == "IN" else _is_not_among, among))
        elif how == "REGEX" and whole is str and isinstance(value, str):
            tests.append(partial(_searches, compiled_expression(value, regex.VERSION0)))
        elif how in _COMPARED and whole is int and type(value) is int:
            tests.append(partial(_compares, _COMPARED[how], value))
        else:
            raise fault()
    return tests[0] if len(tests) == 1 else partial(_passes, tuple(tests))


def _is(wanted: object, value: object) -> bool:
    return value == wanted


def _is_among(among: frozenset[object], value: object) -> bool:
    return value in among


def _is_not_among(among: frozenset[object], value: object) -> bool:
    return value not in among


def _compares(how: Callable[[Any, Any], bool], wanted: int, value: int) -> bool:
    return how(value, wanted)


def _searches(pattern: regex.Pattern[str], value: str) -> bool:
    try:
        return pattern.search(value, timeout=TIMEOUT) is not None
    except TimeoutError as error:
        raise PatternError("pattern-too-slow", seconds=TIMEOUT) from error


def _passes(tests: tuple[Test, ...], value: object) -> bool:
    return all(test(value) for test in tests)


class _Machine:
    """Finds what fits the items of a pattern: the longest from each token, none twice.

    Every item becomes as many states as it may have to be seen; from each token on the set of
    states that can be reached is kept, so that no way is walked twice.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        states: list[tuple[Item, bool, bool]] = []  # item, may be left out, may be seen again
        for each in items:
            states += [(each, False, False)] * each.least
            if each.most is None:
                states.append((each, True, True))
            else:
                states += [(each, True, False)] * (each.most - each.least)
        self._states = states
        self._begin = self._reached((0,))
        self._words: dict[str, tuple[bool, ...]] = {}
        self._items = tuple(dict.fromkeys(item for item, _, _ in states))
        self._item_of = [self._items.index(item) for item, _, _ in states]
        self._begins = _Begins(self)
        self._first_items = {self._item_of[each] for each in self._begin if each < len(states)}

    def _reached(self, states: Iterable[int]) -> tuple[int, ...]:
        """Return states with those behind what may be left out."""
        reached: set[int] = set()
        for state in states:
            reached.add(state)
            while state < len(self._states) and self._states[state][1]:
                state += 1
                reached.add(state)
        return tuple(sorted(reached))

    def _fits_word(self, word: str) -> tuple[bool, ...]:
        """Tell for each item whether a word passes what it asks of words."""
        found = self._words.get(word)
        if found is None:
            found = tuple(
                all(test(_BY_WORD[name](word)) for name, test in item.by_word)
                for item in self._items
            )
            self._words[word] = found
        return found

    def can_begin(self, word: str) -> bool:
        """Tell whether a match may begin with a word, as far as the word alone can tell."""
        fits = self._fits_word(word)
        return any(fits[each] or self._items[each].not_here for each in self._first_items)

    def find(self, pieces: Pieces) -> Hits:
        """Return the ranges that fit; raises PatternError if that takes too long."""
        parse = pieces.parse
        known = _Known(pieces)
        looks = _LOOKS * len(parse) + 100_000
        found: Hits = []
        end = 0
        begins = self._begins
        # Most tokens cannot begin a match; they are passed over without a step of Python's.
        for first in [place for place, word in enumerate(parse.words) if begins[word]]:
            if first < end:
                continue
            last, used = self._longest(known, first)
            looks -= used
            if looks < 0:
                raise PatternError("pattern-too-broad")
            if last is not None:
                found.append((parse.starts[first], parse.ends[last - 1]))
                end = last
        if len(begins) > _REMEMBERED:
            begins.clear()
            self._words.clear()
        return found

    def _longest(self, known: _Known, first: int) -> tuple[int | None, int]:
        """Return the token behind the longest match from `first`, and how many looks it took."""
        states, looks = self._begin, 0
        best, at = None, first
        stop = min(len(known.parse), first + LONGEST_MATCH)
        final = len(self._states)
        while at < stop and states and (at == first or at not in known.borders):
            fits = self._fits_word(known.parse.words[at])
            following: set[int] = set()
            for state in states:
                if state == final:
                    continue
                looks += 1
                item = self._items[self._item_of[state]]
                fit = fits[self._item_of[state]] and known.passes(item, at)
                if fit is not item.not_here:
                    following.add(state + 1)
                    if self._states[state][2]:
                        following.add(state)
            states = self._reached(following)
            at += 1
            if final in states:
                best = at
        return best, looks


class _Begins(dict[str, bool]):
    """Whether a match may begin with a word, found when it is first asked for."""

    def __init__(self, machine: _Machine) -> None:
        super().__init__()
        self._machine = machine

    def __missing__(self, word: str) -> bool:
        found = self[word] = self._machine.can_begin(word)
        return found


class _Known:
    """What a parse says of tokens beside their words."""

    def __init__(self, pieces: Pieces) -> None:
        self.parse = pieces.parse
        self.borders = pieces.token_borders
        self._types: dict[int, str] | None = None
        self._sentences: frozenset[int] | None = None

    def passes(self, item: Item, token: int) -> bool:
        """Tell whether a token passes what an item asks of its parse."""
        return all(test(self._value(name, token)) for name, test in item.by_parse)

    def _value(self, name: str, token: int) -> object:
        if name == _ENTITY:
            if self._types is None:
                self._types = {
                    each: label
                    for first, last, label in self.parse.entities
                    for each in range(first, last)
                }
            return self._types.get(token, "")
        if name == _SENTENCE:
            if self._sentences is None:
                self._sentences = frozenset(self.parse.sentences)
            return token in self._sentences
        return getattr(self.parse, _BY_PARSE[name])[token]


def patterns_of(rows: Iterable[Mapping[str, Any]]) -> Patterns:
    """Return the patterns of rows as the worker is given them; raises ValueError for nonsense."""
    return Patterns(pattern_of(row) for row in rows)
