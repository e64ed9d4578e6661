"""Bars from the left, in one piece or stacked.

Owns their drawing: as many as fit, the number at the end of each, hatches beside colours.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from annotator.plots.colours import HATCHES, Colours
from annotator.plots.marks import Marks
from annotator.plots.shapes import Bars
from annotator.plots.style import dress, families, legend, name_axis, set_names, shown
from annotator.wording import tr

_LINES = 1.9  # height of a bar and the gap below it, in lines of text
_THICK = 0.66  # of a bar, as a share of that
_OTHERS = 5.5  # lines that axis, its name and a legend take


def fitting(figure: Figure, size: float) -> int:
    """Return how many bars a figure has room for with words of `size` points."""
    points = float(figure.get_size_inches()[1]) * 72
    return max(3, int((points / (size * 1.2) - _OTHERS) / _LINES))


def bar_lines(bars: Bars) -> float:
    """Return how many lines of text all bars need."""
    return len(bars.names) * _LINES + _OTHERS


def draw_bars(figure: Figure, bars: Bars, colours: Colours, size: float) -> Marks:
    """Draw bars, the first at the top; those without room are left out."""
    axes = figure.add_subplot()
    dress(axes, colours, size, lines="x")
    marks = Marks()
    count = min(len(bars.names), fitting(figure, size))
    marks.left_out = len(bars.names) - count
    ends = [0.0] * count
    for place, part in enumerate(bars.parts):
        rows = [(row, amount) for row in range(count)
                if (amount := bars.amounts[row][place]) is not None and amount.value]  # fmt: skip
        if not rows:
            continue
        axes.barh(
            [row for row, _ in rows], [amount.value for _, amount in rows],
            left=[ends[row] for row, _ in rows], height=_THICK,
            color=colours.series[place % len(colours.series)], edgecolor=colours.background,
            linewidth=0.8, hatch=HATCHES[place % len(HATCHES)], label=shown(part),
        )  # fmt: skip
        for row, amount in rows:
            end = ends[row] + amount.value
            marks.add_box(axes, amount, ends[row], end, row - _THICK / 2, row + _THICK / 2)
            ends[row] = end
    set_names(axes.yaxis, [shown(each) for each in bars.names[:count]])
    # At least a few, so that one bar is not as thick as the plot.
    axes.set_ylim(max(count, 4) - 0.4, -0.6)
    _count_along(axes, bars, max(ends, default=0.0), colours, size)
    if len(bars.parts) > 1:
        legend(axes, colours, size)
    if len(bars.parts) == 1 or not bars.percent:
        for row, end in enumerate(ends):
            axes.annotate(
                _number(end, percent=bars.percent), (end, row), (size * 0.4, 0),
                textcoords="offset points", va="center", color=colours.text, fontsize=size,
                fontfamily=families(),
            )  # fmt: skip
    return marks


def _count_along(axes: Axes, bars: Bars, most: float, colours: Colours, size: float) -> None:
    axes.set_xlim(0, 1.0 if bars.percent and len(bars.parts) > 1 else max(most, 1e-9) * 1.1)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=not bars.percent))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _place: _number(value, percent=bars.percent))
    )
    name_axis(axes, "x", bars.axis, colours, size)


def _number(value: float, *, percent: bool) -> str:
    return tr("plot-share", n=value) if percent else tr("plot-number", n=round(value))
