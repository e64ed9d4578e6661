"""Scheme files: TOML in, TOML out.

Owns the layout of a scheme file and the errors about it, each with file and line.  What a scheme
may say is checked by `annotator.domain.scheme.check_scheme`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    Scheme,
    SchemeError,
    check_scheme,
)


class SchemeFileError(AnnotatorError):
    """A scheme file that cannot be used; values: file, line (1-based, 0 = unknown), why."""

    def __init__(self, file: str, line: int, why: str | Phrase | SchemeError) -> None:
        super().__init__("scheme-file", file=file, line=line, why=why)


#: Keys of each kind of table and the types their values have.
_TOP = {
    "id": str,
    "name": str,
    "version": int,
    "description": str,
    "source": str,
    "switches": dict,
    "layers": list,
    "roles": list,
}
_LAYER = {
    "id": str,
    "name": str,
    "kind": str,
    "description": str,
    "labels": list,
    "attributes": list,
}
_LABEL = {
    "id": str,
    "name": str,
    "key": str,
    "colour": str,
    "description": str,
    "guideline": str,
    "parent": str,
    "frame": bool,
    "retired": bool,
}
_ATTRIBUTE = {
    "id": str,
    "name": str,
    "type": str,
    "choices": list,
    "labels": list,
    "description": str,
    "retired": bool,
}
_ROLE = {"id": str, "name": str, "from": list, "to": list, "many": bool, "retired": bool}


def read_scheme(text: str, file: str) -> Scheme:
    """Return the scheme that the TOML `text` of `file` describes; raises SchemeFileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise SchemeFileError(file, line, str(error)) from error
    except RecursionError:
        raise SchemeFileError(file, 0, Phrase("scheme-why-deep")) from None
    return _Reader(text, file).scheme(data)


