"""A look at the mentions of an article that are called like an entry.

Owns the choice between entries of one name; it returns what was ticked.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import Scheme
from annotator.gui.dialogs.common import fit, letters, name_with_kind
from annotator.gui.dialogs.context_painter import ContextPainter
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.models.links_model import CONTEXT, ENTRY, LinksModel
from annotator.services.entries import LinkProposal
from annotator.wording import tr


class LinksDialog(QDialog):
    """Shows proposals with a tick and an entry each; accepting it links the ticked ones."""

    def __init__(
        self, parent: QWidget | None, proposals: Sequence[LinkProposal], scheme: Scheme
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("links-title"))
        fit(self, 820, 520)
        self.model = LinksModel(proposals, scheme)
        self.model.ticked.connect(self._count)
        words = QLabel(tr("links-found", number=len(proposals)))
        words.setWordWrap(True)
        self.table = TickedTable(self.model, tr("links-table"))
        self.table.setItemDelegateForColumn(CONTEXT, ContextPainter(self.table))
        head = self.table.horizontalHeader()
        head.resizeSection(1, round(120 * letters(self)))
        head.resizeSection(ENTRY, round(220 * letters(self)))
        for column in (1, ENTRY):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        self.entry = QComboBox()
        self.entry.setAccessibleName(tr("links-entry"))
        self.entry.setMinimumWidth(round(260 * letters(self)))
        self.entry.activated.connect(self._choose)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setDefault(True)
        self.table.entered.connect(self.do.click)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(10)
        label = QLabel(tr("links-entry-key"))
        label.setBuddy(self.entry)
        row.addWidget(label)
        row.addWidget(self.entry)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(buttons)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        self.table.go_to(0)
        self.table.setFocus()
        self._count(len(self.model.links()))

    def _count(self, ticked: int) -> None:
        self.do.setText(tr("links-do", number=ticked))
        self.do.setEnabled(ticked > 0)

    def _offer(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Offer the entries that are called like the row in hand."""
        self.entry.clear()
        for each in self.model.row(current.row()).entries:
            self.entry.addItem(name_with_kind(each))
        chosen = self.model.entry(current.row())
        names = [each.id for each in self.model.row(current.row()).entries]
        self.entry.setCurrentIndex(names.index(chosen.id))
        self.entry.setEnabled(len(names) > 1)

    def _choose(self, place: int) -> None:
        """Take an entry for every selected mention that may be of it."""
        entry = self.model.row(self.table.currentIndex().row()).entries[place]
        for row in self.table.rows_in_hand():
            if entry in self.model.row(row).entries:
                self.model.choose(row, entry)
