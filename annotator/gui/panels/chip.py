"""A button with the words of an annotation, which give way where there is no room.

Owns how wide it wants to be and the painting; what a click does is its owner's.  `text()` is always
the whole of its words.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

_MOST = 20  # letters of usual width that are shown where there is room
_LEAST = 5


class Chip(QToolButton):
    """Shows as many of its words as fit; all of them are in its tooltip."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("slot")
        # An ampersand is one of the article's, not the sign of a key.
        self.setText(words.replace("&", "&&"))
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size for its words, or for the first of many."""
        return self._size(_MOST)

    def minimumSizeHint(self) -> QSize:
        """Return the size for so much that one can tell what it is."""
        return self._size(_LEAST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        missing = super().sizeHint().width() - self.width()
        if missing > 0:
            metrics = self.fontMetrics()
            flag = Qt.TextFlag.TextShowMnemonic
            room = metrics.size(flag, self.text()).width() - missing
            mode = Qt.TextElideMode.ElideRight
            option.text = metrics.elidedText(self.text(), mode, room, flag.value)
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def _size(self, letters: int) -> QSize:
        metrics, whole = self.fontMetrics(), super().sizeHint()
        words = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        too_many = words - letters * metrics.averageCharWidth()
        return QSize(whole.width() - max(0, too_many), whole.height())
