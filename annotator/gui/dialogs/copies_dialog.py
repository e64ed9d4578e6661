"""Every pair of articles that are copies of one another.

Owns the table and what its buttons ask for; finding and bringing over are the service's.  It stays
open beside the window, so that one can look at either article.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import fit, letters
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.models.copies_model import CopiesModel
from annotator.services.copies import Copy
from annotator.wording import tr


class CopiesDialog(QDialog):
    """Shows pairs with a tick each; Enter brings the labels of the ticked ones over."""

    documentWanted = Signal(object)  # id of a document to open
    carryWanted = Signal(object)  # pairs (article, its finished copy)

    def __init__(self, parent: QWidget | None, copies: Sequence[Copy]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("copies-title"))
        fit(self, 940, 560)
        self.model = CopiesModel(copies)
        self.model.ticked.connect(self._count)
        words = QLabel(tr("copies-found", number=len(copies)))
        words.setWordWrap(True)
        self.table = TickedTable(self.model, tr("copies-table"))
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.doubleClicked.connect(lambda index: self._show(index.column() == 2))
        head = self.table.horizontalHeader()
        head.setSectionsClickable(True)
        for column, width in ((1, 90), (2, 300), (3, 150)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(column, round(width * letters(self)))
        self.do = QPushButton()
        self.do.clicked.connect(self._carry)
        self.show_article = QPushButton(tr("copies-show-article"))
        self.show_article.clicked.connect(lambda: self._show(other=False))
        self.show_other = QPushButton(tr("copies-show-other"))
        self.show_other.clicked.connect(lambda: self._show(other=True))
        every = QPushButton(tr("tick-all"))
        every.clicked.connect(lambda: self.model.tick_all(on=True))
        none = QPushButton(tr("tick-none"))
        none.clicked.connect(lambda: self.model.tick_all(on=False))
        close = QPushButton(tr("close"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (every, none, self.show_article, self.show_other):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.do, close):
            row.addWidget(button)
        close.setAutoDefault(False)
        self.do.setDefault(True)
        self.table.entered.connect(self.do.click)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self.table.go_to(0)
        self.table.setFocus()
        self._count()

    def chosen(self) -> list[tuple[int, int]]:
        """Return the ticked pairs that have labels to bring over."""
        return [(each.document, each.other) for each in self.model.chosen() if each.labels]

    def _count(self) -> None:
        number = len(self.chosen())
        self.do.setText(tr("copies-do", number=number))
        self.do.setEnabled(number > 0)

    def _carry(self) -> None:
        self.carryWanted.emit(self.chosen())
        self.close()

    def _show(self, other: bool) -> None:
        index: QModelIndex = self.table.currentIndex()
        if index.isValid():
            row = self.model.row(index.row())
            self.documentWanted.emit(row.other if other else row.document)
