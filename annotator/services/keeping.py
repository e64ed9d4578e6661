"""The copies of a project that were made without being asked, and how to get one back.

Owns how a copy is named for a person; where copies lie and when they are made is the storage's.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator.domain.errors import AnnotatorError


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a project."""

    path: Path
    made: datetime  # local time
    size: int  # bytes


def copies_of(project: Path) -> list[Copy]:
    """Return the copies of a project, the newest first."""
    from annotator.storage import backups

    found = []
    for path in reversed(backups.copies(project)):
        status = path.stat()
        made = datetime.fromtimestamp(status.st_mtime, UTC).astimezone()
        found.append(Copy(path, made, status.st_size))
    return found


def bring_back(copy: Copy, project: Path) -> Path:
    """Put a copy beside its project as a project of its own; return where it lies.

    Nothing that is there is overwritten.  Raises AnnotatorError("project-unreadable").
    """
    stem = f"{project.stem} ({copy.made:%Y-%m-%d %H-%M})"
    target = project.with_name(f"{stem}.annotator")
    number = 1
    while target.exists():
        number += 1
        target = project.with_name(f"{stem} {number}.annotator")
    try:
        shutil.copyfile(copy.path, target)
    except OSError as error:
        raise AnnotatorError("project-unreadable", path=str(target), why=str(error)) from error
    return target
