"""What a rule found, and how lines of a text are walked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.annotations import Span
from annotator.domain.documents import ZoneKind

#: A line longer than this is a paragraph of the article, whatever it begins or ends with.
PARAGRAPH = 160


@dataclass(frozen=True, slots=True, order=True)
class ZoneFind:
    """A range that looks as if it did not belong to the article."""

    start: int
    end: int
    kind: ZoneKind
    reason: str  # code of the rule that found it


def lines_of(text: str) -> Iterator[Span]:
    """Yield each line that is not blank, without the white space around it."""
    start = 0
    for line in text.split("\n"):
        left = len(line) - len(line.lstrip())
        right = len(line.rstrip())
        if right > left:
            yield Span(start + left, start + right)
        start += len(line) + 1
