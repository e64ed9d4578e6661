"""Where the pieces of marks are on the lines of one block.

Owns rectangles only, no colours: they stay valid until the block is laid out anew.  Qt's wrappers
of layouts and lines are never kept, because they die with the next layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextLayout

from annotator.gui.article.index import Fragment, MarkIndex

_RIGHT_TO_LEFT = re.compile(
    "[\u200f\u202b\u202e\u2067\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]"
)


@dataclass(slots=True)
class Placed:
    """One fragment on the page, in coordinates of its block."""

    fragment: Fragment
    lane: int
    boxes: list[QRectF]  # one a line, or one a run in mixed text


@dataclass(slots=True)
class BlockGeometry:
    """Everything that is drawn around one block."""

    placed: list[Placed]
    zones: list[QRectF]
    right_to_left: bool


def boxes_of(layout: QTextLayout, start: int, end: int, *, mixed: bool) -> list[QRectF]:
    """Return the rectangles of a range of a block; positions are Qt's, from the block's start."""
    boxes: list[QRectF] = []
    line = layout.lineForTextPosition(start)
    if not line.isValid():
        return boxes
    number, count = line.lineNumber(), layout.lineCount()
    while True:
        begin = line.textStart()
        stop = begin + line.textLength()
        first, last = max(start, begin), min(end, stop)
        if last > first:
            y, height = line.y(), line.height()
            if mixed:
                # cursorToX answers for the cursor, which in mixed text is not where the run ends.
                runs = [run.boundingRect() for run in line.glyphRuns(first, last - first)]
                boxes += [
                    QRectF(left, y, right - left, height)
                    for left, right in _joined([(run.left(), run.right()) for run in runs])
                ]
            else:
                left, right = _x(line.cursorToX(first)), _x(line.cursorToX(last))
                if last == stop:
                    # The space at which a line breaks is not part of what one reads.
                    right = max(left, min(right, line.naturalTextRect().right()))
                boxes.append(QRectF(left, y, right - left, height))
        number += 1
        if stop >= end or number >= count:
            return boxes
        line = layout.lineAt(number)


def _joined(extents: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return extents from left to right, with those that touch as one; runs of glyphs overlap."""
    joined: list[tuple[float, float]] = []
    for left, right in sorted(extents):
        if joined and left <= joined[-1][1] + 1.0:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return joined


def is_mixed(text: str) -> bool:
    """Return whether a text holds letters that run from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def _x(answer: object) -> float:
    # Some versions of the bindings return (x, position).
    if isinstance(answer, tuple):
        return float(answer[0])
    return float(answer)  # type: ignore[arg-type]


def geometry_of(block: QTextBlock, index: MarkIndex, zones: list[tuple[int, int]]) -> BlockGeometry:
    """Return where the fragments and zones of a block are drawn."""
    number = block.blockNumber()
    fragments = index.fragments(number)
    if not fragments and not zones:
        return _NOTHING
    layout = block.layout()
    mixed = is_mixed(block.text())
    placed = [
        Placed(fragment, lane, boxes_of(layout, fragment.start, fragment.end, mixed=mixed))
        for fragment, lane in zip(fragments, index.lanes(number), strict=True)
    ]
    zone_boxes = [box for start, end in zones for box in boxes_of(layout, start, end, mixed=mixed)]
    right_to_left = mixed and block.textDirection() is Qt.LayoutDirection.RightToLeft
    return BlockGeometry(placed, zone_boxes, right_to_left)


_NOTHING = BlockGeometry([], [], False)


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
