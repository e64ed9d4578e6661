"""Errors that are meant for a person.

Owns the one base class: a code and the values that belong to it.  The sentence, with its remedy, is
made by `annotator.wording`, so that window and command line say the same and it can be translated.
"""

from __future__ import annotations


class AnnotatorError(Exception):
    """Something a person can do something about; `code` names it, `values` fill its sentence."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code} ({details})" if details else self.code
