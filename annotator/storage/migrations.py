"""Bringing an older project file to the tables of today.

Owns the list of migrations, one for each version that was ever released.  A file is backed up
before its first change, and all migrations run in one transaction, which ends with the schema
being compared with the one of today: what somebody planted in an old file is refused as in a new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.storage import backups, connection, tables

if TYPE_CHECKING:
    from sqlite_utils import Database

    from annotator.storage.project import ProjectFile


def _add_review(db: Database) -> None:
    """Version 3: colleagues' copies, decisions; what older steps wrote is known by its stamp."""
    tables.create_review(db)
    stamped = " UNION ALL ".join(
        f"SELECT counter, replica FROM {name}"
        for name in (
            "annotators", "layers", "labels", "attribute_types", "roles", "entries", "documents",
            "zones", "assignments", "annotations", "relations", "comments", "tombstones",
        )
    )  # fmt: skip
    db.execute(
        f"INSERT INTO known SELECT DISTINCT counter, replica FROM ({stamped}) "
        "EXCEPT SELECT counter, replica FROM history"
    )
    # The same in copies that are brought up to date one by one: the opening that made the project.
    db.execute(
        "INSERT OR IGNORE INTO settings SELECT 'project', printf('\"%016x\"', replica) FROM layers "
        "ORDER BY counter, replica LIMIT 1"
    )


#: `MIGRATIONS[n]` turns a file of version n + 1 into one of version n + 2.
MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    tables.index_entries,
    _add_review,
    tables.create_originals,
    tables.create_guideline_versions,
)


def migrate(project: ProjectFile, *, backed_up: bool = True) -> None:
    """Bring an open project to the current version, or raise AnnotatorError.

    A file that is opened read-only is not changed; if it is older it is refused with
    "project-older-read-only".  Nothing is written to a file that is refused.
    """
    path, now = project.path, tables.SCHEMA_VERSION
    version = project.connection.execute("PRAGMA user_version").fetchone()[0]
    if version > now:
        raise connection.newer(path, version)
    if version < 1:
        raise AnnotatorError("project-damaged", path=str(path), why=Phrase("why-no-version"))
    if version == now:
        connection.refuse_foreign_schema(project.db, path)
        return
    connection.refuse_active_schema(project.db, path)
    if project.read_only:
        raise AnnotatorError("project-older-read-only", path=str(path), version=version, known=now)
    copy = backups.back_up(project, kept=f"version-{version}") if backed_up else path
    with connection.transaction(project.connection, path):
        for step in MIGRATIONS[version - 1 :]:
            step(project.db)
        project.connection.execute(f"PRAGMA user_version = {now}")
        connection.refuse_foreign_schema(project.db, path)
    project.notices.append(("project-migrated", {"before": version, "now": now, "copy": str(copy)}))
