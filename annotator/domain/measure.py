"""Precision, recall and F1 of whatever is proposed against what people labelled.

Owns the counts and the shares made of them (van Rijsbergen 1979); an undefined share is None,
never 0.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Measure:
    """Counts behind a precision, a recall and an F1."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Return the share of the labelled that was found; None where nothing is labelled."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of both; None where there is nothing on either side."""
        total = self.found + self.gold
        return 2 * self.right / total if total else None

    def count(self, right: int, found: int, gold: int) -> None:
        """Take the counts of one more article."""
        self.right += right
        self.found += found
        self.gold += gold
