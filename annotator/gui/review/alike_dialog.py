"""The same decision for everything alike, after a look at what that is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import fit
from annotator.gui.keys import key_name
from annotator.gui.review.cards import says_of
from annotator.gui.review.queue_model import QueueModel
from annotator.services.reviewing import Card, Row
from annotator.wording import tr


class AlikeDialog(QDialog):
    """Shows items with a tick each; a number takes that version for all that are ticked."""

    def __init__(
        self, parent: QWidget | None, model: QueueModel, rows: Sequence[Row], cards: Sequence[Card]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("alike-title"))
        fit(self, 620, 460)
        self.number = 1
        self._rows, self._most = rows, len(cards)
        words = QLabel(tr("review-alike", number=len(rows)))
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("alike-list"))
        for row in rows:
            item = QListWidgetItem(
                tr("alike-item", name=model.name(row), title=model.title(row.document))
            )
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for card in cards:
            said = " · ".join(says_of(line.says) for line in card.lines[:2])
            button = buttons.addButton(
                f"{card.number}: {said}"[:48], QDialogButtonBox.ButtonRole.ActionRole
            )
            button.clicked.connect(lambda _on=False, number=card.number: self.take(number))
        neither = buttons.addButton(tr("alike-neither"), QDialogButtonBox.ButtonRole.ActionRole)
        neither.clicked.connect(lambda: self.take(0))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def take(self, number: int) -> None:
        """Take a version for all that are ticked."""
        self.number = number
        self.accept()

    def chosen(self) -> list[Row]:
        """Return what is ticked."""
        return [
            row
            for place, row in enumerate(self._rows)
            if self.list.item(place).checkState() is Qt.CheckState.Checked
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the version whose number is pressed."""
        name = key_name(event)
        if name.isdigit() and 1 <= int(name) <= self._most:
            self.take(int(name))
        elif name == "X":
            self.take(0)
        else:
            super().keyPressEvent(event)
