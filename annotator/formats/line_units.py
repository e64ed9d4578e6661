"""Offsets of a line in native words, counted in another unit than code points; both ways.

Owns which keys of a line hold offsets.
"""

from __future__ import annotations

from typing import Any

from annotator.domain.offset_units import Move, Unit, from_code_points, to_code_points
from annotator.formats.line_values import listed, needed, shown
from annotator.formats.registry import ProblemError

_HOLDING = ("spans", "zones", "tokens")


def in_code_points(line: dict[str, Any], unit: str) -> dict[str, Any]:
    """Return a line with its offsets in code points.

    Raises ProblemError for a unit that is not known, and for an offset inside a character.
    """
    if unit not in set(Unit):
        raise ProblemError("unit-unknown", unit=shown(unit), known=", ".join(Unit))
    text = needed(line, "text", str, "line")
    way = to_code_points(text, Unit(unit))

    def move(offset: int) -> int:
        try:
            return way(offset)
        except ValueError:
            raise ProblemError("offset-between", key="spans", offset=offset) from None

    return _moved(line, move)


def in_unit(line: dict[str, Any], unit: Unit) -> dict[str, Any]:
    """Return a line of ours with its offsets in a unit, and the name of that unit."""
    return _moved(line, from_code_points(line["text"], unit)) | {"offsets": unit.value}


def _moved(line: dict[str, Any], move: Move) -> dict[str, Any]:
    moved = {name: value for name, value in line.items() if name != "offsets"}
    for key in _HOLDING:
        if line.get(key):
            moved[key] = [_record(each, move) for each in listed(line, key)]
    return moved


def _record(record: Any, move: Move) -> Any:
    """Return a record with its offsets moved; what is no offset is left for `lines` to refuse."""
    if not isinstance(record, dict):
        return record
    moved = dict(record)
    for name in ("start", "end"):
        if type(moved.get(name)) is int:
            moved[name] = move(moved[name])
    parts = moved.get("parts")
    if isinstance(parts, list):
        moved["parts"] = [
            [move(each) if type(each) is int else each for each in pair]
            if isinstance(pair, list)
            else pair
            for pair in parts
        ]
    return moved
