"""Ids that were met before, of millions of records, in little memory.

Owns how they are held: the newest as a set, all others as sorted arrays of 8 bytes an id, where a
set takes ten times as much.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Ids in the set.
_FRESH = 1 << 18


class SeenIds:
    """A set of ids that only grows."""

    def __init__(self) -> None:
        self._fresh: set[int] = set()
        self._settled: list[NDArray[np.int64]] = []  # each sorted, the larger before the smaller

    def update(self, ids: Iterable[int]) -> None:
        """Take ids, which are whole numbers of 63 bits."""
        self._fresh.update(ids)
        if len(self._fresh) >= _FRESH:
            self._settle()

    def among(self, ids: Collection[int]) -> set[int]:
        """Return those of some ids that were met before."""
        found = self._fresh.intersection(ids)
        if self._settled and ids:
            import numpy as np

            asked = np.fromiter(ids, np.int64, len(ids))
            for held in self._settled:
                places = np.minimum(np.searchsorted(held, asked), len(held) - 1)
                found.update(asked[held[places] == asked].tolist())
        return found

    def _settle(self) -> None:
        """Sort the fresh ids into the arrays; one array is never smaller than the ones after it."""
        import numpy as np

        newest = np.sort(np.fromiter(self._fresh, np.int64, len(self._fresh)))
        self._fresh = set()
        while self._settled and len(self._settled[-1]) <= len(newest):
            newest = np.sort(np.concatenate((self._settled.pop(), newest)), kind="stable")
        self._settled.append(newest)
