"""The line at the bottom: saved, undo, what is labelled, what runs.

Owns widgets and their words only; whoever owns the window tells it what happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from annotator.gui.elided_label import ElidedLabel
from annotator.gui.floor_control import FloorControl
from annotator.services.timekeeping import in_words
from annotator.wording import messages, name_of_step, tr

if TYPE_CHECKING:
    from annotator.services.desk import Desk
    from annotator.services.session import Session

_MESSAGE_TIME = 8000  # milliseconds


class StatusLine(QStatusBar):
    """Shows the state of the project, the last message and the running task."""

    cancelWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.saved = QLabel()
        self.saved.setObjectName("saved")
        self.undo_name = ElidedLabel()
        self.counts = ElidedLabel()
        self.message = ElidedLabel()
        self.message.setObjectName("message")
        self.message.setAccessibleName(tr("message-name"))
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(tr("progress-name"))
        self.cancel = QPushButton(tr("cancel"))
        self.cancel.clicked.connect(self.cancelWanted)
        self.task = QLabel()
        self.offline = QLabel(tr("offline"))
        self.offline.setToolTip(tr("offline-hint"))
        self.zoom = QLabel()
        self.floor = FloorControl()
        self.floor.hide()
        self.time = QLabel()
        self.time.setAccessibleName(tr("time-name"))
        self.time.setToolTip(tr("time-hint"))
        for widget in (self.saved, self.undo_name, self.counts, self.message):
            self.addWidget(widget)
        permanent: tuple[QWidget, ...] = (
            self.task, self.progress, self.cancel, self.floor, self.time, self.offline, self.zoom,
        )  # fmt: skip
        for each in permanent:
            self.addPermanentWidget(each)
        self.end_task()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MESSAGE_TIME)
        self._timer.timeout.connect(self.message.clear)

    def show_project(self, session: Session | None, desk: Desk | None) -> None:
        """Show whether everything is saved, what undo would take back, how much is labelled."""
        for label in (self.saved, self.undo_name, self.counts):
            label.clear()
        self.floor.setVisible(desk is not None)
        if session is None:
            return
        self.saved.setText(tr("read-only" if session.read_only else "saved"))
        undo = session.undo_label
        if undo is not None:
            self.undo_name.setText(tr("undo-name", step=name_of_step(*undo)))
        if desk is not None and desk.article is not None:
            annotations = len(desk.article.annotations)
            shown, below = desk.suggestion_counts()
            code = (
                "counts-with-lower" if below else "counts-with-suggestions" if shown else "counts"
            )
            self.counts.setText(tr(code, annotations=annotations, suggestions=shown, below=below))

    def show_zoom(self, percent: int) -> None:
        """Show the size of the words."""
        self.zoom.setText(tr("zoom-percent", percent=percent))

    def show_time(self, seconds: float | None) -> None:
        """Show how long the person has worked on the article; None or under a minute: nothing."""
        self.time.setText("" if seconds is None or seconds < 60 else in_words(seconds))

    def say(self, code: str, **values: Any) -> None:
        """Show a sentence for a while; a screen reader says it at once."""
        words = tr(code, **values) if code in messages() else code
        self.message.setText(words)
        self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.message, words))

    def refuses(self, session: Session) -> bool:
        """Say so if nothing may be written in a project; tell whether that is so."""
        if session.read_only:
            self.say("project-read-only", why=tr("read-only"))
        return session.read_only

    def show_here(self, words: str) -> None:
        """Show what is labelled at the cursor, until the cursor moves on."""
        self._timer.stop()
        self.message.setText(words)

    def begin_task(self, code: str) -> None:
        """Show that something runs, and offer to cancel it."""
        self.task.setText(tr(code))
        self.progress.setRange(0, 0)
        for widget in (self.task, self.progress, self.cancel):
            widget.show()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the running task is."""
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def end_task(self) -> None:
        """Show that nothing runs any more."""
        for widget in (self.task, self.progress, self.cancel):
            widget.hide()
