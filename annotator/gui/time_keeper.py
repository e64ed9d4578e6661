"""Notices that somebody works, and keeps the seconds of each article now and then.

Owns the timer and the filter of events; what counts is `services.timekeeping`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator.services.session import Session
from annotator.services.timekeeping import Stopwatch, times

_KEPT_EVERY = 60_000  # milliseconds
_WORK = frozenset((QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel))


class TimeKeeper(QObject):
    """Measures while a project is open and the person wants it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.watch = Stopwatch()
        self._session: Session | None = None
        self._document: str | None = None
        self._before = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_KEPT_EVERY)
        self._timer.timeout.connect(self.keep)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._active)

    def follow(self, *widgets: QWidget) -> None:
        """Notice keys and the mouse in widgets; not in the whole program, whose events are many."""
        for each in widgets:
            each.installEventFilter(self)

    def measure(self, session: Session | None) -> None:
        """Measure in a project; None: not at all (any more)."""
        if session is self._session:
            return
        self.keep()
        self.watch.look_at(None)
        self.watch.take()
        self._session, self._document = session, None
        if session is None:
            self._timer.stop()
        else:
            self._timer.start()

    def look_at(self, document: int | None) -> None:
        """Count for an article from now on."""
        if self._session is None:
            return
        self.keep()
        self._document = None if document is None else self._session.document(document).uid
        self.watch.look_at(self._document)
        kept = {} if self._document is None else times().of(self._session.path)
        self._before = kept.get(self._document or "", 0.0)

    def seconds(self) -> float | None:
        """Return the seconds of the article in hand as they were kept last; None: not measured."""
        return None if self._session is None or self._document is None else self._before

    def keep(self) -> None:
        """Write what was counted since the last time."""
        if self._session is None:
            return
        counted = self.watch.take()
        times().add(self._session.path, counted)
        self._before += counted.get(self._document or "", 0.0)

    def _active(self, state: Qt.ApplicationState) -> None:
        if self._session is not None:
            active = state is Qt.ApplicationState.ApplicationActive
            self.watch.look_at(self._document if active else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and the mouse; nothing is kept back."""
        if event.type() in _WORK:
            self.watch.touch()
        return False
