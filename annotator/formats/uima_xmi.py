"""XMI, UIMA's XML, as a CAS.

Owns how elements and their attributes are structures and features.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import Phrase
from annotator.formats.line_values import shown, wrong
from annotator.formats.registry import ProblemError
from annotator.formats.uima_cas import Cas, Sofa, Structure, Types, choose_view, elements
from annotator.formats.uima_names import FS_ARRAY, FS_LIST

if TYPE_CHECKING:
    from lxml.etree import _Element

_XMI = "{http://www.omg.org/XMI}"
_ID = f"{_XMI}id"
_TYPE = re.compile(r"\{http:///(?:(uima/noNamespace)|(\S{1,300}))\.ecore\}(\S{1,200})")
_NUMBERS = re.compile(r"\s*\d{1,18}(?:\s+\d{1,18})*\s*")
#: Features that refer to other structures, in layers of WebAnno and INCEpTION and in DKPro.
_REFERRING = frozenset(("Governor", "Dependent", "target", "first", "next", "elements"))
_PLACES = ("begin", "end", "sofa")
_YES_NO = {"true": True, "1": True, "false": False, "0": False}


def cas_of(raw: bytes, types: Types, name: str, encoding: str, found: dict[str, str]) -> Cas:
    """Return the CAS of a file; the encoding it was read with is put into `found`.

    Raises ProblemError for what is no XMI.
    """
    reader = _XmiReader(types)
    for element in elements(raw, name, encoding, found):
        above = element.getparent()
        if above is None:
            reader.check_root(element)
        elif above.getparent() is None:
            reader.check_root(above)
            reader.read(element)
    return reader.cas()


class _XmiReader:
    def __init__(self, types: Types) -> None:
        self._cas = Cas(types)
        self._sofas: list[Sofa] = []
        self._members: dict[int, list[int]] = {}
        self._features: dict[str, dict[str, str]] = {}  # of types, as they are met
        self._guessed: list[Structure] = []  # with types that no type system knows

    def cas(self) -> Cas:
        """Return what was read; raises ProblemError if there is no text."""
        for each in self._guessed:
            self._guess_links(each)
        choose_view(self._cas, self._sofas, self._members)
        return self._cas

    @staticmethod
    def check_root(element: _Element) -> None:
        if element.tag != f"{_XMI}XMI":
            root = str(element.tag).rpartition("}")[2][:40]
            raise ProblemError("uima-bad", why=Phrase("why-root", {"root": root}))

    def read(self, element: _Element) -> None:
        """Take an element below the root."""
        name = _type_of(str(element.tag))
        if name == "uima.cas.NULL":
            return
        if name == "uima.cas.View":
            members = _numbers(element.get("members", ""), "cas:View.members")
            self._members[_number(element.get("sofa"), "cas:View.sofa")] = members
            return
        number = _number(element.get(_ID), f"{name}.xmi:id"[:80])
        if name == "uima.cas.Sofa":
            text = element.get("sofaString")
            self._sofas.append(Sofa(number, element.get("sofaID", ""), text))
            self._cas.add(Structure(number, name, {}, {}))
            return
        structure = Structure(number, name, {}, {})
        for feature, value in element.attrib.items():
            if not str(feature).startswith("{"):  # such as xmi:id
                self._take(structure, str(feature), str(value))
        for child in element:
            feature = str(child.tag)
            structure.values.setdefault(feature, [])
            if isinstance(structure.values[feature], list):
                structure.values[feature].append(child.text or "")
        self._cas.add(structure)
        if not self._cas.types.known(name):
            self._guessed.append(structure)

    def _take(self, structure: Structure, feature: str, value: str) -> None:
        name = structure.type
        key = f"{name}.{feature}"[:80]
        if feature in _PLACES:
            structure.values[feature] = _number(value, key)
            return
        if name.startswith("uima.cas."):
            # Arrays and lists; of numbers nothing is kept.
            if name in (FS_ARRAY, FS_LIST):
                structure.refs[feature] = _numbers(value, key)
            return
        if name not in self._features:
            self._features[name] = self._cas.types.features(name)
        values = self._features[name].get(feature, "")
        kind = self._cas.types.kind(values) if values else ""
        if kind == "structure" or (
            not kind and feature in _REFERRING and _NUMBERS.fullmatch(value)
        ):
            structure.refs[feature] = _numbers(value, key)
        else:
            structure.values[feature] = _value(value, kind, key)

    def _guess_links(self, each: Structure) -> None:
        """Tell the slots of a type that nobody describes: all numbers are ids of links."""
        for feature, value in list(each.values.items()):
            if not isinstance(value, str) or not _NUMBERS.fullmatch(value):
                continue
            ids = _numbers(value, feature)
            found = [self._cas.structures.get(number) for number in ids]
            if all(one is not None and "target" in one.refs for one in found):
                each.refs[feature] = ids
                del each.values[feature]


def _type_of(tag: str) -> str:
    found = _TYPE.fullmatch(tag)
    if found is None:
        raise ProblemError("uima-bad", why=Phrase("why-tag", {"tag": tag[1:60].replace("}", " ")}))
    package = "" if found[1] else found[2].replace("/", ".")
    return f"{package}.{found[3]}" if package else found[3]


def _value(value: str, kind: str, key: str) -> Any:
    if kind in ("whole", "number"):
        return number_of(value, key)
    if kind == "yes-no":
        if value not in _YES_NO:
            raise wrong(key, "true-or-false", value)
        return _YES_NO[value]
    return [value] if kind == "array" else value


def number_of(value: str, key: str) -> int | float:
    """Return a number as it was written: whole, or with a point.

    Raises ProblemError for what is no number, or none that can be kept.
    """
    if re.fullmatch(r"-?\d{1,19}", value):
        number = int(value)
        if -(2**63) <= number < 2**63:
            return number
    elif re.fullmatch(r"[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,6})?", value):
        found = float(value)
        if found not in (float("inf"), float("-inf")):
            return found
    elif value.strip("+-").lower() not in ("nan", "inf", "infinity"):
        raise wrong(key, "number", value)
    raise ProblemError("number-too-large", key=key)


def _number(value: str | None, key: str) -> int:
    if value is None:
        raise ProblemError("key-missing", key=key.rpartition(".")[0], name=key.rpartition(".")[2])
    if not re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        raise ProblemError("offset-type", key=key, found=shown(value))
    return int(value)


def _numbers(value: str, key: str) -> list[int]:
    if value.strip() and not _NUMBERS.fullmatch(value):
        raise wrong(key, "structure-ids", value)
    return [int(each) for each in value.split()]
