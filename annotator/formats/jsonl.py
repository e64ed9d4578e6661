"""The native format: one article a line, a superset of Prodigy's lines.

Owns writing bundles as lines; what a line holds is `fields`, reading and checking it is `lines`.
Written keys and rows have a fixed order: the same project gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import orjson

from annotator.domain.annotations import Annotation, Origin, Relation
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Entry
from annotator.domain.ids import format_id
from annotator.domain.offset_units import Unit
from annotator.domain.opinions import Opinion, opinion_of
from annotator.domain.quotes import Quote, quote_of
from annotator.domain.review import Decision
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats import fields
from annotator.formats.flat import meta_of, reading_order
from annotator.formats.json_articles import first_object
from annotator.formats.json_files import read_lines, tokens_of
from annotator.formats.line_units import in_unit
from annotator.formats.lines import bundle_of
from annotator.formats.registry import (
    CARRIED,
    Format,
    Frames,
    Problem,
    ReadOptions,
    WriteOptions,
)

_F = TypeVar("_F", Quote, Opinion)
_KNOWN = frozenset(
    (*fields.LINE, *fields.PRODIGY_TASK, *fields.PRODIGY_BOOKS, *fields.PRODIGY_MORE)
)
#: Keys of lines that no layout of anybody else's has by chance.
_OURS = frozenset(
    ("spans", "links", "quotes", "opinions", "zones", "document_labels", "states", "decisions")
)
_ORIGINS = {origin: origin.value for origin in Origin}


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins with a line of ours or of Prodigy's, be it a broken one.

    Lines with nothing but a text and facts under names of their own are JSON of any layout.
    """
    line = first_object(head)
    if isinstance(line.get("label"), list):
        return False  # as doccano lays it out
    return line.keys() <= _KNOWN or not line.keys().isdisjoint(_OURS)


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a JSON lines file, and a problem for each line that holds none.

    Lines that Prodigy wrote are told apart one by one.
    """
    return read_lines(path, options, bundle_of)


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one line for each bundle."""
    for bundle in bundles:
        line = line_of(bundle, options)
        if options.unit is not Unit.CODE_POINT:
            line = in_unit(line, options.unit)
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def line_of(bundle: Bundle, options: WriteOptions) -> dict[str, Any]:
    """Return the line of a bundle as plain values."""
    return _LineWriter(bundle, options).line()


