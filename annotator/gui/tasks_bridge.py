"""Long work beside the window.

Owns the thread in which a service runs, and the way of its progress back to the thread that draws.
While it runs nothing can be edited, because it writes the same file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from annotator.services.tasks import Cancelled, Task


class Job(QThread):
    """One run of a service on a thread of its own; answers by signals on the drawing thread."""

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, code: str, work: Callable[[Task], Any], parent: QObject) -> None:
        super().__init__(parent)
        self.task = Task(code, self._report)
        self._work = work
        self._last = -1

    def _report(self, done: int, total: int) -> None:
        share = done * 200 // total if total else 0
        # A signal for each article would cost the window more than the work itself.
        if share != self._last:
            self._last = share
            self.progressed.emit(done, total)

    def run(self) -> None:
        """Run the work; called by Qt on the new thread."""
        try:
            result = self._work(self.task)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)

    def let_go(self) -> None:
        """Wait until the thread has ended; whoever wanted its result has it."""
        self.wait()
        self.deleteLater()

    def abandon(self) -> None:
        """Stop the work, wait until it has stopped, and let nobody hear of it any more."""
        self.blockSignals(True)
        self.task.cancel()
        self.let_go()
