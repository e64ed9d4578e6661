"""The part of the export dialog in which people get other names.

Owns the choice and how examples are shown; who is a person and what she is called is the services'.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.services.redacting import RedactOptions, Replacement, labels_of_people
from annotator.services.session import Session
from annotator.wording import tr

#: Examples that are shown, and names of each.
_SHOWN, _NAMES = 50, 3


class RedactPanel(QWidget):
    """Asks whether people shall have other names, which, and shows some of them."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.box = QCheckBox(tr("redact-box"))
        about = QLabel(tr("redact-about"))
        about.setObjectName("muted")
        about.setWordWrap(True)
        self.labels = QListWidget()
        self.labels.setObjectName("plainList")
        people = {each.path for each in labels_of_people(session.scheme)}
        layers = {each.uid: each.name for each in session.scheme.layers}
        # Labels of people first: that is what most look for.
        for each in sorted(session.scheme.labels, key=lambda each: each.path not in people):
            if each.frame or each.retired:
                continue
            item = QListWidgetItem(f"{each.name}  ({layers[each.layer]})")
            item.setToolTip(each.path)
            item.setData(Qt.ItemDataRole.UserRole, each.path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = each.path in people
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.labels.addItem(item)
        self.labels.setFixedHeight(4 * self.labels.sizeHintForRow(0) + 8)
        self.everywhere = QCheckBox(tr("redact-everywhere"))
        self.short = QCheckBox(tr("redact-short"))
        self.annotators = QCheckBox(tr("redact-annotators"))
        for box in (self.everywhere, self.short, self.annotators):
            box.setChecked(True)
        self.everywhere.toggled.connect(self.short.setEnabled)
        self.key = QCheckBox(tr("redact-key"))
        self.look = QPushButton(tr("redact-look"))
        self.examples = QListWidget()
        self.examples.setObjectName("plainList")
        self._choices = QWidget()
        form = QFormLayout(self._choices)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add(form, tr("redact-labels"), self.labels)
        for box in (self.everywhere, self.short, self.annotators, self.key):
            form.addRow("", box)
        form.addRow("", self.look)
        self._add(form, tr("redact-shown"), self.examples)
        column = QVBoxLayout(self)
        column.addWidget(self.box)
        column.addWidget(about)
        column.addWidget(self._choices, 1)
        self._say(tr("redact-none-shown"))
        self.box.toggled.connect(self._check)
        self.labels.itemChanged.connect(self._check)
        self._check()

    @staticmethod
    def _add(form: QFormLayout, name: str, widget: QWidget) -> None:
        widget.setAccessibleName(name)
        form.addRow(name, widget)

    def _check(self) -> None:
        self._choices.setEnabled(self.box.isChecked())
        self.look.setEnabled(not self.problem)
        self.changed.emit()

    @property
    def problem(self) -> str:
        """Return what is missing in the choice, "" if nothing is."""
        return tr("redact-choose-label") if self.box.isChecked() and not self._ticked() else ""

    @property
    def wants_key(self) -> bool:
        """Tell whether a key file shall be written."""
        return self.box.isChecked() and self.key.isChecked()

    def options(self) -> RedactOptions | None:
        """Return what was chosen; None leaves people as they are."""
        if not self.box.isChecked():
            return None
        return RedactOptions(
            tuple(self._ticked()),
            everywhere=self.everywhere.isChecked(),
            short_forms=self.short.isChecked(),
            annotators=self.annotators.isChecked(),
        )

    def _ticked(self) -> list[str]:
        items = map(self.labels.item, range(self.labels.count()))
        return [
            str(each.data(Qt.ItemDataRole.UserRole))
            for each in items
            if each.checkState() is Qt.CheckState.Checked
        ]

    def show_examples(self, found: Sequence[Replacement]) -> None:
        """List who would be called what."""
        self.examples.clear()
        if not found:
            self._say(tr("redact-nobody"))
        for each in found[:_SHOWN]:
            names = ", ".join(each.names[:_NAMES]) + ("…" if len(each.names) > _NAMES else "")
            self.examples.addItem(tr("redact-example", names=names, pseudonym=each.pseudonym))
        if len(found) > _SHOWN:
            self._say(tr("redact-more", number=len(found) - _SHOWN))

    def _say(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.examples.addItem(item)
