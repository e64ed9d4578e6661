"""Opening the SQLite file of a project safely.

Owns the connection: which PRAGMAs, which journal on which kind of drive, and which files are
refused.  Every error names the file and what can be done.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from annotator.domain.errors import AnnotatorError
from annotator.storage import tables

_HEADER = b"SQLite format 3\x00"
_NETWORK_TYPES = frozenset(
    (
        *("9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.rclone", "fuse.sshfs", "glusterfs"),
        *("ncpfs", "nfs", "nfs4", "smb", "smb2", "smb3", "smbfs", "sshfs", "webdav"),
    )
)


#: Instructions of SQLite between two looks at whether somebody cancelled: a few milliseconds.
_LOOK_EVERY = 50_000


class _Cursor(sqlite3.Cursor):
    """Says in our words what reading finds wrong with a file (see `Connection`)."""

    def execute(self, sql: str, parameters: Any = ()) -> _Cursor:
        try:
            super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            raise _explained(error, self) from error
        return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.DatabaseError as error:
            raise _explained(error, self) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except sqlite3.DatabaseError as error:
            raise _explained(error, self) from error

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        try:
            # Not `super().__iter__()`: that is this cursor, and would ask us again.
            yield from iter(super().__next__, None)
        except sqlite3.DatabaseError as error:
            raise _explained(error, self) from error


class Connection(sqlite3.Connection):
    """A connection that knows its file, so that damage is named wherever a read meets it."""

    path = Path()

    def cursor(self, factory: type[sqlite3.Cursor] = _Cursor) -> Any:  # type: ignore[override]
        """Return a cursor of ours."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Run one statement."""
        cursor: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return cursor


def _explained(error: sqlite3.DatabaseError, cursor: sqlite3.Cursor) -> Exception:
    """Return AnnotatorError for a file that is not sound, any other error as it is."""
    found = explain(error, getattr(cursor.connection, "path", Path()))
    return found if found.code in ("project-damaged", "project-not-sqlite") else error


