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

from annotator.domain.scheme import Attribute, Label, Scheme
from annotator.gui.dialogs.common import fit
from annotator.services.guideline_versions import newly_defined
from annotator.services.scheming import Takeover
from annotator.wording import tr

#: What stands over the columns, as codes.
_HEADS = ("scheme-head-change", "head-what", "scheme-head-where", "scheme-head-used")


class SchemeDialog(QDialog):
    """Shows the changes of a takeover, with or without retiring what the file lacks."""

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        keeping: Takeover | None,
        retiring: Takeover | None,
        scheme: Scheme | None = None,
    ) -> None:
        """Take both ways (None stands for one that changes nothing) and the scheme as it is."""
        super().__init__(parent)
        self.setWindowTitle(tr("take-scheme-title"))
        fit(self, 640, 480)
        self._keeping, self._retiring, self._scheme = keeping, retiring, scheme
        words = QLabel(tr("scheme-preview", name=name))
        words.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setObjectName("plainList")
        self.table.setAccessibleName(tr("scheme-table"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setHeaderLabels([tr(code) for code in _HEADS])
        head = self.table.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.retire = QCheckBox(tr("scheme-retire-box"))
        self.retire.setToolTip(tr("scheme-retire-hint"))
        self.retire.toggled.connect(self._show_changes)
        self.look_again = QCheckBox(tr("versions-look-again"))
        self.look_again.setToolTip(tr("versions-look-again-hint"))
        self.look_again.setChecked(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = buttons.addButton(tr("take-scheme-title"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.do.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.retire)
        layout.addWidget(self.look_again)
        layout.addWidget(buttons)
        self._show_changes()

    def takeover(self) -> Takeover | None:
        """Return the way that was chosen; None if it changes nothing."""
        return self._retiring if self.retire.isChecked() else self._keeping

    @property
    def wants_look(self) -> bool:
        """Tell whether labels made so far need a second look, because their definition changes."""
        return self._defines_anew() and self.look_again.isChecked()

    def _defines_anew(self) -> bool:
        chosen = self.takeover()
        if chosen is None or self._scheme is None:
            return False
        edits = chosen.step.edits
        elements = [each.after for each in edits if isinstance(each.after, Label | Attribute)]
        return bool(newly_defined(self._scheme, *elements))

    def _show_changes(self) -> None:
        chosen = self.takeover()
        self.look_again.setVisible(self._defines_anew())
        self.table.clear()
        for each in () if chosen is None else chosen.changes:
            how, what = tr(f"scheme-how-{each.how}"), tr(f"record-{each.what}")
            used = f"{each.used:,}".replace(",", " ")
            row = QTreeWidgetItem([how, what, each.path, used])
            row.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.addTopLevelItem(row)
        if chosen is None:
            self.table.addTopLevelItem(QTreeWidgetItem([tr("scheme-nothing-changes")]))
        self.do.setEnabled(chosen is not None)
