"""A form for each kind of element of a scheme.

Owns fields; what may be in them is the domain's and the services'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from annotator.domain.scheme import (
    DIGITS,
    FREE_LETTERS,
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    Scheme,
)
from annotator.gui.dialogs.common import letters
from annotator.services.scheme_editing import Element
from annotator.wording import tr

#: Colours that stay apart on a light and on a dark page.
_COLOURS = (
    "#c53030", "#c05621", "#b7791f", "#2f855a", "#2c7a7b", "#2b6cb0", "#4c51bf", "#6b46c1",
    "#b83280", "#6b7280",
)  # fmt: skip


class ElementForm(QWidget):
    """Fields of one element; `changed` tells that somebody typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.name = QLineEdit()
        self.uid = QLabel()
        self.uid.setObjectName("muted")
        self.uid.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.description = QLineEdit()
        self.add(tr("name-key"), self.name)
        self.add(tr("form-stored-as"), self.uid)
        self.name.textEdited.connect(self._tell)
        self.description.textEdited.connect(self._tell)

    def add(self, name: str, field: QWidget, focus: QWidget | None = None) -> None:
        """Add a named field; `focus` gets it if the field holds several widgets."""
        label = QLabel(name)
        label.setBuddy(focus or field)
        (focus or field).setAccessibleName(name.replace("&", ""))
        self.form.addRow(label, field)

    def fill(self, element: Any, scheme: Scheme) -> None:
        """Show an element."""
        self._filling = True
        self.name.setText(element.name)
        self.uid.setText(element.uid)
        self._fill(element, scheme)
        self._filling = False

    def element(self) -> Element:
        """Return the element as the fields say."""
        raise NotImplementedError

    def _fill(self, element: Any, scheme: Scheme) -> None:
        raise NotImplementedError

    def _tell(self, *_: object) -> None:
        if not self._filling:
            self.changed.emit()


class LayerForm(ElementForm):
    """A layer; its kind is chosen once."""

    def __init__(self) -> None:
        super().__init__()
        self._layer = Layer("", "")
        self.kind = QLabel()
        self.add(tr("form-kind"), self.kind)
        self.add(tr("form-description"), self.description)

    def _fill(self, element: Layer, scheme: Scheme) -> None:
        self._layer = element
        self.kind.setText(tr(f"layer-kind-{element.kind.value}"))
        self.description.setText(element.description)

    def element(self) -> Layer:
        """Return the layer as the fields say."""
        return replace(
            self._layer, name=self.name.text().strip(), description=self.description.text()
        )


class LabelForm(ElementForm):
    """A label with its key, colour and guideline."""

    def __init__(self) -> None:
        super().__init__()
        self._label = Label("", "", "")
        self.key = QComboBox()
        self.parent_label = QComboBox()
        self.colour = QLineEdit()
        self.colour.setMaximumWidth(round(110 * letters(self)))
        self.guideline = QPlainTextEdit()
        self.guideline.setObjectName("plain")
        self.guideline.setTabChangesFocus(True)
        self.guideline.setPlaceholderText(tr("form-guideline-hint"))
        self.guideline.setAccessibleName(tr("form-guideline-name"))
        self.read = QTextBrowser()
        self.read.setAccessibleName(tr("form-guideline-read"))
        self.read.setOpenLinks(False)  # nothing is fetched, nothing opened
        self.tabs = QTabWidget()
        self.tabs.addTab(self.guideline, tr("form-write"))
        self.tabs.addTab(self.read, tr("form-read"))
        self.tabs.setMinimumHeight(150)
        self.tabs.currentChanged.connect(self._show_guideline)
        colours = QWidget()
        row = QHBoxLayout(colours)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.colour)
        for each in _COLOURS:
            swatch = QToolButton()
            swatch.setIcon(swatch_icon(each))
            swatch.setAutoRaise(True)
            swatch.setToolTip(each)
            swatch.setAccessibleName(tr("form-colour-name", colour=each))
            swatch.clicked.connect(lambda _=False, each=each: self._take_colour(each))
            row.addWidget(swatch)
        other = QPushButton(tr("form-other-colour"))
        other.setAutoDefault(False)
        other.clicked.connect(self._choose_colour)
        row.addWidget(other)
        row.addStretch(1)
        self.add(tr("form-key"), self.key)
        self.add(tr("form-colour"), colours, self.colour)
        self.add(tr("form-below"), self.parent_label)
        self.add(tr("form-description"), self.description)
        self.add(tr("form-guideline"), self.tabs, self.guideline)
        self.colour.textEdited.connect(self._tell)
        self.guideline.textChanged.connect(self._tell)
        for box in (self.key, self.parent_label):
            box.currentIndexChanged.connect(self._tell)

    def _fill(self, element: Label, scheme: Scheme) -> None:
        self._label = element
        siblings = scheme.labels_of(element.layer, retired=True)
        self.key.clear()
        self.key.addItem(tr("form-no-key"), "")
        taken = {each.key: each.name for each in siblings if each.key and each.uid != element.uid}
        for key in (*DIGITS, *FREE_LETTERS):
            words = tr("form-key-taken", key=key, name=taken[key]) if key in taken else key
            self.key.addItem(words, key)
            if key in taken:
                model = self.key.model()
                model.item(self.key.count() - 1).setEnabled(False)  # type: ignore[attr-defined]
        self.key.setCurrentIndex(max(0, self.key.findData(element.key)))
        self.parent_label.clear()
        self.parent_label.addItem(tr("scheme-no-other"), "")
        for each in siblings:
            if each.uid != element.uid and not each.frame:
                self.parent_label.addItem(each.name, each.uid)
        self.parent_label.setCurrentIndex(max(0, self.parent_label.findData(element.parent)))
        for field in (self.key, self.parent_label):
            field.setEnabled(not element.frame and not element.retired)
        self.colour.setText(element.colour)
        self.description.setText(element.description)
        self.guideline.setPlainText(element.guideline)
        self._show_guideline()

    def element(self) -> Label:
        """Return the label as the fields say."""
        return replace(
            self._label,
            name=self.name.text().strip(),
            key=self.key.currentData() or "",
            colour=self.colour.text().strip(),
            parent=self.parent_label.currentData() or "",
            description=self.description.text(),
            guideline=self.guideline.toPlainText(),
        )

    def _show_guideline(self, *_: object) -> None:
        self.read.setMarkdown(self.guideline.toPlainText())

    def _take_colour(self, colour: str) -> None:
        self.colour.setText(colour)
        self._tell()

    def _choose_colour(self) -> None:
        chosen = QColorDialog.getColor(QColor(self.colour.text()), self, tr("form-colour-title"))
        if chosen.isValid():
            self._take_colour(chosen.name())


