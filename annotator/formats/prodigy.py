"""Prodigy's JSON lines: spans over tokens, relations between the last tokens of spans.

Owns what differs from the native format: `token_end` is inclusive, a relation names tokens, frames
become relations, and answers other than "accept" hold no labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.scheme import LayerKind
from annotator.domain.tokens import Tokens
from annotator.formats import fields
from annotator.formats.jsonl import lines_of, parse, tokens_of
from annotator.formats.lines import bundle_of
from annotator.formats.registry import (
    CARRIED,
    Format,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)

VIEW = "relations"
#: Keys of a line that only the native format has.
_NATIVE_ONLY = ("links", "quotes", "opinions", "zones", "document_labels", "entries", "states")


def looks_like(path: Path) -> bool:
    """Tell whether the first line of a file is Prodigy's and not a native one."""
    try:
        first = next((line for _, line in lines_of(path)), b"")
        line = parse(first)
    except (OSError, ProblemError):
        return False
    if not isinstance(line, dict) or any(name in line for name in _NATIVE_ONLY):
        return False
    return any(name in line for name in ("relations", "_task_hash", "_input_hash", "answer"))


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the accepted articles of a Prodigy file, and a problem for each bad line."""
    options.encodings[str(path)] = "utf-8"
    found = False
    try:
        for number, raw in lines_of(path):
            found = True
            try:
                bundle = _bundle(parse(raw), options)
                if bundle is not None:
                    bundle.line = number
                    yield bundle
            except ProblemError as error:
                yield Problem(str(path), number, error.code, error.values)
    except OSError as error:
        yield Problem(str(path), 0, "file-unreadable", {"why": error.strerror or str(error)})
        return
    if not found:
        yield Problem(str(path), 0, "file-empty")


def _bundle(line: Any, options: ReadOptions) -> Bundle | None:
    if not isinstance(line, dict):
        raise ProblemError("line-not-object", found=type(line).__name__)
    answer = line.get("answer", "accept")
    if answer != "accept":
        options.ignore(f"answer {answer}")
        return None
    spans = line.get("spans") or []
    relations = line.get("relations") or []
    if not isinstance(spans, list) or not isinstance(relations, list):
        raise ProblemError("field-type", key="spans", wanted="a list", found=repr(spans)[:80])
    line = {name: value for name, value in line.items() if name != "relations"}
    # Relations name spans by their tokens or offsets; ids make that one name for both.
    named = [
        {**span, "id": span.get("id") or f"span-{place}"} if isinstance(span, dict) else span
        for place, span in enumerate(spans)
    ]
    line["spans"] = named
    line["links"] = [_link(each, named) for each in relations]
    return bundle_of(line, options)


def _link(relation: Any, spans: list[Any]) -> dict[str, Any]:
    if not isinstance(relation, dict) or not isinstance(relation.get("label"), str):
        raise ProblemError(
            "field-type", key="relations", wanted="objects with a label", found=repr(relation)[:80]
        )
    return {
        "role": relation["label"],
        "from": _end(relation, "head", spans),
        "to": _end(relation, "child", spans),
    }


def _end(relation: dict[str, Any], end: str, spans: list[Any]) -> str:
    """Return the id of the span that a relation's head or child names."""
    named = relation.get(f"{end}_span")
    for span in spans:
        if not isinstance(span, dict):
            continue
        if isinstance(named, dict):
            same = all(span.get(key) == named.get(key) for key in ("start", "end", "label"))
        else:
            same = span.get("token_end") is not None and span["token_end"] == relation.get(end)
        if same:
            return str(span["id"])
    raise ProblemError(
        "reference-unknown", key=f"relations.{end}", reference=repr(relation.get(end))[:60]
    )


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one accepted line for each bundle and annotator; counts what Prodigy cannot carry."""
    for bundle in bundles:
        whose = sorted({each.annotator for each in bundle.annotations})
        for annotator in whose or [0]:
            yield orjson.dumps(_line(bundle, annotator, options), option=orjson.OPT_APPEND_NEWLINE)


def _line(bundle: Bundle, annotator: int, options: WriteOptions) -> dict[str, Any]:
    document, text = bundle.document, bundle.text
    mine = [each for each in bundle.annotations if each.annotator == annotator]
    meta = {
        name: value for name, column in fields.META.items() if (value := getattr(document, column))
    }
    line: dict[str, Any] = {"text": text, "meta": {"id": document.uid, **meta, **document.meta}}
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
        span = _span(each, tokens, text, options)
        if span is not None:
            placed[each.id] = span
    line["spans"] = list(placed.values())
    line["relations"] = _relations(bundle, mine, placed, options)
    labels = [each.label for each in mine if _kind(options, each) is LayerKind.DOCUMENT]
    if labels:
        line["accept"] = sorted(labels)
    line["answer"] = "accept"
    line["_view_id"] = VIEW
    line["_input_hash"] = _hash(text)
    line["_task_hash"] = _hash(text, orjson.dumps([line["spans"], line["relations"]]).decode())
    name = bundle.annotators[annotator].name if annotator in bundle.annotators else ""
    if name:
        line["_annotator_id"] = line["_session_id"] = name
    options.lose("zones", len(bundle.zones) if options.zones else 0)
    options.lose("states", len(bundle.assignments))
    options.lose("entries", sum(each.entry is not None for each in mine))
    return line


def _kind(options: WriteOptions, annotation: Annotation) -> LayerKind | None:
    layer = options.scheme.layer(annotation.layer)
    return None if layer is None else layer.kind


def _span(
    annotation: Annotation, tokens: Tokens, text: str, options: WriteOptions
) -> dict[str, Any] | None:
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
        ends = placed.get(head), placed.get(child)
        if (
            ends[0] is None
            or ends[1] is None
            or "token_end" not in ends[0]
            or "token_end" not in ends[1]
        ):
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
    for frame, fillers in slots.items():
        options.lose("attributes", len(known[frame].attributes))
        parts = [each for each in fillers if each[1] in placed]
        options.lose("relations", len(fillers) - len(parts))
        anchors = [target for role, target in parts if role in ("content", "expression")]
        anchor = anchors[0] if anchors else parts[0][1] if parts else 0
        for role, target in parts:
            if target != anchor:
                add(role, anchor, target)
    return relations


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
    read=read,
    write=write,
    carries=frozenset(CARRIED)
    & {"spans", "overlaps", "relations", "document_labels", "annotators", "metadata"},
)
