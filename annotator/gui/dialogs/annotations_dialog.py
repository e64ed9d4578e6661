"""The list of what is labelled and suggested in the open article, beside the window.

Owns the filter, the keys and the empty states; the lines are the model's, acts are the desk's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import shown_key
from annotator.gui.dialogs.common import fit, make_clearable
from annotator.gui.dialogs.ticked_table import make_plain
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.models.annotations_model import (
    ATTRIBUTES,
    BY,
    ENTRY,
    LABEL,
    LAYER,
    PLACE,
    WORDS,
    AnnotationsModel,
)
from annotator.services.desk import Desk
from annotator.services.desk_state import DeskChange
from annotator.services.session import Change
from annotator.wording import tr

#: Letters that a column has room for at first; that of the words takes what is left.
_LETTERS = ((PLACE, 13), (LABEL, 16), (LAYER, 11), (ENTRY, 16), (ATTRIBUTES, 22), (BY, 20))


class AnnotationsDialog(QDialog):
    """Shows one line for each annotation and suggestion; follows the desk."""

    placeWanted = Signal(object)  # an annotation or suggestion: select it in the article

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("annotations-title"))
        self._desk = desk
        self.model = AnnotationsModel()
        self.about = ElidedLabel()
        self.about.setObjectName("muted")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("annotations-filter"))
        self.field.setAccessibleName(tr("annotations-filter-name"))
        make_clearable(self.field)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        make_plain(self.table, tr("annotations-table"))
        head, letter = self.table.horizontalHeader(), self.fontMetrics().averageCharWidth()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(letter * 6)
        for column, letters in _LETTERS:
            head.resizeSection(column, letter * letters)
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        self.go = QPushButton(tr("annotations-go"))
        self.go.setToolTip(shown_key("Return"))
        self.away = QPushButton(tr("annotations-away"))
        self.away.setToolTip(shown_key("Del"))
        for button in (self.go, self.away):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addWidget(self.away)
        row.addStretch(1)
        row.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for widget in (self.about, self.field):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)
        layout.addLayout(row)
        buttons.rejected.connect(self.reject)
        self.field.textChanged.connect(self._filter)
        self.go.clicked.connect(self._go)
        self.away.clicked.connect(self._take_away)
        self.table.doubleClicked.connect(lambda _index: self._go())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._count())
        for watched in (self.table, self.field):
            watched.installEventFilter(self)
        self._leave = (desk.subscribe(self._follow), desk.session.subscribe(self._changed))
        fit(self, 1000, 620)
        self._read()
        self.table.setFocus()

    def let_go(self) -> None:
        """Follow the desk no more."""
        for leave in self._leave:
            leave()

    # Following -----------------------------------------------------------------------------------

    def _follow(self, change: DeskChange) -> None:
        what = change.what
        if what & {"opened", "closed", "floor", "layer"}:
            self._read()
            return
        if change.marks:
            row = self.table.currentIndex().row()
            self.model.follow(change.marks)
            if not self.table.currentIndex().isValid():
                self._choose(min(row, self.model.rowCount() - 1))
            self._count()
        if "selected" in what and not self.isActiveWindow():
            self._choose(self.model.row_of(self._desk.selected))

    def _changed(self, change: Change) -> None:
        """Call entries as they are called now."""
        if any(type(edit.record).__name__ == "Entry" for edit in change.edits):
            self._read()

    def _read(self) -> None:
        chosen = self._number()
        self.model.read(self._desk)
        here = self._desk.selected if chosen is None else chosen
        self._choose(max(0, self.model.row_of(here)))
        self._count()

    def _filter(self, typed: str) -> None:
        chosen = self._number()
        self.model.filter(typed)
        self._choose(max(0, self.model.row_of(chosen)))
        self._count()

    def _number(self) -> int | None:
        row = self.table.currentIndex().row()
        return self.model.number(row) if 0 <= row < self.model.rowCount() else None

    def _choose(self, row: int) -> None:
        index = self.model.index(row, WORDS) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _count(self) -> None:
        """Say how much is shown, or what to do where nothing is."""
        article, shown = self._desk.article, self.model.rowCount()
        self.table.setVisible(shown > 0)
        self.empty.setVisible(shown == 0)
        title = "" if article is None else article.document.title
        self.about.setText(tr("annotations-about", number=shown, title=title))
        if article is None:
            self.empty.setText(tr("annotations-no-article"))
        elif self.field.text().strip():
            self.empty.setText(tr("annotations-nothing-fits"))
        else:
            self.empty.setText(tr("annotations-none"))
        there = self._number() is not None
        self.go.setEnabled(there)
        self.away.setEnabled(there and not self._desk.session.read_only)

    # Doing ---------------------------------------------------------------------------------------

    def _go(self) -> None:
        number = self._number()
        if number is not None:
            self.placeWanted.emit(number)

    def _take_away(self) -> None:
        """Delete an annotation, turn a suggestion down; the next line is in hand then."""
        number = self._number()
        if number is None or self._desk.session.read_only:
            return
        row = self.table.currentIndex().row()
        self._desk.select(number)
        self._desk.reject_or_delete()
        self._choose(min(row, self.model.rowCount() - 1))
        self._count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the line in hand, Delete takes it away; arrows leave the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
            if watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._take_away()
                return True
            if watched is self.field and key == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)
