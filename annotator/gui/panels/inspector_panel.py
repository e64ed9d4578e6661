"""What is known of the annotation in hand: slots, attributes, comments, history.

Owns editors of typed attributes and the chips of slots; every edit goes through the desk.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Suggestion
from annotator.domain.opinions import QUOTE, WRITER, holder_chain
from annotator.domain.quotes import quote_of, speakers
from annotator.domain.scheme import Attribute, LayerKind
from annotator.domain.suggested_frames import SLOTS, SuggestedFrame, entry_of
from annotator.gui.panels.comments_view import CommentsView, Drafts
from annotator.services.desk import Desk
from annotator.services.details import Detail
from annotator.services.session import HistoryEntry
from annotator.services.suggestion_bands import band, percent
from annotator.wording import messages, tr

_HISTORY = 6
_CHIP = 120  # logical pixels of the words on a chip
#: Slots that have a row even while they are empty, and the keys that fill slots.
_ALWAYS_SHOWN = frozenset(("content", "cue", "source", "expression", "target", "holder"))
_SLOT_KEYS = {"content": "X", "cue": "C", "source": "S", "insertion": "I",
              "expression": "R", "target": "T", "holder": "H"}  # fmt: skip


class InspectorPanel(QFrame):
    """Right pane, lower card."""

    selectWanted = Signal(object)
    leaveWanted = Signal()  # the article shall have the keys again
    fieldShown = Signal(object)  # a field in which somebody writes, perhaps out of sight

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._desk: Desk | None = None
        self._drafts = Drafts()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 12, 12, 12)
        self._layout.setSpacing(8)
        self._body: QWidget | None = None
        self.setAccessibleName("Annotation in hand")

    def set_desk(self, desk: Desk | None) -> None:
        """Show what is selected on a desk."""
        if desk is not self._desk:
            self._drafts = Drafts()
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
        self._show(box)
        box.addStretch(1)

    def _show(self, box: QVBoxLayout) -> None:
        desk = self._desk
        if desk is None or desk.article is None:
            box.addWidget(_muted("Nothing is open."))
            return
        suggestion, annotation = desk.selected_suggestion(), desk.in_hand()
        if suggestion is not None:
            self._show_suggestion(box, desk, suggestion)
        elif annotation is not None:
            self._show_annotation(box, desk, annotation)
        else:
            box.addWidget(_title("NOTHING SELECTED"))
            box.addWidget(
                _muted(
                    "Put the cursor on a word and press a label's key. "
                    "J and K walk over what is labelled; Q makes a quote, + and − an opinion."
                )
            )
            self._add_comments(box, desk)
            self._add_history(box, desk.session.history(document=desk.document, limit=_HISTORY))

    def _show_suggestion(self, box: QVBoxLayout, desk: Desk, suggestion: Suggestion) -> None:
        """Show what is suggested, how sure that is and by whom, and what to do about it."""
        scribe = desk.scribe()
        text, frame = scribe.article.text, scribe.proposed(suggestion)
        label = desk.session.scheme.label(suggestion.layer, suggestion.label)
        name = suggestion.label if label is None else label.name
        box.addWidget(_title(f"SUGGESTION · {name.upper()}"))
        score = _words(score_in_words(suggestion.score))
        score.setAccessibleName("How sure")
        box.addWidget(score)
        form = _form()
        if frame is None:
            box.addWidget(_words(text[suggestion.start : suggestion.end]))
            entry = desk.entries.get(entry_of(suggestion))
            if entry is not None:
                form.addRow(_field_name("Entry", "E", "accepts it, linked"), _words(entry.name))
        else:
            self._add_suggested(form, desk, suggestion, frame)
        if form.rowCount():
            box.addLayout(form)
        box.addLayout(self._answers(desk, suggestion))
        box.addWidget(_muted(tr("suggestion-by", model=suggestion.model)))
        box.addWidget(_muted(tr("suggestion-hint" if frame is None else "suggestion-frame-hint")))

    @staticmethod
    def _add_suggested(
        form: QFormLayout, desk: Desk, suggestion: Suggestion, frame: SuggestedFrame
    ) -> None:
        """Add a row for each slot and attribute of a suggested quote or opinion."""
        scheme, text = desk.session.scheme, desk.scribe().article.text
        for role in SLOTS[frame.kind]:
            known = scheme.role(role)
            words = " … ".join(" ".join(each.of(text).split()) for each in frame.spans(role))
            if role == "holder" and frame.by_writer:
                words = WRITER
            if known is None or known.retired or not (words or role in _ALWAYS_SHOWN):
                continue
            if role == "source" and frame.speaker is not None:
                words += f" → {frame.speaker.of(text)}"
            value = _words(words) if words else _muted("—")
            value.setAccessibleName(f"Suggested {known.name}")
            form.addRow(_field_name(known.name, _SLOT_KEYS.get(role, "")), value)
        for uid, chosen in frame.attributes.items():
            attribute = scheme.attribute(suggestion.layer, uid)
            if attribute is not None and not attribute.retired:
                form.addRow(
                    _muted(attribute.name), _words(dict(attribute.choices).get(chosen, chosen))
                )

    def _answers(self, desk: Desk, suggestion: Suggestion) -> QHBoxLayout:
        """Return the buttons that accept or reject a suggestion; keys do the same."""
        alike = len(desk.alike(suggestion))
        buttons: list[tuple[str, str, Callable[[], bool]]] = [
            (tr("suggestion-accept"), "Enter", desk.accept),
            (tr("suggestion-reject"), "Backspace", desk.reject_or_delete),
        ]
        if alike > 1:
            name = tr("suggestion-accept-alike", number=alike)
            buttons.append((name, "Shift+Enter", desk.accept_alike))
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, key, act in buttons:
            button = QPushButton(name)
            button.setToolTip(key)
            button.setAccessibleName(f"{name} ({key})")
            button.setEnabled(not desk.session.read_only)
            button.clicked.connect(lambda _=False, act=act: self._answer(act))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _answer(self, act: Callable[[], bool]) -> None:
        act()
        self.leaveWanted.emit()

    def _show_annotation(self, box: QVBoxLayout, desk: Desk, frame: Annotation) -> None:
        """Show an annotation; for a part of a quote or an opinion, the whole of it."""
        article, scheme = desk.article, desk.session.scheme
        assert article is not None
        details = desk.details()
        title = QHBoxLayout()
        title.addWidget(_title(self._heading(desk, frame)), 1)
        if details:
            title.addWidget(_keycap("Enter", "chooses a detail"), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(title)
        if frame.spans:
            box.addWidget(_words(desk.scribe().text_of(frame)))
        self._add_chain(box, desk, frame)
        form = _form()
        path = f"{frame.layer}.{frame.label}"
        for role in scheme.roles:
            if role.retired or path not in role.ends_from:
                continue
            empty = not article.relations_from(frame.id, role.uid)
            # An insertion or a link is rare; an empty row of it would only be in the way.
            if not empty or role.uid in _ALWAYS_SHOWN:
                self._add_slot(form, desk, frame, role.uid, role.name)
        if frame.spans:
            self._add_entry(form, desk, frame)
        for detail in details:
            if not detail.is_link:
                self._add_attribute(form, desk, frame, detail)
        if form.rowCount():
            box.addLayout(form)
        self._add_opinions(box, desk, frame)
        self._add_comments(box, desk)
        self._add_history(box, desk.session.history(record=frame.id, limit=_HISTORY))

    def write_comment(self) -> None:
        """Begin a comment on what is in hand, else on the article."""
        desk = self._desk
        if desk is None or desk.article is None:
            return
        annotation = desk.in_hand()
        number = None if annotation is None else annotation.id
        self._drafts.open = desk.document, number, "new", None
        self.refresh()

    def _add_comments(self, box: QVBoxLayout, desk: Desk) -> None:
        box.addWidget(_title("COMMENTS"))
        view = CommentsView(desk, self._drafts)
        view.left.connect(self.leaveWanted)
        view.changed.connect(lambda: QTimer.singleShot(0, self.refresh))
        box.addWidget(view)
        if desk.in_hand() is None:
            commented = desk.commented()
            if commented:
                box.addWidget(_muted(tr("comments-elsewhere")))
            for each in commented:
                words = desk.scribe().text_of(each) or self._heading(desk, each).capitalize()
                box.addWidget(self._chip(words, each.id, f"Commented: {words}"))
        if view.field is not None:
            # Once it has its place: a widget that is not shown takes no focus.
            QTimer.singleShot(0, lambda field=view.field: self._begin(field))

    @staticmethod
    def _add_chain(box: QVBoxLayout, desk: Desk, frame: Annotation) -> None:
        """Show through whom a quote or an opinion is known, if that is more than one."""
        article, layer = desk.article, desk.session.scheme.layer(frame.layer)
        assert article is not None
        chain: list[str] = []
        if layer is not None and not frame.spans:
            if layer.kind is LayerKind.OPINIONS:
                chain = holder_chain(article, frame)
            elif layer.kind is LayerKind.QUOTES:
                chain = [WRITER, *speakers(article, frame)]
        if len(chain) > (1 if layer is not None and layer.kind is LayerKind.OPINIONS else 2):
            label = _muted(" › ".join(chain))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleName("Through whom it is known")
            box.addWidget(label)

    def _begin(self, field: QWidget) -> None:
        field.setFocus()
        self.fieldShown.emit(field)

    def _add_opinions(self, box: QVBoxLayout, desk: Desk, quote: Annotation) -> None:
        """List the opinions that were said in a quote; a click goes there."""
        assert desk.article is not None
        said = desk.article.relations_to(quote.id, QUOTE)
        if not said:
            return
        box.addWidget(_title("OPINIONS IN IT"))
        for relation in said:
            frame = desk.article.annotations.get(relation.source)
            if frame is not None:
                polarity = str(frame.attributes.get("polarity", "?"))
                words = desk.scribe().text_of(frame)
                box.addWidget(self._chip(f"{polarity}: {words}", frame.id, f"Opinion {words}"))

    def _heading(self, desk: Desk, frame: Annotation) -> str:
        article = desk.article
        assert article is not None
        label = desk.session.scheme.label(frame.layer, frame.label)
        name = frame.label if label is None else label.name
        kind = desk.session.scheme.layer(frame.layer)
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
            words = desk.scribe().text_of(part) or "…"
            chip = self._chip(words, part.id, f"{name}: {words}")
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
        form.addRow(_field_name(name, _SLOT_KEYS.get(role, "")), chips)

    @staticmethod
    def _add_entry(form: QFormLayout, desk: Desk, annotation: Annotation) -> None:
        """Show the entry with what else it is called; where a person has chosen none, a dash."""
        entry = desk.entries.get(annotation.entry)
        label = _muted("—") if entry is None else _words(entry.name)
        if entry is not None and entry.aliases:
            label.setToolTip(tr("entry-called", names=", ".join(entry.aliases)))
        label.setAccessibleName("Entry")
        form.addRow(_field_name("Entry", "E", "links it to an entry"), label)

    def _chip(self, words: str, number: int, accessible: str) -> QToolButton:
        """Return a button that selects an annotation."""
        chip = QToolButton()
        chip.setObjectName("slot")
        chip.setText(chip.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _CHIP))
        chip.setToolTip(words)
        chip.setAccessibleName(accessible)
        chip.clicked.connect(lambda: self.selectWanted.emit(number))
        return chip

    def _add_attribute(
        self, form: QFormLayout, desk: Desk, frame: Annotation, detail: Detail
    ) -> None:
        assert isinstance(detail.subject, Attribute)
        # The annotation is named, because a field is left only after something else is selected.
        number, uid = frame.id, detail.uid
        editor: QWidget
        if detail.values:
            box = QComboBox()
            # A popup opens with what is not set at its end; a list reads better the other way.
            for value in (detail.values[-1], *detail.values[:-1]):
                box.addItem(value.name, value.data)
                if value.chosen:
                    box.setCurrentIndex(box.count() - 1)
            if uid == "type":
                box.setItemText(0, "from the marks")
            box.activated.connect(lambda row: desk.set_attribute(number, uid, box.itemData(row)))
            editor = box
        else:
            before = frame.attributes.get(uid)
            field = QLineEdit("" if before is None else str(before))
            field.editingFinished.connect(
                lambda: (
                    field.isModified()
                    and desk.set_attribute(number, uid, detail.read(field.text()))
                )
            )
            editor = field
        editor.setAccessibleName(detail.name)
        editor.setToolTip(detail.subject.description)
        form.addRow(_muted(detail.name), editor)

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


def score_in_words(score: float | None) -> str:
    """Return how sure a suggestion is, for a person."""
    if score is None:
        return tr("suggestion-unscored")
    return tr(f"suggestion-{band(score)}", percent=percent(score))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(6)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _title(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("cardTitle")
    label.setWordWrap(True)
    return label


def _words(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _keycap(key: str, does: str) -> QLabel:
    cap = QLabel(key)
    cap.setObjectName("keycap")
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    cap.setToolTip(f"{key} {does}")
    cap.setContentsMargins(0, 0, 0, 0)
    return cap


def _field_name(name: str, key: str, does: str = "") -> QWidget:
    """Return the name of a slot with the key that fills it, or does something else."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    row.addWidget(_muted(name))
    if key:
        row.addWidget(_keycap(key, does or f"fills {name.lower()} from the selection"))
    row.addStretch(1)
    return both


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
