"""Lines of the article, spread so that there is room around each for tags and lanes.

Owns one override of Qt's plain-text layout.  QPlainTextEdit lays out a block when it is first
needed and reads every position (hit test, caret, selection, scrolling, accessibility) back from its
lines, so moving the lines once is enough.  An exception that escapes an override ends the program,
hence the guard.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextDocument, QTextLayout
from PySide6.QtWidgets import QPlainTextDocumentLayout

_log = logging.getLogger(__name__)

#: Share of the line height that stands between two lines, besides tags and lanes.
_LEADING = 0.16
LANE = 3.0  # logical pixels a lane takes
_TOP = 0.4  # share of a line above the first paragraph
_PARAGRAPH = 0.35  # share of a line between paragraphs


class SpreadLayout(QPlainTextDocumentLayout):
    """Qt's layout of plain text with the lines moved apart."""

    def __init__(
        self,
        document: QTextDocument,
        depths: Callable[[QTextBlock, QTextLayout], list[int] | None],
    ) -> None:
        """Take a function that says how many lanes each line of a block needs."""
        super().__init__(document)
        self._depths = depths
        self.measure()

    def measure(self) -> None:
        """Read the font anew after it changed."""
        metrics = QFontMetricsF(self.document().defaultFont())
        self.ascent = metrics.ascent()
        self.line_height = math.ceil(metrics.height())
        self.tag_room = math.ceil(self.line_height * 0.52)
        self.leading = math.ceil(self.line_height * _LEADING)
        self.pitch = self.line_height + self.tag_room + self.leading

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Return the block's rectangle, its lines spread the first time it is asked for."""
        rectangle = super().blockBoundingRect(block)
        if not block.isValid():
            return rectangle
        layout = block.layout()
        if not layout.lineCount():
            return rectangle
        first = self._first_top(block)
        try:
            if layout.lineAt(0).y() != first + self._drop(layout):
                self._spread(block, layout, first)
            last = layout.lineAt(layout.lineCount() - 1)
            # Qt adds the document's margin above and below; ours is only meant for the sides.
            rectangle.setTop(0.0)
            rectangle.setHeight(
                last.y() + last.height() + self.line_height * (_PARAGRAPH + _LEADING)
            )
        except Exception:  # an exception from here would end the program
            _log.exception("spreading the lines of block %d failed", block.blockNumber())
        return rectangle

    def _first_top(self, block: QTextBlock) -> float:
        """Return where the first line of a block begins; the first block has air above it."""
        air = self.line_height * _TOP if block.blockNumber() == 0 else 0.0
        return float(math.ceil(self.tag_room + air))

    def _drop(self, layout: QTextLayout) -> float:
        """Return how much lower the first line is set so that its baseline is the common one."""
        return max(0.0, self.ascent - layout.lineAt(0).ascent())

    def _spread(self, block: QTextBlock, layout: QTextLayout, top: float) -> None:
        right_to_left = block.textDirection() == Qt.LayoutDirection.RightToLeft
        depths = self._depths(block, layout)
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            x = line.x()
            if right_to_left:
                # Qt's plain-text layout sets every paragraph flush left.
                x += line.width() - line.naturalTextWidth()
            # Lines with taller fallback fonts keep the common baseline.
            line.setPosition(QPointF(x, max(top, top + self.ascent - line.ascent())))
            lanes = depths[number] if depths else 0
            top += self.pitch + max(0, lanes - 2) * LANE
