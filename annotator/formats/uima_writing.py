"""Articles as CASes, made and written with dkpro-cassis.

Owns which type and which features each thing has: a layer is one type, a quote or an opinion is an
annotation whose slots are links with a role, and what no layer can say is a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from annotator.domain.annotations import Annotation, AttributeValue, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.ids import format_id
from annotator.domain.scheme import AttributeType, LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats.file_names import Stems
from annotator.formats.flat import anchor_of, fillers_of, is_frame, reading_order
from annotator.formats.jsonl import line_of
from annotator.formats.registry import WriteOptions
from annotator.formats.uima_names import (
    ANNOTATION,
    BASE,
    DOCUMENT_ANNOTATION,
    FACT,
    META_DATA,
    RECORD,
    SENTENCE,
    TOKEN,
    TOP,
    ZONE,
    feature_of,
    json_of,
    layer_type,
    relation_type,
    slot_type,
    text_for_xml,
    written,
)

#: Name of the file with the types, where INCEpTION and others look for it.
TYPE_SYSTEM = "TypeSystem.xml"
_STRING, _DOUBLE, _BOOLEAN = "uima.cas.String", "uima.cas.Double", "uima.cas.Boolean"
_RANGES = {AttributeType.NUMBER: _DOUBLE, AttributeType.YES_NO: _BOOLEAN}
#: Kinds of records and the keys of a native line they are taken from.
_RECORDS = ("entries", "states", "decisions", "comments")
_FRAMES = (LayerKind.QUOTES, LayerKind.OPINIONS)


def write_xmi(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the type system and then a file of XMI for each article."""
    maker, stems = _CasMaker(options), Stems()
    yield TYPE_SYSTEM, maker.types.to_xml().encode()
    for bundle in bundles:
        xmi: str = maker.cas(bundle).to_xmi(pretty_print=True)
        yield f"{stems.of(bundle.document.uid)}.xmi", xmi.encode()


