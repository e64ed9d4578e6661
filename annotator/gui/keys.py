"""Which key was pressed, on whatever keyboard.

Owns the way from a key event to the name under which actions know it.  Symbols are matched by what
they type; digits and letters also by where they are on the keyboard, so that AZERTY, Cyrillic and
Hangul users have the same keys.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.services.key_map import normal_key

_NAMED = {
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PgUp",
    Qt.Key.Key_PageDown: "PgDown",
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Del",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Insert: "Ins",
    **{Qt.Key(Qt.Key.Key_F1.value + number): f"F{number + 1}" for number in range(24)},
}
#: Symbols that keys of the article are named by; Shift is part of typing them.
_SYMBOLS = frozenset("';,.+-/<>0123456789")
#: What Shift with comma and stop types on most keyboards.
_ALIASES = {"<": "Shift+,", ">": "Shift+."}
#: Scan codes of the PC keyboard; X11 counts eight higher.
_PHYSICAL = {
    **{2 + place: digit for place, digit in enumerate("1234567890")},
    **{16 + place: letter for place, letter in enumerate("QWERTYUIOP")},
    **{30 + place: letter for place, letter in enumerate("ASDFGHJKL")},
    **{44 + place: letter for place, letter in enumerate("ZXCVBNM")},
}


def key_name(event: QKeyEvent) -> str:
    """Return the name of a key press, such as "Shift+Right", "W", "Shift+W", "1" or ";"."""
    modifiers = event.modifiers()
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    prefix = ("Ctrl+" if control else "") + ("Alt+" if alt else "")
    named = _NAMED.get(Qt.Key(event.key())) if event.key() in _NAMED_VALUES else None
    if named is not None:
        return f"{prefix}{'Shift+' if shift else ''}{named}"
    text = event.text()
    if not control and not alt and text in _SYMBOLS and text:
        return _ALIASES.get(text, text)
    letter = text.upper() if len(text) == 1 and text.isascii() and text.isalpha() else ""
    if not letter and Qt.Key.Key_A.value <= event.key() <= Qt.Key.Key_Z.value:
        letter = chr(event.key())
    if not letter and Qt.Key.Key_0.value <= event.key() <= Qt.Key.Key_9.value:
        letter = chr(event.key())
    if not letter:
        letter = _PHYSICAL.get(_scan_code(event), "")
    if not letter:
        return ""
    if letter.isdigit():
        return prefix + letter
    return f"{prefix}{'Shift+' if shift else ''}{letter}"


def recorded_key(event: QKeyEvent, *, article: bool) -> str:
    """Return the name of a key that somebody presses for an action to have; "" for none yet.

    A key of the article is named as `key_name` will name it, any other as Qt's shortcuts do.
    """
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() in _MODIFIERS or event.key() in (0, Qt.Key.Key_unknown.value):
        return ""
    if article and not held & Qt.KeyboardModifier.MetaModifier:
        name = key_name(event)
        if name:
            return normal_key(name)
    key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab.value else Qt.Key(event.key())
    if key.value < 0x80 and not chr(key.value).isalnum():
        held &= ~Qt.KeyboardModifier.ShiftModifier  # it is part of typing a symbol
    combination = QKeyCombination(held, key)
    try:
        return normal_key(
            QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)
        )
    except ValueError:
        return ""


_MODIFIERS = frozenset(
    key.value
    for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr,
                Qt.Key.Key_Meta, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_CapsLock,
                Qt.Key.Key_NumLock)
)  # fmt: skip
_NAMED_VALUES = frozenset(key.value for key in _NAMED)


def _scan_code(event: QKeyEvent) -> int:
    code = event.nativeScanCode()
    return code - 8 if sys.platform.startswith("linux") else code
