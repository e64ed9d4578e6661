"""Quotes and opinions as relations between words, for formats that know no frames; and back.

Owns which part of a frame stands for it (the anchor), under which name a label goes out where a
format has no layers, and how relations that come in become slots of frames again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Document
from annotator.domain.errors import Phrase
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats import fields
from annotator.formats.registry import ReadOptions, WriteOptions

#: Slots whose first filler stands for a frame, if it has one.
ANCHORS = ("content", "expression")
#: Key of the native format, kind of layer and slots of each kind of frame.
FRAMES = (
    ("quotes", LayerKind.QUOTES, fields.QUOTE_SLOTS),
    ("opinions", LayerKind.OPINIONS, fields.OPINION_SLOTS),
)
#: Relations from frame to frame: whose frame, role, to whose frame.
BETWEEN = (
    ("quotes", "parent", "quotes"),
    ("quotes", "responds_to", "quotes"),
    ("opinions", "quote", "quotes"),
)


class FlatRelation(NamedTuple):
    """A relation between two annotations with words."""

    role: str
    head: int  # id of an annotation
    child: int
    annotator: int


@dataclass(slots=True)
class Flat:
    """What annotators said about an article, without frames."""

    spans: list[Annotation] = field(default_factory=list)  # in reading order
    relations: list[FlatRelation] = field(default_factory=list)
    frames: list[tuple[Annotation, int]] = field(default_factory=list)  # each with its anchor
    labels: list[Annotation] = field(default_factory=list)  # of the whole document


class Names:
    """Names of labels where a format has no layers: the bare label, if it says which one it is."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._known: dict[tuple[str, str], str] = {}

    def of(self, annotation: Annotation) -> str:
        """Return the name of the label of an annotation."""
        key = annotation.layer, annotation.label
        name = self._known.get(key)
        if name is None:
            name = self._known[key] = self._name(*key)
        return name

    def _name(self, layer: str, label: str) -> str:
        of_document = self._kind(layer) is LayerKind.DOCUMENT
        alike = [
            each
            for each in self._scheme.find_label(label)
            if not each.frame and (self._kind(each.layer) is LayerKind.DOCUMENT) is of_document
        ]
        return label if len(alike) < 2 else f"{layer}.{label}"

    def _kind(self, layer: str) -> LayerKind | None:
        found = self._scheme.layer(layer)
        return None if found is None else found.kind


def reading_order(scheme: Scheme) -> Callable[[Annotation], tuple[int, int, int, str, int]]:
    """Return the key by which annotations with words are written."""
    order = {layer.uid: layer.position for layer in scheme.layers}

    def key(annotation: Annotation) -> tuple[int, int, int, str, int]:
        parts = annotation.spans
        place = order.get(annotation.layer, 0)
        return parts[0][0], parts[-1][1], place, annotation.label, annotation.id

    return key


def is_frame(annotation: Annotation, scheme: Scheme) -> bool:
    """Tell whether an annotation is a quote or an opinion itself."""
    if annotation.spans:
        return False
    label = scheme.label(annotation.layer, annotation.label)
    return label is not None and label.frame


def fillers_of(bundle: Bundle) -> dict[int, list[tuple[str, int]]]:
    """Return (role, annotation) of every relation from an annotation, in the order of its slots."""
    found: dict[int, list[tuple[str, int]]] = {}
    for each in sorted(bundle.relations, key=lambda each: (each.role, each.position, each.id)):
        found.setdefault(each.source, []).append((each.role, each.target))
    return found


def anchor_of(fillers: Iterable[tuple[str, int]], placed: Mapping[int, Any]) -> int:
    """Return the annotation that stands for a frame, 0 if nothing with words fills it."""
    parts = [(role, target) for role, target in fillers if target in placed]
    named = [target for role, target in parts if role in ANCHORS]
    return (named or [target for _, target in parts] or [0])[0]


def flat(bundle: Bundle, options: WriteOptions) -> Flat:
    """Return the annotations of a bundle without frames; it was fitted to relations before."""
    scheme = options.scheme
    placed = {each.id: each for each in bundle.annotations if each.spans}
    fillers = fillers_of(bundle)
    found = Flat(sorted(placed.values(), key=reading_order(scheme)))
    anchors: dict[int, int] = {}
    for each in bundle.annotations:
        if each.spans:
            continue
        if is_frame(each, scheme):
            anchors[each.id] = anchor_of(fillers.get(each.id, ()), placed)
            found.frames.append((each, anchors[each.id]))
        elif options.layer_kind(each.layer) is LayerKind.DOCUMENT:
            found.labels.append(each)
    place = {each.id: number for number, each in enumerate(found.spans)}
    found.frames.sort(key=lambda each: (place.get(each[1], len(place)), each[0].id))
    found.labels.sort(key=lambda each: (each.label, each.id))
    for each in found.spans:
        found.relations += [
            FlatRelation(role, each.id, target, each.annotator)
            for role, target in fillers.get(each.id, ())
            if target in placed
        ]
    for frame, anchor in found.frames:
        for role, target in fillers.get(frame.id, ()):
            end = anchors.get(target, target)
            if end != anchor or target in anchors:
                found.relations.append(FlatRelation(role, anchor, end, frame.annotator))
    return found


