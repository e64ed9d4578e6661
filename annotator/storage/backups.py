"""Copies of a project made now and then, without being asked.

Owns where they lie, how many are kept, and how they are made: through SQLite's own backup call,
because a copy of a live file by the file system may be torn.  A copy gets its name when it is
whole, so that one that was cut short never counts.  Those of an encrypted project have its key.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.locations import data_directory
from annotator.storage import connection as connections

if TYPE_CHECKING:
    from annotator.storage.keys import Key
    from annotator.storage.project import ProjectFile

KEPT = 7
_DAY = 24 * 60 * 60  # seconds
_HALF = ".part"
#: One copy at a time, so that what lies half-written is nobody's.
_copying = threading.Lock()


def folder_of(project: Path) -> Path:
    """Return the folder that holds the copies of a project.

    It is in the person's data folder and not beside the project, so that a project stays one file
    on the desk and a copy on a full stick does not make it fuller.
    """
    name = f"{project.stem}-{derived_id('path', str(project.resolve())):016x}"
    return data_directory() / "backups" / name


def back_up(project: ProjectFile, kept: str = "") -> Path:
    """Copy an open project as it stands and drop the oldest of more than `KEPT` copies.

    A copy with a word to be `kept` for is named after it and stays until a person deletes it.
    Raises AnnotatorError("project-disk-full") and the like; the project itself is not touched.
    """
    return _copy(project.connection, project.path, project.key, kept)


def _copy(connection: sqlite3.Connection, path: Path, key: Key | None, kept: str = "") -> Path:
    folder = folder_of(path)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    if kept:
        stamp += f"-{kept}"
    target = folder / f"{path.stem}-{stamp}.annotator"
    half = target.with_name(target.name + _HALF)
    with _copying:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.glob(f"*{_HALF}"):  # of a process that died while copying
                left.unlink()
            half.touch()
            with closing(connections.connect(half, key=key).conn) as copy:
                connection.backup(copy)
                # Without the mark of the WAL it can be read where nothing can be written.
                copy.execute("PRAGMA journal_mode = DELETE")
            half.replace(target)
        except (sqlite3.Error, OSError) as error:
            with suppress(OSError):
                half.unlink()
            if isinstance(error, sqlite3.Error):
                raise connections.explain(error, target) from error
            raise AnnotatorError("folder-unwritable", path=str(folder), why=str(error)) from error
        _drop_oldest(path)
    return target


def _drop_oldest(path: Path) -> None:
    rolling = [each for each in copies(path) if _day(each)]
    while len(rolling) > KEPT:
        # Of a day with several copies the older go first: an afternoon of imports must not push
        # out last week.
        days = [_day(each) for each in rolling]
        crowded = [at for at, day in enumerate(days[:-1]) if days[at + 1] == day]
        old = rolling.pop(crowded[0] if crowded else 0)
        with suppress(OSError):
            old.unlink()


_ROLLING = re.compile(r"-(\d{8})-\d{6}-\d{6}\.annotator$")


def _day(copy: Path) -> str:
    """Return the day of a rolling copy, "" for one that is kept for a reason."""
    found = _ROLLING.search(copy.name)
    return found[1] if found else ""


def back_up_if_older(project: ProjectFile, seconds: int) -> None:
    """Copy a project if its last copy is older than that; raises like `back_up`."""
    if _is_older(project.path, seconds):
        back_up(project)


def _is_older(path: Path, seconds: int) -> bool:
    known = copies(path)
    # A time in the future is a clock that was wrong once.
    return not known or not 0 <= time.time() - known[-1].stat().st_mtime < seconds


class DailyBackup:
    """The copy that is made once a day when a project is opened, beside the work."""

    def __init__(self, project: ProjectFile) -> None:
        """Begin, if the last copy is older than a day."""
        self._project = project
        self._thread: threading.Thread | None = None
        if not _is_older(project.path, _DAY):
            return
        if project.on_network:
            # A rollback journal: a reader that takes long would hold up whoever saves.
            self._run()
        else:
            self._thread = threading.Thread(target=self._run, name="daily backup")
            self._thread.start()

    def _run(self) -> None:
        project = self._project
        try:
            own = connections.connect(project.path, read_only=True, key=project.key)
            with closing(own.conn) as connection:
                for (why,) in connection.execute("PRAGMA quick_check(1)"):
                    if why != "ok":  # a damaged copy must not push out a sound one
                        raise AnnotatorError("project-damaged", path=str(project.path), why=why)
                _copy(connection, project.path, project.key)
        except Exception as error:
            project.notices.append(("backup-failed", {"why": str(error)}))

    def wait(self) -> None:
        """Wait until the copy is whole."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def copies(project: Path) -> list[Path]:
    """Return the copies of a project, oldest first."""
    folder = folder_of(project)
    return sorted(folder.glob("*.annotator")) if folder.is_dir() else []
