"""Which keys do what, for one person: the keys of the program and those she chose instead.

Owns what a key may be called, what may stand in the way of it, and the file in which a key map
travels.  What an action does, and how a press of a key is recognised, is the window's business;
scheme files keep their own letters (`annotator.domain.scheme`), which no action may take.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import DIGITS, FREE_LETTERS

_MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")
_SAID = {"control": "Ctrl", "cmd": "Ctrl", "super": "Meta", "win": "Meta", "option": "Alt"} | {
    each.lower(): each for each in _MODIFIERS
}
_NAMED = (
    *("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown", "Return", "Backspace"),
    *("Del", "Esc", "Space", "Tab", "Ins", "Menu", "Print", "Pause"),
    *(f"F{number}" for number in range(1, 25)),
)
_NAMES = {each.lower(): each for each in _NAMED} | {
    "enter": "Return", "delete": "Del", "escape": "Esc", "insert": "Ins", "pageup": "PgUp",
    "pagedown": "PgDown", "page up": "PgUp", "page down": "PgDown",
}  # fmt: skip
#: What a person does with text everywhere; in a field the field gets it.
_TEXT_FIELD = {"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X"}
_MAC_SYSTEM = {
    *("Ctrl+Q", "Ctrl+H", "Ctrl+M", "Ctrl+Tab", "Ctrl+Space", "Ctrl+`", "Ctrl+Alt+Esc"),
    *("Ctrl+Alt+H", "Ctrl+Alt+D", "Ctrl+Shift+3", "Ctrl+Shift+4", "Ctrl+Shift+5"),
}
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Binding:
    """The keys an action has unless a person chose others."""

    action: str
    keys: tuple[str, ...]
    article: bool  # they act only while the article has the focus


@dataclass(frozen=True, slots=True)
class Problem:
    """What is in the way of a key; `code` and `values` are its sentence."""

    code: str
    values: Mapping[str, str]
    refused: bool  # else it is only a warning
    other: str = ""  # the action that has the key


class KeyFileError(AnnotatorError):
    """A key map that cannot be read; values: file, line (1-based, 0 = unknown) and its own."""

    def __init__(self, code: str, file: str, line: int, **values: object) -> None:
        super().__init__(code, file=file, line=line, **values)


class KeyMap:
    """The keys of every action, as an immutable value."""

    def __init__(
        self,
        defaults: Iterable[Binding],
        own: Mapping[str, tuple[str, ...]] | None = None,
        platform: str = sys.platform,
    ) -> None:
        """Take the keys of the program and those a person chose, by action.

        Actions in `own` that the program does not know are kept, and do nothing: they may be of
        another version of it.
        """
        self.defaults = {each.action: each for each in defaults}
        self.platform = platform
        self.own = {
            action: keys
            for action, keys in (own or {}).items()
            if action not in self.defaults or keys != self.defaults[action].keys
        }
        chosen = {key for action in self.own if action in self.defaults for key in self.own[action]}
        # A key that somebody chose is hers, also if a newer program has it for something else.
        self._keys = {
            action: self.own[action]
            if action in self.own
            else tuple(key for key in each.keys if key not in chosen)
            for action, each in self.defaults.items()
        }

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the actions somebody chose keys for and this program does not have."""
        return tuple(action for action in self.own if action not in self.defaults)

    def keys_of(self, action: str) -> tuple[str, ...]:
        """Return the keys of an action, the one to be shown first; none for an unknown one."""
        return self._keys.get(action, ())

    def article_keys(self) -> dict[str, str]:
        """Return which action each key means while the article has the focus."""
        return {
            key: action
            for action, keys in self._keys.items()
            if self.defaults[action].article
            for key in keys
        }

    def is_changed(self, action: str) -> bool:
        """Tell whether an action has other keys than the program gave it."""
        return self.keys_of(action) != self.defaults[action].keys

    def with_keys(self, action: str, keys: Iterable[str]) -> KeyMap:
        """Return the map in which an action has these keys, and no other action has them."""
        wanted = tuple(dict.fromkeys(keys))
        own = {
            **self.own,
            **{
                other: tuple(key for key in theirs if key not in wanted)
                for other, theirs in self._keys.items()
                if other != action and set(theirs) & set(wanted)
            },
            action: wanted,
        }
        return KeyMap(self.defaults.values(), own, self.platform)

    def reset(self, action: str) -> KeyMap:
        """Return the map in which an action has the keys of the program again."""
        return self.with_keys(action, self.defaults[action].keys)

    def usual(self) -> KeyMap:
        """Return the map of the program alone."""
        return KeyMap(self.defaults.values(), {}, self.platform)

    def reset_all(self) -> KeyMap:
        """Return the map of the program; what is kept for actions it does not know stays."""
        kept = {action: self.own[action] for action in self.unknown}
        return KeyMap(self.defaults.values(), kept, self.platform)

    # What is in the way --------------------------------------------------------------------------

    def problem_with(self, action: str, key: str) -> Problem | None:
        """Return what is in the way of giving a key to an action, the gravest first, or None."""
        found = self.problem_by_itself(action, key)
        if found is not None and found.refused:
            return found
        for other, keys in self._keys.items():
            if other != action and key in keys:
                return Problem("key-taken", {"key": key}, refused=False, other=other)
        return found

    def problem_by_itself(self, action: str, key: str) -> Problem | None:
        """Return what is in the way of a key whoever else has it, or None.

        Keys that the program itself gives an action are its own business.
        """
        binding = self.defaults[action]
        if key in binding.keys:
            return None
        parts = key_parts(key)
        reason = _system_reason(*parts, self.platform)
        if reason:
            return Problem(reason, {"key": key}, refused=True)
        modifiers, name = parts
        if not modifiers and (name in FREE_LETTERS or name in DIGITS):
            return Problem("key-of-labels", {"key": key}, refused=True)
        if modifiers == ("Alt",) and name in DIGITS:
            return Problem("key-of-layers", {"key": key}, refused=True)
        if name == "Tab":
            return Problem("key-moves-focus", {"key": key}, refused=True)
        if not binding.article and set(modifiers) <= {"Shift"} and not _is_function(name):
            return Problem("key-types", {"key": key}, refused=True)
        if key in _TEXT_FIELD:
            return Problem("key-of-fields", {"key": key}, refused=False)
        if {"Ctrl", "Alt"} <= set(modifiers):
            return Problem("key-altgr", {"key": key}, refused=False)
        if modifiers and "Alt" in modifiers:
            return Problem("key-alt", {"key": key}, refused=False)
        return None

    def problems(self) -> list[tuple[str, Problem]]:
        """Return each action of the map with what is wrong with one of its keys."""
        found = []
        seen: dict[str, str] = {}
        for action, keys in self._keys.items():
            for key in keys:
                problem = self.problem_by_itself(action, key)
                if key in seen:
                    problem = Problem("key-taken", {"key": key}, refused=True, other=seen[key])
                seen.setdefault(key, action)
                if problem is not None and problem.refused:
                    found.append((action, problem))
        return found


