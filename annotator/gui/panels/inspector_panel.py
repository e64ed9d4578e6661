"""What is known of the annotation in hand: slots, attributes, comments, history.

Owns editors of typed attributes and the chips of slots; every edit goes through the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

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
from annotator.domain.opinions import QUOTE, holder_chain
from annotator.domain.quotes import quote_of, speakers
from annotator.domain.scheme import Attribute, LayerKind
from annotator.domain.suggested_frames import SLOTS, SuggestedFrame, entry_of
from annotator.gui.actions import first_key, tip
from annotator.gui.panels.chip import Chip
from annotator.gui.panels.comments_view import CommentsView, Drafts
from annotator.gui.panels.version_note import version_note
from annotator.gui.scheme_words import in_sentence, slot_name, value_name
from annotator.services.desk import Desk
from annotator.services.details import Detail
from annotator.services.session import HistoryEntry
from annotator.services.suggestion_bands import band, percent
from annotator.wording import name_of_step, tr

_HISTORY = 6
_LEAST_VALUE = 6  # characters of a value that are shown at least
#: Slots that have a row even while they are empty, and the keys that fill slots.
_ALWAYS_SHOWN = frozenset(("content", "cue", "source", "expression", "target", "holder"))
#: Slots that are filled by an action of their name.
_FILLED = {"content", "cue", "source", "insertion", "expression", "target", "holder"}


class InspectorPanel(QFrame):
    """Right pane, lower card."""

    selectWanted = Signal(object)
    leaveWanted = Signal()  # the article shall have the keys again
    stillRightWanted = Signal(object)  # an annotation that is right under the newest version
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
        self.setAccessibleName(tr("inspector-name"))

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
            box.addWidget(_muted(tr("nothing-open")))
            return
        suggestion, annotation = desk.selected_suggestion(), desk.in_hand()
        if suggestion is not None:
            self._show_suggestion(box, desk, suggestion)
        elif annotation is not None:
            self._show_annotation(box, desk, annotation)
        else:
            box.addWidget(_title(tr("nothing-selected-title")))
            box.addWidget(_muted(tr("inspector-empty")))
            self._add_comments(box, desk)
            self._add_history(box, desk.session.history(document=desk.document, limit=_HISTORY))

    def _show_suggestion(self, box: QVBoxLayout, desk: Desk, suggestion: Suggestion) -> None:
        """Show what is suggested, how sure that is and by whom, and what to do about it."""
        scribe = desk.scribe()
        text, frame = scribe.article.text, scribe.proposed(suggestion)
        label = desk.session.scheme.label(suggestion.layer, suggestion.label)
        name = suggestion.label if label is None else label.name
        box.addWidget(_title(tr("suggestion-title", label=name.upper())))
        score = _words(score_in_words(suggestion.score))
        score.setAccessibleName(tr("suggestion-sure"))
        box.addWidget(score)
        form = _form()
        if frame is None:
            box.addWidget(_words(text[suggestion.start : suggestion.end]))
            entry = desk.entries.get(entry_of(suggestion))
            if entry is not None:
                key = first_key("entry")
                does = tr("key-accepts-linked", key=key)
                form.addRow(_field_name(tr("head-entry"), key, does), _words(entry.name))
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
                words = tr("writer")
            if known is None or known.retired or not (words or role in _ALWAYS_SHOWN):
                continue
            if role == "source" and frame.speaker is not None:
                words += f" → {frame.speaker.of(text)}"
            value = _words(words) if words else _muted("—")
            name = slot_name(role, known.name)
            value.setAccessibleName(tr("slot-suggested", slot=name))
            form.addRow(_field_name(name, _slot_key(role)), value)
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
            (tr("suggestion-accept"), "accept", desk.accept),
            (tr("suggestion-reject"), "delete", desk.reject_or_delete),
        ]
        if alike > 1:
            name = tr("suggestion-accept-alike", number=alike)
            buttons.append((name, "accept-alike", desk.accept_alike))
        row = QHBoxLayout()
        row.setSpacing(6)
        for name, action, act in buttons:
            button = QPushButton(name)
            button.setToolTip(tip(action, name))
            button.setAccessibleName(tip(action, name))
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
        title.addWidget(_title(self._name_of(desk, frame).upper()), 1)
        if details:
            title.addWidget(
                _keycap(first_key("accept"), tr("key-details", key=first_key("accept"))),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
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
                self._add_slot(form, desk, frame, role.uid, slot_name(role.uid, role.name))
        if frame.spans:
            self._add_entry(form, desk, frame)
        for detail in details:
            if not detail.is_link:
                self._add_attribute(form, desk, frame, detail)
        if form.rowCount():
            box.addLayout(form)
        self._add_opinions(box, desk, frame)
        part = desk.selected_annotation()
        for each in (frame,) if part is None or part.id == frame.id else (frame, part):
            note = version_note(desk.session, each)
            if note is not None:
                note.stillRight.connect(lambda each=each: self.stillRightWanted.emit(each))
                box.addWidget(note)
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
        box.addWidget(_title(tr("comments-title")))
        view = CommentsView(desk, self._drafts)
        view.left.connect(self.leaveWanted)
        view.changed.connect(lambda: QTimer.singleShot(0, self.refresh))
        box.addWidget(view)
        if desk.in_hand() is None:
            commented = desk.commented()
            if commented:
                box.addWidget(_muted(tr("comments-elsewhere")))
            for each in commented:
                words = desk.scribe().text_of(each) or self._name_of(desk, each)
                box.addWidget(self._chip(words, each.id, tr("commented", text=words)))
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
                chain = [tr("writer"), *holder_chain(article, frame)[1:]]
            elif layer.kind is LayerKind.QUOTES:
                chain = [tr("writer"), *speakers(article, frame)]
        if len(chain) > (1 if layer is not None and layer.kind is LayerKind.OPINIONS else 2):
            label = _muted(" › ".join(chain))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleName(tr("chain-name"))
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
        box.addWidget(_title(tr("opinions-inside")))
        for relation in said:
            frame = desk.article.annotations.get(relation.source)
            if frame is not None:
                polarity = str(frame.attributes.get("polarity", "?"))
                words = desk.scribe().text_of(frame)
                box.addWidget(
                    self._chip(f"{polarity}: {words}", frame.id, tr("opinion-about", text=words))
                )

    @staticmethod
    def _name_of(desk: Desk, frame: Annotation) -> str:
        """Return the label; of a whole quote or opinion, which kind it is."""
        article = desk.article
        assert article is not None
        label = desk.session.scheme.label(frame.layer, frame.label)
        name = frame.label if label is None else label.name
        kind = desk.session.scheme.layer(frame.layer)
        if kind is not None and kind.kind is LayerKind.QUOTES and not frame.spans:
            kind_of_quote = tr(f"quote-type-{quote_of(article, frame).type}")
            name = tr("quote-heading", type=kind_of_quote)
        elif kind is not None and kind.kind is LayerKind.OPINIONS and not frame.spans:
            polarity = frame.attributes.get("polarity", tr("no-polarity"))
            name = tr("opinion-heading", polarity=polarity)
        return name

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
            away.setToolTip(tr("slot-empty", slot=in_sentence(name)))
            away.setAccessibleName(tr("slot-empty-of", text=words, slot=in_sentence(name)))
            away.clicked.connect(lambda _=False, relation=relation: desk.unlink(relation))
            line.addWidget(chip)
            line.addWidget(away)
            line.addStretch(1)
            row.addLayout(line)
        if not row.count():
            if role == "holder" and frame.attributes.get("holder") == "writer":
                row.addWidget(QLabel(tr("writer")))
            else:
                row.addWidget(_muted("—"))
        form.addRow(_field_name(name, _slot_key(role)), chips)

    @staticmethod
    def _add_entry(form: QFormLayout, desk: Desk, annotation: Annotation) -> None:
        """Show the entry with what else it is called; where a person has chosen none, a dash."""
        entry = desk.entries.get(annotation.entry)
        label = _muted("—") if entry is None else _words(entry.name)
        if entry is not None and entry.aliases:
            label.setToolTip(tr("entry-called", names=", ".join(entry.aliases)))
        label.setAccessibleName(tr("head-entry"))
        key = first_key("entry")
        form.addRow(_field_name(tr("head-entry"), key, tr("key-links", key=key)), label)

    def _chip(self, words: str, number: int, accessible: str) -> Chip:
        """Return a button that selects an annotation."""
        chip = Chip(words)
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
            # As wide as the panel has room for: a long value must not push its right edge out.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(max(_LEAST_VALUE, len(tr("value-none"))))
            # A popup opens with what is not set at its end; a list reads better the other way.
            for value in (detail.values[-1], *detail.values[:-1]):
                box.addItem(value_name(value), value.data)
                if value.chosen:
                    box.setCurrentIndex(box.count() - 1)
            if uid == "type":
                box.setItemText(0, tr("type-from-marks"))
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
        box.addWidget(_title(tr("history-title")))
        for entry in entries:
            words = name_of_step(entry.code, entry.values)
            if entry.kind in ("undo", "redo"):
                words = tr(f"hand-{entry.kind}", step=words)
            when = tr("hand-when", when=datetime.fromisoformat(entry.time).astimezone())
            who = f"{entry.annotator} · {when}" if entry.annotator else when
            box.addWidget(_muted(f"{words}  ({who})"))


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
    # With large letters a field stands below its name rather than beyond the panel's edge.
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
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


def _slot_key(role: str) -> str:
    return first_key(role) if role in _FILLED else ""


def _keycap(key: str, hint: str) -> QLabel:
    cap = QLabel(key)
    cap.setObjectName("keycap")
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    cap.setToolTip(hint)
    cap.setContentsMargins(0, 0, 0, 0)
    return cap


def _field_name(name: str, key: str, hint: str = "") -> QWidget:
    """Return the name of a slot with the key that fills it, or does something else."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    row.addWidget(_muted(name))
    if key:
        row.addWidget(_keycap(key, hint or tr("key-fills", key=key, slot=in_sentence(name))))
    row.addStretch(1)
    return both


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label
