"""Words in context, for a column of a table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect
from PySide6.QtGui import QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.annotations import Span
from annotator.gui.article.positions import utf16_length

_LINE_ENDS = dict.fromkeys(map(ord, "\n\x0b\x0c\x85\u2028\u2029"), " ")


class ContextPainter(QStyledItemDelegate):
    """Paints the words of a row bold, each at the same place, with what is around them.

    The rows of the model have `before`, `words` and `after`.
    """

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell: ground and tick by the style, the words by a layout of their own."""
        self.initStyleOption(option, index)
        widget = option.widget
        style = widget.style()
        # Asked while there is text: without any the style leaves no room for it.
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, widget)
        text, option.text = option.text, ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        room.adjust(4, 0, -8, 0)
        row = index.model().row(index.row())  # type: ignore[attr-defined]
        self._draw(painter, room, option, text, Span(len(row.before), len(row.before + row.words)))

    @staticmethod
    def _draw(
        painter: QPainter, room: QRect, option: QStyleOptionViewItem, text: str, words: Span
    ) -> None:
        layout = QTextLayout(text.translate(_LINE_ENDS), option.font)
        plain = QTextOption()
        plain.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(plain)
        bold = QTextLayout.FormatRange()
        bold.start = utf16_length(text[: words.start])
        bold.length = utf16_length(text[words.start : words.end])
        bold.format = QTextCharFormat()
        bold.format.setFontWeight(QFont.Weight.Bold)
        layout.setFormats([bold])
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        edges = [
            line.cursorToX(place)[0]  # type: ignore[index]
            for place in (bold.start, bold.start + bold.length)
        ]
        left = room.left() + room.width() * 0.38 - min(edges)
        painter.save()
        painter.setClipRect(room)
        painter.setPen(option.palette.text().color())
        layout.draw(painter, QPointF(left, room.center().y() - line.height() / 2 + 1))
        painter.restore()