class Joiner:
    """Relations of one article on their way into links and the slots of quotes and opinions."""

    def __init__(self, options: ReadOptions, spans: Sequence[Any]) -> None:
        """Take the spans of the article in native words, each with an id."""
        self._options = options
        self._spans = {str(each["id"]): each for each in spans if isinstance(each, dict)}
        self._frames: dict[tuple[str, str], dict[str, Any]] = {}
        self._between: list[tuple[str, str, str]] = []
        self._found: dict[str, list[dict[str, Any]]] = {}

    def relate(self, role: str, head: str, child: str, annotator: str = "") -> None:
        """Take a relation between two spans, by their ids; both are known."""
        if self._fill_slot(role, head, child):
            return
        if role in {role for _, role, _ in BETWEEN} and not self._joins_words(role, head, child):
            self._between.append((role, head, child))
            return
        self._link(role, head, child, annotator)

    def describe(self, layer: str, anchor: str, values: Mapping[str, Any]) -> None:
        """Take attributes of the frame of a layer that a span stands for."""
        for key, kind, slots in FRAMES:
            if self._options.layer_kind(layer) is kind:
                slot = self._slot_of(kind, slots, self._path(anchor))
                frame = self._frame(key, kind, slot or slots[0], anchor)
                frame.setdefault("attributes", {}).update(values)

    def found(self) -> dict[str, list[dict[str, Any]]]:
        """Return `links`, `quotes` and `opinions` of the native format, as far as there are any."""
        for role, head, child in self._between:
            for key, name, other in BETWEEN:
                frame, end = self._frames.get((key, head)), self._frames.get((other, child))
                if name == role and frame is not None and end is not None:
                    self._refer(frame, role, end, child)
                    break
            else:
                self._link(role, head, child, "")
        self._between.clear()
        return self._found

    @staticmethod
    def _refer(frame: dict[str, Any], role: str, end: dict[str, Any], anchor: str) -> None:
        end.setdefault("id", f"frame-{anchor}")
        if role == "responds_to":
            frame.setdefault(role, []).append(end["id"])
        else:
            frame[role] = end["id"]

    def _link(self, role: str, head: str, child: str, annotator: str) -> None:
        link = {"role": role, "from": head, "to": child}
        if annotator:
            link["annotator"] = annotator
        self._found.setdefault("links", []).append(link)

    def _joins_words(self, role: str, head: str, child: str) -> bool:
        known = self._options.scheme.role(role)
        return known is None or known.allows(self._path(head), self._path(child))

    def _fill_slot(self, role: str, head: str, child: str) -> bool:
        """Take a relation from one part of a quote or an opinion to another into its frame."""
        scheme = self._options.scheme
        ends = self._path(head), self._path(child)
        known = scheme.role(role)
        if known is None or "" in ends or known.allows(*ends):
            return False
        for key, kind, slots in FRAMES:
            layer = scheme.layer_of_kind(kind)
            label = None if layer is None else scheme.frame_label(layer.uid)
            if label is None or role not in slots or not known.allows(label.path, ends[1]):
                continue
            slot = self._slot_of(kind, slots, ends[0])
            if slot is not None:
                self._frame(key, kind, slot, head).setdefault(role, []).append(child)
                return True
        return False

    def _slot_of(self, kind: LayerKind, slots: Sequence[str], path: str) -> str | None:
        """Return the slot of a frame that an annotation of a label fills."""
        scheme = self._options.scheme
        layer = scheme.layer_of_kind(kind)
        label = None if layer is None else scheme.frame_label(layer.uid)
        for slot in slots:
            role = scheme.role(slot)
            if label is not None and role is not None and role.allows(label.path, path):
                return slot
        return None

    def _frame(self, key: str, kind: LayerKind, slot: str, anchor: str) -> dict[str, Any]:
        frame = self._frames.get((key, anchor))
        if frame is None:
            frame = self._frames[key, anchor] = {slot: [anchor]}
            whose = self._spans.get(anchor, {}).get("annotator")
            if whose is not None:
                frame["annotator"] = whose
            self._found.setdefault(key, []).append(frame)
        return frame

    def _path(self, span_id: str) -> str:
        span = self._spans.get(span_id, {})
        layer, label = span.get("layer"), span.get("label")
        if type(label) is not str:
            return ""
        known = self._options.known_label(layer if type(layer) is str else "", label)
        return "" if known is None else f"{known[0]}.{known[1]}"


def meta_of(document: Document) -> dict[str, Any]:
    """Return what is known of a document under the names of the native format."""
    named = {
        name: value for name, column in fields.META.items() if (value := getattr(document, column))
    }
    return named | dict(sorted(document.meta.items()))


def split_at_labels(bundle: Bundle, options: WriteOptions) -> Tokens:
    """Return the tokens of a bundle, with every border of a label a border of tokens.

    For formats whose labels stand on whole tokens: nothing has to be left out or moved, and how
    many tokens were split is noted.
    """
    assert bundle.tokens is not None
    borders = {at for each in bundle.annotations for part in each.spans for at in part}
    tokens = bundle.tokens.split_at(borders)
    options.note(Phrase("told-tokens-split"), len(tokens) - len(bundle.tokens))
    return tokens


def by_annotator(bundle: Bundle) -> Iterator[tuple[str, Bundle]]:
    """Yield the name of each annotator and the bundle with only what is theirs, by name.

    A bundle that nobody labelled comes once, under no name.
    """
    whose = {each.annotator for each in bundle.annotations}

    def name(number: int) -> tuple[str, int]:
        known = bundle.annotators.get(number)
        return ("" if known is None else known.name), number

    for number in sorted(whose, key=name) or [0]:
        mine = [each for each in bundle.annotations if each.annotator == number]
        ids = {each.id for each in mine}
        relations = [each for each in bundle.relations if each.source in ids]
        yield name(number)[0], replace(bundle, annotations=mine, relations=relations)
