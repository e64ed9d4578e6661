"""One line of the native format to a bundle.

Owns the checks: every offset, reference and type on a line is looked at before anything is made of
it, and each complaint names the key it is about.  Nothing is repaired in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from annotator.domain.annotations import (
    Annotation,
    AttributeValue,
    Origin,
    Relation,
    Span,
    SpanError,
    check_spans,
)
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Assignment, Entry, State, Zone, ZoneKind
from annotator.domain.ids import derived_id, parse_id
from annotator.domain.opinions import WRITER
from annotator.domain.quotes import quote_type
from annotator.domain.scheme import LayerKind
from annotator.domain.tokens import Tokens
from annotator.formats import fields
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.text import clean, document_for

_ORIGINS = {each.value: each for each in Origin}


def bundle_of(line: Any, options: ReadOptions) -> Bundle:
    """Return the bundle that a parsed line describes; raises ProblemError."""
    if not isinstance(line, dict):
        raise ProblemError("line-not-object", found=type(line).__name__)
    return _LineReader(line, options).bundle()


class _LineReader:
    def __init__(self, line: dict[str, Any], options: ReadOptions) -> None:
        self._line = line
        self._options = options
        self._ids: dict[str, int] = {}
        self._skipped: set[str] = set()
        self._annotations: dict[int, Annotation] = {}
        self._relations: dict[int, Relation] = {}
        self._entries: dict[int, Entry] = {}
        self._text = ""
        self._document = 0
        self._uid = ""

    def bundle(self) -> Bundle:
        line = self._line
        _refuse_unknown(line, fields.LINE + fields.PRODIGY_LINE, "line")
        raw = _need(line, "text", str, "line")
        self._text, replaced = clean(raw, replace=self._options.replace_forbidden)
        if not self._text.strip():
            raise ProblemError("line-no-text")
        shift_of_text = raw != self._text and not replaced
        uid = line.get("id")
        if uid is not None and not isinstance(uid, str | int):
            raise ProblemError("field-type", key="id", wanted="a text", found=repr(uid)[:80])
        meta, columns = self._meta(line.get("meta"))
        document = document_for(
            self._text,
            uid="" if uid is None else str(uid),
            encoding="utf-8",
            replaced=replaced,
            meta={**self._options.meta, **columns, **({"meta": meta} if meta else {})},
        )
        self._document, self._uid = document.id, document.uid
        if shift_of_text and (line.get("spans") or line.get("zones")):
            # "\r\n" counts as two characters outside and as one inside.
            raise ProblemError("line-breaks-with-offsets")
        self._read_entries(line)
        for span in _list(line, "spans"):
            self._read_span(span)
        for number, label in enumerate(_list(line, "document_labels")):
            self._read_document_label(label, number)
        frames = [("quotes", each) for each in _list(line, "quotes")]
        frames += [("opinions", each) for each in _list(line, "opinions")]
        for place, (key, frame) in enumerate(frames):
            self._announce_frame(key, frame, place)
        for place, (key, frame) in enumerate(frames):
            self._read_frame(key, frame, place)
        for link in _list(line, "links"):
            self._read_link(link)
        return Bundle(
            document,
            self._text,
            [self._zone(each, place) for place, each in enumerate(_list(line, "zones"))],
            list(self._annotations.values()),
            list(self._relations.values()),
            entries=self._entries,
            assignments=[self._state(each) for each in _list(line, "states")],
            tokens=self._tokens(line),
        )

    # Parts of a line -------------------------------------------------------------------------

    def _meta(self, meta: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        if meta is None:
            return {}, {}
        if not isinstance(meta, dict):
            raise ProblemError("field-type", key="meta", wanted="an object", found=repr(meta)[:80])
        columns, rest = {}, {}
        for name, value in meta.items():
            if name in fields.META and isinstance(value, str):
                columns[fields.META[name]] = value
            elif value is not None:
                rest[name] = value
        return rest, columns

    def _read_entries(self, line: dict[str, Any]) -> None:
        for entry in _list(line, "entries"):
            _refuse_unknown(entry, fields.ENTRY, "entries")
            name = _need(entry, "name", str, "entries")
            written = str(entry.get("id", name))
            number = parse_id(written) or derived_id("entry", written)
            self._ids["entry:" + written] = number
            self._entries[number] = Entry(
                number,
                name,
                _optional(entry, "kind", str, ""),
                _optional(entry, "note", str, ""),
                _optional(entry, "wikidata", str, ""),
                tuple(_optional(entry, "aliases", list, [])),
            )

    def _read_span(self, span: Any) -> None:
        if not isinstance(span, dict):
            raise ProblemError("field-type", key="spans", wanted="objects", found=repr(span)[:80])
        _refuse_unknown(span, fields.SPAN + fields.PRODIGY_SPAN, "spans")
        if span.get("suggested"):
            self._options.ignore("suggestions")
            return
        parts = self._parts(span)
        known = self._label(span, "spans")
        if known is None:
            self._skipped.add(str(span.get("id", "")))
            return
        layer, label = known
        written = span.get("text")
        hull = Span(parts[0].start, parts[-1].end)
        if written is not None and written != hull.of(self._text):
            raise ProblemError(
                "span-text",
                start=hull.start,
                end=hull.end,
                written=str(written)[:60],
                found=hull.of(self._text)[:60],
            )
        annotator = self._annotator(span, "spans")
        natural = f"{layer}.{label}:" + ",".join(f"{a}-{b}" for a, b in parts)
        number = self._new_id(span, "spans", annotator, natural)
        entry = span.get("entry")
        if entry is not None and f"entry:{entry}" not in self._ids:
            raise ProblemError("reference-unknown", key="spans.entry", reference=str(entry)[:60])
        self._annotations[number] = Annotation(
            number,
            self._document,
            annotator,
            layer,
            label,
            parts,
            self._attributes(span, layer),
            self._origin(span),
            None if entry is None else self._ids[f"entry:{entry}"],
        )

    def _parts(self, span: Mapping[str, Any]) -> tuple[Span, ...]:
        start = _offset(span, "start", "spans")
        end = _offset(span, "end", "spans")
        if start >= end:
            raise ProblemError("span-order", start=start, end=end)
        parts: tuple[Span, ...] = (Span(start, end),)
        if span.get("parts") is not None:
            pairs = _optional(span, "parts", list, [])
            if not all(
                isinstance(pair, list)
                and len(pair) == 2
                and all(type(each) is int for each in pair)
                for pair in pairs
            ):
                raise ProblemError("field-type", key="spans.parts", wanted="pairs of whole numbers",
                                   found=repr(pairs)[:80])  # fmt: skip
            parts = tuple(Span(*pair) for pair in pairs)
            if not parts or parts[0].start != start or parts[-1].end != end:
                raise ProblemError("span-parts", start=start, end=end)
        if end > len(self._text) or start < 0:
            raise ProblemError("span-outside", start=start, end=end, length=len(self._text))
        try:
            check_spans(parts, len(self._text))
        except SpanError as error:
            raise ProblemError("span-bad", why=str(error)) from None
        return parts

    def _read_document_label(self, label: Any, place: int) -> None:
        if isinstance(label, str):
            label = {"label": label}
        _refuse_unknown(label, fields.DOCUMENT_LABEL, "document_labels")
        known = self._label(label, "document_labels", LayerKind.DOCUMENT)
        if known is None:
            return
        layer, uid = known
        annotator = self._annotator(label, "document_labels")
        number = self._new_id(label, "document_labels", annotator, f"{layer}.{uid}#{place}")
        self._annotations[number] = Annotation(
            number, self._document, annotator, layer, uid, (),
            self._attributes(label, layer), self._origin(label),
        )  # fmt: skip

    def _announce_frame(self, key: str, frame: Any, place: int) -> None:
        """Give a frame its id, so that frames may refer to frames further down."""
        if not isinstance(frame, dict):
            raise ProblemError("field-type", key=key, wanted="objects", found=repr(frame)[:80])
        _refuse_unknown(frame, fields.QUOTE if key == "quotes" else fields.OPINION, key)
        kind = LayerKind.QUOTES if key == "quotes" else LayerKind.OPINIONS
        layer = self._options.scheme.layer_of_kind(kind)
        label = None if layer is None else self._options.scheme.frame_label(layer.uid)
        if layer is None or label is None:
            raise ProblemError("layer-missing", kind=kind.value, key=key)
        annotator = self._annotator(frame, key)
        slots = fields.QUOTE_SLOTS if key == "quotes" else fields.OPINION_SLOTS
        natural = f"{key}#{place}:" + ";".join(str(frame.get(slot)) for slot in slots)
        number = self._new_id(frame, key, annotator, natural)
        self._annotations[number] = Annotation(
            number, self._document, annotator, layer.uid, label.uid, (),
            self._frame_attributes(key, frame, layer.uid), self._origin(frame),
        )  # fmt: skip
        frame["_id"] = number

    def _frame_attributes(
        self, key: str, frame: dict[str, Any], layer: str
    ) -> dict[str, AttributeValue]:
        attributes = self._attributes(frame, layer)
        for name in ("act",) if key == "quotes" else ("polarity", "intensity"):
            value = _optional(frame, name, str, None)
            if value is not None:
                attributes[name] = self._checked(layer, name, value)
        if key == "opinions" and frame.get("holder") == WRITER:
            attributes["holder"] = WRITER
        return attributes

    def _read_frame(self, key: str, frame: dict[str, Any], place: int) -> None:
        number = frame.pop("_id")
        annotation = self._annotations[number]
        slots = fields.QUOTE_SLOTS if key == "quotes" else fields.OPINION_SLOTS
        for slot in slots:
            fillers = frame.get(slot)
            if fillers is None or (slot == "holder" and fillers == WRITER):
                continue
            if not isinstance(fillers, list):
                raise ProblemError("field-type", key=f"{key}.{slot}", wanted="a list of span ids",
                                   found=repr(fillers)[:80])  # fmt: skip
            self._relate(annotation, slot, fillers, f"{key}.{slot}")
        if key == "quotes":
            if frame.get("parent") is not None:
                self._relate(annotation, "parent", [frame["parent"]], "quotes.parent")
            self._relate(
                annotation,
                "responds_to",
                _optional(frame, "responds_to", list, []),
                "quotes.responds_to",
            )
            self._read_type(annotation, frame)
        elif frame.get("quote") is not None:
            self._relate(annotation, "quote", [frame["quote"]], "opinions.quote")

    def _read_type(self, annotation: Annotation, frame: dict[str, Any]) -> None:
        """Keep the type only where somebody overruled what the marks say."""
        written = _optional(frame, "type", str, None)
        if written is None or "type" in annotation.attributes:
            return

        def spans(slot: str) -> list[Span]:
            ids = [each.target for each in self._relations.values()
                   if each.source == annotation.id and each.role == slot]  # fmt: skip
            return [span for each in ids for span in self._annotations[each].spans]

        if written != quote_type(self._text, spans("content"), spans("insertion")).value:
            attributes = dict(annotation.attributes)
            attributes["type"] = self._checked(annotation.layer, "type", written)
            self._annotations[annotation.id] = _with_attributes(annotation, attributes)

    def _read_link(self, link: Any) -> None:
        if not isinstance(link, dict):
            raise ProblemError("field-type", key="links", wanted="objects", found=repr(link)[:80])
        _refuse_unknown(link, fields.LINK, "links")
        if str(link.get("from")) in self._skipped:
            return
        source = self._referred(_need(link, "from", str | int, "links"), "links.from")
        role = _need(link, "role", str, "links")
        self._relate(self._annotations[source], role, [link.get("to")], "links.to", link)

    def _relate(
        self,
        frame: Annotation,
        role: str,
        targets: Iterable[Any],
        key: str,
        link: Mapping[str, Any] | None = None,
    ) -> None:
        for position, written in enumerate(targets):
            if str(written) in self._skipped:
                continue
            target = self._referred(written, key)
            filler = self._annotations[target]
            known = self._options.scheme.role(role)
            ends = (f"{frame.layer}.{frame.label}", f"{filler.layer}.{filler.label}")
            if known is None:
                raise ProblemError("role-unknown", role=role[:60])
            if not known.allows(*ends):
                raise ProblemError("role-ends", role=role, source=ends[0], target=ends[1])
            number = derived_id("relation", f"{frame.id:x}", role, f"{target:x}")
            if link is not None and (own := parse_id(str(link.get("id", "")))):
                number = own
            if number in self._relations:
                raise ProblemError("id-twice", key=key, id=str(written)[:60])
            self._relations[number] = Relation(
                number, self._document, frame.annotator, role, frame.id, target,
                0 if link is not None else position,
            )  # fmt: skip

    def _zone(self, zone: Any, place: int) -> Zone:
        if not isinstance(zone, dict):
            raise ProblemError("field-type", key="zones", wanted="objects", found=repr(zone)[:80])
        _refuse_unknown(zone, fields.ZONE, "zones")
        start, end = _offset(zone, "start", "zones"), _offset(zone, "end", "zones")
        if not 0 <= start < end <= len(self._text):
            raise ProblemError("span-outside", start=start, end=end, length=len(self._text))
        kind = _optional(zone, "kind", str, "furniture")
        if kind not in set(ZoneKind):
            raise ProblemError("zone-kind", kind=kind[:60], known=", ".join(ZoneKind))
        written = str(zone.get("id", ""))
        number = parse_id(written) or derived_id("zone", self._uid, f"{start}-{end}", kind)
        return Zone(number, self._document, start, end, ZoneKind(kind))

    def _state(self, state: Any) -> Assignment:
        if not isinstance(state, dict):
            raise ProblemError("field-type", key="states", wanted="objects", found=repr(state)[:80])
        _refuse_unknown(state, fields.STATE, "states")
        value = _need(state, "state", str, "states")
        if value not in set(State):
            raise ProblemError("state-unknown", state=value[:60], known=", ".join(State))
        annotator = self._annotator(state, "states")
        number = derived_id("assignment", f"{self._document:x}", f"{annotator:x}")
        return Assignment(number, self._document, annotator, State(value))

    def _tokens(self, line: dict[str, Any]) -> Tokens | None:
        """Check the tokens of a line; ours are made anew, so only nonsense is refused."""
        for token in _list(line, "tokens"):
            start, end = _offset(token, "start", "tokens"), _offset(token, "end", "tokens")
            if not 0 <= start <= end <= len(self._text):
                raise ProblemError("span-outside", start=start, end=end, length=len(self._text))
        return None

    # Values ----------------------------------------------------------------------------------

    def _label(
        self, span: Mapping[str, Any], key: str, kind: LayerKind | None = None
    ) -> tuple[str, str] | None:
        """Return (layer, label), or None for a label that shall be skipped."""
        label = _need(span, "label", str, key)
        layer = _optional(span, "layer", str, "")
        if not layer and kind is not None:
            found = self._options.scheme.layer_of_kind(kind)
            layer = "" if found is None else found.uid
        known = self._options.label(layer, label)
        if known is None and self._options.skip_unknown_labels:
            self._options.ignore(f"label {layer + '.' if layer else ''}{label}"[:80])
        elif known is None:
            raise ProblemError("label-unknown", label=label[:60], layer=layer[:60])
        return known

    def _annotator(self, record: Mapping[str, Any], key: str) -> int:
        name = _optional(record, "annotator", str, "")
        return self._options.annotator_id(name)

    def _origin(self, record: Mapping[str, Any]) -> Origin:
        written = _optional(record, "origin", str, Origin.IMPORTED.value)
        if written not in _ORIGINS:
            raise ProblemError("origin-unknown", origin=written[:60], known=", ".join(_ORIGINS))
        return _ORIGINS[written]

    def _attributes(self, record: Mapping[str, Any], layer: str) -> dict[str, AttributeValue]:
        attributes = _optional(record, "attributes", dict, {})
        return {name: self._checked(layer, name, value) for name, value in attributes.items()}

    def _checked(self, layer: str, name: str, value: Any) -> AttributeValue:
        known = self._options.scheme.attribute(layer, name)
        if known is None:
            raise ProblemError("attribute-unknown", layer=layer, name=name[:60])
        why = known.problem_with(value)
        if why is not None:
            raise ProblemError("attribute-value", why=why[:200])
        return value  # type: ignore[no-any-return]

    def _new_id(self, record: Mapping[str, Any], key: str, annotator: int, natural: str) -> int:
        written = record.get("id")
        if written is None:
            number = derived_id("annotation", self._uid, f"{annotator:x}", natural)
            if number in self._annotations:
                raise ProblemError("annotation-twice", key=key)
            return number
        if isinstance(written, bool) or not isinstance(written, str | int):
            raise ProblemError("field-type", key=f"{key}.id", wanted="a text",
                               found=repr(written)[:80])  # fmt: skip
        name = str(written)
        if name in self._ids:
            raise ProblemError("id-twice", key=key, id=name[:60])
        number = parse_id(name) or derived_id("annotation", self._uid, f"{annotator:x}", name)
        self._ids[name] = number
        return number

    def _referred(self, written: Any, key: str) -> int:
        number = self._ids.get(str(written)) if isinstance(written, str | int) else None
        if number is None or number not in self._annotations:
            raise ProblemError("reference-unknown", key=key, reference=str(written)[:60])
        return number


def _with_attributes(annotation: Annotation, attributes: dict[str, AttributeValue]) -> Annotation:
    return replace(annotation, attributes=attributes)


def _refuse_unknown(record: Any, known: tuple[str, ...], key: str) -> None:
    if not isinstance(record, dict):
        raise ProblemError("field-type", key=key, wanted="an object", found=repr(record)[:80])
    if not record.keys() <= set(known):
        name = next(name for name in record if name not in known)
        raise ProblemError("key-unknown", key=key, name=str(name)[:60], known=", ".join(known))


def _list(record: Mapping[str, Any], key: str) -> list[Any]:
    value = record.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ProblemError("field-type", key=key, wanted="a list", found=repr(value)[:80])
    return value


def _need(record: Mapping[str, Any], name: str, kind: Any, key: str) -> Any:
    if name not in record:
        raise ProblemError("key-missing", key=key, name=name)
    return _optional(record, name, kind, None)


def _optional(record: Mapping[str, Any], name: str, kind: Any, default: Any) -> Any:
    value = record.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        wanted = {str: "a text", list: "a list", dict: "an object"}.get(kind, "a text or a number")
        raise ProblemError("field-type", key=name, wanted=wanted, found=repr(value)[:80])
    return value


def _offset(record: Any, name: str, key: str) -> int:
    value = record.get(name) if isinstance(record, dict) else None
    if type(value) is not int:
        raise ProblemError("offset-type", key=f"{key}.{name}", found=repr(value)[:80])
    return value
