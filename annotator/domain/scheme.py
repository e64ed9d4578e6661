"""The scheme of a project: layers, labels, typed attributes and relation roles.

Owns what a label may be called and carry, and which relations may join what.  A label has a
stable id (what is stored and exported) and a display name (what is shown, free to change); a label
that is no longer wanted is retired, never deleted, so that no annotation can lose its label.
Reading and writing scheme files is `annotator.domain.scheme_file`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.ids import derived_id

#: Keys a scheme may give to labels; every other letter belongs to the window.
DIGITS = tuple("123456789")
FREE_LETTERS = tuple("BLPUVY")
_MOST_SAID = 120  # characters of choices, and of a value, in a complaint


@lru_cache(maxsize=4096)
def label_id(layer: str, uid: str) -> int:
    """Return the id of a label's row, the same in every project that has this label."""
    return derived_id("label", layer, uid)


class LayerKind(enum.StrEnum):
    """What the annotations of a layer are."""

    SPANS = "spans"
    QUOTES = "quotes"  # frames with content, cue, source
    OPINIONS = "opinions"  # frames with holder, target, expression
    DOCUMENT = "document"  # labels of whole documents


class AttributeType(enum.StrEnum):
    """What values an attribute takes."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"
    ENTRY = "entry"  # the hexadecimal id of an entry


@dataclass(frozen=True, slots=True)
class Layer:
    """A kind of annotation."""

    uid: str
    name: str
    kind: LayerKind = LayerKind.SPANS
    position: int = 0
    description: str = ""

    @property
    def id(self) -> int:
        """Return the id of the row, the same in every project that has this layer."""
        return derived_id("layer", self.uid)


@dataclass(frozen=True, slots=True)
class Label:
    """A value that a layer allows."""

    layer: str
    uid: str
    name: str
    colour: str = "#6b7280"  # "#rrggbb"; themes derive fill, line and tag from it
    key: str = ""  # one of DIGITS or FREE_LETTERS, or ""
    description: str = ""
    guideline: str = ""  # Markdown
    parent: str = ""  # uid of a label of the same layer
    frame: bool = False  # the label of a quote or an opinion itself, which has no span
    position: int = 0
    retired: bool = False

    @property
    def id(self) -> int:
        """Return the id of the row, the same in every project that has this label."""
        return label_id(self.layer, self.uid)

    @property
    def path(self) -> str:
        """Return `layer.label`, as scheme files and messages write it."""
        return f"{self.layer}.{self.uid}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed extra that annotations of a layer (or of some of its labels) may carry."""

    layer: str
    uid: str
    name: str
    type: AttributeType = AttributeType.TEXT
    choices: tuple[tuple[str, str], ...] = ()  # (stored value, display name)
    labels: tuple[str, ...] = ()  # label uids; empty = every label, frames only in frame layers
    description: str = ""
    position: int = 0
    retired: bool = False

    @property
    def id(self) -> int:
        """Return the id of the row, the same in every project that has this attribute."""
        return derived_id("attribute", self.layer, self.uid)

    def problem_with(self, value: AttributeValue) -> Phrase | None:
        """Return why `value` does not fit this attribute, or None if it does."""
        match self.type:
            case AttributeType.YES_NO:
                fits = isinstance(value, bool)
            case AttributeType.NUMBER:
                fits = isinstance(value, int | float) and not isinstance(value, bool)
            case AttributeType.CHOICE:
                fits = value in [choice for choice, _ in self.choices]
            case _:
                fits = isinstance(value, str)
        if fits:
            return None
        known = ", ".join(choice for choice, _ in self.choices)[:_MOST_SAID]
        name, found = f"{self.layer}.{self.uid}", repr(value)[:_MOST_SAID]
        values = {"attribute": name, "known": known, "found": found}
        return Phrase(f"attribute-takes-{self.type.value}", values)


