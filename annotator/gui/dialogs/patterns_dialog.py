"""The patterns of a project: written, tried on the open article while one types, and kept.

Owns the list, the form and the trials beside the drawing thread.  It works on a copy: nothing is
kept until the person says so.  What a pattern means, finds and lacks is the services'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Span
from annotator.gui.article.positions import utf16_length
from annotator.gui.dialogs.common import agreed, fit, letters
from annotator.gui.dialogs.context_painter import ContextPainter
from annotator.gui.dialogs.ticked_table import TickedTable, make_plain
from annotator.gui.models.pattern_hits_model import PatternHitsModel
from annotator.gui.models.patterns_model import KIND, LABEL, PatternsModel
from annotator.gui.tasks_bridge import Job
from annotator.services.patterns import (
    Fault,
    Found,
    Pattern,
    PatternKind,
    count,
    fault_of,
    keep,
    labels_for,
    look,
    new_pattern,
    patterns_in,
)
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

#: Milliseconds without a key after which a pattern is tried.
_PAUSE = 220
#: Lines of a pattern that are seen at once.
_LINES = 8


class PatternsDialog(QDialog):
    """Edits the patterns; accepting it keeps them in the project."""

    _looked = Signal(int, object)  # which trial, Found

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        text: str | None = None,
        zones: Sequence[Span] = (),
    ) -> None:
        """Take the text and zones of the open article, to try patterns on (None: there is none)."""
        super().__init__(parent)
        self.setWindowTitle(tr("patterns-title"))
        fit(self, 1060, 680)
        self._session = session
        self._text, self._zones = text, tuple(zones)
        self._filling = False
        self._trials = 0
        self._job: Job | None = None
        self._retired: list[Job] = []
        self._here = ""  # what was found in the open article, in words
        self.kept: int | None = None  # how many patterns were kept; None: nothing was changed
        self.model = PatternsModel(session.scheme)
        self.hits = PatternHitsModel()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_PAUSE)
        self._build()
        self._connect()
        self._before = patterns_in(session)
        self.model.add([(each, each.enabled) for each in self._before])
        if self._before:
            self.list.go_to(0)
            self.list.setFocus()
        else:
            self._fill(None)
            self.new.setFocus()
        self._count_broken()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list = TickedTable(self.model, tr("patterns-title"))
        head = self.list.horizontalHeader()
        for column, width in ((KIND, 125), (LABEL, 110)):
            head.resizeSection(column, round(width * letters(self)))
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.new = QPushButton(tr("patterns-new"))
        kinds = QMenu(self.new)
        for kind in PatternKind:
            kinds.addAction(tr(f"pattern-kind-{kind.value}"), partial(self.add, kind))
        self.new.setMenu(kinds)
        self.copy = QPushButton(tr("patterns-copy"))
        self.delete = QPushButton(tr("patterns-delete"))
        for each in (self.new, self.copy, self.delete):
            each.setAutoDefault(False)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.list, 1)
        row = QHBoxLayout()
        for each in (self.new, self.copy, self.delete):
            row.addWidget(each)
        row.addStretch(1)
        box.addLayout(row)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self._build_form())
        split.setSizes([430, 590])
        split.setChildrenCollapsible(False)
        hint = QLabel(tr("patterns-hint"))
        hint.setObjectName("muted")
        hint.setWordWrap(True)
        self.said = QLabel()
        self.said.setObjectName("problem")
        self.said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = buttons.addButton(tr("patterns-keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(hint)
        layout.addWidget(split, 1)
        layout.addLayout(foot)

    def _build_form(self) -> QWidget:
        self.name = QLineEdit()
        self.kind = QComboBox()
        for kind in PatternKind:
            self.kind.addItem(tr(f"pattern-kind-{kind.value}"), kind.value)
        self.label = QComboBox()
        for label in labels_for(self._session.scheme):
            self.label.addItem(label.name, label.uid)
        self.case = QCheckBox(tr("find-case"))
        self.source = QPlainTextEdit()
        self.source.setObjectName("plain")
        self.source.setTabChangesFocus(True)
        self.source.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 14)
        self.hint, self.problem = QLabel(), QLabel()
        self.hint.setObjectName("muted")
        self.problem.setObjectName("problem")
        for words in (self.hint, self.problem):
            words.setWordWrap(True)
        self.found = QLabel()
        self.found.setObjectName("muted")
        self.table = QTableView()
        self.table.setModel(self.hits)
        make_plain(self.table, tr("patterns-places"))
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().hide()
        self.table.setItemDelegateForColumn(0, ContextPainter(self.table))
        self.form = QWidget()
        fields = QFormLayout(self.form)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setHorizontalSpacing(14)
        fields.setVerticalSpacing(8)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in (
            (tr("patterns-name"), self.name),
            (tr("patterns-label"), self.label),
            (tr("patterns-kind"), self.kind),
        ):
            self._add_field(fields, name, field)
        fields.addRow("", self.case)
        self._add_field(fields, tr("patterns-source"), self.source)
        fields.addRow("", self.hint)
        fields.addRow("", self.problem)
        fields.addRow("", self.found)
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(10, 0, 0, 0)
        box.addWidget(self.form)
        box.addWidget(self.table, 1)
        return whole

    @staticmethod
    def _add_field(fields: QFormLayout, name: str, field: QWidget) -> None:
        words = QLabel(name)
        words.setBuddy(field)
        field.setAccessibleName(name.replace("&", ""))
        fields.addRow(words, field)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(self._chosen)
        self.list.entered.connect(self.source.setFocus)
        self.model.ticked.connect(lambda _number: self._count_broken())
        self.copy.clicked.connect(self.duplicate)
        self.delete.clicked.connect(self.remove)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self.remove,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.name.textEdited.connect(lambda _text: self._edited())
        self.kind.activated.connect(lambda _place: self._edited())
        self.label.activated.connect(lambda _place: self._edited())
        self.case.toggled.connect(lambda _on: self._edited())
        self.source.textChanged.connect(self._edited)
        self._due.timeout.connect(self._try)
        self._looked.connect(self._show_found)

    # The list ----------------------------------------------------------------------------------

    @property
    def here(self) -> int:
        """Return the row in hand, -1 without one."""
        return self.list.currentIndex().row()

    def add(self, kind: PatternKind) -> None:
        """Add an empty pattern and begin to write it."""
        label = str(self.label.itemData(0) or "")
        shown = self.model.pattern(self.here).label if self.here >= 0 else label
        self._insert(new_pattern(self._session, kind, self._free_name(), shown))
        self.source.setFocus()

    def duplicate(self) -> None:
        """Add a copy of the pattern in hand."""
        if self.here >= 0:
            shown = self.model.pattern(self.here)
            name = tr("pattern-copy-name", name=shown.name)
            fresh = new_pattern(self._session, shown.kind, name, shown.label)
            self._insert(replace(fresh, source=shown.source, case=shown.case))
            self.name.setFocus()
            self.name.selectAll()

    def remove(self) -> None:
        """Take the pattern in hand away; it is there again if the dialog is left by Cancel."""
        place = self.here
        if place < 0:
            return
        self.model.remove(place)
        if self.model.rowCount():
            self.list.go_to(min(place, self.model.rowCount() - 1))
            self._chosen(self.list.currentIndex(), QModelIndex())
        else:
            self._fill(None)
        self._count_broken()

    def _insert(self, pattern: Pattern) -> None:
        self.model.add([(pattern, True)])
        self.list.go_to(self.model.rowCount() - 1)
        self._count_broken()

    def _free_name(self) -> str:
        taken = {each.name for each in self.model.patterns()}
        number = self.model.rowCount() + 1
        while (name := tr("pattern-new-name", number=number)) in taken:
            number += 1
        return name

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._fill(self.model.pattern(current.row()) if current.isValid() else None)

    # The form ----------------------------------------------------------------------------------

    def _fill(self, pattern: Pattern | None) -> None:
        self._filling = True
        shown = pattern or Pattern(0, "", PatternKind.WORDS, "", "")
        self.name.setText(shown.name)
        self.kind.setCurrentIndex(self.kind.findData(shown.kind.value))
        self.label.setCurrentIndex(self.label.findData(shown.label))
        self.case.setChecked(shown.case)
        self.source.setPlainText(shown.source)
        self._filling = False
        self.form.setEnabled(pattern is not None)
        self._dress(shown.kind)
        self.copy.setEnabled(pattern is not None)
        self.delete.setEnabled(pattern is not None)
        self._check()
        self._due.stop()
        self._try()

    def _dress(self, kind: PatternKind) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.source.setFont(self.font() if kind is PatternKind.WORDS else fixed)
        self.hint.setText(tr(f"pattern-hint-{kind.value}"))
        # Token patterns say themselves whether capitals count: LOWER or ORTH.
        self.case.setVisible(kind is not PatternKind.TOKENS)

    def _edited(self) -> None:
        if self._filling or self.here < 0:
            return
        kind = PatternKind(self.kind.currentData())
        before = self.model.row(self.here)
        self.model.put(
            self.here,
            replace(
                before,
                name=self.name.text().strip(),
                kind=kind,
                source=self.source.toPlainText(),
                label=str(self.label.currentData() or ""),
                case=self.case.isChecked(),
            ),
        )
        self._dress(kind)
        self._check()
        self._due.start()

    def _check(self) -> None:
        """Say what is wrong with the pattern in hand, and mark the place."""
        fault = self.model.fault(self.here) if self.here >= 0 else None
        self.problem.setText("" if fault is None else tr(fault.code, **fault.values))
        self.problem.setVisible(fault is not None)
        self._mark(fault)
        self._count_broken()

    def _mark(self, fault: Fault | None) -> None:
        marks = []
        source = self.source.toPlainText()
        if fault is not None and fault.place is not None and source:
            place = min(fault.place, len(source) - 1)
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(self.palette().highlight())
            mark.format.setForeground(self.palette().highlightedText())
            mark.cursor = QTextCursor(self.source.document())
            start = utf16_length(source[:place])
            mark.cursor.setPosition(start)
            end = start + utf16_length(source[place])
            mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            marks.append(mark)
        self.source.setExtraSelections(marks)

    def _count_broken(self) -> None:
        broken = len(self.model.broken())
        self.said.setText(tr("pattern-broken", number=broken) if broken else "")
        self.do.setEnabled(not broken and not self._session.read_only)
        if self._session.read_only:
            self.said.setText(tr("project-read-only", why=tr("read-only")))
        elif not self.label.count():
            self.said.setText(tr("pattern-no-labels"))
            self.new.setEnabled(False)

    # Trying ------------------------------------------------------------------------------------

    def _try(self) -> None:
        """Look for the pattern in hand beside the drawing thread: here first, then everywhere."""
        self._retire()
        self._trials += 1
        self.hits.show_hits(())
        self.found.setText("")
        pattern = self.model.pattern(self.here) if self.here >= 0 else None
        if pattern is None or not pattern.source.strip():
            return
        fault = fault_of(pattern, self._session.scheme)
        if fault is not None and fault.field == "source":
            return
        trial, text, zones, session = self._trials, self._text, self._zones, self._session

        def work(task: Task) -> Found:
            found = Found() if text is None else look(pattern, text, zones, task)
            self._looked.emit(trial, found)
            if found.after_analysis:
                return found
            with session.sibling() as own:
                places, articles = count(own, pattern, task)
            return replace(found, places=places, articles=articles)

        job = self._job = Job("pattern-counting", work, self)
        job.progressed.connect(lambda done, total: self._progress(trial, done, total))
        job.succeeded.connect(lambda found: self._show_found(trial, found))
        job.failed.connect(lambda error: self._failed(trial, error))
        job.start()

    @property
    def trying(self) -> bool:
        """Tell whether a pattern is being tried."""
        return self._due.isActive() or (self._job is not None and self._job.isRunning())

    def _retire(self) -> None:
        """Give up the trial that runs; it ends by itself, nobody waits for it."""
        job, self._job = self._job, None
        if job is not None:
            job.task.cancel()
            self._retired.append(job)
        for each in [each for each in self._retired if each.isFinished()]:
            self._retired.remove(each)
            each.deleteLater()

    def _show_found(self, trial: int, found: Found) -> None:
        if trial != self._trials:
            return
        if found.after_analysis:
            self.found.setText(tr("pattern-after-analysis"))
            return
        if found.places is None:
            self.hits.show_hits(found.hits)
            self._here = self._words_here(found)
            self.found.setText(f"{self._here} · {tr('pattern-counting')}")
        else:
            counted = tr("pattern-counted", places=found.places, articles=found.articles)
            self.found.setText(f"{self._here} · {counted}")

    def _words_here(self, found: Found) -> str:
        if self._text is None:
            return tr("pattern-no-article")
        if found.here > len(found.hits):
            return tr("pattern-here-first", shown=len(found.hits), here=found.here)
        return tr("pattern-here", here=found.here)

    def _progress(self, trial: int, done: int, total: int) -> None:
        if trial == self._trials and total and done < total:
            percent = 100 * done // total
            counted = tr("percent-done", what=tr("pattern-counting"), percent=percent)
            self.found.setText(f"{self._here} · {counted}")

    def _failed(self, trial: int, error: Exception) -> None:
        if trial == self._trials:
            self.hits.show_hits(())
            self.found.setText("")
            self.problem.setText(explain(error))
            self.problem.show()

    # Leaving -----------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Tell whether the patterns are other ones than are kept."""
        return self.model.patterns() != self._before

    def accept(self) -> None:
        """Keep the patterns."""
        if self.changed:
            patterns = self.model.patterns()
            keep(self._session, patterns)
            self.kept = len(patterns)
        super().accept()

    def reject(self) -> None:
        """Leave without keeping anything; ask first if something would be lost."""
        if not self.changed or agreed(
            self,
            tr("patterns-title"),
            tr("patterns-leave"),
            tr("pattern-leave"),
            tr("pattern-leave-more"),
        ):
            super().reject()

    def done(self, result: int) -> None:
        """Wait for trials to end before the dialog goes."""
        self._due.stop()
        self._trials += 1
        self._retire()
        for job in self._retired:
            job.blockSignals(True)
            job.wait()
        self._retired.clear()
        super().done(result)
