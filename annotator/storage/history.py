"""The history of a project: every step, who made it and what it changed.

Owns the table `history` and the undo stack in it.  Rows are only ever added; the column `state`
says where a step of this copy stands (done, undone, or dropped once something else was done).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from annotator.domain.guideline_versions import Look
from annotator.domain.steps import Edit, Step
from annotator.storage import originals
from annotator.storage.serial import edits_from_plain, edits_to_plain

_COLUMNS = 'id, time, annotator, kind, code, "values", document, of, batch, size, edits'
#: Longer lists of edits are kept compressed; short ones stay readable in any SQLite tool.
_COMPRESS_ABOVE = 4096
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the history."""

    id: int
    time: str  # ISO 8601, UTC
    annotator: int | None
    kind: str  # do, undo, redo, import, merge
    step: Step
    of: int | None  # for undo and redo: the entry it is about
    batch: int | None  # for imports
    size: int  # records it changed


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
    size = len(step.edits)
    if batch is not None:
        size += sum(int(step.values.get(name, 0)) for name in ("documents", "annotations"))
    _insert(connection, number, kind, step, by, stamp, state="done", batch=batch, size=size)


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
    _insert(
        connection, number, kind, bare, by, stamp, state="dropped", of=entry.id, size=entry.size
    )
    # An undo changes what the records show in their history too.
    _note_records(connection, number, entry.step)


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
    size: int,
) -> None:
    plain = dumps(edits_to_plain(step.edits)).encode()
    connection.execute(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            size,
            # The quickest level: a better one takes as long as the inserts and saves little.
            zlib.compress(plain, 1) if len(plain) > _COMPRESS_ABOVE else plain,
            *stamp,
        ),
    )
    _note_records(connection, number, step)


def _note_records(connection: sqlite3.Connection, number: int, step: Step) -> None:
    about = [edit.record.id for edit in step.edits]
    # A label that was confirmed tells so itself.
    about += [edit.record.annotation for edit in step.edits if isinstance(edit.record, Look)]
    if step.document is None:
        # Each document of a step about several tells of it too; ids are unique among all kinds.
        about += step.documents
    connection.executemany(
        "INSERT OR IGNORE INTO history_records VALUES (?, ?)",
        [(record, number) for record in about],
    )


def last_counter(connection: sqlite3.Connection) -> int:
    """Return the highest Lamport counter of any step; 0 if nothing was done yet."""
    return int(connection.execute("SELECT max(counter) FROM history").fetchone()[0] or 0)


def drop_undone(connection: sqlite3.Connection) -> None:
    """Forget what could be redone, because something else was done."""
    # Asking first is much the quicker: an UPDATE opens every index of the table.
    if connection.execute("SELECT 1 FROM history WHERE state = 'undone' LIMIT 1").fetchone():
        connection.execute("UPDATE history SET state = 'dropped' WHERE state = 'undone'")


def set_state(connection: sqlite3.Connection, number: int, state: str) -> None:
    """Move a step on the undo stack."""
    connection.execute("UPDATE history SET state = ? WHERE id = ?", (state, number))


#: The places of the undo stack: what undo takes back next, what redo does next.
_NEXT = {
    "undo": "state = 'done' ORDER BY counter DESC LIMIT 1",
    "redo": "state = 'undone' ORDER BY counter LIMIT 1",
}


def next_turn(connection: sqlite3.Connection, kind: str) -> Entry | None:
    """Return the step that "undo" takes back, or "redo" does, next."""
    found = _many(connection, _NEXT[kind], ())
    return found[0] if found else None


def next_label(connection: sqlite3.Connection, kind: str) -> tuple[str, dict[str, Any], int] | None:
    """Return (code, values, size) of that step, without reading its edits."""
    row = connection.execute(
        f'SELECT code, "values", size FROM history WHERE {_NEXT[kind]}'
    ).fetchone()
    return None if row is None else (row[0], json.loads(row[1]), row[2])


