"""What a merge would do, before it is done; what it left open, afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Annotation
from annotator.domain.steps import Record
from annotator.gui.dialogs.common import FormDialog, fit
from annotator.gui.dialogs.record_words import annotation_said, details_said
from annotator.services.merging import Merged, OpenConflict, keep, open_conflicts, take
from annotator.services.session import Session
from annotator.wording import tr

_SHOWN = 8  # sentences of one kind


class MergeDialog(FormDialog):
    """Shows what files would bring; accepting it merges them."""

    def __init__(self, parent: QWidget | None, merged: Merged) -> None:
        super().__init__(parent, tr("merge-title"), tr("merge-button"))
        names = QLabel(", ".join(Path(each).name for each in merged.files[:5]))
        names.setWordWrap(True)
        self.add(tr("merge-from"), names)
        parts = {"added": merged.added, "changed": merged.changed, "removed": merged.removed,
                 "revived": merged.revived}  # fmt: skip
        for how, kinds in parts.items():
            if kinds:
                counted = [tr(f"records-{kind}", number=number) for kind, number in kinds.items()]
                words = QLabel(", ".join(counted))
                words.setWordWrap(True)
                self.add(tr(f"merge-{how}"), words)
        self.add(
            tr("merge-conflicts-row"), QLabel(tr("merge-conflicts", number=len(merged.conflicts)))
        )
        told = [tr("cli-same-text", ours=a, theirs=b).strip() for a, b in merged.same_texts]
        told += [tr(code, **values) for code, values in merged.broken]
        for sentence in told[:_SHOWN]:
            line = QLabel(sentence)
            line.setWordWrap(True)
            self.form.addRow("", line)
        if merged.nothing:
            self.form.addRow("", QLabel(tr("merge-nothing")))
            self.do.setEnabled(False)


class ConflictsDialog(QDialog):
    """Lists versions that merges overruled; each is let go, or takes the place of what stands."""

    stepWanted = Signal(object)  # what makes a step of a Session

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("conflicts-title"))
        fit(self, 900, 520)
        self._session = session
        self._all: list[OpenConflict] = []
        self._shown: list[OpenConflict] = []
        words = QLabel(tr("conflicts-about"))
        words.setWordWrap(True)
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("conflicts-kind"))
        self.kind.activated.connect(lambda _index: self._show())
        self.table = QTableWidget(0, 4)
        heads = ("head-what", "head-article", "conflicts-stands", "conflicts-overruled")
        self.table.setHorizontalHeaderLabels([tr(code) for code in heads])
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName(tr("conflicts-table"))
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        for column in (2, 3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.keep = QPushButton(tr("conflicts-keep"))
        self.take = QPushButton(tr("conflicts-take"))
        self.every = QPushButton(tr("select-all"))
        for button in (self.keep, self.take, self.every):
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.keep.clicked.connect(self._keep)
        self.take.clicked.connect(self._take)
        self.every.clicked.connect(self.table.selectAll)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.kind)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._leave = session.subscribe(lambda _change: self.refresh())
        self.finished.connect(lambda _result: self._leave())
        self.refresh()

    def refresh(self) -> None:
        """Read anew what is open."""
        self._all = open_conflicts(self._session)
        chosen = self.kind.currentData() or ""
        self.kind.clear()
        self.kind.addItem(tr("conflicts-all", number=len(self._all)), "")
        for kind in sorted({each.conflict.kind for each in self._all}):
            number = sum(each.conflict.kind == kind for each in self._all)
            words = tr("conflicts-of-kind", kind=tr(f"record-{kind}"), number=number)
            self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._show()

    def _show(self) -> None:
        kind = self.kind.currentData()
        self._shown = [each for each in self._all if kind in ("", each.conflict.kind)]
        self.table.setRowCount(len(self._shown))
        for row, each in enumerate(self._shown):
            cells = (
                tr(f"record-{each.conflict.kind}"),
                each.document,
                _said(self._session, each.stands.record, each.stands.annotator, each.stands.time),
                _said(
                    self._session, each.overruled.record, each.overruled.annotator,
                    each.overruled.time,
                ),
            )  # fmt: skip
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(row, column, item)
        if self._shown:
            self.table.selectRow(0)
        for button in (self.keep, self.take, self.every):
            button.setEnabled(bool(self._shown))

    def selected(self) -> Sequence[OpenConflict]:
        """Return what is selected."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return [self._shown[row] for row in rows]

    def _keep(self) -> None:
        chosen = self.selected()
        if chosen:
            self.stepWanted.emit(lambda _session: keep(chosen))

    def _take(self) -> None:
        chosen = self.selected()
        if chosen:
            self.stepWanted.emit(lambda session: take(session, chosen))

    def keyPressEvent(self, event: object) -> None:
        """Let Enter keep what stands."""
        key = getattr(event, "key", lambda: None)()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


def _said(session: Session, record: Record | None, annotator: str, time: str) -> str:
    by = ", ".join(each for each in (annotator, time[:16].replace("T", " ")) if each)
    if record is None:
        words = tr("said-deleted")
    elif isinstance(record, Annotation):
        text = session.text(record.document) if session.uid_of(record.document) else ""
        words = annotation_said(record, session.scheme, text)
    else:
        words = details_said(record)
    return tr("said-by", words=words, by=by) if by else words
