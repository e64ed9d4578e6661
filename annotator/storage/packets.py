"""Writing the part of a project that a colleague gets as a project file of its own.

Owns the SQL.  Rows keep their ids and stamps, so that the file merges like any copy; what it holds
of steps that its history does not tell is noted as known.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import AnnotatorError
from annotator.storage import connection
from annotator.storage.merging import TRAVELLING
from annotator.storage.project import ProjectFile

if TYPE_CHECKING:
    from annotator.storage.project import Watcher


@dataclass(frozen=True, slots=True)
class PacketContents:
    """Whose work on which documents goes along."""

    documents: Sequence[int]
    annotator: int  # whose labels go along, and nobody else's
    sender: int  # whose comments on the documents go along; 0 = nobody's
    entries: bool = True  # do entries go along?


def write(
    project: ProjectFile,
    out: Path,
    contents: PacketContents,
    settings: dict[str, Any],
    watcher: Watcher | None = None,
) -> None:
    """Write a packet beside the project; `settings` are put into it.

    That of an encrypted project is encrypted with the same key.

    Raises AnnotatorError("project-exists") rather than overwrite anything, and what the file system
    refuses; nothing is left then.
    """
    with ProjectFile.create(out, project.scheme, key=project.key) as packet:
        packet.connection.execute("DELETE FROM known")
    try:
        with ProjectFile.open(out, aside=True) as packet:
            _fill(project, packet, contents, watcher)
            for name, value in settings.items():
                packet.set_setting(name, value)
    except BaseException:
        with suppress(OSError):
            out.unlink()
        raise


def _fill(
    project: ProjectFile, packet: ProjectFile, contents: PacketContents, watcher: Watcher | None
) -> None:
    run = packet.connection.execute
    connection.attach(packet.connection, project.path, project.key, "home")
    try:
        with connection.transaction(packet.connection, packet.path):
            run("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
            packet.connection.executemany(
                "INSERT INTO temp.chosen VALUES (?)", [(each,) for each in contents.documents]
            )
            _copy(packet, contents, watcher)
            run("INSERT INTO main.documents_fts(documents_fts) VALUES ('rebuild')")
            stamped = " UNION ".join(
                f"SELECT counter, replica FROM main.{kind.table}" for kind in TRAVELLING
            )
            run(f"INSERT OR IGNORE INTO main.known {stamped}")
    finally:
        run("DROP TABLE IF EXISTS temp.chosen")
        run("DETACH home")


def _copy(packet: ProjectFile, contents: PacketContents, watcher: Watcher | None) -> None:
    run = packet.connection.execute
    values = {"who": contents.annotator, "sender": contents.sender}
    here = "document IN (SELECT id FROM temp.chosen)"
    mine = f"{here} AND annotator = :who"
    remarks = (
        f"{here} AND (annotation IN (SELECT id FROM home.annotations WHERE {mine}) "
        "OR (annotation IS NULL AND annotator IN (:who, :sender)))"
    )
    wanted = {
        "annotators": (
            f"id IN (:who, :sender) OR id IN (SELECT annotator FROM home.comments WHERE {remarks}) "
            "OR id IN (SELECT annotator FROM home.versions)"
        ),
        "documents": "id IN (SELECT id FROM temp.chosen)",
        "zones": here,
        "assignments": mine,
        "annotations": mine,
        "relations": mine,
        "comments": remarks,
        "looks": f"{here} AND annotation IN (SELECT id FROM home.annotations WHERE {mine})",
        **({} if contents.entries else {"entries": "FALSE"}),
        # Decisions tell what others said.
        "decisions": "FALSE",
        "document_aliases": "FALSE",
    }
    parts = {"spans": "annotations", "attributes": "annotations", "aliases": "entries"}
    for done, kind in enumerate(TRAVELLING):
        if watcher is not None:
            watcher.progress(done, len(TRAVELLING))
        run(f"DELETE FROM main.{kind.table}")
        where = wanted.get(kind.table, "TRUE")
        run(f"INSERT INTO main.{kind.table} SELECT * FROM home.{kind.table} WHERE {where}", values)
        for part, of in kind.parts:
            run(
                f"INSERT INTO main.{part} SELECT * FROM home.{part} "
                f"WHERE {of} IN (SELECT id FROM main.{parts[part]})"
            )


def refuse_other_project(theirs: ProjectFile, project: str) -> None:
    """Raise AnnotatorError("packet-other-project") for a packet that another project sent."""
    packet = theirs.setting("packet")
    if packet and packet.get("of") != project:
        raise AnnotatorError("packet-other-project", path=str(theirs.path))
