"""A training that runs beside the window, and the model that waits for an answer after it.

Owns the thread, what the status bar shows of it, and the candidate until it is kept or dropped.
Labelling goes on meanwhile: a training reads the project through a connection of its own and
writes nothing into it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.services.training import Trained, TrainingOptions, train


class TrainingWork(QObject):
    """Trains one model at a time."""

    changed = Signal()  # something began, ended, or was answered
    failed = Signal(object)  # the error

    def __init__(
        self, status: StatusLine, parent: QObject, busy: Callable[[], bool] = lambda: False
    ) -> None:
        """Take the status bar, and what tells whether something else shows its progress there."""
        super().__init__(parent)
        self._status = status
        self._busy = busy
        self._job: Job | None = None
        self._shown = False
        self._made: list[Trained] = []  # by the running job; at most one
        self.kind = ""  # of what is trained, or waits
        self.waiting: Trained | None = None
        status.cancelWanted.connect(self._cancel_shown)

    @property
    def running(self) -> bool:
        """Tell whether a training runs."""
        return self._job is not None

    def start(self, session: Session, options: TrainingOptions) -> None:
        """Train a model; what waited for an answer is dropped."""
        if self._job is not None:
            self._status.say("training-runs")
            return
        self.drop()
        self.kind = options.kind
        made = self._made = []

        def work(task: Task) -> None:
            with session.sibling() as own:
                made.append(train(own, options, task))

        job = self._job = Job("training", work, self)
        job.progressed.connect(self._progressed)
        job.succeeded.connect(self._succeeded)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._progressed(0, 0)
        job.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the training; nothing of it is kept."""
        if self._job is not None:
            self._job.task.cancel()

    def drop(self) -> None:
        """Throw away the model that waits."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            waiting.candidate.drop()
            self.changed.emit()

    def take(self) -> Trained | None:
        """Hand over the model that waits, to be kept."""
        waiting, self.waiting = self.waiting, None
        return waiting

    def put_back(self, trained: Trained) -> None:
        """Let a model wait again that could not be kept."""
        self.waiting = trained
        self.changed.emit()

    def stop(self) -> None:
        """Cancel what runs, wait for it, and drop what waits; for closing a project."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()
            for each in self._made:
                # It was done in the moment in which it was cancelled.
                each.candidate.drop()
            self._hide()
        self.drop()

    def _progressed(self, done: int, total: int) -> None:
        # The bar is for what locks the project, as long as that runs.
        if self._busy():
            self._shown = False
            return
        if not self._shown:
            self._shown = True
            self._status.begin_task("training")
        if total:
            self._status.show_progress(done, total)

    def _succeeded(self, _none: object) -> None:
        self._ended()
        self.waiting = self._made.pop()
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.failed.emit(error)
        self.changed.emit()

    def _cancelled(self) -> None:
        self._ended()
        self._status.say("training-cancelled")
        self.changed.emit()

    def _ended(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        self._hide()

    def _hide(self) -> None:
        if self._shown and not self._busy():
            self._status.end_task()
        self._shown = False

    def _cancel_shown(self) -> None:
        if self._shown and not self._busy():
            self.cancel()
