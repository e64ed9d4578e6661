"""What a task is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.tasks.newcomer import Newcomer


@dataclass(frozen=True)
class Act:
    """What one person does at one window; `opens` is the project that she double-clicked.

    Without a `window` it happens in a terminal.
    """

    script: Callable[[Newcomer, Path], object]
    opens: Callable[[Path], Path] | None = None
    window: bool = True


@dataclass(frozen=True)
class Task:
    """One task: what it starts from, what the newcomer does, and what must have come of it.

    `prepare` and `check` get the person's folder and work without the window; `check` returns what
    it found, in words, and raises AssertionError if the task was not done.
    """

    name: str
    goal: str
    acts: tuple[Act, ...]
    check: Callable[[Path], str]
    prepare: Callable[[Path], object] = lambda _home: None
