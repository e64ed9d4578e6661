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
_SAMPLE = 4000  # characters that tell the direction of an article


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


def position_in(layout: QTextLayout, number: int, x: float, *, mixed: bool, within: bool) -> int:
    """Return the position at an x of a line, in Qt's units from the start of its block.

    Args:
        layout: Of the block.
        number: Of the line.
        x: In coordinates of the layout.
        mixed: Whether the block holds letters that run from right to left.
        within: Take the character at x, not the nearest gap between two.
    """
    line = layout.lineAt(number)
    if not mixed:
        mode = line.CursorPosition
        return int(line.xToCursor(
            x, mode.CursorOnCharacter if within else mode.CursorBetweenCharacters
        ))  # fmt: skip
    # Qt's answer is one letter further wherever letters from right to left are narrow.
    first, stop = line.textStart(), line.textStart() + line.textLength()
    last = number == layout.lineCount() - 1
    places = range(first, stop + 1 if last and not within else max(stop, first + 1))
    before = [_x(line.cursorToX(each)) for each in places]
    if not within:
        return min(places, key=lambda each: abs(before[each - first] - x))

    def away(place: int) -> float:
        """Return how far x is from a character, nothing if it is in it."""
        behind = _x(line.cursorToX(place, line.Edge.Trailing))
        left, right = sorted((before[place - first], behind))
        return max(left - x, x - right, 0.0)

    return min(places, key=away)


def reads_from_right(text: str) -> bool:
    """Return whether most of what begins a text is in letters that run from right to left."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return False
    return 2 * len(_RIGHT_TO_LEFT.findall(sample)) > sum(each.isalpha() for each in sample)


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
