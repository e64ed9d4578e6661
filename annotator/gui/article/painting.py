"""Drawing of marks around the text.

Owns strokes: what goes under the words (fills, hatching) and over them (lines, outlines, frames).
What a block needs is worked out once, in the block's own coordinates, and kept by the view until
its marks, its lines or its state change; painting a frame only replays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap

from annotator.gui.article.dashes import dashed_pen
from annotator.gui.article.geometry import BlockGeometry, Placed
from annotator.gui.article.layout import LANE
from annotator.gui.article.margin_painting import draw_brackets
from annotator.gui.article.marks import Line, Mark
from annotator.gui.article.tag_painting import Label, TagPainter
from annotator.gui.article.theme import ArticleTheme

_RADIUS = 3.0
_LINE = 2.0  # thickness of a lane
_STUB = 9.0  # how far a mark in parts reaches towards a part on another line
_VEIL = 0.32  # share of the page's colour over zones; the words keep a contrast of 4.5:1


@dataclass(slots=True)
class Drawing:
    """What is drawn around one block, in its own coordinates, in the order of drawing."""

    fills: list[tuple[QRectF, QBrush]] = field(default_factory=list)  # under the words
    lines: list[tuple[QRectF, QBrush]] = field(default_factory=list)
    strokes: list[tuple[QPen, Sequence[tuple[QPointF, QPointF]]]] = field(default_factory=list)
    outlines: list[tuple[QPen, QRectF]] = field(default_factory=list)
    tags: list[tuple[QPointF, QPixmap]] = field(default_factory=list)
    parted: list[Placed] = field(default_factory=list)  # of marks in several parts
    brackets: list[tuple[int, float, float]] = field(default_factory=list)  # key, top, bottom


@dataclass(slots=True)
class VisibleBlock:
    """A block on screen: where it is, what is where, and how it is drawn."""

    offset: QPointF
    geometry: BlockGeometry
    drawing: Drawing


class MarkPainter:
    """Draws the marks of visible blocks with one theme and one font."""

    def __init__(self, theme: ArticleTheme, font: QFont) -> None:
        self.theme = theme
        self.tags = TagPainter(theme, font)
        self.set_theme(theme)

    def set_font(self, font: QFont) -> None:
        """Take the reading font."""
        self.tags.set_font(font)

    def set_theme(self, theme: ArticleTheme) -> None:
        """Draw in other colours from now on."""
        self.theme = theme
        self.tags.set_theme(theme)
        self._fills: dict[str, QBrush] = {}
        self._lines: dict[str, QBrush] = {}
        veil = QColor(theme.page)
        veil.setAlphaF(_VEIL)
        self._veil = QBrush(veil)
        self._hatch = QBrush(theme.hatch, Qt.BrushStyle.BDiagPattern)
        tint = QColor(theme.cursor)
        tint.setAlpha(34)
        self._tint = QBrush(tint)

    # What a block needs ------------------------------------------------------------------------

    def draw_block(
        self,
        geometry: BlockGeometry,
        marks: dict[int, Mark],
        selected: frozenset[int],
        shown: Iterable[int] | None,
        edge: float,
        scale: float,
    ) -> Drawing:
        """Work out what is drawn around a block.

        Args:
            geometry: Where its marks and zones are.
            marks: All marks by key.
            selected: Keys of the marks that are framed; their tags go before others.
            shown: Keys of the marks whose tag is drawn; None for all.
            edge: Where the page ends, from where the block begins.
            scale: Device pixels in a logical one.
        """
        drawing = Drawing()
        labels: list[Label] = []
        from_right = geometry.right_to_left
        drawing.fills += [(box, self._hatch) for box in geometry.zones]
        drawing.lines += [(box, self._veil) for box in geometry.zones]
        frames: list[tuple[QPen, QRectF]] = []
        for placed in geometry.placed:
            fragment, boxes = placed.fragment, placed.boxes
            mark = marks.get(fragment.key)
            if mark is None or not boxes:
                continue
            colour = mark.colour
            if mark.suggested:
                self._suggestion(drawing, placed, mark)
            else:
                if mark.fill:
                    fill = self._fill(colour)
                    drawing.fills += [(box, fill) for box in boxes]
                self._lane(drawing, placed, mark)
            chosen = mark.key in selected
            if chosen:
                pen = QPen(self.theme.frame, 2.0)
                frames += [(pen, box.adjusted(-1, -1, 1, 2)) for box in boxes]
            if mark.tag and fragment.first and (chosen or shown is None or mark.key in shown):
                text = mark.tag + ("?" if mark.suggested else "")
                box = _beginning(boxes) if from_right else boxes[0]
                label = Label(box, text, colour, chosen, mark.suggested, False, from_right)
                # Two suggested quotes of one source need not say so twice.
                if not mark.suggested or label not in labels:
                    labels.append(label)
            if mark.sign and fragment.last:
                labels.append(
                    Label(boxes[-1], mark.sign, colour, chosen, mark.suggested, True, from_right)
                )
            if len(mark.parts) > 1:
                drawing.parted.append(placed)
            if mark.bracket is not None:
                drawing.brackets.append((mark.key, boxes[0].top(), boxes[-1].bottom()))
        drawing.outlines += frames
        drawing.tags = self.tags.place(labels, edge, scale)
        return drawing

    def _fill(self, colour: str) -> QBrush:
        found = self._fills.get(colour)
        if found is None:
            found = self._fills[colour] = QBrush(self.theme.hue(colour).fill)
        return found

    def _suggestion(self, drawing: Drawing, placed: Placed, mark: Mark) -> None:
        """Draw dashes around words, or under what is long enough to have a line."""
        pen = dashed_pen(self.theme.hue(mark.colour).outline, mark.sure)
        if mark.line is Line.NONE:
            drawing.outlines += [(pen, box.adjusted(-1.5, -0.5, 1.5, 1.5)) for box in placed.boxes]
        else:
            drop = placed.lane * LANE + _LINE / 2
            drawing.strokes.append((pen, [_under(box, drop) for box in placed.boxes]))

    def _lane(self, drawing: Drawing, placed: Placed, mark: Mark) -> None:
        if mark.line is Line.NONE:
            return
        drop = placed.lane * LANE
        if mark.line is Line.SOLID or mark.line is Line.DOUBLE:
            brush = self._lines.get(mark.colour)
            if brush is None:
                brush = self._lines[mark.colour] = QBrush(self.theme.hue(mark.colour).line)
            steps = (0.0,) if mark.line is Line.SOLID else (0.0, 2.0)
            thickness = _LINE if mark.line is Line.SOLID else 1.0
            drawing.lines += [
                (QRectF(box.left(), box.bottom() + drop + step, box.width(), thickness), brush)
                for box in placed.boxes
                for step in steps
            ]
            return
        style = Qt.PenStyle.DotLine if mark.line is Line.DOTTED else Qt.PenStyle.DashLine
        pen = QPen(self.theme.hue(mark.colour).line, _LINE, style)
        drop += _LINE / 2
        drawing.strokes.append((pen, [_under(box, drop) for box in placed.boxes]))

    # A frame -----------------------------------------------------------------------------------

    def under(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        flashes: list[QRectF],
        word: list[QRectF],
    ) -> None:
        """Draw what lies behind the words."""
        fill = painter.fillRect
        for block in blocks:
            if block.drawing.fills:
                painter.translate(block.offset)
                for box, brush in block.drawing.fills:
                    fill(box, brush)
                painter.translate(-block.offset)
        for box in flashes:
            fill(box, self.theme.flash)
        for box in word:
            fill(box, self._tint)

    def over(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        marks: dict[int, Mark],
        word: list[QRectF],
    ) -> None:
        """Make the words of zones step back; draw lines, outlines and frames."""
        fill = painter.fillRect
        painter.setBrush(Qt.BrushStyle.NoBrush)
        antialiasing = QPainter.RenderHint.Antialiasing
        for block in blocks:
            drawing = block.drawing
            if not drawing.lines and not drawing.outlines and not drawing.strokes:
                continue
            painter.translate(block.offset)
            for box, brush in drawing.lines:
                fill(box, brush)
            if drawing.strokes or drawing.outlines:
                painter.setRenderHint(antialiasing)
                for pen, pieces in drawing.strokes:
                    painter.setPen(pen)
                    for begin, end in pieces:
                        painter.drawLine(begin, end)
                for pen, box in drawing.outlines:
                    painter.setPen(pen)
                    painter.drawRoundedRect(box, _RADIUS, _RADIUS)
                painter.setRenderHint(antialiasing, False)
            painter.translate(-block.offset)
        self._join_parts(painter, blocks, marks)
        if word:
            cursor = QBrush(self.theme.cursor)
            for box in word:
                fill(QRectF(box.left(), box.bottom() - 1, box.width(), 2.0), cursor)

    def draw_tags(self, painter: QPainter, blocks: Iterable[VisibleBlock]) -> None:
        """Draw tags and signs above their words."""
        draw = painter.drawPixmap
        for block in blocks:
            if block.drawing.tags:
                painter.translate(block.offset)
                for place, picture in block.drawing.tags:
                    draw(place, picture)
                painter.translate(-block.offset)

    def brackets(
        self,
        painter: QPainter,
        blocks: Iterable[VisibleBlock],
        marks: dict[int, Mark],
        left: float,
        selected: frozenset[int],
        mirror: float | None = None,
    ) -> None:
        """Draw the brackets of marks that have one; the words begin at `left`.

        `mirror` is the width of the strip if it stands right of the words.
        """
        extents: dict[int, tuple[float, float]] = {}
        for block in blocks:
            dy = block.offset.y()
            for key, top, bottom in block.drawing.brackets:
                before = extents.get(key, (top + dy, bottom + dy))
                extents[key] = min(before[0], top + dy), max(before[1], bottom + dy)
        if extents:
            draw_brackets(
                painter, self.theme, self.tags, extents, marks, left, selected, mirror=mirror
            )

    def _join_parts(
        self, painter: QPainter, blocks: Iterable[VisibleBlock], marks: dict[int, Mark]
    ) -> None:
        """Tie the parts of one mark together by a dotted line at the height of its lane."""
        ends: dict[int, tuple[QRectF, float]] = {}
        for block in blocks:
            for placed in block.drawing.parted:
                key = placed.fragment.key
                drop = placed.lane * LANE + _LINE / 2
                before = ends.get(key)
                if before is not None:
                    line = self.theme.hue(marks[key].colour).line
                    painter.setPen(QPen(line, 1.2, Qt.PenStyle.DotLine))
                    _join(painter, *before, placed.boxes[0].translated(block.offset), drop)
                ends[key] = placed.boxes[-1].translated(block.offset), drop


def _join(painter: QPainter, one: QRectF, one_drop: float, other: QRectF, drop: float) -> None:
    if abs(one.top() - other.top()) < one.height() / 2:
        y = max(one.bottom() + one_drop, other.bottom() + drop)
        left, right = sorted((one, other), key=QRectF.left)
        painter.drawLine(QPointF(left.right(), y), QPointF(right.left(), y))
        return
    for box, below, begin, end in (
        (one, one_drop, one.right(), one.right() + _STUB),
        (other, drop, other.left() - _STUB, other.left()),
    ):
        y = box.bottom() + below
        painter.drawLine(QPointF(begin, y), QPointF(end, y))


def _under(box: QRectF, drop: float) -> tuple[QPointF, QPointF]:
    y = box.bottom() + drop
    return QPointF(box.left(), y), QPointF(box.right(), y)


def _beginning(boxes: list[QRectF]) -> QRectF:
    """Return where words that are read from the right begin."""
    return max((box for box in boxes if box.top() == boxes[0].top()), key=QRectF.right)
