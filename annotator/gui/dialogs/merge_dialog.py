"""What a merge would do, before it is done; what it left open, afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
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
from annotator.gui.dialogs.common import FormDialog
from annotator.services.merging import Merged, OpenConflict, keep, open_conflicts, take
from annotator.services.session import Session
from annotator.wording import tr

_SHOWN = 8  # sentences of one kind


class MergeDialog(FormDialog):
    """Shows what files would bring; accepting it merges them."""

    def __init__(self, parent: QWidget | None, merged: Merged) -> None:
        super().__init__(parent, "Take back, or merge", "Merge")
        self.setMinimumWidth(560)
        names = QLabel(", ".join(Path(each).name for each in merged.files[:5]))
        names.setWordWrap(True)
        self.add("From", names)
        parts = {"Added": merged.added, "Changed": merged.changed, "Removed": merged.removed,
                 "Kept alive": merged.revived}  # fmt: skip
        for name, kinds in parts.items():
            if kinds:
                words = QLabel(", ".join(f"{number} {kind}" for kind, number in kinds.items()))
                words.setWordWrap(True)
                self.add(name, words)
        self.add("Conflicts", QLabel(tr("merge-conflicts", number=len(merged.conflicts))))
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
        self.setWindowTitle("Versions that a merge overruled")
        self.resize(900, 520)
        self._session = session
        self._all: list[OpenConflict] = []
        self._shown: list[OpenConflict] = []
        words = QLabel(tr("conflicts-about"))
        words.setWordWrap(True)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Kind of record")
        self.kind.activated.connect(lambda _index: self._show())
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels(["What", "Article", "Stands", "Overruled"])
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Overruled versions")
        head = self.table.horizontalHeader()
        for column in (2, 3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.keep = QPushButton("Keep what stands")
        self.take = QPushButton("Take the overruled")
        self.every = QPushButton("Select all")
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
        self.kind.addItem(f"all kinds ({len(self._all)})", "")
        for kind in sorted({each.conflict.kind for each in self._all}):
            number = sum(each.conflict.kind == kind for each in self._all)
            self.kind.addItem(f"{kind} ({number})", kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._show()

    def _show(self) -> None:
        kind = self.kind.currentData()
        self._shown = [each for each in self._all if kind in ("", each.conflict.kind)]
        self.table.setRowCount(len(self._shown))
        for row, each in enumerate(self._shown):
            cells = (
                each.conflict.kind,
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
        words = "deleted"
    elif isinstance(record, Annotation):
        label = session.scheme.label(record.layer, record.label)
        name = record.label if label is None else label.name
        text = session.text(record.document) if session.uid_of(record.document) else ""
        words = f"{name} “{' … '.join(span.of(text) for span in record.spans)}”"
        words += "".join(f", {key}: {value}" for key, value in record.attributes.items())
    else:
        skipped = ("id", "document", "annotator", "uid", "text_sha256", "raw_sha256")
        named = (
            record._fields if isinstance(record, tuple)
            else [each.name for each in fields(record)]
        )  # fmt: skip
        words = ", ".join(
            f"{name}: {getattr(record, name)}"
            for name in named
            if name not in skipped and getattr(record, name) not in ("", (), None, 0, False)
        )
    return f"{words}   ({by})" if by else words
