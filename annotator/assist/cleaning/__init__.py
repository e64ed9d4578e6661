"""Finding what stands in an article and is not of it: captions, credits, glued headlines.

Owns the patterns.  They are specific ones: general rules for “boilerplate” find little in plain
text and cost true sentences.  A find is a proposal with its reason; the text is never touched, and
a person decides what becomes a zone.
"""

from __future__ import annotations

from collections.abc import Collection

from annotator.assist.cleaning.finds import ZoneFind, lines_of
from annotator.assist.cleaning.learned import LEARNED, LearnedFind, Lessons, Tally
from annotator.assist.cleaning.lines import finds_in_line
from annotator.assist.cleaning.repeated import REPEATED_IN, line_key, repeated_lines

__all__ = [
    "LEARNED",
    "REPEATED_IN",
    "LearnedFind",
    "Lessons",
    "Tally",
    "ZoneFind",
    "find_zones",
    "line_key",
    "repeated_lines",
]


def find_zones(text: str, repeated: Collection[int] = ()) -> list[ZoneFind]:
    """Return what looks as if it did not belong to an article, in text order, never overlapping.

    Args:
        text: the article; positions in the result are its code points.
        repeated: keys of lines (`line_key`) that stand in several articles (`repeated_lines`).
    """
    lines = list(lines_of(text))
    return [
        found
        for place, line in enumerate(lines)
        for found in finds_in_line(line.of(text), line, repeated, from_end=len(lines) - place - 1)
    ]
