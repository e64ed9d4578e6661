"""The entries of a project: their names and mentions, merging, splitting and removing.

Owns the list, the form and the table of mentions.  Steps are the services'; the window applies
them, because a merge may touch thousands of labels.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Entry
from annotator.domain.entries import EntryIndex
from annotator.domain.steps import Step
from annotator.gui.chooser import Choice, Chooser
from annotator.gui.dialogs.common import agreed, fit, letters, make_clearable, name_with_kind
from annotator.gui.dialogs.context_painter import ContextPainter
from annotator.gui.dialogs.entry_form import EntryForm
from annotator.gui.dialogs.same_entries_dialog import SameEntriesDialog
from annotator.gui.dialogs.ticked_table import TickedTable, make_plain
from annotator.gui.models.entries_model import EntriesModel
from annotator.gui.models.mentions_model import MentionsModel
from annotator.services.annotating import NotPossible
from annotator.services.entry_editing import (
    add_entry,
    change_entry,
    may_be_same,
    mentions_of,
    merge_entries,
    remove_entry,
    split_entry,
)
from annotator.services.session import Change, Session
from annotator.wording import explain, tr

#: What makes a step; the window calls it beside the thread that draws.
Make = Callable[[Session], Step]


class EntriesDialog(QDialog):
    """Stays open beside the window and follows what changes in it."""

    stepWanted = Signal(object)  # Make
    turnWanted = Signal(str)  # undo, redo
    placeWanted = Signal(object, object)  # document, Span: show this mention

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("entries-title"))
        fit(self, 1080, 680)
        self._session = session
        self._goal: int | None = None  # the entry to show once it is there
        self.model = EntriesModel()
        self.mentions = MentionsModel(session.scheme)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.refresh)
        self._build()
        self._connect()
        self._leave = session.subscribe(self._changed)
        self.refresh()
        self.list.selectRow(0)
        self.words.setFocus()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("entries-filter"))
        self.words.setAccessibleName(tr("entries-filter-name"))
        make_clearable(self.words)
        self.list = QTableView()
        self.list.setModel(self.model)
        make_plain(self.list, tr("entries-title"))
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        for column in (1, 2):
            self.list.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )
        self.new = QPushButton(tr("entries-new"))
        self.same = QPushButton()
        self.form = EntryForm(self._session.scheme)
        self.save = QPushButton(tr("save-key"))
        self.merge = QPushButton(tr("merge-into-key"))
        self.remove = QPushButton(tr("entries-remove"))
        self.said = QLabel()
        self.said.setObjectName("problem")
        self.said.setWordWrap(True)
        self.count = QLabel()
        self.count.setObjectName("muted")
        self.table = TickedTable(self.mentions, tr("entries-table"))
        self.table.setItemDelegateForColumn(0, ContextPainter(self.table))
        head = self.table.horizontalHeader()
        for column, width in ((1, 110), (2, 150), (3, 80)):
            head.resizeSection(column, round(width * letters(self)))
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.split = QPushButton(tr("entries-split"))
        close = QPushButton(tr("close"))
        close.clicked.connect(self.close)
        buttons = (self.new, self.same, self.save, self.merge, self.remove, self.split, close)
        for each in buttons:
            each.setAutoDefault(False)
        left, right = QWidget(), QWidget()
        box = QVBoxLayout(left)
        box.addWidget(self.words)
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.new)
        row.addWidget(self.same)
        row.addStretch(1)
        box.addLayout(row)
        grid = QGridLayout(right)
        grid.addWidget(self.form, 0, 0, 1, 2)
        row = QHBoxLayout()
        for each in (self.save, self.merge, self.remove):
            row.addWidget(each)
        row.addWidget(self.said, 1)
        grid.addLayout(row, 1, 0, 1, 2)
        grid.addWidget(self.count, 2, 0, 1, 2)
        grid.addWidget(self.table, 3, 0, 1, 2)
        grid.addWidget(self.split, 4, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(close, 4, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(3, 1)
        for layout in (box, grid):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(10)
        splitter = QSplitter()
        splitter.setHandleWidth(16)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([400, 660])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.addWidget(splitter)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _words: self.refresh())
        self.list.selectionModel().currentRowChanged.connect(self._show)
        self.form.changed.connect(self.save.setEnabled)
        self.mentions.ticked.connect(lambda ticked: self.split.setEnabled(ticked > 0))
        self.new.clicked.connect(self._new)
        self.same.clicked.connect(self._same)
        self.save.clicked.connect(self._save)
        self.merge.clicked.connect(self._merge)
        self.remove.clicked.connect(self._remove)
        self.split.clicked.connect(self._split)
        self.table.entered.connect(lambda: self._go(self.table.currentIndex()))
        self.table.doubleClicked.connect(self._go)
        for keys, kind in (("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Ctrl+Y", "redo")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(partial(self.turnWanted.emit, kind))
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)

    # Following ---------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change.bulk or any(isinstance(e.record, Entry | Annotation) for e in change.edits):
            self._due.start(0)

    def refresh(self) -> None:
        """Show what is stored; what is typed and not saved yet stays."""
        kept = self.form.shown
        number = self._goal or (kept.id if kept else None)
        index = EntryIndex(self._session.entries().values())
        found = index.search(self.words.text())
        if not self.words.text().strip():
            found = sorted(index, key=lambda each: (each.name.casefold(), each.id))
        self.model.show(found, self._session.entry_use())
        self.same.setText(tr("entries-same", number=len(may_be_same(self._session))))
        row = self.model.row_of(number)
        if row < 0 and self._goal is not None and index.get(self._goal) is not None:
            self.words.clear()  # the filter hid what was asked for; this comes here again
            return
        self._goal = None
        if found:
            self.list.selectRow(max(0, row))
        else:
            self._show(QModelIndex(), QModelIndex())

    def _show(self, current: QModelIndex, _before: QModelIndex) -> None:
        entry = self.model.entry(current.row()) if current.isValid() else None
        if entry is None or entry != self.form.shown:
            self._keep_typed()
            self.form.show_entry(entry)
            self.said.clear()
        self.mentions.clear()
        for button in (self.merge, self.remove):
            button.setEnabled(entry is not None)
        self.save.setEnabled(self.form.is_changed)
        self.split.setEnabled(False)
        if entry is None:
            words = self.words.text()
            code = "entries-not-found" if words.strip() else "entries-none"
            self.count.setText(tr(code, words=words))
            return
        mentions, documents = self.model.use(entry)
        self.count.setText(tr("entry-mentions", mentions=mentions, documents=documents))
        self.mentions.add([(each, False) for each in mentions_of(self._session, entry)])

    def _keep_typed(self) -> None:
        """Save what was typed before another entry is shown, if it is in order."""
        before, after = self.form.shown, self.form.entry()
        stored = None if before is None else self._session.entries().get(before.id)
        if before is None or after is None or before == after or stored != before:
            return
        answer = QMessageBox.question(
            self, tr("entries-title"), tr("entry-unsaved", name=before.name),
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard,
        )  # fmt: skip
        if answer is QMessageBox.StandardButton.Save:
            try:
                step = change_entry(before, after)
            except NotPossible as error:
                QMessageBox.warning(self, tr("entries-title"), explain(error))
                return
            self.stepWanted.emit(lambda _session: step)

    # Doing -------------------------------------------------------------------------------------

    def go_to(self, entry: int | None) -> None:
        """Show an entry."""
        self._goal = entry
        self.refresh()

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            mention = self.mentions.row(index.row())
            self.placeWanted.emit(mention.document, Span(mention.start, mention.end))

    def _new(self) -> None:
        name, ok = QInputDialog.getText(
            self, tr("entry-new-title"), tr("name"), text=self.words.text()
        )
        if ok:
            entry = Entry(self._session.ids.next(), name)
            self._try(lambda: add_entry(entry), entry.id)

    def _save(self) -> None:
        before, after = self.form.shown, self.form.entry()
        if before is not None and after is not None and before != after:
            self._try(lambda: change_entry(before, after), before.id)

    def _try(self, make: Callable[[], Step], goal: int) -> None:
        """Make a small step here, so that what is wrong is said beside the fields."""
        try:
            step = make()
        except NotPossible as error:
            self.said.setText(explain(error))
            return
        self.said.clear()
        self._goal = goal
        self.stepWanted.emit(lambda _session: step)

    def _merge(self) -> None:
        entry = self.form.shown
        if entry is None:
            return
        index = EntryIndex(e for e in self._session.entries().values() if e.id != entry.id)

        def choices(typed: str) -> list[Choice]:
            return [
                Choice(each.id, name_with_kind(each), str(self.model.use(each)[0]))
                for each in index.search(typed)
            ]

        chooser = Chooser(
            self, tr("entry-merge-into", name=entry.name), choices, empty=tr("entries-no-other")
        )
        # Once the popup is gone: the question that follows takes its place.
        chooser.chosen.connect(
            lambda number: QTimer.singleShot(0, lambda: self.ask_to_merge(entry, index.get(number)))
        )
        chooser.open_at(self.merge.mapToGlobal(self.merge.rect().bottomLeft()))

    def ask_to_merge(self, entry: Entry, kept: Entry | None) -> bool:
        """Say what a merge comes to, and do it if the person agrees."""
        if kept is None:
            return False
        mentions = self.model.use(entry)[0]
        values = {"name": entry.name, "kept": kept.name, "mentions": mentions}
        if not agreed(
            self,
            tr("entries-title"),
            tr("merge-button"),
            tr("entry-merge", **values),
            tr("entry-merge-more", **values),
        ):
            return False
        self._goal = kept.id
        self.stepWanted.emit(lambda session: merge_entries(session, kept, [entry]))
        return True

    def _remove(self) -> None:
        entry = self.form.shown
        if entry is None:
            return
        values = {"name": entry.name, "mentions": self.model.use(entry)[0]}
        if agreed(
            self,
            tr("entries-title"),
            tr("remove-button"),
            tr("entry-remove", **values),
            tr("entry-remove-more", **values),
        ):
            self.stepWanted.emit(lambda session: remove_entry(session, entry))

    def _split(self) -> None:
        entry, ticked = self.form.shown, self.mentions.chosen()
        if entry is None or not ticked:
            return
        name, ok = QInputDialog.getText(
            self,
            tr("entry-split-title"),
            tr("entry-split-name", number=len(ticked)),
            text=ticked[0].words,
        )
        if ok:
            chosen = {each.annotation for each in ticked}
            self.stepWanted.emit(lambda session: split_entry(session, entry, chosen, name))

    def _same(self) -> None:
        dialog = SameEntriesDialog(self, self._session)
        dialog.mergeWanted.connect(
            lambda kept, other: self.stepWanted.emit(
                lambda session: merge_entries(session, kept, [other])
            )
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self.refresh())
        dialog.open()

    def done(self, result: int) -> None:
        """Stop following the project with the dialog."""
        self._keep_typed()
        self._leave()
        super().done(result)