class AttributeForm(ElementForm):
    """An attribute with its type, its choices and the labels that may carry it."""

    def __init__(self) -> None:
        super().__init__()
        self._attribute = Attribute("", "", "")
        self.type = QComboBox()
        for each in AttributeType:
            self.type.addItem(tr(f"attribute-type-{each.value}"), each)
        self.choices = QPlainTextEdit()
        self.choices.setObjectName("plain")
        self.choices.setTabChangesFocus(True)
        self.choices.setPlaceholderText(tr("form-choices-hint"))
        self.labels = CheckList()
        self.add(tr("form-type"), self.type)
        self.add(tr("form-choices"), self.choices)
        self.add(tr("form-labels"), self.labels)
        self.add(tr("form-description"), self.description)
        self.type.currentIndexChanged.connect(self._tell)
        self.type.currentIndexChanged.connect(self._show_choices)
        self.choices.textChanged.connect(self._tell)
        self.labels.changed.connect(self._tell)

    def _fill(self, element: Attribute, scheme: Scheme) -> None:
        self._attribute = element
        self.type.setCurrentIndex(self.type.findData(element.type))
        self.choices.setPlainText("\n".join(f"{value} = {name}" for value, name in element.choices))
        known = scheme.labels_of(element.layer, retired=True)
        self.labels.fill([(each.uid, each.name) for each in known], element.labels)
        self.description.setText(element.description)
        self._show_choices()

    def element(self) -> Attribute:
        """Return the attribute as the fields say."""
        kind = AttributeType(self.type.currentData())
        choices = []
        for line in self.choices.toPlainText().split("\n"):
            value, _, name = line.partition("=")
            if value.strip():
                choices.append((value.strip(), name.strip() or value.strip()))
        return replace(
            self._attribute,
            name=self.name.text().strip(),
            type=kind,
            choices=tuple(choices) if kind is AttributeType.CHOICE else (),
            labels=self.labels.checked(self._attribute.labels),
            description=self.description.text(),
        )

    def _show_choices(self, *_: object) -> None:
        self.choices.setEnabled(self.type.currentData() == AttributeType.CHOICE)


class RoleForm(ElementForm):
    """A role of relations with what it may join."""

    def __init__(self) -> None:
        super().__init__()
        self._role = Role("", "")
        self.ends_from, self.ends_to = CheckList(), CheckList()
        self.many = QCheckBox(tr("form-many"))
        self.add(tr("form-from"), self.ends_from)
        self.add(tr("form-to"), self.ends_to)
        self.add("", self.many)
        self.many.setAccessibleName(tr("form-many"))
        for each in (self.ends_from, self.ends_to):
            each.changed.connect(self._tell)
        self.many.toggled.connect(self._tell)

    def _fill(self, element: Role, scheme: Scheme) -> None:
        self._role = element
        ends = []
        for layer in scheme.layers:
            if layer.kind is LayerKind.DOCUMENT:
                continue
            ends.append((f"{layer.uid}.*", tr("form-any-label", layer=layer.name)))
            ends += [
                (each.path, tr("form-layer-label", layer=layer.name, label=each.name))
                for each in scheme.labels_of(layer.uid, retired=True)
            ]
        self.ends_from.fill(ends, element.ends_from)
        self.ends_to.fill(ends, element.ends_to)
        self.many.setChecked(element.many)

    def element(self) -> Role:
        """Return the role as the fields say."""
        return replace(
            self._role,
            name=self.name.text().strip(),
            ends_from=self.ends_from.checked(self._role.ends_from),
            ends_to=self.ends_to.checked(self._role.ends_to),
            many=self.many.isChecked(),
        )


class CheckList(QListWidget):
    """Names with a tick each."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plainList")
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 6)
        self.itemChanged.connect(lambda _item: self.changed.emit())

    def fill(self, names: Iterable[tuple[str, str]], checked: Iterable[str]) -> None:
        """Show (key, name) pairs, some of them ticked: those come first, to be seen at once."""
        self.blockSignals(True)
        self.clear()
        ticked = set(checked)
        for key, name in sorted(names, key=lambda each: each[0] not in ticked):
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, key)
            on = key in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)

    def checked(self, before: Iterable[str]) -> tuple[str, ...]:
        """Return the keys that are ticked, those that were so `before` in their old order."""
        ticked = [
            item.data(Qt.ItemDataRole.UserRole)
            for item in map(self.item, range(self.count()))
            if item.checkState() is Qt.CheckState.Checked
        ]
        kept = [key for key in before if key in ticked]
        return (*kept, *(key for key in ticked if key not in kept))


def swatch_icon(colour: str) -> QIcon:
    """Return a square of a colour."""
    picture = QPixmap(14, 14)
    picture.fill(QColor(colour))
    return QIcon(picture)
