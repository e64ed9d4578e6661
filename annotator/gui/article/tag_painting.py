"""The small labels and signs above the words.

Owns their pictures, which are kept; the rule of where they go is `placement`'s.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from annotator.gui.article.placement import Tag, place_tags
from annotator.gui.article.theme import ArticleTheme

_LONGEST = 220.0  # logical pixels
_KEPT = 2000
_PADDING = 3.0
_RADIUS = 2.5


class Label(NamedTuple):
    """A tag or sign to be drawn over some words; coordinates are the block's."""

    box: QRectF  # of the words
    text: str
    colour: str
    chosen: bool
    hollow: bool  # of a suggestion
    sign: bool
    from_right: bool  # the words are read from the right


class TagPainter:
    """Makes pictures of tags with one theme and one font, and finds places for them."""

    def __init__(self, theme: ArticleTheme, font: QFont) -> None:
        self._theme = theme
        self._pictures: dict[tuple[str, str, bool, float], QPixmap] = {}
        self._widths: dict[str, float] = {}
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Take the reading font; tags are set smaller, in the font of the window."""
        self.font = QFont(font)
        self.font.setFamilies(["Inter", "Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica"])
        self.font.setStyleHint(QFont.StyleHint.SansSerif)
        self.font.setPointSizeF(max(6.5, font.pointSizeF() * 0.52))
        self.font.setWeight(QFont.Weight.DemiBold)
        self.metrics = QFontMetricsF(self.font)
        self.height = math.ceil(self.metrics.height())
        self._pictures.clear()
        self._widths.clear()

    def set_theme(self, theme: ArticleTheme) -> None:
        """Draw in other colours from now on."""
        self._theme = theme
        self._pictures.clear()

    def place(
        self, labels: Iterable[Label], edge: float, scale: float
    ) -> list[tuple[QPointF, QPixmap]]:
        """Return where each tag goes, so that none covers another or leaves the page.

        Args:
            labels: The tags of one block, in its coordinates.
            edge: Where the page ends, in the same.
            scale: Device pixels in a logical one.
        """
        rows: dict[int, list[Label]] = {}
        for label in labels:
            rows.setdefault(round(label.box.top()), []).append(label)
        placed = []
        for row in rows.values():
            from_right = row[0].from_right
            wanted = [self._wanted(label, edge if from_right else None) for label in row]
            for number, left, width in place_tags(wanted, edge):
                label = row[number]
                x = edge - left - width if from_right else left
                # On whole pixels, or the letters blur.
                place = QPointF(round(x), round(label.box.top()) - self.height + 1)
                placed.append((place, self._picture(label, width, scale)))
        return placed

    def _wanted(self, label: Label, mirror: float | None) -> Tag:
        left, right = label.box.left(), label.box.right()
        if mirror is not None:
            left, right = mirror - right, mirror - left
        width = self._width(label.text)
        if label.sign:
            width = max(width, float(self.height))
        return Tag(left, right, width, label.chosen, label.sign)

    def _width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            advance = math.ceil(self.metrics.horizontalAdvance(text))
            width = self._widths[text] = min(advance + 2 * _PADDING, _LONGEST)
        return width

    def _picture(self, label: Label, width: float, scale: float) -> QPixmap:
        text = label.text
        if width < self._width(text) or width == _LONGEST:
            text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2 * _PADDING)
            if len(text) < 2:  # one letter says more than an ellipsis
                text = label.text[:1]
        key = (text, label.colour, label.hollow, scale)
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            found = self._pictures[key] = self._make(label, text, scale)
        return found

    def _make(self, label: Label, text: str, scale: float) -> QPixmap:
        hue = self._theme.hue(label.colour)
        height = self.height
        width = math.ceil(self.metrics.horizontalAdvance(text)) + 2 * _PADDING
        if label.sign:
            width = max(width, float(height))
        picture = QPixmap(math.ceil(width * scale), math.ceil(height * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if label.hollow:
            painter.setPen(QPen(hue.tag, 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(self._theme.page)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hue.tag)
        radius = height / 2 if label.sign else _RADIUS
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), radius, radius)
        painter.setFont(self.font)
        painter.setPen(hue.tag if label.hollow else hue.tag_text)
        painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture
