"""The native format: one article a line, a superset of Prodigy's lines.

Owns reading lines off a file and writing bundles as lines; what a line holds is `fields`, checking
it is `lines`.  Written keys and rows have a fixed order: the same project gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Entry
from annotator.domain.ids import format_id
from annotator.domain.opinions import opinion_of
from annotator.domain.quotes import quote_of
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats import fields
from annotator.formats.lines import bundle_of
from annotator.formats.registry import (
    CARRIED,
    Format,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)

#: Bytes of one line; a longer one is no article but a mistake or an attack.
MAX_LINE = 256 * 1024 * 1024


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a JSON lines file, and a problem for each line that holds none."""
    options.encodings[str(path)] = "utf-8"
    found = False
    try:
        for number, line in lines_of(path):
            found = True
            try:
                bundle = bundle_of(parse(line), options)
                bundle.line = number
                yield bundle
            except ProblemError as error:
                yield Problem(str(path), number, error.code, error.values)
    except OSError as error:
        yield Problem(str(path), 0, "file-unreadable", {"why": error.strerror or str(error)})
        return
    if not found:
        yield Problem(str(path), 0, "file-empty")


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield (number, line) of the lines of a file that are not blank; numbers start at 1."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line


def parse(line: bytes) -> Any:
    """Return the value of a line of JSON; raises ProblemError with the column of a mistake."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ProblemError("line-not-json", column=error.colno, why=error.msg) from None


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one line for each bundle."""
    for bundle in bundles:
        yield orjson.dumps(line_of(bundle, options), option=orjson.OPT_APPEND_NEWLINE)


def line_of(bundle: Bundle, options: WriteOptions) -> dict[str, Any]:
    """Return the line of a bundle as plain values."""
    return _LineWriter(bundle, options).line()


