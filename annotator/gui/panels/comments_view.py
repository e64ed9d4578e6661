"""The comments on what is in hand, with the field in which one is written.

Owns widgets and what is typed and not sent yet; what a comment may be is the services'.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.documents import Comment
from annotator.gui.actions import shown_key, tip
from annotator.services.commenting import Thread
from annotator.services.desk import Desk
from annotator.wording import tr

#: What is being written: on which article and annotation, and which comment is answered or changed.
Place = tuple[int | None, int | None, str, int | None]


class Drafts:
    """What was typed and not sent; it outlives the widgets, which are made anew all the time."""

    def __init__(self) -> None:
        self.open: Place | None = None
        self.texts: dict[Place, str] = {}
        self.unfolded: set[int] = set()  # resolved threads that are shown all the same


class CommentsView(QWidget):
    """Shows the threads of what is in hand; made anew after every change."""

    left = Signal()  # writing has ended: the article gets the keys again
    changed = Signal()  # what is shown has to be made anew

    def __init__(self, desk: Desk, drafts: Drafts) -> None:
        super().__init__()
        self._desk = desk
        self._drafts = drafts
        self.field: QPlainTextEdit | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        annotation = desk.in_hand()
        self._about = desk.document, None if annotation is None else annotation.id
        for thread in desk.threads():
            self._layout.addWidget(self._thread(thread))
        if drafts.open == self._place("new"):
            self._layout.addWidget(self._editor("new", None, "", desk.comment))
        elif not desk.session.read_only:
            add = self._button(
                tr("comment-new"), tr("comment-name"), lambda: self._write("new", None)
            )
            add.setToolTip(tip("comment"))
            self._layout.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)

    def _place(self, what: str, comment: int | None = None) -> Place:
        return (*self._about, what, comment)

    def _write(self, what: str, comment: int | None) -> None:
        self._drafts.open = self._place(what, comment)
        self.changed.emit()

    # Showing -----------------------------------------------------------------------------------

    def _thread(self, thread: Thread) -> QWidget:
        frame = QFrame()
        frame.setObjectName("thread")
        box = QVBoxLayout(frame)
        box.setContentsMargins(8, 6, 8, 6)
        box.setSpacing(4)
        first = thread.first
        if thread.resolved and first.id not in self._drafts.unfolded:
            row = QHBoxLayout()
            words = QLabel(tr("comment-folded", text=" ".join(first.text.split())[:40]))
            words.setObjectName("muted")
            words.setTextFormat(Qt.TextFormat.PlainText)
            row.addWidget(words, 1)
            row.addWidget(self._button(tr("comment-show"), tr("comment-show-name"),
                                       lambda: self._unfold(first.id)))  # fmt: skip
            box.addLayout(row)
            return frame
        box.addWidget(self._comment(first, deletable=not thread.replies))
        for each in thread.replies:
            one = QWidget()
            inner = QVBoxLayout(one)
            inner.setContentsMargins(14, 2, 0, 0)
            inner.addWidget(self._comment(each, deletable=True))
            box.addWidget(one)
        answering = self._place("answer", first.id)
        if self._drafts.open == answering:
            box.addWidget(
                self._editor("answer", first.id, "", lambda text: self._desk.answer(first, text))
            )
        elif not self._desk.session.read_only:
            row = QHBoxLayout()
            row.setSpacing(6)
            name = tr("comment-answer")
            row.addWidget(self._button(name, name, lambda: self._write("answer", first.id)))
            name = tr("comment-reopen" if thread.resolved else "comment-resolve")
            row.addWidget(self._button(name, name, lambda: self._desk.resolve(thread)))
            row.addStretch(1)
            box.addLayout(row)
        return frame

    def _comment(self, comment: Comment, *, deletable: bool) -> QWidget:
        one = QWidget()
        box = QVBoxLayout(one)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        session = self._desk.session
        person = session.annotators.get(comment.annotator)
        head = QHBoxLayout()
        head.setSpacing(4)
        who = QLabel(f"{'' if person is None else person.name} · {self._when(comment)}")
        who.setObjectName("muted")
        who.setTextFormat(Qt.TextFormat.PlainText)
        who.setWordWrap(True)
        head.addWidget(who, 1)
        own = comment.annotator == session.annotator.id and not session.read_only
        changing = self._place("change", comment.id)
        if own and self._drafts.open != changing:
            head.addWidget(
                self._button(
                    "✎", tr("comment-change-name"), lambda: self._write("change", comment.id)
                )
            )
            if deletable:
                head.addWidget(
                    self._button(
                        "×", tr("comment-delete-name"), lambda: self._desk.delete_comment(comment)
                    )
                )
        box.addLayout(head)
        if self._drafts.open == changing:
            send = self._desk.rewrite
            box.addWidget(
                self._editor("change", comment.id, comment.text, lambda text: send(comment, text))
            )
        else:
            words = QLabel(comment.text)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(words)
        return one

    def _when(self, comment: Comment) -> str:
        history = self._desk.session.history(record=comment.id)
        if not history:
            return ""
        # The oldest entry is the one that made it.
        when = datetime.fromisoformat(history[-1].time).astimezone()
        return tr("comment-when", when=when)

    def _unfold(self, number: int) -> None:
        self._drafts.unfolded.add(number)
        self.changed.emit()

    # Writing -----------------------------------------------------------------------------------

    def _editor(
        self, what: str, comment: int | None, text: str, send: Callable[[str], bool]
    ) -> QWidget:
        place = self._place(what, comment)
        one = QWidget()
        box = QVBoxLayout(one)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.field = field = QPlainTextEdit(self._drafts.texts.get(place, text))
        field.setObjectName("plain")
        field.setAccessibleName(tr("comment-name"))
        field.setTabChangesFocus(True)
        field.setPlaceholderText(tr("comment-hint", send=shown_key("Ctrl+Return")))
        field.setFixedHeight(field.fontMetrics().lineSpacing() * 4 + 14)
        field.textChanged.connect(
            lambda: self._drafts.texts.__setitem__(place, field.toPlainText())
        )
        field.installEventFilter(self)

        def go() -> None:
            if send(field.toPlainText()):
                self._drafts.texts.pop(place, None)
                self.leave()

        self._send = go
        button = QPushButton(tr("comment-send"))
        button.clicked.connect(go)
        box.addWidget(field)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        return one

    def leave(self) -> None:
        """End writing; what was typed is still there when one comes back."""
        self._drafts.open = None
        self.changed.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send with Ctrl+Enter, leave with Esc."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._send()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            # The window has other plans for Ctrl+Enter.
            event.accept()
            return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _button(words: str, name: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setObjectName("slot")
        button.setText(words)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(lambda _checked=False: act())
        return button