def connect(path: Path, *, read_only: bool = False, damaged: bool = False) -> Database:
    """Return a connection to a project file with every PRAGMA set but the journal's.

    Transactions are ours: the connection never begins one by itself.  With `damaged`, a file that
    is shorter than it says can be read as far as it goes.
    """
    mode = "ro" if read_only or damaged else "rw"
    connection = sqlite3.connect(
        # As bytes: a name on Linux need not be valid UTF-8.
        f"file:{quote(os.fsencode(path.resolve()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        # A task writes on its own connection; ours is handed between threads only as a whole.
        check_same_thread=False,
        factory=Connection,
    )
    connection.path = path
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    for pragma in (
        # The one way to have SQLite read a file that was cut short; nothing is written.
        *(["writable_schema = ON"] if damaged else []),
        "trusted_schema = OFF",  # no function of ours can be called from a file's schema
        "cell_size_check = ON",  # notices damage while reading instead of returning it
        "mmap_size = 0",  # a file cut short under a mapping kills the process
        "foreign_keys = ON",  # off by default, also in sqlite-utils
        "busy_timeout = 5000",
        "cache_size = -65536",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return db


def read_only_uri(path: Path) -> str:
    """Return the name under which another file is attached for reading only."""
    return f"file:{quote(os.fsencode(path.resolve()))}?mode=ro"


def set_journal(db: Database, *, network: bool) -> None:
    """Choose the journal: WAL on a local disk, a rollback journal where WAL is unsafe.

    `synchronous = FULL` costs one flush a step (about 4 ms) and loses nothing on power failure.
    """
    connection = db.conn
    connection.execute("PRAGMA journal_mode = DELETE" if network else "PRAGMA journal_mode = WAL")
    if network:
        # Without WAL a big step that spilled its pages would shut readers out until it ends.
        connection.execute("PRAGMA cache_spill = OFF")
    connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Run a block as one transaction; roll back on any exception.

    Raises AnnotatorError("project-disk-full"), ("project-read-only") or ("project-damaged") for
    what SQLite says about the file; the project is as before.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise explain(error, path) from error
        if isinstance(error, UnicodeEncodeError):  # a lone surrogate in something typed or pasted
            raise AnnotatorError(
                "text-not-storable", position=error.start, why=error.reason
            ) from error
        raise


@contextmanager
def interruptible(connection: sqlite3.Connection, stop: Callable[[], bool]) -> Iterator[None]:
    """Have long statements inside the block end with an error once `stop` says so."""
    connection.set_progress_handler(stop, _LOOK_EVERY)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def explain(error: sqlite3.Error, path: Path) -> AnnotatorError:
    """Return what an error of SQLite means for the person."""
    name = getattr(error, "sqlite_errorname", "")
    code = {
        "SQLITE_FULL": "project-disk-full",
        "SQLITE_IOERR_WRITE": "project-disk-full",
        "SQLITE_READONLY": "project-read-only",
        "SQLITE_CANTOPEN": "project-unreadable",
        "SQLITE_CORRUPT": "project-damaged",
        "SQLITE_NOTADB": "project-not-sqlite",
        "SQLITE_BUSY": "project-busy",
        "SQLITE_LOCKED": "project-busy",
        "SQLITE_CONSTRAINT": "record-in-use",
        "SQLITE_INTERRUPT": "interrupted",
    }
    for prefix, meaning in code.items():
        if name.startswith(prefix):
            return AnnotatorError(meaning, path=str(path), why=str(error))
    return AnnotatorError("project-error", path=str(path), why=f"{name} {error}".strip())


def refuse_other_files(path: Path) -> None:
    """Raise AnnotatorError unless the file starts like a project of ours.

    Looks at the header alone, so that nothing of a hostile file is run.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise AnnotatorError("project-missing", path=str(path)) from None
    except IsADirectoryError:
        raise AnnotatorError("project-not-sqlite", path=str(path)) from None
    except OSError as error:
        raise AnnotatorError("project-unreadable", path=str(path), why=str(error)) from error
    if not header.startswith(_HEADER):
        raise AnnotatorError("project-not-sqlite", path=str(path))
    if len(header) < 100:
        raise AnnotatorError("project-damaged", path=str(path), why="the header is cut short")
    if int.from_bytes(header[68:72], "big") != tables.APPLICATION_ID:
        raise AnnotatorError("project-not-ours", path=str(path))
    version = int.from_bytes(header[60:64], "big")
    if version > tables.SCHEMA_VERSION:
        raise newer(path, version)


def newer(path: Path, version: int) -> AnnotatorError:
    """Return the error for a file that a later program made."""
    return AnnotatorError(
        "project-newer", path=str(path), version=version, known=tables.SCHEMA_VERSION
    )


def refuse_foreign_schema(db: Database, path: Path) -> None:
    """Raise AnnotatorError if the file defines anything that a project does not."""
    _refuse(tables.foreign_objects(db), path)


def refuse_active_schema(db: Database, path: Path) -> None:
    """Raise AnnotatorError if the file, of whatever version, defines what would run by itself."""
    _refuse(tables.active_objects(db), path)


def _refuse(foreign: list[str], path: Path) -> None:
    if foreign:
        raise AnnotatorError(
            "project-foreign-schema", path=str(path), objects=", ".join(foreign[:5])
        )


def refuse_damage(db: Database, path: Path) -> None:
    """Raise AnnotatorError if the file is shorter than it says or its pages do not fit together."""
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    size = db.execute("PRAGMA page_size").fetchone()[0]
    wal = path.with_name(path.name + "-wal")
    if path.stat().st_size < pages * size and not (wal.exists() and wal.stat().st_size):
        raise AnnotatorError("project-damaged", path=str(path), why="the file is cut short")
    db.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def on_network_drive(path: Path) -> bool:
    """Tell whether a file lies on a network drive, where WAL is unsafe."""
    folder = str(path.resolve().parent)
    if sys.platform == "win32":
        return _on_network_drive_windows(folder)
    return _file_system_type(folder) in _NETWORK_TYPES


def _file_system_type(folder: str) -> str:
    """Return the type of the mount that holds a folder, or "" where it cannot be told."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return _file_system_type_from_mount(folder)
    return mount_type(folder, mounts.read_text(encoding="utf-8", errors="replace"))


def mount_type(folder: str, mounts: str) -> str:
    """Return the type of the mount that holds a folder, by lines as in /proc/mounts, or ""."""
    best, found = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, fields[2]
    return found


def _file_system_type_from_mount(folder: str) -> str:
    import subprocess

    # macOS has no /proc: `mount` prints "//user@server/share on /Volumes/share (smbfs, …)".
    try:
        listed = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, check=True, timeout=5
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    best, found = "", ""
    for line in listed.splitlines():
        _, _, rest = line.partition(" on ")
        point, _, options = rest.rpartition(" (")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if point and inside and len(point) >= len(best):
            best, found = point, options.split(",")[0].rstrip(")")
    return found


def _on_network_drive_windows(folder: str) -> bool:
    if folder.startswith("\\\\"):
        return True
    import ctypes

    remote = 4  # DRIVE_REMOTE
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (only there on Windows)
    return bool(kernel.GetDriveTypeW(folder[:3]) == remote)
