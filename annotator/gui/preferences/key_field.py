"""A button that takes the next key that is pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.gui.keys import recorded_key
from annotator.wording import tr


class KeyField(QPushButton):
    """Pressed, it waits for a key; Esc or leaving it waits no longer."""

    recorded = Signal(str)  # as key maps name it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article = False  # record as a key of the article
        self._waiting = False
        self.setAutoDefault(False)
        self.clicked.connect(self._start)
        self._show()

    @property
    def waiting(self) -> bool:
        """Return whether the next key is recorded."""
        return self._waiting

    def _start(self) -> None:
        self._wait(waiting=not self._waiting)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self._show()

    def _show(self) -> None:
        words = tr("keys-press" if self._waiting else "keys-record")
        self.setText(words)
        self.setAccessibleName(words)

    def event(self, event: QEvent) -> bool:
        """Take keys before anything else does: shortcuts, Tab, the buttons of the dialog."""
        if self._waiting and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._take(event)
                return True
            return True  # letting go of the key that began it must not press the button again
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Escape and bare:
            self._wait(waiting=False)
            return
        key = recorded_key(event, article=self.article)
        if key:
            self._wait(waiting=False)
            self.recorded.emit(key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Wait no longer."""
        self._wait(waiting=False)
        super().focusOutEvent(event)
