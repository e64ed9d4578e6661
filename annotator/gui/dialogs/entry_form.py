"""What is known of one entry, as a form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from annotator.domain.documents import Entry
from annotator.domain.scheme import LayerKind, Scheme
from annotator.wording import tr


class EntryForm(QWidget):
    """Fields for an entry; `changed` tells whether they say something else than what is stored."""

    changed = Signal(bool)

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._entry: Entry | None = None
        self.name = QLineEdit()
        self.kind = QComboBox()
        self.kind.setEditable(True)
        layer = scheme.layer_of_kind(LayerKind.SPANS)
        labels = [] if layer is None else scheme.labels_of(layer.uid)
        self.kind.addItems(["", *(each.uid for each in labels)])
        self.aliases = QPlainTextEdit()
        self.aliases.setPlaceholderText(tr("entry-aliases-hint"))
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(tr("entry-note-hint"))
        self.wikidata = QLineEdit()
        self.wikidata.setPlaceholderText(tr("entry-wikidata-hint"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: tuple[tuple[str, QWidget], ...] = (
            (tr("name-key"), self.name),
            (tr("entry-kind-key"), self.kind),
            (tr("entry-aliases-key"), self.aliases),
            (tr("entry-note-key"), self.note),
            (tr("entry-wikidata-key"), self.wikidata),
        )
        for name, field in fields:
            label = QLabel(name)
            label.setBuddy(field)
            field.setAccessibleName(name.replace("&", ""))
            form.addRow(label, field)
        for area, lines in ((self.aliases, 4), (self.note, 2)):
            area.setObjectName("plain")
            area.setTabChangesFocus(True)
            area.setFixedHeight(area.fontMetrics().lineSpacing() * lines + 14)
            area.textChanged.connect(self._tell)
        for line in (self.name, self.wikidata):
            line.textEdited.connect(self._tell)
        self.kind.editTextChanged.connect(self._tell)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show an entry; None: nothing to fill in."""
        self._entry = None  # while fields are filled they change nothing
        shown = entry or Entry(0, "")
        self.name.setText(shown.name)
        self.kind.setCurrentText(shown.kind)
        self.aliases.setPlainText("\n".join(shown.aliases))
        self.note.setPlainText(shown.note)
        self.wikidata.setText(shown.wikidata)
        self._entry = entry
        self.setEnabled(entry is not None)
        self._tell()

    @property
    def shown(self) -> Entry | None:
        """Return the entry as it is stored."""
        return self._entry

    def entry(self) -> Entry | None:
        """Return the entry as the fields say."""
        if self._entry is None:
            return None
        return replace(
            self._entry,
            name=self.name.text(),
            kind=self.kind.currentText(),
            aliases=tuple(each for each in self.aliases.toPlainText().split("\n") if each.strip()),
            note=self.note.toPlainText(),
            wikidata=self.wikidata.text(),
        )

    @property
    def is_changed(self) -> bool:
        """Tell whether the fields say something else than what is stored."""
        return self.entry() != self._entry

    def _tell(self, *_: object) -> None:
        self.changed.emit(self.is_changed)
