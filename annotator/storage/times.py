"""How long the person worked on articles, in a file of her own.

Owns that file, which lies in the person's data folder and nowhere near a project: what is mailed
or merged holds nothing of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

_TABLE = (
    "CREATE TABLE IF NOT EXISTS times (project TEXT, document TEXT, seconds REAL NOT NULL, "
    "PRIMARY KEY (project, document)) STRICT"
)


class Times:
    """The seconds of each document, by the path of its project and its uid."""

    def __init__(self, path: Path) -> None:
        """Take the path of the file; it is made when something is kept."""
        self._path = path

    def add(self, project: Path, seconds: Mapping[str, float]) -> None:
        """Add seconds to documents."""
        if not seconds:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as connection:
            connection.executemany(
                "INSERT INTO times VALUES (?, ?, ?) ON CONFLICT (project, document) "
                "DO UPDATE SET seconds = seconds + excluded.seconds",
                [(str(project.resolve()), uid, each) for uid, each in seconds.items()],
            )

    def of(self, project: Path) -> dict[str, float]:
        """Return the seconds of every document of a project that has any, by uid."""
        if not self._path.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute(
                "SELECT document, seconds FROM times WHERE project = ?", (str(project.resolve()),)
            )
            return dict(rows.fetchall())

    def forget(self, project: Path) -> None:
        """Forget everything of a project."""
        if self._path.exists():
            with self._open() as connection:
                connection.execute("DELETE FROM times WHERE project = ?", (str(project.resolve()),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=5)) as connection, connection:
            connection.execute(_TABLE)
            yield connection
