"""A line of words that gives way: it ends in an ellipsis where there is no room for all of it.

Owns the painting; `text()` is always the whole line, and so is the tooltip of one that is cut.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel

_LEAST = 24  # logical pixels: a letter or two and the ellipsis


class ElidedLabel(QLabel):
    """A plain label that never makes its window wider; screen readers get all of its words."""

    def setText(self, text: str) -> None:
        """Show a line of words."""
        super().setText(text)
        self._tell_all()

    def minimumSizeHint(self) -> QSize:
        """Return the least room that it can do with."""
        whole = super().minimumSizeHint()
        return QSize(min(_LEAST, whole.width()), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room there is."""
        super().resizeEvent(event)
        self._tell_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        shown = self._shown()
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignVCenter, shown)

    def _shown(self) -> str:
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _tell_all(self) -> None:
        self.setToolTip("" if self._shown() == self.text() else self.text())
