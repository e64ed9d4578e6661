"""Projects under a password: unlocking, protecting, changing the password, taking it away.

Owns what a person may do with passwords, and what becomes of the copies that were made before.  How
a file is encrypted is `annotator.storage.keys`, how it gets another key `storage.rekeying`.  A
password is handed on and let go; the key stays in the memory of this process until
`forget_passwords`, so that copies and packets of the project open without a question.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.services.tasks import Task, long_running

#: Characters; machines try shorter ones in no time, whatever the derivation of a key costs.
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Protection:
    """What became of a project, and of the copies that were made of it before."""

    path: Path
    encrypted: bool
    copies_deleted: int = 0  # that anybody could have opened
    copies_left: int = 0  # that the former password opens, or anybody


def is_encrypted(path: Path) -> bool:
    """Tell whether a file can only be an encrypted project; False if it cannot be read."""
    from annotator.storage import keys

    with suppress(OSError):
        return keys.salt_of(path) is not None
    return False


def refuse_if_missing() -> None:
    """Raise AnnotatorError("encryption-missing") unless this computer can encrypt."""
    from annotator.storage import engine

    why = engine.missing()
    if why:
        raise AnnotatorError("encryption-missing", why=why)


def refuse_weak(password: str) -> None:
    """Raise AnnotatorError("password-short") for a password that protects nothing."""
    if len(password) < SHORTEST:
        raise AnnotatorError("password-short", least=SHORTEST)


@long_running
def unlock(path: Path, password: str) -> None:
    """Let this process open an encrypted project from now on.

    Raises AnnotatorError: "password-wrong" (the file is not changed), "project-not-encrypted",
    "encryption-missing", and what opening a file raises.
    """
    from annotator.storage import connection

    connection.unlock(path, password)


def forget_passwords() -> None:
    """Forget the key of every project."""
    from annotator.storage import keys

    keys.forget()


def open_copies(path: Path) -> list[Path]:
    """Return the copies of a project that anybody can open."""
    from annotator.storage import backups

    return [each for each in backups.copies(path) if not is_encrypted(each)]


@long_running
def protect(
    path: Path, password: str, task: Task | None = None, *, delete_copies: bool = False
) -> Protection:
    """Put a project under a password, or under another one; it must be open nowhere.

    With `delete_copies`, its copies that anybody can open go, those kept for a reason too.

    Raises AnnotatorError("password-short"), Cancelled, and what `storage.rekeying.rekey` raises;
    the project is as before then.
    """
    from annotator.storage import keys, rekeying

    refuse_weak(password)
    refuse_if_missing()
    key = keys.new(password)
    rekeying.rekey(path, key, task or Task("protecting"))
    deleted = 0
    for copy in open_copies(path) if delete_copies else ():
        with suppress(OSError):
            copy.unlink()
            deleted += 1
    return Protection(path, True, deleted, _under_others(path))


@long_running
def unprotect(path: Path, task: Task | None = None) -> Protection:
    """Take the password of a project away, which was unlocked; it must be open nowhere.

    Raises AnnotatorError("project-not-encrypted"), Cancelled, and what `storage.rekeying.rekey`
    raises; the project is as before then.
    """
    from annotator.storage import rekeying

    if not is_encrypted(path):
        raise AnnotatorError("project-not-encrypted", path=str(path))
    rekeying.rekey(path, None, task or Task("protecting"))
    return Protection(path, False, 0, _under_others(path))


def _under_others(path: Path) -> int:
    """Return how many copies of a project another password opens, or anybody."""
    from annotator.storage import backups, keys

    now = keys.salt_of(path)
    return sum(keys.salt_of(each) != now for each in backups.copies(path))
