"""Patterns a person writes to have names proposed: words, tokens or a regular expression.

Owns the value and its form as JSON, in which it is kept in a project and handed to the worker.
Whether a pattern can be used is found by `assist.entities.patterns`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class PatternKind(enum.StrEnum):
    """How the source of a pattern is read."""

    WORDS = "words"  # a name or phrase a line
    TOKENS = "tokens"  # JSON after spaCy's Matcher: a list with an object a token
    REGEX = "regex"  # a regular expression


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of a project; `label` is the stable id of a label of its layer of names."""

    id: int
    name: str
    kind: PatternKind
    source: str
    label: str
    enabled: bool = True
    case: bool = True  # whether capitals count (tokens say so themselves)

    def row(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "id": f"{self.id:016x}",
            "name": self.name,
            "kind": self.kind.value,
            "source": self.source,
            "label": self.label,
            "enabled": self.enabled,
            "case": self.case,
        }


def pattern_of(row: Mapping[str, Any]) -> Pattern:
    """Return the pattern of a row; raises ValueError for what is none."""
    try:
        texts = {name: row[name] for name in ("name", "source", "label")}
        if not all(isinstance(each, str) for each in texts.values()):
            raise ValueError("a pattern's name, source and label are texts")
        return Pattern(
            int(row["id"], 16),
            kind=PatternKind(row["kind"]),
            enabled=row.get("enabled", True) is not False,
            case=row.get("case", True) is not False,
            **texts,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a pattern: {error}") from error
