"""What annotators said, as rows of tables that a person sorts, filters and pivots.

Owns the columns and what stands in their cells, in short words on one line each.  How rows become a
file is `tables_written`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import orjson

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.article import Article
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Entry
from annotator.domain.ids import format_id
from annotator.domain.quotes import content_text, quote_of
from annotator.domain.scheme import LayerKind, Scheme
from annotator.formats import fields
from annotator.formats.flat import is_frame, reading_order
from annotator.formats.registry import WriteOptions

Cell = str | int | float | bool
#: Characters of context on each side of a label, and of a long label itself at each of its ends.
_BESIDE = 80
_OF_LONG = 120
#: Between parts of one label, and between several fillers of one slot.
_PART, _FILLER = " … ", "; "

#: Columns by which every row tells its article.
ABOUT = ("document", "title", "outlet", "date")
_MORE_ABOUT = ("author", "url", "language")
_PLACE = ("annotator", "context", "start", "end")
_ENTRY = ("entry", "entry kind", "wikidata")
#: Columns of each kind of row; `ATTRIBUTES` stands for a column for each attribute of the scheme.
ATTRIBUTES = "*"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "article": (*ABOUT, *_MORE_ABOUT, "characters", "further facts"),
    "span": (
        *ABOUT, "layer", "label", "words", *_ENTRY, ATTRIBUTES, *_PLACE, "parts", "entry id",
        "frame", "record",
    ),
    "quote": (
        *ABOUT, "layer", "label", *reversed(fields.QUOTE_SLOTS[:3]), "insertion", "type",
        *_ENTRY, ATTRIBUTES, *_PLACE, "entry id", "parent", "responds_to", "record",
    ),
    "opinion": (
        *ABOUT, "layer", "label", *fields.OPINION_SLOTS, "polarity", "intensity", *_ENTRY,
        ATTRIBUTES, *_PLACE, "entry id", "quote", "record",
    ),
    "document label": (*ABOUT, "layer", "label", *_ENTRY, ATTRIBUTES, "annotator", "entry id",
        "record"),
    "relation": (
        *ABOUT, "role", "from", "to", "annotator", "from record", "to record", "record",
    ),
}  # fmt: skip
#: Columns of frames that an attribute of the same name shares.
_SHARED = (*fields.QUOTE_SLOTS, *fields.OPINION_SLOTS, "type", "polarity", "intensity")
_FIXED = {name for columns in COLUMNS.values() for name in columns} | {"kind"}
_KINDS = {
    LayerKind.QUOTES: "quote",
    LayerKind.OPINIONS: "opinion",
    LayerKind.DOCUMENT: "document label",
}
_SLOTS = {
    "quote": (*fields.QUOTE_SLOTS, "parent", "responds_to"),
    "opinion": (*fields.OPINION_SLOTS, "quote"),
}


class Row(NamedTuple):
    """One row: its kind, and what is in those of its cells that are not empty."""

    kind: str  # one of COLUMNS
    cells: Mapping[str, Cell]


def columns_for(kind: str, scheme: Scheme) -> list[str]:
    """Return the columns of a kind of row, with those of attributes that such rows can have."""
    layers = {
        layer.uid
        for layer in scheme.layers
        if _KINDS.get(layer.kind, "span") == kind
        or (kind == "span" and layer.kind is not LayerKind.DOCUMENT)
    }
    return _with_attributes(COLUMNS[kind], scheme, layers)


def one_table(scheme: Scheme) -> list[str]:
    """Return the columns of a table that has rows of every kind."""
    order = (
        *ABOUT, *_MORE_ABOUT, "kind", "layer", "label", "words", "source", "cue", "content",
        "insertion", "type", *fields.OPINION_SLOTS, "polarity", "intensity", *_ENTRY, ATTRIBUTES,
        "role", "from", "to", *_PLACE, "parts", "characters", "further facts", "entry id",
        "frame", "parent", "responds_to", "quote", "from record", "to record", "record",
    )  # fmt: skip
    return _with_attributes(order, scheme, {layer.uid for layer in scheme.layers})


def rows_of(bundle: Bundle, options: WriteOptions) -> Iterator[Row]:
    """Yield the row of an article and those of all that was said about it, in reading order."""
    return _Rows(bundle, options).rows()


def entry_cells(entry: Entry) -> dict[str, Cell]:
    """Return the cells of an entry in a table of entries."""
    return {
        "entry": entry.name,
        "kind": entry.kind,
        "aliases": _FILLER.join(entry.aliases),
        "note": entry.note,
        "wikidata": entry.wikidata,
        "entry id": format_id(entry.id),
    }


class _Rows:
    def __init__(self, bundle: Bundle, options: WriteOptions) -> None:
        self._bundle = bundle
        self._text = bundle.text
        self._options = options
        self._scheme = options.scheme
        self._article = Article(bundle.document, bundle.text, bundle.annotations, bundle.relations)
        self._names = {number: each.name for number, each in bundle.annotators.items()}
        document = bundle.document
        self._about: dict[str, Cell] = {
            "document": document.uid,
            "title": document.title,
            "outlet": document.outlet,
            "date": document.published,
            "author": document.author,
            "url": document.url,
            "language": document.language,
        }

    def rows(self) -> Iterator[Row]:
        meta = self._bundle.document.meta
        more = orjson.dumps(meta, option=orjson.OPT_SORT_KEYS).decode() if meta else ""
        yield self._row("article", {"characters": len(self._text), "further facts": more})
        placed = [each for each in self._bundle.annotations if each.spans]
        for each in sorted(placed, key=reading_order(self._scheme)):
            yield self._span(each)
        bare = [each for each in self._bundle.annotations if not each.spans]
        frames = [each for each in bare if is_frame(each, self._scheme)]
        for each in sorted(frames, key=self._place):
            yield self._frame(each)
        there = {each.id for each in frames}
        labels = [each for each in bare if each.id not in there]
        for each in sorted(labels, key=lambda each: (each.layer, each.label, each.id)):
            yield self._row("document label", self._labelled(each))
        for link in sorted(self._bundle.relations, key=lambda each: each.id):
            if not self._in_a_slot(link):
                yield self._relation(link)

    def _row(self, kind: str, cells: Mapping[str, Cell]) -> Row:
        found = {**self._about, **cells}
        return Row(kind, {name: value for name, value in found.items() if value != ""})

    def _labelled(self, each: Annotation) -> dict[str, Cell]:
        cells: dict[str, Cell] = {
            "layer": each.layer,
            "label": each.label,
            "annotator": self._names.get(each.annotator, ""),
            "record": format_id(each.id),
        }
        entry = None if each.entry is None else self._bundle.entries.get(each.entry)
        if entry is not None:
            cells["entry"], cells["entry kind"] = entry.name, entry.kind
            cells["wikidata"], cells["entry id"] = entry.wikidata, format_id(entry.id)
        for name, value in sorted(each.attributes.items()):
            cells[_attribute_column(name)] = value
        return cells

    def _span(self, each: Annotation) -> Row:
        frames = [format_id(frame.id) for frame in self._article.frames_of(each.id)]
        return self._row(
            "span",
            self._labelled(each)
            | self._where(each.spans)
            | {"words": self._words(each), "frame": _FILLER.join(dict.fromkeys(frames))},
        )

    def _frame(self, each: Annotation) -> Row:
        kind = self._kind(each)
        cells = self._labelled(each)
        parts: list[Span] = []
        for role in _SLOTS[kind]:
            fillers = self._article.fillers(each.id, role)
            parts += [span for filler in fillers for span in filler.spans]
            said = [self._words(filler) or format_id(filler.id) for filler in fillers]
            if kind == "quote" and role == "content":
                said = [content_text(self._text, quote_of(self._article, each))]
            # An attribute of this name says more about the slot ("holder": the writer).
            own = [str(cells[role])] if role in cells else []
            cells[role] = _FILLER.join(word for word in (*own, *said) if word)
        if kind == "quote":
            cells["type"] = quote_of(self._article, each).type.value
        place = self._where(parts)
        place.pop("parts", None)
        return self._row(kind, cells | place)

    def _relation(self, link: Relation) -> Row:
        ends = [self._article.annotations[each] for each in (link.source, link.target)]
        start, end = (self._words(each) or f"{each.layer}.{each.label}" for each in ends)
        return self._row(
            "relation",
            {
                "role": link.role,
                "from": start,
                "to": end,
                "annotator": self._names.get(link.annotator, ""),
                "from record": format_id(link.source),
                "to record": format_id(link.target),
                "record": format_id(link.id),
            },
        )

    def _in_a_slot(self, link: Relation) -> bool:
        frame = self._article.annotations[link.source]
        return is_frame(frame, self._scheme) and link.role in _SLOTS[self._kind(frame)]

    def _kind(self, frame: Annotation) -> str:
        kind = self._options.layer_kind(frame.layer)
        return "quote" if kind is None else _KINDS[kind]

    def _place(self, frame: Annotation) -> tuple[int, int]:
        starts = [
            self._article.annotations[each.target].spans[0].start
            for each in self._article.relations_from(frame.id)
            if self._article.annotations[each.target].spans
        ]
        return min(starts, default=len(self._text)), frame.id

    def _words(self, each: Annotation) -> str:
        return _PART.join(_one_line(part.of(self._text)) for part in each.spans)

    def _where(self, parts: Iterable[Span]) -> dict[str, Cell]:
        parts = sorted(set(parts))
        if not parts:
            return {}
        start, end = parts[0].start, max(part.end for part in parts)
        cells: dict[str, Cell] = {
            "start": start,
            "end": end,
            "context": _context(self._text, start, end),
        }
        if len(parts) > 1:
            cells["parts"] = " ".join(f"{part.start}-{part.end}" for part in parts)
        return cells


def _with_attributes(columns: Iterable[str], scheme: Scheme, layers: set[str]) -> list[str]:
    found = [
        _attribute_column(each.uid)
        for layer in scheme.layers
        if layer.uid in layers
        for each in scheme.attributes
        if each.layer == layer.uid
    ]
    columns = list(columns)
    place = columns.index(ATTRIBUTES) if ATTRIBUTES in columns else len(columns)
    rest = [] if ATTRIBUTES not in columns else [each for each in found if each not in columns]
    return list(dict.fromkeys((*columns[:place], *rest, *columns[place + 1 :])))


def _attribute_column(name: str) -> str:
    return f"attribute {name}" if name in _FIXED and name not in _SHARED else name


def _context(text: str, start: int, end: int) -> str:
    """Return a label with the words around it on its line, cut between words."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    before, after = max(first, start - _BESIDE), min(last, end + _BESIDE)
    if before > first:
        before = text.find(" ", before, start) + 1 or before
    if after < last:
        cut = text.rfind(" ", end, after)
        after = cut if cut >= 0 else after
    if end - start > 2 * _OF_LONG:
        middle = f"{text[start : start + _OF_LONG]} … {text[end - _OF_LONG : end]}"
    else:
        middle = text[start:end]
    found = _one_line(text[before:start] + middle + text[end:after])
    return ("…" if before > first else "") + found + ("…" if after < last else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
