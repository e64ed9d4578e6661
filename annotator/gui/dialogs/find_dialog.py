"""Find in the project, and label what was found.

Owns the query as it is typed, the search beside the window, and the table of what it finds.  What a
query means and what becomes of the ticked places is the services'; the window opens articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Span
from annotator.domain.documents import Entry
from annotator.domain.entries import EntryIndex, is_short_for
from annotator.domain.scheme import LayerKind
from annotator.gui.dialogs.common import fit, letters, make_clearable, name_with_kind
from annotator.gui.dialogs.context_painter import ContextPainter
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.models.hits_model import ARTICLE, CONTEXT, ENTRY, LABELLED, HitsModel
from annotator.gui.tasks_bridge import Job
from annotator.services.finding import Hit, TextQuery, find
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

#: Hits that are listed; whoever has more looks for something narrower.
MOST = 20_000
_FIRST_BATCH = 40  # so that the first hits are seen at once
_LATER_BATCHES = 2_000
_LETTERS = 15  # of an entry or a label that can be read in its box


@dataclass(frozen=True, slots=True)
class Same:
    """What shall be found and labelled again: the words of a label that is there."""

    words: str
    layer: str
    label: str
    entry: int | None = None


class FindDialog(QDialog):
    """Looks through all articles, or one; stays open beside the window."""

    hitWanted = Signal(object, object)  # document, Span: show this place
    labelWanted = Signal(object, str, str)  # hits with their entries, layer, label
    _came = Signal(int, object)  # which search, hits

    def __init__(self, parent: QWidget | None, session: Session, document: int | None) -> None:
        """Take the article in hand, for searches in it alone."""
        super().__init__(parent)
        self.setWindowTitle(tr("find-title"))
        fit(self, 940, 600)
        self._session = session
        self._document = document
        self._same: Same | None = None
        self._entries = EntryIndex()
        self._searches = 0
        self._job: Job | None = None
        self._articles: set[int] = set()
        self._more = False
        self.model = HitsModel(session)
        self._build()
        self._connect()
        self._count()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("find-words"))
        self.words.setAccessibleName(tr("find-words-name"))
        make_clearable(self.words)
        self.look = QPushButton(tr("find-do"))
        self.look.setDefault(True)
        self.whole = QCheckBox(tr("find-whole"))
        self.case = QCheckBox(tr("find-case"))
        self.regex = QCheckBox(tr("find-regex"))
        self.forms = QCheckBox(tr("find-forms"))
        self.tokens = QCheckBox(tr("find-tokens-box"))
        self.tokens.setToolTip(tr("find-tokens-hint"))
        self.where = QComboBox()
        self.where.setAccessibleName(tr("find-where"))
        self.where.addItems([tr("find-everywhere"), tr("find-here")])
        self.said = QLabel(tr("find-begin"))
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.table = TickedTable(self.model, tr("find-table"))
        self.table.setItemDelegateForColumn(CONTEXT, ContextPainter(self.table))
        head = self.table.horizontalHeader()
        for column, width in ((LABELLED, 110), (ENTRY, 160), (ARTICLE, 200)):
            head.resizeSection(column, round(width * letters(self)))
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.entry = QComboBox()
        self.entry.setAccessibleName(tr("find-entry-name"))
        self.label = QComboBox()
        for choice in (self.entry, self.label):  # which give way before buttons do
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(_LETTERS)
        self.label.setAccessibleName(tr("head-label"))
        self.do = QPushButton()
        self.every = QPushButton(tr("tick-all"))
        self.none = QPushButton(tr("tick-none"))
        close = QPushButton(tr("close"))
        close.clicked.connect(self.close)
        for each in (self.every, self.none, self.do, close):
            each.setAutoDefault(False)
        first, second, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 1)
        first.addWidget(self.where)
        first.addWidget(self.look)
        for box in (self.whole, self.case, self.forms, self.regex, self.tokens):
            second.addWidget(box)
        second.addStretch(1)
        last.addWidget(self.every)
        last.addWidget(self.none)
        last.addStretch(1)
        for name, combo in ((tr("find-entry-key"), self.entry), (tr("find-label-key"), self.label)):
            words = QLabel(name)
            words.setBuddy(combo)
            last.addWidget(words)
            last.addWidget(combo)
        last.addWidget(self.do)
        last.addWidget(close)
        for row in (first, second, last):
            row.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addLayout(last)

    def _offer_labels(self) -> None:
        """Offer what the scheme has now; the choice stays if it can."""
        chosen = self.label.currentData()
        self.label.clear()
        scheme = self._session.scheme
        for layer in scheme.layers:
            if layer.kind is LayerKind.DOCUMENT:
                continue
            for label in scheme.labels_of(layer.uid):
                if not label.frame and not label.retired:
                    self.label.addItem(f"{layer.name}: {label.name}", f"{layer.uid}.{label.uid}")
        self.label.setCurrentIndex(max(0, self.label.findData(chosen)))

    def _choose_mode(self, chosen: QCheckBox) -> None:
        """Let a query be one thing: a pattern, tokens, forms of words, or words as they are."""
        modes = (self.regex, self.tokens, self.forms)
        if chosen.isChecked():
            for box in modes:
                box.setChecked(box is chosen)
        self.whole.setEnabled(not self.tokens.isChecked() and not self.forms.isChecked())
        self.said.setText(tr("find-tokens-hint" if self.tokens.isChecked() else "find-begin"))

    def _connect(self) -> None:
        for box in (self.regex, self.tokens, self.forms):
            box.toggled.connect(lambda _on, box=box: self._choose_mode(box))
        self._came.connect(self._take)
        self.look.clicked.connect(self.search)
        self.words.textEdited.connect(lambda _text: self._forget_same())
        self.every.clicked.connect(lambda: self.model.tick_all(on=True))
        self.none.clicked.connect(lambda: self.model.tick_all(on=False))
        self.do.clicked.connect(self._label)
        self.label.currentIndexChanged.connect(lambda _place: self._count())
        self.model.ticked.connect(lambda _number: self._count())
        self.table.entered.connect(self._entered)
        self.table.doubleClicked.connect(lambda index: self._show(index.row()))
        self.table.selectionModel().currentRowChanged.connect(self._offer_entries)
        self.entry.activated.connect(self._choose_entry)

    # Asking ------------------------------------------------------------------------------------

    def start(self, words: str, document: int | None, entries: EntryIndex) -> None:
        """Begin with words to look for (perhaps none)."""
        self._document, self._entries = document, entries
        self._offer_labels()
        self._forget_same()
        if words:
            self.words.setText(words)
        self.words.selectAll()
        self.words.setFocus()
        if words:
            self.search()

    def start_same(self, same: Same, document: int, entries: EntryIndex) -> None:
        """Look for the words of a label in its article; what lacks the label is ticked."""
        self._document, self._entries = document, entries
        self._offer_labels()
        self._same = same
        self.words.setText(same.words)
        self.whole.setChecked(True)
        self.case.setChecked(True)
        for box in (self.regex, self.tokens, self.forms):
            box.setChecked(False)
        self.where.setCurrentIndex(1)
        self.label.setCurrentIndex(self.label.findData(f"{same.layer}.{same.label}"))
        self.table.setFocus()
        self.search()

    def query(self) -> TextQuery:
        """Return what is asked for."""
        return TextQuery(
            self.words.text(),
            regex=self.regex.isChecked(),
            whole_words=self.whole.isChecked(),
            case=self.case.isChecked(),
            tokens=self.tokens.isChecked(),
            forms=self.forms.isChecked(),
        )

    def search(self) -> None:
        """Look for what is asked, beside the window; hits come as they are found."""
        self.stop()
        self._searches += 1
        self.model.clear()
        self._articles.clear()
        self._more = False
        query, search, session = self.query(), self._searches, self._session
        here = self.where.currentIndex() == 1 and self._document is not None
        documents = [self._document] if here and self._document is not None else None

        def work(task: Task) -> bool:
            number, size = 0, _FIRST_BATCH
            batch: list[Hit] = []
            with session.sibling() as own:
                for hit in find(own, query, documents, task):
                    if number == MOST:
                        self._came.emit(search, batch)
                        return True
                    number += 1
                    batch.append(hit)
                    if len(batch) >= size:
                        self._came.emit(search, batch)
                        batch, size = [], _LATER_BATCHES
            self._came.emit(search, batch)
            return False

        job = self._job = Job("finding", work, self)
        job.progressed.connect(self._progress)
        job.succeeded.connect(self._found)
        job.failed.connect(lambda error: self._ended(explain(error)))
        job.cancelled.connect(lambda: self._ended(""))
        self.said.setText(tr("finding"))
        job.start()

    @property
    def searching(self) -> bool:
        """Tell whether a search is under way."""
        return self._job is not None

    def stop(self) -> None:
        """End a search that is under way."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    # Hearing -----------------------------------------------------------------------------------

    def _take(self, search: int, hits: Sequence[Hit]) -> None:
        if search != self._searches:  # of a search that was given up
            return
        same = self._same
        path = "" if same is None else f"{same.layer}.{same.label}"
        empty = self.model.rowCount() == 0
        self.model.add_hits(
            [
                (
                    hit,
                    self._entry_of(hit),
                    same is not None and not hit.excluded and path not in hit.labels,
                )
                for hit in hits
            ]
        )
        self._articles.update(hit.document for hit in hits)
        if empty and hits:
            self.table.go_to(0)

    def _progress(self, done: int, total: int) -> None:
        if total > 1:
            self.said.setText(tr("percent-done", what=tr("finding"), percent=100 * done // total))

    def _found(self, more: bool) -> None:
        number = self.model.rowCount()
        if not number:
            self._ended(tr("find-no-hits", words=self.words.text()))
            return
        code = "find-first-hits" if more else "find-hits"
        self._ended(tr(code, number=number, articles=len(self._articles)))

    def _ended(self, words: str) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        self.said.setText(words)

    def _count(self) -> None:
        ticked = len(self.model.chosen())
        self.do.setText(tr("find-label-do", number=ticked))
        self.do.setEnabled(ticked > 0 and self.label.currentIndex() >= 0)

    # Entries -----------------------------------------------------------------------------------

    def _entry_of(self, hit: Hit) -> Entry | None:
        """Return the entry of the label that is applied again, else the only one called so."""
        if self._same is not None and self._same.entry is not None:
            return self._entries.get(self._same.entry)
        called = self._entries.called(hit.words)
        return called[0] if len(called) == 1 else None

    def _offer_entries(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Offer the entries that the row in hand may be of, and none."""
        self.entry.clear()
        if not current.isValid():
            return
        words, chosen = self.model.row(current.row()).words, self.model.entry(current.row())
        short_for = (each for each in self._entries if is_short_for(words, each))
        offered = {each.id: each for each in (*self._entries.called(words), *short_for)}
        if chosen is not None:
            offered.setdefault(chosen.id, chosen)
        self.entry.addItem(tr("no-entry"), None)
        for each in offered.values():
            self.entry.addItem(name_with_kind(each), each.id)
        self.entry.setCurrentIndex(self.entry.findData(None if chosen is None else chosen.id))

    def _choose_entry(self, _place: int) -> None:
        self.model.choose(self.table.rows_in_hand(), self._entries.get(self.entry.currentData()))

    # Answering ---------------------------------------------------------------------------------

    def _forget_same(self) -> None:
        """What is typed anew is looked at first, and inherits no entry."""
        self._same = None

    def _entered(self) -> None:
        """Enter labels what is ticked; with no tick it shows the place in hand."""
        if self.do.isEnabled():
            self.do.click()
        elif self.table.currentIndex().isValid():
            self._show(self.table.currentIndex().row())

    def _show(self, row: int) -> None:
        hit = self.model.row(row)
        self.hitWanted.emit(hit.document, Span(hit.start, hit.end))

    def _label(self) -> None:
        layer, _, label = self.label.currentData().partition(".")
        self.labelWanted.emit(self.model.ticked_hits(), layer, label)

    def labelled(self) -> None:
        """Follow labels that were made: with A that was all, else show them."""
        if self._same is not None:
            self.close()
        else:
            self.search()

    def done(self, result: int) -> None:
        """End the search with the dialog."""
        self.stop()
        super().done(result)
