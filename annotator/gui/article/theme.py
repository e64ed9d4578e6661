"""Colours of the article view, computed so that everything on them can be read.

Owns the way from one hue of a scheme to a fill, a line and a tag for a light or a dark page.
Contrast after WCAG 2.2: at least 4.5:1 for text, 3:1 for lines and signs; on the page of high
contrast 7:1 and 4.5:1.  Which hues stand for which is `annotator.gui.palettes`'.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from PySide6.QtGui import QColor

from annotator.gui.palettes import STANDARD, in_palette

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0
HIGH_TEXT_CONTRAST = 7.0
HIGH_LINE_CONTRAST = 4.5


@dataclass(frozen=True)
class Hue:
    """What one colour of a scheme becomes on a page."""

    fill: QColor  # behind words
    line: QColor  # under words, brackets, signs, links
    tag: QColor  # behind the words of a tag
    tag_text: QColor
    outline: QColor  # around a suggestion


@dataclass(frozen=True)
class ArticleTheme:
    """The colours of a page."""

    name: str
    page: QColor
    text: QColor
    muted: QColor  # metadata, text in zones
    hatch: QColor  # lines behind the words of zones
    frame: QColor  # around what is selected
    cursor: QColor  # under the word of the cursor
    selection: QColor
    selection_text: QColor
    flash: QColor  # behind hits of a search
    text_contrast: float = TEXT_CONTRAST
    line_contrast: float = LINE_CONTRAST
    palette: str = STANDARD
    _hues: dict[str, Hue] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def light(cls) -> ArticleTheme:
        """Return black on white."""
        return cls(
            "light",
            page=QColor("#ffffff"),
            text=QColor("#1f2430"),
            muted=QColor("#667085"),
            hatch=QColor(102, 112, 133, 84),
            frame=QColor("#1f5fd0"),
            cursor=QColor("#1f5fd0"),
            selection=QColor("#cfe0fb"),
            selection_text=QColor("#10131a"),
            flash=QColor("#fff0b3"),
        )

    @classmethod
    def dark(cls) -> ArticleTheme:
        """Return light grey on nearly black."""
        return cls(
            "dark",
            page=QColor("#161a22"),
            text=QColor("#e6e9ef"),
            muted=QColor("#98a2b3"),
            hatch=QColor(152, 162, 179, 72),
            frame=QColor("#7aa7ff"),
            cursor=QColor("#7aa7ff"),
            selection=QColor("#27447a"),
            selection_text=QColor("#ffffff"),
            flash=QColor("#5c4a12"),
        )

    @classmethod
    def high_contrast(cls) -> ArticleTheme:
        """Return white on black."""
        return cls(
            "contrast",
            page=QColor("#000000"),
            text=QColor("#ffffff"),
            muted=QColor("#e0e0e0"),
            hatch=QColor(255, 255, 255, 70),
            frame=QColor("#ffd800"),
            cursor=QColor("#ffd800"),
            selection=QColor("#ffd800"),
            selection_text=QColor("#000000"),
            flash=QColor("#5a4a00"),
            text_contrast=HIGH_TEXT_CONTRAST,
            line_contrast=HIGH_LINE_CONTRAST,
        )

    def in_palette(self, palette: str) -> ArticleTheme:
        """Return this page with the hues of labels of another palette."""
        return replace(self, palette=palette, _hues={})

    @property
    def is_dark(self) -> bool:
        """Return whether the page is darker than what stands on it."""
        return self.page.lightness() < 128

    def hue(self, colour: str) -> Hue:
        """Return what a colour of a scheme becomes on this page."""
        found = self._hues.get(colour)
        if found is None:
            meant = in_palette(colour, self.palette, dark=self.is_dark)
            found = self._hues[colour] = self._make(QColor(meant))
        return found

    def _make(self, colour: QColor) -> Hue:
        line = readable(colour, self.page, self.line_contrast)
        share = 0.26 if self.is_dark else 0.17
        fill = blend(line, self.page, share)
        while contrast(self.text, fill) < self.text_contrast and share > 0.02:
            share -= 0.02
            fill = blend(line, self.page, share)
        tag = readable(colour, self.page, self.text_contrast)
        white, black = QColor("#ffffff"), QColor("#10131a")
        if self.text_contrast > TEXT_CONTRAST:
            black = QColor("#000000")
        tag_text = white if contrast(white, tag) >= contrast(black, tag) else black
        return Hue(fill, line, tag, tag_text, line)


def readable(colour: QColor, page: QColor, wanted: float) -> QColor:
    """Return `colour` moved away from `page` in lightness until the contrast is as wanted."""
    hue, saturation, lightness = colour.hslHueF(), colour.hslSaturationF(), colour.lightnessF()
    step = 0.02 if page.lightness() < 128 else -0.02
    found = QColor(colour)
    end = 1.0 if step > 0 else 0.0
    while contrast(found, page) < wanted and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
        found = QColor.fromHslF(max(hue, 0.0), saturation, lightness)
    return found


def blend(colour: QColor, page: QColor, share: float) -> QColor:
    """Return `share` of a colour laid over a page, as an opaque colour."""
    return QColor(
        *(
            round(a * share + b * (1 - share))
            for a, b in (
                (colour.red(), page.red()),
                (colour.green(), page.green()),
                (colour.blue(), page.blue()),
            )
        )
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21, after WCAG 2.2."""
    light, dark = sorted((_luminance(one.rgb()), _luminance(other.rgb())), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=512)
def _luminance(rgb: int) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(rgb >> 16 & 255)
        + 0.7152 * linear(rgb >> 8 & 255)
        + 0.0722 * linear(rgb & 255)
    )
