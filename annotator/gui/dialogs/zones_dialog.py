"""A look at the zones that rules propose.

Owns the line around the row in hand and what is only shown when asked for; it returns what is to be
excluded, and what the person saw and left in.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import fit, letters
from annotator.gui.dialogs.ticked_table import TickedTable
from annotator.gui.models.zone_proposals_model import ZoneProposalsModel, why
from annotator.services.zoning import ZoneProposal
from annotator.wording import tr

#: Characters of the line that are shown on each side of a proposal.
_AROUND = 160


class ZonesDialog(QDialog):
    """Shows proposals with a tick each; accepting it keeps the ticked ones.

    What is withheld, because its like was kept before, comes without ticks, and only if asked for.
    """

    def __init__(self, parent: QWidget | None, proposals: Sequence[ZoneProposal]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("zones-title"))
        fit(self, 820, 560)
        shown = [each for each in proposals if not each.withheld]
        self._withheld = [each for each in proposals if each.withheld]
        self.model = ZoneProposalsModel(shown)
        self.model.ticked.connect(self._count)
        articles = len({each.document for each in shown})
        words = QLabel(tr("zones-found", number=len(shown), articles=articles))
        words.setWordWrap(True)
        self.table = TickedTable(self.model, tr("zones-table"))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.resizeSection(2, round(250 * letters(self)))
        self.why = QLabel()
        self.why.setObjectName("muted")
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setTextFormat(Qt.TextFormat.RichText)
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.line.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 6)
        self.line.setAccessibleName(tr("zones-line"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setDefault(True)
        # Beside the box: Tab would pass by what is in it and neither accepts nor rejects.
        every, none = QPushButton(tr("tick-all")), QPushButton(tr("tick-none"))
        every.clicked.connect(lambda: self.model.tick_all(on=True))
        none.clicked.connect(lambda: self.model.tick_all(on=False))
        number = len(self._withheld)
        self.withheld = QLabel(tr("zones-withheld", number=number))
        self.withheld.setObjectName("muted")
        self.withheld.setWordWrap(True)
        self.more = QPushButton(tr("zones-show-withheld", number=number))
        self.more.clicked.connect(self._show_withheld)
        for widget in (self.withheld, self.more):
            widget.setVisible(number > 0)
        self.table.entered.connect(self.do.click)
        for button in (every, none, self.more):
            button.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.line)
        layout.addWidget(self.withheld)
        last = QHBoxLayout()
        for button in (every, none, self.more):
            last.addWidget(button)
        last.addStretch(1)
        last.addWidget(buttons)
        layout.addLayout(last)
        self.table.selectionModel().currentRowChanged.connect(self._show_line)
        self.table.go_to(0)
        self._count(len(shown))

    def kept(self) -> list[ZoneProposal]:
        """Return what shall be excluded."""
        return self.model.chosen()

    def left(self) -> list[ZoneProposal]:
        """Return what was shown and is not to be excluded: it belongs to its article."""
        rows = range(self.model.rowCount())
        return [self.model.row(place) for place in rows if not self.model.is_ticked(place)]

    def _show_withheld(self) -> None:
        first = self.model.rowCount()
        self.model.add([(each, False) for each in self._withheld])
        self._withheld = []
        self.more.hide()
        self.withheld.hide()
        self.table.go_to(first)
        self.table.setFocus()

    def _count(self, ticked: int) -> None:
        words = tr("zones-exclude", number=ticked) if ticked else tr("zones-keep-all")
        self.do.setText(words)

    def _show_line(self, current: QModelIndex, _before: QModelIndex) -> None:
        proposal = self.model.row(current.row())
        start, end = proposal.place, proposal.place + len(proposal.words)
        before, after = proposal.line[:start], proposal.line[end:]
        if len(before) > _AROUND:
            before = "…" + before[-_AROUND:]
        if len(after) > _AROUND:
            after = after[:_AROUND] + "…"
        kind = tr(f"zone-kind-{proposal.kind.value}")
        self.why.setText(tr("zones-why", kind=kind, why=why(proposal)))
        struck = f"<s>{escape(proposal.words)}</s>"
        self.line.setText(f"{escape(before)}{struck}{escape(after)}")
