"""From what a plot shows to a picture for a window, or to a file.

Owns the one way in: which drawing goes with which shape, how large paper is, and that only one
figure is drawn at a time, because matplotlib promises nothing to several threads.  Figures belong
to nobody's registry and are gone when they are drawn.
"""

from __future__ import annotations

import threading
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from annotator.plots.bars import bar_lines, draw_bars
from annotator.plots.colours import LIGHT, Colours
from annotator.plots.grids import draw_grid, grid_lines
from annotator.plots.lines import draw_lines
from annotator.plots.marks import Marks
from annotator.plots.picture import Picture
from annotator.plots.shapes import Bars, Grid, Shape
from annotator.plots.style import arrange, blank, entitle, write

_one_at_a_time = threading.Lock()
_POINTS = 10.0  # size of words on paper
_DPI = 96.0  # pixels to an inch of a window, where 1 logical pixel is 1/96 inch
#: Width and height of paper in inches; what has many names gets more, up to the most.
_WIDTH, _HEIGHT, _MOST = 9.0, 5.0, 16.0


def draw(
    shape: Shape, figure: Figure, colours: Colours, size: float = _POINTS, title: str = ""
) -> Marks:
    """Draw a shape on a figure with words of `size` points; what was there before goes."""
    blank(figure, colours)
    if title:
        entitle(figure, title, colours, size * 1.25)
    if isinstance(shape, Bars):
        marks = draw_bars(figure, shape, colours, size)
    elif isinstance(shape, Grid):
        marks = draw_grid(figure, shape, colours, size)
    else:
        marks = draw_lines(figure, shape, colours, size)
    arrange(figure, size)
    return marks


def picture(
    shape: Shape, colours: Colours, width: int, height: int, ratio: float, size: float
) -> Picture:
    """Return a plot of `width` by `height` logical pixels, `ratio` pixels of the screen to each.

    `size` is that of words in points of a window (1/72 of 96 logical pixels).
    """
    with _one_at_a_time:
        # A window that is being laid out may have no size yet.
        inches = (max(1, width) / _DPI, max(1, height) / _DPI)
        figure = Figure(figsize=inches, dpi=_DPI * ratio)
        canvas = FigureCanvasAgg(figure)
        marks = draw(shape, figure, colours, size)
        canvas.draw()  # type: ignore[no-untyped-call]
        buffer = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        rows, columns = buffer.shape[:2]
        return Picture(columns, rows, bytes(buffer), marks.spots(figure), marks.left_out)


def write_plot(shape: Shape, path: Path, title: str, colours: Colours = LIGHT) -> None:
    """Write a plot as PNG or SVG, by the end of its name; the same plot, the same bytes.

    Raises OSError where nothing can be written.
    """
    with _one_at_a_time:
        figure = Figure(figsize=_paper(shape))
        draw(shape, figure, colours, title=title)
        write(figure, path, title)


def _paper(shape: Shape) -> tuple[float, float]:
    """Return how wide and high the paper for a shape is, in inches."""
    across = down = 0.0
    if isinstance(shape, Bars):
        down = bar_lines(shape)
    elif isinstance(shape, Grid):
        across, down = grid_lines(shape)
    line = _POINTS * 1.2 / 72
    return (
        min(_MOST, max(_WIDTH, across * line)),
        min(_MOST, max(_HEIGHT, (down + 2) * line)),
    )
