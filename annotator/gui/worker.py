"""The worker process as the window sees it.

Owns the QProcess: started when first needed, restarted once after a crash, never waited for.  What
comes back for an article that is no longer the one in question is dropped.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from annotator.services import suggesting
from annotator.services.desk import Desk
from annotator.services.packets import is_blind
from annotator.services.suggesting import Analysis

_PAUSE = 250  # milliseconds an article must stay open before it is analysed


class Assistant(QObject):
    """Makes tokens and suggestions for the article that is open."""

    message = Signal(str)
    finished = Signal(object)  # id of a document whose results are in the project
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._desk: Desk | None = None
        self._number = 0
        self._analysis: Analysis | None = None
        self._buffer = b""
        self._restarts = 0
        self._told_missing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask)

    def look_at(self, desk: Desk) -> None:
        """Analyse the article on a desk, soon; what was asked before is cancelled."""
        self._desk = desk
        self._cancel()
        if desk.article is not None and not desk.session.read_only and not is_blind(desk.session):
            self._timer.start()

    @property
    def busy(self) -> bool:
        """Tell whether results are still to come for the article on the desk."""
        return self._timer.isActive() or self._analysis is not None

    def stop(self) -> None:
        """Ask for nothing more; the process stays for the next project."""
        self._timer.stop()
        self._cancel()
        self._desk = None

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

    def _ask(self) -> None:
        desk = self._desk
        if desk is None or desk.article is None:
            return
        self._number += 1
        self._analysis = Analysis(desk.article.document.id)
        entities = bool(desk.session.setting("suggest", True))
        self._send(suggesting.request_for(self._number, desk.article, entities=entities))

    def _cancel(self) -> None:
        if self._analysis is not None:
            self._analysis = None
            self._send({"do": "cancel", "id": self._number})

    def _send(self, message: dict[str, object]) -> None:
        if self._process is None:
            if message.get("do") == "cancel":
                return
            self._start()
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
        program, *arguments = suggesting.command()
        self._buffer = b""
        self._process = process
        process.start(program, arguments)

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            try:
                self._take(suggesting.decode(line))
            except suggesting.ProtocolError:
                # A library that writes to standard output; our own lines are whole.
                continue

    def _take(self, answer: dict[str, object]) -> None:
        if answer.get("id") != self._number or self._analysis is None:
            return
        if "part" in answer:
            self._analysis.add(answer["part"])  # type: ignore[arg-type]
        elif "done" in answer:
            self._finish(answer["done"])  # type: ignore[arg-type]
        elif "error" in answer:
            self._analysis = None
            if answer["error"] != "cancelled":
                self.failed.emit(str(answer["error"]))

    def _finish(self, done: dict[str, object]) -> None:
        analysis, self._analysis = self._analysis, None
        desk = self._desk
        if analysis is None or desk is None or desk.document != analysis.document:
            return
        if desk.session.locked_for is not None or desk.article is None:
            return
        analysis.model = str(done.get("model", ""))
        self._restarts = 0
        suggesting.take(desk.session, desk.article, analysis)
        if not done.get("pipeline") and not self._told_missing:
            self._told_missing = True
            self.message.emit("worker-missing-pipeline")
        self.finished.emit(analysis.document)

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        waiting, self._analysis = self._analysis is not None, None
        if self._restarts >= 1:
            self.message.emit("worker-failed")
            self.failed.emit("worker-failed")
            return
        self._restarts += 1
        self.message.emit("worker-restarted")
        if waiting:
            self._timer.start()
