"""A keyboard for tests: keys go where a person's would, and are counted.

Owns the way from the name of a key ("Ctrl+Right", "W", ";") to the widget that has the focus.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

#: What a key types with Shift, where that is another sign.
_SHIFTED = {",": "<", ".": ">"}
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


class Keyboard:
    """Presses keys in the real window."""

    def __init__(self) -> None:
        self.pressed: list[str] = []

    @property
    def count(self) -> int:
        """Return how many keys were pressed."""
        return len(self.pressed)

    def press(self, *names: str) -> None:
        """Press keys one after the other; `"Shift+W"` is one press."""
        for name in names:
            *held, key = name.split("+") if len(name) > 1 else [name]
            modifiers = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifiers |= _MODIFIERS[each]
            self.pressed.append(name)
            if len(key) == 1 and not key.isalpha():
                QTest.keyClick(
                    _target(), _SHIFTED.get(key, key) if "Shift" in held else key, modifiers
                )
            elif len(key) == 1:
                shifted = "Shift" in held
                QTest.keyClick(_target(), key.upper() if shifted else key.lower(), modifiers)
            else:
                QTest.keyClick(_target(), QKeySequence(key)[0].key(), modifiers)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type a text; each character is one press."""
        for character in text:
            self.pressed.append(character)
            QTest.keyClick(_target(), character)
            QApplication.processEvents()


def _target() -> QWidget:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the keyboard focus"
    return focused
