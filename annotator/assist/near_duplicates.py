"""Which articles are copies of one another, but for some words: wire stories and their versions.

Owns the sketches (MinHash after Broder 1997), the buckets in which likely pairs meet (locality
sensitive hashing, Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, chapter 3) and the
groups that follow.  Everything is seeded: the same texts give the same groups on every computer.

Our own, because a sketch of half a kilobyte for each of 100,000 articles and sorting their buckets
with numpy stays within 100 MB, where the libraries keep a dictionary of sets for each band.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

#: Words of a shingle: copies share long runs of words, articles on one subject do not.
WORDS = 5
#: Articles whose shingles are this alike (Jaccard) are near-duplicates.
THRESHOLD = 0.5
#: Hashes of a sketch, and how many of them must all be equal for two articles to meet.
_HASHES, _ROWS = 128, 4
#: Runs that are hashed at once.
_PIECE = 1024
_WORD = re.compile(r"\w+")
_Hashes = NDArray[np.uint32]


def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    drawn = np.random.default_rng(1997)
    odd = drawn.integers(1, 1 << 62, _HASHES, dtype=np.uint64) | np.uint64(1)
    return odd, drawn.integers(0, 1 << 62, _HASHES, dtype=np.uint64)


_FACTORS, _TERMS = _coefficients()


def shingles(text: str) -> NDArray[np.uint64]:
    """Return the hashes of the runs of five words of a text, each once; capitals do not count.

    A text of fewer words is one run; one without any word has none.
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return np.zeros(0, dtype=np.uint64)
    known: dict[str, int] = {}
    for word in words:
        if word not in known:
            known[word] = zlib.crc32(word.encode())
    hashed = np.fromiter((known[word] for word in words), np.uint64, len(words))
    size = min(WORDS, len(words))
    runs = np.zeros(len(words) - size + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(size):
            runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashed[place : place + len(runs)]
            runs ^= runs >> np.uint64(29)
    return np.unique(runs)


def sketch(text: str) -> _Hashes:
    """Return the MinHash sketch of a text: 128 numbers, most of which copies share.

    The share of equal numbers of two sketches estimates the Jaccard index of the texts' shingles.
    """
    runs = shingles(text)
    if not len(runs):
        return np.full(_HASHES, 0xFFFFFFFF, dtype=np.uint32)
    least = np.full(_HASHES, 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
    with np.errstate(over="ignore"):
        # In pieces that stay in the processor's cache, and a long text within a few megabytes.
        for first in range(0, len(runs), _PIECE):
            hashed = _FACTORS[:, None] * runs[None, first : first + _PIECE]
            hashed += _TERMS[:, None]
            np.minimum(least, hashed.min(axis=1), out=least)
    return (least >> np.uint64(32)).astype(np.uint32)


def likeness(one: _Hashes, other: _Hashes) -> float:
    """Return the estimated Jaccard index of two texts by their sketches, 0 to 1."""
    return float((one == other).mean())


def groups(sketches: Sequence[_Hashes] | _Hashes, threshold: float = THRESHOLD) -> list[int]:
    """Return a group number for each sketch: near-duplicates of near-duplicates are in one.

    A group is called after the place of its first member.  Texts without words are alone.
    """
    table = np.asarray(sketches, dtype=np.uint32).reshape(-1, _HASHES)
    parents = list(range(len(table)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    worded = np.flatnonzero((table != 0xFFFFFFFF).any(axis=1))
    for first in range(0, _HASHES, _ROWS):
        for members in _buckets(table[worded, first : first + _ROWS]):
            # Within a bucket everybody is compared with its first: a chain finds the rest.
            for place in worded[members[1:]]:
                one, other = root(int(worded[members[0]])), root(int(place))
                if one != other and _alike(table, int(worded[members[0]]), int(place), threshold):
                    parents[max(one, other)] = min(one, other)
    return [root(place) for place in range(len(table))]


def pairs(
    sketches: Sequence[_Hashes] | _Hashes, threshold: float = THRESHOLD
) -> list[tuple[int, int, float]]:
    """Return (place, later place, likeness) of near-duplicates, in order.

    Of a group of copies not every pair is told, which would grow with its square: each copy comes
    with the first one and the one before it in every bucket that they share, so that its nearest
    is nearly always among them, and all copies hang together.  Texts without words are alone.
    """
    table = np.asarray(sketches, dtype=np.uint32).reshape(-1, _HASHES)
    worded = np.flatnonzero((table != 0xFFFFFFFF).any(axis=1))
    met: set[int] = set()
    for first in range(0, _HASHES, _ROWS):
        for members in _buckets(table[worded, first : first + _ROWS]):
            places = worded[members].astype(np.int64)
            met.update((places[0] * len(table) + places[1:]).tolist())
            met.update((places[:-1] * len(table) + places[1:]).tolist())
    found = []
    for key in sorted(met):
        one, other = divmod(key, len(table))
        alike = likeness(table[one], table[other])
        if alike >= threshold:
            found.append((one, other, alike))
    return found


def _alike(table: _Hashes, one: int, other: int, threshold: float) -> bool:
    return likeness(table[one], table[other]) >= threshold


def _buckets(band: _Hashes) -> Iterable[NDArray[np.intp]]:
    """Yield the places of rows that are equal, for each row that occurs more than once."""
    if len(band) < 2:
        return
    rows = np.ascontiguousarray(band).view(np.dtype((np.void, band.itemsize * band.shape[1])))
    keys = rows.ravel()
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    borders = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    for members in np.split(order, borders):
        if len(members) > 1:
            yield members
