"""What plots are painted with.

Owns the colours of marks, one set for light and one for dark grounds: nine that colour-blind
readers tell apart (those of the window, see `annotator.gui.palettes`; a test compares them), and
three for the sign of a polarity.  Ground, words and lines come from whoever shows the plot; without
a window they are those of the light theme.  No colour stands alone: series have hatches, dashes and
names as well, polarities a shape and a sign.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a plot, each "#rrggbb"."""

    background: str
    text: str
    muted: str  # axes and their numbers
    grid: str  # lines behind the marks
    series: tuple[str, ...]
    positive: str
    negative: str
    neutral: str

    def on(self, background: str, text: str, muted: str, grid: str) -> Colours:
        """Return these marks on the ground, words and lines of a theme."""
        return replace(self, background=background, text=text, muted=muted, grid=grid)


LIGHT = Colours(
    background="#ffffff",
    text="#1f2430",
    muted="#5f6b7c",
    grid="#dfe3e8",
    series=(
        *("#0069e1", "#b45a00", "#00875a", "#961e69", "#697878", "#1e2dc3", "#4b2d0f", "#875a96"),
        "#4b5a4b",
    ),
    positive="#0069e1",
    negative="#b45a00",
    neutral="#697878",
)
DARK = Colours(
    background="#20252f",
    text="#e6e9ef",
    muted="#a0a9b8",
    grid="#313846",
    series=(
        *("#87a5c3", "#ffb44b", "#69e196", "#ff6996", "#b4c3d2", "#9687ff", "#b4964b", "#d2b4ff"),
        "#4bb4a5",
    ),
    positive="#79b4ff",
    negative="#ffb44b",
    neutral="#b4c3d2",
)
#: Behind series, so that stacked ones are told apart without colour.
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "|||", "+++", "ooo")
#: Of lines, likewise.
DASHES: tuple[tuple[float, ...], ...] = (
    (), (5, 2), (1.5, 1.5), (7, 2, 1.5, 2), (3, 1), (9, 3), (1, 3), (5, 1, 1, 1, 1, 1),
    (2, 4),
)  # fmt: skip


def marks_for(background: str) -> Colours:
    """Return the set whose marks are seen on a ground."""
    red, green, blue = (int(background[place : place + 2], 16) for place in (1, 3, 5))
    return DARK if red * 2 + green * 5 + blue < 4 * 255 else LIGHT
