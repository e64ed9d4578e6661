"""The queue of review as a list.

Owns what a row says and how it is drawn: the kind of difference on a pill, the words, the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.comparison import Difference
from annotator.gui.theme import WindowTheme
from annotator.services.reviewing import Row
from annotator.services.session import Session
from annotator.wording import tr

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 10.0  # logical pixels
_PILL = 72.0  # logical pixels of a kind at least


class QueueModel(QAbstractListModel):
    """One item a row."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows: Sequence[Row] = ()
        self._titles: dict[int, str] = {}

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many items are left."""
        return 0 if parent.isValid() else len(self._rows)

    def row(self, place: int) -> Row:
        """Return the item of a row."""
        return self._rows[place]

    def title(self, document: int) -> str:
        """Return the title of an article; read when it is first shown."""
        if document not in self._titles:
            found = self._session.document_rows([document])
            self._titles[document] = found[0].title if found else ""
        return self._titles[document]

    def name(self, row: Row) -> str:
        """Return what an item is about: its words, or its label."""
        label = self._session.scheme.label(row.layer, row.label)
        name = row.label if label is None else label.name
        return tr("review-item", words=row.words, name=name) if row.words else name

    def difference(self, row: Row) -> str:
        """Return what the worst difference of an item is called, "" if there is none."""
        return tr(f"difference-{row.difference}") if row.difference else ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a row says, also to a screen reader."""
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            said = (self.difference(row), self.name(row), self.title(row.document))
            return ", ".join(each for each in said if each)
        return None


class QueueDelegate(QStyledItemDelegate):
    """Draws a row in two lines, the kind of difference beside them."""

    def __init__(self, model: QueueModel, theme: WindowTheme) -> None:
        super().__init__()
        self.model, self.theme = model, theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Return room for two lines."""
        return QSize(200, round(QFontMetricsF(option.font).height() * 2 + 22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        row, theme = self.model.row(index.row()), self.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        from_right = option.direction is Qt.LayoutDirection.RightToLeft
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, QColor(theme.chosen))
            bar = rect.left() if not from_right else rect.right() - 3
            painter.fillRect(QRectF(bar, rect.top(), 3, rect.height()), QColor(theme.accent))
        metrics = QFontMetricsF(option.font)
        line = metrics.height()
        left = rect.left() + _MARGIN
        if row.difference:
            pill = self._pill_width(metrics)
            begin = left if not from_right else rect.right() - _MARGIN - pill
            box = QRectF(begin, rect.top() + 9, pill, line + 3)
            self._pill(painter, option.font, self.model.difference(row), box)
            left += pill + 8
        width = rect.right() - left - _MARGIN
        for place, (words, colour) in enumerate(
            ((self.model.name(row), theme.text), (self.model.title(row.document), theme.muted))
        ):
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            begin = left if not from_right else rect.left() + _MARGIN
            box = QRectF(begin, rect.top() + 9 + place * (line + 3), width, line + 2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    @staticmethod
    def _pill_width(metrics: QFontMetricsF) -> float:
        """Return the room of the widest kind, so that the words stand under one another."""
        words = (tr(f"difference-{each.value}") for each in Difference)
        return max(_PILL, *(metrics.horizontalAdvance(each) + 16 for each in words))

    def _pill(self, painter: QPainter, font: QFont, words: str, box: QRectF) -> None:
        painter.setPen(QColor(self.theme.border))
        painter.setBrush(QColor(self.theme.raised))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setFont(font)
