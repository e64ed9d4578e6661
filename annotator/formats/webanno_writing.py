"""Articles as WebAnno TSV 3.3: one file each, and the type system that they share.

Owns the columns of a file and its rows.  What of an article goes where in INCEpTION:

- A layer is a span layer with a feature `label` and one for each attribute that is used.
- Relations between labels of one layer are a relation layer of that layer, with the role as label:
  a relation layer of TSV joins annotations of one type.
- Relations to labels of another layer are a slot `links`, whose role is the role: a slot may be
  filled by annotations of any type.
- Attributes of a quote or an opinion stand with the label that stands for it.
- A label that starts or ends inside a token, or in white space, has a sub-token there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

import orjson

from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.bundles import Bundle
from annotator.domain.offset_units import Unit, from_code_points
from annotator.domain.tokens import plain_tokens
from annotator.formats.file_names import Stems
from annotator.formats.flat import Flat, FlatRelation, flat, meta_of
from annotator.formats.registry import WriteOptions
from annotator.formats.webanno_cells import (
    NOTHING,
    PRESENT,
    SLOT,
    STACK,
    escaped_text,
    escaped_value,
    word,
)
from annotator.formats.webanno_names import (
    ANY,
    LABEL,
    LINKS,
    TypeNames,
    type_system_of,
)
from annotator.formats.webanno_sheets import RECORD

#: Name of the file with the types of all layers, for a project in INCEpTION.
TYPES = "typesystem.xml"
_WORD = re.compile(r"\S+")
#: What a reader puts between two sentences by itself.
_BY_RULE = re.compile(r"\n *\Z")
_Range = tuple[int, int]
_Key = tuple[str, str, bool]


def write_folder(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the types of all layers, then a file for each article."""
    names, stems = TypeNames(options.scheme), Stems()
    yield TYPES, type_system_of(options.scheme)
    for bundle in bundles:
        written = "".join(_Writer(bundle, names, options).lines())
        yield f"{stems.of(bundle.document.uid)}.tsv", written.encode()


