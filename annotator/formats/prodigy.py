"""Prodigy's JSON lines: spans over tokens, relations between the last tokens of spans.

Owns writing them: `token_end` is inclusive, a relation names tokens, frames become relations, and
what has no place is counted.  Reading them is `prodigy_tasks`, in any JSON lines file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.scheme import LayerKind
from annotator.domain.tokens import Tokens
from annotator.formats import fields, jsonl
from annotator.formats.json_files import tokens_of
from annotator.formats.registry import CARRIED, Format, WriteOptions

VIEW = "relations"


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one accepted line for each bundle and annotator; counts what Prodigy cannot carry."""
    for bundle in bundles:
        options.lose("zones", len(bundle.zones))
        options.lose("states", len(bundle.assignments))
        options.lose("suggestions", len(bundle.suggestions) if options.suggestions else 0)
        whose = {each.id: each.annotator for each in bundle.annotations}
        options.lose("relations", sum(not _of_one(each, whose) for each in bundle.relations))
        for annotator in _by_name(bundle, set(whose.values())) or [0]:
            yield orjson.dumps(_line(bundle, annotator, options), option=orjson.OPT_APPEND_NEWLINE)


def _by_name(bundle: Bundle, annotators: set[int]) -> list[int]:
    """Return annotators in an order that is the same in every copy of a project."""

    def name(number: int) -> tuple[str, int]:
        known = bundle.annotators.get(number)
        return ("" if known is None else known.name), number

    return sorted(annotators, key=name)


def _of_one(relation: Relation, whose: Mapping[int, int]) -> bool:
    """Tell whether both ends of a relation are labels of one annotator, so of one line."""
    source, target = whose.get(relation.source), whose.get(relation.target)
    return source is not None and source == target


def _line(bundle: Bundle, annotator: int, options: WriteOptions) -> dict[str, Any]:
    document, text = bundle.document, bundle.text
    mine = [each for each in bundle.annotations if each.annotator == annotator]
    meta = {
        name: value for name, column in fields.META.items() if (value := getattr(document, column))
    }
    line: dict[str, Any] = {"id": document.uid, "text": text, "meta": {**meta, **document.meta}}
    tokens = bundle.tokens
    if tokens is None:
        raise ValueError("Prodigy's lines need tokens")
    line["tokens"] = tokens_of(text, tokens)
    placed: dict[int, dict[str, Any]] = {}
    order = {layer.uid: layer.position for layer in options.scheme.layers}
    for each in sorted(
        (each for each in mine if each.spans),
        key=lambda each: (each.start, each.end, order.get(each.layer, 0), each.label, each.id),
    ):
        placed[each.id] = _span(each, tokens, text, options)
    line["spans"] = list(placed.values())
    line["relations"] = _relations(bundle, mine, placed, options)
    labels = [each for each in mine if _kind(options, each) is LayerKind.DOCUMENT]
    if labels:
        # The layout of a choice: what there was to choose, and what was chosen.
        line["options"] = [
            {"id": each.uid, "text": each.name}
            for each in options.scheme.labels
            if options.layer_kind(each.layer) is LayerKind.DOCUMENT and not each.retired
        ]
        line["accept"] = sorted({each.label for each in labels})
        options.lose("attributes", sum(len(each.attributes) for each in labels))
    line["answer"] = "accept"
    line["_view_id"] = VIEW
    line["_input_hash"] = _hash(text)
    line["_task_hash"] = _hash(text, orjson.dumps([line["spans"], line["relations"]]).decode())
    name = bundle.annotators[annotator].name if annotator in bundle.annotators else ""
    if name:
        line["_annotator_id"] = line["_session_id"] = name
    options.lose("entries", sum(each.entry is not None for each in mine))
    return line


def _kind(options: WriteOptions, annotation: Annotation) -> LayerKind | None:
    return options.layer_kind(annotation.layer)


def _span(
    annotation: Annotation, tokens: Tokens, text: str, options: WriteOptions
) -> dict[str, Any]:
    start, end = annotation.start, annotation.end
    span: dict[str, Any] = {"start": start, "end": end}
    aligned = tokens.aligned(annotation.hull or annotation.spans[0])
    if aligned is not None:
        span["token_start"], span["token_end"] = aligned
    else:
        options.lose("alignment")
    span["label"] = annotation.label
    span["text"] = text[start:end]
    if len(annotation.spans) > 1:
        options.lose("parts")
    if annotation.attributes:
        options.lose("attributes", len(annotation.attributes))
    return span


def _relations(
    bundle: Bundle,
    mine: list[Annotation],
    placed: dict[int, dict[str, Any]],
    options: WriteOptions,
) -> list[dict[str, Any]]:
    """Return relations between spans; a frame becomes relations from its first part to the rest."""
    known = {each.id: each for each in mine}
    slots: dict[int, list[tuple[str, int]]] = {}
    relations: list[dict[str, Any]] = []

    def add(role: str, head: int, child: int) -> None:
        ends = placed.get(head, {}), placed.get(child, {})
        if not all("token_end" in end for end in ends):
            options.lose("relations")
            return
        relations.append(
            {
                "head": ends[0]["token_end"],
                "child": ends[1]["token_end"],
                "head_span": _named(ends[0]),
                "child_span": _named(ends[1]),
                "label": role,
            }
        )

    for relation in sorted(
        bundle.relations, key=lambda each: (each.source, each.role, each.position, each.id)
    ):
        if relation.source not in known or relation.target not in known:
            continue
        if known[relation.source].spans:
            add(relation.role, relation.source, relation.target)
        else:
            slots.setdefault(relation.source, []).append((relation.role, relation.target))
    bare = [each for each in mine if not each.spans]
    for frame in (each for each in bare if _kind(options, each) is not LayerKind.DOCUMENT):
        options.lose("attributes", len(frame.attributes))
        options.lose("frames", int(frame.id not in slots))
    for fillers in slots.values():
        parts = [each for each in fillers if "token_end" in placed.get(each[1], ())]
        options.lose("relations", len(fillers) - len(parts))
        # One part alone leaves nothing to join: the part is there, the frame is not.
        options.lose("frames", int(len({target for _, target in parts}) < 2))
        anchors = [target for role, target in parts if role in ("content", "expression")]
        anchor = anchors[0] if anchors else parts[0][1] if parts else 0
        for role, target in parts:
            if target != anchor:
                add(role, anchor, target)
    return sorted(relations, key=_reading_order)


def _reading_order(relation: dict[str, Any]) -> tuple[int, int, int, int, str]:
    head, child = relation["head_span"], relation["child_span"]
    return head["start"], head["end"], child["start"], child["end"], relation["label"]


def _named(span: dict[str, Any]) -> dict[str, Any]:
    return {key: span[key] for key in ("start", "end", "token_start", "token_end", "label")}


def _hash(*parts: str) -> int:
    """Return a stable 31-bit number; Prodigy only compares them with each other."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


FORMAT = Format(
    "prodigy",
    "Prodigy JSON lines",
    (),
    read=jsonl.read,
    write=write,
    carries=frozenset(CARRIED)
    & {"spans", "overlaps", "relations", "document_labels", "annotators", "metadata"},
)
