"""Work that takes longer than a blink: progress, cancelling, and the rule where it may run.

Owns the value that long functions report to.  It knows no thread library of a window; the window
runs a function in a thread of its own and reads the same task.
"""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_gui_thread: int | None = None


class Cancelled(Exception):
    """The person cancelled the task; what it had begun was rolled back."""


class Task:
    """One piece of long work, seen from both sides."""

    def __init__(
        self, code: str = "", on_progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Take the code of what is done, and who is told `(done, total)` (total 0 = unknown)."""
        self.code = code
        self._on_progress = on_progress
        self._cancelled = threading.Event()

    def progress(self, done: int, total: int) -> None:
        """Report how far the work is; raises Cancelled if it shall stop."""
        self.check()
        if self._on_progress is not None:
            self._on_progress(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked the work to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Cancelled if the work shall stop."""
        if self.cancelled:
            raise Cancelled


def guard_this_thread() -> Callable[[], None]:
    """Declare the current thread the one that draws; return what takes that back."""
    global _gui_thread  # noqa: PLW0603  one process has one such thread
    _gui_thread = threading.get_ident()

    def release() -> None:
        global _gui_thread  # noqa: PLW0603
        _gui_thread = None

    return release


def long_running(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function that must not run on the thread that draws; it refuses to."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        if threading.get_ident() == _gui_thread:
            raise RuntimeError(f"{function.__qualname__} is long and must not run on this thread")
        with _rarer_collections():
            return function(*args, **kwargs)

    return guarded


#: New objects after which Python looks for circles among them; 700 unless somebody says otherwise.
#: Long work makes millions of plain values, and looking through these takes a sixth of its time.
_OBJECTS = 50_000
_lock = threading.Lock()
_long_works = 0
_threshold = gc.get_threshold()


@contextmanager
def _rarer_collections() -> Iterator[None]:
    """Let Python collect garbage less often while any long work runs."""
    global _long_works, _threshold  # noqa: PLW0603  the collector is one for the process
    with _lock:
        if not _long_works:
            _threshold = gc.get_threshold()
            gc.set_threshold(_OBJECTS, *_threshold[1:])
        _long_works += 1
    try:
        yield
    finally:
        with _lock:
            _long_works -= 1
            if not _long_works:
                gc.set_threshold(*_threshold)
