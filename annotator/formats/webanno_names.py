"""Names that our layers and attributes have as types and features of WebAnno and INCEpTION.

Owns the way from a scheme to names that UIMA allows and back, and the type system that a project
in INCEpTION gets its layers from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from annotator.domain.scheme import Layer, LayerKind, Scheme

#: Where INCEpTION puts the layers that people make.
PACKAGE = "webanno.custom."
#: Feature that holds the label of words, and the role of a relation.
LABEL = "label"
#: Feature that leads from a label to labels of other layers.
LINKS = "links"
#: Any span; slots that are not bound to one layer lead to it.
ANY = "uima.tcas.Annotation"

#: Names that INCEpTION keeps for itself, whatever their case.
_RESERVED = frozenset((
    "address", "begin", "end", "coveredtext", "booleanvalue", "doublevalue", "bytevalue", "cas",
    "casimpl", "class", "featurevalue", "floatvalue", "longvalue", "lowlevelcas", "printrefs",
    "sofa", "stringvalue", "type", "typeindexid", "view",
))  # fmt: skip
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


class TypeNames:
    """Types of the layers of a scheme, and features of their attributes."""

    def __init__(self, scheme: Scheme) -> None:
        """Take a scheme; the same scheme always gives the same names."""
        self.layers: list[Layer] = sorted(
            (each for each in scheme.layers if each.kind is not LayerKind.DOCUMENT),
            key=lambda each: (each.position, each.uid),
        )
        self._types: dict[str, str] = {}
        taken: set[str] = set()
        for layer in self.layers:
            short = _unused(_type_name(layer.uid), taken, ("", "Relation", "LinksLink"))
            self._types[layer.uid] = PACKAGE + short
        self._layers = {name: uid for uid, name in self._types.items()}
        frames = {each.layer for each in scheme.labels if each.frame}
        #: Of each layer: (layer of the attribute, its name, of a frame?) -> feature.
        self._features = {each.uid: _features(scheme, each.uid, frames) for each in self.layers}
        self._attributes = {
            (layer, feature): key
            for layer, features in self._features.items()
            for key, feature in features.items()
        }

    def type_of(self, layer: str) -> str:
        """Return the type of a layer."""
        return self._types[layer]

    def relation_of(self, layer: str) -> str:
        """Return the type of relations between labels of a layer."""
        return f"{self._types[layer]}Relation"

    def links_of(self, layer: str) -> str:
        """Return the type of links from labels of a layer to labels of other layers."""
        return f"{self._types[layer]}LinksLink"

    def layer_of(self, name: str) -> str:
        """Return the layer of a type, "" for a type that is of none."""
        return self._layers.get(name, "")

    def features_of(self, layer: str) -> dict[tuple[str, str, bool], str]:
        """Return the features of a layer in their order.

        Each has as its key the layer of the attribute, its name, and whether it says something
        about a quote or an opinion that the label stands for.
        """
        return self._features[layer]

    def attribute_of(self, layer: str, feature: str) -> tuple[str, str, bool] | None:
        """Return the key of a feature of a layer, None for a feature that is not of the scheme."""
        return self._attributes.get((layer, feature))


def _type_name(uid: str) -> str:
    name = "".join(each[:1].upper() + each[1:] for each in _NO_NAME.split(uid))
    return name if name[:1].isalpha() else f"Layer{name}"


def _feature_name(*parts: str) -> str:
    name = _NO_NAME.sub("_", "_".join(parts)).strip("_")
    if not name[:1].isalpha():
        name = f"feature_{name}".strip("_")
    return f"{name}_value" if name.lower() in _RESERVED else name


def _unused(name: str, taken: set[str], endings: Iterable[str] = ("",)) -> str:
    """Return a name that is not taken with any of the endings, and take it with all of them."""
    found, number = name, 1
    while any(found + ending in taken for ending in endings):
        number += 1
        found = f"{name}{number}"
    taken.update(found + ending for ending in endings)
    return found


def _features(scheme: Scheme, layer: str, frames: set[str]) -> dict[tuple[str, str, bool], str]:
    taken = {LABEL, LINKS}
    found = {}
    for each in scheme.attributes:
        if each.layer == layer:
            found[layer, each.uid, False] = _unused(_feature_name(each.uid), taken)
    for each in scheme.attributes:
        frame = scheme.frame_label(each.layer) if each.layer in frames else None
        if frame is not None:
            name = _feature_name(each.layer, frame.uid, each.uid)
            found[each.layer, each.uid, True] = _unused(name, taken)
    return found


# Type system -----------------------------------------------------------------------------------


def type_system_of(scheme: Scheme) -> bytes:
    """Return the types of a scheme as UIMA's XML, from which INCEpTION makes the layers."""
    names = TypeNames(scheme)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        "  <types>",
    ]
    text = "uima.cas.String"
    for layer in names.layers:
        name, link = names.type_of(layer.uid), names.links_of(layer.uid)
        features = [(each, text, "") for each in (LABEL, *names.features_of(layer.uid).values())]
        if len(names.layers) > 1:
            features.append((LINKS, "uima.cas.FSArray", link))
            ends = [("role", text, ""), ("target", ANY, "")]
            lines += _type(link, "uima.cas.TOP", ends)
        lines += _type(name, ANY, features)
        ends = [("Governor", name, ""), ("Dependent", name, "")]
        lines += _type(names.relation_of(layer.uid), ANY, [(LABEL, text, ""), *ends])
    lines += ["  </types>", "</typeSystemDescription>"]
    return "".join(f"{line}\n" for line in lines).encode()


def _type(name: str, above: str, features: Iterable[tuple[str, str, str]]) -> Iterable[str]:
    yield "    <typeDescription>"
    yield f"      <name>{escape(name)}</name>"
    yield "      <description/>"
    yield f"      <supertypeName>{above}</supertypeName>"
    yield "      <features>"
    for feature, kind, element in features:
        yield "        <featureDescription>"
        yield f"          <name>{escape(feature)}</name>"
        yield "          <description/>"
        yield f"          <rangeTypeName>{escape(kind)}</rangeTypeName>"
        if element:
            yield f"          <elementType>{escape(element)}</elementType>"
        yield "        </featureDescription>"
    yield "      </features>"
    yield "    </typeDescription>"
