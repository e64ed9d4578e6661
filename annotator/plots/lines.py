"""Lines over the days of a calendar.

Owns their drawing.  Days are written as 2026-03-14, the same in every language.
"""

from __future__ import annotations

from datetime import date, timedelta

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from annotator.plots.colours import DASHES, Colours
from annotator.plots.marks import Marks
from annotator.plots.shapes import Lines
from annotator.plots.style import dress, legend, name_axis, shown

_SIGNS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
_TICKS = 6  # steps between the days that an axis names, at most
_DAY = 9.0  # width of a day and the gap beside it, in sizes of words
_BY_DAY = 200  # days up to which it names days, not months


def draw_lines(figure: Figure, lines: Lines, colours: Colours, size: float) -> Marks:
    """Draw lines with a sign at each day."""
    axes = figure.add_subplot()
    dress(axes, colours, size, lines="y")
    marks = Marks()
    marks.left_out = lines.left_out
    for place, (name, points) in enumerate(zip(lines.names, lines.points, strict=True)):
        days = [day.toordinal() for day, _ in points]
        colour = colours.series[place % len(colours.series)]
        axes.plot(
            days, [amount.value for _, amount in points], color=colour, linewidth=1.8,
            dashes=DASHES[place % len(DASHES)] or (1, 0), marker=_SIGNS[place % len(_SIGNS)],
            markersize=size * (0.6 if len(days) < 60 else 0.35), markeredgecolor=colours.background,
            label=shown(name), clip_on=False,
        )  # fmt: skip
        for day, (_, amount) in zip(days, points, strict=True):
            if amount.mark is not None:
                marks.add_point(axes, amount, day, amount.value)
    _count_days(figure, axes, lines, size)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    name_axis(axes, "y", lines.axis, colours, size)
    if len(lines.names) > 1:
        legend(axes, colours, size)
    return marks


def _count_days(figure: Figure, axes: Axes, lines: Lines, size: float) -> None:
    days = [day for points in lines.points for day, _ in points]
    if not days:
        return
    first, last = min(days), max(days)
    if first == last:
        first, last = first - timedelta(days=3), last + timedelta(days=3)
    axes.set_xlim(first.toordinal(), last.toordinal())
    room = float(figure.get_size_inches()[0]) * 72 / (size * _DAY)
    shown_days, form = days_on_axis(first, last, max(1, min(_TICKS, int(room) - 1)))
    axes.set_xticks(
        [day.toordinal() for day in shown_days], [day.strftime(form) for day in shown_days]
    )


def days_on_axis(first: date, last: date, steps: int = _TICKS) -> tuple[list[date], str]:
    """Return which days an axis names, and how: a day, a month or a year.

    There are so many `steps` between them at most.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last - first).days <= _BY_DAY:
        step = -(-(last - first).days // steps) or 1
        count = (last - first).days // step + 1
        return [first + timedelta(days=step * place) for place in range(count)], "%Y-%m-%d"
    # Months come in steps that divide a year, years in whole ones.
    step = next((each for each in (1, 2, 3, 6, 12) if months <= steps * each), 0)
    step = step or 12 * -(-months // (12 * steps))
    begin = first.year * 12 + first.month - 1
    begin += -begin % step
    firsts = [date(each // 12, each % 12 + 1, 1) for each in
              range(begin, last.year * 12 + last.month, step)]  # fmt: skip
    return [each for each in firsts if first <= each <= last], "%Y" if step % 12 == 0 else "%Y-%m"