def write_json(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield a file of UIMA CAS JSON for each article, with its types in it."""
    from cassis.typesystem import TypeSystemMode  # type: ignore[import-untyped]

    maker, stems = _CasMaker(options), Stems()
    for bundle in bundles:
        cas = maker.cas(bundle)
        found: str = cas.to_json(type_system_mode=TypeSystemMode.MINIMAL)
        yield f"{stems.of(bundle.document.uid)}.json", found.encode()


def types_of(scheme: Scheme) -> Any:
    """Return the type system of a scheme, in dkpro-cassis' words."""
    from cassis import TypeSystem  # type: ignore[import-untyped]

    types = TypeSystem()

    def add(name: str, above: str, /, **features: str) -> None:
        made = types.create_type(name, above)
        for feature, values in features.items():
            types.create_feature(made, feature, values)

    add(TOKEN, ANNOTATION)
    add(SENTENCE, ANNOTATION)
    add(META_DATA, DOCUMENT_ANNOTATION, documentTitle=_STRING, documentId=_STRING)
    add(ZONE, ANNOTATION, kind=_STRING, id=_STRING)
    add(FACT, BASE, name=_STRING, value=_STRING)
    add(RECORD, BASE, kind=_STRING, value=_STRING)
    for layer in scheme.layers:
        attributes = {
            feature_of(each.uid): _RANGES.get(each.type, _STRING)
            for each in scheme.attributes
            if each.layer == layer.uid
        }
        whose = {"annotator": _STRING, "origin": _STRING, "id": _STRING}
        name = layer_type(layer.uid)
        if layer.kind is LayerKind.DOCUMENT:
            add(name, BASE, label=_STRING, **attributes, **whose)
            continue
        add(name, ANNOTATION, label=_STRING, **attributes, **whose, entry=_STRING, part_of=_STRING)
        if layer.kind in _FRAMES:
            slot = slot_type(layer.uid)
            add(slot, TOP, role=_STRING, target=ANNOTATION)
            types.create_feature(name, "slots", "uima.cas.FSArray", slot)
    for role in scheme.roles:
        add(
            relation_type(role.uid), ANNOTATION, Governor=ANNOTATION, Dependent=ANNOTATION,
            role=_STRING, annotator=_STRING, id=_STRING,
        )  # fmt: skip
    return types


class _CasMaker:
    """Makes the CAS of each article; all of them share the types of the scheme."""

    def __init__(self, options: WriteOptions) -> None:
        self._options = options
        self._scheme = options.scheme
        self.types = types_of(options.scheme)

    def cas(self, bundle: Bundle) -> Any:
        """Return the CAS of a bundle."""
        from cassis import Cas

        self._bundle = bundle
        self._cas = Cas(self.types)
        text, gone = text_for_xml(bundle.text)
        self._cas.sofa_string, self._cas.sofa_mime = text, "text/plain"
        self._made: dict[int, Any] = {}
        self._describe()
        self._records(gone)
        if bundle.tokens is not None and self._options.tokens:
            self._tokens(bundle.tokens)
        fillers = fillers_of(bundle)
        placed = {each.id: each for each in bundle.annotations if each.spans}
        for each in sorted(placed.values(), key=reading_order(self._scheme)):
            self._span(each)
        bare = [each for each in bundle.annotations if not each.spans]
        frames = [each for each in bare if is_frame(each, self._scheme)]
        for each in sorted(frames, key=lambda each: each.id):
            anchor = placed.get(anchor_of(fillers.get(each.id, ()), placed))
            start, end = (anchor.start, anchor.end) if anchor else (0, 0)
            self._made[each.id] = self._add(each, begin=start, end=end)
        others = {each.id for each in frames}
        for each in sorted(bare, key=lambda each: (each.label, each.id)):
            if each.id not in others:
                self._add(each)
        self._relations(frames)
        return self._cas

    # What stands around the labels ---------------------------------------------------------------

    def _describe(self) -> None:
        document = self._bundle.document
        self._new(
            META_DATA, begin=0, end=len(self._bundle.text),
            documentId=written(document.uid),
            documentTitle=written(document.title) or None,
            language=written(document.language) or "x-unspecified",
        )  # fmt: skip

    def _records(self, gone: list[tuple[int, int]]) -> None:
        line = line_of(self._bundle, self._options)
        for name, value in line["meta"].items():
            self._new(FACT, name=written(name), value=json_of(value))
        self._record("format", {"version": 1, "id": line["id"]})
        if gone:
            self._record("characters", gone)
        for kind in _RECORDS:
            for each in line.get(kind, ()):
                self._record(kind, each)
        for zone in line["zones"]:
            place = {"begin": zone["start"], "end": zone["end"]}
            self._new(ZONE, **place, kind=zone["kind"], id=zone["id"])

    def _record(self, kind: str, value: Any) -> None:
        self._new(RECORD, kind=kind, value=json_of(value))

    def _tokens(self, tokens: Tokens) -> None:
        starts = [*tokens.sentence_starts, len(tokens)]
        for first, after in pairwise(starts):
            self._new(SENTENCE, begin=tokens.starts[first], end=tokens.ends[after - 1])
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            self._new(TOKEN, begin=start, end=end)

    # Labels --------------------------------------------------------------------------------------

    def _span(self, each: Annotation) -> None:
        first, *parts = each.spans
        self._made[each.id] = self._add(each, begin=first.start, end=first.end)
        for part in parts:
            self._new(
                layer_type(each.layer), begin=part.start, end=part.end, label=written(each.label),
                annotator=self._name(each.annotator), part_of=format_id(each.id),
            )  # fmt: skip

    def _add(self, each: Annotation, **place: int) -> Any:
        said = {feature_of(name): _said(value) for name, value in sorted(each.attributes.items())}
        if each.entry is not None:
            said["entry"] = format_id(each.entry)
        return self._new(
            layer_type(each.layer), **place, label=written(each.label), **said,
            annotator=self._name(each.annotator), origin=each.origin.value, id=format_id(each.id),
        )  # fmt: skip

    def _relations(self, frames: list[Annotation]) -> None:
        """Put what fills frames into their slots; all else is a relation of its own."""
        slots: dict[int, list[Any]] = {each.id: [] for each in frames}
        layers = {each.id: each.layer for each in frames}
        for each in sorted(
            self._bundle.relations, key=lambda each: (each.role, each.position, each.id)
        ):
            if each.source in slots:
                slot = self.types.get_type(slot_type(layers[each.source]))
                target = self._made[each.target]
                slots[each.source].append(slot(role=written(each.role), target=target))
            else:
                self._link(each)
        array = self.types.get_type("uima.cas.FSArray")
        for frame, links in slots.items():
            if links:
                self._made[frame].slots = array(elements=links)

    def _link(self, each: Relation) -> None:
        head, child = self._made[each.source], self._made[each.target]
        # INCEpTION keeps a relation at the place where it ends.
        self._new(
            relation_type(each.role), begin=child.begin, end=child.end, Governor=head,
            Dependent=child, role=written(each.role), annotator=self._name(each.annotator),
            id=format_id(each.id),
        )  # fmt: skip

    def _new(self, name: str, /, **features: Any) -> Any:
        made = self.types.get_type(name)(**features)
        self._cas.add(made)
        return made

    def _name(self, annotator: int) -> str:
        known = self._bundle.annotators.get(annotator)
        return "" if known is None else written(known.name)


def _said(value: AttributeValue) -> AttributeValue:
    return written(value) if isinstance(value, str) else value
