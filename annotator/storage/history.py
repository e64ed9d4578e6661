"""The history of a project: every step, who made it and what it changed.

Owns the table `history` and the undo stack in it.  Rows are only ever added; the column `state`
says where a step of this copy stands (done, undone, or dropped once something else was done).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from annotator.domain.steps import Step
from annotator.storage.serial import edits_from_plain, edits_to_plain

_COLUMNS = 'id, time, annotator, kind, code, "values", document, of, batch, edits'
#: Longer lists of edits are kept compressed; short ones stay readable in any SQLite tool.
_COMPRESS_ABOVE = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history."""

    id: int
    time: str  # ISO 8601, UTC
    annotator: int | None
    kind: str  # do, undo, redo, import
    step: Step
    of: int | None  # for undo and redo: the entry it is about
    batch: int | None  # for imports


def append(
    connection: sqlite3.Connection,
    number: int,
    step: Step,
    by: int | None,
    stamp: tuple[int, int],
    *,
    kind: str = "do",
    batch: int | None = None,
) -> None:
    """Add a step that was just written."""
    _insert(connection, number, kind, step, by, stamp, state="done", batch=batch)


def append_turn(
    connection: sqlite3.Connection,
    number: int,
    kind: str,
    entry: Entry,
    by: int | None,
    stamp: tuple[int, int],
) -> None:
    """Add the fact that a step was undone or redone; its edits are those of the step."""
    bare = Step(entry.step.code, (), entry.step.values, entry.step.document)
    _insert(connection, number, kind, bare, by, stamp, state="dropped", of=entry.id)
    # An undo changes what the records show in their history too.
    connection.execute(
        "INSERT OR IGNORE INTO history_records "
        "SELECT record, ? FROM history_records WHERE history = ?",
        (number, entry.id),
    )


def _insert(
    connection: sqlite3.Connection,
    number: int,
    kind: str,
    step: Step,
    by: int | None,
    stamp: tuple[int, int],
    *,
    state: str,
    of: int | None = None,
    batch: int | None = None,
) -> None:
    plain = dumps(edits_to_plain(step.edits)).encode()
    connection.execute(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            datetime.now(UTC).isoformat(timespec="seconds"),
            by,
            kind,
            step.code,
            dumps(dict(step.values)),
            step.document,
            of,
            state,
            batch,
            zlib.compress(plain) if len(plain) > _COMPRESS_ABOVE else plain,
            *stamp,
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO history_records VALUES (?, ?)",
        [(edit.record.id, number) for edit in step.edits],
    )


def drop_undone(connection: sqlite3.Connection) -> None:
    """Forget what could be redone, because something else was done."""
    connection.execute("UPDATE history SET state = 'dropped' WHERE state = 'undone'")


def set_state(connection: sqlite3.Connection, number: int, state: str) -> None:
    """Move a step on the undo stack."""
    connection.execute("UPDATE history SET state = ? WHERE id = ?", (state, number))


def last_done(connection: sqlite3.Connection) -> Entry | None:
    """Return the step that undo takes back next."""
    return _one(connection, "state = 'done' ORDER BY counter DESC LIMIT 1")


def first_undone(connection: sqlite3.Connection) -> Entry | None:
    """Return the step that redo does next."""
    return _one(connection, "state = 'undone' ORDER BY counter LIMIT 1")


def label_of(connection: sqlite3.Connection, where: str) -> tuple[str, dict[str, Any]] | None:
    """Return (code, values) of one entry, without reading its edits."""
    row = connection.execute(f'SELECT code, "values" FROM history WHERE {where}').fetchone()
    return None if row is None else (row[0], json.loads(row[1]))


def of_record(connection: sqlite3.Connection, record: int, limit: int) -> list[Entry]:
    """Return the entries that changed a record, newest first."""
    return _many(
        connection,
        "id IN (SELECT history FROM history_records WHERE record = ?) "
        "ORDER BY counter DESC LIMIT ?",
        (record, limit),
    )


def of_document(connection: sqlite3.Connection, document: int, limit: int) -> list[Entry]:
    """Return the entries about a document, newest first."""
    return _many(connection, "document = ? ORDER BY counter DESC LIMIT ?", (document, limit))


def latest(connection: sqlite3.Connection, limit: int) -> list[Entry]:
    """Return the newest entries of the project."""
    return _many(connection, "TRUE ORDER BY counter DESC LIMIT ?", (limit,))


def _one(connection: sqlite3.Connection, where: str) -> Entry | None:
    found = _many(connection, where, ())
    return found[0] if found else None


def _many(connection: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[Entry]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM history WHERE {where}", values).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    number, time, annotator, kind, code, values, document, of, batch, edits = row
    plain = edits if edits.startswith(b"[") else zlib.decompress(edits)
    step = Step(code, edits_from_plain(json.loads(plain)), json.loads(values), document)
    return Entry(number, time, annotator, kind, step, of, batch)


def dumps(value: Any) -> str:
    """Return `value` as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text)
