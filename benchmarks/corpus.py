"""Articles to measure with: made up, labelled like real ones, the same for the same seed.

Owns what an article of the benchmarks looks like: about 460 words in paragraphs, 54 annotations
with spans of which three quotes and two opinions hold some in 14 slots, and the words spread as in
a language (few very often, many once), so that the full-text index does real work.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.ids import IdSource, format_id

WORDS = 460
ENTITIES = 40
#: With the 14 that fill slots of quotes and opinions.
SPANS = 54
RELATIONS = 14

_VOCABULARY = 20_000
_SYLLABLES = (
    *("ka", "lo", "mi", "ren", "ta", "sol", "ver", "an", "dur", "el", "bo", "shi", "gra", "ne"),
    *("tor", "pa", "lin", "ost", "fe", "qua", "zi", "hem", "ul", "ry", "cas", "dy", "wen", "oth"),
)
_LABELS = ("PERSON", "ORG", "GPE", "DATE", "NORP", "CARDINAL", "MONEY", "PERCENT", "LOC")


def write_jsonl(path: Path, articles: int, *, seed: int = 1) -> None:
    """Write articles in the native format, one a line."""
    with path.open("wb") as file:
        for line in lines(articles, seed=seed):
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def lines(articles: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield articles as lines of the native format, as an export of a colleague would hold them."""
    chance = random.Random(seed)
    ids = IdSource(session=seed)
    for number in range(articles):
        yield _Article(chance, ids).line(f"article-{seed}-{number:06}")


@cache
def _vocabulary() -> tuple[list[str], list[float]]:
    """Return words and how often each stands in a text, added up; by Zipf's law."""
    chance = random.Random(0)
    words: dict[str, None] = {}
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words), list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))


def some_words(chance: random.Random, number: int) -> list[str]:
    """Return words as often as they stand in a text."""
    words, weights = _vocabulary()
    return chance.choices(words, cum_weights=weights, k=number)


class _Article:
    """One article in the making: words first, then labels on ranges of words."""

    def __init__(self, chance: random.Random, ids: IdSource) -> None:
        self._chance = chance
        self._ids = ids
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._spans: list[dict[str, Any]] = []
        self._text = self._write()

    def _write(self) -> str:
        words, weights = _vocabulary()
        pieces: list[str] = []
        length = 0
        sentence = 0
        for number, word in enumerate(self._chance.choices(words, cum_weights=weights, k=WORDS)):
            if not sentence or self._chance.random() < 0.12:
                word = word.capitalize()
            sentence += 1
            self._starts.append(length)
            self._ends.append(length + len(word))
            gap = " "
            if sentence > 12 and self._chance.random() < 0.2:
                gap = ". " if self._chance.random() < 0.7 else ".\n\n"
                sentence = 0
            if number == WORDS - 1:
                gap = "."
            pieces += (word, gap)
            length += len(word) + len(gap)
        return "".join(pieces)

    def line(self, uid: str) -> dict[str, Any]:
        """Return the article with its labels as a line of the native format."""
        # Ten words for each annotation of the slots, so that they never touch one another.
        places = self._chance.sample(range(WORDS // 10), RELATIONS)
        slots = iter(sorted(places))
        quotes = [self._quote(slots) for _ in range(3)]
        opinions = [self._opinion(slots, by_writer=each) for each in (True, False)]
        for start in sorted(self._chance.sample(range(0, WORDS - 3, 3), ENTITIES)):
            self._span("entities", self._chance.choice(_LABELS), start, self._chance.randint(1, 3))
        self._spans.sort(key=lambda span: (span["start"], span["end"]))
        return {
            "id": uid,
            "text": self._text,
            "meta": {
                "title": self._text[: self._ends[7]],
                "outlet": f"Outlet {self._chance.randint(1, 30)}",
                "date": f"2026-{self._chance.randint(1, 12):02}-{self._chance.randint(1, 28):02}",
                "language": "en",
            },
            "spans": self._spans,
            "links": [],
            "quotes": quotes,
            "opinions": opinions,
            "zones": [],
            "document_labels": [],
            "entries": [],
            "states": [{"annotator": "Ada", "state": "done"}],
        }

    def _span(self, layer: str, label: str, first: int, words: int) -> str:
        start, end = self._starts[first], self._ends[min(first + words, WORDS) - 1]
        number = format_id(self._ids.next())
        self._spans.append(
            {
                "id": number,
                "start": start,
                "end": end,
                "label": label,
                "text": self._text[start:end],
                "layer": layer,
                "annotator": "Ada",
                "origin": "manual",
            }
        )
        return number

    def _quote(self, slots: Iterator[int]) -> dict[str, Any]:
        return {
            "id": format_id(self._ids.next()),
            "content": [self._span("quotes", "content", next(slots) * 10, 9)],
            "cue": [self._span("quotes", "cue", next(slots) * 10, 1)],
            "source": [self._span("quotes", "source", next(slots) * 10, 2)],
            "parent": None,
            "type": "indirect",
            "act": self._chance.choice(("states", "claims", "denies", "warns")),
            "attributes": {},
            "annotator": "Ada",
            "origin": "manual",
        }

    def _opinion(self, slots: Iterator[int], *, by_writer: bool) -> dict[str, Any]:
        held = "writer" if by_writer else [self._span("opinions", "holder", next(slots) * 10, 2)]
        return {
            "id": format_id(self._ids.next()),
            "polarity": self._chance.choice(("positive", "neutral", "negative")),
            "intensity": self._chance.choice(("weak", "average", "strong")),
            "holder": held,
            "target": [self._span("opinions", "target", next(slots) * 10, 2)],
            "expression": [self._span("opinions", "expression", next(slots) * 10, 3)],
            "attributes": {},
            "annotator": "Ada",
            "origin": "manual",
        }
