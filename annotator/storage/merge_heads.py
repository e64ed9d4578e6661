"""Which versions of a record two copies hold together, and which of them stands.

Owns the one rule of merging.  A copy has never heard of a version, or holds it, or knows that
something else took its place; of the two copies' answers the later one counts.  That is the merge
of a multi-value register with dotted version vectors (Preguiça et al., "Dotted Version Vectors",
2010; the join is that of Bieniusa et al., "An Optimized Conflict-free Replicated Set", 2012), with
the stamps of steps as dots and the history of each copy as what it has heard of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

Stamp = tuple[int, int]  # Lamport counter, opening


@dataclass(frozen=True, slots=True)
class Head:
    """A version of a record that a copy holds."""

    stamp: Stamp
    alive: bool  # False: the version is that the record was deleted
    value: str = ""  # as JSON, for a version that was overruled
    overruled: bool = False


def resolve(
    here: Sequence[Head],
    there: Sequence[Head],
    known_here: Collection[Stamp],
    known_there: Collection[Stamp],
) -> list[Head]:
    """Return the versions that both copies hold together: the one that stands, then the others.

    Args:
        here: What one copy holds of a record; nothing if it never had it.
        there: What the other copy holds.
        known_here: Stamps of `there` that the first copy has heard of.
        known_there: Stamps of `here` that the other copy has heard of.
    """
    if not here or not there:
        return _ordered(here or there)
    stamps_here, stamps_there = ({head.stamp for head in heads} for heads in (here, there))
    held = [head for head in here if head.stamp in stamps_there or head.stamp not in known_there]
    held += [
        head for head in there if head.stamp not in stamps_here and head.stamp not in known_here
    ]
    # Each copy says that something took the place of what the other holds: possible only where a
    # merge was undone in between.  The later version is then as good as any.
    return _ordered(held or [*here, *there])[: None if held else 1]


def _ordered(heads: Sequence[Head]) -> list[Head]:
    """Return the version that stands, then the others by their stamps."""
    winner = max(heads, key=lambda head: (head.alive, head.stamp))
    others = (head for head in heads if head.stamp != winner.stamp)
    return [winner, *sorted(others, key=lambda head: head.stamp)]