class _Reader:
    """Turns parsed TOML into a scheme and knows at which line something was said."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file

    def scheme(self, data: dict[str, Any]) -> Scheme:
        self._check(data, _TOP, Phrase("scheme-whole"), required=("id", "name", "layers"))
        layers, labels, attributes = [], [], []
        for position, table in enumerate(data["layers"]):
            self._check(table, _LAYER, Phrase("scheme-a-layer"), required=("id",))
            uid = table["id"]
            layers.append(
                Layer(
                    uid,
                    table.get("name", uid),
                    self._word(LayerKind, table.get("kind", "spans"), uid),
                    position,
                    table.get("description", ""),
                )
            )
            labels += [
                self._label(uid, each, place) for place, each in enumerate(table.get("labels", []))
            ]
            attributes += [
                self._attribute(uid, each, place)
                for place, each in enumerate(table.get("attributes", []))
            ]
        switches = data.get("switches", {})
        for name, value in switches.items():
            if not isinstance(value, bool):
                raise self._error(Phrase("scheme-why-switch", {"name": name}), name)
        scheme = Scheme(
            data["id"],
            data["name"],
            data.get("version", 1),
            data.get("description", ""),
            data.get("source", ""),
            switches,
            tuple(layers),
            tuple(labels),
            tuple(attributes),
            tuple(self._role(each, place) for place, each in enumerate(data.get("roles", []))),
        )
        try:
            check_scheme(scheme)
        except SchemeError as error:
            raise self._error(error, error.where) from error
        return scheme

    def _label(self, layer: str, table: Any, position: int) -> Label:
        what = Phrase("scheme-a-label", {"layer": layer})
        self._check(table, _LABEL, what, required=("id",))
        values = {name: value for name, value in table.items() if name not in ("id", "name")}
        return Label(
            layer, table["id"], table.get("name", table["id"]), position=position, **values
        )

    def _attribute(self, layer: str, table: Any, position: int) -> Attribute:
        what = Phrase("scheme-an-attribute", {"layer": layer})
        self._check(table, _ATTRIBUTE, what, required=("id",))
        uid = table["id"]
        choices = []
        for choice in table.get("choices", []):
            if isinstance(choice, str):
                choices.append((choice, choice))
                continue
            what = Phrase("scheme-a-choice", {"attribute": uid})
            self._check(choice, {"id": str, "name": str}, what, required=("id",))
            choices.append((choice["id"], choice.get("name", choice["id"])))
        return Attribute(
            layer,
            uid,
            table.get("name", uid),
            self._word(AttributeType, table.get("type", "text"), uid),
            tuple(choices),
            tuple(self._texts(table.get("labels", []), uid)),
            table.get("description", ""),
            position,
            table.get("retired", False),
        )

    def _role(self, table: Any, position: int) -> Role:
        self._check(table, _ROLE, Phrase("scheme-a-role"), required=("id", "from", "to"))
        uid = table["id"]
        return Role(
            uid,
            table.get("name", uid),
            tuple(self._texts(table["from"], uid)),
            tuple(self._texts(table["to"], uid)),
            table.get("many", True),
            position,
            table.get("retired", False),
        )

    def _check(
        self, table: Any, known: Mapping[str, type], what: Phrase, *, required: Iterable[str]
    ) -> None:
        if not isinstance(table, dict):
            raise self._error(Phrase("scheme-why-table", {"what": what, "found": repr(table)}), "")
        where = table.get("id", "")
        for name, value in table.items():
            if name not in known:
                values = {"what": what, "name": name, "known": ", ".join(known)}
                raise self._error(Phrase("scheme-why-unknown-key", values), name)
            # bool is an int in Python, but not in a scheme.
            if not isinstance(value, known[name]) or (
                known[name] is int and isinstance(value, bool)
            ):
                values = {"what": what, "name": name, "found": repr(value)}
                raise self._error(Phrase("scheme-why-type", values), where)
        for name in required:
            if name not in table:
                raise self._error(Phrase("scheme-why-needs", {"what": what, "name": name}), where)

    def _texts(self, values: Any, where: str) -> list[str]:
        if not all(isinstance(value, str) for value in values):
            raise self._error(Phrase("scheme-why-texts", {"name": where}), where)
        return list(values)

    def _word(self, words: Callable[[str], Any], value: str, where: str) -> Any:
        try:
            return words(value)
        except ValueError:
            allowed = ", ".join(each.value for each in words)  # type: ignore[attr-defined]
            said = {"name": where, "value": repr(value), "known": allowed}
            raise self._error(Phrase("scheme-why-word", said), where) from None

    def _error(self, why: Phrase | SchemeError, where: object) -> SchemeFileError:
        return SchemeFileError(self._file, self._line_of(where), why)

    def _line_of(self, where: object) -> int:
        """Return the line that names an id or a key (tomllib keeps no positions), or 0."""
        if not isinstance(where, str) or not where:
            return 0
        word = re.escape(where)
        for pattern in (rf"^\s*(?:id|key)\s*=\s*[\"']{word}[\"']", rf"\bid\s*=\s*[\"']{word}[\"']",
                        rf"^\s*{word}\s*=", rf"[\"'\[]{word}[\"'\]]"):  # fmt: skip
            found = re.search(pattern, self._text, flags=re.MULTILINE)
            if found:
                return self._text.count("\n", 0, found.start()) + 1
        return 0


def write_scheme(scheme: Scheme) -> str:
    """Return `scheme` as TOML that `read_scheme` reads back as an equal scheme."""
    lines = _pairs(
        {
            "id": scheme.uid,
            "name": scheme.name,
            "version": scheme.version,
            "description": scheme.description,
            "source": scheme.source,
        }
    )
    if scheme.switches:
        lines += ["", "[switches]"]
        lines += [f"{name} = {_value(value)}" for name, value in scheme.switches.items()]
    for layer in sorted(scheme.layers, key=lambda each: each.position):
        lines += ["", "[[layers]]"]
        lines += _pairs(
            {
                "id": layer.uid,
                "name": layer.name,
                "kind": layer.kind.value,
                "description": layer.description,
            }
        )
        for label in scheme.labels_of(layer.uid, retired=True):
            lines += ["", "[[layers.labels]]"]
            lines += _pairs(
                {
                    "id": label.uid,
                    "name": label.name,
                    "key": label.key,
                    "colour": label.colour,
                    "description": label.description,
                    "guideline": label.guideline,
                    "parent": label.parent,
                    "frame": label.frame,
                    "retired": label.retired,
                }
            )
        for attribute in scheme.attributes:
            if attribute.layer != layer.uid:
                continue
            lines += ["", "[[layers.attributes]]"]
            lines += _pairs(
                {
                    "id": attribute.uid,
                    "name": attribute.name,
                    "type": attribute.type.value,
                    "choices": [{"id": uid, "name": name} for uid, name in attribute.choices],
                    "labels": list(attribute.labels),
                    "description": attribute.description,
                    "retired": attribute.retired,
                }
            )
    for role in scheme.roles:
        lines += ["", "[[roles]]"]
        lines += _pairs(
            {
                "id": role.uid,
                "name": role.name,
                "from": list(role.ends_from),
                "to": list(role.ends_to),
                "many": role.many,
                "retired": role.retired,
            }
        )
    return "\n".join(lines) + "\n"


def _pairs(values: dict[str, Any]) -> list[str]:
    """Return `key = value` lines; texts, lists and switches that are empty or off are left out."""
    # Names default to the id and "many" to true, so these are always written.
    return [
        f"{name} = {_value(value)}"
        for name, value in values.items()
        if value not in ("", [], False) or name in ("id", "name", "many")
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(each)}" for name, each in value.items()) + " }"
    return _text(str(value))


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\r": "\\r"}


def _text(value: str) -> str:
    # A basic string; line breaks stay readable in the multi-line form.
    escaped = "".join(
        _ESCAPES.get(each, each) if each >= " " or each in "\n\t" or each in _ESCAPES
        else f"\\u{ord(each):04X}"
        for each in value
    ).replace("\x7f", "\\u007F")  # fmt: skip
    if "\n" in value:
        return f'"""\n{escaped}"""'
    return f'"{escaped}"'
