"""The keys of encrypted project files.

Owns how a password becomes a key, how an encrypted file is told from a plain one, and the keys that
this process knows: they live in its memory and nowhere else.  What uses a key is `engine`.

A file is what SQLCipher 4 makes of a password by its own defaults, so that other SQLCipher tools
open it with that password: PBKDF2 with HMAC-SHA512, 256,000 rounds, over a salt of 16 bytes which
is the head of the file; AES-256-CBC with an HMAC-SHA512 for every page of 4,096 bytes.  The
derivation is done here, once: every connection that was given the password instead of the key would
spend a quarter of a second on it, and the window opens one for each task.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import AnnotatorError

PLAIN_HEADER = b"SQLite format 3\x00"
_PAGE = 4096
_SALT = 16
_ROUNDS = 256_000
#: Of 4,096 random bytes, fewer different values are there but once in many lifetimes; no text and
#: no header of another format has so many.
_VALUES = 250


@dataclass(frozen=True, slots=True)
class Key:
    """What opens an encrypted file; never shown and never written."""

    salt: bytes
    secret: bytes = field(repr=False)

    @property
    def literal(self) -> str:
        """Return the key in the notation that tells SQLCipher to derive nothing."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


_known: dict[bytes, Key] = {}


def derive(password: str, salt: bytes) -> Key:
    """Return the key of a password; takes about a quarter of a second, on purpose."""
    # The same word typed on another system may come in another normal form.
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return Key(salt, hashlib.pbkdf2_hmac("sha512", typed, salt, _ROUNDS, 32))


def new(password: str) -> Key:
    """Return a key for a file that is to be made, with a salt of its own, and know it."""
    return know(derive(password, os.urandom(_SALT)))


def know(key: Key) -> Key:
    """Keep a key for this process, for every file that begins with its salt; return it."""
    _known[key.salt] = key
    return key


def forget(but: Key | None = None) -> None:
    """Forget every key, or every other one."""
    _known.clear()
    if but is not None:
        know(but)


def salt_of(path: Path) -> bytes | None:
    """Return the salt of a file that can only be an encrypted one; None of any other.

    An encrypted file has no mark: it is told by its bytes being as good as random.  Raises OSError.
    """
    with path.open("rb") as file:
        page = file.read(_PAGE)
    if page.startswith(PLAIN_HEADER) or len(page) < _PAGE or len(set(page)) < _VALUES:
        return None
    return page[:_SALT]


def of(path: Path) -> Key | None:
    """Return the key of an encrypted file, None for a plain one.

    Raises AnnotatorError("project-password-needed") for one whose key nobody gave.
    """
    try:
        salt = salt_of(path)
    except OSError as error:
        raise AnnotatorError("project-unreadable", path=str(path), why=str(error)) from error
    if salt is None:
        return None
    found = _known.get(salt)
    if found is None:
        raise AnnotatorError("project-password-needed", path=str(path))
    return found
