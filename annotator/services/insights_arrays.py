"""Joining arrays of numbers: what a database does with rows, for what is in memory.

Owns the joins that the insights are made with; knows nothing of what the numbers stand for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE: Ints = np.zeros(0, dtype=np.int64)


def looked_up(wanted: Ints, among: Ints, order: Ints | None = None) -> Ints:
    """Return the places of values among others, each there once, or -1.

    `order` sorts `among`; None means that it is sorted.
    """
    if not len(among):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.searchsorted(among, wanted, sorter=order)
    at = np.minimum(at, len(among) - 1)
    if order is not None:
        at = order[at]
    return np.where(among[at] == wanted, at, -1)


def joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the places of every equal pair of two arrays, the second of which is sorted."""
    first = np.searchsorted(right, left, side="left")
    return _spread(first, np.searchsorted(right, left, side="right") - first)


def joined_places(left: Ints, right: Ints, number: int) -> tuple[Ints, Ints]:
    """Return what `joined` returns, for places among so many: quicker than to search for each."""
    times = np.bincount(right, minlength=number)
    return _spread((np.cumsum(times) - times)[left], times[left])


def _spread(first: Ints, number: Ints) -> tuple[Ints, Ints]:
    at = np.repeat(np.arange(len(first)), number)
    # Within each run of pairs: 0, 1, 2 …
    within = np.arange(len(at)) - np.repeat(np.cumsum(number) - number, number)
    return at, np.repeat(first, number) + within


def pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return every different pair once, in order."""
    if not len(left):
        return NONE, NONE
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    new = np.ones(len(left), dtype=bool)
    new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return left[new], right[new]


def with_default(left: Ints, right: Ints, number: int, value: int) -> tuple[Ints, Ints]:
    """Return pairs, and `value` for each of the first `number` numbers that is in none."""
    missing = np.flatnonzero(np.bincount(left, minlength=number) == 0)
    return (
        np.concatenate([left, missing]),
        np.concatenate([right, np.full(len(missing), value, dtype=np.int64)]),
    )


def inside(starts: Ints, ends: Ints, outer_starts: Ints, outer_ends: Ints) -> tuple[Ints, Ints]:
    """Return the places of every range that lies in an outer one, and of that.

    Takes as many rounds over what is left as outer ranges lie around one another.
    """
    if not len(outer_starts) or not len(starts):
        return NONE, NONE
    order = np.argsort(outer_starts, kind="stable")
    first, last = outer_starts[order], outer_ends[order]
    furthest = np.maximum.accumulate(last)
    at = np.searchsorted(first, starts, side="right") - 1
    open_ = np.flatnonzero(at >= 0)
    at = at[open_]
    found, outer = [NONE], [NONE]
    while len(open_):
        hit = last[at] >= ends[open_]
        found.append(open_[hit])
        outer.append(order[at[hit]])
        # Go on to the one before as long as any before it reaches so far.
        more = (at > 0) & (furthest[np.maximum(at - 1, 0)] >= ends[open_])
        open_, at = open_[more], at[more] - 1
    return np.concatenate(found), np.concatenate(outer)


def merged(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return ranges in order, those that touch or overlap as one."""
    if not len(starts):
        return starts, ends
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    new = np.ones(len(starts), dtype=bool)
    new[1:] = starts[1:] > ends[:-1]
    firsts = np.flatnonzero(new)
    return starts[firsts], ends[np.append(firsts[1:] - 1, len(ends) - 1)]
