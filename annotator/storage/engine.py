"""The two database engines that open project files, and what their errors mean.

Owns the connections of both: SQLite as it comes with Python, and SQLCipher (an optional package)
for encrypted files, which has its own classes of connection, cursor and exception.  Nobody else
knows which one is at work: both raise the exceptions of `sqlite3`, and damage is named wherever a
read meets it.  Keys are `keys`; the PRAGMAs of a project are `connection`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.storage.keys import Key

_PACKAGE = "sqlcipher3"


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


def _explained(error: BaseException, cursor: Any) -> BaseException:
    """Return AnnotatorError for a file that is not sound, any other error as `sqlite3` has it."""
    told = _translated(error)
    if not isinstance(told, sqlite3.DatabaseError):
        return told
    found = explain(told, getattr(cursor.connection, "path", Path()))
    return found if found.code in ("project-damaged", "project-not-sqlite") else told


def _translated(error: BaseException) -> BaseException:
    """Return what an error of SQLCipher is called by `sqlite3`; any other as it is."""
    if not type(error).__module__.startswith(_PACKAGE):
        return error
    kind: type[Exception] = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)
    told = kind(*error.args)
    for name in ("sqlite_errorcode", "sqlite_errorname"):
        with suppress(AttributeError):
            setattr(told, name, getattr(error, name))
    return told


class _Explaining:
    """What the cursors of both engines do alike: they say in our words what is wrong with a file.

    Stands before the engine's own cursor; `_error` is the engine's class for whatever it raises.
    """

    _error: type[Exception] = sqlite3.Error

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        try:
            super().execute(sql, parameters)  # type: ignore[misc]
        except self._error as error:
            raise _explained(error, self) from error
        return self

    def executemany(self, sql: str, parameters: Any) -> Any:
        try:
            super().executemany(sql, parameters)  # type: ignore[misc]
        except self._error as error:
            raise _explained(error, self) from error
        return self

    def fetchone(self) -> Any:
        try:
            return super().fetchone()  # type: ignore[misc]
        except self._error as error:
            raise _explained(error, self) from error

    def fetchall(self) -> list[Any]:
        try:
            return cast("list[Any]", super().fetchall())  # type: ignore[misc]
        except self._error as error:
            raise _explained(error, self) from error

    def __iter__(self) -> Iterator[Any]:
        try:
            # Not `super().__iter__()`: that is this cursor, and would ask us again.
            yield from iter(super().__next__, None)  # type: ignore[misc]
        except self._error as error:
            raise _explained(error, self) from error


class _Cursor(_Explaining, sqlite3.Cursor):  # type: ignore[misc]
    """A cursor of Python's own SQLite."""


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


def open_plain(uri: str) -> Connection:
    """Return a connection of Python's own SQLite that begins no transaction by itself."""
    return sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        # A task writes on its own connection; ours is handed between threads only as a whole.
        check_same_thread=False,
        factory=Connection,
    )


# SQLCipher ---------------------------------------------------------------------------------------


def missing() -> Phrase | str:
    """Return why this computer cannot encrypt, "" if it can."""
    try:
        with closing(_module().connect(":memory:")) as connection:
            version = connection.execute("PRAGMA cipher_version").fetchone()
    except ImportError as error:
        return str(error)
    # A build without the cipher takes any key without a word, and writes plain text.
    return "" if version and version[0] else Phrase("why-no-cipher", {"package": _PACKAGE})


def open_cipher(uri: str, key: Key | None) -> Connection:
    """Return a connection of SQLCipher; without a key, it opens a plain file.

    Raises AnnotatorError("encryption-missing") if it is not there or does not encrypt.
    """
    why = missing()
    if why:
        raise AnnotatorError("encryption-missing", why=why)
    made = _cipher_connection()(uri, uri=True, isolation_level=None, check_same_thread=False)
    # It would write on standard error what it thinks of a wrong password.
    made.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        made.execute(f'PRAGMA key = "{key.literal}"')
        # A later SQLCipher may have other defaults; a file is to stay what it is.
        made.execute("PRAGMA cipher_compatibility = 4")
    # It is not of that class, but has every method of it that is used.
    return cast("Connection", made)


def can_attach_encrypted(connection: Any) -> bool:
    """Tell whether a connection is one of SQLCipher, to which encrypted files can be attached."""
    return not isinstance(connection, sqlite3.Connection)


@cache
def _module() -> Any:
    return import_module(f"{_PACKAGE}.dbapi2")


@cache
def _cipher_connection() -> type[Any]:
    """Return the class of SQLCipher's connections, made when the package is first needed."""
    module = _module()

    class Cursor(_Explaining, module.Cursor):  # type: ignore[misc, name-defined]
        _error = module.Error

    class CipherConnection(module.Connection):  # type: ignore[misc, name-defined]
        path = Path()

        def cursor(self, factory: type[Any] = Cursor) -> Any:
            # Who wants a plain cursor for millions of rows names that of the other engine.
            return super().cursor(module.Cursor if factory is sqlite3.Cursor else factory)

        def execute(self, sql: str, parameters: Any = ()) -> Any:
            return self.cursor().execute(sql, parameters)

        def executemany(self, sql: str, parameters: Any) -> Any:
            return self.cursor().executemany(sql, parameters)

        def backup(self, target: Any, **options: Any) -> None:
            try:
                super().backup(target, **options)
            except module.Error as error:
                raise _translated(error) from error

    return CipherConnection
