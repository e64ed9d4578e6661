"""Offsets counted in other units than ours, and how to tell which unit a file counts in.

Owns the ways between code points, UTF-16 code units (JavaScript, Java, UIMA) and UTF-8 bytes.
Inside the program there are only code points; this is the door for readers and writers.
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import accumulate

#: An offset in one unit -> the same place in another; ValueError where there is no such place.
Move = Callable[[int], int]


class Unit(enum.StrEnum):
    """What an offset counts."""

    CODE_POINT = "code-point"
    UTF_16 = "utf-16"
    UTF_8 = "utf-8"


def from_code_points(text: str, unit: Unit) -> Move:
    """Return the way from code points of `text` to another unit.

    The way raises ValueError for an offset that is not in the text.
    """
    if unit is Unit.CODE_POINT or text.isascii():
        return _inside(len(text))
    at = _starts(text, unit)

    def move(offset: int) -> int:
        if not 0 <= offset < len(at):
            raise ValueError(offset)
        return at[offset]

    return move


def to_code_points(text: str, unit: Unit) -> Move:
    """Return the way from another unit to code points of `text`.

    The way raises ValueError for an offset outside the text or inside a character.
    """
    if unit is Unit.CODE_POINT or text.isascii():
        return _inside(len(text))
    at = _starts(text, unit)

    def move(offset: int) -> int:
        found = bisect_left(at, offset)
        if offset < 0 or found == len(at) or at[found] != offset:
            raise ValueError(offset)
        return found

    return move


def unit_of(text: str, ranges: Iterable[tuple[int, int, str]]) -> Unit | None:
    """Return the unit in which every (start, end, words) names its words, or None.

    Code points are tried first, then UTF-16, then UTF-8 bytes.
    """
    wanted = list(ranges)
    for unit in Unit:
        move = to_code_points(text, unit)
        try:
            if all(text[move(start) : move(end)] == words for start, end, words in wanted):
                return unit
        except ValueError:
            continue
    return None


def _inside(length: int) -> Move:
    def move(offset: int) -> int:
        if not 0 <= offset <= length:
            raise ValueError(offset)
        return offset

    return move


def _starts(text: str, unit: Unit) -> list[int]:
    """Return where each character starts in another unit, and where the text ends."""
    if unit is Unit.UTF_16:
        sizes = (2 if each > "\uffff" else 1 for each in text)
    else:
        sizes = (
            1 if each < "\x80" else 2 if each < "\u0800" else 3 if each <= "\uffff" else 4
            for each in text
        )  # fmt: skip
    return list(accumulate(sizes, initial=0))
