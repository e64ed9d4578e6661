"""A UIMA CAS as it is read: a text, structures with features, and what types there are.

Owns type systems and XML from people nobody vouches for.  Files are taken apart here and not by
dkpro-cassis, which makes Python code of the names of features and takes offsets on trust; that
library writes them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.domain.errors import Phrase
from annotator.formats.registry import ProblemError
from annotator.formats.text import decode
from annotator.formats.uima_names import ANNOTATION, BASE, DKPRO, DOCUMENT_ANNOTATION, TOP

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Types above a type; no hierarchy is that high unless it leads round in a circle.
_MOST_ABOVE = 100
#: Types and features of one type system.
_MOST_TYPES = 50_000
_INTEGERS = frozenset(f"uima.cas.{each}" for each in ("Byte", "Short", "Integer", "Long"))
_FLOATS = frozenset(("uima.cas.Float", "uima.cas.Double"))
BOOLEAN, STRING = "uima.cas.Boolean", "uima.cas.String"
_DECLARATION = re.compile(
    r"""\A\s{0,9}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.:-]{1,40})["'][^>]{0,99}>"""
)
_ANY_DECLARATION = re.compile(r"\A\s{0,9}<\?xml\s[^>]{0,300}>")
_DOCTYPE = ("<!DOCTYPE", "<!ENTITY")
#: Control characters as XML 1.1 can hold them, which UIMA writes on demand, and no parser here.
_CONTROLS = re.compile(
    r"&#(?:x0{0,6}(?:[1-8bcefBCEF]|1[0-9a-fA-F])|0{0,6}(?:[1-8]|1[124-9]|2\d|3[01]));"
)
#: What is in files of DKPro and INCEpTION beside the labels of people: words and their grammar,
#: books about layers, documents and pages.
_MACHINERY = (
    *(
        f"{DKPRO}{each}."
        for each in (
            "anomaly", "featureextraction", "frequency", "io", "lexmorph", "metadata", "phonetics",
            "readability", "resources", "segmentation", "sentiment", "structure", "syntax",
            "transform",
        )
    ),
    "org.dkpro.core.api.", "org.inception.", "de.tudarmstadt.ukp.clarin.webanno.",
    "de.tudarmstadt.ukp.inception.",
)  # fmt: skip


class Structure(NamedTuple):
    """A feature structure."""

    id: int
    type: str
    values: dict[str, Any]  # texts, numbers, yes and no, lists of texts; `sofa`, `begin`, `end`
    refs: dict[str, list[int]]  # ids of other structures


class Types:
    """Which type is below which, and what values features take.  Made whole before it is asked."""

    def __init__(self) -> None:
        self._above = {ANNOTATION: BASE, DOCUMENT_ANNOTATION: ANNOTATION, BASE: TOP}
        self._features: dict[str, dict[str, str]] = {}
        # Asked for again with every structure.
        self._lines: dict[str, dict[str, None]] = {}
        self._all: dict[str, dict[str, str]] = {}

    def add(self, name: str, above: str) -> None:
        """Take a type below another one."""
        self._above.setdefault(name, above)
        self._features.setdefault(name, {})
        if len(self._above) > _MOST_TYPES:
            raise ProblemError("uima-bad", why=Phrase("why-many-types", {"most": _MOST_TYPES}))

    def add_feature(self, name: str, feature: str, values: str) -> None:
        """Take a feature of a type and the type of its values."""
        self._features.setdefault(name, {})[feature] = values

    def known(self, name: str) -> bool:
        """Tell whether a type is in the type system."""
        return name in self._above

    def is_a(self, name: str, other: str) -> bool:
        """Tell whether a type is another one or below it."""
        return other in self._line(name)

    def features(self, name: str) -> dict[str, str]:
        """Return the features of a type and those above it, each with the type of its values."""
        found = self._all.get(name)
        if found is None:
            found = self._all[name] = {}
            for each in reversed(self._line(name)):
                found |= self._features.get(each, {})
        return found

    def kind(self, values: str) -> str:
        """Return what values of a type are: text, whole, number, yes-no, array or structure."""
        if values in _INTEGERS:
            return "whole"
        if values in _FLOATS:
            return "number"
        if values == BOOLEAN:
            return "yes-no"
        if self.is_a(values, STRING):
            return "text"
        primitive = values.removeprefix("uima.cas.").removesuffix("Array").removesuffix("List")
        named = f"uima.cas.{primitive}"
        if primitive != values and named in {*_INTEGERS, *_FLOATS, BOOLEAN, STRING}:
            return "array"
        return "structure"

    def _line(self, name: str) -> dict[str, None]:
        """Return a type and all above it, from below; one that leads round in a circle once."""
        found = self._lines.get(name)
        if found is None:
            found = self._lines[name] = {}
            while name and name not in found and len(found) < _MOST_ABOVE:
                found[name] = None
                name = self._above.get(name, "")
        return found


