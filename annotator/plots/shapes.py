"""What a plot shows, before it is drawn: names, numbers, and what each stands for.

Owns three shapes (bars, lines over time, a grid) as plain values, so that what a plot says can be
told without drawing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a plot, and what it stands for."""

    value: float
    mark: tuple[str | int, ...] | None = None
    words: str = ""  # said when one points at it


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from the left, one a name, in one piece or in several."""

    names: Sequence[str]
    parts: Sequence[str]  # names of the pieces; one unnamed: bars in one piece
    amounts: Sequence[Sequence[Amount | None]]  # for each name, a piece for each part
    axis: str  # what is counted
    percent: bool = False  # values are shares of 1


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over days, one a name."""

    names: Sequence[str]
    points: Sequence[Sequence[tuple[date, Amount]]]  # for each name, by day
    axis: str
    left_out: int = 0  # names that no colour was left for


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a grid."""

    row: int
    column: int
    amount: Amount
    sign: int | None = None  # of a mean polarity: 1, 0, -1; None = none known
    crossed: float = 0.0  # share of what is counted that denies, 0 to 1


@dataclass(frozen=True, slots=True)
class Grid:
    """What goes with what: rows by columns."""

    rows: Sequence[str]
    columns: Sequence[str]
    squares: Sequence[Square]
    row_axis: str = ""
    column_axis: str = ""
    signed: bool = False  # bubbles with the sign of a polarity instead of shaded cells
    signs: Mapping[int | None, str] = field(default_factory=dict)  # what each is called
    crossed: str = ""  # what a cross stands for
    last: tuple[int, int] = (0, 0)  # of the rows and columns, that stay when there is little room


Shape = Bars | Lines | Grid
