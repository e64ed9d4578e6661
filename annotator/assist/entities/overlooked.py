"""Names that a pipeline did not see, where the words around them say what they are.

Owns the search for capitalised words that nothing was proposed for: "visit Tarn", "Tarn and Karsk",
"Ms. Ilves".  One such place is a hint, two are a proposal; a name that stands only once needs a
title or the like, which leaves no doubt.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from typing import Final

from annotator.assist.entities.labelling import PEOPLE, Mention, placed
from annotator.assist.entities.pieces import Pieces
from annotator.assist.entities.trimming import TITLES, TITLES_OF_PEOPLE, is_titled

#: Votes from which on a name is proposed.
_ENOUGH: Final = 3
_MOST_WORDS: Final = 4
#: Words with a capital that name nobody: days, months, the word of a list.
_NOBODY: Final = frozenset(
    (
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "jan", "feb", "aug", "sept", "oct", "nov", "dec"),
        *("i", "mr", "mrs", "ms", "dr", "st", "no", "note", "photo", "reuters", "ap", "afp"),
    )
)
#: “Kestrel-4”, “Soyuz-2”: a name with a number, but no illness, and no age group.
_MODEL: Final = re.compile(r"(?!Covid|Under|Over)[A-Z][a-z]+-\d{1,4}")
_JOINS: Final = frozenset(("and", "or", ",", "-", "–"))
_MOVES: Final = frozenset(
    ("to", "from", "left", "toward", "towards", "leave", "leaving", "reach", "reached")
)


def overlooked(
    pieces: Pieces, mentions: Sequence[Mention], known: Collection[str]
) -> list[Mention]:
    """Return further mentions, clear of `mentions` (which are in order), in order.

    Args:
        pieces: the article.
        mentions: what a pipeline found.
        known: labels that may be given.
    """
    person = next((each for each in PEOPLE if each in known), None)
    place = next((each for each in ("GPE", "LOC") if each in known), None)
    taken: dict[int, str] = {}
    for each in mentions:
        taken.update(dict.fromkeys(range(each.first, each.last), each.label))
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    where: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    found: list[Mention] = []
    for first, last in _runs(pieces, taken):
        name = " ".join(pieces.words[first:last])
        where[name].append((first, last))
        if person is not None and is_titled(pieces, first, TITLES_OF_PEOPLE):
            votes[name][person] += _ENOUGH
        if place is not None:
            votes[name][place] += placed(pieces, first, last) + _moved_to(pieces, first)
        for neighbour in (_joined(pieces, first, -1), _joined(pieces, last - 1, 1)):
            label = taken.get(neighbour)
            if label in (person, place):
                votes[name][str(label)] += 1
    for name, places in where.items():
        label = _elected(votes[name])
        if label is not None:
            found += [Mention(first, last, label) for first, last in places]
    if "PRODUCT" in known or "MISC" in known:
        made = "PRODUCT" if "PRODUCT" in known else "MISC"
        found += [Mention(*each, made) for each in _models(pieces, taken.keys())]
    return sorted(found, key=lambda each: each.first)


def _elected(votes: Counter[str]) -> str | None:
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


def _runs(pieces: Pieces, taken: Collection[int]) -> Iterable[tuple[int, int]]:
    """Yield runs of capitalised words outside mentions that a tagger takes for names."""
    words, borders = pieces.words, pieces.borders
    at, number = 0, len(words)
    while at < number:
        if at in taken or not _is_name(pieces, at):
            at += 1
            continue
        first = at
        at += 1
        while at < number and at not in borders and at not in taken:
            if _is_name(pieces, at) or (words[at] in "-'" and pieces.touches(at) and at + 1 < number
                                        and pieces.touches(at + 1) and words[at + 1].isalpha()
                                        and words[at + 1].lower() != "s"):  # fmt: skip
                at += 1
            else:
                break
        last = at
        while last - first > 1 and words[first].lower() in TITLES:
            first += 1
        if last - first <= _MOST_WORDS and words[first].lower() not in TITLES and not (
            last in taken and last not in borders and not words[last].islower()
        ):  # fmt: skip
            yield first, last


def _is_name(pieces: Pieces, at: int) -> bool:
    word = pieces.words[at]
    return (
        word[:1].isupper()
        and word.isalpha()
        and len(word) > 2
        and not word.isupper()
        and word.lower() not in _NOBODY
        and pieces.tag(at).startswith("NNP")
    )


def _joined(pieces: Pieces, piece: int, step: int) -> int:
    """Return the piece that a name is joined with on one side, or -1."""
    at = piece + step
    if not 0 < at < len(pieces) - 1 or pieces.words[at] not in _JOINS:
        return -1
    return at + step if max(at, at + step, piece) not in pieces.borders else -1


def _moved_to(pieces: Pieces, first: int) -> int:
    return int(
        first > 0 and first not in pieces.borders and pieces.words[first - 1].lower() in _MOVES
    )


def _models(pieces: Pieces, taken: Set[int]) -> Iterable[tuple[int, int]]:
    words = pieces.words
    for first in range(len(words) - 2):
        if words[first + 1] != "-" or not _MODEL.fullmatch("".join(words[first : first + 3])):
            continue
        last = first + 3
        whole = pieces.touches(first + 1) and pieces.touches(first + 2)
        alone = not pieces.touches(first) and not (
            last < len(words) and pieces.touches(last) and words[last] == "-"
        )
        if whole and alone and taken.isdisjoint(range(first, last)):
            yield first, last
