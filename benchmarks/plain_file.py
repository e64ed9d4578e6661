"""The plainest way to do what the project file does: sqlite3, ready rows, no checks.

Owns what the figures of `project_file` are held against.  It writes the same rows into the same
tables under the same PRAGMAs and the same lines into a file; what it leaves out is everything that
makes the difference between a program and a benchmark: reading the input, checking it, history,
undo, choice, errors.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "cell_size_check = ON",
    "mmap_size = 0",
    "cache_size = -65536",
    "temp_store = MEMORY",
)
#: Tables of a load, in an order that respects foreign keys.
TABLES = (
    *("documents", "zones", "assignments", "annotations", "spans", "attributes", "relations"),
)


def connect(path: Path, *, synchronous: str) -> sqlite3.Connection:
    """Return a connection with the PRAGMAs of the program."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (*PRAGMAS, f"synchronous = {synchronous}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def rows_of(project: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of the loaded tables, in the order that is quickest to insert them in."""
    connection = connect(project, synchronous="NORMAL")
    rows = {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
        for table in TABLES
    }
    connection.close()
    return rows


def load(project: Path, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Insert rows into an empty project: `executemany`, then the indexes, then the words."""
    connection = connect(project, synchronous="NORMAL")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL "
        f"AND tbl_name IN ({', '.join('?' * len(TABLES))}) AND sql NOT LIKE 'CREATE UNIQUE%'",
        TABLES,
    ).fetchall()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table in TABLES:
        if rows[table]:
            marks = ", ".join("?" * len(rows[table][0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.close()


def label_adder(project: Path, folder: Path) -> Callable[[], float]:
    """Return a function that commits one label of ready rows and returns how long that took.

    It works on a copy of the project: the same rows as ours, for the annotation, its span and the
    history, every index kept up, flushed to the disk like ours.
    """
    copy = folder / "plain-label.annotator"
    shutil.copy(project, copy)
    connection = connect(copy, synchronous="FULL")
    document, annotator, label = connection.execute(
        "SELECT document, annotator, label FROM annotations LIMIT 1"
    ).fetchone()
    number = 1 << 60

    def add() -> float:
        nonlocal number
        number += 1
        start = number % 3000
        before = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO annotations VALUES (?, ?, ?, ?, 'manual', NULL, NULL, 1, 1)",
            (number, document, annotator, label),
        )
        connection.execute(
            "INSERT INTO spans VALUES (?, 0, ?, ?, ?, ?, ?, 'Ada')",
            (number, document, annotator, label, start, start + 3),
        )
        connection.execute(
            'INSERT INTO history (id, time, annotator, kind, code, "values", document, state, '
            "edits, size, counter, replica) VALUES (?, '2026-01-01T00:00:00+00:00', ?, 'do', "
            "'label-made', '{}', ?, 'done', ?, 1, ?, 1)",
            (number, annotator, document, b"[" + b" " * 200 + b"]", number),
        )
        connection.execute("INSERT INTO history_records VALUES (?, ?)", (number, number))
        connection.execute("COMMIT")
        return time.perf_counter() - before

    return add


def write_lines(project: Path, out: Path, files: int = 0) -> None:
    """Write every article with tokens and labels as a line: rows to plain values to JSON.

    With `files`, that many new files are written for each article, too: the line, then empty ones.
    """
    beside = out.with_name(f"{out.name}-files")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    connection = connect(project, synchronous="NORMAL")
    labels = {
        number: (layer, uid)
        for number, layer, uid in connection.execute("SELECT id, layer, uid FROM labels")
    }
    names = dict(connection.execute("SELECT id, name FROM annotators"))
    spans = _grouped(
        connection,
        'SELECT a.document, a.id, s."start", s."end", a.label, s.surface, a.annotator, a.origin '
        "FROM annotations AS a JOIN spans AS s ON s.annotation = a.id "
        "ORDER BY a.document, a.annotator",
    )
    relations = _grouped(
        connection,
        "SELECT document, id, role, source, target, annotator FROM relations "
        "ORDER BY document, annotator",
    )
    tokens = _grouped(connection, "SELECT document, starts, ends FROM tokens ORDER BY document")
    frames = _grouped(
        connection,
        "SELECT a.document, a.id, a.label, b.name, b.value FROM annotations AS a "
        "JOIN attributes AS b ON b.annotation = a.id ORDER BY a.document, a.annotator",
    )
    with out.open("wb") as file:
        for number, uid, title, outlet, published, language, text in connection.execute(
            "SELECT id, uid, title, outlet, published, language, text FROM documents ORDER BY id"
        ):
            line = {
                "id": uid,
                "text": text,
                "meta": {
                    "title": title,
                    "outlet": outlet,
                    "date": published,
                    "language": language,
                },
                "tokens": [
                    {
                        "text": text[start:end],
                        "start": start,
                        "end": end,
                        "id": place,
                        "ws": text[end : end + 1] == " ",
                    }
                    for _, starts, ends in tokens(number)
                    for place, (start, end) in enumerate(
                        zip(_numbers(starts), _numbers(ends), strict=True)
                    )
                ],
                "spans": [
                    {
                        "id": f"{annotation:016x}",
                        "start": start,
                        "end": end,
                        "label": labels[label][1],
                        "text": surface,
                        "layer": labels[label][0],
                        "annotator": names[annotator],
                        "origin": origin,
                    }
                    for _, annotation, start, end, label, surface, annotator, origin in spans(
                        number
                    )
                ],
                "relations": [
                    {
                        "id": f"{relation:016x}",
                        "role": role,
                        "from": f"{source:016x}",
                        "to": f"{target:016x}",
                        "annotator": names[annotator],
                    }
                    for _, relation, role, source, target, annotator in relations(number)
                ],
                "frames": [
                    {"id": f"{annotation:016x}", "label": labels[label][1], name: value}
                    for _, annotation, label, name, value in frames(number)
                ],
            }
            raw = orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
            file.write(raw)
            for one in range(files):
                (beside / f"{number}-{one}").write_bytes(raw if one == 0 else b"")
    connection.close()


def _grouped(
    connection: sqlite3.Connection, sql: str
) -> Callable[[int], Iterator[tuple[Any, ...]]]:
    """Return a function that gives the rows of one document; asked for in order."""
    groups = groupby(connection.execute(sql), key=itemgetter(0))
    current: tuple[int, Iterator[tuple[Any, ...]]] | None = next(groups, None)

    def of(document: int) -> Iterator[tuple[Any, ...]]:
        nonlocal current
        if current is None or current[0] != document:
            return
        yield from current[1]
        current = next(groups, None)

    return of


def _numbers(raw: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
