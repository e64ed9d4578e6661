"""What the article view draws, as plain values.

Owns no rule of annotating: whoever fills these in decides what a label looks like.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Line(enum.Enum):
    """The pattern of the line under a mark; colour is never the only sign."""

    SOLID = "solid"
    DOTTED = "dotted"
    DASHED = "dashed"
    DOUBLE = "double"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation or suggestion; positions are code points, half-open."""

    key: int
    parts: tuple[tuple[int, int], ...]  # in text order, one or several
    colour: str  # "#rrggbb" as schemes name it; the theme derives what is drawn
    tag: str = ""  # small label above the first part
    fill: bool = False  # background, for the active layer
    line: Line = Line.SOLID
    bracket: str | None = None  # bracket in the margin, with this word beside it
    sign: str = ""  # set above the end of the last part: + − 0 ±
    suggested: bool = False  # dashed, never filled: an outline, or the line if there is one
    sure: int = 1  # of a suggestion: 2 sure, 1 normal, 0 doubtful; sets the dashes
    order: int = 0  # of its layer: decides which lane comes first


@dataclass(frozen=True, slots=True)
class Link:
    """A curved line between two marks, shown while one of them is selected or hovered."""

    source: int
    target: int
    role: str


@dataclass(frozen=True, slots=True)
class ZoneMark:
    """A range that is greyed and hatched."""

    key: int
    start: int
    end: int
    kind: str
