"""Errors that are meant for a person.

Owns the one base class: a code and the values that belong to it.  The sentence, with its remedy, is
made by `annotator.wording`, so that window and command line say the same and it can be translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class AnnotatorError(Exception):
    """Something a person can do something about; `code` names it, `values` fill its sentence."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code} ({details})" if details else self.code


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence: a value that is put into words with the sentence, not before."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Let phrases whose values can be keys be counted; TypeError for others."""
        return hash((self.code, frozenset(self.values.items())))


def reason_of(error: Exception) -> Phrase | str:
    """Return what an error says: the phrase that it was raised with, else its words as they are."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Phrase) else " ".join(str(error).split())
