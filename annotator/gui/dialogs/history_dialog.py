"""Who did what, when, from what to what; and going back to any of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
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

from annotator.gui.dialogs.common import fit
from annotator.gui.dialogs.record_words import said_of
from annotator.services.restoring import Past, past_of, restore_document, restore_record
from annotator.services.session import Session
from annotator.wording import name_of_step, tr

_SHOWN = 4  # changes of one step


class HistoryDialog(QDialog):
    """Shows the history of one annotation, or of a document; a state can be restored."""

    stepWanted = Signal(object)  # what makes a step of a Session

    def __init__(
        self, parent: QWidget | None, session: Session, document: int, record: int | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("history-title-record" if record else "history-title-article"))
        fit(self, 860, 480)
        self._session, self._document, self._record = session, document, record
        self.pasts: list[Past] = []
        words = QLabel(tr("history-about-record" if record else "history-about-article"))
        words.setWordWrap(True)
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels(
            [tr("history-when"), tr("history-who"), tr("head-what"), tr("history-change")]
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName(tr("history-name"))
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        for column in (0, 1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.restore = QPushButton(tr("history-restore"))
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        self.restore.clicked.connect(self._restore)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._leave = session.subscribe(lambda _change: self.refresh())
        self.finished.connect(lambda _result: self._leave())
        self.refresh()

    def refresh(self) -> None:
        """Read the history anew."""
        about = {"record": self._record} if self._record else {"document": self._document}
        self.pasts = past_of(self._session, **about)
        scheme, text = self._session.scheme, self._session.text(self._document)
        self.table.setRowCount(len(self.pasts))
        for row, past in enumerate(self.pasts):
            entry = past.entry
            said = [said_of(each, scheme, text) for each in past.edits[:_SHOWN]]
            if len(past.edits) > _SHOWN:
                said.append(tr("history-more", number=len(past.edits) - _SHOWN))
            what = name_of_step(entry.code, entry.values)
            if entry.kind in ("undo", "redo"):
                what = tr(f"history-{entry.kind}", what=what)
            for column, words in enumerate(
                (entry.time[:16].replace("T", " "), entry.annotator, what, "; ".join(said))
            ):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(row, column, item)
        if self.pasts:
            self.table.selectRow(0)
        self.restore.setEnabled(bool(self.pasts) and not self._session.read_only)

    def _restore(self) -> None:
        row = self.table.currentRow()
        if row < 0:
            return
        pasts = self.pasts
        if self._record:
            self.stepWanted.emit(lambda session: restore_record(session, pasts[row]))
        else:
            document = self._document
            self.stepWanted.emit(lambda session: restore_document(session, document, pasts, row))
