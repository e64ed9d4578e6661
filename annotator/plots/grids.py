"""Grids: what goes with what as shaded cells, who said what about whom as bubbles.

Owns their drawing.  Of a bubble the size is the count, the shape and the colour are the sign of the
mean polarity, and a bar through it says that some of what is counted denies.
"""

from __future__ import annotations

import math
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from annotator.plots.colours import Colours
from annotator.plots.marks import Marks
from annotator.plots.shapes import Grid, Square
from annotator.plots.style import columns_for, dress, families, name_axis, set_names, shown

#: Shape and name of the colour for each sign; None = no polarity is known.
SIGNS: dict[int | None, tuple[str, str]] = {
    1: ("^", "positive"), -1: ("v", "negative"), 0: ("s", "neutral"), None: ("o", "neutral"),
}  # fmt: skip
_LEAST, _MOST = 0.36, 0.86  # width of a bubble, as a share of its cell
_LINES = 1.45  # height of a row in lines of text
_HEAD = 9.0  # lines that the names of columns and a legend take
_SIDE = 18.0  # lines that the names of rows take


def fitting(figure: Figure, grid: Grid, size: float) -> Grid:
    """Return the first rows and columns of a grid that a figure has room for, and the last ones."""
    width, height = (float(each) * 72 / (size * 1.2) for each in figure.get_size_inches())
    rows = min(len(grid.rows), max(3, int((height - _HEAD) / _LINES)))
    columns = min(len(grid.columns), max(3, int((width - _SIDE) / _LINES)))
    if rows == len(grid.rows) and columns == len(grid.columns):
        return grid
    down, across = (
        {place: at for at, place in enumerate(_first(len(names), room, last))}
        for names, room, last in zip(
            (grid.rows, grid.columns), (rows, columns), grid.last, strict=True
        )
    )
    squares = [
        replace(each, row=down[each.row], column=across[each.column])
        for each in grid.squares
        if each.row in down and each.column in across
    ]
    return replace(
        grid,
        rows=[grid.rows[place] for place in down],
        columns=[grid.columns[place] for place in across],
        squares=squares,
    )


def _first(number: int, room: int, last: int) -> list[int]:
    """Return the places of the first of so many for which there is room, and of the last ones."""
    last = min(last, room // 2)
    return [*range(room - last), *range(number - last, number)]


def grid_lines(grid: Grid) -> tuple[float, float]:
    """Return how wide a figure for all columns is, and how high for all rows, in lines of text."""
    # A bit more than the least, or rounding would cost the last one its room.
    across = (len(grid.columns) + 0.5) * _LINES + _SIDE
    return across, (len(grid.rows) + 0.5) * _LINES + _HEAD


def draw_grid(figure: Figure, grid: Grid, colours: Colours, size: float) -> Marks:
    """Draw a grid, rows from the top; what there is no room for is left out."""
    whole, grid = grid, fitting(figure, grid, size)
    axes = figure.add_subplot()
    dress(axes, colours, size)
    _name_sides(figure, axes, grid, colours, size)
    marks = Marks()
    marks.left_out = len(whole.rows) + len(whole.columns) - len(grid.rows) - len(grid.columns)
    if grid.signed:
        _bubbles(axes, figure, grid, colours, size)
        _signs_legend(figure, grid, colours, size)
    else:
        _shades(axes, grid, colours, size)
    for each in grid.squares:
        x, y = each.column, each.row
        marks.add_box(axes, each.amount, x - 0.5, x + 0.5, y - 0.5, y + 0.5)
    return marks


def _name_sides(figure: Figure, axes: Axes, grid: Grid, colours: Colours, size: float) -> None:
    axes.set_xlim(-0.5, max(len(grid.columns), 1) - 0.5)
    axes.set_ylim(max(len(grid.rows), 1) - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    set_names(axes.xaxis, [shown(each, 20) for each in grid.columns])
    across = len(grid.columns) * max((len(each) for each in grid.columns), default=0)
    few = across * size * 0.7 < float(figure.get_size_inches()[0]) * 72 * 0.6
    for each in axes.get_xticklabels():
        each.set(rotation=0 if few else 55, ha="center" if few else "left",
                 rotation_mode="anchor")  # fmt: skip
    set_names(axes.yaxis, [shown(each) for each in grid.rows])
    if grid.row_axis:
        name_axis(axes, "y", grid.row_axis, colours, size)
        name_axis(axes, "x", grid.column_axis, colours, size)
    for place in range(len(grid.rows) + 1):
        axes.axhline(place - 0.5, color=colours.grid, linewidth=0.7, zorder=0)
    for place in range(len(grid.columns) + 1):
        axes.axvline(place - 0.5, color=colours.grid, linewidth=0.7, zorder=0)


# Shaded cells ------------------------------------------------------------------------------------

#: Cells up to which the number stands in each; more could not be read.
_NUMBERED = 240


def _shades(axes: Axes, grid: Grid, colours: Colours, size: float) -> None:
    if not grid.squares:
        return
    most = max(each.amount.value for each in grid.squares) or 1.0
    grounds = [shade(each.amount.value / most, colours) for each in grid.squares]
    # One artist for all of them: a thousand patches would take seconds.
    corners = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))
    axes.add_collection(
        PolyCollection(
            [[(each.column + x, each.row + y) for x, y in corners] for each in grid.squares],
            facecolors=grounds, edgecolors=colours.background, linewidths=1.0,
        ),
        autolim=False,
    )  # fmt: skip
    for each, ground in zip(grid.squares, grounds, strict=True):
        if len(grid.squares) <= _NUMBERED:
            axes.text(
                each.column, each.row, f"{each.amount.value:.0f}", ha="center", va="center",
                fontsize=size * 0.9, fontfamily=families(), color=ink_on(ground),
            )  # fmt: skip


