"""How sure a suggestion is, in three bands, and how many of them somebody wants to see.

Owns the limits between the bands, which were measured on quotes (ARCHITECTURE.md): of those above
the first limit about nine in ten were right, of those below the second about half.  Rules without
a figure stand in the middle: they are neither proven nor doubtful.
"""

from __future__ import annotations

import enum

from annotator.domain.documents import Suggestion


class Band(enum.StrEnum):
    """How sure a suggestion is."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


#: The score from which on a suggestion is in a band; below the last one it is low.
HIGH_FROM = 0.92
NORMAL_FROM = 0.7
#: What a suggestion without a score counts as.
UNSCORED = NORMAL_FROM
#: What may be shown, from few to many: each band with those above it.
FLOORS = (Band.HIGH, Band.NORMAL, Band.LOW)


def band(score: float | None) -> Band:
    """Return the band of a score; without one it is normal."""
    score = UNSCORED if score is None else score
    if score >= HIGH_FROM:
        return Band.HIGH
    return Band.NORMAL if score >= NORMAL_FROM else Band.LOW


_LEAST = {Band.HIGH: HIGH_FROM, Band.NORMAL: NORMAL_FROM, Band.LOW: 0.0}


def least_score(floor: Band) -> float:
    """Return the least score that is shown when `floor` is the lowest band that is."""
    return _LEAST[floor]


def is_shown(suggestion: Suggestion, floor: Band) -> bool:
    """Tell whether a suggestion is in the band `floor` or above."""
    score = UNSCORED if suggestion.score is None else suggestion.score
    return score >= _LEAST[floor]


def percent(score: float) -> int:
    """Return a score as a person reads it: rounded down, so that 100 is only what is certain."""
    # The little more is for what binary fractions lack: 0.29 is 29.
    return int(max(0.0, min(score, 1.0)) * 100 + 1e-9)
