"""Looking for anything wrong in a project file, and saving what can be saved of a strange one.

Owns the checks behind `annotator check`.  Nothing is repaired in silence: findings are listed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.annotations import Span, SpanError, check_spans
from annotator.domain.errors import AnnotatorError
from annotator.storage import connection as connections
from annotator.storage import tables

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, as a code and values for its sentence."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


def check(
    project: ProjectFile, progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """Return everything that is wrong with an open project; an empty list means sound."""
    connection = project.connection
    findings = [
        Finding("check-damaged", {"why": why})
        for (why,) in connection.execute("PRAGMA integrity_check")
        if why != "ok"
    ]
    findings += [
        Finding("check-foreign-key", {"table": table, "row": row or 0, "parent": parent})
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    for kind, sql in _CROSS_CHECKS.items():
        findings += [
            Finding(kind, {"record": f"{number:016x}"}) for (number,) in connection.execute(sql)
        ]
    try:
        connection.execute(
            "INSERT INTO documents_fts(documents_fts, rank) VALUES ('integrity-check', 1)"
        ) if not project.read_only else None
    except sqlite3.DatabaseError as error:
        findings.append(Finding("check-search-index", {"why": str(error)}))
    findings += _check_surfaces(project, progress)
    return findings


_CROSS_CHECKS = {
    "check-relation-across": (
        "SELECT r.id FROM relations AS r JOIN annotations AS a ON a.id IN (r.source, r.target) "
        "WHERE a.document <> r.document"
    ),
    "check-span-copy": (
        "SELECT DISTINCT s.annotation FROM spans AS s JOIN annotations AS a "
        "ON a.id = s.annotation WHERE s.document <> a.document OR s.annotator <> a.annotator "
        "OR s.label <> a.label"
    ),
    "check-zone-outside": (
        "SELECT z.id FROM zones AS z JOIN documents AS d ON d.id = z.document "
        'WHERE z.start < 0 OR z.start >= z."end" OR z."end" > d.length'
    ),
}


def _check_surfaces(
    project: ProjectFile, progress: Callable[[int, int], None] | None
) -> list[Finding]:
    """Compare every span with its text: `text[start:end]` must be the stored surface."""
    connection = project.connection
    total = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    findings = []
    documents = connection.execute("SELECT id, uid, length, text FROM documents ORDER BY position")
    for done, (number, uid, length, text) in enumerate(documents):
        if progress is not None and done % 100 == 0:
            progress(done, total)
        if len(text) != length:
            findings.append(Finding("check-text-length", {"document": uid}))
        parts: dict[int, list[Span]] = {}
        for annotation, start, end, surface in connection.execute(
            'SELECT annotation, "start", "end", surface FROM spans WHERE document = ? '
            "ORDER BY annotation, part",
            (number,),
        ):
            parts.setdefault(annotation, []).append(Span(start, end))
            if text[start:end] != surface:
                findings.append(
                    Finding(
                        "check-surface",
                        {
                            "document": uid,
                            "start": start,
                            "end": end,
                            "record": f"{annotation:016x}",
                        },
                    )
                )
        for annotation, spans in parts.items():
            try:
                check_spans(tuple(spans), len(text))
            except SpanError as error:
                findings.append(
                    Finding(
                        "check-span",
                        {"document": uid, "record": f"{annotation:016x}", "why": str(error)},
                    )
                )
    if progress is not None:
        progress(total, total)
    return findings


def salvage(source: Path, target: Path) -> int:
    """Copy the known columns of the known tables of a refused file into a new project file.

    Nothing the source defines beyond plain rows is run: it is opened read-only and read with
    SELECTs over column names of ours.  Returns how many rows were copied.  Raises AnnotatorError if
    the source is no project or the target exists.
    """
    from sqlite_utils import Database

    connections.refuse_other_files(source)
    if target.exists():
        raise AnnotatorError("project-exists", path=str(target))
    db = connections.connect(source, read_only=True)
    out = Database(sqlite3.connect(target, isolation_level=None))
    copied = 0
    try:
        with closing(db.conn), closing(out.conn):
            out.conn.execute("PRAGMA page_size = 8192")
            out.conn.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
            out.conn.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")
            out.conn.execute("BEGIN")
            tables.create_tables(out)
            real = {
                name
                for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type='table'")
            }
            for table in out.tables:
                name = table.name
                if name.startswith("documents_fts") or name not in real:
                    continue
                copied += _copy_rows(db.conn, out.conn, name, [each.name for each in table.columns])
            out.conn.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
            out.conn.execute("COMMIT")
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise connections.explain(error, source) from error
    return copied


def _copy_rows(
    source: sqlite3.Connection, target: sqlite3.Connection, table: str, wanted: list[str]
) -> int:
    there = {row[1] for row in source.execute(f'PRAGMA table_info("{table}")')}
    columns = ", ".join(f'"{name}"' for name in wanted if name in there)
    marks = ", ".join("?" for name in wanted if name in there)
    rows = source.execute(f'SELECT {columns} FROM "{table}"')
    cursor = target.executemany(
        f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})', rows
    )
    return cursor.rowcount
