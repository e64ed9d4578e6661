"""Opening the SQLite file of a project safely.

Owns the connection: which PRAGMAs, which journal on which kind of drive, and which files are
refused.  Every error names the file and what can be done.  The engines below it are `engine`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from sqlite_utils import Database

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.storage import engine, keys, tables
from annotator.storage.engine import Connection, explain
from annotator.storage.keys import PLAIN_HEADER, Key

__all__ = ["Connection", "attach", "connect", "explain", "transaction"]

_NETWORK_TYPES = frozenset(
    (
        *("9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.rclone", "fuse.sshfs", "glusterfs"),
        *("ncpfs", "nfs", "nfs4", "smb", "smb2", "smb3", "smbfs", "sshfs", "webdav"),
    )
)


#: Instructions of SQLite between two looks at whether somebody cancelled: a few milliseconds.
_LOOK_EVERY = 50_000


def connect(
    path: Path,
    *,
    read_only: bool = False,
    damaged: bool = False,
    key: Key | None = None,
    by_cipher: bool = False,
) -> Database:
    """Return a connection to a project file with every PRAGMA set but the journal's.

    Transactions are ours: the connection never begins one by itself.  With `damaged`, a file that
    is shorter than it says can be read as far as it goes.

    Args:
        path: The file; it is there, perhaps empty.
        read_only: Nothing is to be written.
        damaged: See above.
        key: That of an encrypted file, or of an empty one that is to be encrypted.  It is not
            looked up here: closing a file that was looked into takes away the locks that SQLite
            holds on it for other connections of this process.
        by_cipher: Open a plain file by the engine that can write encrypted ones beside it.

    Raises AnnotatorError("encryption-missing") rather than write a plain file.
    """
    uri = uri_of(path, "ro" if read_only or damaged else "rw")
    second = by_cipher or key is not None
    connection = engine.open_cipher(uri, key) if second else engine.open_plain(uri)
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


def attach(connection: sqlite3.Connection, path: Path, key: Key | None, name: str) -> None:
    """Attach another project file under a name, for reading only.

    Raises AnnotatorError("encrypted-into-plain") for an encrypted file beside a plain one: what is
    under a password must not get out of it unseen.
    """
    uri = uri_of(path, "ro")
    if engine.can_attach_encrypted(connection):
        # Without a word about the key it would be that of the main file.
        literal = "" if key is None else key.literal
        connection.execute(f"ATTACH ? AS {name} KEY ?", (uri, literal))
    elif key is None:
        connection.execute(f"ATTACH ? AS {name}", (uri,))
    else:
        raise AnnotatorError("encrypted-into-plain", path=str(path))


def uri_of(path: Path, mode: str) -> str:
    """Return the name under which a file is opened or attached, to be read ("ro") or written."""
    # As bytes: a name on Linux need not be valid UTF-8.
    return f"file:{quote(os.fsencode(path.resolve()))}?mode={mode}"


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


def refuse_other_files(path: Path) -> None:
    """Raise AnnotatorError unless the file starts like a project of ours.

    Looks at the header alone, so that nothing of a hostile file is run.  The header of an encrypted
    file can be read with its key only: see `refuse_other_contents`.
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
    if not header.startswith(PLAIN_HEADER):
        if keys.salt_of(path) is None:
            raise AnnotatorError("project-not-sqlite", path=str(path))
        return
    if len(header) < 100:
        raise AnnotatorError("project-damaged", path=str(path), why=Phrase("why-header-cut"))
    if int.from_bytes(header[68:72], "big") != tables.APPLICATION_ID:
        raise AnnotatorError("project-not-ours", path=str(path))
    version = int.from_bytes(header[60:64], "big")
    if version > tables.SCHEMA_VERSION:
        raise newer(path, version)


def refuse_other_contents(db: Database, path: Path) -> None:
    """Raise AnnotatorError unless an encrypted file that opened is a project of ours."""
    if db.execute("PRAGMA application_id").fetchone()[0] != tables.APPLICATION_ID:
        raise AnnotatorError("project-not-ours", path=str(path))


def unlock(path: Path, password: str) -> None:
    """Find the key of an encrypted project file, and know it from now on; takes a moment.

    Raises AnnotatorError: "password-wrong", "project-not-encrypted", "encryption-missing", and what
    the file system says.  The file is not changed, not by one byte.
    """
    refuse_other_files(path)
    salt = keys.salt_of(path)
    if salt is None:
        raise AnnotatorError("project-not-encrypted", path=str(path))
    key = keys.derive(password, salt)
    own = path.resolve()
    journal = own.with_name(own.name + "-journal")
    try:
        with ExitStack() as stack:
            if not journal.exists():
                own_copy, mode = own, "ro"
            else:
                # Of a process that died on a network drive: a reader has to put back what it holds,
                # which must not be done to the file itself by whoever does not know the password.
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="annotator-unlock-")))
                own_copy, mode = folder / own.name, "rw"
                shutil.copyfile(own, own_copy)
                shutil.copyfile(journal, folder / journal.name)
            tried = stack.enter_context(closing(engine.open_cipher(uri_of(own_copy, mode), key)))
            tried.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except AnnotatorError as error:
        if error.code != "project-not-sqlite":
            raise
        raise AnnotatorError("password-wrong", path=str(path)) from None
    except sqlite3.Error as error:
        raise explain(error, path) from error
    except OSError as error:
        raise AnnotatorError("project-unreadable", path=str(path), why=str(error)) from error
    keys.know(key)


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
    # SQLCipher answers with the digits.
    pages, size = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
    )
    wal = path.with_name(path.name + "-wal")
    if path.stat().st_size < pages * size and not (wal.exists() and wal.stat().st_size):
        raise AnnotatorError("project-damaged", path=str(path), why=Phrase("why-file-cut"))
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
