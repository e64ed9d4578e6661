"""Sentences for people.

Owns the way from a code and its values to words.  Everything below the window and the command line
speaks in codes, so that both say the same and a second language is one more table.  English is in
`annotator.messages`, any other language in a package of its code below that, with the same areas
and codes (a test compares them, and the values that each sentence names).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Any

_AREAS = (
    *("storage", "formats", "desk", "window", "cli", "learning", "assistance", "cleaning"),
    *("patterns", "actions", "insights", "radar", "versions", "preferences", "help", "privacy"),
    *("dialogs", "panels", "access", "revisions"),
)
#: The languages of the interface by their code, each called what its speakers call it.
LANGUAGES = {"en": "English", "de": "Deutsch"}
_language = "en"


def use_language(code: str) -> None:
    """Speak this language from now on; raises ValueError for one that is not in `LANGUAGES`."""
    global _language  # noqa: PLW0603 - one process speaks one language
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    _language = code


def language() -> str:
    """Return the code of the language in use."""
    return _language


@cache
def messages(code: str = "en") -> Mapping[str, str]:
    """Return every sentence of a language by its code.

    Raises ValueError if two areas claim one code.
    """
    package = "annotator.messages" if code == "en" else f"annotator.messages.{code}"
    found: dict[str, str] = {}
    for area in _AREAS:
        table: dict[str, str] = import_module(f"{package}.{area}").MESSAGES
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"two sentences for {', '.join(sorted(twice))}")
        found |= table
    return found


def tr(code: str, /, **values: Any) -> str:
    """Return the sentence of a code with its values filled in; raises KeyError for no sentence."""
    return _Lenient().format(messages(_language)[code], **values)


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

    `{documents:#article}` becomes "1 article" or "2 articles", `{documents:#Satz|Sätze}` takes the
    second word for any other number than one.  A poor sentence beats a second error.
    """

    def format_field(self, value: Any, spec: str) -> str:
        if not spec.startswith("#"):
            return str(super().format_field(value, spec))
        one, bar, many = spec[1:].partition("|")
        return f"{value} {one}" if value == 1 else f"{value} {many if bar else one + 's'}"

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(key, f"{{{key}}}") if isinstance(key, str) else f"{{{key}}}"
