"""Identifiers of everything that travels between project files.

Owns how ids are written and derived; must not know where they are stored.

Every row that can be merged with a colleague's copy has one 63-bit integer id that is unique
without the two copies ever meeting.  Ids of things a person makes are `session << 24 | counter`,
where the session number is drawn at random each time a project is opened for writing (so that a
file copied with a file manager does not hand out the same ids twice) and the counter keeps new
rows next to each other in the B-tree.  Ids of things that have a natural name (a document's uid,
a label of a layer) are hashes of that name, so that two people who import the same article or the
same scheme get the same row.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

ID_BITS = 63
COUNTER_BITS = 24
SESSION_BITS = ID_BITS - COUNTER_BITS
_MASK = (1 << ID_BITS) - 1


def derived_id(*names: str) -> int:
    """Return the id that belongs to a natural name, the same on every computer.

    The names are joined with their lengths, so that ("a", "bc") and ("ab", "c") differ.
    """
    return deriver(*names[:-1])(names[-1])


def deriver(*names: str) -> Callable[[str], int]:
    """Return what gives `derived_id(*names, name)` for many a name."""
    base = hashlib.blake2b(b"".join(map(_with_length, names)), digest_size=8)

    def derive(name: str) -> int:
        digest = base.copy()
        digest.update(_with_length(name))
        # 0 is kept free: SQLite and our history use it for "none".
        return (int.from_bytes(digest.digest(), "big") & _MASK) or 1

    return derive


def _with_length(name: str) -> bytes:
    raw = name.encode("utf-8", "surrogatepass")
    return len(raw).to_bytes(8, "big") + raw


def format_id(number: int) -> str:
    """Return the 16 lower-case hexadecimal digits under which an id is written in files."""
    return f"{number:016x}"


def parse_id(text: str) -> int | None:
    """Return the id written as `text`, or None if it is not one of ours (see `format_id`)."""
    if len(text) != 16 or text.strip("0123456789abcdef"):
        return None
    number = int(text, 16)
    return number if 0 < number <= _MASK else None


class IdSource:
    """Hands out new ids for one opening of one project file."""

    def __init__(self, session: int | None = None) -> None:
        self._session = session if session is not None else _draw_session()
        self._counter = 0

    @property
    def session(self) -> int:
        """The random number of this opening; also the replica half of every stamp it makes."""
        return self._session

    def next(self) -> int:
        """Return an id that nobody else hands out."""
        if self._counter >> COUNTER_BITS:
            self._session, self._counter = _draw_session(), 0
        self._counter += 1
        return (self._session << COUNTER_BITS) | (self._counter - 1)


def _draw_session() -> int:
    # Never 0: ids below 2**24 stay free for tests and for hand-written fixtures.
    return secrets.randbelow((1 << SESSION_BITS) - 1) + 1
