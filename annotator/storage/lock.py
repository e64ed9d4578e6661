"""One window writes a project file at a time.

Owns the lock beside a project file.  The lock itself is the operating system's, so it dies with
its owner however that ends; the text in the note beside it (who, where, since when) only informs.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.domain.errors import AnnotatorError


class ProjectLock:
    """The right to write one project file, held until `release`."""

    def __init__(self, project: Path) -> None:
        project = project.resolve()  # a link to it is the same project
        self._lock_path = project.with_name(project.name + ".lock")
        self._note_path = project.with_name(project.name + ".owner")
        # Not a singleton and not shared between threads: every opening has its own.
        self._lock = FileLock(self._lock_path, thread_local=False)
        self.taken_over: dict[str, str] | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises AnnotatorError("project-locked") with user, host and since if another window holds
        it, and OSError if the folder cannot be written.  `taken_over` then holds the note of a
        former owner that ended without releasing it.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            note = self._read_note() or {}
            raise AnnotatorError(
                "project-locked",
                user=note.get("user", "?"),
                host=note.get("host", "?"),
                since=note.get("since", "?"),
            ) from None
        self.taken_over = self._read_note()
        note = {
            "user": _user(),
            "host": platform.node(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "process": str(os.getpid()),
        }
        # A full disk must not keep anybody from opening a project.
        with suppress(OSError):
            self._note_path.write_text(json.dumps(note), encoding="utf-8")

    def release(self) -> None:
        """Give the lock back; nothing is left beside the project."""
        # The note goes first: whoever takes the lock next must not read ours as a dead owner's.
        with suppress(OSError):
            self._note_path.unlink(missing_ok=True)
        # While it is still ours: taken away after the release, the file could be one that somebody
        # else has just locked, and the next to come would lock a new one beside it.
        with suppress(OSError):
            self._lock_path.unlink(missing_ok=True)
        self._lock.release()
        if os.name == "nt":  # where an open file cannot be taken away, and a locked one neither
            with suppress(OSError):
                self._lock_path.unlink(missing_ok=True)

    def _read_note(self) -> dict[str, str] | None:
        try:
            note = json.loads(self._note_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(note, dict) or not note:
            return None
        return {str(name): str(value) for name, value in note.items()}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such account, as in some containers
        return "?"
