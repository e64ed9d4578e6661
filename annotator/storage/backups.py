"""Copies of a project made now and then, without being asked.

Owns where they lie, how many are kept, and how they are made: through SQLite's own backup call,
because a copy of a live file by the file system may be torn.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.ids import derived_id
from annotator.locations import data_directory
from annotator.storage import connection as connections

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile

KEPT = 7
_DAY = 24 * 60 * 60  # seconds


def folder_of(project: Path) -> Path:
    """Return the folder that holds the copies of a project.

    It is in the person's data folder and not beside the project, so that a project stays one file
    on the desk and a copy on a full stick does not make it fuller.
    """
    name = f"{project.stem}-{derived_id('path', str(project.resolve())):016x}"
    return data_directory() / "backups" / name


def back_up(project: ProjectFile) -> Path:
    """Copy an open project as it stands and drop copies beyond the last `KEPT`.

    Raises AnnotatorError("project-disk-full") and the like; the project itself is not touched.
    """
    folder = folder_of(project.path)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{project.path.stem}-{stamp}.annotator"
    half = target.with_suffix(".part")
    try:
        with closing(sqlite3.connect(half)) as copy:
            project.connection.backup(copy)
    except sqlite3.Error as error:
        with suppress(OSError):
            half.unlink()
        raise connections.explain(error, target) from error
    half.replace(target)
    for old in copies(project.path)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return target


def back_up_daily(project: ProjectFile) -> None:
    """Copy a project if its last copy is older than a day."""
    known = copies(project.path)
    if known and time.time() - known[-1].stat().st_mtime < _DAY:
        return
    try:
        back_up(project)
    except Exception as error:
        project.notices.append(("backup-failed", {"why": str(error)}))


def copies(project: Path) -> list[Path]:
    """Return the copies of a project, oldest first."""
    folder = folder_of(project)
    return sorted(folder.glob("*.annotator")) if folder.is_dir() else []
