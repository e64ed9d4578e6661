"""A look at what a scheme file changes, before it is taken.

Owns the table and the choice about what the file lacks; the changes are the service's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.services.scheming import Takeover
from annotator.wording import tr

_HEADS = ("Change", "What", "Where", "In use")


class SchemeDialog(QDialog):
    """Shows the changes of a takeover, with or without retiring what the file lacks."""

    def __init__(
        self, parent: QWidget | None, name: str, keeping: Takeover | None, retiring: Takeover | None
    ) -> None:
        """Take both ways; None stands for one that changes nothing."""
        super().__init__(parent)
        self.setWindowTitle("Take scheme")
        self.resize(640, 480)
        self._keeping, self._retiring = keeping, retiring
        words = QLabel(tr("scheme-preview", name=name))
        words.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setObjectName("plainList")
        self.table.setAccessibleName("Changes of the scheme")
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels(_HEADS)
        head = self.table.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.retire = QCheckBox("Retire what the file does not have")
        self.retire.setToolTip(tr("scheme-retire-hint"))
        self.retire.toggled.connect(self._show_changes)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = buttons.addButton("Take scheme", QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.retire)
        layout.addWidget(buttons)
        self._show_changes()

    def takeover(self) -> Takeover | None:
        """Return the way that was chosen; None if it changes nothing."""
        return self._retiring if self.retire.isChecked() else self._keeping

    def _show_changes(self) -> None:
        chosen = self.takeover()
        self.table.clear()
        for each in () if chosen is None else chosen.changes:
            row = QTreeWidgetItem(
                [each.how, each.what, each.path, f"{each.used:,}".replace(",", " ")]
            )
            row.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.addTopLevelItem(row)
        if chosen is None:
            self.table.addTopLevelItem(QTreeWidgetItem(["nothing"]))
        self.do.setEnabled(chosen is not None)