# Names of keys -----------------------------------------------------------------------------------


def key_parts(key: str) -> tuple[tuple[str, ...], str]:
    """Return the modifiers of a key in their order, and the key; ValueError if it is none."""
    rest, modifiers = key.strip(), set()
    while True:
        head, plus, tail = rest.partition("+")
        if not plus or not tail or head.strip().lower() not in _SAID:
            break
        modifiers.add(_SAID[head.strip().lower()])
        rest = tail
    name = rest.strip()
    if len(name) == 1 and name.isprintable():
        name = name.upper()
    elif name.lower() in _NAMES:
        name = _NAMES[name.lower()]
    else:
        raise ValueError(key)
    return tuple(each for each in _MODIFIERS if each in modifiers), name


def normal_key(key: str) -> str:
    """Return a key as the program writes it, such as "Ctrl+Shift+F3"; ValueError if it is none."""
    modifiers, name = key_parts(key)
    return "+".join((*modifiers, name))


def _is_function(name: str) -> bool:
    return name in _NAMES.values() and name.startswith("F") and name[1:].isdigit()


def _system_reason(modifiers: tuple[str, ...], name: str, platform: str) -> str:
    """Return why a key never arrives, or must not be taken: the code of a sentence, or ""."""
    held = set(modifiers)
    if "Meta" in held:
        return "key-super"
    if name in ("Print", "Pause"):
        return "key-desktop"
    if name == "Menu" or (name == "F10" and held <= {"Shift"}):
        return "key-menus"
    alt_only = held in ({"Alt"}, {"Alt", "Shift"})
    if alt_only and name in ("F4", "Tab", "Esc", "Space", "`"):
        return "key-windows"
    if held >= {"Ctrl", "Alt"} and (name in ("Del", "Backspace") or _is_function(name)):
        return "key-desktop"
    if "Ctrl" in held and name in ("Esc", "Tab"):
        return "key-desktop"
    if platform == "darwin" and "+".join((*modifiers, name)) in _MAC_SYSTEM:
        return "key-mac"
    return ""


