"""Brackets in the margin and links between marks: what ties words to other words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from annotator.gui.article.dashes import dashed_pen
from annotator.gui.article.marks import Link, Mark
from annotator.gui.article.placement import Box, Point, columns_of, nearest, route, stub
from annotator.gui.article.tag_painting import TagPainter
from annotator.gui.article.theme import ArticleTheme

_BRACKET = 24.0  # distance of the first bracket from the text
_BRACKET_STEP = 11.0
_BRACKET_ARM = 6.0
_WORD = 5.0  # between a bracket and its word
_LINK = 1.5
_CORNER = 5.0
_MARGINS = 3  # links side by side in the margin before they share a place
_CHANNEL = 3.5  # between two of them


def draw_brackets(
    painter: QPainter,
    theme: ArticleTheme,
    tags: TagPainter,
    extents: dict[int, tuple[float, float]],
    marks: dict[int, Mark],
    left: float,
    selected: frozenset[int],
    *,
    mirror: float | None = None,
) -> None:
    """Draw a bracket beside the lines of each mark that has one, side by side where they meet.

    Args:
        painter: Paints the strip beside the column.
        theme: Colours.
        tags: Has the font of the words.
        extents: Top and bottom by mark.
        marks: All marks.
        left: Where the words of the article begin.
        selected: Keys of marks whose bracket is drawn thicker.
        mirror: Width of the strip if it stands at the right of words that begin there.
    """

    def across(x: float) -> float:
        return x if mirror is None else mirror - x

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    keys = list(extents)
    columns = columns_of([extents[key] for key in keys])
    words: list[tuple[float, float]] = []
    for key, column in sorted(zip(keys, columns, strict=True), key=lambda each: each[1]):
        mark = marks[key]
        top, bottom = extents[key]
        x = left - _BRACKET - column * _BRACKET_STEP
        hue = theme.hue(mark.colour)
        chosen = key in selected
        if mark.suggested:
            painter.setPen(dashed_pen(hue.line, mark.sure, 1.0 if chosen else 0.2))
        else:
            painter.setPen(QPen(hue.line, 3.0 if chosen else 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arm, x = across(x + _BRACKET_ARM), across(x)
        path = QPainterPath(QPointF(arm, top))
        for corner in ((x, top), (x, bottom), (arm, bottom)):
            path.lineTo(*corner)
        painter.drawPath(path)
        if not mark.bracket:
            continue
        y = top
        while any(y < end and start < y + tags.height for start, end in words):
            y += tags.height
        words.append((y, y + tags.height))
        # Left of every bracket that passes there, or a bracket would strike the word through.
        outer = max(
            (
                each
                for other, each in zip(keys, columns, strict=True)
                if extents[other][0] < y + tags.height and extents[other][1] > y
            ),
            default=column,
        )
        right = left - _BRACKET - max(outer, column) * _BRACKET_STEP - _WORD
        text = mark.bracket + ("?" if mark.suggested else "")
        text = tags.metrics.elidedText(text, Qt.TextElideMode.ElideRight, right - 2)
        painter.setFont(tags.font)
        painter.setPen(hue.tag)
        begin = across(right)
        if mirror is None:
            begin -= tags.metrics.horizontalAdvance(text)
        painter.drawText(QPointF(begin, y + tags.metrics.ascent()), text)


def draw_links(
    painter: QPainter,
    theme: ArticleTheme,
    links: Iterable[Link],
    boxes: dict[int, list[QRectF]],
    marks: dict[int, Mark],
    *,
    rise: float,
    drop: float,
    margin: float,
    height: float,
) -> None:
    """Draw links through the gaps between lines; an end off screen is a stub towards it.

    Args:
        painter: Paints the viewport.
        theme: Colours.
        links: What is to be drawn.
        boxes: Rectangles of the ends that are on screen, by mark.
        marks: All marks.
        rise: How far above words their gap lies.
        drop: How far below words their gap lies.
        margin: Where links between distant lines run, left of the words.
        height: Of the screen, for the stubs.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number, link in enumerate(links):
        sources, targets = boxes.get(link.source), boxes.get(link.target)
        source, target = marks.get(link.source), marks.get(link.target)
        if source is None or target is None or not (sources or targets):
            continue
        channel = margin - number % _MARGINS * _CHANNEL
        if sources and targets:
            ends = nearest([_box(each) for each in sources], [_box(each) for each in targets])
            corners = route(*ends, rise=rise, drop=drop, margin=channel)
        else:
            near = sources if sources is not None and sources else targets
            assert near
            here, there = (source, target) if sources else (target, source)
            above = there.parts[0] < here.parts[0]
            edge = -_CORNER if above else height + _CORNER
            corners = stub(_box(near[0]), edge, rise=rise, drop=drop, margin=channel)
        line = theme.hue(source.colour).line
        painter.setPen(dashed_pen(line, source.sure) if source.suggested else QPen(line, _LINK))
        painter.drawPath(_rounded(corners))


def _box(box: QRectF) -> Box:
    return Box(box.left(), box.top(), box.right(), box.bottom())


def _rounded(corners: Sequence[Point]) -> QPainterPath:
    """Return a line through corners that bends softly."""
    path = QPainterPath(QPointF(*corners[0]))
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        path.lineTo(*_towards(corner, before))
        path.quadTo(QPointF(*corner), QPointF(*_towards(corner, after)))
    path.lineTo(*corners[-1])
    return path


def _towards(corner: Point, other: Point) -> Point:
    """Return the point a little way from a corner to another, at most half way."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = max(abs(dx), abs(dy))
    share = min(_CORNER, length / 2) / length if length else 0.0
    return corner[0] + dx * share, corner[1] + dy * share
