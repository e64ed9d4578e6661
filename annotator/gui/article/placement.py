"""Where tags and links go so that they hide no words and not each other.

Plain numbers, no Qt: a row of tags stands in the gap above a line of words, and a link runs through
such gaps and down the margin instead of across the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

GAP = 2.0  # least space between two tags
_LEAST = 16.0  # narrowest tag that still says something
_HOLD = 4.0  # a pushed tag must begin at least so far before its words end

Point = tuple[float, float]


class Tag(NamedTuple):
    """A tag that wants a place: the extent of its words, its own width."""

    left: float
    right: float
    width: float
    chosen: bool = False  # never shortened
    at_end: bool = False  # stands over the end of its words: a sign, never shortened either


class Box(NamedTuple):
    """The rectangle of words that a link is tied to."""

    left: float
    top: float
    right: float
    bottom: float


def place_tags(tags: Sequence[Tag], edge: float) -> list[tuple[int, float, float]]:
    """Return (number of the tag, left, width) for one row that ends at `edge`.

    A tag begins over its first word.  Where the next one is near, it is shortened; tags of nested
    marks that begin together stand side by side, the inner one first; one that could no longer
    stand over its own words is left out.
    """
    order = sorted(range(len(tags)), key=lambda each: (_wish(tags[each]), tags[each].right))
    wishes = [_wish(tags[each]) for each in order]
    placed = []
    free = 0.0
    for place, number in enumerate(order):
        tag, wish = tags[number], wishes[place]
        left = max(wish, free)
        firm = tag.chosen or tag.at_end
        if left > wish and left > tag.right - _HOLD and not firm:
            continue
        following = next((each for each in wishes[place + 1 :] if each > wish + 1.0), None)
        width = tag.width
        if following is not None and not firm:
            width = min(width, max(following - GAP - left, _LEAST))
        if left + width > edge:
            left = max(free, edge - width)
            width = min(width, edge - left)
        if width < min(_LEAST, tag.width):
            continue
        placed.append((number, left, width))
        free = left + width + GAP
    return placed


def _wish(tag: Tag) -> float:
    return max(tag.left, tag.right - tag.width / 2) if tag.at_end else tag.left


def nearest(sources: Sequence[Box], targets: Sequence[Box]) -> tuple[Box, Box]:
    """Return the pair of boxes, one of each, between which a link is shortest."""

    def distance(pair: tuple[Box, Box]) -> tuple[float, float]:
        one, other = pair
        return abs(one.top - other.top), max(one.left - other.right, other.left - one.right, 0.0)

    return min(((one, other) for one in sources for other in targets), key=distance)


def route(source: Box, target: Box, *, rise: float, drop: float, margin: float) -> list[Point]:
    """Return the corners of a link from one box to another.

    Args:
        source: Where it begins.
        target: Where it ends.
        rise: How far above a box the gap for its links lies.
        drop: How far below a box the gap for its links lies.
        margin: Where a link between distant lines runs up and down.
    """
    if abs(source.top - target.top) < (source.bottom - source.top) / 2:
        start, end = _facing(source, target)
        y = min(source.top, target.top) - rise
        return [(start, source.top), (start, y), (end, y), (end, target.top)]
    if source.top > target.top:
        return route(target, source, rise=rise, drop=drop, margin=margin)[::-1]
    start, end = _facing(source, target)
    above = target.top - rise
    if above < source.bottom + 2.5 * drop + rise:
        return [(start, source.bottom), (start, above), (end, above), (end, target.top)]
    below = source.bottom + drop
    start, end = _near(source, margin), _near(target, margin)
    return [(start, source.bottom), (start, below), (margin, below),
            (margin, above), (end, above), (end, target.top)]  # fmt: skip


def stub(box: Box, edge: float, *, rise: float, drop: float, margin: float) -> list[Point]:
    """Return the corners of a link from a box to an end beyond the edge of the screen."""
    x = _near(box, margin)
    if edge < box.top:
        y = box.top - rise
        return [(x, box.top), (x, y), (margin, y), (margin, edge)]
    y = box.bottom + drop
    return [(x, box.bottom), (x, y), (margin, y), (margin, edge)]


def _facing(one: Box, other: Box) -> Point:
    """Return the x at each of two boxes that is nearest to the other's middle, a little inside."""
    return _near(one, (other.left + other.right) / 2), _near(other, (one.left + one.right) / 2)


def _near(box: Box, x: float) -> float:
    inset = min(8.0, (box.right - box.left) / 2)
    return min(max(x, box.left + inset), box.right - inset)


def columns_of(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return a column for each vertical extent: the shorter, the nearer to the text."""
    columns: list[list[tuple[float, float]]] = []
    found = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda each: spans[each][1] - spans[each][0]):
        top, bottom = spans[number]
        for column, taken in enumerate(columns):  # noqa: B007  (used behind the loop)
            if all(end <= top or start >= bottom for start, end in taken):
                break
        else:
            column = len(columns)
            columns.append([])
        columns[column].append((top, bottom))
        found[number] = column
    return found
