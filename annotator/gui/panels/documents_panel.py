"""The list of articles with search and filters.

Owns what is searched and shown; rows are painted here, read by the model.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import State
from annotator.gui.actions import first_key, tip
from annotator.gui.dialogs.common import make_clearable
from annotator.gui.models.documents_model import ROW, DocumentsModel
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import LIGHT, WindowTheme
from annotator.services.session import Change, DocumentQuery, DocumentRow, Session
from annotator.services.suggestion_bands import Band
from annotator.services.suggestion_orders import ORDERS, by_suggestions
from annotator.services.tasks import Task
from annotator.wording import tr

_FILTERS: tuple[tuple[str, tuple[State, ...]], ...] = (
    ("filter-all", ()),
    ("filter-to-do", (State.NEW, State.IN_PROGRESS, State.RETURNED)),
    ("filter-done", (State.DONE, State.APPROVED)),
    ("filter-flagged", (State.FLAGGED,)),
)
#: Orders of the list; the last two look at every suggestion and come from a worker thread.
_ORDERS = ("added", "title", "published", "outlet", *ORDERS)
_SORT = "⇅"
_FIRST = 1000  # hits shown at once; the rest follows when the window is idle
_PAUSE = 160  # milliseconds after the last letter before searching
#: States that only come about by review.
_REVIEWED = (State.RETURNED, State.APPROVED)


class DocumentsPanel(QWidget):
    """Left pane: which articles there are, and which one to read."""

    documentChosen = Signal(object)
    stateWanted = Signal(object, object)  # document, State

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leftPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session: Session | None = None
        self.model: DocumentsModel | None = None
        self._states: tuple[State, ...] = ()
        self._floor = Band.LOW
        self._order = "added"
        self._waiting = False  # only articles with suggestions
        self._job: Job | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("search-hint"))
        self.search.setAccessibleName(tr("search-name"))
        make_clearable(self.search)
        self.list = QListView()
        self.list.setAccessibleName(tr("articles-name"))
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.delegate = _RowPainter(self.list)
        self.list.setItemDelegate(self.delegate)
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(16, 0, 16, 0)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._chips: list[QToolButton] = []
        chips = QHBoxLayout()
        chips.setSpacing(4)
        for code, states in _FILTERS:
            chip = QToolButton()
            chip.setObjectName("chip")
            chip.setText(tr(code))
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _=False, states=states: self._filter(states))
            chips.addWidget(chip)
            self._chips.append(chip)
        self._chips[0].setChecked(True)
        chips.addStretch(1)
        self.order = QToolButton()
        self.order.setObjectName("chip")
        self.order.setText(_SORT)
        self._tell_keys()
        self.order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order.setMenu(self._order_menu())
        # Its sign says already that a menu comes.
        self.order.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 8)
        top.setSpacing(8)
        # Not beside the chips, which take all the width there is.
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.search, 1)
        first.addWidget(self.order)
        top.addLayout(first)
        top.addLayout(chips)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.reload)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._load_rest)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.returnPressed.connect(self._open_first)
        self.list.activated.connect(self._activated)
        self.list.clicked.connect(self._activated)
        self.list.customContextMenuRequested.connect(self._menu)

    def set_session(self, session: Session | None) -> None:
        """Show the articles of a project."""
        self._stop()
        self._session = session
        self.model = None if session is None else DocumentsModel(session)
        if self.model is not None:
            self.model.set_floor(self._floor)
        self.list.setModel(self.model)
        self.search.clear()
        if session is not None:
            self.reload()

    def take_keys(self) -> None:
        """Show the keys that actions have now."""
        self._tell_keys()
        self.reload()

    def _tell_keys(self) -> None:
        """Say which keys lead to the search and to the order, and which order that is."""
        self.search.setToolTip(tip("search-articles"))
        order = tr("order-by", name=tr(f"order-{self._order}"))
        self.order.setToolTip(tip("order-articles", order))
        self.order.setAccessibleName(order)

    def set_floor(self, floor: Band) -> None:
        """Count the suggestions that are shown in an article: those from this band on."""
        if floor is self._floor:
            return
        self._floor = floor
        if self.model is not None:
            self.model.set_floor(floor)
            if self.sorting_wanted:
                self.reload()

    def set_theme(self, theme: WindowTheme) -> None:
        """Paint rows in other colours."""
        self.delegate.theme = theme
        self.list.viewport().update()

    def reload(self) -> None:
        """Search and filter anew; the first hits are shown at once."""
        if self._session is None or self.model is None:
            return
        self._timer.stop()
        self._stop()
        self._count()
        if self.sorting_wanted:
            self._sort()
            return
        ids = self._session.document_ids(self._query(), limit=_FIRST)
        self._show(ids)
        if len(ids) == _FIRST:
            self._rest.start()

    def _show(self, ids: array[int]) -> None:
        assert self.model is not None
        current = self.current()
        self.model.set_ids(ids)
        self.show_current(current)
        self.list.setVisible(bool(ids))
        self.empty.setVisible(not ids)
        searching = bool(self.search.text() or self._states or self._waiting)
        self.empty.setText(
            tr("articles-none-fits")
            if searching
            else tr(
                "articles-none",
                key=first_key("import"),
                paste=first_key("paste-article"),
            )
        )

    def _load_rest(self) -> None:
        if self._session is not None and self.model is not None and not self.sorting_wanted:
            current = self.current()
            self.model.set_ids(self._session.document_ids(self._query()))
            self.show_current(current)

    def _query(self) -> DocumentQuery:
        order = self._order if self._order not in ORDERS else "added"
        return DocumentQuery(words=self.search.text().strip(), states=self._states, order=order)

    # Orders that look at suggestions -------------------------------------------------------------

    @property
    def sorting_wanted(self) -> bool:
        """Tell whether the list is ordered or sifted by suggestions."""
        return self._waiting or self._order in ORDERS

    @property
    def sorting(self) -> bool:
        """Tell whether the list that is shown is still that of before."""
        return self._job is not None

    def set_order(self, order: str, *, waiting: bool | None = None) -> None:
        """Put the list into an order; with `waiting`, show only articles with suggestions, or all.

        By confidence: the articles whose suggestions are surest come first.
        """
        self._order = order
        self._waiting = self._waiting if waiting is None else waiting
        self._tell_keys()
        for action in self.order.menu().actions():
            action.setChecked(action.data() == order or (self._waiting and action.data() == ""))
        self.reload()

    def _name_order(self) -> None:
        """Show that the list is not as it was imported, or not whole."""
        usual = self._order == "added" and not self._waiting
        self.order.setText(_SORT if usual else f"{_SORT} •")

    def _order_menu(self) -> QMenu:
        menu = QMenu(self)
        for order in _ORDERS:
            action = menu.addAction(tr(f"order-{order}"))
            action.setData(order)
            action.setCheckable(True)
            action.setChecked(order == "added")
            action.triggered.connect(lambda _=False, order=order: self.set_order(order))
        menu.addSeparator()
        action = menu.addAction(tr("order-waiting"))
        action.setData("")
        action.setCheckable(True)
        action.triggered.connect(lambda on: self.set_order(self._order, waiting=on))
        return menu

    def _sort(self) -> None:
        """Look at the suggestions of every article, beside the window."""
        assert self._session is not None
        session, query, floor = self._session, self._query(), self._floor
        order = self._order if self._order in ORDERS else ""
        waiting = self._waiting

        def work(task: Task) -> array[int]:
            with session.sibling() as own:
                return by_suggestions(own, query, order, floor, waiting=waiting, task=task)

        self.order.setText("…")
        job = self._job = Job("sorting", work, self)
        job.succeeded.connect(self._sorted)
        job.failed.connect(lambda _error: self._stop())
        job.start()

    def _sorted(self, ids: array[int]) -> None:
        self._stop()
        if self.model is not None:
            self._show(ids)

    def _stop(self) -> None:
        """Let a job go that looks at suggestions; what it would have found is out of date."""
        job, self._job = self._job, None
        self._rest.stop()
        self._name_order()
        if job is not None:
            job.abandon()

    def _count(self) -> None:
        assert self._session is not None
        counts = self._session.state_counts()
        for chip, (code, states) in zip(self._chips, _FILTERS, strict=True):
            number = sum(counts[state] for state in states or State)
            chip.setText(f"{tr(code)} {number}" if number else tr(code))
            chip.setMinimumWidth(chip.sizeHint().width())

    def follow(self, change: Change) -> None:
        """Bring the rows in line with a change."""
        if change.bulk:
            self.reload()
            return
        if self.model is None:
            return
        for document in change.documents:
            self.model.refresh(document)
        if any(type(edit.record).__name__ == "Assignment" for edit in change.edits):
            self._count()

    def current(self) -> int | None:
        """Return the chosen document."""
        index = self.list.currentIndex()
        if self.model is None or not index.isValid():
            return None
        return self.model.id_at(index.row())

    def ids(self) -> Sequence[int]:
        """Return the documents of the list as it is filtered and sorted."""
        return [] if self.model is None else self.model.ids

    def first(self) -> int | None:
        """Return the first document of the list."""
        return self.model.id_at(0) if self.model is not None and self.model.rowCount() else None

    def show_current(self, document: int | None) -> None:
        """Mark a document as the one that is open."""
        if self.model is None or document is None:
            return
        place = self.model.place_of(document)
        if place >= 0 and self.list.currentIndex().row() != place:
            self.list.setCurrentIndex(self.model.index(place))
            self.list.scrollTo(self.model.index(place))

    def _filter(self, states: tuple[State, ...]) -> None:
        self._states = states
        self.reload()

    def _activated(self, index: QModelIndex) -> None:
        if self.model is not None and index.isValid():
            self.documentChosen.emit(self.model.id_at(index.row()))

    def _open_first(self) -> None:
        self.reload()
        if self.model is not None and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
            self.documentChosen.emit(self.model.id_at(0))

    def _menu(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        if self.model is None or not index.isValid():
            return
        document = self.model.id_at(index.row())
        menu = QMenu(self)
        for state in State:
            if state not in _REVIEWED:
                action = menu.addAction(tr("mark-as", state=tr(f"state-{state}")))
                action.triggered.connect(
                    lambda _=False, state=state: self.stateWanted.emit(document, state)
                )
        menu.exec(self.list.viewport().mapToGlobal(point))


class _RowPainter(QStyledItemDelegate):
    """Paints one article: state, title, outlet and date, how much is labelled."""

    HEIGHT = 58

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = LIGHT

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a row, the same for all."""
        line = QFontMetrics(option.font).height()
        return QSize(200, max(self.HEIGHT, line * 3 + 12))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a row."""
        row: DocumentRow | None = index.data(ROW)
        if row is None:
            return
        theme = self.theme
        area = QRect(option.rect)
        state = option.state
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, QColor(theme.chosen))
            bar = QRect(area.left(), area.top(), 3, area.height())
            painter.fillRect(QStyle.visualRect(option.direction, area, bar), QColor(theme.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(theme.hover))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(theme.border))
        dot = QRect(area.left() + 13, area.top() + 13, 11, 11)
        self._dot(painter, QStyle.visualRect(option.direction, area, dot), row.state)
        font = QFont(option.font)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        left, width = area.left() + 34, area.width() - 34 - 14
        if option.direction is Qt.LayoutDirection.RightToLeft:
            left = area.left() + 14
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        metrics = QFontMetrics(bold)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        title = row.title or tr("title-none")
        painter.drawText(
            QRect(left, area.top() + 9, width, metrics.height()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(title, Qt.TextElideMode.ElideRight, width),
        )
        painter.setFont(small)
        painter.setPen(QColor(theme.muted))
        metrics = QFontMetrics(small)
        counts = str(row.annotations)
        if row.suggestions:
            counts += f" + {row.suggestions}?"
        second = QRect(left, area.top() + 12 + QFontMetrics(bold).height(), width, metrics.height())
        painter.drawText(
            second, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, counts
        )
        facts = " · ".join(fact for fact in (row.outlet, row.published) if fact)
        facts = facts or tr("article-words", words=row.words)
        room = width - metrics.horizontalAdvance(counts) - 10
        painter.drawText(
            second,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(facts, Qt.TextElideMode.ElideRight, room),
        )
        painter.restore()

    def _dot(self, painter: QPainter, box: QRect, state: State) -> None:
        """Draw the state: by shape first, by colour too."""
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(
            {
                State.DONE: theme.good,
                State.APPROVED: theme.good,
                State.IN_PROGRESS: theme.accent,
                State.FLAGGED: theme.warning,
                State.RETURNED: theme.danger,
            }.get(state, theme.muted)
        )
        painter.setPen(QPen(colour, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state in (State.DONE, State.APPROVED):
            painter.setBrush(colour)
            painter.drawEllipse(box)
            painter.setPen(QPen(QColor(theme.panel), 1.6))
            path = QPainterPath()
            path.moveTo(box.left() + 2.8, box.center().y() + 0.8)
            path.lineTo(box.left() + 4.9, box.center().y() + 3.0)
            path.lineTo(box.left() + 8.8, box.center().y() - 1.8)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        elif state is State.IN_PROGRESS:
            painter.drawEllipse(box)
            painter.setBrush(colour)
            painter.drawPie(box, 90 * 16, 180 * 16)
        elif state in (State.FLAGGED, State.RETURNED):
            if state is State.FLAGGED:
                painter.setBrush(colour)
            path = QPainterPath()
            path.moveTo(box.left() + 1, box.bottom() + 1)
            path.lineTo(box.left() + 1, box.top())
            path.lineTo(box.right(), box.top() + 3.5)
            path.lineTo(box.left() + 1, box.top() + 7)
            painter.drawPath(path)
        elif state is State.SKIPPED:
            painter.drawLine(box.left() + 1, box.center().y(), box.right(), box.center().y())
        else:
            painter.drawEllipse(box)
