"""Sentences for people.

Owns the way from a code and its values to words.  Everything below the window and the command line
speaks in codes, so that both say the same and a second language is one more table.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Any

_AREAS = (
    *("storage", "formats", "desk", "window", "cli", "learning", "assistance", "cleaning"),
    "patterns",
)


@cache
def messages() -> Mapping[str, str]:
    """Return every sentence by its code; raises ValueError if two areas claim one code."""
    found: dict[str, str] = {}
    for area in _AREAS:
        table: dict[str, str] = import_module(f"annotator.messages.{area}").MESSAGES
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"two sentences for {', '.join(sorted(twice))}")
        found |= table
    return found


def tr(code: str, /, **values: Any) -> str:
    """Return the sentence of a code with its values filled in; raises KeyError for no sentence."""
    return _Lenient().format(messages()[code], **values)


def name_of_step(code: str, values: Mapping[str, Any]) -> str:
    """Return the name of a step for undo and history; a step of a newer program keeps its code."""
    return tr(code, **values) if code in messages() else code


def explain(error: Exception) -> str:
    """Return what an error means for the person: its sentence with file, line and remedy."""
    code, values = getattr(error, "code", None), getattr(error, "values", {})
    if not isinstance(code, str) or code not in messages():
        return str(error) or type(error).__name__
    sentence = tr(code, **values)
    file, line = values.get("file"), values.get("line")
    if not file or "{file" in messages()[code]:
        return sentence
    return f"{file}:{line}: {sentence}" if line else f"{file}: {sentence}"


class _Lenient(Formatter):
    """Counts, and leaves a value that was not given as its name.

    `{documents:#article}` becomes "1 article" or "2 articles".  A poor sentence beats a second
    error.
    """

    def format_field(self, value: Any, spec: str) -> str:
        if not spec.startswith("#"):
            return str(super().format_field(value, spec))
        return f"{value} {spec[1:]}" + ("" if value == 1 else "s")

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(key, f"{{{key}}}") if isinstance(key, str) else f"{{{key}}}"
