"""Sentences for people.

Owns the way from a code and its values to words.  Everything below the window and the command line
speaks in codes, so that both say the same and a second language is one more table.  English is in
`annotator.messages`, any other language in a package of its code below that, with the same areas
and codes (a test compares them, and the values that each sentence names).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from string import Formatter
from typing import Any

from annotator.domain.errors import AnnotatorError, Phrase, reason_of

_AREAS = (
    *("storage", "formats", "desk", "window", "cli", "learning", "assistance", "cleaning"),
    *("patterns", "actions", "insights", "radar", "versions", "preferences", "help", "privacy"),
    *("dialogs", "panels", "access", "revisions", "plots", "remarks", "format_pages"),
)
#: The languages of the interface by their code, each called what its speakers call it.
LANGUAGES = {"en": "English", "de": "Deutsch"}
#: How figures are written, where that is not as in Python.
_SIGNS = {"de": str.maketrans({".": ",", ",": ".", "%": "\N{NO-BREAK SPACE}%"})}
_language = "en"


def _no_key(action: str) -> str:
    return action


#: Tells which key an action has, by its id; the window knows (`name_keys_by`).
_key_of: Callable[[str], str] = _no_key
_KEY = object()


def use_language(code: str) -> None:
    """Speak this language from now on; raises ValueError for one that is not in `LANGUAGES`."""
    global _language  # noqa: PLW0603 - one process speaks one language
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    _language = code


def name_keys_by(key_of: Callable[[str], str]) -> None:
    """Have sentences name the keys of this person: `{key:undo}` is the key of that action."""
    global _key_of  # noqa: PLW0603 - one process serves one person
    _key_of = key_of


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


def worded(value: Any) -> str:
    """Return a value as it stands in a sentence."""
    return _Lenient().format_field(value, "")


def in_english(counts: Mapping[Any, int]) -> dict[str, int]:
    """Return what was counted by its English words, in any language, for data and programs."""
    english = _Lenient("en")
    found: dict[str, int] = {}
    for what, number in counts.items():
        words = str(english.format_field(what, ""))
        found[words] = found.get(words, 0) + number
    return found


def name_of_step(code: str, values: Mapping[str, Any]) -> str:
    """Return the name of a step for undo and history; a step of a newer program keeps its code."""
    return tr(code, **values) if code in messages() else code


def explain(error: Exception) -> str:
    """Return what an error means for the person: its sentence with file, line and remedy."""
    code, values = getattr(error, "code", None), getattr(error, "values", {})
    if not isinstance(code, str) or code not in messages():
        return worded(reason_of(error)) or type(error).__name__
    sentence = tr(code, **values)
    file, line = values.get("file"), values.get("line")
    if not file or "{file" in messages()[code]:
        return sentence
    return f"{file}:{line}: {sentence}" if line else f"{file}: {sentence}"


class _Lenient(Formatter):
    """Counts, names, and leaves a value that was not given as its name.

    `{documents:#article}` becomes "1 article" or "2 articles", `{documents:#Satz|Sätze}` takes the
    second word for any other number than one.  `{state:@state}` is the sentence `state-done` if
    the value is "done"; what has none, such as a word of a scheme, stays as it is.  `{key:undo}` is
    the key of an action.  A value that is a `Phrase` or an error is worded in the same language.
    Figures with a format of their own get the signs of the language.  A poor sentence beats a
    second error.
    """

    def __init__(self, language: str = "") -> None:
        self._spoken = language or _language

    def format_field(self, value: Any, spec: str) -> str:
        if value is _KEY:
            return _key_of(spec)
        if isinstance(value, AnnotatorError | Phrase):
            return self.format(messages(self._spoken)[value.code], **value.values)
        if spec.startswith("@"):
            code = f"{spec[1:]}-{value}".replace(" ", "_")
            return messages(self._spoken).get(code, str(value))
        if spec.startswith("#"):
            one, bar, many = spec[1:].partition("|")
            return f"{value} {one}" if value == 1 else f"{value} {many if bar else one + 's'}"
        words = str(super().format_field(value, spec))
        if spec and isinstance(value, int | float) and self._spoken in _SIGNS:
            return words.translate(_SIGNS[self._spoken])
        return words

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        if key == "key" and key not in kwargs:
            return _KEY
        return kwargs.get(key, f"{{{key}}}") if isinstance(key, str) else f"{{{key}}}"
