"""One kind of long work of which only the newest result counts.

Owns that a later start makes every earlier one worthless: it is asked to stop, and whatever it
still answers is dropped.  Nobody waits for it on the thread that draws, but on closing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.gui.tasks_bridge import Job
from annotator.services.tasks import Task


class Newest(QObject):
    """Runs work on threads of its own and answers with the result of the last one started."""

    came = Signal(object)
    failed = Signal(object)  # an exception
    cancelled = Signal()
    progressed = Signal(int, int)

    def __init__(self, code: str, parent: QObject) -> None:
        super().__init__(parent)
        self._code = code
        self._job: Job | None = None
        self._leaving: list[Job] = []  # asked to stop, not heard any more

    @property
    def running(self) -> bool:
        """Tell whether a result is still to come."""
        return self._job is not None

    def start(self, work: Callable[[Task], Any]) -> None:
        """Start work; what was started before does not count any more."""
        self.drop()
        job = self._job = Job(self._code, work, self)
        job.progressed.connect(lambda done, total: self._hear(job, self.progressed, done, total))
        job.succeeded.connect(lambda found: self._end(job, self.came, found))
        job.failed.connect(lambda error: self._end(job, self.failed, error))
        job.cancelled.connect(lambda: self._end(job, self.cancelled))
        job.start()

    def cancel(self) -> None:
        """Ask what runs to stop; it says when it has."""
        if self._job is not None:
            self._job.task.cancel()

    def drop(self) -> None:
        """Let what runs not count any more, without waiting for it."""
        job, self._job = self._job, None
        self._leaving = [each for each in self._leaving if not _gone(each)]
        if job is not None:
            job.task.cancel()
            self._leaving.append(job)

    def close(self) -> None:
        """Stop everything and wait for it; nothing is heard of it any more."""
        self.drop()
        for job in self._leaving:
            job.abandon()
        self._leaving.clear()

    def _hear(self, job: Job, signal: Any, *values: object) -> None:
        if job is self._job:
            signal.emit(*values)

    def _end(self, job: Job, signal: Any, *values: object) -> None:
        if job is self._job:
            self._job = None
            job.let_go()
            signal.emit(*values)


def _gone(job: Job) -> bool:
    """Tell whether a dropped job has ended, and let it go if so."""
    if job.isFinished():
        job.deleteLater()
        return True
    return False
