"""What is known of the annotation in hand: slots, attributes, comments, history.

Owns editors of typed attributes and the chips of slots; every edit goes through the desk.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Annotation
from annotator.domain.quotes import quote_of
from annotator.domain.scheme import Attribute, AttributeType, LayerKind
from annotator.services.desk import Desk
from annotator.services.session import HistoryEntry
from annotator.wording import messages, tr

_HISTORY = 6


class InspectorPanel(QFrame):
    """Right pane, lower card."""

    selectWanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._desk: Desk | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(8)
        self._body: QWidget | None = None
        self.setAccessibleName("Annotation in hand")

    def set_desk(self, desk: Desk | None) -> None:
        """Show what is selected on a desk."""
        self._desk = desk
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected as it stands."""
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget()
        box = QVBoxLayout(self._body)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        self._layout.addWidget(self._body)
        desk = self._desk
        if desk is None or desk.article is None:
            box.addWidget(_muted("Nothing is open."))
            return
        suggestion = desk.selected_suggestion()
        annotation = desk.selected_annotation()
        if suggestion is not None:
            label = desk.session.scheme.label(suggestion.layer, suggestion.label)
            name = suggestion.label if label is None else label.name
            box.addWidget(_title(f"SUGGESTION · {name.upper()}"))
            box.addWidget(QLabel(desk.article.text[suggestion.start : suggestion.end]))
            box.addWidget(_muted(f"by {suggestion.model}"))
            box.addWidget(
                _muted("Enter accepts it, Backspace rejects it, a label key corrects it.")
            )
            return
        if annotation is None:
            box.addWidget(_title("NOTHING SELECTED"))
            box.addWidget(
                _muted(
                    "Put the cursor on a word and press a label's key. "
                    "J and K walk over what is labelled; Q makes a quote, + and − an opinion."
                )
            )
            self._add_history(box, desk.session.history(document=desk.document, limit=_HISTORY))
            return
        self._show(box, desk, annotation)

    def _show(self, box: QVBoxLayout, desk: Desk, annotation: Annotation) -> None:
        article = desk.article
        assert article is not None
        kind = desk.session.scheme.layer(annotation.layer)
        frame = annotation
        if annotation.spans and kind is not None and kind.kind is not LayerKind.SPANS:
            frames = article.frames_of(annotation.id)
            frame = frames[-1] if frames else annotation
        box.addWidget(_title(self._heading(desk, annotation, frame)))
        if annotation.spans:
            words = QLabel(desk.scribe().text_of(annotation))
            words.setWordWrap(True)
            box.addWidget(words)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for role in desk.session.scheme.roles:
            if role.retired or f"{frame.layer}.{frame.label}" not in role.ends_from:
                continue
            self._add_slot(form, desk, frame, role.uid, role.name)
        for attribute in desk.session.scheme.attributes_of(frame.layer, frame.label):
            self._add_attribute(form, desk, frame, attribute)
        if form.rowCount():
            box.addLayout(form)
        comments = desk.session.comments_on(annotation.id)
        if comments:
            box.addWidget(_title("COMMENTS"))
            names = desk.session.annotators
            for comment in comments:
                who = names[comment.annotator].name if comment.annotator in names else ""
                remark = QLabel(f"{comment.text}  — {who}")
                remark.setWordWrap(True)
                box.addWidget(remark)
        self._add_history(box, desk.session.history(record=frame.id, limit=_HISTORY))

    def _heading(self, desk: Desk, annotation: Annotation, frame: Annotation) -> str:
        article = desk.article
        assert article is not None
        label = desk.session.scheme.label(annotation.layer, annotation.label)
        name = annotation.label if label is None else label.name
        kind = desk.session.scheme.layer(annotation.layer)
        if kind is not None and kind.kind is LayerKind.QUOTES and not frame.spans:
            name = f"Quote · {quote_of(article, frame).type.value}"
        elif kind is not None and kind.kind is LayerKind.OPINIONS and not frame.spans:
            polarity = frame.attributes.get("polarity", "no polarity yet")
            name = f"Opinion · {polarity}"
        return name.upper()

    def _add_slot(
        self, form: QFormLayout, desk: Desk, frame: Annotation, role: str, name: str
    ) -> None:
        article = desk.article
        assert article is not None
        chips = QWidget()
        row = QVBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for relation in article.relations_from(frame.id, role):
            part = article.annotations.get(relation.target)
            if part is None:
                continue
            line = QHBoxLayout()
            line.setSpacing(2)
            chip = QToolButton()
            chip.setObjectName("slot")
            words = desk.scribe().text_of(part) or "…"
            chip.setText(chip.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 150))
            chip.setToolTip(words)
            chip.setAccessibleName(f"{name}: {words}")
            chip.clicked.connect(lambda _=False, number=part.id: self.selectWanted.emit(number))
            away = QToolButton()
            away.setObjectName("slot")
            away.setText("×")
            away.setToolTip(f"Take out of {name.lower()}")
            away.setAccessibleName(f"Take {words} out of {name.lower()}")
            away.clicked.connect(lambda _=False, relation=relation: desk.unlink(relation))
            line.addWidget(chip)
            line.addWidget(away)
            line.addStretch(1)
            row.addLayout(line)
        if not row.count():
            if role == "holder" and frame.attributes.get("holder") == "writer":
                row.addWidget(QLabel("writer"))
            else:
                row.addWidget(_muted("—"))
        form.addRow(_muted(name), chips)

    def _add_attribute(
        self, form: QFormLayout, desk: Desk, frame: Annotation, attribute: Attribute
    ) -> None:
        if attribute.uid == "holder":
            return  # shown as the slot it empties
        value = frame.attributes.get(attribute.uid)
        editor: QWidget
        if attribute.type in (AttributeType.CHOICE, AttributeType.YES_NO):
            editor = self._choice(desk, frame, attribute, value)
        else:
            field = QLineEdit("" if value is None else str(value))
            field.editingFinished.connect(
                lambda: self._typed(desk, frame.id, attribute, field.text())
            )
            editor = field
        editor.setAccessibleName(attribute.name)
        editor.setToolTip(attribute.description)
        form.addRow(_muted(attribute.name), editor)

    def _choice(
        self, desk: Desk, frame: Annotation, attribute: Attribute, value: object
    ) -> QComboBox:
        box = QComboBox()
        if attribute.type is AttributeType.YES_NO:
            options: list[tuple[object, str]] = [(True, "yes"), (False, "no")]
        else:
            options = list(attribute.choices)
        unset = "from the marks" if attribute.uid == "type" else "—"
        for data, name in [(None, unset), *options]:
            box.addItem(name, data)
        box.setCurrentIndex(next((n for n, (d, _) in enumerate(options, 1) if d == value), 0))
        box.activated.connect(
            lambda row: desk.set_attribute(frame.id, attribute.uid, box.itemData(row))
        )
        return box

    @staticmethod
    def _typed(desk: Desk, number: int, attribute: Attribute, text: str) -> None:
        value: str | float | None = text.strip() or None
        if value is not None and attribute.type is AttributeType.NUMBER:
            try:
                value = float(text.replace(",", "."))
            except ValueError:
                value = text  # the desk says what is wrong with it
        article = desk.article
        if article is not None and number in article.annotations:
            before = article.annotations[number].attributes.get(attribute.uid)
            if before != value:
                desk.set_attribute(number, attribute.uid, value)

    @staticmethod
    def _add_history(box: QVBoxLayout, entries: list[HistoryEntry]) -> None:
        if not entries:
            return
        box.addWidget(_title("HISTORY"))
        for entry in entries:
            words = tr(entry.code, **entry.values) if entry.code in messages() else entry.code
            if entry.kind in ("undo", "redo"):
                words = f"{entry.kind}: {words}"
            who = f"{entry.annotator} · " if entry.annotator else ""
            when = entry.time[5:16].replace("T", " ")
            label = _muted(f"{words}  ({who}{when})")
            box.addWidget(label)


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("cardTitle")
    label.setWordWrap(True)
    return label


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