def shade(share: float, colours: Colours) -> str:
    """Return the ground of a cell that has so much of the most there is."""
    # Not in proportion, because a few pairs are far more frequent than all others.
    part = 0.06 + 0.94 * share**0.7
    ground, ink = to_rgb(colours.background), to_rgb(colours.series[0])
    red, green, blue = (
        one * (1 - part) + other * part for one, other in zip(ground, ink, strict=True)
    )
    return to_hex((red, green, blue))


def ink_on(ground: str) -> str:
    """Return black or white, whichever is read better on a ground; one of them always is."""
    light = _light(to_rgb(ground))
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"


def _light(colour: tuple[float, ...]) -> float:
    """Return the luminance of a colour after WCAG 2.2."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Bubbles -----------------------------------------------------------------------------------------


def _bubbles(axes: Axes, figure: Figure, grid: Grid, colours: Colours, size: float) -> None:
    if not grid.squares:
        return
    room = _cell_width(figure, grid, size)
    most = max(each.amount.value for each in grid.squares) or 1.0

    def width(square: Square) -> float:
        # By area, as eyes compare bubbles.
        return room * max(_LEAST, _MOST * math.sqrt(square.amount.value / most))

    for sign, (shape, colour) in SIGNS.items():
        chosen = [each for each in grid.squares if each.sign == sign]
        if chosen:
            axes.scatter(
                [each.column for each in chosen], [each.row for each in chosen],
                s=[width(each) ** 2 for each in chosen], marker=shape,
                facecolor=colours.background if sign is None else getattr(colours, colour),
                edgecolor=getattr(colours, colour), linewidth=1.3, zorder=2,
            )  # fmt: skip
    denied = [each for each in grid.squares if each.crossed]
    if denied:
        axes.scatter(
            [each.column for each in denied], [each.row for each in denied],
            s=[(width(each) * 0.5) ** 2 for each in denied], marker="x",
            color=colours.text, linewidth=1.4, zorder=3,
        )  # fmt: skip


def _cell_width(figure: Figure, grid: Grid, size: float) -> float:
    """Return in points about how wide and high a cell will be, whichever is less."""
    width, height = (float(each) * 72 for each in figure.get_size_inches())
    names = [max((min(len(each), most) for each in side), default=0) * size * 0.6
             for side, most in ((grid.rows, 28), (grid.columns, 20))]  # fmt: skip
    across = (width - names[0] - 5 * size) / max(len(grid.columns), 1)
    down = (height - names[1] * 0.85 - 6 * size) / max(len(grid.rows), 1)
    return max(size * 0.6, min(across, down, size * 4))


def _signs_legend(figure: Figure, grid: Grid, colours: Colours, size: float) -> None:
    signs = [sign for sign in SIGNS if any(each.sign == sign for each in grid.squares)]
    handles = []
    for sign in signs:
        shape, name = SIGNS[sign]
        colour = getattr(colours, name)
        handles.append(
            Line2D([], [], linestyle="", marker=shape, markersize=size * 0.9, color=colour,
                   markerfacecolor=colours.background if sign is None else colour,
                   label=grid.signs.get(sign, ""))
        )  # fmt: skip
    if any(each.crossed for each in grid.squares):
        handles.append(
            Line2D([], [], linestyle="", marker="x", markersize=size * 0.7, color=colours.text,
                   markeredgewidth=1.4, label=grid.crossed)
        )  # fmt: skip
    labels = [str(each.get_label()) for each in handles]
    if handles:
        figure.legend(
            handles=handles, loc="lower center", ncols=columns_for(figure, labels, size),
            frameon=False,
            labelcolor=colours.text, columnspacing=1.6, handletextpad=0.4,
            prop={"family": families(*labels), "size": size},
        )  # fmt: skip
