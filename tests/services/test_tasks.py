"""Long work: progress, cancelling, and the thread it must not run on."""

from __future__ import annotations

import threading

import pytest

from annotator.services.tasks import Cancelled, Task, guard_this_thread, long_running


def test_progress_is_told_and_cancelling_ends_the_work_at_its_next_report() -> None:
    told: list[tuple[int, int]] = []
    task = Task("importing", lambda done, total: told.append((done, total)))
    task.progress(1, 3)
    task.cancel()
    assert task.cancelled
    with pytest.raises(Cancelled):
        task.progress(2, 3)
    with pytest.raises(Cancelled):
        task.check()
    assert told == [(1, 3)]


def test_long_work_refuses_the_thread_that_draws_and_no_other() -> None:
    @long_running
    def work() -> str:
        return "done"

    assert work() == "done"
    release = guard_this_thread()
    with pytest.raises(RuntimeError, match=r"work is long and must not run on this thread"):
        work()
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    assert found == ["done"]
    release()
    assert work() == "done"
