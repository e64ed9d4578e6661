"""Steps that are too large for the thread that draws.

Owns how one is written: on a connection of its own, with progress and cancel, while the session of
the window is locked (`Session.locked_for`).  Afterwards the window hands what came back to
`Session.refresh`, on its own thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from annotator.domain.errors import AnnotatorError
from annotator.domain.steps import Step
from annotator.services.session import Change, Session
from annotator.services.tasks import Cancelled, Task, long_running

T = TypeVar("T")


@long_running
def apply(session: Session, step: Step, task: Task | None = None) -> Change:
    """Write a step; raises what `Session.apply` raises, and Cancelled: nothing is written then."""
    task = task or Task("applying")
    with session.sibling() as own:
        return _cancellable(lambda: own.apply(step, task=task), task)


@long_running
def turn(
    session: Session, kind: Literal["undo", "redo"], task: Task | None = None
) -> Change | None:
    """Undo or redo the last step, an import of thousands of articles too; None if there is none.

    Raises what `Session.undo` raises, and Cancelled: the project is as before then.
    """
    task = task or Task(kind)
    with session.sibling() as own:
        go = own.undo if kind == "undo" else own.redo
        return _cancellable(lambda: go(task), task)


def _cancellable(work: Callable[[], T], task: Task) -> T:
    try:
        task.progress(0, 0)
        return work()
    except AnnotatorError as error:
        # A long statement was stopped in the middle because the person cancelled.
        if error.code == "interrupted" and task.cancelled:
            raise Cancelled from error
        raise
