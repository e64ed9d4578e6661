"""Entries that may be one and the same.

Owns what makes two entries alike.  It proposes; a person decides, because two people may share a
family name and a city and its government a name.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from annotator.domain.documents import Entry
from annotator.domain.entries import keys_of

#: A name that is short for more entries than this says nothing about any of them.
_MOST_ALIKE = 5
#: Code points from which a name with one letter more, less or other is taken for a slip.
_LONG_ENOUGH = 6
_WORD = re.compile(r"\w+")


class Reason(enum.StrEnum):
    """Why two entries may be the same."""

    ALIAS = "alias"  # both are called so
    SPELLING = "spelling"  # a hyphen, an accent or one letter apart
    SHORT = "short"  # one name is a part of the other


class MaybeSame(NamedTuple):
    """Two entries that may be the same; the one with the longer name first."""

    first: Entry
    second: Entry
    reason: Reason


def maybe_same(
    entries: Iterable[Entry], apart: Collection[frozenset[int]] = frozenset()
) -> list[MaybeSame]:
    """Return the pairs of entries that may be the same, the likeliest first.

    Entries of two different kinds are never proposed, nor those of two different Wikidata ids, nor
    pairs of ids in `apart`, which somebody has told apart.
    """
    known = {entry.id: entry for entry in entries}
    reasons: dict[frozenset[int], Reason] = {}
    for reason, groups in (
        (Reason.ALIAS, _by_alias(known.values())),
        (Reason.SPELLING, _by_spelling(known.values())),
        (Reason.SHORT, _by_part(known.values())),
    ):
        for one, other in groups:
            pair = frozenset((one, other))
            if len(pair) == 2 and pair not in apart and _fit(known[one], known[other]):
                reasons.setdefault(pair, reason)
    found = []
    for pair, reason in reasons.items():
        first, second = sorted((known[each] for each in pair), key=lambda e: (-len(e.name), e.id))
        found.append(MaybeSame(first, second, reason))
    order = list(Reason)
    found.sort(
        key=lambda each: (
            order.index(each.reason),
            each.first.name.casefold(),
            each.first.id,
            each.second.id,
        )
    )
    return found


def _fit(one: Entry, other: Entry) -> bool:
    """Tell whether nothing says that two entries are different."""
    return not (
        (one.kind and other.kind and one.kind != other.kind)
        or (one.wikidata and other.wikidata and one.wikidata != other.wikidata)
    )


def _pairs(groups: Iterable[Collection[int]]) -> Iterator[tuple[int, int]]:
    for group in groups:
        if len(group) <= _MOST_ALIKE:
            numbers = sorted(group)
            yield from ((a, b) for place, a in enumerate(numbers) for b in numbers[place + 1 :])


def _by_alias(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for key in keys_of(entry):
            groups[key].add(entry.id)
    return _pairs(groups.values())


def _by_spelling(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield entries whose names are the same without accents and hyphens, or but for a letter.

    Two words that differ in one letter share what is left of each without that letter.
    """
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            words = _bare(name)
            for bare in {"".join(words), "".join(sorted(words))} - {""}:
                groups[bare].add(entry.id)
                if len(bare) >= _LONG_ENOUGH and not any(each.isdigit() for each in bare):
                    for place in range(len(bare)):
                        groups[f"{bare[:place]}{bare[place + 1 :]}"].add(entry.id)
    return _pairs(groups.values())


def _bare(name: str) -> list[str]:
    """Return the words of a name without accents and hyphens."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each)
    )
    return _WORD.findall(plain.replace("-", "").casefold())


def _by_part(entries: Iterable[Entry]) -> Iterator[tuple[int, int]]:
    """Yield entries of which one name is a run of whole words of the other."""
    entries = list(entries)
    whole: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for entry in entries:
        for key in keys_of(entry):
            whole[tuple(_WORD.findall(key))].add(entry.id)
    longer: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for entry in entries:
        for key in keys_of(entry):
            words = tuple(_WORD.findall(key))
            for start in range(len(words)):
                for end in range(start + 1, len(words) + 1):
                    run = words[start:end]
                    if len(run) < len(words) and run in whole:
                        longer[run].add(entry.id)
    for run, numbers in longer.items():
        if len(numbers) <= _MOST_ALIKE:
            yield from ((one, other) for one in whole[run] for other in numbers)
