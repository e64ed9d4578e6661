"""Annotations, their spans and the relations between them, as plain immutable values.

Owns the shape of what an annotator says about a text; must not know Qt, SQL or a file format.
All positions are code points of the document's text, half-open and counted from 0.

These values are made by the ten thousand when a project is read or written: a tuple with names is
made in a third of the time that a frozen dataclass takes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.errors import Phrase

AttributeValue = str | float | int | bool
_NO_ATTRIBUTES: Mapping[str, AttributeValue] = MappingProxyType({})


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies inside this range (equal ranges contain each other)."""
        return self.start <= other.start and other.end <= self.end


class Origin(enum.StrEnum):
    """How an annotation came to be; kept for good, agreement is shown with and without it."""

    MANUAL = "manual"
    IMPORTED = "imported"
    SUGGESTION = "suggestion"  # accepted as it was proposed
    SUGGESTION_EDITED = "suggestion-edited"  # accepted, then changed by a person


class Annotation(NamedTuple):
    """A label by one annotator on a document, on zero, one or several spans.

    Frames (a quote, an opinion) and document labels have no span of their own.
    """

    id: int
    document: int
    annotator: int
    layer: str  # stable id of a layer of the scheme
    label: str  # stable id of a label of that layer
    spans: tuple[Span, ...] = ()  # parts in text order, not touching and not overlapping
    attributes: Mapping[str, AttributeValue] = _NO_ATTRIBUTES
    origin: Origin = Origin.MANUAL
    entry: int | None = None

    @property
    def start(self) -> int:
        """Return where the first part starts; raises ValueError without spans."""
        return self._parts()[0].start

    @property
    def end(self) -> int:
        """Return where the last part ends; raises ValueError without spans."""
        return self._parts()[-1].end

    @property
    def hull(self) -> Span | None:
        """Return the range from the first to the last part, or None without spans."""
        return Span(self.spans[0].start, self.spans[-1].end) if self.spans else None

    def covers(self, position: int) -> bool:
        """Tell whether one of the parts holds the character at `position`."""
        return any(start <= position < end for start, end in self.spans)

    def _parts(self) -> tuple[Span, ...]:
        if not self.spans:
            raise ValueError(f"annotation {self.id} ({self.layer}.{self.label}) has no span")
        return self.spans


class Relation(NamedTuple):
    """A typed, directed link between two annotations of the same document."""

    id: int
    document: int
    annotator: int
    role: str  # stable id of a role of the scheme
    source: int  # annotation the relation starts at (for a slot: the frame)
    target: int  # annotation it points to (for a slot: what fills it)
    position: int = 0  # order among the fillers of one slot


class SpanError(ValueError):
    """A span that does not lie in its text, or parts that are not in order."""


def tidy_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return `spans` in text order with touching and overlapping parts joined."""
    joined: list[Span] = []
    for span in sorted(Span(*span) for span in spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def without(spans: Iterable[Span], hole: Span) -> tuple[Span, ...]:
    """Return `spans` with the characters of `hole` taken out (perhaps an empty tuple)."""
    left: list[Span] = []
    for start, end in spans:
        if start < min(end, hole.start):
            left.append(Span(start, min(end, hole.start)))
        if max(start, hole.end) < end:
            left.append(Span(max(start, hole.end), end))
    return tuple(left)


def check_spans(spans: tuple[Span, ...], length: int) -> None:
    """Raise SpanError unless the parts are non-empty, in order, apart and inside `length`."""
    last_end = -1
    for start, end in spans:
        if not 0 <= start < end <= length:
            raise SpanError(
                Phrase("why-span-outside", {"start": start, "end": end, "length": length})
            )
        if start <= last_end:
            raise SpanError(Phrase("why-span-order", {"start": start, "end": end}))
        last_end = end