class _LineWriter:
    def __init__(self, bundle: Bundle, options: WriteOptions) -> None:
        self._bundle = bundle
        self._options = options
        self._scheme: Scheme = options.scheme
        self._order = {layer.uid: layer.position for layer in self._scheme.layers}
        self._kinds = {layer.uid: layer.kind for layer in self._scheme.layers}
        self._article = Article(
            bundle.document, bundle.text, bundle.annotations, bundle.relations, bundle.zones
        )
        self._names = {number: each.name for number, each in bundle.annotators.items()}

    def line(self) -> dict[str, Any]:
        bundle, options = self._bundle, self._options
        spans = sorted((each for each in bundle.annotations if each.spans), key=self._span_order)
        bare = [each for each in bundle.annotations if not each.spans]
        line: dict[str, Any] = {"id": bundle.document.uid, "text": bundle.text}
        line["meta"] = self._meta()
        tokens = bundle.tokens if options.tokens else None
        if tokens is not None:
            line["tokens"] = tokens_of(bundle.text, tokens)
        written = [self._span(each, tokens) for each in spans]
        if options.suggestions:
            written += [self._suggestion(each) for each in bundle.suggestions]
        line["spans"] = written
        quotes = self._frames(bare, LayerKind.QUOTES)
        opinions = self._frames(bare, LayerKind.OPINIONS)
        line["links"] = self._links()
        line["quotes"] = [self._quote(each) for each in quotes]
        line["opinions"] = [self._opinion(each) for each in opinions]
        line["zones"] = (
            [
                {
                    "id": format_id(zone.id),
                    "start": zone.start,
                    "end": zone.end,
                    "kind": zone.kind.value,
                }
                for zone in sorted(bundle.zones, key=lambda each: (each.start, each.end, each.id))
            ]
            if options.zones
            else []
        )
        labels = sorted(
            self._frames(bare, LayerKind.DOCUMENT), key=lambda each: (each.label, each.id)
        )
        line["document_labels"] = [self._document_label(each) for each in labels]
        line["entries"] = [
            _entry(each) for each in sorted(bundle.entries.values(), key=lambda each: each.id)
        ]
        states = sorted(
            (self._name(each.annotator), each.state.value) for each in bundle.assignments
        )
        if states:
            line["states"] = [{"annotator": name, "state": state} for name, state in states]
        if not options.zones:
            options.lose("zones", len(bundle.zones))
        return line

    def _span_order(self, annotation: Annotation) -> tuple[int, int, int, str, int]:
        layer = self._order.get(annotation.layer, 0)
        return annotation.start, annotation.end, layer, annotation.label, annotation.id

    def _meta(self) -> dict[str, Any]:
        document = self._bundle.document
        meta = {
            name: value
            for name, column in fields.META.items()
            if (value := getattr(document, column))
        }
        return meta | dict(sorted(document.meta.items()))

    def _span(self, annotation: Annotation, tokens: Tokens | None) -> dict[str, Any]:
        start, end = annotation.start, annotation.end
        span: dict[str, Any] = {"id": format_id(annotation.id), "start": start, "end": end}
        if len(annotation.spans) > 1:
            span["parts"] = [list(each) for each in annotation.spans]
        aligned = None if tokens is None else tokens.aligned(annotation.hull or annotation.spans[0])
        if aligned is not None:
            span["token_start"], span["token_end"] = aligned
        span["label"] = annotation.label
        span["text"] = self._bundle.text[start:end]
        span["layer"] = annotation.layer
        if annotation.attributes:
            span["attributes"] = dict(sorted(annotation.attributes.items()))
        if annotation.entry is not None:
            span["entry"] = format_id(annotation.entry)
        span["annotator"] = self._name(annotation.annotator)
        span["origin"] = annotation.origin.value
        return span

    def _suggestion(self, suggestion: Any) -> dict[str, Any]:
        span = {
            "id": format_id(suggestion.id),
            "start": suggestion.start,
            "end": suggestion.end,
            "label": suggestion.label,
            "text": self._bundle.text[suggestion.start : suggestion.end],
            "layer": suggestion.layer,
            "suggested": True,
            "model": suggestion.model,
        }
        if suggestion.score is not None:
            span["score"] = suggestion.score
        return span

    def _frames(self, bare: Sequence[Annotation], kind: LayerKind) -> list[Annotation]:
        found = [each for each in bare if self._kinds.get(each.layer) is kind]
        if kind is LayerKind.DOCUMENT:
            return found
        view = quote_of if kind is LayerKind.QUOTES else opinion_of

        def place(frame: Annotation) -> tuple[int, int]:
            start = view(self._article, frame).start
            return (2**62 if start is None else start), frame.id

        return sorted(found, key=place)

    def _quote(self, frame: Annotation) -> dict[str, Any]:
        quote = quote_of(self._article, frame)
        line: dict[str, Any] = {"id": format_id(frame.id)}
        for slot in fields.QUOTE_SLOTS:
            fillers = [format_id(each.id) for each in getattr(quote, slot)]
            if fillers or slot != "insertion":
                line[slot] = fillers
        line["parent"] = None if quote.parent is None else format_id(quote.parent.id)
        if quote.responds_to:
            line["responds_to"] = [format_id(each.id) for each in quote.responds_to]
        line["type"] = quote.type.value
        line["act"] = frame.attributes.get("act")
        return line | self._rest(frame, {"act"})

    def _opinion(self, frame: Annotation) -> dict[str, Any]:
        opinion = opinion_of(self._article, frame)
        line: dict[str, Any] = {
            "id": format_id(frame.id),
            "polarity": opinion.polarity,
            "intensity": opinion.intensity,
            "holder": "writer"
            if opinion.by_writer
            else [format_id(each.id) for each in opinion.holder],
            "target": [format_id(each.id) for each in opinion.target],
            "expression": [format_id(each.id) for each in opinion.expression],
        }
        if opinion.quote is not None:
            line["quote"] = format_id(opinion.quote.id)
        return line | self._rest(frame, {"polarity", "intensity", "holder"})

    def _rest(self, frame: Annotation, said: set[str]) -> dict[str, Any]:
        rest = {name: value for name, value in frame.attributes.items() if name not in said}
        return {
            "attributes": dict(sorted(rest.items())),
            "annotator": self._name(frame.annotator),
            "origin": frame.origin.value,
        }

    def _document_label(self, annotation: Annotation) -> dict[str, Any]:
        label: dict[str, Any] = {
            "id": format_id(annotation.id),
            "label": annotation.label,
            "layer": annotation.layer,
        }
        if annotation.attributes:
            label["attributes"] = dict(sorted(annotation.attributes.items()))
        label["annotator"] = self._name(annotation.annotator)
        label["origin"] = annotation.origin.value
        return label

    def _links(self) -> list[dict[str, Any]]:
        links = [each for each in self._bundle.relations if not self._in_a_slot(each)]
        return [
            {
                "id": format_id(link.id),
                "role": link.role,
                "from": format_id(link.source),
                "to": format_id(link.target),
                "annotator": self._name(link.annotator),
            }
            for link in sorted(links, key=lambda each: each.id)
            if link.source in self._article.annotations and link.target in self._article.annotations
        ]

    def _in_a_slot(self, relation: Relation) -> bool:
        frame = self._article.annotations.get(relation.source)
        kind = None if frame is None or frame.spans else self._kinds.get(frame.layer)
        if kind is LayerKind.QUOTES:
            return relation.role in (*fields.QUOTE_SLOTS, "parent", "responds_to")
        return kind is LayerKind.OPINIONS and relation.role in (*fields.OPINION_SLOTS, "quote")

    def _name(self, annotator: int) -> str:
        return self._names.get(annotator, "")


def tokens_of(text: str, tokens: Tokens) -> list[dict[str, Any]]:
    """Return tokens as Prodigy writes them; `ws` says whether a space follows."""
    length = len(text)
    return [
        {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": end < length and text[end] == " ",
        }
        for number, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
    ]


def _entry(entry: Entry) -> dict[str, Any]:
    line: dict[str, Any] = {"id": format_id(entry.id), "name": entry.name}
    if entry.kind:
        line["kind"] = entry.kind
    if entry.aliases:
        line["aliases"] = list(entry.aliases)
    if entry.note:
        line["note"] = entry.note
    if entry.wikidata:
        line["wikidata"] = entry.wikidata
    return line


FORMAT = Format(
    "jsonl",
    "Annotator JSON lines",
    (".jsonl", ".ndjson"),
    read=read,
    write=write,
    carries=frozenset(CARRIED) - {"comments"},
)