def drop_kept_rows(connection: sqlite3.Connection) -> None:
    """Let go of what undone imports brought that can no longer be redone."""
    gone = connection.execute(
        "DELETE FROM history_rows WHERE batch NOT IN "
        "(SELECT batch FROM history WHERE state = 'undone' AND batch IS NOT NULL)"
    ).rowcount
    kept = connection.execute("SELECT 1 FROM history_rows LIMIT 1").fetchone()
    if gone and kept is None:
        originals.drop_unused(connection)


#: Tables whose rows carry the import that brought them.
_BROUGHT = ("documents", "zones", "assignments", "annotations", "relations")


def of_record(connection: sqlite3.Connection, record: int, limit: int) -> list[Entry]:
    """Return the entries that changed a record or brought it in, newest first."""
    brought = " UNION ALL ".join(f"SELECT batch FROM {table} WHERE id = ?1" for table in _BROUGHT)
    return _many(
        connection,
        "id IN (SELECT history FROM history_records WHERE record = ?1 UNION "
        f"SELECT id FROM history WHERE batch IN ({brought})) "
        "ORDER BY counter DESC LIMIT ?2",
        (record, limit),
    )


def of_document(connection: sqlite3.Connection, document: int, limit: int) -> list[Entry]:
    """Return the entries about a document, alone or with others, newest first.

    With the imports that brought it or something on it, and with every merge of the project.
    """
    brought = " UNION ".join(
        f"SELECT batch FROM {table} WHERE {'id' if table == 'documents' else 'document'} = ?1"
        for table in _BROUGHT
    )
    return _many(
        connection,
        "id IN (SELECT id FROM history WHERE document = ?1 "
        "UNION SELECT history FROM history_records WHERE record = ?1 "
        f"UNION SELECT id FROM history WHERE batch IN ({brought}) "
        "UNION SELECT id FROM history WHERE kind = 'merge') "
        "ORDER BY counter DESC LIMIT ?2",
        (document, limit),
    )


def latest(connection: sqlite3.Connection, limit: int) -> list[Entry]:
    """Return the newest entries of the project."""
    return _many(connection, "TRUE ORDER BY counter DESC LIMIT ?", (limit,))


def made_by(connection: sqlite3.Connection, stamp: tuple[int, int]) -> tuple[int | None, str]:
    """Return (annotator, time) of whatever was done with a stamp; (None, "") if nothing tells."""
    row = connection.execute(
        "SELECT annotator, time FROM history WHERE counter = ? AND replica = ?", stamp
    ).fetchone()
    return (None, "") if row is None else (row[0], row[1])


def edits_by(connection: sqlite3.Connection, stamp: tuple[int, int]) -> tuple[Edit, ...]:
    """Return the edits of whatever was done with a stamp: a step, or its undoing or redoing."""
    return _effects(connection, _many(connection, "counter = ? AND replica = ?", stamp))


def effects(connection: sqlite3.Connection, number: int) -> tuple[Edit, ...]:
    """Return what an entry did: of an undo, the inverse of the step that it took back."""
    return _effects(connection, _many(connection, "id = ?", (number,)))


def _effects(connection: sqlite3.Connection, found: list[Entry]) -> tuple[Edit, ...]:
    if not found:
        return ()
    entry = found[0]
    if entry.of is None:
        return entry.step.edits
    about = _many(connection, "id = ?", (entry.of,))
    if not about:
        return ()
    step = about[0].step
    return step.inverse().edits if entry.kind == "undo" else step.edits


def unreadable(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield (id, why) of every entry that does not hold what an entry holds."""
    for row in connection.execute(f"SELECT {_COLUMNS} FROM history ORDER BY counter"):
        try:
            _entry(row)
        except (ValueError, TypeError, KeyError, AttributeError, zlib.error) as error:
            yield row[0], str(error)


def _many(connection: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[Entry]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM history WHERE {where}", values).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    number, time, annotator, kind, code, values, document, of, batch, size, edits = row
    plain = edits if edits.startswith(b"[") else zlib.decompress(edits)
    step = Step(code, edits_from_plain(json.loads(plain)), json.loads(values), document)
    return Entry(number, time, annotator, kind, step, of, batch, size)


def dumps(value: Any) -> str:
    """Return `value` as compact JSON."""
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text)
