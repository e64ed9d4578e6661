"""What dialogs share: a form with buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import Entry
from annotator.wording import tr

#: Logical pixels of the letters for which sizes of dialogs are given.
_USUAL_HEIGHT = 16
#: Share of the screen that a dialog may take at first; its frame needs room, too.
_OF_SCREEN = 0.94
#: Logical pixels of a form, for such letters.
_FORM_WIDTH = 480


def letters(widget: QWidget) -> float:
    """Return how many times larger than usual the letters of a widget are, 1 at least."""
    return max(1.0, widget.fontMetrics().height() / _USUAL_HEIGHT)


def fit(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its first size, in logical pixels for usual letters; the screen is enough."""
    size = QSize(width, height) * letters(dialog)
    dialog.resize(size.boundedTo(room(dialog) * _OF_SCREEN))


def room(widget: QWidget) -> QSize:
    """Return how much of the screen a window may take, in logical pixels."""
    return widget.screen().availableSize()


def make_clearable(field: QLineEdit) -> None:
    """Give a field the sign that empties it, with a name for screen readers."""
    field.setClearButtonEnabled(True)
    button = field.findChild(QToolButton)
    if button is not None:
        button.setAccessibleName(tr("field-clear"))


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

    def sizeHint(self) -> QSize:
        """Return a size at which fields are wide enough to write in.

        A minimum width would take the place of the layout's own, and words would be cut off.
        """
        return super().sizeHint().expandedTo(QSize(round(_FORM_WIDTH * letters(self)), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for hints, which take the more lines the narrower the dialog is."""
        super().resizeEvent(event)
        self._keep_room()

    def event(self, event: QEvent) -> bool:
        """Keep that room, too, when words or the theme change."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._keep_room()
        return done

    def _keep_room(self) -> None:
        if self.body.hasHeightForWidth():
            self.setMinimumHeight(self.body.minimumHeightForWidth(self.width()))

    def add(self, name: str, widget: QWidget, hint: str = "") -> None:
        """Add a named field, perhaps with a line of help below it."""
        widget.setAccessibleName(name)
        self.form.addRow(name, widget)
        if hint:
            words = QLabel(hint)
            words.setObjectName("muted")
            words.setWordWrap(True)
            self.form.addRow("", words)