@dataclass(slots=True)
class Cas:
    """What one file says of one article."""

    types: Types
    text: str = ""
    structures: dict[int, Structure] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)  # of the view with the text
    other_views: int = 0

    def add(self, structure: Structure) -> None:
        """Take a structure; raises ProblemError for an id that is there already."""
        if structure.id in self.structures:
            raise ProblemError("id-twice", key="xmi:id", id=str(structure.id))
        self.structures[structure.id] = structure

    def referred(self, number: int, key: str) -> Structure:
        """Return the structure with an id; raises ProblemError if there is none."""
        found = self.structures.get(number)
        if found is None:
            raise ProblemError("reference-unknown", key=key, reference=str(number))
        return found

    def is_annotation(self, each: Structure) -> bool:
        """Tell whether a structure stands on words."""
        if self.types.known(each.type):
            return self.types.is_a(each.type, ANNOTATION)
        return "begin" in each.values or "end" in each.values

    def is_of_document(self, each: Structure) -> bool:
        """Tell whether a structure belongs to the text without standing on words of it."""
        if self.types.known(each.type):
            return self.types.is_a(each.type, BASE)
        return "sofa" in each.values


class Sofa(NamedTuple):
    """A text, or something else that a view is about."""

    id: int
    name: str
    text: str | None


def choose_view(cas: Cas, sofas: list[Sofa], members: dict[int, list[int]]) -> None:
    """Take the text and the members of the view that is read: the initial one, if it has a text.

    Raises ProblemError if no view has one.
    """
    with_text = [each for each in sofas if each.text]
    with_text.sort(key=lambda each: each.name != "_InitialView")
    if not with_text:
        raise ProblemError("uima-no-text")
    chosen = with_text[0]
    cas.text = chosen.text or ""
    cas.other_views = len(sofas) - 1
    found = members.get(chosen.id)
    if found is None:
        # A view without a record of it holds whatever names its text.
        found = [n for n, each in cas.structures.items() if each.values.get("sofa") == chosen.id]
    cas.members = found


def is_machinery(type_name: str) -> bool:
    """Tell whether structures of a type are no labels of people."""
    return type_name.startswith(_MACHINERY) or type_name == DOCUMENT_ANNOTATION


# XML -------------------------------------------------------------------------------------------


def elements(raw: bytes, name: str, encoding: str, found: dict[str, str]) -> Iterator[_Element]:
    """Yield each element of XML when it ends; those directly below the root are cleared then.

    `found` gets the encoding that was read, and the number of characters that were replaced because
    no XML 1.0 can hold them.  Raises ProblemError uima-doctype, xml-broken
    and those of `decode`.
    """
    from lxml import etree

    text, found["encoding"] = _decoded(raw, encoding)
    # Looked for in characters, so that no encoding can hide it; nothing of UIMA has one.
    if any(each in text for each in _DOCTYPE):
        raise ProblemError("uima-doctype", name=name)
    text = _ANY_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    text, controls = _CONTROLS.subn("\ufffd", text)
    if controls:
        found["replaced"] = str(controls)
    events = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "surrogatepass")), events=("end",), encoding="utf-8",
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
            above = element.getparent()
            if above is not None and above.getparent() is None:
                element.clear()
                while element.getprevious() is not None:
                    del above[0]
    except etree.XMLSyntaxError as error:
        why = " ".join(str(error).split())[:120]
        raise ProblemError("xml-broken", name=name, why=why) from None


def _decoded(raw: bytes, encoding: str) -> tuple[str, str]:
    """Return the characters of XML: UTF-8 unless a person, a mark or the file itself says else."""
    declared = _DECLARATION.match(raw[:400].decode("latin-1"))
    named = declared[1].lower() if declared else "utf-8"
    # UTF-16 cannot be declared in bytes that were read one by one; then there is a mark.
    plain = named in ("utf-8", "utf8") or named.startswith(("utf-16", "utf-32"))
    text, found = decode(raw, encoding or ("" if plain else named))
    if plain and not encoding and not found.startswith("utf-"):
        return decode(raw, "utf-8")  # which says where it is none: nothing is guessed
    return text, found


def types_of_xml(raw: bytes, name: str) -> Types:
    """Return the types of a type system description; raises ProblemError if it is none."""
    types = Types()
    described = False
    for element in elements(raw, name, "", {}):
        local = _local(element)
        if local == "typeDescription":
            type_name = _said(element, "name")
            types.add(type_name, _said(element, "supertypeName") or TOP)
            for each in element.iter("{*}featureDescription"):
                types.add_feature(type_name, _said(each, "name"), _said(each, "rangeTypeName"))
            element.clear()
        described = described or local == "typeSystemDescription"
    if not described:
        raise ProblemError("uima-bad", why=Phrase("why-type-system", {"name": name}))
    return types


def _said(element: _Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]
