"""Which mark is the first of its kind.

Owns, for each label and wording, where it occurs; one mark more or less costs its own place only,
not a walk over the article.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from annotator.gui.article.marks import Mark


class FirstMentions:
    """The marks of an article by tag and words."""

    def __init__(self, source: str, marks: Iterable[Mark]) -> None:
        self._source = source
        self._places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._wordings: dict[int, tuple[tuple[str, str], tuple[int, int]]] = {}
        for mark in marks:
            self.put(mark)

    def put(self, mark: Mark) -> None:
        """Add or change a mark."""
        self.drop(mark.key)
        words = self._source[mark.parts[0][0] : mark.parts[-1][1]]
        wording, place = (mark.tag, words), (mark.parts[0][0], mark.key)
        insort(self._places.setdefault(wording, []), place)
        self._wordings[mark.key] = wording, place

    def drop(self, key: int) -> None:
        """Take a mark away."""
        known = self._wordings.pop(key, None)
        if known is not None:
            wording, place = known
            places = self._places[wording]
            del places[bisect_left(places, place)]

    def is_first(self, key: int) -> bool:
        """Return whether no mark before has the same tag and words."""
        known = self._wordings.get(key)
        return known is not None and self._places[known[0]][0] == known[1]