class _LineWriter:
    def __init__(self, bundle: Bundle, options: WriteOptions) -> None:
        self._bundle = bundle
        self._options = options
        self._scheme: Scheme = options.scheme
        self._kinds = {layer.uid: layer.kind for layer in self._scheme.layers}
        self._frame_labels = {
            layer.uid: label.uid
            for layer in self._scheme.layers
            if (label := self._scheme.frame_label(layer.uid)) is not None
        }
        self._article = Article(
            bundle.document, bundle.text, bundle.annotations, bundle.relations, bundle.zones
        )
        self._names = {number: each.name for number, each in bundle.annotators.items()}

    def line(self) -> dict[str, Any]:
        bundle, options = self._bundle, self._options
        order = reading_order(self._scheme)
        spans = sorted((each for each in bundle.annotations if each.spans), key=order)
        bare = [each for each in bundle.annotations if not each.spans]
        line: dict[str, Any] = {"id": bundle.document.uid, "text": bundle.text}
        line["meta"] = meta_of(bundle.document)
        tokens = bundle.tokens if options.tokens else None
        if tokens is not None:
            line["tokens"] = tokens_of(bundle.text, tokens)
        written = self._written(spans, tokens)
        if options.suggestions:
            written += [self._suggestion(each) for each in bundle.suggestions]
        line["spans"] = written
        quotes = self._in_reading_order(LayerKind.QUOTES, bare, quote_of)
        opinions = self._in_reading_order(LayerKind.OPINIONS, bare, opinion_of)
        line["links"] = self._links()
        line["quotes"] = [self._quote(each) for each in quotes]
        line["opinions"] = [self._opinion(each) for each in opinions]
        line["zones"] = [
            {
                "id": format_id(zone.id),
                "start": zone.start,
                "end": zone.end,
                "kind": zone.kind.value,
            }
            for zone in sorted(bundle.zones, key=lambda each: (each.start, each.end, each.id))
        ]
        labels = sorted(
            (each for each in bare if self._kinds.get(each.layer) is LayerKind.DOCUMENT),
            key=lambda each: (each.label, each.id),
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
        if bundle.decisions:
            line["decisions"] = [
                self._decision(each) for each in sorted(bundle.decisions, key=lambda each: each.id)
            ]
        if bundle.comments:
            line["comments"] = [
                self._comment(each)
                # An answer has a later id than what it answers.
                for each in sorted(bundle.comments, key=lambda each: each.id)
            ]
        return line

    def _written(self, annotations: Iterable[Annotation], tokens: Tokens | None) -> list[Any]:
        """Return labels with words; of nearly all that is written, these are what takes time."""
        text, names = self._bundle.text, self._names
        first = {} if tokens is None else {at: place for place, at in enumerate(tokens.starts)}
        last = {} if tokens is None else {at: place for place, at in enumerate(tokens.ends)}
        found = []
        for number, _, annotator, layer, label, parts, attributes, origin, entry in annotations:
            start, end = parts[0][0], parts[-1][1]
            span: dict[str, Any] = {"id": f"{number:016x}", "start": start, "end": end}
            if len(parts) > 1:
                span["parts"] = [list(each) for each in parts]
            if start in first and end in last:
                span["token_start"], span["token_end"] = first[start], last[end]
            span["label"] = label
            span["text"] = text[start:end]
            span["layer"] = layer
            if attributes:
                span["attributes"] = dict(sorted(attributes.items()))
            if entry is not None:
                span["entry"] = format_id(entry)
            span["annotator"] = names.get(annotator, "")
            span["origin"] = _ORIGINS[origin]
            found.append(span)
        return found

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

    def _in_reading_order(
        self, kind: LayerKind, bare: Sequence[Annotation], view: Callable[[Article, Annotation], _F]
    ) -> list[_F]:
        """Return the frames of a kind with what fills them, by where they are met in reading."""
        frames = [
            view(self._article, each)
            for each in bare
            if self._kinds.get(each.layer) is kind and each.label == self._frame_labels[each.layer]
        ]

        def place(found: _F) -> tuple[int, int]:
            return (2**62 if found.start is None else found.start), found.frame.id

        return sorted(frames, key=place)

    def _quote(self, quote: Quote) -> dict[str, Any]:
        frame = quote.frame
        line: dict[str, Any] = {"id": format_id(frame.id)} | self._layer(frame, LayerKind.QUOTES)
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

    def _opinion(self, opinion: Opinion) -> dict[str, Any]:
        frame = opinion.frame
        line: dict[str, Any] = {
            "id": format_id(frame.id),
            **self._layer(frame, LayerKind.OPINIONS),
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

    def _layer(self, frame: Annotation, kind: LayerKind) -> dict[str, str]:
        """Return the layer of a frame, where it is not the first of its kind."""
        first = self._scheme.layer_of_kind(kind)
        return {} if first is not None and first.uid == frame.layer else {"layer": frame.layer}

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
        ]

    def _in_a_slot(self, relation: Relation) -> bool:
        frame = self._article.annotations.get(relation.source)
        kind = None if frame is None or frame.spans else self._kinds.get(frame.layer)
        if kind is LayerKind.QUOTES:
            return relation.role in (*fields.QUOTE_SLOTS, "parent", "responds_to")
        return kind is LayerKind.OPINIONS and relation.role in (*fields.OPINION_SLOTS, "quote")

    def _comment(self, comment: Comment) -> dict[str, Any]:
        line: dict[str, Any] = {
            "id": format_id(comment.id),
            "annotator": self._name(comment.annotator),
            "text": comment.text,
        }
        if comment.annotation is not None and comment.annotation in self._article.annotations:
            line["on"] = format_id(comment.annotation)
        if any(comment.reply_to == each.id for each in self._bundle.comments):
            line["reply_to"] = format_id(comment.reply_to or 0)
        if comment.resolved:
            line["resolved"] = True
        return line

    def _decision(self, decision: Decision) -> dict[str, Any]:
        line: dict[str, Any] = {
            "id": format_id(decision.id),
            "how": decision.how.value,
            "annotator": self._name(decision.annotator),
            "time": decision.time,
            "from": [format_id(each) for each in decision.sources],
            "seen": decision.seen,
        }
        if decision.gold:
            line["gold"] = format_id(decision.gold)
        if decision.strategy:
            line["strategy"] = decision.strategy
        return line

    def _name(self, annotator: int) -> str:
        return self._names.get(annotator, "")


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
    carries=frozenset(CARRIED),
    frames=Frames.WHOLE,
    same_twice=True,
    units=tuple(Unit),
    takes_tokens=True,
    sniff=sniff,
)
