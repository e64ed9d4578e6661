"""What a person with large letters would see cut off, and what a screen reader would not name.

Owns the rules; each returns what it found as lines of words, none if all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from annotator.gui.elided_label import ElidedLabel
from annotator.gui.panels.chip import Chip

_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QSlider, QTabBar,
             QAbstractScrollArea, QProgressBar)  # fmt: skip


def called(widget: QWidget) -> str:
    """Return how a widget is told from others in a finding."""
    text = getattr(widget, "text", None)
    words = text() if callable(text) and not isinstance(widget, QTabBar) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or words or widget.objectName()!r}"


def shown_in(page: QWidget) -> Iterator[QWidget]:
    """Yield every widget of a page that one sees, the page itself too; not those of other pages."""
    yield page
    for each in page.findChildren(QWidget):
        if each.isVisible() and each.window() is page.window():
            yield each


# Cut off -----------------------------------------------------------------------------------------


def cut_off(page: QWidget) -> list[str]:
    """Return what of a page has less room than its words, or lies outside what it stands in."""
    found = []
    for each in shown_in(page):
        found += [f"{called(each)}: {why}" for why in (*_too_small(each), *_outside(each, page))]
    return found


def _too_small(widget: QWidget) -> Iterator[str]:
    for kinds, check in _ROOM:
        if isinstance(widget, kinds):
            yield from check(widget)
            return


def _needs(size: QSize, least: QSize) -> Iterator[str]:
    if size.width() < least.width() - 1:
        yield f"{size.width()} wide, needs {least.width()}"
    if size.height() < least.height() - 2:
        yield f"{size.height()} high, needs {least.height()}"


def _gives_way(widget: QLabel | Chip) -> Iterator[str]:
    """What ends in an ellipsis by intention tells all of its words otherwise."""
    least = widget.minimumSizeHint()
    if widget.height() < least.height() - 2:
        yield f"{widget.height()} high, needs {least.height()}"
    cut = widget.width() < widget.fontMetrics().horizontalAdvance(widget.text().replace("&&", "&"))
    if cut and not widget.toolTip():
        yield "is cut and has no tooltip with all of its words"


def _label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if label.wordWrap():
        least = label.heightForWidth(label.width())
        if label.height() < least - 2:
            yield f"{label.height()} high, needs {least}"
        longest = max((label.fontMetrics().horizontalAdvance(word)
                       for word in label.text().split()), default=0)  # fmt: skip
        if label.textFormat() is Qt.TextFormat.PlainText and longest > label.width() + 1:
            yield f"{label.width()} wide, its longest word needs {longest}"
    else:
        yield from _needs(label.size(), label.sizeHint())


def _button(button: QAbstractButton) -> Iterator[str]:
    if button.text() or not button.icon().isNull():
        yield from _needs(button.size(), button.sizeHint())
    if isinstance(button, QCheckBox | QRadioButton):
        sign = QStyle.PixelMetric.PM_IndicatorWidth
        side, letters = (
            button.style().pixelMetric(sign, None, button),
            button.fontMetrics().height(),
        )
        if side < 0.6 * letters:
            yield f"its sign is {side} wide beside letters {letters} high"


def _combo(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    sign = 0 if box.itemIcon(box.currentIndex()).isNull() else box.iconSize().width() + 4
    words = box.currentText() if not box.isEditable() else ""
    need = box.fontMetrics().horizontalAdvance(words) + sign
    if field.width() < need and not box.toolTip():
        yield f"its field is {field.width()} wide, “{words}” needs {need}"
    yield from _line_height(box, field.height())


def _line(line: QLineEdit) -> Iterator[str]:
    words = "" if line.text() else line.placeholderText()
    option_width = line.width() - 20 if line.objectName() != "qt_spinbox_lineedit" else line.width()
    need = line.fontMetrics().horizontalAdvance(words)
    if words and option_width < need:
        yield f"{option_width} wide, its hint “{words}” needs {need}"
    yield from _line_height(line, line.height())


def _spin(box: QAbstractSpinBox) -> Iterator[str]:
    option = QStyleOptionSpinBox()
    if isinstance(box, QSpinBox):
        box.initStyleOption(option)
        field = box.style().subControlRect(
            QStyle.ComplexControl.CC_SpinBox, option, QStyle.SubControl.SC_SpinBoxEditField, box
        )
        need = box.fontMetrics().horizontalAdvance(box.text())
        if field.width() < need:
            yield f"its field is {field.width()} wide, “{box.text()}” needs {need}"
    yield from _line_height(box, box.height())


def _line_height(widget: QWidget, room: int) -> Iterator[str]:
    if room < widget.fontMetrics().height():
        yield f"{room} high, a line needs {widget.fontMetrics().height()}"


def _tabs(bar: QTabBar) -> Iterator[str]:
    for place in range(bar.count()):
        words = bar.tabText(place).replace("&", "")
        need = bar.fontMetrics().horizontalAdvance(words)
        if bar.tabRect(place).width() < need:
            yield f"tab “{words}” is {bar.tabRect(place).width()} wide, needs {need}"
    if bar.sizeHint().width() > bar.width() + 1:  # it scrolls: to each tab that is taken
        yield from _scrolls_to_all(bar)


def _scrolls_to_all(bar: QTabBar) -> Iterator[str]:
    here = bar.currentIndex()
    with QSignalBlocker(bar):
        for place in range(bar.count()):
            bar.setCurrentIndex(place)
            if not bar.rect().contains(bar.tabRect(place)):
                yield f"tab “{bar.tabText(place)}” does not come into sight"
        bar.setCurrentIndex(here)


def _header(head: QHeaderView) -> Iterator[str]:
    model = head.model()
    if model is None or head.orientation() is not Qt.Orientation.Horizontal:
        return
    for place in range(head.count()):
        if head.isSectionHidden(place):
            continue
        words = str(model.headerData(place, head.orientation()) or "")
        told = model.headerData(place, head.orientation(), Qt.ItemDataRole.ToolTipRole)
        need = max((head.fontMetrics().horizontalAdvance(line) for line in words.splitlines()),
                   default=0)  # fmt: skip
        if words and head.sectionSize(place) < need + 8 and not told:
            yield f"column “{words}” is {head.sectionSize(place)} wide, needs {need + 8}"
    if any(str(model.headerData(each, head.orientation()) or "") for each in range(head.count())):
        yield from _line_height(head, head.height())


def _rows(view: QAbstractItemView) -> Iterator[str]:
    """A row is at least as high as its letters; what a cell cuts off is in its tooltip."""
    model = view.model()
    if model is None or model.rowCount(view.rootIndex()) == 0:
        return
    index = model.index(0, max(0, view.visualRect(model.index(0, 0)).width() == 0))
    height = view.visualRect(index).height()
    if 0 < height < view.fontMetrics().height():
        yield f"rows are {height} high, letters need {view.fontMetrics().height()}"
    if view.viewport().height() < view.fontMetrics().height():
        yield f"shows {view.viewport().height()} of height, less than a row"


def _progress(bar: QProgressBar) -> Iterator[str]:
    if bar.isTextVisible() and bar.text():
        yield from _line_height(bar, bar.height())


def _menu_bar(bar: QMenuBar) -> Iterator[str]:
    last = bar.actionGeometry(bar.actions()[-1])
    if not bar.rect().contains(last) or last.isEmpty():
        yield f"{bar.width()} wide, the last menu is at {last.right()}"


def _group(box: QGroupBox) -> Iterator[str]:
    need = box.fontMetrics().horizontalAdvance(box.title())
    if box.width() < need:
        yield f"{box.width()} wide, its title needs {need}"


def _nothing(_widget: QWidget) -> Iterator[str]:
    yield from ()


_ROOM: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[str]]], ...] = (
    ((ElidedLabel, Chip), _gives_way),
    (QLabel, _label),
    ((QPushButton, QToolButton, QCheckBox, QRadioButton), _button),
    (QAbstractButton, _nothing),
    (QComboBox, _combo),
    (QLineEdit, _line),
    (QAbstractSpinBox, _spin),
    (QTabBar, _tabs),
    (QHeaderView, _header),
    (QAbstractItemView, _rows),
    (QProgressBar, _progress),
    (QMenuBar, _menu_bar),
    (QGroupBox, _group),
)


def _outside(widget: QWidget, page: QWidget) -> Iterator[str]:
    """Nothing lies outside its parent, but for what one can scroll to."""
    parent = widget.parentWidget()
    if widget is page or widget.isWindow() or parent is None:
        return
    scrolls = parent.parentWidget()
    if isinstance(scrolls, QAbstractScrollArea) and scrolls.viewport() is parent:
        if isinstance(scrolls, QScrollArea):
            wide = widget.width() > parent.width() + 1
            bar = scrolls.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if wide and bar:
                yield f"{widget.width()} wide in {parent.width()} that do not scroll"
        return
    if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
        yield (f"lies at {widget.geometry().getRect()}, outside {called(parent)} of "
               f"{parent.size().toTuple()}")  # fmt: skip


def too_large(page: QWidget, screen: QSize) -> list[str]:
    """Return whether a page does not fit a screen, in logical pixels."""
    least, size = page.minimumSizeHint(), page.size()
    found = []
    for what, each in (("needs", least), ("is", size)):
        if each.width() > screen.width() or each.height() > screen.height():
            found.append(f"{what} {each.width()} × {each.height()}, the screen {screen.toTuple()}")
    return found


# Named -------------------------------------------------------------------------------------------


def controls_of(page: QWidget) -> list[QWidget]:
    """Return what of a page somebody can act on."""
    return [each for each in shown_in(page) if isinstance(each, _CONTROLS) and not _is_part(each)]


def _is_part(widget: QWidget) -> bool:
    """Tell whether a widget is a part of another, which speaks for it."""
    parent = widget.parentWidget()
    if widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView | QScrollBar):
        return True
    if isinstance(parent, QTabBar | QLineEdit | QComboBox | QAbstractSpinBox):
        return True
    if type(widget).__name__ in ("QComboBoxListView", "QTableCornerButton"):
        return True
    if isinstance(parent, QAbstractItemView | QMenuBar) and isinstance(widget, QAbstractButton):
        return True
    # An area that only scrolls is no control, unless one goes there to scroll it by keys.
    return isinstance(widget, QScrollArea) and not takes_tab(widget)


def takes_tab(widget: QWidget) -> bool:
    """Tell whether Tab stops at a widget."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


