"""A walk over a page with Tab and Shift+Tab, as somebody without a mouse does it.

Owns what must be reached; keys are really pressed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QRadioButton,
    QTabBar,
    QWidget,
)

from tests.access.looking import called, controls_of, focus, takes_tab

_MOST = 400  # presses of Tab on one page


def walked(page: QWidget) -> list[str]:
    """Return what of a page Tab or Shift+Tab does not reach, and where it stays for good."""
    page.activateWindow()
    page.raise_()
    QApplication.processEvents()
    controls = controls_of(page)
    found = [f"{called(each)}: no key goes there" for each in controls if _is_left_out(each)]
    wanted = [each for each in controls if takes_tab(each)]
    if not wanted:
        return found
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        reached, trap = _presses(page, key)
        name = "Tab" if key is Qt.Key.Key_Tab else "Shift+Tab"
        if trap is not None:
            found.append(f"{called(trap)}: {name} never leaves it")
        found += [
            f"{called(each)}: {name} does not come by"
            for each in wanted
            if not _was_reached(each, reached)
        ]
    return found


def _presses(page: QWidget, key: Qt.Key) -> tuple[set[QWidget], QWidget | None]:
    """Press a key until the focus is where it was before; return where it came by."""
    reached: set[QWidget] = set()
    while len(reached) < _MOST:
        here = focus()
        if here is None or here.window() is not page.window():
            return reached, None
        if here in reached:
            return reached, None
        reached.add(here)
        QTest.keyClick(here, key)
        if focus() is here:
            return reached, here if _has_others(page, here) else None
    return reached, None


def _has_others(page: QWidget, here: QWidget) -> bool:
    return any(each is not here and takes_tab(each) for each in controls_of(page))


def _was_reached(widget: QWidget, reached: set[QWidget]) -> bool:
    if widget in reached or widget.focusProxy() in reached:
        return True
    if any(each.focusProxy() is widget or widget.isAncestorOf(each) for each in reached):
        return True
    return isinstance(widget, QAbstractButton) and any(each in reached for each in _others(widget))


def _others(button: QAbstractButton) -> list[QAbstractButton]:
    """Return the buttons that exclude each other with this one: Tab takes one, arrows the rest."""
    group, parent = button.group(), button.parentWidget()
    if group is not None:
        return group.buttons() if group.exclusive() else []
    if parent is None or not (isinstance(button, QRadioButton) or button.autoExclusive()):
        return []
    return [each for each in parent.findChildren(QAbstractButton) if each.autoExclusive()]


def _is_left_out(widget: QWidget) -> bool:
    """Tell whether a button can be pressed by the mouse only."""
    if not isinstance(widget, QAbstractButton) or not widget.isEnabled() or takes_tab(widget):
        return False
    if isinstance(widget.parentWidget(), QTabBar):
        return False
    return not any(takes_tab(each) for each in _others(widget))
