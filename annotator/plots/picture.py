"""A drawn plot as plain values: its pixels, and what stands where in it.

Owns pointing: whoever shows the picture needs no plotting library to find what is pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing counted, and the box it takes on a picture."""

    mark: tuple[str | int, ...] | None  # what its items are asked for with; None: it has none
    words: str  # what it says
    left: float  # pixels from the upper left corner of the picture
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        """Return the place in the middle of it."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn plot."""

    width: int  # pixels of the screen
    height: int
    rgba: bytes  # four bytes a pixel, rows from the top, opaque
    spots: tuple[Spot, ...]
    left_out: int  # names that there was no room for


def spot_at(spots: Sequence[Spot], x: float, y: float) -> Spot | None:
    """Return what stands at a place of a picture; of several the one whose middle is nearest."""

    def away(spot: Spot) -> float:
        middle = spot.middle
        return (middle[0] - x) ** 2 + (middle[1] - y) ** 2

    here = [each for each in spots
            if each.left <= x <= each.right and each.top <= y <= each.bottom]  # fmt: skip
    return min(here, key=away, default=None)