#: What controls are, as a screen reader has it.
_ROLES = {
    QPushButton: {QAccessible.Role.Button, QAccessible.Role.ButtonMenu, QAccessible.Role.CheckBox,
                  QAccessible.Role.ToggleButton} if hasattr(QAccessible.Role, "ToggleButton") else
                 {QAccessible.Role.Button, QAccessible.Role.ButtonMenu, QAccessible.Role.CheckBox},
    QCheckBox: {QAccessible.Role.CheckBox},
    QRadioButton: {QAccessible.Role.RadioButton},
    QComboBox: {QAccessible.Role.ComboBox},
    QLineEdit: {QAccessible.Role.EditableText},
    QTabBar: {QAccessible.Role.PageTabList},
    QSlider: {QAccessible.Role.Slider},
    QProgressBar: {QAccessible.Role.ProgressBar},
}  # fmt: skip


def unnamed(page: QWidget) -> list[str]:
    """Return the controls of a page that a screen reader would not name, or name as another."""
    found = []
    for each in controls_of(page):
        interface = QAccessible.queryAccessibleInterface(each)
        if interface is None or not interface.isValid():
            found.append(f"{called(each)}: is nothing to a screen reader")
            continue
        name = interface.text(QAccessible.Text.Name).strip()
        if not any(letter.isalnum() for letter in name) and not isinstance(each, QTabBar):
            found.append(f"{called(each)}: has no name ({name!r})")
        roles = next((roles for kind, roles in _ROLES.items() if isinstance(each, kind)), None)
        if roles is not None and interface.role() not in roles:
            found.append(f"{called(each)}: is a {interface.role().name}")
    if isinstance(page, QMenu):
        return found
    if not page.windowTitle() and page.isWindow() and type(page).__name__ != "Chooser":
        found.append("the page has no title")
    return found


def mnemonics_twice(page: QWidget) -> list[str]:
    """Return the letters that two controls of a page share with Alt."""
    by_letter: dict[str, set[str]] = {}
    for each in shown_in(page):
        texts: list[str] = []
        if isinstance(each, QPushButton | QCheckBox | QRadioButton | QToolButton | QGroupBox):
            texts = [each.title() if isinstance(each, QGroupBox) else each.text()]
        elif isinstance(each, QLabel) and each.buddy() is not None:
            texts = [each.text()]
        elif isinstance(each, QTabBar):
            texts = [each.tabText(place) for place in range(each.count())]
        elif isinstance(each, QMenuBar):
            texts = [action.text() for action in each.actions()]
        for words in texts:
            letter = _mnemonic(words)
            if letter:
                by_letter.setdefault(letter, set()).add(words)
    return [f"Alt+{letter}: {', '.join(sorted(words))}" for letter, words in by_letter.items()
            if len(words) > 1]  # fmt: skip


def _mnemonic(words: str) -> str:
    plain = words.replace("&&", "")
    place = plain.find("&")
    return plain[place + 1 : place + 2].casefold() if place >= 0 else ""


def focus() -> QWidget | None:
    """Return what has the focus."""
    return QApplication.focusWidget()
