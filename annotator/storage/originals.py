"""The files that articles were taken from, as they came.

Owns their table.  A file is known by its hash, which its articles have too, so that it is kept once
and no step of the history has to tell of it: undoing an import leaves it where a redo finds it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator

from annotator.domain.documents import Original

#: Bytes of one file; no reader keeps a larger one.
MAX_BYTES = 100 * 1024 * 1024


def keep(connection: sqlite3.Connection, sha256: str, original: Original) -> None:
    """Keep a file unless it is there already."""
    connection.execute(
        "INSERT OR IGNORE INTO originals (sha256, name, packed) VALUES (?, ?, ?)",
        (sha256, original.name, zlib.compress(original.raw)),
    )


def read(connection: sqlite3.Connection, document: int) -> Original | None:
    """Return the file that a document was taken from, if it is kept and whole."""
    row = connection.execute(
        "SELECT sha256, name, packed FROM originals "
        "WHERE sha256 = (SELECT raw_sha256 FROM documents WHERE id = ?)",
        (document,),
    ).fetchone()
    if row is None:
        return None
    raw = _unpacked(*row[::2])
    return None if raw is None else Original(row[1], raw)


def damaged(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the hash of each file that is not what it was when it was kept."""
    for sha256, packed in connection.execute("SELECT sha256, packed FROM originals"):
        if _unpacked(sha256, packed) is None:
            yield sha256


def drop_unused(connection: sqlite3.Connection) -> None:
    """Let go of files that no document was taken from; for when nothing can be redone."""
    connection.execute(
        "DELETE FROM originals WHERE sha256 NOT IN (SELECT raw_sha256 FROM documents)"
    )


def _unpacked(sha256: str, packed: bytes) -> bytes | None:
    # A project may come from anybody: no more is unpacked than was ever kept.
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        return None
    return raw if unpacking.eof and hashlib.sha256(raw).hexdigest() == sha256 else None
