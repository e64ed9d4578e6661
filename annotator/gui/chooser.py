"""A small list that opens at the cursor: type to narrow, Enter or a number to choose.

Owns the popup behind the command palette, the label finder, the sources and the article's labels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import letters
from annotator.wording import tr

_ROWS = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a chooser."""

    key: object
    text: str
    detail: str = ""  # at the right: a key, a count


class Chooser(QFrame):
    """A popup that answers with the key of one choice."""

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        title: str,
        choices: Callable[[str], Sequence[Choice]],
        *,
        numbers: bool = False,
        empty: str = "",
    ) -> None:
        """Take what to offer for what is typed; with `numbers`, 1-9 choose at once."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("chooser")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = choices
        self._numbers = numbers
        self._empty = empty
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        heading = QLabel(title)
        heading.setObjectName("cardTitle")
        self.field = QLineEdit()
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(tr("chooser-hint"))
        self.list = QListWidget()
        self.list.setObjectName("chooserList")
        self.list.setAccessibleName(title)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (heading, self.field, self.list):
            layout.addWidget(widget)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)
        self.setFixedWidth(round(380 * letters(self)))
        self._fill("")

    def open_at(self, point: QPoint) -> None:
        """Open below a global point, inside the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(point.x(), screen.right() - self.width() - 8)
        y = point.y() + 6
        if y + self.height() > screen.bottom():
            y = max(screen.top(), point.y() - self.height() - 30)
        self.move(max(screen.left() + 8, x), y)
        self.show()
        self.field.setFocus()

    def _fill(self, typed: str) -> None:
        self.list.clear()
        for number, choice in enumerate(self._choices(typed), start=1):
            prefix = f"{number}   " if self._numbers and number <= 9 else ""
            detail = f"      {choice.detail}" if choice.detail else ""
            item = QListWidgetItem(prefix + choice.text + detail)
            item.setData(Qt.ItemDataRole.UserRole, choice.key)
            self.list.addItem(item)
        if not self.list.count() and self._empty:
            item = QListWidgetItem(self._empty)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = min(_ROWS, max(1, self.list.count()))
        self.list.setFixedHeight(rows * max(24, self.list.sizeHintForRow(0)) + 8)
        self.adjustSize()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk through the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _ROWS,
                Qt.Key.Key_PageUp: -_ROWS,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
            # Behind a letter a number is a part of what is typed, as in "G7".
            by_number = self._numbers and not self.field.text()
            if by_number and event.text() and event.text() in "123456789":
                self._choose(self.list.item(int(event.text()) - 1))
                return True
        return super().eventFilter(watched, event)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        key = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(key)
