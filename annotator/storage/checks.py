"""Looking for anything wrong in a project file, and saving what can be saved of a strange one.

Owns the checks behind `annotator check`.  Nothing is repaired in silence: findings are listed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.annotations import Span, SpanError, check_spans
from annotator.domain.errors import AnnotatorError, reason_of
from annotator.storage import connection as connections
from annotator.storage import history, keys, originals, tables
from annotator.storage.keys import Key

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
    findings: list[Finding] = []
    try:
        for found in _findings(project, progress):
            findings.append(found)  # noqa: PERF402  (extend may lose what came before an error)
    except (sqlite3.DatabaseError, AnnotatorError) as error:
        # So damaged that reading ends here; what was found before stays in the list.
        why = error.values.get("why", error.code) if isinstance(error, AnnotatorError) else error
        findings.append(Finding("check-damaged", {"why": str(why)}))
    return findings


def _findings(
    project: ProjectFile, progress: Callable[[int, int], None] | None
) -> Iterator[Finding]:
    connection = project.connection
    for (why,) in connection.execute("PRAGMA integrity_check"):
        if why != "ok":
            yield Finding("check-damaged", {"why": why})
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding("check-foreign-key", {"table": table, "row": row or 0, "parent": parent})
    for kind, sql in _CROSS_CHECKS.items():
        for (number,) in connection.execute(sql):
            yield Finding(kind, {"record": f"{number:016x}"})
    if not project.read_only:
        try:
            connection.execute(
                "INSERT INTO documents_fts(documents_fts, rank) VALUES ('integrity-check', 1)"
            )
        except (sqlite3.DatabaseError, AnnotatorError) as error:
            yield Finding("check-search-index", {"why": str(error)})
    yield from _check_history(connection)
    for sha256 in originals.damaged(connection):
        yield Finding("check-original", {"file": sha256[:16]})
    yield from _check_texts(project, progress)


def _check_history(connection: sqlite3.Connection) -> Iterator[Finding]:
    for number, why in history.unreadable(connection):
        yield Finding("check-history", {"record": f"{number:016x}", "why": why})


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


def _check_texts(
    project: ProjectFile, progress: Callable[[int, int], None] | None
) -> Iterator[Finding]:
    """Compare every text with its hash, and every span with its text and stored surface."""
    connection = project.connection
    total = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    documents = connection.execute(
        "SELECT id, uid, length, text_sha256, text FROM documents ORDER BY position"
    )
    for done, (number, uid, length, sha256, text) in enumerate(documents):
        if progress is not None and done % 100 == 0:
            progress(done, total)
        if len(text) != length:
            yield Finding("check-text-length", {"document": uid})
        elif sha256 and hashlib.sha256(text.encode()).hexdigest() != sha256:
            yield Finding("check-text-changed", {"document": uid})
        yield from _check_spans(connection, number, uid, text)
    if progress is not None:
        progress(total, total)


def _check_spans(
    connection: sqlite3.Connection, document: int, uid: str, text: str
) -> Iterator[Finding]:
    parts: dict[int, list[Span]] = {}
    for annotation, start, end, surface in connection.execute(
        'SELECT annotation, "start", "end", surface FROM spans WHERE document = ? '
        "ORDER BY annotation, part",
        (document,),
    ):
        parts.setdefault(annotation, []).append(Span(start, end))
        if text[start:end] != surface:
            where = {"document": uid, "start": start, "end": end, "record": f"{annotation:016x}"}
            yield Finding("check-surface", where)
    for annotation, spans in parts.items():
        try:
            check_spans(tuple(spans), len(text))
        except SpanError as error:
            where = {"document": uid, "record": f"{annotation:016x}", "why": reason_of(error)}
            yield Finding("check-span", where)


def salvage(source: Path, target: Path) -> int:
    """Copy what can be read of a refused file into a new project file.

    Only known columns of known tables are read; nothing else that the source defines is run.  A
    damaged table is read from both ends up to the damage; rows that refer to one that was lost are
    left out.  Returns how many rows were copied.  Raises AnnotatorError if the source is no project
    or the target exists.
    """
    connections.refuse_other_files(source)
    key = keys.of(source)
    if target.exists():
        raise AnnotatorError("project-exists", path=str(target))
    try:
        target.touch()
        return _salvage(source, target, key)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise connections.explain(error, source) from error
        raise


def _salvage(source: Path, target: Path, key: Key | None) -> int:
    copied = 0
    out = connections.connect(target, key=key)
    with closing(out.conn):
        out.conn.execute("PRAGMA foreign_keys = OFF")  # who refers to what is lost goes at the end
        if key is None:  # the page of an encrypted file is that of its cipher
            out.conn.execute("PRAGMA page_size = 8192")
        out.conn.execute("BEGIN")
        tables.create_tables(out)
        out.conn.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
        out.conn.execute(f"PRAGMA user_version = {tables.SCHEMA_VERSION}")
        # Real tables only: a view or a virtual table under one of our names would run.
        real = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
        with closing(connections.connect(source, damaged=True, key=key).conn) as damaged:
            there = {name for (name,) in damaged.execute(real)}
        for table in out.tables:
            if table.name in there and not table.name.startswith("documents_fts"):
                names = [each.name for each in table.columns]
                copied += _copy_rows(source, key, out.conn, table.name, names)
        copied -= _drop_half_texts(out.conn)
        copied -= _drop_orphans(out.conn)
        scheme = {"uid": "salvaged", "name": source.stem, "switches": {}}
        out.conn.execute(
            "INSERT OR IGNORE INTO settings VALUES ('scheme', ?)", (history.dumps(scheme),)
        )
        out.conn.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
        out.conn.execute("COMMIT")
    return copied


def _drop_half_texts(connection: sqlite3.Connection) -> int:
    """Leave out articles whose text is not what it was: SQLite fills a page that was cut with 0."""
    gone = [
        (number,)
        for number, sha256, text in connection.execute(
            "SELECT id, text_sha256, text FROM documents"
        )
        if sha256 and hashlib.sha256(text.encode()).hexdigest() != sha256
    ]
    connection.executemany("DELETE FROM documents WHERE id = ?", gone)
    return len(gone)


def _copy_rows(
    source: Path, key: Key | None, target: sqlite3.Connection, table: str, wanted: list[str]
) -> int:
    with closing(connections.connect(source, damaged=True, key=key).conn) as damaged:
        there = {row[1] for row in damaged.execute(f'PRAGMA table_info("{table}")')}
    names = [name for name in wanted if name in there]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    insert = f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})'
    before = target.total_changes
    # What the first way meets of damage hides the rest, which the other way may still reach.
    for order in ("ASC", "DESC"):
        select = f'SELECT {columns} FROM "{table}" NOT INDEXED ORDER BY rowid {order}'
        # A connection of SQLCipher that met a damaged page reads nothing more.
        with closing(connections.connect(source, damaged=True, key=key).conn) as damaged:
            for row in _until_damage(damaged, select):
                # A value of another type, or none where there must be one, is not ours: left out.
                with suppress(sqlite3.IntegrityError):
                    target.execute(insert, row)
    return target.total_changes - before


def _until_damage(source: sqlite3.Connection, select: str) -> Iterator[tuple[Any, ...]]:
    with suppress(sqlite3.DatabaseError, AnnotatorError, UnicodeDecodeError):
        yield from source.execute(select)


def _drop_orphans(connection: sqlite3.Connection) -> int:
    dropped = 0
    while lost := connection.execute("PRAGMA foreign_key_check").fetchall():
        for table in {row[0] for row in lost}:
            rows = {(row[1],) for row in lost if row[0] == table}
            connection.executemany(f'DELETE FROM "{table}" WHERE rowid = ?', rows)
            dropped += len(rows)
    return dropped
