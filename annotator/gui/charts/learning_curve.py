"""The learning curve of a model: how good it gets the more articles it learns from.

Owns the drawing.  What it shows stands in a table beside it as well, and in words for a screen
reader; colour is never the only sign (the line has dots, what it is compared with is dashed).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.gui.theme import LIGHT, WindowTheme
from annotator.services.models import CurvePoint
from annotator.wording import tr

_LINES = 13  # height of the whole in lines of text
_DOT = 3.5  # radius, pixels


@dataclass(frozen=True, slots=True)
class Level:
    """Something of one height that the curve is compared with."""

    name: str
    score: float  # 0 to 1


class LearningCurve(QWidget):
    """Draws scores over numbers of articles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._points: list[CurvePoint] = []
        self._levels: list[Level] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("curve-name"))

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_curve(self, points: Sequence[CurvePoint], levels: Sequence[Level] = ()) -> None:
        """Draw points, and lines across for what they are compared with."""
        self._points = sorted(points, key=lambda each: each.articles)
        self._levels = list(levels)
        said = [tr("curve-point", articles=e.articles, score=e.score) for e in self._points]
        said += [tr("curve-level", name=each.name, score=each.score) for each in self._levels]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size at which all labels can be read."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 52, metrics.lineSpacing() * _LINES)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which labels would cover one another."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 30, metrics.lineSpacing() * 7)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, the levels and the curve over them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        low, high = value_range(
            [*(e.score for e in self._points), *(e.score for e in self._levels)]
        )
        left = metrics.horizontalAdvance("100 %") + 10
        line = metrics.lineSpacing()
        # Above there is room for the figure of a point at the very top.
        area = QRectF(left, 1.5 * line, max(1.0, self.width() - left - 14),
                      self.height() - 3.9 * line)  # fmt: skip
        if area.height() < line or not self._points:
            return
        self._draw_grid(painter, area, low, high, metrics)
        most = max(each.articles for each in self._points)

        def at(articles: float, score: float) -> QPointF:
            return QPointF(
                area.left() + area.width() * articles / max(1, most),
                area.bottom() - area.height() * (score - low) / (high - low),
            )

        self._draw_levels(painter, area, at(0, low).y(), low, high, metrics)
        places = [at(each.articles, each.score) for each in self._points]
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.drawPolyline(places)
        for point, place in zip(self._points, places, strict=True):
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(QColor(self._theme.raised))
            painter.drawEllipse(place, _DOT, _DOT)
            painter.setPen(QColor(self._theme.text))
            words = tr("share-plain", share=100 * point.score)
            width = metrics.horizontalAdvance(words)
            x = min(max(place.x() - width / 2, area.left()), area.right() - width)
            painter.drawText(QPointF(x, place.y() - _DOT - 4), words)
            painter.setPen(QColor(self._theme.muted))
            number = str(point.articles)
            width = metrics.horizontalAdvance(number)
            x = min(max(place.x() - width / 2, area.left()), area.right() - width)
            painter.drawText(QPointF(x, area.bottom() + line), number)
        painter.setPen(QColor(self._theme.muted))
        below = QRectF(area.left(), area.bottom() + line * 1.25, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tr("curve-articles"))

    def _draw_grid(
        self, painter: QPainter, area: QRectF, low: float, high: float, metrics: QFontMetricsF
    ) -> None:
        for value in ticks(low, high):
            y = area.bottom() - area.height() * (value - low) / (high - low)
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._theme.muted))
            words = tr("curve-percent", percent=100 * value)
            x = area.left() - metrics.horizontalAdvance(words) - 6
            painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), words)

    def _draw_levels(
        self,
        painter: QPainter,
        area: QRectF,
        bottom: float,
        low: float,
        high: float,
        metrics: QFontMetricsF,
    ) -> None:
        styles = (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
        taken: list[float] = []
        for place, level in enumerate(self._levels):
            y = bottom - area.height() * (level.score - low) / (high - low)
            painter.setPen(QPen(QColor(self._theme.warning), 1.4, styles[place % len(styles)]))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            words = tr("curve-level-drawn", name=level.name, score=100 * level.score)
            # Above its line, or below where another name stands already.
            baseline = y - 4
            if any(abs(baseline - each) < metrics.height() for each in taken):
                baseline = y + metrics.ascent() + 2
            taken.append(baseline)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(QPointF(area.left() + 6, baseline), words)


def value_range(scores: Sequence[float]) -> tuple[float, float]:
    """Return (low, high) of an axis that holds all scores with some air, in tenths."""
    if not scores:
        return 0.0, 1.0
    low = max(0.0, math.floor((min(scores) - 0.02) * 10) / 10)
    high = min(1.0, math.ceil((max(scores) + 0.04) * 10) / 10)
    return (low, high) if high - low >= 0.1 else (max(0.0, high - 0.1), high)


def ticks(low: float, high: float) -> list[float]:
    """Return the values at which an axis has a line: every fifth, tenth or twentieth."""
    step = 0.2 if high - low > 0.45 else 0.1 if high - low > 0.25 else 0.05
    return [low + step * number for number in range(math.floor((high - low) / step + 1e-9) + 1)]