# Files -------------------------------------------------------------------------------------------


def read_key_map(text: str, file: str, base: KeyMap) -> KeyMap:
    """Return the map that a file describes, TOML or JSON by what it looks like.

    Actions it does not name keep the keys of the program; actions the program does not know are
    kept (`KeyMap.unknown`).  Raises KeyFileError, with the line, for anything that is not a key
    map, a key that is none or is not to be had, and a key that two actions would have.
    """
    is_json = text.lstrip().startswith("{")
    data = _parse(text, file, is_json=is_json)
    line = _Lines(text, is_json=is_json)
    version = data.get("version", _VERSION)
    if version != _VERSION:
        raise KeyFileError("key-file-version", file, line.of("version"), version=version)
    for name in data.keys() - {"version", "keys"}:
        raise KeyFileError("key-file-place", file, line.of(name), name=name)
    table = data.get("keys")
    if not isinstance(table, dict):
        raise KeyFileError("key-file-table", file, line.of("keys"))
    own = {}
    for action, keys in table.items():
        if not isinstance(keys, list) or not all(isinstance(each, str) for each in keys):
            raise KeyFileError("key-file-list", file, line.of(action), action=action)
        try:
            own[action] = tuple(dict.fromkeys(normal_key(each) for each in keys))
        except ValueError as error:
            raise KeyFileError("key-file-key", file, line.of(action), key=error) from None
    found = KeyMap(base.defaults.values(), own, base.platform)
    for action, problem in found.problems():
        at = line.of(action if action in table else problem.other)
        code = "key-file-twice" if problem.other else problem.code
        raise KeyFileError(
            code, file, at, action=action, other=problem.other, key=problem.values["key"]
        )
    return found


def key_map_text(keys: KeyMap) -> str:
    """Return the map as a TOML file: every action with its keys, unknown ones too."""
    lines = ["# Keys of Annotator. An empty list takes all keys away from an action.",
             f"version = {_VERSION}", "", "[keys]"]  # fmt: skip
    rows = {action: keys.keys_of(action) for action in keys.defaults}
    rows |= {action: keys.own[action] for action in keys.unknown}
    for action, each in rows.items():
        listed = ", ".join(json.dumps(key, ensure_ascii=False) for key in each)
        name = action if re.fullmatch(r"[A-Za-z0-9_-]+", action) else json.dumps(action)
        lines.append(f"{name} = [{listed}]")
    return "\n".join(lines) + "\n"


def key_map_json(keys: KeyMap) -> str:
    """Return what a person chose, on one line: for her settings."""
    own = {action: list(each) for action, each in keys.own.items()}
    return json.dumps({"version": _VERSION, "keys": own}, ensure_ascii=False)


def _parse(text: str, file: str, *, is_json: bool) -> dict[str, Any]:
    try:
        data = json.loads(text) if is_json else tomllib.loads(text)
    except json.JSONDecodeError as error:
        raise KeyFileError("key-file-syntax", file, error.lineno, why=error.msg) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise KeyFileError("key-file-syntax", file, line, why=error) from error
    except RecursionError:
        raise KeyFileError("key-file-deep", file, 0) from None
    assert isinstance(data, dict)
    return data


class _Lines:
    """Knows at which line a name stands."""

    def __init__(self, text: str, *, is_json: bool) -> None:
        self._lines = text.splitlines()
        self._after = r"\s*:" if is_json else r"\s*[=\]]"

    def of(self, name: str) -> int:
        """Return the line of a name, 1-based; 0 if it is on none."""
        pattern = re.compile(rf"(?<![\w-])\"?{re.escape(name)}\"?{self._after}")
        return next((n for n, line in enumerate(self._lines, 1) if pattern.search(line)), 0)
