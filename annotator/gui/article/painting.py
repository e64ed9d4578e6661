"""Drawing of marks around the text.

Owns strokes and pictures: what goes under the words (zones, fills, boxes) and what goes over them
(lanes, tags, signs, brackets, links).  It draws only what the view hands it, which is what is
visible.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from annotator.gui.article.geometry import BlockGeometry, Placed, centre_top
from annotator.gui.article.layout import LANE
from annotator.gui.article.marks import Line, Link, Mark
from annotator.gui.article.theme import ArticleTheme

_RADIUS = 3.0
_LINE = 1.8  # thickness of a lane
_BRACKET = 24.0  # distance of the first bracket from the text
_BRACKET_STEP = 11.0
_BRACKET_ARM = 6.0


@dataclass(slots=True)
class VisibleBlock:
    """A block on screen: its number, where it is, and what is drawn around it."""

    number: int
    offset: QPointF
    geometry: BlockGeometry


class MarkPainter:
    """Draws the marks of visible blocks with one theme and one font."""

    def __init__(self, theme: ArticleTheme, font: QFont) -> None:
        self.theme = theme
        self._tags: dict[tuple[str, str, bool, float], QPixmap] = {}
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Take the reading font; tags are set smaller, in the font of the window."""
        self.tag_font = QFont(font)
        self.tag_font.setFamilies(["Inter", "Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica"])
        self.tag_font.setStyleHint(QFont.StyleHint.SansSerif)
        self.tag_font.setPointSizeF(max(6.5, font.pointSizeF() * 0.52))
        self.tag_font.setWeight(QFont.Weight.DemiBold)
        self.tag_metrics = QFontMetricsF(self.tag_font)
        self._tags.clear()

    def set_theme(self, theme: ArticleTheme) -> None:
        """Draw in other colours from now on."""
        self.theme = theme
        self._tags.clear()

    # Under the words ---------------------------------------------------------------------------

    def under(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        marks: dict[int, Mark],
        selected: frozenset[int],
        flashes: list[QRectF],
        word: list[QRectF],
    ) -> None:
        """Draw what lies behind the words."""
        theme = self.theme
        for box in flashes:
            painter.fillRect(box, theme.flash)
        for block in blocks:
            dx, dy = block.offset.x(), block.offset.y()
            for placed in block.geometry.placed:
                mark = marks.get(placed.fragment.key)
                if mark is None or mark.suggested or not mark.fill:
                    continue
                fill = theme.hue(mark.colour).fill
                for box in placed.boxes:
                    painter.fillRect(box.translated(dx, dy), fill)
        if word:
            tint = QColor(theme.cursor)
            tint.setAlpha(34)
            for box in word:
                painter.fillRect(box, tint)

    def hatch_zones(self, painter: QPainter, blocks: Iterable[VisibleBlock]) -> None:
        """Draw the hatching that says: not part of the article."""
        hatch = QBrush(self.theme.hatch, Qt.BrushStyle.BDiagPattern)
        for block in blocks:
            for box in block.geometry.zones:
                painter.fillRect(box.translated(block.offset), hatch)

    # Over the words ----------------------------------------------------------------------------

    def over(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        marks: dict[int, Mark],
        selected: frozenset[int],
        shown_tags: set[int],
        word: list[QRectF],
    ) -> None:
        """Draw lines, outlines, signs and tags."""
        theme = self.theme
        tags: list[tuple[QRectF, Mark, bool]] = []
        for block in blocks:
            dx, dy = block.offset.x(), block.offset.y()
            for placed in block.geometry.placed:
                mark = marks.get(placed.fragment.key)
                if mark is None or not placed.boxes:
                    continue
                boxes = [box.translated(dx, dy) for box in placed.boxes]
                chosen = mark.key in selected
                if mark.suggested:
                    self._outline(painter, boxes, theme.hue(mark.colour).outline)
                else:
                    self._lane(painter, boxes, placed, mark)
                if chosen:
                    self._frame(painter, boxes)
                if mark.sign and placed.fragment.last:
                    self._sign(painter, boxes[-1], mark)
                if mark.tag and placed.fragment.first and (chosen or mark.key in shown_tags):
                    tags.append((boxes[0], mark, chosen))
        if word:
            pen = QPen(theme.cursor, 2.0)
            painter.setPen(pen)
            for box in word:
                y = box.bottom() - 0.5
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        self._draw_tags(painter, tags)

    def _lane(self, painter: QPainter, boxes: list[QRectF], placed: Placed, mark: Mark) -> None:
        if mark.line is Line.NONE:
            return
        colour = self.theme.hue(mark.colour).line
        drop = 0.5 + placed.lane * LANE
        if mark.line is Line.SOLID:
            for box in boxes:
                painter.fillRect(
                    QRectF(box.left(), box.bottom() + drop, box.width(), _LINE), colour
                )
            return
        if mark.line is Line.DOUBLE:
            for box in boxes:
                for step in (0.0, 2.0):
                    painter.fillRect(
                        QRectF(box.left(), box.bottom() + drop + step, box.width(), 1.0), colour
                    )
            return
        style = Qt.PenStyle.DotLine if mark.line is Line.DOTTED else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, _LINE, style))
        for box in boxes:
            y = box.bottom() + drop + _LINE / 2
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _outline(self, painter: QPainter, boxes: list[QRectF], colour: QColor) -> None:
        pen = QPen(colour, 1.2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawRoundedRect(box.adjusted(-1.5, -0.5, 1.5, 1.5), _RADIUS, _RADIUS)

    def _frame(self, painter: QPainter, boxes: list[QRectF]) -> None:
        painter.setPen(QPen(self.theme.frame, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for box in boxes:
            painter.drawRoundedRect(box.adjusted(-2, -1, 2, 2), _RADIUS, _RADIUS)

    def _sign(self, painter: QPainter, box: QRectF, mark: Mark) -> None:
        font = QFont(self.tag_font)
        font.setPointSizeF(self.tag_font.pointSizeF() * 1.35)
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(self.theme.hue(mark.colour).line)
        metrics = QFontMetricsF(font)
        place = QPointF(box.right() - metrics.horizontalAdvance(mark.sign) / 2,
                        box.top() + metrics.ascent() * 0.35)  # fmt: skip
        painter.drawText(place, mark.sign)

    def _draw_tags(self, painter: QPainter, tags: list[tuple[QRectF, Mark, bool]]) -> None:
        """Draw tags so that none covers another: the selected first, then from left to right."""
        taken: dict[int, list[tuple[float, float]]] = {}
        scale = painter.device().devicePixelRatioF()
        for box, mark, chosen in sorted(
            tags, key=lambda each: (not each[2], each[0].top(), each[0].left(), each[1].order)
        ):
            text = mark.tag + ("?" if mark.suggested else "")
            picture = self._tag(text, mark.colour, scale, hollow=mark.suggested)
            width, height = picture.width() / scale, picture.height() / scale
            top = box.top() - height + 1.0
            row = taken.setdefault(round(top), [])
            left = box.left() - (2.0 if chosen else 0.0)
            if any(left < end and start < left + width for start, end in row):
                continue
            row.append((left, left + width + 2.0))
            painter.drawPixmap(QPointF(left, top), picture)

    def _tag(self, text: str, colour: str, scale: float, *, hollow: bool) -> QPixmap:
        key = (text, colour, hollow, scale)
        found = self._tags.get(key)
        if found is not None:
            return found
        if len(self._tags) > 2000:
            self._tags.clear()
        hue = self.theme.hue(colour)
        shown = self.tag_metrics.elidedText(text, Qt.TextElideMode.ElideRight, 220)
        width = math.ceil(self.tag_metrics.horizontalAdvance(shown)) + 6
        height = math.ceil(self.tag_metrics.height())
        picture = QPixmap(math.ceil(width * scale), math.ceil(height * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, width - 1, height - 1)
        if hollow:
            painter.setPen(QPen(hue.tag, 1.0, Qt.PenStyle.DashLine))
            painter.setBrush(self.theme.page)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(hue.tag)
        painter.drawRoundedRect(box, 2.5, 2.5)
        painter.setFont(self.tag_font)
        painter.setPen(hue.tag if hollow else hue.tag_text)
        painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, shown)
        painter.end()
        self._tags[key] = picture
        return picture

    # In the margin -----------------------------------------------------------------------------

    def brackets(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        marks: dict[int, Mark],
        left: float,
        selected: frozenset[int],
    ) -> None:
        """Draw a bracket beside the lines of each mark that has one, side by side if they meet."""
        spans: dict[int, tuple[float, float]] = {}
        for block in blocks:
            dy = block.offset.y()
            for placed in block.geometry.placed:
                mark = marks.get(placed.fragment.key)
                if mark is None or mark.bracket is None or not placed.boxes:
                    continue
                top = placed.boxes[0].top() + dy
                bottom = placed.boxes[-1].bottom() + dy
                before = spans.get(mark.key)
                if before is not None:
                    top, bottom = min(before[0], top), max(before[1], bottom)
                spans[mark.key] = (top, bottom)
        columns: list[float] = []
        labels: list[tuple[float, float]] = []
        for key, (top, bottom) in sorted(spans.items(), key=lambda each: (each[1], each[0])):
            mark = marks[key]
            column = next((n for n, end in enumerate(columns) if end <= top), len(columns))
            if column == len(columns):
                columns.append(bottom)
            columns[column] = bottom
            x = left - _BRACKET - column * _BRACKET_STEP
            colour = self.theme.hue(mark.colour).line
            style = Qt.PenStyle.DashLine if mark.suggested else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 3.0 if key in selected else 2.0, style))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            path = QPainterPath(QPointF(x + _BRACKET_ARM, top))
            path.lineTo(x, top)
            path.lineTo(x, bottom)
            path.lineTo(x + _BRACKET_ARM, bottom)
            painter.drawPath(path)
            self._bracket_label(painter, mark, x, top, labels)

    def _bracket_label(
        self, painter: QPainter, mark: Mark, x: float, top: float, labels: list[tuple[float, float]]
    ) -> None:
        if not mark.bracket:
            return
        height = self.tag_metrics.height()
        y = top
        while any(abs(y - other) < height and abs(x - place) < 60 for other, place in labels):
            y += height
        labels.append((y, x))
        text = mark.bracket + ("?" if mark.suggested else "")
        painter.setFont(self.tag_font)
        painter.setPen(self.theme.hue(mark.colour).tag)
        width = self.tag_metrics.horizontalAdvance(text)
        painter.drawText(QPointF(x - width - 5, y + self.tag_metrics.ascent()), text)

    # Between marks -------------------------------------------------------------------------------

    def links(
        self,
        painter: QPainter,
        links: Iterable[Link],
        boxes: dict[int, QRectF],
        marks: dict[int, Mark],
        edge: tuple[float, float],
    ) -> None:
        """Draw the links between marks; an end off screen is a stub towards where it is."""
        for link in links:
            source, target = boxes.get(link.source), boxes.get(link.target)
            if source is None and target is None:
                continue
            mark = marks.get(link.source) or marks.get(link.target)
            if mark is None:
                continue
            painter.setPen(QPen(self.theme.hue(mark.colour).line, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            here = centre_top(source or target)  # type: ignore[arg-type]
            if source is not None and target is not None:
                there = centre_top(target)
            else:
                absent = link.target if source is not None else link.source
                present = link.source if source is not None else link.target
                above = marks[absent].parts[0] < marks[present].parts[0]
                there = QPointF(here.x() + 24, edge[0] if above else edge[1])
            lift = 18 + min(26.0, abs(there.x() - here.x()) * 0.06)
            path = QPainterPath(here)
            path.cubicTo(
                QPointF(here.x(), here.y() - lift), QPointF(there.x(), there.y() - lift), there
            )
            painter.drawPath(path)
