"""The dashes of suggestions: the surer one is, the longer they are.

Owns the patterns.  None is paler than another, or it could not be read on every page.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

#: Width of the line, and lengths of dash and gap in widths, by `Mark.sure`.
_PATTERNS = ((1.4, (1.0, 2.4)), (1.4, (3.5, 2.6)), (1.8, (7.0, 2.2)))


def dashed_pen(colour: QColor, sure: int, heavier: float = 0.0) -> QPen:
    """Return the pen of a suggestion, thicker by `heavier` logical pixels where it is selected."""
    width, pattern = _PATTERNS[sure]
    pen = QPen(colour, width + heavier)
    pen.setDashPattern(pattern)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
