"""The sentences behind a number.

Owns the list and how a row is drawn: where it stands, then the sentence with the words in hand set
off by weight and an underline.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.insights import Item
from annotator.gui.article.positions import utf16_length
from annotator.gui.theme import LIGHT, WindowTheme
from annotator.wording import tr

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 12.0  # logical pixels
_LINES = 4  # of a sentence; the rest is told when one points at it
_BEFORE = 60  # characters shown before the words in hand, if there are so many


class ItemsModel(QAbstractListModel):
    """One sentence a row."""

    def __init__(self) -> None:
        super().__init__()
        self._items: Sequence[Item] = ()

    def show(self, items: Sequence[Item]) -> None:
        """Show other sentences."""
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, place: int) -> Item:
        """Return the sentence of a row."""
        return self._items[place]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many sentences there are."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says, all of it; also to a screen reader."""
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{where(item)}: {item.text}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<p>{escape(where(item))}</p><p>{escape(item.text)}</p>"
        return None


def where(item: Item) -> str:
    """Return in which article a sentence stands."""
    parts = (item.outlet, item.published[:10], item.title)
    return " · ".join(each for each in parts if each)


def excerpt(item: Item) -> tuple[str, int, int]:
    """Return the text to be drawn, and where in it the words in hand begin and end.

    What stands long before them is left out, so that they are seen in the first lines.
    """
    if item.words is None:
        return item.text, 0, 0
    start, end = item.words
    cut = 0 if start <= _BEFORE else item.text.find(" ", start - _BEFORE) + 1
    if not 0 < cut <= start:
        return item.text, start, end
    return f"… {item.text[cut:]}", start - cut + 2, end - cut + 2


class _ItemPainter(QStyledItemDelegate):
    """Draws a sentence below its article."""

    def __init__(self) -> None:
        super().__init__()
        self.theme: WindowTheme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return room for where it stands and some lines."""
        return QSize(200, round(QFontMetricsF(option.font).lineSpacing() * (_LINES + 1) + 26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        model = index.model()
        assert isinstance(model, ItemsModel)
        item, theme = model.item(index.row()), self.theme
        painter.save()
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.chosen))
            edge = (
                rect.right() - 3
                if option.direction is Qt.LayoutDirection.RightToLeft
                else (rect.left())
            )
            painter.fillRect(QRectF(edge, rect.top(), 3, rect.height()), QColor(theme.accent))
        metrics = QFontMetricsF(option.font)
        inner = rect.adjusted(_MARGIN, 9, -_MARGIN, -9)
        painter.setPen(QColor(theme.muted))
        head = metrics.elidedText(where(item), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(
            QRectF(inner.left(), inner.top(), inner.width(), metrics.lineSpacing()),
            int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), head,
        )  # fmt: skip
        painter.setPen(QColor(theme.text))
        self._sentence(painter, option.font, item, inner, metrics)
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _sentence(
        self, painter: QPainter, font: QFont, item: Item, inner: QRectF, metrics: QFontMetricsF
    ) -> None:
        text, start, end = excerpt(item)
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if start < end:
            loud = QTextCharFormat()
            loud.setFontWeight(QFont.Weight.Bold)
            loud.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            mark = QTextLayout.FormatRange()
            mark.start = utf16_length(text[:start])
            mark.length = utf16_length(text[start:end])
            mark.format = loud
            layout.setFormats([mark])
        layout.beginLayout()
        y = metrics.lineSpacing() + 6
        for _ in range(_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(inner.width())
            line.setPosition(QPointF(0, y))
            y += metrics.lineSpacing()
        layout.endLayout()
        layout.draw(painter, inner.topLeft())


class ItemsView(QListView):
    """The sentences; Enter or a double click opens one."""

    opened = Signal(object)  # an Item

    def __init__(self) -> None:
        super().__init__()
        self.items = ItemsModel()
        self._painter = _ItemPainter()
        self.setModel(self.items)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("plot-sentences"))
        self.setToolTip(tr("plot-sentences-hint"))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.items.item(index.row())))

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._painter.theme = theme
        self.viewport().update()

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other sentences, the first in hand."""
        self.items.show(items)
        self.scrollToTop()
        if items:
            self.setCurrentIndex(self.items.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the sentence in hand on Enter."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(self.items.item(index.row()))
            return
        super().keyPressEvent(event)
