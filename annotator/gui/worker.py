"""The worker process as the window sees it.

Owns the QProcess: started when first needed, never waited for, ended when it says nothing for too
long, and started again once for an article that it died of.  What comes back for an article that is
no longer the one in question is dropped.  Results are taken a bit at a time, one in each round of
the event loop, so that a long article never holds up a key.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Entry
from annotator.domain.scheme import Attribute as SchemeAttribute
from annotator.domain.scheme import Label, Layer, Role
from annotator.services import suggesting
from annotator.services.desk import Desk
from annotator.services.packets import is_blind
from annotator.services.session import Change, Session
from annotator.services.suggesting import Analysis, Plan

_PAUSE = 250  # milliseconds an article must stay open before it is analysed
#: Milliseconds without a word after which the worker counts as hung.
_PATIENCE = 120_000
#: Milliseconds between two looks at whether the project can be written again.
_UNTIL_UNLOCKED = 500
#: Times an article is looked at before it is given up.
_TRIES = 2


class Assistant(QObject):
    """Makes tokens and suggestions for the article that is open."""

    message = Signal(str, dict)  # code and values of what a person should know
    finished = Signal(object)  # id of a document whose results are in the project
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, patience: int = _PATIENCE) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._desk: Desk | None = None
        self._plan: Plan | None = None
        self._leave: Callable[[], None] | None = None  # ends following the session
        self._following: Session | None = None
        self._known: set[str] = set()  # setups that this process was told
        self._number = 0
        self._analysis: Analysis | None = None
        self._asked: Plan | None = None  # the plan by which the article in hand is looked at
        self._arrived: deque[dict[str, Any]] = deque()
        self._bits: Iterator[None] | None = None  # what is left to do of a section that arrived
        self._buffer = b""
        self._tried = (0, 0)  # document, and how often it was asked for
        self._told: set[str] = set()
        self._timer = self._made_timer(_PAUSE, self._ask)
        self._silence = self._made_timer(patience, self._hung)
        self._deliver_soon = self._made_timer(0, self._deliver)

    def _made_timer(self, interval: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    # What the window says ----------------------------------------------------------------------

    def look_at(self, desk: Desk) -> None:
        """Analyse the article on a desk, soon; what was asked before is cancelled."""
        self._desk = desk
        self._follow(desk.session)
        self._cancel()
        self._tried = (desk.document or 0, 0)
        if desk.article is not None and not desk.session.read_only and not is_blind(desk.session):
            self._timer.start()

    def replan(self) -> None:
        """Follow changed settings, patterns or models: look at the article again with them."""
        self._plan = None
        self._told.clear()
        if self._desk is not None:
            self.look_at(self._desk)

    @property
    def busy(self) -> bool:
        """Tell whether results are still to come for the article on the desk."""
        return self._timer.isActive() or self._analysis is not None

    def stop(self) -> None:
        """Ask for nothing more; the process stays for the next project."""
        self._timer.stop()
        self._cancel()
        self._desk = self._plan = None
        self._told.clear()
        self._follow(None)

    def shut_down(self) -> None:
        """End the process without waiting for it to agree."""
        self.stop()
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.closeWriteChannel()
            process.kill()
            process.waitForFinished(500)

    def kill(self) -> None:
        """End the process as a crash would; it is started again for the next article."""
        if self._process is not None:
            self._process.kill()

    # The project -------------------------------------------------------------------------------

    def _follow(self, session: Session | None) -> None:
        if session is self._following:
            return
        if self._leave is not None:
            self._leave()
        self._plan, self._following = None, session
        self._leave = None if session is None else session.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        """Make the plan anew when names or the scheme changed; the article in hand stays as it is.

        Linking a mention is what one does all the time: the next article knows of it.
        """
        if change.kind in ("tokens", "suggestions"):
            return
        if change.bulk or any(_is_planned(edit.before, edit.after) for edit in change.edits):
            self._plan = None

    # Asking ------------------------------------------------------------------------------------

    def _ask(self) -> None:
        desk = self._desk
        if desk is None or desk.article is None:
            return
        document = desk.article.document.id
        if self._plan is None:
            self._plan = suggesting.plan_of(desk.session)
            for code, values in self._plan.notices:
                self._tell(code, values)
        self._asked = self._plan
        self._number += 1
        tried = self._tried[1] if self._tried[0] == document else 0
        self._tried = (document, tried + 1)
        self._analysis = Analysis(document)
        self._forget_arrived()
        if self._process is None:
            self._start()
        for each in suggesting.requests_for(self._number, self._plan, desk.article, self._known):
            self._send(each)
        self._silence.start()

    def _cancel(self) -> None:
        self._silence.stop()
        self._forget_arrived()
        if self._analysis is not None:
            self._analysis = None
            self._send({"do": "cancel", "id": self._number})

    def _send(self, message: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.write(suggesting.encode(message))

    def _start(self) -> None:
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in suggesting.environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._not_started)
        program, *arguments = suggesting.command()
        self._buffer = b""
        self._known.clear()
        self._process = process
        process.start(program, arguments)

    # Hearing -----------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            try:
                answer = suggesting.decode(line)
            except suggesting.ProtocolError:
                # A library that writes to standard output; our own lines are whole.
                continue
            if answer.get("id") == self._number and self._analysis is not None:
                self._silence.start()
                if "at" not in answer:
                    self._arrived.append(answer)
                    self._deliver_soon.start(0)

    def _deliver(self) -> None:
        """Do a bit of what arrived, and come back after whatever else the window has to do."""
        desk, analysis = self._desk, self._analysis
        if analysis is None or desk is None or desk.article is None:
            return
        if desk.document != analysis.document:
            self._forget_arrived()
            return
        interval = 0
        if desk.session.locked_for is not None:
            # A task writes the project; what was found waits for its end.
            interval = _UNTIL_UNLOCKED
        else:
            try:
                self._do_a_bit(desk, analysis)
            except suggesting.ProtocolError:
                self._give_up("analysis-failed")
        if self._arrived or self._bits is not None:
            self._deliver_soon.start(interval)

    def _do_a_bit(self, desk: Desk, analysis: Analysis) -> None:
        if self._bits is not None:
            try:
                next(self._bits)
            except StopIteration:
                self._bits = None
        elif self._arrived:
            self._take(self._arrived.popleft(), desk, analysis)

    def _take(self, answer: dict[str, Any], desk: Desk, analysis: Analysis) -> None:
        assert desk.article is not None
        if "part" in answer:
            part = answer["part"]
            if "range" in part and self._asked is not None:
                self._bits = suggesting.take_section(desk.session, desk.article, part, self._asked)
            else:
                analysis.add(part)
        elif "done" in answer:
            analysis.finish(answer["done"])
            self._analysis = None
            self._silence.stop()
            suggesting.take_tokens(desk.session, desk.article, analysis)
            self._tried = (analysis.document, 0)
            for code, values in analysis.notices:
                self._tell(code, values)
            self.finished.emit(analysis.document)
        elif "error" in answer and answer["error"] != "cancelled":
            self._give_up(str(answer["error"]))

    def _forget_arrived(self) -> None:
        self._arrived.clear()
        self._bits = None

    def _give_up(self, code: str) -> None:
        self._analysis = None
        self._silence.stop()
        self._forget_arrived()
        self.message.emit("worker-failed", {})
        self.failed.emit(code)

    def _tell(self, code: str, values: Mapping[str, Any]) -> None:
        """Say something once for a project: it is the same for article after article."""
        if code not in self._told:
            self._told.add(code)
            self.message.emit(code, dict(values))

    # When it stops -----------------------------------------------------------------------------

    def _hung(self) -> None:
        if self._process is not None and self._analysis is not None:
            self.message.emit("worker-silent", {"seconds": self._silence.interval() // 1000})
            # What follows is what follows a crash.
            self._process.kill()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended()

    def _ended(self) -> None:
        process, self._process = self._process, None
        self._known.clear()
        self._silence.stop()
        self._forget_arrived()
        if process is not None:
            process.deleteLater()
        waiting, self._analysis = self._analysis is not None, None
        if not waiting:
            return  # it is started again when an article needs it
        if self._tried[1] >= _TRIES:
            self.message.emit("worker-failed", {})
            self.failed.emit("worker-failed")
            return
        self.message.emit("worker-restarted", {})
        self._timer.start()


def _is_planned(before: object, after: object) -> bool:
    """Tell whether a change is about something that the plan is made of."""
    if isinstance(after or before, Entry | Layer | Label | Role | SchemeAttribute):
        return True
    if isinstance(before, Annotation) or isinstance(after, Annotation):
        return getattr(before, "entry", None) != getattr(after, "entry", None)
    return False
