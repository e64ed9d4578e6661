"""The widget in which an article is read.

Owns what is on screen: layout, painting, scrolling, mouse.  It decides nothing about annotating:
keys go to a handler, the mouse becomes signals with code point positions, and whoever owns the view
tells it where the cursor is.  Only what is visible is laid out and painted.

Built on a read-only QPlainTextEdit because that keeps hit testing, selection, copying, scrolling
and the text interface of screen readers, none of which can be had from Python otherwise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from annotator.gui.article.firsts import FirstMentions
from annotator.gui.article.geometry import (
    BlockGeometry,
    boxes_of,
    depths_of,
    geometry_of,
    is_mixed,
    position_in,
    reads_from_right,
)
from annotator.gui.article.index import MarkIndex
from annotator.gui.article.layout import COLUMN, SIZE, SpreadLayout
from annotator.gui.article.margin_painting import draw_links
from annotator.gui.article.marks import Link, Mark, ZoneMark
from annotator.gui.article.painting import Drawing, MarkPainter, VisibleBlock
from annotator.gui.article.positions import DisplayText, utf16_length
from annotator.gui.article.theme import ArticleTheme
from annotator.wording import tr

FAMILIES = [
    "Noto Serif",
    "Source Serif 4",
    "Charter",
    "Georgia",
    "DejaVu Serif",
    "Times New Roman",
]
_GUTTER = 96  # least logical pixels beside the column, for brackets and their words
_MARGIN = 14  # logical pixels between the words and the edge of the viewport
_KEPT_BLOCKS = 600  # blocks whose geometry is kept
_GRIP = 3.5  # logical pixels on each side of an edge by which it is taken
_JITTER = 4  # logical pixels that a hand moves while it clicks
_SETTLE = 150  # milliseconds until the length of the scroll bar is estimated


class ArticleView(QPlainTextEdit):
    """Shows one article with its marks; all positions outside are code points."""

    selectionDragged = Signal(int, int, bool)  # anchor, position, is Ctrl held
    edgeDragged = Signal(object, str, int, bool)  # mark, "start" or "end", position, is Ctrl held
    edgeDropped = Signal(object, str, int, bool)  # the same, when the button is let go
    clicked = Signal(int, object)  # position, keyboard modifiers
    doubleClicked = Signal(int)
    tripleClicked = Signal(int)
    markHovered = Signal(object)  # key of a mark, or None
    contextMenuRequested = Signal(int, QPoint)  # position, global point
    zoomed = Signal(int)  # percent

    def __init__(self, parent: QWidget | None = None) -> None:
        self._dressed = False
        super().__init__(parent)
        self.key_handler: Callable[[QKeyEvent], bool] | None = None
        self.shown = DisplayText("")
        self._index: MarkIndex | None = None
        self._zones: dict[int, ZoneMark] = {}
        self._zone_blocks: dict[int, list[tuple[int, int]]] = {}
        self._links: dict[int, list[Link]] = {}
        self._geometry: dict[int, BlockGeometry] = {}
        self._drawings: dict[int, Drawing] = {}
        self._scale = 1.0
        self._selected: frozenset[int] = frozenset()
        self._selected_links: tuple[Link, ...] = ()
        self._hovered: int | None = None
        self._word: tuple[int, int] | None = None
        self._flashes: tuple[tuple[int, int], ...] = ()  # by where they start
        self._longest_flash = 0
        self._tag_mode = "always"
        self._firsts: FirstMentions | None = None
        self._percent = 100
        self._family, self._points, self._columns = "", SIZE, COLUMN
        self._from_right = False  # the article is read from the right
        self._pressed: int | None = None
        self._pressed_at = QPoint()
        self._edge: tuple[int, str] | None = None  # of a selected mark, in the mouse's grip
        self._dragging = False
        self._loading = False
        self._last_double: tuple[int, QPoint] | None = None
        self._held: tuple[int, int] | None = None  # position at the top, value of the scroll bar
        self._keeping = False

        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAutoFillBackground(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("article-name"))
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)

        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(self._reading_font())
        document.setDocumentMargin(_MARGIN)
        self._gutter = _Gutter(self)
        self._layout = SpreadLayout(document, self._depths)
        document.setDocumentLayout(self._layout)
        self.setDocument(document)
        self.setFont(document.defaultFont())
        document.contentsChange.connect(self._on_contents_change)
        self._painter = MarkPainter(ArticleTheme.light(), document.defaultFont())
        self._estimate_timer = QTimer(self)
        self._estimate_timer.setSingleShot(True)
        self._estimate_timer.setInterval(_SETTLE)
        self._estimate_timer.timeout.connect(self._estimate_lines)
        self.set_theme(ArticleTheme.light())
        self._measure_column()
        self._dressed = True

    # Content -----------------------------------------------------------------------------------

    def open(
        self,
        text: str,
        marks: Iterable[Mark] = (),
        zones: Iterable[ZoneMark] = (),
        links: Iterable[Link] = (),
    ) -> None:
        """Show an article from its beginning."""
        self._index = None  # a layout asked for while the text is set must not see old marks
        self._forget_all()
        self._selected, self._hovered, self._word, self._flashes = frozenset(), None, None, ()
        self._selected_links = ()
        self.shown = DisplayText(text)
        self._from_right = reads_from_right(text)
        self._place_gutter()
        self._keep_zones(zones)
        self._load()
        self._index = MarkIndex(self.shown, marks)
        self._firsts = None
        self.set_links(links)
        self._relayout_deep_blocks()
        self.verticalScrollBar().setValue(0)
        self._held = None
        self._estimate_timer.start()
        self._redraw()

    def _load(self) -> None:
        self._loading = True
        self._layout.forget()
        try:
            self.setPlainText(self.shown.display)
        finally:
            self._loading = False

    def update_marks(self, changed: Iterable[Mark], removed: Iterable[int] = ()) -> None:
        """Draw marks anew; costs what they touch, however long the article is."""
        if self._index is None:
            return
        touched: set[int] = set()
        deep: set[int] = set()
        for key in removed:
            blocks = self._index.blocks_of(key)
            deep |= {block for block in blocks if self._depth(block) > 2}
            touched |= self._index.drop(key)
            if self._firsts is not None:
                self._firsts.drop(key)
        for mark in changed:
            blocks = self._index.blocks_of(mark.key)
            deep |= {block for block in blocks if self._depth(block) > 2}
            touched |= self._index.put(mark)
            if self._firsts is not None:
                self._firsts.put(mark)
        deep |= {block for block in touched if self._depth(block) > 2}
        for block in touched:
            self._geometry.pop(block, None)
        if self._tag_mode == "first":  # another mention may have become the first, anywhere
            self._drawings.clear()
        # Only a line that needs a third lane, or no longer does, changes its height.
        for number in deep:
            self._mark_dirty(number)
        self._redraw()

    def set_zones(self, zones: Iterable[ZoneMark]) -> None:
        """Grey and hatch these ranges and no others."""
        self._keep_zones(zones)
        self._forget_all()
        self._redraw()

    def set_links(self, links: Iterable[Link]) -> None:
        """Take the links between marks."""
        self._links = {}
        for link in links:
            self._links.setdefault(link.source, []).append(link)
            self._links.setdefault(link.target, []).append(link)
        self.viewport().update()

    def _keep_zones(self, zones: Iterable[ZoneMark]) -> None:
        self._zones = {zone.key: zone for zone in zones}
        self._zone_blocks = {}
        for zone in self._zones.values():
            for block in self.shown.blocks_of(zone.start, zone.end):
                begin = max(zone.start, self.shown.block_starts[block])
                stop = min(zone.end, self.shown.block_end(block))
                if begin < stop:
                    first = self.shown.qt_in_block(block, begin)
                    self._zone_blocks.setdefault(block, []).append(
                        (first, first + self.shown.units(begin, stop))
                    )

    # State -------------------------------------------------------------------------------------

    def set_selected(self, keys: Iterable[int], links: Iterable[Link] = ()) -> None:
        """Frame these marks and show their links; no keys for none.

        `links` are those that are there for the selection only and were not given to `set_links`.
        """
        before, self._selected = self._selected, frozenset(keys)
        self._selected_links = tuple(links)
        self._forget_drawings(before ^ self._selected)
        self._redraw()

    def set_word(self, word: tuple[int, int] | None) -> None:
        """Show which word the cursor is on."""
        if word != self._word:
            self._word = word
            self.viewport().update()

    def set_flash(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Highlight the hits of a search."""
        self._flashes = tuple(sorted(ranges))
        self._longest_flash = max((end - start for start, end in self._flashes), default=0)
        self.viewport().update()

    def set_caret(self, position: int, anchor: int | None = None, *, reveal: bool = True) -> None:
        """Put Qt's cursor (and selection) where the desk's is."""
        cursor = QTextCursor(self.document())
        to_qt = self.shown.to_qt
        if anchor is not None and anchor != position:
            cursor.setPosition(to_qt(anchor))
            cursor.setPosition(to_qt(position), QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.setPosition(to_qt(position))
        with QSignalBlocker(self):
            self.setTextCursor(cursor)
        if reveal:
            self._reveal(position)
        self.viewport().update()

    def caret(self) -> tuple[int, int]:
        """Return (position, anchor) of Qt's cursor."""
        cursor = self.textCursor()
        to_code_point = self.shown.to_code_point
        return to_code_point(cursor.position()), to_code_point(cursor.anchor())

    def _reveal(self, position: int) -> None:
        """Scroll so that a position has lines above and below it."""
        box = self.rect_of(position)
        margin = self._layout.pitch * 1.5
        height = self.viewport().height()
        if box.top() < margin or box.bottom() > height - margin:
            if -height < box.top() < 2 * height:
                lines = 0
                if box.bottom() > height - margin:
                    lines = int((box.bottom() - height + margin) // self._layout.pitch) + 1
                elif box.top() < margin:
                    lines = -(int((margin - box.top()) // self._layout.pitch) + 1)
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + lines)
            else:
                self.centerCursor()

    # Looks -------------------------------------------------------------------------------------

    def set_theme(self, theme: ArticleTheme) -> None:
        """Draw in other colours."""
        self._painter.set_theme(theme)
        self._drawings.clear()
        palette = self.palette()
        for role, colour in (
            (QPalette.ColorRole.Base, theme.page),
            (QPalette.ColorRole.Window, theme.page),
            (QPalette.ColorRole.Text, theme.text),
            (QPalette.ColorRole.Highlight, theme.selection),
            (QPalette.ColorRole.HighlightedText, theme.selection_text),
        ):
            palette.setColor(QPalette.ColorGroup.All, role, colour)
        # A stylesheet of the application freezes the palette that a viewport inherits.
        for widget in (self, self.viewport(), self._gutter):
            widget.setPalette(palette)
        self._redraw()

    @property
    def theme(self) -> ArticleTheme:
        """Return the colours in use."""
        return self._painter.theme

    def set_tag_mode(self, mode: str) -> None:
        """Show tags "always", on the "first" mention of the same words, or on "hover"."""
        self._tag_mode = mode
        self._drawings.clear()
        self.viewport().update()

    @property
    def percent(self) -> int:
        """Return the zoom, in percent."""
        return self._percent

    def set_zoom(self, percent: int) -> None:
        """Set the size of the words, 50 to 300 percent."""
        percent = max(50, min(300, percent))
        if percent == self._percent:
            return
        self._percent = percent
        self._take_font()
        self.zoomed.emit(percent)

    def set_reading(
        self, family: str = "", points: int = SIZE, columns: int = COLUMN, spacing: int = 100
    ) -> None:
        """Set how the article is set.

        Args:
            family: Of the words; "" for the first of `FAMILIES` that is installed.
            points: Their size at a zoom of 100 %.
            columns: Characters of a line.
            spacing: From one line to the next, in percent of what is usual.
        """
        wanted = (family, points, columns, spacing)
        if wanted != (self._family, self._points, self._columns, self._layout.spacing):
            self._family, self._points, self._columns = family, points, columns
            spaced_anew = spacing != self._layout.spacing
            self._layout.spacing = spacing
            self._take_font(spaced_anew=spaced_anew)

    @property
    def families(self) -> list[str]:
        """Return the families of the words, the first that is installed is used."""
        return [*([self._family] if self._family else []), *FAMILIES]

    def _take_font(self, *, spaced_anew: bool = False) -> None:
        """Lay out anew in the font and the spacing that are wanted."""
        with self._same_place():
            font = self._reading_font()
            self.document().setDefaultFont(font)
            self.setFont(font)
            self._layout.measure()
            self._layout.forget()
            self._painter.set_font(font)
            self._forget_all()
            self._measure_column()
            if spaced_anew:  # else the font has seen to it
                self.document().markContentsDirty(0, self.document().characterCount())
        self._estimate_timer.start()

    def zoom(self, steps: int) -> None:
        """Make words larger (or smaller) by steps of ten percent."""
        self.set_zoom(round(self._percent / 10 + steps) * 10)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the reading font: a stylesheet that comes or changes puts an older one back."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.FontChange or not self._dressed:
            return
        now, wanted = self.document().defaultFont(), self._reading_font()
        if (now.pointSizeF(), now.families()) != (wanted.pointSizeF(), wanted.families()):
            self._dressed = False  # what follows is the same event again
            self._take_font()
            self._dressed = True

    def _reading_font(self) -> QFont:
        font = QFont()
        font.setFamilies(self.families)
        font.setStyleHint(QFont.StyleHint.Serif)
        font.setPointSizeF(self._points * self._percent / 100)
        return font

    def _measure_column(self) -> None:
        """Centre a column of a measured width; the margins hold the brackets."""
        width = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width()
        column = QFontMetricsF(self.document().defaultFont()).averageCharWidth() * self._columns
        side = max(min(_GUTTER, width * 0.16), (width - column) / 2 - _MARGIN)
        self.setViewportMargins(round(side), 0, round(side), 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        """Put the strip for brackets where lines begin: right of an article in Arabic."""
        room = self.viewportMargins().left()
        page = self.viewport().geometry()
        left = page.right() + 1 if self._from_right else page.left() - room
        self._gutter.setGeometry(left, self.contentsRect().top(), room, self.height())

    @contextmanager
    def _same_place(self) -> Iterator[None]:
        """Keep the words at the top of the page there while all lines are broken anew."""
        if self._keeping:
            yield
            return
        top = self._top()
        self._keeping = True
        try:
            yield
        finally:
            self._keeping = False
        block = self.document().findBlock(self.shown.to_qt(top))
        self._layout.blockBoundingRect(block)
        line = block.layout().lineForTextPosition(self.shown.to_qt(top) - block.position())
        bar = self.verticalScrollBar()
        bar.setValue(block.firstLineNumber() + max(0, line.lineNumber()))
        self._held = top, bar.value()

    def _top(self) -> int:
        """Return where the first line on the page starts.

        The position that was kept last stays the one until somebody scrolls, because a line that
        holds it starts before it: many small changes of the width would add up.
        """
        value = self.verticalScrollBar().value()
        if self._held is not None and self._held[1] == value:
            return self._held[0]
        block = self.firstVisibleBlock()
        self._layout.blockBoundingRect(block)
        layout, number = block.layout(), value - block.firstLineNumber()
        start = layout.lineAt(number).textStart() if 0 <= number < layout.lineCount() else 0
        return self.shown.to_code_point(block.position() + start)

    @property
    def column(self) -> tuple[int, int]:
        """Return where the words start and end, in logical pixels of the viewport."""
        margin = round(self.document().documentMargin())
        return margin, self.viewport().width() - margin

    # Geometry for whoever moves the cursor -------------------------------------------------------

    def rect_of(self, position: int) -> QRect:
        """Return where a position is, in the viewport (perhaps outside what is visible)."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.shown.to_qt(position))
        return self.cursorRect(cursor)

    def position_at(self, point: QPoint, *, within: bool = False) -> int:
        """Return the code point position at a point of the viewport.

        The room above a line is its own, so that a tag stands for the words below it.

        Args:
            point: Where the mouse is.
            within: Take the character under the point, not the nearest gap between two.
        """
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        y = point.y() - offset.y()
        while y >= (height := self._layout.blockBoundingRect(block).height()):
            if not block.next().isValid():
                break
            y -= height
            block = block.next()
        layout = block.layout()
        if not layout.lineCount():
            return self.shown.to_code_point(block.position())
        number = 0
        for following in range(1, layout.lineCount()):
            if layout.lineAt(following).y() - self._layout.tag_room > y:
                break
            number = following
        found = position_in(
            layout, number, point.x() - offset.x(), mixed=is_mixed(block.text()), within=within
        )
        return self.shown.to_code_point(block.position() + found)

    def visible_range(self) -> tuple[int, int]:
        """Return the code points of the first and last position on screen."""
        last = QPoint(self.viewport().width() - 1, self.viewport().height() - 1)
        return self.position_at(QPoint(0, 0)), self.position_at(last)

    def line_up(self, position: int, x: int | None) -> tuple[int, int]:
        """Return the position a line higher at the same x, and that x."""
        return self._by_lines(position, x, -1)

    def line_down(self, position: int, x: int | None) -> tuple[int, int]:
        """Return the position a line lower at the same x, and that x."""
        return self._by_lines(position, x, 1)

    def page_up(self, position: int, x: int | None) -> tuple[int, int]:
        """Return the position a page higher, and the x that was kept."""
        return self._by_lines(position, x, -self._lines_on_page())

    def page_down(self, position: int, x: int | None) -> tuple[int, int]:
        """Return the position a page lower, and the x that was kept."""
        return self._by_lines(position, x, self._lines_on_page())

    def line_start(self, position: int) -> int:
        """Return the first position of the line that holds a position."""
        return self._line_end(position, QTextCursor.MoveOperation.StartOfLine)

    def line_end(self, position: int) -> int:
        """Return the last position of the line that holds a position."""
        return self._line_end(position, QTextCursor.MoveOperation.EndOfLine)

    def _by_lines(self, position: int, x: int | None, lines: int) -> tuple[int, int]:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.shown.to_qt(position))
        if x is None:
            x = self.cursorRect(cursor).left()
        block = cursor.block()
        self._layout.blockBoundingRect(block)
        number = block.layout().lineForTextPosition(cursor.positionInBlock()).lineNumber() + lines
        while number < 0 and block.previous().isValid():
            block = block.previous()
            self._layout.blockBoundingRect(block)
            number += max(1, block.layout().lineCount())
        while block.next().isValid() and number >= max(1, block.layout().lineCount()):
            number -= max(1, block.layout().lineCount())
            block = block.next()
            self._layout.blockBoundingRect(block)
        layout = block.layout()
        if not layout.lineCount():
            return self.shown.to_code_point(block.position()), x
        found = position_in(
            layout,
            max(0, min(number, layout.lineCount() - 1)),
            x - self.contentOffset().x(),
            mixed=is_mixed(block.text()),
            within=False,
        )
        return self.shown.to_code_point(block.position() + found), x

    def _lines_on_page(self) -> int:
        return max(1, self.viewport().height() // self._layout.pitch - 1)

    def _line_end(self, position: int, operation: QTextCursor.MoveOperation) -> int:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self.shown.to_qt(position))
        cursor.movePosition(operation)
        return self.shown.to_code_point(cursor.position())

    def keys(self) -> set[int]:
        """Return the keys of the marks that are drawn."""
        return set() if self._index is None else set(self._index.marks)

    def marks_at(self, position: int) -> list[int]:
        """Return the keys of the marks that cover a position, the shortest first."""
        if self._index is None:
            return []
        block = self.shown.block_of(position)
        place = self.shown.qt_in_block(block, position)
        found = {
            each.key: each.end - each.start
            for each in self._index.fragments(block)
            if each.start <= place < each.end
        }
        return sorted(found, key=lambda key: (found[key], key))

    # Painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what lies under the words, the words, and what lies over them."""
        index = self._index
        if index is None:
            super().paintEvent(event)
            return
        # All of them even for a small piece of the page: links depend on what is elsewhere.
        blocks = self._visible_blocks()
        word = self._boxes(*self._word) if self._word is not None else []
        flashes = [box for start, end in self._visible_flashes() for box in self._boxes(start, end)]
        painter = QPainter(self.viewport())
        self._painter.under(painter, blocks, flashes, word)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._painter.over(painter, blocks, index.marks, word)
        self._draw_links(painter, blocks)
        self._painter.draw_tags(painter, blocks)
        painter.end()

    def paint_gutter(self, painter: QPainter) -> None:
        """Draw the brackets of quotes beside the column; called by the strip beside it."""
        if self._index is None:
            return
        blocks = self._visible_blocks()
        room = float(self._gutter.width())
        self._painter.brackets(
            painter, blocks, self._index.marks, room + self.column[0], self._selected,
            mirror=room if self._from_right else None,
        )  # fmt: skip

    def _redraw(self) -> None:
        """Draw the page and its margin anew."""
        self.viewport().update()
        self._gutter.update()

    def _visible_blocks(self) -> list[VisibleBlock]:
        scale = self.devicePixelRatioF()
        if scale != self._scale:  # moved to another screen
            self._scale = scale
            self._drawings.clear()
        found = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        x, y = offset.x(), offset.y()
        end = self.viewport().height() + self._layout.pitch
        while block.isValid() and y <= end:
            height = self._layout.blockBoundingRect(block).height()
            geometry, drawing = self._look_of(block)
            found.append(VisibleBlock(QPointF(x, y), geometry, drawing))
            y += height
            block = block.next()
        return found

    def _look_of(self, block: QTextBlock) -> tuple[BlockGeometry, Drawing]:
        """Return what is where around a block that is laid out, and how it is drawn."""
        assert self._index is not None
        number = block.blockNumber()
        geometry = self._geometry.get(number)
        if geometry is None:
            geometry = geometry_of(block, self._index, self._zone_blocks.get(number, []))
            if len(self._geometry) >= _KEPT_BLOCKS:
                self._geometry.pop(next(iter(self._geometry)))
            self._geometry[number] = geometry
            self._drawings.pop(number, None)
        drawing = self._drawings.get(number)
        if drawing is None:
            if len(self._drawings) >= _KEPT_BLOCKS:
                self._drawings.pop(next(iter(self._drawings)))
            drawing = self._drawings[number] = self._painter.draw_block(
                geometry,
                self._index.marks,
                self._selected,
                self._tags_to_show(geometry),
                float(self.viewport().width()),
                self._scale,
            )
        return geometry, drawing

    def _forget_drawings(self, keys: Iterable[int]) -> None:
        """Have the blocks that these marks touch drawn anew."""
        if self._index is not None:
            for key in keys:
                for block in self._index.blocks_of(key):
                    self._drawings.pop(block, None)

    def _forget_all(self) -> None:
        """Have every block measured and drawn anew."""
        self._geometry.clear()
        self._drawings.clear()

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        """Return the rectangles of a short range, in the viewport."""
        boxes = []
        for number in self.shown.blocks_of(start, end):
            block = self.document().findBlockByNumber(number)
            if not block.isValid() or not block.isVisible():
                continue
            begin = max(start, self.shown.block_starts[number])
            stop = min(end, self.shown.block_end(number))
            if stop <= begin or not block.layout().lineCount():
                continue
            offset = self.blockBoundingGeometry(block).translated(self.contentOffset()).topLeft()
            first = self.shown.qt_in_block(number, begin)
            last = first + self.shown.units(begin, stop)
            found = boxes_of(block.layout(), first, last, mixed=is_mixed(block.text()))
            boxes += [box.translated(offset) for box in found]
        return boxes

    def _visible_flashes(self) -> tuple[tuple[int, int], ...]:
        if not self._flashes:
            return ()
        first, last = self.visible_range()
        begin = bisect_left(self._flashes, (first - self._longest_flash, 0))
        return self._flashes[begin : bisect_left(self._flashes, (last + 1, 0))]

    def _emphasised(self) -> frozenset[int]:
        return self._selected | ({self._hovered} if self._hovered is not None else frozenset())

    def _tags_to_show(self, geometry: BlockGeometry) -> set[int] | None:
        """Return the marks of a block whose tag is drawn; None for all."""
        assert self._index is not None
        if self._tag_mode == "hover":
            return set(self._emphasised())
        if self._tag_mode != "first":
            return None
        if self._firsts is None:
            self._firsts = FirstMentions(self.shown.source, self._index.marks.values())
        keys = {placed.fragment.key for placed in geometry.placed}
        return {key for key in keys if self._firsts.is_first(key)} | self._emphasised()

    def _draw_links(self, painter: QPainter, blocks: list[VisibleBlock]) -> None:
        emphasised = self._emphasised()
        # In one order, so that each keeps its place in the margin.
        links = dict.fromkeys(
            link for key in sorted(emphasised) for link in self._links.get(key, ())
        ) | dict.fromkeys(self._selected_links)
        if not links or self._index is None:
            return
        wanted = {key for link in links for key in (link.source, link.target)}
        boxes: dict[int, list[QRectF]] = {}
        for block in blocks:
            for placed in block.geometry.placed:
                if placed.fragment.key in wanted and placed.boxes:
                    boxes.setdefault(placed.fragment.key, []).extend(
                        box.translated(block.offset) for box in placed.boxes
                    )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._from_right:  # the margin in which links run is at the right
            width = float(self.viewport().width())
            painter.translate(width, 0)
            painter.scale(-1, 1)
            boxes = {
                key: [QRectF(width - box.right(), box.top(), box.width(), box.height())
                      for box in each]
                for key, each in boxes.items()
            }  # fmt: skip
        draw_links(
            painter,
            self.theme,
            links,
            boxes,
            self._index.marks,
            rise=self._layout.tag_room + 1.0,
            drop=self._layout.leading - 1.0,
            margin=self.column[0] - 4.0,
            height=float(self.viewport().height()),
        )
        painter.resetTransform()

    # Layout ------------------------------------------------------------------------------------

    def _depths(self, block: QTextBlock, layout: QTextLayout) -> list[int] | None:
        if self._index is None:
            return None
        return depths_of(layout, self._index, block.blockNumber())

    def _depth(self, block: int) -> int:
        assert self._index is not None
        return 1 + max(self._index.lanes(block), default=-1)

    def _relayout_deep_blocks(self) -> None:
        """Lay out anew the blocks that were laid out before their marks were known."""
        for number in self._layout.laid_out():
            if self._depth(number) > 2:
                self._mark_dirty(number)

    def _mark_dirty(self, number: int) -> None:
        block = self.document().findBlockByNumber(number)
        if block.isValid():
            self._geometry.pop(number, None)
            self.document().markContentsDirty(block.position(), block.length())

    def _estimate_lines(self) -> None:
        """Guess the lines of blocks that were never laid out, so that the scroll bar is right.

        Asking a block for its layout would allocate one for every block of the article.
        """
        if self._index is None:
            return
        metrics = QFontMetricsF(self.document().defaultFont())
        left, right = self.column
        per_line = max(1.0, (right - left) / (metrics.averageCharWidth() * 1.05))
        top = self.firstVisibleBlock().blockNumber()
        block = self.document().firstBlock()
        starts = self.shown.block_starts
        total = len(self.shown)
        with self._same_place():
            for number, start in enumerate(starts):
                end = starts[number + 1] if number + 1 < len(starts) else total
                lines = int((end - start) / per_line) + 1
                if lines > 1 and not top - 1 <= number <= top + 80:
                    block.setLineCount(lines)
                block = block.next()
            self._layout.documentSizeChanged.emit(self._layout.documentSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column centred and the place in the article."""
        if event.size().width() == event.oldSize().width():
            self._measure_column()
            super().resizeEvent(event)
            return
        with self._same_place():
            self._measure_column()
            super().resizeEvent(event)
            self._forget_all()
        self._estimate_timer.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and draw everything: a blit would leave pieces of brackets and links behind."""
        super().scrollContentsBy(dx, dy)
        self._redraw()

    def _on_contents_change(self, _position: int, removed: int, added: int) -> None:
        """Show the source again if something wrote into the widget, as assistive tools can."""
        if not self._loading and (removed or added) and self._index is not None:
            if self.document().characterCount() - 1 == utf16_length(self.shown.display):
                return  # a relayout
            QTimer.singleShot(0, self._restore)

    def _restore(self) -> None:
        position = min(self.textCursor().position(), utf16_length(self.shown.display))
        self._forget_all()
        self._load()
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)
        self._redraw()

    # Keys and mouse ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer a key to the handler; what nobody wants goes to the window."""
        if self.key_handler is not None and self.key_handler(event):
            event.accept()
        else:
            event.ignore()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selected characters of the source, which Qt's own text is not."""
        position, anchor = self.caret()
        data = QMimeData()
        data.setText(self.shown.source[min(position, anchor) : max(position, anchor)])
        return data

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        point = event.position().toPoint()
        if self._is_third_click(event):
            self.tripleClicked.emit(self.position_at(point, within=True))
            self._pressed = None
            return
        self._pressed, self._dragging = self.position_at(point), False
        self._pressed_at, self._edge = point, self._edge_at(point)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or tell what is under the mouse."""
        point = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(point)
            return
        position = self.position_at(point)
        moved = (point - self._pressed_at).manhattanLength() >= _JITTER
        if self._dragging or (moved and position != self._pressed):
            self._dragging = True
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if self._edge is not None:
                self.edgeDragged.emit(*self._edge, position, held)
            else:
                self.selectionDragged.emit(self._pressed, position, held)
            self._scroll_while_dragging(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        if event.button() is Qt.MouseButton.LeftButton and self._pressed is not None:
            point = event.position().toPoint()
            if not self._dragging:
                self.clicked.emit(self.position_at(point, within=True), event.modifiers())
            elif self._edge is not None:
                held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self.edgeDropped.emit(*self._edge, self.position_at(point), held)
            self._pressed, self._dragging, self._edge = None, False, None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of a double click."""
        if event.button() is Qt.MouseButton.LeftButton:
            point = event.position().toPoint()
            self._last_double = (event.timestamp(), point)
            self._pressed = None
            self.doubleClicked.emit(self.position_at(point, within=True))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the mouse, or at the cursor when it came from the keyboard."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            position = self.caret()[0]
            point = self.viewport().mapToGlobal(self.rect_of(position).bottomLeft())
        else:
            point = event.globalPos()
            position = self.position_at(self.viewport().mapFromGlobal(point), within=True)
        self.contextMenuRequested.emit(position, point)

    def _is_third_click(self, event: QMouseEvent) -> bool:
        last, self._last_double = self._last_double, None
        if last is None:
            return False
        from PySide6.QtGui import QGuiApplication

        interval = QGuiApplication.styleHints().mouseDoubleClickInterval()
        near = (event.position().toPoint() - last[1]).manhattanLength() < 6
        return near and event.timestamp() - last[0] < interval

    def _edge_at(self, point: QPoint) -> tuple[int, str] | None:
        """Return the edge of a selected mark that is under the mouse."""
        if self._index is None:
            return None
        for key in sorted(self._selected):
            mark = self._index.marks.get(key)
            if mark is None:
                continue
            (first, _), (_, last) = mark.parts[0], mark.parts[-1]
            for which, boxes in (
                ("start", self._boxes(first, first + 1)),
                ("end", self._boxes(last - 1, last)),
            ):
                for box in boxes[:1]:
                    x = box.left() if (which == "start") is not self._turned(first) else box.right()
                    if abs(point.x() - x) <= _GRIP and box.top() <= point.y() <= box.bottom():
                        return key, which
        return None

    def _turned(self, position: int) -> bool:
        """Return whether the line at a position runs from right to left."""
        block = self.document().findBlockByNumber(self.shown.block_of(position))
        return block.textDirection() is Qt.LayoutDirection.RightToLeft

    def _hover(self, point: QPoint) -> None:
        at_edge = self._edge_at(point) is not None
        shape = Qt.CursorShape.SizeHorCursor if at_edge else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)
        marks = self.marks_at(self.position_at(point, within=True))
        hovered = marks[0] if marks else None
        if hovered != self._hovered:
            changed = {key for key in (hovered, self._hovered) if key is not None}
            self._hovered = hovered
            if self._tag_mode != "always":
                self._forget_drawings(changed)
            self.markHovered.emit(hovered)
            self.viewport().update()

    def _scroll_while_dragging(self, point: QPoint) -> None:
        bar = self.verticalScrollBar()
        if point.y() < 0:
            bar.setValue(bar.value() - 1)
        elif point.y() > self.viewport().height():
            bar.setValue(bar.value() + 1)


class _Gutter(QWidget):
    """The strip beside the column where lines begin, in which brackets stand."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the brackets of what is on screen."""
        painter = QPainter(self)
        self._view.paint_gutter(painter)
        painter.end()
