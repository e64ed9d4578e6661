"""Hands on keyboard and mouse: how a key gets to what has the keyboard, and where to click.

Owns the way from words to places; which of them are meant is the newcomer's business.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from benchmarks.tasks import eyes
from benchmarks.tasks.eyes import Seen
from benchmarks.tasks.stage import Missing

#: Logical pixels from the start of a name to its field.
_FROM_NAME = 300
_NAMES = {"Enter": "Return", "Page Up": "PgUp", "Page Down": "PgDown", "Del": "Delete"}
#: What a key types with Shift, where that is another sign.
_SHIFTED = {",": "<", ".": ">"}
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def spot(thing: Seen) -> QPoint:
    """Return where to click: on the words of a line or a box, else in the middle."""
    if thing.kind in ("line", "button"):
        return QPoint(thing.place.left() + min(14, thing.place.width() // 2),
                      thing.place.center().y())  # fmt: skip
    return thing.place.center()


def press(name: str) -> None:
    """Press a key, named as people know it, where the keyboard is."""
    *held, key = name.split("+") if len(name) > 1 else [name]
    modifiers = Qt.KeyboardModifier.NoModifier
    for each in held:
        modifiers |= _HELD[each]
    target = focused()
    key = _NAMES.get(key, key)
    if len(key) == 1 and not key.isalpha():
        QTest.keyClick(target, _SHIFTED.get(key, key) if "Shift" in held else key, modifiers)
    elif len(key) == 1:
        QTest.keyClick(target, key.upper() if "Shift" in held else key.lower(), modifiers)
    else:
        QTest.keyClick(target, QKeySequence(key)[0].key(), modifiers)


def focused() -> QWidget:
    """Return what has the keyboard; raises Missing if nothing has."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    found = QApplication.focusWidget()
    if found is None:
        raise Missing("nothing has the keyboard")
    return found


def field(name: str) -> QWidget | None:
    """Return the field that has a name in it, or left of it."""
    fields = [
        each
        for window in eyes.reachable()
        for each in window.findChildren(QLineEdit)
        if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty()
    ]
    for each in fields:
        if each.placeholderText().strip("… ") == name.strip("… "):
            return each
    named = [each for each in eyes.seen(eyes.reachable()) if each.says(name)]
    for thing in sorted(named, key=lambda each: len(each.words)):
        for each in fields:
            place = eyes.on_screen(each, each.rect())
            level = place.top() < thing.place.bottom() and thing.place.top() < place.bottom()
            if level and 0 < place.left() - thing.place.left() < _FROM_NAME:
                return each.parentWidget() if isinstance(each.parent(), QComboBox) else each
    return None


def frame_centre(widget: QWidget) -> QPoint:
    """Return where to click into a field."""
    return widget.mapToGlobal(QPoint(12, widget.height() // 2))


def file_dialog() -> QFileDialog | None:
    """Return the file dialog that is open, if one is."""
    modal = QApplication.activeModalWidget()
    return modal if isinstance(modal, QFileDialog) else None


def place_of(words: str, nth: int) -> int:
    """Return where words stand in the article that is in sight."""
    view = eyes.article()
    if view is None:
        raise Missing("no article is in sight")
    text, start = view.toPlainText(), -1
    for _ in range(nth + 1):
        start = text.find(words, start + 1)
        if start < 0:
            raise Missing(f"the article does not say “{words}”")
    return start
