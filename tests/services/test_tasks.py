"""Long work: progress, cancelling, and the thread it must not run on."""

from __future__ import annotations

import gc
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


def test_garbage_is_collected_as_before_when_the_last_long_work_ends() -> None:
    before = gc.get_threshold()
    seen = []

    @long_running
    def inner(fails: bool) -> None:
        seen.append(gc.get_threshold()[0])
        if fails:
            raise ValueError

    @long_running
    def outer() -> None:
        inner(fails=False)
        with pytest.raises(ValueError):
            inner(fails=True)
        seen.append(gc.get_threshold()[0])

    outer()
    assert len(set(seen)) == 1
    assert seen[0] > before[0]
    assert gc.get_threshold() == before