@dataclass(frozen=True, slots=True)
class Role:
    """A type of relation and what it may join; ends are `layer.label` or `layer.*`."""

    uid: str
    name: str
    ends_from: tuple[str, ...] = ()
    ends_to: tuple[str, ...] = ()
    many: bool = True  # may one annotation have several relations of this role?
    position: int = 0
    retired: bool = False

    @property
    def id(self) -> int:
        """Return the id of the row, the same in every project that has this role."""
        return derived_id("role", self.uid)

    def allows(self, source: str, target: str) -> bool:
        """Tell whether the role may lead from one `layer.label` to another."""
        return _fits(source, self.ends_from) and _fits(target, self.ends_to)


def _fits(path: str, patterns: Iterable[str]) -> bool:
    layer = path.partition(".")[0]
    return any(pattern in (path, f"{layer}.*") for pattern in patterns)


class SchemeError(AnnotatorError):
    """A scheme that contradicts itself; `where` is the element it happens at."""

    def __init__(self, code: str, where: str = "", /, **values: object) -> None:
        super().__init__(code, **values)
        self.where = where


@dataclass(frozen=True)
class Scheme:
    """Everything a project's annotations may be, as one immutable value."""

    uid: str
    name: str
    version: int = 1
    description: str = ""
    source: str = ""
    switches: Mapping[str, bool] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    labels: tuple[Label, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    roles: tuple[Role, ...] = ()

    @cached_property
    def _layers(self) -> Mapping[str, Layer]:
        return {layer.uid: layer for layer in self.layers}

    @cached_property
    def _labels(self) -> Mapping[tuple[str, str], Label]:
        return {(label.layer, label.uid): label for label in self.labels}

    @cached_property
    def _roles(self) -> Mapping[str, Role]:
        return {role.uid: role for role in self.roles}

    @cached_property
    def _attributes(self) -> Mapping[tuple[str, str], Attribute]:
        return {(each.layer, each.uid): each for each in self.attributes}

    @cached_property
    def _frames(self) -> Mapping[str, Label]:
        return {label.layer: label for label in self.labels if label.frame}

    def layer(self, uid: str) -> Layer | None:
        """Return the layer with this stable id."""
        return self._layers.get(uid)

    def label(self, layer: str, uid: str) -> Label | None:
        """Return the label with this stable id."""
        return self._labels.get((layer, uid))

    def role(self, uid: str) -> Role | None:
        """Return the role with this stable id."""
        return self._roles.get(uid)

    def labels_of(self, layer: str, *, retired: bool = False) -> list[Label]:
        """Return the labels of a layer in their order, without retired ones unless asked for."""
        return [
            label
            for label in self.labels
            if label.layer == layer and (retired or not label.retired)
        ]

    def attributes_of(self, layer: str, label: str) -> list[Attribute]:
        """Return the attributes that annotations with this label may carry."""
        in_frames = self.frame_label(layer) is not None
        found = []
        for attribute in self.attributes:
            if attribute.layer != layer or attribute.retired:
                continue
            if attribute.labels:
                fits = label in attribute.labels
            else:
                fits = not in_frames or label == getattr(self.frame_label(layer), "uid", None)
            if fits:
                found.append(attribute)
        return found

    def attribute(self, layer: str, uid: str) -> Attribute | None:
        """Return the attribute with this stable id."""
        return self._attributes.get((layer, uid))

    def frame_label(self, layer: str) -> Label | None:
        """Return the label that stands for the frame itself in a layer of quotes or opinions."""
        return self._frames.get(layer)

    def layer_of_kind(self, kind: LayerKind) -> Layer | None:
        """Return the first layer of a kind."""
        return next((layer for layer in self.layers if layer.kind is kind), None)

    def find_label(self, uid: str) -> list[Label]:
        """Return the labels with this stable id in whatever layers have one."""
        return [label for label in self.labels if label.uid == uid]


def check_scheme(scheme: Scheme) -> None:
    """Raise SchemeError at the first contradiction inside `scheme`."""
    _check_unique([layer.uid for layer in scheme.layers], "layer")
    _check_unique([label.path for label in scheme.labels], "label")
    _check_unique([f"{each.layer}.{each.uid}" for each in scheme.attributes], "attribute")
    _check_unique([role.uid for role in scheme.roles], "role")
    if not scheme.layers:
        raise SchemeError("scheme-why-no-layers")
    for label in scheme.labels:
        _check_label(scheme, label)
    for layer in scheme.layers:
        _check_layer(scheme, layer)
    for attribute in scheme.attributes:
        _check_attribute(scheme, attribute)
    for role in scheme.roles:
        for end in (*role.ends_from, *role.ends_to):
            _check_end(scheme, role, end)


def _check_unique(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if not name:
            raise SchemeError("scheme-why-no-id", what=Phrase(f"scheme-part-{what}"))
        if name in seen:
            raise SchemeError(
                "scheme-why-twice",
                name.rpartition(".")[2],
                what=Phrase(f"scheme-part-{what}"),
                name=name,
            )
        seen.add(name)


def _check_label(scheme: Scheme, label: Label) -> None:
    if scheme.layer(label.layer) is None:
        raise SchemeError("scheme-why-label-layer", label.uid, label=label.path)
    if label.key and label.key not in DIGITS and label.key not in FREE_LETTERS:
        free = " ".join(FREE_LETTERS)
        raise SchemeError("scheme-why-key", label.uid, label=label.path, key=label.key, free=free)
    if label.parent and scheme.label(label.layer, label.parent) is None:
        raise SchemeError("scheme-why-parent", label.uid, label=label.path, parent=label.parent)
    seen = {label.uid}
    above = label
    while above.parent:
        above = scheme.label(label.layer, above.parent) or label
        if above.uid in seen:
            raise SchemeError("scheme-why-ancestor", label.uid, label=label.path)
        seen.add(above.uid)
    hexadecimal = label.colour[1:]
    if not (
        label.colour.startswith("#")
        and len(hexadecimal) == 6
        and not hexadecimal.strip("0123456789abcdefABCDEF")
    ):
        raise SchemeError("scheme-why-colour", label.uid, label=label.path, colour=label.colour)


def _check_layer(scheme: Scheme, layer: Layer) -> None:
    labels = scheme.labels_of(layer.uid, retired=True)
    if not labels:
        raise SchemeError("scheme-why-no-labels", layer.uid, layer=layer.uid)
    keys = [label.key for label in labels if label.key and not label.retired]
    for key in keys:
        if keys.count(key) > 1:
            raise SchemeError("scheme-why-key-twice", layer.uid, layer=layer.uid, key=key)
    frames = [label for label in labels if label.frame]
    if layer.kind in (LayerKind.QUOTES, LayerKind.OPINIONS):
        if len(frames) != 1:
            raise SchemeError(
                "scheme-why-one-frame", layer.uid, layer=layer.uid, kind=layer.kind.value
            )
    elif frames:
        raise SchemeError(
            "scheme-why-no-frame", frames[0].uid, label=frames[0].path, kind=layer.kind.value
        )


def _check_attribute(scheme: Scheme, attribute: Attribute) -> None:
    name = f"{attribute.layer}.{attribute.uid}"
    if scheme.layer(attribute.layer) is None:
        raise SchemeError("scheme-why-attribute-layer", attribute.uid, attribute=name)
    if (attribute.type is AttributeType.CHOICE) != bool(attribute.choices):
        raise SchemeError("scheme-why-choices", attribute.uid, attribute=name)
    for label in attribute.labels:
        if scheme.label(attribute.layer, label) is None:
            raise SchemeError(
                "scheme-why-attribute-label", attribute.uid, attribute=name, label=label
            )


def _check_end(scheme: Scheme, role: Role, end: str) -> None:
    layer, _, label = end.partition(".")
    known = scheme.layer(layer) is not None and (
        label == "*" or scheme.label(layer, label) is not None
    )
    if not known:
        raise SchemeError("scheme-why-end", role.uid, role=role.uid, end=end)
