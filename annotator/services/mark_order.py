"""The order in which marks are met in reading.

Owns where every annotation with spans and every suggestion of an article stands; one mark more or
less costs its own place only, however long the article is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.documents import Suggestion

_Place = tuple[int, int, int]  # start, -end, id: of those that begin together the longest first


class MarkOrder:
    """The marks of one article by where they start."""

    def __init__(self, article: Article | None = None) -> None:
        self._places: dict[int, _Place] = {}
        if article is not None:
            for annotation in article.annotations.values():
                if annotation.spans:
                    self._places[annotation.id] = _place_of(annotation)
            for suggestion in article.suggestions.values():
                self._places[suggestion.id] = _place_of(suggestion)
        self._order = sorted(self._places.values())

    def update(self, article: Article, number: int) -> None:
        """Bring the place of one mark in line with the article."""
        old = self._places.pop(number, None)
        if old is not None:
            del self._order[bisect_left(self._order, old)]
        record = article.annotations.get(number) or article.suggestions.get(number)
        if record is None or (isinstance(record, Annotation) and not record.spans):
            return
        self._places[number] = _place_of(record)
        insort(self._order, self._places[number])

    def start_of(self, number: int) -> int | None:
        """Return where a mark starts; None for one without a place."""
        place = self._places.get(number)
        return None if place is None else place[0]

    def first_of(self, numbers: Iterable[int]) -> int | None:
        """Return which of some marks is met first; None if none of them has a place."""
        places = [self._places[each] for each in numbers if each in self._places]
        return min(places)[2] if places else None

    def after(self, position: int, mark: int | None = None) -> Iterator[int]:
        """Yield the marks that follow a mark, or start at `position` or later."""
        known = None if mark is None else self._places.get(mark)
        key = known or (position, -(2**62), 0)
        for place in range(bisect_right(self._order, key), len(self._order)):
            yield self._order[place][2]

    def behind(self, suggestion: Suggestion) -> Iterator[int]:
        """Yield the marks that follow where a suggestion stands, or stood before it was settled."""
        for place in range(bisect_right(self._order, _place_of(suggestion)), len(self._order)):
            yield self._order[place][2]

    def before(self, position: int, mark: int | None = None) -> Iterator[int]:
        """Yield the marks before a mark, or that start before `position`, the nearest first."""
        known = None if mark is None else self._places.get(mark)
        key = known or (position, -(2**62), 0)
        for place in range(bisect_left(self._order, key) - 1, -1, -1):
            yield self._order[place][2]


def _place_of(record: Annotation | Suggestion) -> _Place:
    return record.start, -record.end, record.id
