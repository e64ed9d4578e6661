"""Tokens for whoever needs some now.

Owns the choice between the tokens that the worker made and kept, and the plain rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.domain.documents import Zone
from annotator.domain.tokens import Tokens, plain_ranges, plain_tokens


def borders_of(zones: Iterable[Zone]) -> list[int]:
    """Return the positions where zones start and end; they are token borders."""
    return [position for zone in zones for position in (zone.start, zone.end)]


def tokens_for(
    text: str, zones: Iterable[Zone], language: str = "", cached: Tokens | None = None
) -> Tokens:
    """Return the tokens of a text: the kept ones if there are any, with zone borders in them."""
    borders = borders_of(zones)
    if cached is not None:
        return cached.split_at(borders)
    return plain_tokens(text, borders)


def ranges_for(text: str, zones: Iterable[Zone], cached: Tokens | None = None) -> Tokens:
    """Return the same tokens, perhaps without sentences: all that counting needs."""
    borders = borders_of(zones)
    return plain_ranges(text, borders) if cached is None else cached.split_at(borders)
