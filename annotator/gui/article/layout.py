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

SIZE = 13  # points of the words at a zoom of 100 %
COLUMN = 70  # characters of a line
#: Share of the line height that stands between two lines, besides tags and lanes.
_LEADING = 0.16
#: Share of the line height from one line to the next, of which spacing is a percentage.
_ALL = 1.0 + 0.52 + _LEADING
LANE = 3.0  # logical pixels a lane takes
_TOP = 0.4  # share of a line above the first paragraph
_PARAGRAPH = 0.35  # share of a line between paragraphs
_KEPT = 2000  # blocks whose rectangle is kept


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
        #: Top of the first line and rectangle of blocks that are laid out; Qt asks for each
        #: several times a frame.
        self._rectangles: dict[int, tuple[float, QRectF]] = {}
        #: From one line to the next, in percent of what is usual; `measure` after changing it.
        self.spacing = 100
        self.measure()

    def measure(self) -> None:
        """Read the font anew after it changed."""
        metrics = QFontMetricsF(self.document().defaultFont())
        self.ascent = metrics.ascent()
        self.line_height = math.ceil(metrics.height())
        self.tag_room = math.ceil(self.line_height * 0.52)
        self._between = max(0.0, _LEADING + (self.spacing / 100 - 1.0) * _ALL)
        self.leading = math.ceil(self.line_height * self._between)
        self.pitch = self.line_height + self.tag_room + self.leading

    def forget(self) -> None:
        """Begin anew with another text, whose blocks have the numbers of the one before."""
        self._rectangles.clear()

    def laid_out(self) -> list[int]:
        """Return the numbers of the blocks that were laid out lately."""
        return list(self._rectangles)

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Return the block's rectangle, its lines spread when Qt has just laid them out."""
        number = block.blockNumber()
        known = self._rectangles.get(number)
        if known is not None:
            layout = block.layout()
            # Qt has laid the block out anew if its first line is not where we put it.
            if layout.lineCount() and layout.lineAt(0).y() == known[0]:
                return known[1]
        rectangle = super().blockBoundingRect(block)
        if not block.isValid():
            return rectangle
        layout = block.layout()
        if not layout.lineCount():
            return rectangle
        try:
            self._spread(block, layout, self._first_top(number))
            last = layout.lineAt(layout.lineCount() - 1)
            # Qt adds the document's margin above and below; ours is only meant for the sides.
            rectangle.setTop(0.0)
            rectangle.setHeight(
                last.y() + last.height() + self.line_height * (_PARAGRAPH + self._between)
            )
        except Exception:  # an exception from here would end the program
            _log.exception("spreading the lines of block %d failed", number)
        if len(self._rectangles) >= _KEPT:
            self._rectangles.clear()
        self._rectangles[number] = layout.lineAt(0).y(), rectangle
        return rectangle

    def _first_top(self, number: int) -> float:
        """Return where the first line of a block begins; the first block has air above it."""
        air = self.line_height * _TOP if number == 0 else 0.0
        return float(math.ceil(self.tag_room + air))

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
