"""The page of the consistency radar: what is treated in several ways, its places, corrections.

Owns the filters, the two tables and their keys.  The index is on a thread of its own (`watch`);
what is inconsistent and what a correction changes is the services', and the window writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import shown_key
from annotator.gui.dialogs.common import make_clearable
from annotator.gui.dialogs.ticked_table import make_plain
from annotator.gui.radar import lines_model
from annotator.gui.radar.lines_model import LinesModel
from annotator.gui.radar.places_panel import PlacesPanel
from annotator.services.packets import is_blind
from annotator.services.radar import ANYONE, GOLD, MINE, Found, Kind, Line, Query
from annotator.services.radar_places import Place, correction
from annotator.services.session import Session
from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.domain.steps import Step

#: What makes a step; the window calls it beside the thread that draws.
Make = Callable[[Session], "Step"]
_WIDTH, _LETTERS = 1040, 148  # logical pixels at least, and letters if there is room
_KEYS = (("Return", "open"), ("I", "intend"), ("Tab", "places"), ("Space", "tick"),
         ("Ctrl+Return", "change"), ("F5", "anew"))  # fmt: skip


class RadarDialog(QDialog):
    """Stays open beside the window and follows what changes in it."""

    queryWanted = Signal(object)  # Query
    placesWanted = Signal(object)  # Line
    scopeWanted = Signal(str)  # of services.radar: build the index anew for these
    intendedWanted = Signal(object, bool)  # lines, whether they shall be
    placeWanted = Signal(object, object)  # document, Span: show this place
    stepWanted = Signal(object)  # Make
    turnWanted = Signal(str)  # undo, redo
    cancelWanted = Signal()

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("radar-title"))
        self.resize(self._width(), 720)
        self._session = session
        self._exact = ""  # the words that were asked for from the window
        self._looking = self._fresh = True
        self.model = LinesModel(session)
        self.places = PlacesPanel(session, self.model)
        self._build()
        self._connect()
        self.show_progress(0, 0)

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("radar-filter"))
        self.words.setAccessibleName(tr("radar-filter-name"))
        make_clearable(self.words)
        self.scope = QComboBox()
        self.scope.setAccessibleName(tr("radar-scope"))
        self.intended = QCheckBox(tr("radar-show-intended", number=0))
        self.kinds = {kind: QToolButton() for kind in Kind}
        for kind, chip in self.kinds.items():
            chip.setText(tr("radar-chip", name=tr(f"radar-kind-{kind}"), number=0))
            chip.setObjectName("chip")
            chip.setCheckable(True)
            chip.setChecked(True)
            chip.setToolTip(tr(f"radar-kind-hint-{kind}"))
        self.said = QLabel()
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.said.setAccessibleName(tr("radar-state"))
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(tr("progress-name"))
        self.cancel = QPushButton(tr("cancel"))
        self.anew = QPushButton(tr("radar-anew"))
        self.anew.setToolTip("F5")
        self.table = QTableView()
        self.table.setModel(self.model)
        make_plain(self.table, tr("radar-title"))
        self.table.installEventFilter(self)
        self._lay_columns()
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setMargin(40)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.close_button = QPushButton(tr("close"))
        for each in (self.cancel, self.anew, self.close_button):
            each.setAutoDefault(False)
        self._lay_out()

    def _width(self) -> int:
        """Return how wide the page is at first: large letters have more room."""
        letters = _LETTERS * self.fontMetrics().averageCharWidth()
        return max(_WIDTH, min(letters, self.screen().availableGeometry().width() - 80))

    def _lay_columns(self) -> None:
        """Give each column the room of its longest words, the ways what is left."""
        kinds = [tr(f"radar-kind-{kind}") for kind in Kind]
        sure = [tr(f"radar-{of}-{how}") for of in ("sure", "people")
                for how in ("slip", "look", "open")]  # fmt: skip
        head, metrics = self.table.horizontalHeader(), self.table.fontMetrics()
        for column, longest in (
            (lines_model.WORDS, ["Velmarian Press Bureau"]),
            (lines_model.WHAT, kinds),
            (lines_model.PLACES, [tr("radar-head-places")]),
            (lines_model.SURE, sure),
        ):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            wide = max(metrics.horizontalAdvance(words) for words in longest)
            head.resizeSection(column, wide + 2 * metrics.averageCharWidth() + 12)
        head.setSectionResizeMode(lines_model.WAYS, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(metrics.horizontalAdvance(tr("radar-head-ways")) + 20)

    def _lay_out(self) -> None:
        first, third, last = (QHBoxLayout() for _ in range(3))
        first.addWidget(self.words, 1)
        first.addWidget(self.scope)
        first.addWidget(self.intended)
        second, chips = QGridLayout(), list(self.kinds.values())
        # Large letters need a second row.
        wide = sum(chip.sizeHint().width() for chip in chips)
        columns = len(chips) if wide < self._width() - 100 else 3
        for place, chip in enumerate(chips):
            second.addWidget(chip, place // columns, place % columns)
        second.setColumnStretch(columns, 1)
        third.addWidget(self.said, 1)
        for widget in (self.progress, self.cancel, self.anew):
            third.addWidget(widget)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(14)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.places)
        self.splitter.setSizes([330, 270])
        keys = QLabel(" &nbsp;&nbsp; ".join(
            f"<b>{shown_key(key)}</b>&nbsp;{tr(f'radar-key-{what}')}" for key, what in _KEYS
        ))  # fmt: skip
        keys.setTextFormat(Qt.TextFormat.RichText)
        keys.setObjectName("muted")
        keys.setWordWrap(True)
        last.addWidget(keys, 1)
        last.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for each in (first, second, third):
            each.setSpacing(10)
            layout.addLayout(each)
        layout.addWidget(self.splitter, 1)
        layout.addLayout(last)
        # From the lines straight to their places.
        below = self.places
        order = (self.table, below.table, below.mark, below.every, below.none, below.way, below.do)
        for one, after in pairwise(order):
            QWidget.setTabOrder(one, after)

    def _connect(self) -> None:
        self.words.textEdited.connect(lambda _words: self._forget_exact())
        self.words.textChanged.connect(lambda _words: self.ask())
        self.scope.activated.connect(lambda _row: self.scopeWanted.emit(self.scope.currentData()))
        self.intended.toggled.connect(lambda _on: self.ask())
        for chip in self.kinds.values():
            chip.toggled.connect(lambda _on: self.ask())
        self.cancel.clicked.connect(self.cancelWanted)
        self.anew.clicked.connect(self._look_anew)
        self.table.selectionModel().currentRowChanged.connect(
            lambda current, _before: self._show_line(current.row())
        )
        self.table.doubleClicked.connect(lambda _index: self.places.open_first())
        self.places.placeWanted.connect(self.placeWanted)
        self.places.changeWanted.connect(self._change)
        self.places.mark.clicked.connect(self.toggle_intended)
        self.close_button.clicked.connect(self.close)
        for keys, act in (
            ("Ctrl+Return", self.places.change), ("Ctrl+Enter", self.places.change),
            ("F5", self._look_anew),
            *((each, partial(self.turnWanted.emit, kind)) for each, kind in
              (("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Ctrl+Y", "redo"))),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # Asking ------------------------------------------------------------------------------------

    def offer_scopes(self, scope: str) -> None:
        """Offer whose labels can be looked at; where labels are given blind, only one's own."""
        self.scope.clear()
        self.scope.addItem(tr("radar-mine"), MINE)
        if is_blind(self._session):
            self.scope.setToolTip(tr("radar-blind"))
        else:
            self.scope.setToolTip("")
            self.scope.addItem(tr("radar-anyone"), ANYONE)
            people = self._session.annotators.values()
            for each in sorted(people, key=lambda each: each.name.casefold()):
                if each.kind != "gold" and each.id != self._session.annotator.id:
                    self.scope.addItem(each.name, each.name)
            if any(each.kind == "gold" for each in people):
                self.scope.addItem(tr("radar-gold"), GOLD)
        self.scope.setCurrentIndex(max(0, self.scope.findData(scope)))

    def query(self) -> Query:
        """Return what is asked for."""
        words = self.words.text().strip()
        return Query(
            frozenset(kind for kind, chip in self.kinds.items() if chip.isChecked()),
            words,
            exact=bool(words) and words == self._exact,
            intended=self.intended.isChecked(),
        )

    def ask(self) -> None:
        """Ask for what fits the filters."""
        self.queryWanted.emit(self.query())

    def ask_for(self, words: str) -> None:
        """Show what there is about exactly these words."""
        self._exact = words
        for chip in self.kinds.values():
            chip.setChecked(True)
        self.words.setText(words)
        self.ask()
        self.table.setFocus()

    def _forget_exact(self) -> None:
        self._exact = ""

    def _look_anew(self) -> None:
        self.scopeWanted.emit(self.scope.currentData())

    # Hearing -----------------------------------------------------------------------------------

    def show_progress(self, done: int, total: int) -> None:
        """Show that the index is being built, and how far it is."""
        self._looking = True
        self.said.setText(tr("radar-building"))
        self.progress.setRange(0, max(total, 0))
        self.progress.setValue(done)
        self._show_looking()
        if not self.model.rowCount():
            self._show_empty(tr("radar-building-hint"))

    def show_looking(self) -> None:
        """Show that something changed that is not in the list yet."""
        self.said.setText(tr("radar-looking"))

    def show_stopped(self, words: str) -> None:
        """Show that there is no index, and why."""
        self._looking = False
        self.said.setText(words)
        self.model.show([], {})
        self._show_line(-1)
        self._show_looking()
        self._show_empty(tr("radar-stopped-hint"))

    def show_found(self, found: Found, *, complete: bool) -> None:
        """Show what was found; the line in hand stays in hand."""
        self._looking = False
        self._show_looking()
        for kind, chip in self.kinds.items():
            chip.setText(tr("radar-chip", name=tr(f"radar-kind-{kind}"), number=found.kinds[kind]))
        self.intended.setText(tr("radar-show-intended", number=found.intended))
        listed = len(found.lines)
        code = "radar-first" if found.total > listed else "radar-found"
        words = tr(code, number=found.total, listed=listed) if listed else ""
        current = tr("radar-current" if complete else "radar-looking")
        self.said.setText(f"{words} {current}".strip())
        before, row = self.places.line, self.table.currentIndex().row()
        if self.model.show(found.lines, found.names):
            same = self.model.row_of(before)
            self._select(same if same >= 0 else min(max(row, 0), listed - 1))
        self.table.viewport().update()  # a label may be called otherwise now
        if listed:
            self.stack.setCurrentWidget(self.table)
            if self._fresh:  # the table could not have the keys before
                self.table.setFocus()
            self._fresh = False
        else:
            self._show_empty(self._why_empty(found))
        # Also if the line did not change: its places may have.
        self._show_line(self.table.currentIndex().row())

    def _show_looking(self) -> None:
        self.progress.setVisible(self._looking)
        self.cancel.setVisible(self._looking)
        self.anew.setVisible(not self._looking)

    def _show_empty(self, words: str) -> None:
        self.empty.setText(words)
        self.stack.setCurrentWidget(self.empty)

    def _why_empty(self, found: Found) -> str:
        if self.words.text().strip():
            return tr("radar-none-like", words=self.words.text().strip())
        if sum(found.kinds.values()):
            return tr("radar-none-chosen")
        return tr("radar-none-but-intended" if found.intended else "radar-none")

    # The line in hand --------------------------------------------------------------------------

    def _select(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self.model.index(row, 0) if row >= 0 else QModelIndex()
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _show_line(self, row: int) -> None:
        line = self.model.line(row)
        self.places.show_line(line, intended=line is not None and self.model.is_intended(row))
        if line is not None and self.isVisible():
            self.placesWanted.emit(line)

    # Doing -------------------------------------------------------------------------------------

    def toggle_intended(self) -> None:
        """Call the selected lines intended, or not any more if the one in hand is."""
        current = self.table.currentIndex().row()
        if self.model.line(current) is None or self._session.read_only:
            return
        rows = {index.row() for index in self.table.selectionModel().selectedRows()} | {current}
        lines = [line for row in sorted(rows) if (line := self.model.line(row)) is not None]
        self.intendedWanted.emit(lines, not self.model.is_intended(current))

    def _change(self, line: Line, value: str, chosen: list[Place]) -> None:
        self.stepWanted.emit(lambda session: correction(session, line, value, chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter open the line in hand and I call it intended."""
        if (
            watched is self.table
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.places.open_first()
                    return True
            elif event.key() == Qt.Key.Key_I and not event.modifiers():
                self.toggle_intended()
                return True
        return super().eventFilter(watched, event)
