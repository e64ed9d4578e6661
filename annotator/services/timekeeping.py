"""How long somebody works on an article, for herself alone.

Owns what counts as working: keys and the mouse, and the pauses between them up to a minute.  The
seconds are kept in the person's own folder, never in a project, and never leave the computer.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.locations import data_directory

if TYPE_CHECKING:
    from annotator.storage.times import Times

#: Seconds of a pause that still count; who is away longer has not been reading.
_IDLE = 60.0


class Stopwatch:
    """Counts the seconds in which somebody works on a document."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Take the clock, in seconds."""
        self._now = now
        self._document: str | None = None
        self._last = 0.0
        self._counted: defaultdict[str, float] = defaultdict(float)

    def look_at(self, document: str | None) -> None:
        """Count for a document (its uid) from now on; None: for none."""
        self.touch()
        self._document = document
        self._last = self._now()

    def touch(self) -> None:
        """Notice that somebody is there."""
        now = self._now()
        if self._document is not None:
            self._counted[self._document] += min(max(0.0, now - self._last), _IDLE)
        self._last = now

    def take(self) -> dict[str, float]:
        """Return the seconds that were counted since the last call, by uid."""
        found = {uid: seconds for uid, seconds in self._counted.items() if seconds > 0}
        self._counted.clear()
        return found


def times() -> Times:
    """Return what is kept on this computer."""
    from annotator.storage.times import Times

    return Times(data_directory() / "times.sqlite3")


def in_words(seconds: float) -> str:
    """Return seconds as people say them: "40 s", "12 min", "2 h 05 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"
