"""Names of files by the ids of articles, for formats with a file for each and the id inside it.

Owns what every system takes for a name.
"""

from __future__ import annotations

import hashlib
import re

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80
#: Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class Stems:
    """Names without an ending, each only once in a folder."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, uid: str) -> str:
        """Return the name for an article: its id where it may be, else one that is like it."""
        stem = _NOT_IN_NAME.sub("_", uid).strip("._")[:_LONGEST].rstrip("._") or "article"
        # Some systems take two names for one that differ in case only.
        if stem != uid or _DEVICES.fullmatch(stem) or stem.lower() in self._taken:
            hashed = hashlib.sha256(uid.encode()).hexdigest()[:8]
            stem = f"{stem.replace('.', '_')}-{hashed}"
        found, number = stem, 1
        while found.lower() in self._taken:
            number += 1
            found = f"{stem}-{number}"
        self._taken.add(found.lower())
        return found
