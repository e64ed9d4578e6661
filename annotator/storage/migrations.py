"""Bringing an older project file to the tables of today.

Owns the list of migrations, one for each version that was ever released.  A file is backed up
before its first change, and all migrations run in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.storage import backups, connection
from annotator.storage.tables import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database

    from annotator.storage.project import ProjectFile

#: `MIGRATIONS[n]` turns a file of version n + 1 into one of version n + 2.
MIGRATIONS: tuple[Callable[[Database], None], ...] = ()


def migrate(project: ProjectFile) -> None:
    """Bring an open project to the current version, or raise AnnotatorError.

    A file that is opened read-only is not changed; if it is older it is refused with
    "project-older-read-only".
    """
    version = project.connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    if not 1 <= version < SCHEMA_VERSION:
        raise AnnotatorError(
            "project-newer", path=str(project.path), version=version, known=SCHEMA_VERSION
        )
    if project.read_only:
        raise AnnotatorError("project-older-read-only", path=str(project.path), version=version)
    copy = backups.back_up(project)
    with connection.transaction(project.connection, project.path):
        for step in MIGRATIONS[version - 1 :]:
            step(project.db)
        project.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    project.notices.append(
        ("project-migrated", {"before": version, "now": SCHEMA_VERSION, "copy": str(copy)})
    )
