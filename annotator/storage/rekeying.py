"""Putting a project file under another key, under a first one, or under none.

Owns the way there: the whole file is written anew beside the old one under the new key, compared
with it row by row, and renamed into its place.  A process that is killed leaves the old file or the
new one, each whole; what it left half-written is taken away when the project is opened next.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.storage import connection as connections
from annotator.storage import engine
from annotator.storage.keys import Key
from annotator.storage.project import ProjectFile

if TYPE_CHECKING:
    from annotator.storage.project import Watcher

#: Rows between two looks at whether somebody cancelled.
_LOOK_EVERY = 5_000
_PLAIN_PAGE = 8192


def rekey(path: Path, key: Key | None, watcher: Watcher | None = None) -> None:
    """Put a project file under a key, or under none; it must be open nowhere.

    Raises AnnotatorError: "encryption-missing", "project-locked", "project-busy", "rekey-differs"
    (the copy is not what the file is), and what opening a project raises; and what the watcher
    raises.  The file is as before then.
    """
    with ProjectFile.open(path, aside=True, by_cipher=True) as project:
        try:
            _write(project, key)
            _compare(project, key, watcher)
            with project.half.open("rb+") as whole:
                os.fsync(whole.fileno())
            project.give_way_to(project.half)
        finally:
            with suppress(OSError):
                project.half.unlink(missing_ok=True)
        _settle_folder(path.resolve().parent)


def _write(project: ProjectFile, key: Key | None) -> None:
    run = project.connection.execute
    half = project.half
    try:
        with half.open("xb"):
            # What anybody may read of the project stays so.
            half.chmod(project.path.stat().st_mode & 0o777)
        literal = "" if key is None else key.literal
        run("ATTACH ? AS half KEY ?", (connections.uri_of(half, "rw"), literal))
        try:
            if key is None:
                run(f"PRAGMA half.page_size = {_PLAIN_PAGE}")
            # It counts only when it is whole and on the disk.
            run("PRAGMA half.journal_mode = OFF")
            run("PRAGMA half.synchronous = OFF")
            run("SELECT sqlcipher_export('half')").fetchone()
            for name in ("application_id", "user_version"):
                (value,) = run(f"PRAGMA main.{name}").fetchone()
                run(f"PRAGMA half.{name} = {int(value)}")
        finally:
            run("DETACH half")
    except sqlite3.Error as error:
        raise engine.explain(error, half) from error
    except OSError as error:
        raise AnnotatorError("project-unreadable", path=str(half), why=str(error)) from error


def _compare(project: ProjectFile, key: Key | None, watcher: Watcher | None) -> None:
    """Raise AnnotatorError("rekey-differs") unless both files hold the same."""
    own = project.connection
    half = project.half
    try:
        made = connections.connect(half, key=key, by_cipher=True, read_only=True)
        with closing(made.conn) as other:
            for pragma in ("integrity_check", *(["cipher_integrity_check"] if key else [])):
                for (why,) in other.execute(f"PRAGMA {pragma}"):
                    if why != "ok":
                        raise AnnotatorError("rekey-differs", path=str(project.path), why=why)
            tables = _tables(own)
            if tables != _tables(other):
                raise AnnotatorError(
                    "rekey-differs", path=str(project.path), why=Phrase("why-tables")
                )
            for done, (name, _) in enumerate(tables):
                if watcher is not None:
                    watcher.progress(done, len(tables))
                if _sum_of(own, name, watcher) != _sum_of(other, name, watcher):
                    raise AnnotatorError("rekey-differs", path=str(project.path), why=name)
    except sqlite3.Error as error:
        raise engine.explain(error, half) from error


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (name, SQL) of everything that a file defines but what SQLite counts for itself."""
    return connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' "
        "AND sql IS NOT NULL AND type = 'table' ORDER BY name"
    ).fetchall()


def _sum_of(connection: sqlite3.Connection, table: str, watcher: Watcher | None) -> tuple[int, int]:
    """Return how many rows a table has, and one number for all that stands in them."""
    rows, total = 0, 0
    for row in _rows(connection, table):
        rows += 1
        total = (total + hash(row)) & 0xFFFF_FFFF_FFFF_FFFF
        if watcher is not None and rows % _LOOK_EVERY == 0:
            watcher.progress(0, 0)
    return rows, total


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    # Of the search index its own tables are compared.
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    if not sql.upper().startswith("CREATE VIRTUAL"):
        yield from connection.execute(f'SELECT * FROM "{table}"')


def _settle_folder(folder: Path) -> None:
    """Have the new name on the disk, where a folder can be told so."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
