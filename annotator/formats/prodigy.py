"""Prodigy's JSON lines: spans over tokens, relations between the last tokens of spans.

Owns writing them: `token_end` is inclusive, a relation names tokens, and frames become relations.
Reading them is `prodigy_tasks`, in any JSON lines file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.scheme import LayerKind
from annotator.domain.tokens import Tokens
from annotator.formats import jsonl
from annotator.formats.flat import Names, by_annotator, flat, meta_of, split_at_labels
from annotator.formats.json_files import tokens_of
from annotator.formats.registry import Format, Frames, WriteOptions

VIEW = "relations"


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one accepted line for each bundle and annotator."""
    names = Names(options.scheme)
    for bundle in bundles:
        for annotator, mine in by_annotator(bundle):
            line = _line(mine, annotator, names, options)
            yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _line(bundle: Bundle, annotator: str, names: Names, options: WriteOptions) -> dict[str, Any]:
    document, text = bundle.document, bundle.text
    line: dict[str, Any] = {"id": document.uid, "text": text, "meta": meta_of(document)}
    if bundle.tokens is None:
        raise ValueError("Prodigy's lines need tokens")
    # Prodigy's labels and relations stand on tokens, so that tokens end where labels do.
    tokens = split_at_labels(bundle, options)
    line["tokens"] = tokens_of(text, tokens)
    found = flat(bundle, options)
    spans = {each.id: _span(each, tokens, text, names) for each in found.spans}
    line["spans"] = list(spans.values())
    line["relations"] = sorted(
        (_relation(each.role, spans[each.head], spans[each.child]) for each in found.relations),
        key=_reading_order,
    )
    if found.labels:
        # The layout of a choice: what there was to choose, and what was chosen.
        line["options"] = [
            {"id": each.uid, "text": each.name}
            for each in options.scheme.labels
            if options.layer_kind(each.layer) is LayerKind.DOCUMENT and not each.retired
        ]
        line["accept"] = sorted({names.of(each) for each in found.labels})
    line["answer"] = "accept"
    line["_view_id"] = VIEW
    line["_input_hash"] = _hash(text)
    line["_task_hash"] = _hash(text, orjson.dumps([line["spans"], line["relations"]]).decode())
    if annotator:
        line["_annotator_id"] = line["_session_id"] = annotator
    return line


def _span(annotation: Annotation, tokens: Tokens, text: str, names: Names) -> dict[str, Any]:
    start, end = annotation.start, annotation.end
    first, last = tokens.aligned(Span(start, end)) or (-1, -1)
    return {
        "start": start,
        "end": end,
        "token_start": first,
        "token_end": last,
        "label": names.of(annotation),
        "text": text[start:end],
    }


def _relation(role: str, head: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": _named(head),
        "child_span": _named(child),
        "label": role,
    }


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
    carries=frozenset(
        {"text", "spans", "overlaps", "relations", "document_labels", "annotators", "metadata"}
    ),
    frames=Frames.RELATIONS,
    apart=True,
    needs_tokens=True,
    ending=".jsonl",
)
