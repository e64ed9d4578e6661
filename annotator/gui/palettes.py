"""Which colours stand for which: the palettes of labels, of opinions and of plots.

Owns the colours that people who see fewer of them can tell apart, on light and on dark pages.  They
were searched by computer among those that can be read as text, near the colours of the shipped
schemes and as far from one another as that allows under each simulated kind of colour blindness;
`tests/gui/test_palettes.py` simulates it again.  Knows neither widgets nor themes.
"""

from __future__ import annotations

STANDARD = "standard"  # the colours as a scheme gives them
SAFE = "safe"
PALETTES = (SAFE, STANDARD)

_HUES = ("orange", "green", "blue", "indigo", "magenta", "grey", "teal", "brown", "purple")
_LIGHT = dict(zip(_HUES, (
    "#b45a00", "#00875a", "#0069e1", "#1e2dc3", "#961e69", "#697878", "#4b5a4b", "#4b2d0f",
    "#875a96"), strict=True))  # fmt: skip
_DARK = dict(zip(_HUES, (
    "#ffb44b", "#69e196", "#87a5c3", "#9687ff", "#ff6996", "#b4c3d2", "#4bb4a5", "#b4964b",
    "#d2b4ff"), strict=True))  # fmt: skip

#: The sign of an opinion has its colour as well.
POLARITY_COLOURS = {
    "positive": "#1d7f46",
    "negative": "#b42318",
    "neutral": "#6b7280",
    "mixed": "#975a16",
}
#: What the colours of shipped schemes become, and those the editor of schemes begins with.  A
#: colour that somebody chose is in no table: it stays as she wanted it.
_SAFE = {
    "#b7791f": "orange", "#d69e2e": "orange", "#744210": "orange", "#b42318": "orange",
    "#2f855a": "green", "#1d7f46": "green",
    "#2b6cb0": "blue",
    "#6b46c1": "indigo", "#5a67d8": "indigo",
    "#b83280": "magenta",
    "#718096": "grey", "#6b7280": "grey",
    "#2c7a7b": "teal",
    "#975a16": "brown", "#c05621": "brown",
    "#805ad5": "purple",
}  # fmt: skip


def in_palette(colour: str, palette: str, *, dark: bool) -> str:
    """Return what a colour of a scheme is in a palette, on a dark or a light page."""
    hue = _SAFE.get(colour.lower()) if palette == SAFE else None
    return colour if hue is None else (_DARK if dark else _LIGHT)[hue]


def series(*, dark: bool) -> tuple[str, ...]:
    """Return nine colours for plots; any two can be told apart."""
    return tuple((_DARK if dark else _LIGHT).values())
