"""What the window does about consistency: the radar's page, its index, the quiet sign of a label.

Owns when the index is built and what it has to follow, which setting a mark becomes, and the sign
in the status bar.  It looks at nothing before somebody opens the page for the first time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Entry
from annotator.domain.radar import GAP, folded
from annotator.domain.scheme import Label
from annotator.gui.actions import tip
from annotator.gui.radar.watch import RadarWatch
from annotator.gui.status import StatusLine
from annotator.services.radar import MINE, Line, intended_in, keep_intended, people_of
from annotator.services.upkeep import shortened
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.gui.radar.radar_dialog import RadarDialog
    from annotator.services.radar import Found, Query
    from annotator.services.radar_places import Place
    from annotator.services.session import Change, Session

#: Milliseconds after a change in which the window draws it and the other thread holds still.
_SETTLED = 20
#: Edits of a step up to which it is about a label that somebody just made.
_BY_HAND = 20


class RadarWork(QObject):
    """Keeps the radar of one project at a time."""

    placeWanted = Signal(object, object)  # document, span
    stepWanted = Signal(object)  # what makes a step of a Session
    turnWanted = Signal(str)  # undo, redo

    def __init__(self, window: QWidget, status: StatusLine) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._leave: Callable[[], None] = lambda: None
        self._scope = MINE
        self._annotator = 0
        self.dialog: RadarDialog | None = None
        self.watch = RadarWatch(self)
        self.sign = QPushButton(tr("radar-title"))  # hidden things have names, too
        self.sign.setFlat(True)
        self.take_keys()
        self.sign.hide()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(_SETTLED)
        self._due.timeout.connect(self._follow)
        self._touched: set[int] = set()
        self._made = ""  # the words that were labelled last and not asked about yet
        self._words = ""  # of the label that the sign is about
        status.insertWidget(3, self.sign)  # beside what is labelled, before the message
        self.sign.clicked.connect(lambda: self.show(self._words))
        self.watch.progressed.connect(self._progressed)
        self.watch.found.connect(self._found)
        self.watch.placesFound.connect(self._places_found)
        self.watch.told.connect(self._told)
        self.watch.failed.connect(lambda error: self._stopped(explain(error)))
        self.watch.cancelled.connect(lambda: self._stopped(tr("radar-cancelled")))

    def set_session(self, session: Session | None) -> None:
        """Work on a project; nothing is looked at yet."""
        # Before anything else: nothing may read a project that closes.
        self.watch.stop()
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
        self._due.stop()
        self._touched.clear()
        self._session, self._scope = session, MINE
        self.hide_sign()
        self._leave()
        self._leave = (lambda: None) if session is None else session.subscribe(self._changed)

    def take_keys(self) -> None:
        """Show the key that the radar has now."""
        self.sign.setToolTip(tip("radar", tr("radar-sign-hint")))

    def hide_sign(self) -> None:
        """Say nothing of the label that was made last any more."""
        self._words = ""
        self.sign.hide()

    def show(self, words: str = "") -> None:
        """Show the page, perhaps what there is about some words; build the index if need be."""
        from annotator.gui.radar.radar_dialog import RadarDialog

        session = self._session
        if session is None:
            return
        if self.dialog is None:
            dialog = self.dialog = RadarDialog(self._window, session)
            dialog.queryWanted.connect(self._ask)
            dialog.placesWanted.connect(self.watch.ask_places)
            dialog.scopeWanted.connect(self._start)
            dialog.intendedWanted.connect(self._intend)
            dialog.placeWanted.connect(self.placeWanted)
            dialog.stepWanted.connect(self.stepWanted)
            dialog.turnWanted.connect(self.turnWanted)
            dialog.cancelWanted.connect(self.watch.cancel)
        if not self.watch.running or self._annotator != session.annotator.id:
            self._start(self._scope)
        else:
            self.dialog.offer_scopes(self._scope)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if words:
            self.dialog.ask_for(words)
        else:
            self.dialog.ask()
            self.dialog.table.setFocus()

    def meet_annotator(self) -> None:
        """Look anew if somebody else annotates now."""
        session = self._session
        if session is not None and self.watch.running and self._annotator != session.annotator.id:
            self._start(MINE)

    def _start(self, scope: str) -> None:
        session = self._session
        if session is None:
            return
        self.hide_sign()
        self._due.stop()
        self._touched.clear()
        self._scope, self._annotator = scope, session.annotator.id
        if self.dialog is not None:
            self.dialog.offer_scopes(scope)
            self.dialog.show_progress(0, 0)
        self.watch.start(session, people_of(session, scope))
        if self.dialog is not None:
            self._ask(self.dialog.query())

    def _ask(self, query: Query) -> None:
        if self._session is not None:
            self.watch.ask(query, intended_in(self._session))

    # Following ---------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        session = self._session
        if session is None or not self.watch.running or change.kind in ("suggestions", "tokens"):
            return
        if change.bulk or self._annotator != session.annotator.id:
            self._start(self._scope if self._annotator == session.annotator.id else MINE)
            return
        documents = change.documents
        # Names of entries and labels stand in the list.
        if not documents and not any(isinstance(e.record, Entry | Label) for e in change.edits):
            return
        self.hide_sign()
        if self.dialog is not None:
            self.dialog.show_looking()
        self._touched |= documents
        self._made = self._labelled(change)
        self._due.start()

    def _follow(self) -> None:
        session, touched, made = self._session, frozenset(self._touched), self._made
        self._touched.clear()
        self._made = ""
        if session is None:
            return
        if touched:
            self.watch.follow(touched)
        elif self.dialog is not None:
            self._ask(self.dialog.query())
        if made:
            self.watch.ask_about(made, intended_in(session))

    def _labelled(self, change: Change) -> str:
        """Return the words that were labelled by hand just now, "" if none were."""
        session = self._session
        assert session is not None
        if change.kind != "do" or len(change.edits) > _BY_HAND:
            return ""
        for edit in reversed(change.edits):
            made = edit.after
            if isinstance(made, Annotation) and made.spans and made.annotator == self._annotator:
                text = session.text(made.document)
                return GAP.join(folded(span.of(text)) for span in made.spans)
        return ""

    # Hearing -----------------------------------------------------------------------------------

    def _progressed(self, done: int, total: int) -> None:
        if self.dialog is not None and total > 1:
            self.dialog.show_progress(done, total)

    def _found(self, found: Found, complete: bool) -> None:
        if self.dialog is not None:
            self.dialog.show_found(found, complete=complete)

    def _places_found(self, line: Line, places: list[Place]) -> None:
        if self.dialog is not None:
            self.dialog.places.show_places(line, places)

    def _told(self, words: str, number: int) -> None:
        if not number:
            self.hide_sign()
            return
        self._words = words
        self.sign.setText(tr("radar-sign", number=number, words=shortened(words)))
        self.sign.show()

    def _stopped(self, words: str) -> None:
        self.hide_sign()
        if self.dialog is not None:
            self.dialog.show_stopped(words)

    def _intend(self, lines: list[Line], on: bool) -> None:
        if self._session is not None and self.dialog is not None:
            keep_intended(self._session, lines, on=on)
            self._ask(self.dialog.query())