class _Writer:
    """One article on its way into lines."""

    def __init__(self, bundle: Bundle, names: TypeNames, options: WriteOptions) -> None:
        self._bundle = bundle
        self._text = bundle.text
        self._names = names
        self._move = from_code_points(bundle.text, Unit.UTF_16)
        self._flat = flat(bundle, options)
        self._said = _said(self._flat)
        self._find_words()
        self._place()
        self._relate()
        self._number()

    # What goes where ---------------------------------------------------------------------------

    def _find_words(self) -> None:
        """Take the tokens, without white space in or around them, and where sentences start."""
        text, tokens = self._text, self._bundle.tokens
        if tokens is None or not len(tokens):
            tokens = plain_tokens(text)
        words = [
            found.span()
            for start, end in zip(tokens.starts, tokens.ends, strict=True)
            for found in _WORD.finditer(text, start, end)
        ]
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]
        firsts = {bisect_left(self._starts, tokens.starts[each]) for each in tokens.sentence_starts}
        self._sentences = sorted((firsts | {0}) - {len(words)})

    def _place(self) -> None:
        """Find the tokens and sub-tokens of each label."""
        self._on: dict[tuple[int, _Range], dict[str, list[Annotation]]] = {}
        self._first: dict[int, tuple[int, _Range]] = {}
        self._rows: dict[int, int] = {}
        for each in self._flat.spans:
            units = list(self._units(each.start, each.end))
            self._first[each.id], self._rows[each.id] = units[0], len(units)
            for unit in units:
                self._on.setdefault(unit, {}).setdefault(each.layer, []).append(each)
        self._subs: dict[int, list[_Range]] = {}
        for token, place in sorted(self._on):
            if place != (self._starts[token], self._ends[token]):
                self._subs.setdefault(token, []).append(place)

    def _units(self, start: int, end: int) -> Iterator[tuple[int, _Range]]:
        """Yield (token, range) of each row that a label stands on."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        if first > last:
            # It holds no word; the word before it, or else the first one, gets the sub-token.
            yield max(0, last), (start, end)
            return
        for token in range(first, last + 1):
            yield (
                token,
                (
                    start if token == first else self._starts[token],
                    end if token == last else self._ends[token],
                ),
            )

    def _relate(self) -> None:
        """Sort relations into those within a layer and those that lead to another one."""
        spans = {each.id: each for each in self._flat.spans}
        place = {each.id: number for number, each in enumerate(self._flat.spans)}
        self._arcs: dict[tuple[int, _Range], dict[str, list[FlatRelation]]] = {}
        self._links: dict[int, list[FlatRelation]] = {}
        self._linked: set[str] = set()
        self._joined: set[str] = set()
        self._named: set[int] = set()
        for each in sorted(
            self._flat.relations, key=lambda each: (place[each.head], place[each.child], each.role)
        ):
            layer = spans[each.head].layer
            self._named |= {each.head, each.child}
            if layer == spans[each.child].layer:
                self._joined.add(layer)
                row = self._arcs.setdefault(self._first[each.child], {})
                row.setdefault(layer, []).append(each)
            else:
                self._linked.add(layer)
                self._links.setdefault(each.head, []).append(each)

    def _number(self) -> None:
        """Give numbers to labels on several rows, to stacked ones, and to ends of relations."""
        needed = self._named | {number for number, rows in self._rows.items() if rows > 1}
        for layers in self._on.values():
            for stack in layers.values():
                if len(stack) > 1:
                    needed |= {each.id for each in stack}
        ordered = [each.id for each in self._flat.spans if each.id in needed]
        self._numbers = {each: place for place, each in enumerate(ordered, 1)}

    # Lines -------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file, each with its end."""
        self._columns = self._used()
        cells = sum(1 + len(keys) + 2 * linked for _, keys, linked in self._columns)
        joined = sum(layer in self._joined for layer, _, _ in self._columns)
        self._nothing = [NOTHING] * (cells + 2 * joined)
        yield "#FORMAT=WebAnno TSV 3.3\n"
        yield from self._header()
        yield "\n"
        self._ids = dict(self._unit_ids())
        for number, (first, after) in enumerate(pairwise([*self._sentences, len(self._starts)]), 1):
            yield "\n"
            if number == 1:
                yield RECORD + orjson.dumps(self._record()).decode() + "\n"
            for line in self._sentence(first, after).split("\n"):
                yield f"#Text={escaped_text(line)}\n"
            for token in range(first, after):
                own = self._starts[token], self._ends[token]
                for place in (own, *self._subs.get(token, ())):
                    yield self._row(token, place)

    def _record(self) -> dict[str, object]:
        before = self._text[: self._starts[0]]
        document = self._bundle.document
        record: dict[str, object] = {"id": document.uid, "length": len(self._text)}
        if before.strip(" "):
            record["before"] = before
        meta = meta_of(document)
        return record | {"meta": meta} if meta else record

    def _sentence(self, first: int, after: int) -> str:
        """Return the text of a sentence, with as much of what follows as no reader would restore.

        INCEpTION puts a line break and then blanks between sentences that do not touch.
        """
        start, end = self._starts[first], self._ends[after - 1]
        if after == len(self._starts):
            return self._text[start:]
        between = self._text[end : self._starts[after]]
        return self._text[start:end] + _BY_RULE.sub("", between)

    def _used(self) -> list[tuple[str, list[_Key], bool]]:
        """Return (layer, features, has it links?) of the layers in use, those with links last."""
        used: dict[str, set[_Key]] = {}
        for each in self._flat.spans:
            used.setdefault(each.layer, set()).update(self._said[each.id])
        found = []
        for layer in self._names.layers:
            if layer.uid in used:
                features = self._names.features_of(layer.uid)
                mine = [key for key in features if key in used[layer.uid]]
                found.append((layer.uid, mine, layer.uid in self._linked))
        return sorted(found, key=lambda each: each[2])

    def _header(self) -> Iterator[str]:
        names = self._names
        for layer, keys, linked in self._columns:
            features = names.features_of(layer)
            declared = [names.type_of(layer), LABEL, *(features[key] for key in keys)]
            if linked:
                slot = f"ROLE_{names.type_of(layer)}:{LINKS}_{names.links_of(layer)}"
                declared += [slot, ANY]
            yield f"#T_SP={'|'.join(declared)}\n"
        for layer, _, _ in self._columns:
            if layer in self._joined:
                base = f"BT_{names.type_of(layer)}"
                yield f"#T_RL={names.relation_of(layer)}|{LABEL}|{base}\n"

    def _unit_ids(self) -> Iterator[tuple[tuple[int, _Range], str]]:
        for number, (first, after) in enumerate(pairwise([*self._sentences, len(self._starts)]), 1):
            for place, token in enumerate(range(first, after), 1):
                unit = f"{number}-{place}"
                yield (token, (self._starts[token], self._ends[token])), unit
                for sub, inner in enumerate(self._subs.get(token, ()), 1):
                    yield (token, inner), f"{unit}.{sub}"

    # Rows --------------------------------------------------------------------------------------

    def _row(self, token: int, place: _Range) -> str:
        start, end = place
        unit = token, place
        layers, arcs = self._on.get(unit, {}), self._arcs.get(unit, {})
        head = f"{self._ids[unit]}\t{self._move(start)}-{self._move(end)}"
        cells = [head, word(self._text[start:end])]
        if not layers and not arcs:
            return "\t".join((*cells, *self._nothing)) + "\t\n"
        for layer, keys, linked in self._columns:
            cells += self._cells(layers.get(layer, ()), keys, linked=linked)
        for layer, _, _ in self._columns:
            if layer in self._joined:
                mine = arcs.get(layer, ())
                cells.append(STACK.join(escaped_value(each.role) for each in mine) or NOTHING)
                cells.append(STACK.join(map(self._source, mine)) or NOTHING)
        return "\t".join(cells) + "\t\n"

    def _cells(
        self, stack: Iterable[Annotation], keys: list[_Key], *, linked: bool
    ) -> Iterator[str]:
        stack = list(stack)
        if not stack:
            yield from [NOTHING] * (1 + len(keys) + 2 * linked)
            return
        yield STACK.join(escaped_value(each.label) + self._numbered(each.id) for each in stack)
        for key in keys:
            yield STACK.join(self._value(each, key) + self._numbered(each.id) for each in stack)
        if linked:
            yield STACK.join(map(self._roles, stack))
            yield STACK.join(map(self._targets, stack))

    def _value(self, each: Annotation, key: _Key) -> str:
        value = self._said[each.id].get(key)
        if value is None:
            return PRESENT
        if isinstance(value, bool):
            return "true" if value else "false"
        return escaped_value(str(value))

    def _roles(self, each: Annotation) -> str:
        roles = SLOT.join(escaped_value(link.role) for link in self._links.get(each.id, ()))
        return (roles or NOTHING) + self._numbered(each.id)

    def _targets(self, each: Annotation) -> str:
        links = self._links.get(each.id, ())
        return SLOT.join(self._unit(link.child) + self._numbered(link.child) for link in links) or (
            PRESENT
        )

    def _source(self, arc: FlatRelation) -> str:
        numbers = f"{self._numbers[arc.head]}_{self._numbers[arc.child]}"
        return f"{self._unit(arc.head)}[{numbers}]"

    def _unit(self, number: int) -> str:
        return self._ids[self._first[number]]

    def _numbered(self, number: int) -> str:
        found = self._numbers.get(number)
        return "" if found is None else f"[{found}]"


def _said(found: Flat) -> dict[int, dict[_Key, AttributeValue]]:
    """Return the attributes of each label, and of the quote or opinion that it stands for."""
    said = {
        each.id: {(each.layer, name, False): value for name, value in each.attributes.items()}
        for each in found.spans
    }
    for frame, anchor in found.frames:
        said[anchor] |= {
            (frame.layer, name, True): value for name, value in frame.attributes.items()
        }
    return said
