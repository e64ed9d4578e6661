"""What dialogs share: a form with buttons."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import Entry


def agreed(parent: QWidget, title: str, do: str, question: str, more: str) -> bool:
    """Ask before something large; tell whether the person chose to `do` it."""
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    box.setInformativeText(more)
    yes = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(yes)
    box.exec()
    return box.clickedButton() is yes


def name_with_kind(entry: Entry) -> str:
    """Return how an entry is told from others of its name in a list."""
    return f"{entry.name}  ({entry.kind})" if entry.kind else entry.name


class FormDialog(QDialog):
    """A dialog with a form and two buttons."""

    def __init__(self, parent: QWidget | None, title: str, do: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(9)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.do = self.buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
        # It stays the one that Enter presses because the box is in the dialog already.
        self.do.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 18, 20, 16)
        self.body.setSpacing(14)
        self.body.addLayout(self.form)
        self.body.addWidget(self.buttons)

    def add(self, name: str, widget: QWidget, hint: str = "") -> None:
        """Add a named field, perhaps with a line of help below it."""
        widget.setAccessibleName(name)
        self.form.addRow(name, widget)
        if hint:
            words = QLabel(hint)
            words.setObjectName("muted")
            words.setWordWrap(True)
            self.form.addRow("", words)
