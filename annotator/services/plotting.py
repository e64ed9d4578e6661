"""Plots of the insights, for the window and for files.

Owns what gui and command line call: what a plot of a question shows, its picture, its file.  What
was counted is `services.insights`', how it is drawn is `annotator.plots`'.  Importing this module
loads no plotting library; drawing does, and takes tenths of a second, so it belongs on a thread of
its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import Insights, Topic
from annotator.plots.answers import (
    cell_in_words,
    denials,
    empty_code,
    heading,
    in_words,
    note_in_words,
    party_name,
    polarity_in_figures,
    row_in_words,
    shape_of,
    sign_of,
    topic_name,
    topic_question,
    weight,
)
from annotator.plots.colours import DARK, LIGHT, Colours, marks_for
from annotator.plots.picture import Picture, Spot, spot_at
from annotator.plots.shapes import Shape
from annotator.services.tasks import Task, long_running

__all__ = [
    "THEMES",
    "Colours",
    "Picture",
    "Shape",
    "Spot",
    "cell_in_words",
    "denials",
    "draw",
    "empty_code",
    "heading",
    "in_words",
    "note_in_words",
    "on_ground",
    "party_name",
    "polarity_in_figures",
    "row_in_words",
    "save_plot",
    "shape_of",
    "sign_of",
    "spot_at",
    "topic_name",
    "topic_question",
    "weight",
    "write_plots",
]

#: What plots are painted with where there is no window.
THEMES = {"light": LIGHT, "dark": DARK}
#: Endings of the files that a plot can be written to.
ENDINGS = (".png", ".svg")


def on_ground(background: str, text: str, muted: str, grid: str) -> Colours:
    """Return what plots are painted with on the ground of a theme; every colour "#rrggbb"."""
    return marks_for(background).on(background, text, muted, grid)


@long_running
def draw(
    shape: Shape,
    colours: Colours,
    size: tuple[int, int],
    ratio: float = 1.0,
    points: float = 10.0,
    task: Task | None = None,
) -> Picture:
    """Return the picture of a plot, `size` in logical pixels, `ratio` of the screen's to each.

    `points` is the size of its words.
    """
    from annotator.plots.drawing import picture

    if task is not None:
        task.check()
    return picture(shape, colours, size[0], size[1], ratio, points)


@long_running
def save_plot(shape: Shape, path: Path, title: str, colours: Colours = LIGHT) -> None:
    """Write a plot as PNG or SVG, by the end of its name.

    Raises AnnotatorError("plot-ending", "plot-not-written").
    """
    from annotator.plots.drawing import write_plot

    if path.suffix.lower() not in ENDINGS:
        raise AnnotatorError("plot-ending", file=path.name)
    try:
        write_plot(shape, path, title, colours)
    except OSError as error:
        raise AnnotatorError("plot-not-written", file=str(path), why=error.strerror) from error


@long_running
def write_plots(
    found: Insights, folder: Path, theme: str = "light", task: Task | None = None
) -> Sequence[Path]:
    """Write every plot that has something to show as PNG and SVG; return the files.

    Raises AnnotatorError("plot-theme", "plot-not-written").
    """
    colours = THEMES.get(theme)
    if colours is None:
        raise AnnotatorError("plot-theme", theme=theme, known=", ".join(THEMES))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotatorError("plot-not-written", file=str(folder), why=error.strerror) from error
    written = []
    for place, topic in enumerate(Topic):
        if task is not None:
            task.progress(place, len(Topic))
        shape = shape_of(found, topic)
        for ending in ENDINGS if shape is not None else ():
            assert shape is not None
            path = folder / f"{topic.value}{ending}"
            save_plot(shape, path, topic_question(topic), colours)
            written.append(path)
    return written
