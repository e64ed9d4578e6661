"""UIMA CAS JSON (0.4) as a CAS.

Owns its keys; the values are plain JSON.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from annotator.domain.errors import Phrase
from annotator.formats.json_files import parse
from annotator.formats.line_values import needed, optional, shown, wrong
from annotator.formats.registry import ProblemError
from annotator.formats.uima_cas import Cas, Sofa, Structure, Types, choose_view
from annotator.formats.uima_names import FS_ARRAY, TOP

_TYPES, _STRUCTURES, _VIEWS = "%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"
_BOM = b"\xef\xbb\xbf"
#: How a file begins that is of this format, and one of INCEpTION's older JSON.
_MARKS = tuple(f'"{each}"'.encode() for each in (_TYPES, _STRUCTURES, _VIEWS))
_OLD = (b'"_context"', b'"_types"')


def is_cas(head: bytes) -> bool:
    """Tell whether a file begins like a CAS, of this version or of the one before."""
    begins = head.removeprefix(_BOM).lstrip()
    return begins.startswith(b"{") and (
        any(begins[1:].lstrip().startswith(each) for each in _MARKS)
        or _MARKS[1] in begins
        or all(each in begins for each in _OLD)
    )


def cas_of(raw: bytes, *, replace: bool) -> Cas:
    """Return the CAS of a file.

    Raises ProblemError for what is no JSON, and for JSON that is no CAS.
    """
    if not raw.strip():
        raise ProblemError("file-empty")
    try:
        value = parse(raw.removeprefix(_BOM), replace=replace)
    except ProblemError as error:
        if error.code == "line-not-json":
            raise ProblemError("json-broken", why=error.values["why"]) from None
        raise
    if type(value) is dict and "_context" in value:
        raise ProblemError("uima-json-old")
    if type(value) is not dict or value.keys().isdisjoint((_TYPES, _STRUCTURES, _VIEWS)):
        raise ProblemError("uima-bad", why=Phrase("why-no-structures", {"name": _STRUCTURES}))
    return _JsonReader(value).cas()


class _JsonReader:
    def __init__(self, value: dict[str, Any]) -> None:
        self._value = value
        self._cas = Cas(_types(optional(value, _TYPES, dict, {})))
        self._sofas: list[Sofa] = []

    def cas(self) -> Cas:
        found = self._value.get(_STRUCTURES) or []
        if type(found) is dict:
            found = [{"%ID": _key(key), **_object(each)} for key, each in found.items()]
        if type(found) is not list:
            raise wrong(_STRUCTURES, "list", found)
        for each in found:
            self._read(_object(each))
        choose_view(self._cas, self._sofas, self._members())
        return self._cas

    def _members(self) -> dict[int, list[int]]:
        found = {}
        for name, view in optional(self._value, _VIEWS, dict, {}).items():
            members = _object(view).get("%MEMBERS") or []
            if type(members) is not list or not all(type(each) is int for each in members):
                raise wrong(f"{_VIEWS}.{name}"[:80], "structure-ids", members)
            sofa = view.get("%SOFA")
            if type(sofa) is int:
                found[sofa] = members
        return found

    def _read(self, record: dict[str, Any]) -> None:
        number = needed(record, "%ID", int, _STRUCTURES)
        name = needed(record, "%TYPE", str, _STRUCTURES)
        if name == "uima.cas.Sofa":
            text = optional(record, "sofaString", str, None, name)
            self._sofas.append(Sofa(number, str(record.get("sofaID", "")), text))
            self._cas.add(Structure(number, name, {}, {}))
            return
        structure = Structure(number, name, {}, {})
        if name.endswith("[]") and self._cas.types.kind(name[:-2]) == "structure":
            # An array of structures has another name for each type of them.
            structure = Structure(number, FS_ARRAY, {}, {})
        for feature, value in record.items():
            self._take(structure, feature, value)
        self._cas.add(structure)

    def _take(self, structure: Structure, feature: str, value: Any) -> None:
        key = f"{structure.type}.{feature}"[:80]
        if value is None:
            return
        if feature == "%ELEMENTS":
            if structure.type == FS_ARRAY:
                structure.refs["elements"] = _ids(value, key)
        elif feature.startswith("@"):
            ids = _ids(value, key)
            if feature == "@sofa":
                structure.values["sofa"] = ids[0] if ids else 0
            else:
                structure.refs[feature[1:]] = ids
        elif feature.startswith("#"):
            if type(value) is not int and (type(value) is not float or not math.isfinite(value)):
                raise ProblemError("number-too-large", key=key.replace("#", ""))
            structure.values[feature[1:]] = value
        elif not feature.startswith(("%", "^")):
            if not isinstance(value, str | int | float | bool):
                raise wrong(key, "plain", value)
            structure.values[feature] = self._kept(structure, feature, value)

    def _kept(self, structure: Structure, feature: str, value: Any) -> Any:
        """Return a value; places must be whole numbers."""
        if feature in ("begin", "end") and type(value) is not int:
            raise ProblemError(
                "offset-type", key=f"{structure.type}.{feature}"[:80], found=shown(value)
            )
        return value


def _types(found: Mapping[str, Any]) -> Types:
    types = Types()
    for name, described in found.items():
        described = _object(described)
        types.add(name, optional(described, "%SUPER_TYPE", str, TOP, name[:60]))
        for feature, about in described.items():
            if not feature.startswith("%"):
                values = optional(_object(about), "%RANGE", str, "", name[:60])
                types.add_feature(name, feature, values)
    return types


def _object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise wrong(_STRUCTURES, "object", value)
    return value


def _key(written: str) -> int:
    if not written.isdecimal() or len(written) > 18:
        raise wrong(_STRUCTURES, "ids", written)
    return int(written)


def _ids(value: Any, key: str) -> list[int]:
    found = value if type(value) is list else [value]
    if not all(each is None or type(each) is int for each in found):
        raise wrong(key, "structure-ids", value)
    return [each for each in found if each is not None]
