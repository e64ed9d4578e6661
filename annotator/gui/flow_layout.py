"""Words with buttons behind them, or below them where there is no room.

Owns the places.  The first widget holds words that give way a little; where that is not enough it
has a line of its own, and the others stand below it in as many lines as they need.  What is read
first stands where reading begins, from the right in languages that are read so.
"""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle

#: Share of its words that the first widget keeps before it gets a line of its own.
_LEAST_SHARE = 0.6


class FlowLayout(QLayout):
    """Holds words and what stands behind them."""

    def __init__(self, margins: QMargins, spacing: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(margins)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Put an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out and return it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it takes no more room than it is given."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines in a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """Return the room of one line."""
        shown = [each.sizeHint() for each in self._items if not each.isEmpty()]
        gaps = self.spacing() * max(0, len(shown) - 1)
        size = QSize(
            sum(each.width() for each in shown) + gaps,
            max((each.height() for each in shown), default=0),
        )
        return size.grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        """Return the least room: that of the widest widget that does not give way."""
        size = QSize()
        for each in self._items:
            if not each.isEmpty():
                size = size.expandedTo(each.minimumSize())
        return size.grownBy(self.contentsMargins())

    def setGeometry(self, rect: QRect) -> None:
        """Place everything."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Return the height that everything needs in a width; `move` puts it there."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        top = inside.top()
        for line in self._lines(inside.width()):
            height = max((size.height() for _, size in line), default=0)
            at = inside.left()
            for item, size in line:
                if move:
                    here = QRect(at, top + (height - size.height()) // 2, *size.toTuple())
                    item.setGeometry(QStyle.visualRect(self._direction(), inside, here))
                at += size.width() + self.spacing()
            top += height + self.spacing()
        return top - self.spacing() - rect.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Return what stands in which line and how large; the words give way a little first."""
        shown = [(each, each.sizeHint()) for each in self._items if not each.isEmpty()]
        if not shown:
            return []
        gaps = self.spacing() * (len(shown) - 1)
        missing = sum(size.width() for _, size in shown) + gaps - width
        words, size = shown[0]
        if missing <= (1 - _LEAST_SHARE) * size.width():
            first = QSize(size.width() - max(0, missing), size.height())
            return [[(words, first), *shown[1:]]]
        lines = [[(words, QSize(min(size.width(), width), size.height()))], []]
        used = 0
        for item, size in shown[1:]:
            size = QSize(min(size.width(), width), size.height())
            if lines[-1] and used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self.spacing()
        return [line for line in lines if line]

    def _direction(self) -> Qt.LayoutDirection:
        parent = self.parentWidget()
        return Qt.LayoutDirection.LeftToRight if parent is None else parent.layoutDirection()
