"""Articles of one text under two ids, each pair to be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QWidget

from annotator.gui.dialogs.common import FormDialog, fit
from annotator.services.same_documents import SameText
from annotator.wording import tr


class SameTextsDialog(FormDialog):
    """Returns the pairs that are one article."""

    def __init__(self, parent: QWidget | None, pairs: Sequence[SameText]) -> None:
        super().__init__(parent, tr("same-texts-title"), tr("same-texts-do"))
        fit(self, 640, 420)
        self._pairs = pairs
        words = QLabel(tr("same-texts-about"))
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("same-texts-list"))
        for pair in pairs:
            item = QListWidgetItem(
                tr("same-texts-pair", kept=pair.kept.uid, gone=pair.gone.uid, labels=pair.labels)
            )
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.body.insertWidget(0, words)
        self.body.insertWidget(1, self.list, 1)

    def chosen(self) -> list[SameText]:
        """Return the ticked pairs."""
        return [
            pair
            for place, pair in enumerate(self._pairs)
            if self.list.item(place).checkState() is Qt.CheckState.Checked
        ]
