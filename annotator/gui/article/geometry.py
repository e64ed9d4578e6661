"""Where the pieces of marks are on the lines of one block.

Owns rectangles only, no colours: they stay valid until the block is laid out anew.  Qt's wrappers
of layouts and lines are never kept, because they die with the next layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextLayout

from annotator.gui.article.index import Fragment, MarkIndex

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")


@dataclass(slots=True)
class Placed:
    """One fragment on the page, in coordinates of its block."""

    fragment: Fragment
    lane: int
    boxes: list[QRectF] = field(default_factory=list)  # one a line, or one a run in mixed text


@dataclass(slots=True)
class BlockGeometry:
    """Everything that is drawn around one block."""

    placed: list[Placed]
    zones: list[QRectF]
    bottom: float
    top: float


def boxes_of(layout: QTextLayout, start: int, end: int, *, mixed: bool) -> list[QRectF]:
    """Return the rectangles of a range of a block; positions are Qt's, from the block's start."""
    boxes: list[QRectF] = []
    line = layout.lineForTextPosition(start)
    if not line.isValid():
        return boxes
    number, count = line.lineNumber(), layout.lineCount()
    while number < count:
        line = layout.lineAt(number)
        begin = line.textStart()
        stop = begin + line.textLength()
        first, last = max(start, begin), min(end, stop)
        if last > first:
            y, height = line.y(), line.height()
            if mixed:
                # cursorToX answers for the cursor, which in mixed text is not where the run ends.
                for run in line.glyphRuns(first, last - first):
                    run_box = run.boundingRect()
                    boxes.append(QRectF(run_box.x(), y, run_box.width(), height))
            else:
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                boxes.append(QRectF(left, y, right - left, height))
        if stop >= end:
            break
        number += 1
    return boxes


def _x(answer: object) -> float:
    # Some versions of the bindings return (x, position).
    if isinstance(answer, tuple):
        return float(answer[0])
    return float(answer)  # type: ignore[arg-type]


def geometry_of(block: QTextBlock, index: MarkIndex, zones: list[tuple[int, int]]) -> BlockGeometry:
    """Return where the fragments and zones of a block are drawn."""
    layout = block.layout()
    number = block.blockNumber()
    fragments = index.fragments(number)
    mixed = bool(_RIGHT_TO_LEFT.search(block.text())) if fragments or zones else False
    placed = []
    for fragment, lane in zip(fragments, index.lanes(number), strict=True):
        boxes = boxes_of(layout, fragment.start, fragment.end, mixed=mixed)
        placed.append(Placed(fragment, lane, boxes))
    zone_boxes = [box for start, end in zones for box in boxes_of(layout, start, end, mixed=mixed)]
    lines = layout.lineCount()
    top = layout.lineAt(0).y() if lines else 0.0
    last = layout.lineAt(lines - 1) if lines else None
    bottom = last.y() + last.height() if last is not None else 0.0
    return BlockGeometry(placed, zone_boxes, bottom, top)


def depths_of(layout: QTextLayout, index: MarkIndex, block: int) -> list[int] | None:
    """Return how many lanes each line of a block needs, or None if none needs more than two."""
    lanes = index.lanes(block)
    if not lanes or max(lanes) < 2:
        return None
    depths = [0] * layout.lineCount()
    for fragment, lane in zip(index.fragments(block), lanes, strict=True):
        if lane < 2:
            continue
        line = layout.lineForTextPosition(fragment.start)
        if not line.isValid():
            continue
        for number in range(line.lineNumber(), len(depths)):
            depths[number] = max(depths[number], lane + 1)
            at = layout.lineAt(number)
            if at.textStart() + at.textLength() >= fragment.end:
                break
    return depths


def centre_top(box: QRectF) -> QPointF:
    """Return the middle of a rectangle's upper edge: where a link is tied."""
    return QPointF(box.center().x(), box.top())
