"""How plots look, and that they look alike wherever they are drawn.

Owns fonts, what is done to names before they are drawn, the dress of axes, and writing to files.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from annotator.plots.colours import Colours

#: What the window is written in, then what has the letters that those lack.
_FAMILIES = (
    *("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "Yu Gothic", "PingFang SC"),
    *("Malgun Gothic", "Apple SD Gothic Neo", "Geeza Pro", "Arial Unicode MS"),
)
#: Has a box for every character there is, so that nothing is left without a glyph.
_LAST = "Last Resort High-Efficiency"
_PNG_DPI = 160
_BEYOND_LATIN = "\u0250"  # the first letter that a font for Western languages may lack
_PAD = 0.7  # room around everything, in lines of text
_LONGEST = 90  # characters of a title or the name of an axis

# matplotlib has read whatever settings file lies in this person's folders or in the current one.
# Plots are the same on every computer, so they start from matplotlib's own, once for the process.
matplotlib.rcdefaults()
# What cannot be said to an artist: words in SVG are words, ids in it are the same in every run,
# and a name with a "$" is no formula.
matplotlib.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "annotator", "text.parse_math": False}
)


@cache
def _installed() -> list[str]:
    there = set(fontManager.get_font_names())
    further = sorted(
        each
        for each in there
        if each.startswith("Noto Sans ") and "CJK" not in each and "Mono" not in each
    )
    return [*(each for each in _FAMILIES if each in there), *further, _LAST]


def families(*texts: str) -> list[str]:
    """Return the font families to look for the letters of texts in, one after the other.

    For Latin letters it is the first alone, because looking through all of them takes time.
    """
    plain = all(text.isascii() or max(text) < _BEYOND_LATIN for text in texts)
    return _installed()[:1] if plain else _installed()


def shown(name: str, most: int = 28) -> str:
    """Return a name on one line, without what cannot be drawn, cut to `most` characters."""
    words = " ".join(name.split())
    words = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def blank(figure: Figure, colours: Colours) -> None:
    """Take everything off a figure and give it its ground."""
    figure.clear()
    figure.set_facecolor(colours.background)


def arrange(figure: Figure, size: float) -> None:
    """Give the axes all the room that words of `size` points, legend and title leave.

    Half as much work as the layouts of matplotlib, which measure everything twice.
    """
    axes = figure.axes[0]
    axes.set_position((0.3, 0.3, 0.4, 0.4))
    inner, outer = axes.get_window_extent(), axes.get_tightbbox()
    if outer is None:
        return
    pad = size * _PAD * figure.dpi / 72
    left, right = inner.x0 - outer.x0 + pad, outer.x1 - inner.x1 + pad
    below, above = inner.y0 - outer.y0 + pad, outer.y1 - inner.y1 + pad
    for each in figure.legends:
        below += each.get_window_extent().height + pad
    if figure.get_suptitle():
        above += 2.2 * size * figure.dpi / 72
    width, height = figure.bbox.width, figure.bbox.height
    # Where there is no room at all, at least something is seen of the plot.
    axes.set_position((
        left / width, below / height,
        max(0.1, (width - left - right) / width), max(0.1, (height - below - above) / height),
    ))  # fmt: skip


def set_names(axis: Axis, names: Sequence[str]) -> None:
    """Name the whole numbers from 0 on of an axis."""
    axis.set_ticks(range(len(names)), labels=list(names), fontfamily=families(*names))


def dress(axes: Axes, colours: Colours, size: float, *, lines: str = "") -> None:
    """Give axes their colours and fonts; `size` in points, `lines` = "x", "y" or "both"."""
    axes.set_facecolor(colours.background)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(
        which="both", length=0, labelsize=size, labelcolor=colours.text, pad=size * 0.5,
        labelfontfamily=families(),
    )  # fmt: skip
    axes.set_axisbelow(True)
    if lines:
        axes.grid(True, axis=lines, color=colours.grid, linewidth=0.8)  # type: ignore[arg-type]
    else:
        axes.grid(False)


def name_axis(axes: Axes, which: str, words: str, colours: Colours, size: float) -> None:
    """Write what an axis counts; `which` is "x" or "y"."""
    write = axes.set_xlabel if which == "x" else axes.set_ylabel
    write(shown(words, _LONGEST), color=colours.muted, fontsize=size, fontfamily=families(words))


def columns_for(figure: Figure, labels: Sequence[str], size: float) -> int:
    """Return how many entries of a legend stand beside one another."""
    widest = max((len(each) for each in labels), default=1) * size * 0.6 + size * 4.5
    return max(1, min(len(labels), int(float(figure.get_size_inches()[0]) * 72 / widest)))


def legend(axes: Axes, colours: Colours, size: float) -> None:
    """Write below the axes what each colour, hatch or sign stands for."""
    figure = axes.get_figure(root=True)
    handles, labels = axes.get_legend_handles_labels()
    if figure is None or not handles:
        return
    figure.legend(
        handles, labels, loc="lower center", ncols=columns_for(figure, labels, size),
        frameon=False, labelcolor=colours.text, handlelength=2.2, columnspacing=1.6,
        prop={"family": families(*labels), "size": size},
    )  # fmt: skip


def entitle(figure: Figure, title: str, colours: Colours, size: float) -> None:
    """Write above everything what the figure shows."""
    figure.suptitle(
        shown(title, _LONGEST), color=colours.text, fontsize=size, fontfamily=families(title),
        x=0.01, ha="left",
    )  # fmt: skip


def write(figure: Figure, path: Path, title: str) -> None:
    """Write a figure as PNG or SVG, by the end of the name; the same figure, the same bytes.

    Raises OSError where nothing can be written.
    """
    title = shown(title, _LONGEST)
    if path.suffix.lower() == ".svg":
        about = {"Date": None, "Creator": "Annotator", "Title": title}
        figure.savefig(path, format="svg", metadata=about)
    else:
        figure.savefig(path, format="png", dpi=_PNG_DPI,
                       metadata={"Software": "Annotator", "Title": title})  # fmt: skip
