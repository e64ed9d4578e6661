"""What somebody sees who looks at the screen: words, and where they stand.

Owns the way from widgets to what is written in them; names of objects, ids of actions and anything
else that is not on the screen stay out.  The one thing asked of a widget of ours is where a
character of the article is drawn, because Qt has no words for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from annotator.gui.article.view import ArticleView

#: How far behind something a key may stand, in logical pixels.
_BESIDE = 40


@dataclass(frozen=True)
class Seen:
    """Some words on the screen."""

    words: str
    kind: str  # what they stand in: a button, a menu, …
    widget: QWidget
    place: QRect  # in global coordinates

    def says(self, words: str) -> bool:
        """Tell whether these words are among them, as whole words, in any case."""
        return _found(words, self.words)

    def names_key(self, key: str) -> bool:
        """Tell whether a key is named, by itself or as one of a row of digits."""
        if re.search(rf"(?<![\w+]){re.escape(key)}(?![\w+])", self.words):
            return True
        rows = re.findall(r"\b([0-9])(?: to |[-–])([0-9])\b", self.words)
        return len(key) == 1 and any(first <= key <= last for first, last in rows)


def windows() -> list[QWidget]:
    """Return what is on the screen, the foremost first."""
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
    active = QApplication.activeWindow()

    def depth(each: QWidget) -> int:
        ranks = (
            each.windowType() is Qt.WindowType.ToolTip,
            each is popup,
            each.windowType() is Qt.WindowType.Popup,
            each is modal,
            each is active,
        )
        return next((rank for rank, there in enumerate(ranks) if there), len(ranks))

    return sorted(shown, key=depth)


def reachable() -> list[QWidget]:
    """Return the windows that can be clicked now."""
    popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
    if popup is not None:
        return [each for each in windows() if each.windowType() is Qt.WindowType.Popup]
    return [modal] if modal is not None else windows()


def seen(inside: list[QWidget] | None = None) -> Iterator[Seen]:
    """Yield all words that can be read now, the foremost window first."""
    for window in windows() if inside is None else inside:
        if window.windowTitle() and not isinstance(window, QMenu):
            yield Seen(window.windowTitle(), "title", window, on_screen(window, window.rect()))
        for widget in _parts(window):
            yield from _in(widget)


def beside(thing: Seen, inside: list[QWidget] | None = None) -> Iterator[Seen]:
    """Yield short words that stand behind something in the same line."""
    for other in seen(inside):
        gap = other.place.left() - thing.place.right()
        level = (
            other.place.top() < thing.place.bottom() and thing.place.top() < other.place.bottom()
        )
        if level and 0 <= gap <= _BESIDE and len(other.words) < 16:
            yield other


def article() -> ArticleView | None:
    """Return the article that is in sight."""
    for window in reachable():
        for view in window.findChildren(ArticleView):
            if _in_sight(view):
                return view
    return None


def selected() -> str:
    """Return the words of the article that are drawn as selected."""
    view = article()
    if view is None:
        return ""
    first, last = sorted(view.caret())
    return view.toPlainText()[first:last]


def rest_pointer(widget: QWidget) -> None:
    """Let the pointer rest on something, so that its tooltip comes up."""
    middle = widget.rect().center()
    QApplication.sendEvent(
        widget, QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(middle))
    )


def _in(widget: QWidget) -> Iterator[Seen]:
    """Yield the words of one widget, without those of its children."""
    place = on_screen(widget, widget.rect())
    if isinstance(widget, QMenuBar | QMenu):
        yield from _actions(widget)
    elif isinstance(widget, QAbstractButton):
        if widget.text():
            yield Seen(_plain(widget.text()), "button", widget, place)
    elif isinstance(widget, QLabel):
        kind = "tooltip" if widget.windowType() is Qt.WindowType.ToolTip else "words"
        yield Seen(_plain(widget.text()), kind, widget, place)
    elif isinstance(widget, QComboBox):
        if not widget.isEditable():
            yield Seen(widget.currentText(), "list to choose from", widget, place)
    elif isinstance(widget, QAbstractSpinBox):
        yield Seen(widget.text(), "field", widget, place)
    elif isinstance(widget, QLineEdit):
        words = widget.displayText() or widget.placeholderText()
        yield Seen(words, "field", widget, place)
    elif isinstance(widget, ArticleView):
        first, last = widget.visible_range()
        yield Seen(widget.toPlainText()[first:last], "article", widget, place)
    elif isinstance(widget, QTextEdit | QPlainTextEdit):
        yield Seen(widget.toPlainText() or widget.placeholderText(), "text", widget, place)
    elif isinstance(widget, QTabBar):
        for number in range(widget.count()):
            spot = on_screen(widget, widget.tabRect(number))
            yield Seen(_plain(widget.tabText(number)), "tab", widget, spot)
    elif isinstance(widget, QGroupBox):
        yield Seen(widget.title(), "words", widget, place)
    elif isinstance(widget, QHeaderView):
        if widget.orientation() is Qt.Orientation.Horizontal:
            yield from _heads(widget)
    elif isinstance(widget, QAbstractItemView):
        yield from _rows(widget)


def _actions(menu: QMenuBar | QMenu) -> Iterator[Seen]:
    kind = "menu bar" if isinstance(menu, QMenuBar) else "menu"
    for action in menu.actions():
        if action.isVisible() and not action.isSeparator():
            words = _plain(action.text()).replace("\t", "   ")
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            if key and "\t" not in action.text():  # which would be drawn in its place
                words = f"{words}   {key}"
            place = on_screen(menu, menu.actionGeometry(action))
            yield Seen(words, kind, menu, place)


def _heads(header: QHeaderView) -> Iterator[Seen]:
    model = header.model()
    for section in range(header.count()):
        words = model.headerData(section, header.orientation())
        if words and not header.isSectionHidden(section):
            left, width = header.sectionViewportPosition(section), header.sectionSize(section)
            spot = QRect(left, 0, width, header.height())
            yield Seen(str(words), "head of a column", header, on_screen(header, spot))


def _rows(view: QAbstractItemView) -> Iterator[Seen]:
    """Yield each row that is in sight, its cells one after the other."""
    model, viewport = view.model(), view.viewport()
    if model is None or not viewport.isVisible():
        return
    y, seen_rows = 0, set()
    while y < viewport.height():
        index = view.indexAt(QPoint(viewport.width() // 3, y))
        y += 6
        if not index.isValid() or index in seen_rows:
            continue
        seen_rows.add(index)
        columns = 1 if isinstance(view, QListView) else model.columnCount(index.parent())
        cells = [index.siblingAtColumn(number) for number in range(columns)]
        words, spots = [], []
        for cell in cells:
            spot = view.visualRect(cell)
            said = cell.data(Qt.ItemDataRole.DisplayRole)
            if said and not spot.isEmpty():
                words.append(" ".join(str(said).split()))
                spots.append(spot)
            own = view.indexWidget(cell)
            if own is not None:
                words += [each.words for each in _inside(own)]
        if spots:
            whole = spots[0].united(spots[-1]).intersected(viewport.rect())
            yield Seen("   ".join(words), "line", viewport, on_screen(viewport, whole))


def _inside(widget: QWidget) -> Iterator[Seen]:
    for each in (widget, *widget.findChildren(QWidget)):
        if each.isVisible():
            yield from _in(each)


def _parts(window: QWidget) -> Iterator[QWidget]:
    """Yield what is in sight in a window, itself first; windows of its own are not in it."""
    for widget in (window, *window.findChildren(QWidget)):
        if _in_sight(widget) and widget.window() is window:
            yield widget


def _in_sight(widget: QWidget) -> bool:
    # The page of a scroll area covers the area itself.
    page = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    return widget.isVisible() and not page.visibleRegion().isEmpty()


def on_screen(widget: QWidget, rect: QRect) -> QRect:
    """Return where a part of a widget is, in global coordinates."""
    return QRect(widget.mapToGlobal(rect.topLeft()), rect.size())


def _plain(words: str) -> str:
    """Return words without mark-up and without the sign of an access key."""
    if "<" in words and ">" in words:
        document = QTextDocument()
        document.setHtml(words)
        words = document.toPlainText()
    return re.sub(r"&(?=\S)", "", words)


def _found(words: str, among: str) -> bool:
    pattern = r"\s+".join(map(re.escape, words.split()))
    return re.search(rf"(?<!\w){pattern}(?!\w)", among, re.IGNORECASE) is not None
