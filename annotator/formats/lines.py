"""One line of the native format to a bundle.

Owns the checks: every offset, reference and type on a line is looked at before anything is made of
it, and each complaint names the key it is about.  Nothing is repaired in silence.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from annotator.domain.annotations import (
    Annotation,
    Span,
    SpanError,
    check_spans,
)
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Assignment, Comment, Entry, State, Zone, ZoneKind
from annotator.domain.errors import Phrase, reason_of
from annotator.domain.ids import derived_id, parse_id
from annotator.domain.offset_units import Unit
from annotator.domain.review import Decision, How
from annotator.domain.scheme import LayerKind
from annotator.domain.text import normalise
from annotator.formats import fields
from annotator.formats.line_context import ORIGINS
from annotator.formats.line_frames import FrameReader
from annotator.formats.line_units import in_code_points
from annotator.formats.line_values import (
    listed,
    needed,
    offset,
    optional,
    refuse_unknown,
    shown,
    wrong,
)
from annotator.formats.prodigy_tasks import as_native
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.text import MAX_BYTES, clean, document_for

_ZONE_KINDS = {each.value: each for each in ZoneKind}
_STATES = {each.value: each for each in State}
_LINE = frozenset(fields.LINE + fields.PRODIGY_BOOKS + fields.PRODIGY_MORE)
_SPAN = frozenset(fields.SPAN + fields.PRODIGY_SPAN)
#: What our own exports write of a span in one part, without attributes and entry.
_USUAL = ("id", "start", "end", "label", "text", "layer", "annotator", "origin")
_USUAL_SPAN = frozenset((*_USUAL, "token_start", "token_end"))
_usual_values = itemgetter(*_USUAL)
_ENTRY, _ZONE, _STATE = map(frozenset, (fields.ENTRY, fields.ZONE, fields.STATE))
_DECISION = frozenset(fields.DECISION)
_COMMENT = frozenset(fields.COMMENT)
_HOW = {each.value: each for each in How}
_DOCUMENT_LABEL = frozenset(fields.DOCUMENT_LABEL)
#: Levels of lists and objects in "meta"; they are written out again by recursive writers.
_META_DEPTH = 32


def bundle_of(line: Any, options: ReadOptions) -> Bundle | None:
    """Return the bundle of a parsed line, or None for a task that was not accepted.

    Raises ProblemError for anything that is not as the format says.
    """
    if type(line) is not dict:
        raise ProblemError("line-not-object", found=type(line).__name__)
    annotator = ""
    if not line.keys().isdisjoint(fields.PRODIGY_TASK):
        task = as_native(line, options)
        if task is None:
            return None
        line, annotator = task
    return native_bundle(line, options, annotator)


def native_bundle(line: dict[str, Any], options: ReadOptions, annotator: str = "") -> Bundle:
    """Return the bundle of an article in native words; `annotator` is whose it is by default.

    Raises ProblemError for anything that is not as the format says.
    """
    unit = optional(line, "offsets", str, None)
    if unit is None and options.unit is not None:
        unit = options.unit.value
    if unit not in (None, Unit.CODE_POINT.value):
        line = in_code_points(line, unit)
    return _LineReader(line, options, annotator).bundle()


class _LineReader(FrameReader):
    def __init__(self, line: dict[str, Any], options: ReadOptions, annotator: str) -> None:
        super().__init__(line, options, annotator)
        self._entry_ids: dict[str, int] = {}
        self._entries: dict[int, Entry] = {}

    def bundle(self) -> Bundle:
        line, options = self._line, self._options
        refuse_unknown(line, _LINE, "line")
        for name in line.keys() & set(fields.PRODIGY_MORE):
            options.ignore(Phrase("told-key", {"name": name}))
        replaced = self._read_text(line)
        document = document_for(
            self._text,
            uid=self._read_uid(line),
            encoding="utf-8",
            replaced=replaced,
            meta={**options.meta, **self._meta(line.get("meta"))},
        )
        self._document, self._uid = document.id, document.uid
        for entry in listed(line, "entries"):
            self._read_entry(entry)
        for span in listed(line, "spans"):
            if not self._read_usual_span(span):
                self._read_span(span)
        for number, label in enumerate(listed(line, "document_labels")):
            self._read_document_label(label, number)
        self._read_frames(line)
        for link in listed(line, "links"):
            self._read_link(link)
        self._check_tokens(line)
        return Bundle(
            document,
            self._text,
            self._zones(line),
            list(self._annotations.values()),
            list(self._relations.values()),
            entries=self._entries,
            assignments=self._states(line),
            decisions=self._decisions(line),
            comments=self._comments(line),
            written_ids=self._written,
        )

    # Parts of a line -------------------------------------------------------------------------

    def _read_text(self, line: dict[str, Any]) -> int:
        """Take the text and return how many characters were replaced by choice."""
        raw = needed(line, "text", str, "line")
        most = self._options.max_bytes or MAX_BYTES
        if len(raw) > most:
            raise ProblemError("text-too-large", most=max(1, most // 1024**2))
        try:
            self._text, replaced = clean(raw, replace=self._options.replace_forbidden)
        except ProblemError as error:
            values = {name: error.values[name] for name in ("name", "position")}
            raise ProblemError("forbidden-in-text", **values) from None
        if not self._text.strip():
            raise ProblemError("line-no-text")
        self._length = len(self._text)
        # "\r\n" counts as two characters outside and as one inside.
        if len(raw) != self._length and (line.get("spans") or line.get("zones")):
            raise ProblemError("line-breaks-with-offsets")
        return replaced

    @staticmethod
    def _read_uid(line: dict[str, Any]) -> str:
        return str(optional(line, "id", str | int, "", "line"))

    @staticmethod
    def _meta(meta: Any) -> dict[str, Any]:
        """Return the fields of the document that "meta" fills."""
        if meta is None:
            return {}
        if type(meta) is not dict:
            raise wrong("meta", "object", meta)
        columns: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for name, value in meta.items():
            if name in fields.META and (type(value) is str or value is None):
                columns[fields.META[name]] = value or ""
            else:
                rest[name] = value
        if _depth(rest) > _META_DEPTH:
            raise ProblemError("line-too-deep", most=_META_DEPTH)
        return {**columns, "meta": rest} if rest else columns

    def _read_entry(self, entry: Any) -> None:
        refuse_unknown(entry, _ENTRY, "entries")
        name = needed(entry, "name", str, "entries")
        written = str(optional(entry, "id", str | int, name, "entries"))
        if written in self._entry_ids:
            raise ProblemError("id-twice", key="entries", id=written[:60])
        aliases = listed(entry, "aliases")
        if not all(type(each) is str for each in aliases):
            raise wrong("entries.aliases", "text-list", aliases)
        number = parse_id(written) or derived_id("entry", written)
        self._entry_ids[written] = number
        self._entries[number] = Entry(
            number,
            name,
            kind=optional(entry, "kind", str, "", "entries"),
            note=optional(entry, "note", str, "", "entries"),
            wikidata=optional(entry, "wikidata", str, "", "entries"),
            aliases=tuple(aliases),
        )

    def _read_usual_span(self, span: Any) -> bool:
        """Take a span that is as our own exports write most of them; False for any other.

        Most of a file is such spans, so that each is looked at without a call for every key of it.
        Nothing is refused here: what is not wholly as it should be is left to `_read_span`, which
        knows what to say.
        """
        try:
            if not span.keys() <= _USUAL_SPAN:
                return False
            written, start, end, label, surface, layer, name, origin = _usual_values(span)
            known = self._options.span_labels[layer, label]
            annotator = self._annotator_ids[name]
            came = ORIGINS[origin]
        except (AttributeError, KeyError, TypeError):
            return False
        if (
            type(start) is not int
            or type(end) is not int
            or not 0 <= start < end <= self._length
            or self._text[start:end] != surface
            or type(written) is not str
            or written in self._ids
        ):
            return False
        number = parse_id(written)
        if number is None:
            return False
        self._written["annotations"].append(number)
        self._ids[written] = number
        self._annotations[number] = Annotation(
            number, self._document, annotator, *known, (Span(start, end),), {}, came
        )
        return True

    def _read_span(self, span: Any) -> None:
        refuse_unknown(span, _SPAN, "spans")
        if optional(span, "suggested", bool, False, "spans"):
            self._options.ignore(Phrase("told-suggestions"))
            self._skip(span)
            return
        parts = self._parts(span)
        known = self._label(span, "spans", None)
        if known is None:
            self._skip(span)
            return
        layer, label = known
        written = span.get("text")
        start, end = parts[0].start, parts[-1].end
        found = self._text[start:end]
        if written is not None and written != found:
            self._compare(written, found, start, end)
        annotator = self._annotator(span)
        number = self._new_id(span, "spans", annotator)
        if not number:
            ranges = ",".join(f"{a}-{b}" for a, b in parts)
            number = self._derived("spans", annotator, f"{layer}.{label}:{ranges}")
        entry = span.get("entry")
        if entry is not None and (entry := self._entry_ids.get(str(entry))) is None:
            raise ProblemError(
                "reference-unknown", key="spans.entry", reference=shown(span["entry"])
            )
        for name in ("score", "model"):
            if span.get(name) is not None:
                self._options.ignore(Phrase("told-key-spans", {"name": name}))
        self._annotations[number] = Annotation(
            number,
            self._document,
            annotator,
            layer,
            label,
            parts,
            self._attributes(span, layer, "spans") if "attributes" in span else {},
            self._origin(span),
            entry,
        )

    def _parts(self, span: dict[str, Any]) -> tuple[Span, ...]:
        start, end = offset(span, "start", "spans"), offset(span, "end", "spans")
        if not 0 <= start < end <= self._length:
            self._refuse_range(start, end)
        pairs = span.get("parts")
        if pairs is None:
            return (Span(start, end),)
        if type(pairs) is not list or not all(
            type(pair) is list and len(pair) == 2 and type(pair[0]) is type(pair[1]) is int
            for pair in pairs
        ):
            raise wrong("spans.parts", "pairs", pairs)
        parts = tuple(Span(*pair) for pair in pairs)
        if not parts or parts[0].start != start or parts[-1].end != end:
            raise ProblemError("span-parts", start=start, end=end)
        try:
            check_spans(parts, self._length)
        except SpanError as error:
            raise ProblemError("span-bad", why=reason_of(error)) from None
        return parts

    def _refuse_range(self, start: int, end: int) -> None:
        if start >= end:
            raise ProblemError("span-order", start=start, end=end)
        raise ProblemError("span-outside", start=start, end=end, length=self._length)

    @staticmethod
    def _compare(written: Any, found: str, start: int, end: int) -> None:
        """Refuse a surface that is not what the text has; line breaks may be written as before."""
        if type(written) is not str:
            raise wrong("spans.text", "text", written)
        if normalise(written) != found:
            raise ProblemError(
                "span-text", start=start, end=end, written=written[:60], found=found[:60]
            )

    def _read_document_label(self, label: Any, place: int) -> None:
        if type(label) is str:
            label = {"label": label}
        refuse_unknown(label, _DOCUMENT_LABEL, "document_labels")
        known = self._label(label, "document_labels", LayerKind.DOCUMENT)
        if known is None:
            self._skip(label)
            return
        layer, uid = known
        annotator = self._annotator(label)
        number = self._new_id(label, "document_labels", annotator) or self._derived(
            "document_labels", annotator, f"{layer}.{uid}#{place}"
        )
        self._annotations[number] = Annotation(
            number, self._document, annotator, layer, uid, (),
            self._attributes(label, layer, "document_labels"), self._origin(label),
        )  # fmt: skip

    # Around the annotations --------------------------------------------------------------------

    def _zones(self, line: dict[str, Any]) -> list[Zone]:
        zones: dict[int, Zone] = {}
        for zone in listed(line, "zones"):
            refuse_unknown(zone, _ZONE, "zones")
            start, end = offset(zone, "start", "zones"), offset(zone, "end", "zones")
            if not 0 <= start < end <= self._length:
                self._refuse_range(start, end)
            kind = optional(zone, "kind", str, ZoneKind.FURNITURE.value, "zones")
            if kind not in _ZONE_KINDS:
                raise ProblemError("zone-kind", kind=kind[:60], known=", ".join(_ZONE_KINDS))
            written = str(optional(zone, "id", str | int, "", "zones"))
            number = parse_id(written) or derived_id("zone", self._uid, f"{start}-{end}", kind)
            if parse_id(written):
                self._written["zones"].append(number)
            if number in zones:
                raise ProblemError("id-twice", key="zones", id=written[:60] or f"{start}-{end}")
            zones[number] = Zone(number, self._document, start, end, _ZONE_KINDS[kind])
        return list(zones.values())

    def _states(self, line: dict[str, Any]) -> list[Assignment]:
        states: dict[int, Assignment] = {}
        for state in listed(line, "states"):
            refuse_unknown(state, _STATE, "states")
            value = needed(state, "state", str, "states")
            if value not in _STATES:
                raise ProblemError("state-unknown", state=value[:60], known=", ".join(_STATES))
            annotator = self._annotator(state)
            number = derived_id("assignment", f"{self._document:x}", f"{annotator:x}")
            if number in states and states[number].state is not _STATES[value]:
                name = str(state.get("annotator") or "")
                raise ProblemError("id-twice", key="states", id=name[:60])
            states[number] = Assignment(number, self._document, annotator, _STATES[value])
        return list(states.values())

    def _decisions(self, line: dict[str, Any]) -> list[Decision]:
        """Return where annotations of the gold set come from; they may come from other files."""
        decisions: dict[int, Decision] = {}
        for each in listed(line, "decisions"):
            refuse_unknown(each, _DECISION, "decisions")
            how = needed(each, "how", str, "decisions")
            if how not in _HOW:
                raise ProblemError("decision-how", how=how[:60], known=", ".join(_HOW))
            number = self._number(needed(each, "id", str, "decisions"))
            if number in decisions:
                raise ProblemError("id-twice", key="decisions", id=each["id"][:60])
            gold = optional(each, "gold", str, "", "decisions")
            decisions[number] = Decision(
                number,
                self._document,
                self._annotator(each),
                _HOW[how],
                tuple(self._number(one) for one in listed(each, "from")),
                self._number(gold) if gold else 0,
                optional(each, "seen", str, "", "decisions"),
                optional(each, "strategy", str, "", "decisions"),
                optional(each, "time", str, "", "decisions"),
            )
        return list(decisions.values())

    def _comments(self, line: dict[str, Any]) -> list[Comment]:
        comments: dict[int, Comment] = {}
        ids: dict[str, int] = {}
        for place, each in enumerate(listed(line, "comments")):
            refuse_unknown(each, _COMMENT, "comments")
            text = needed(each, "text", str, "comments")
            annotator = self._annotator(each)
            written = str(optional(each, "id", str | int, f"#{place}", "comments"))
            number = parse_id(written) or derived_id(
                "comment", self._uid, f"{annotator:x}", written, text
            )
            if written in ids or number in comments:
                raise ProblemError("id-twice", key="comments", id=written[:60])
            ids[written] = number
            on, above = each.get("on"), each.get("reply_to")
            if on is not None and str(on) in self._skipped:
                on = None
            if above is not None and str(above) not in ids:
                raise ProblemError(
                    "reference-unknown", key="comments.reply_to", reference=shown(above)
                )
            comments[number] = Comment(
                number,
                self._document,
                annotator,
                text,
                None if on is None else self._referred(on, "comments.on"),
                None if above is None else ids[str(above)],
                optional(each, "resolved", bool, False, "comments"),
            )
        return list(comments.values())

    @staticmethod
    def _number(written: Any) -> int:
        """Return an id that this program wrote; of decisions no others are known."""
        number = parse_id(written) if type(written) is str else None
        if number is None:
            raise wrong("decisions", "hexadecimal-ids", written)
        return number

    def _check_tokens(self, line: dict[str, Any]) -> None:
        """Refuse tokens that are nonsense; ours are made anew, so nothing of them is kept."""
        length = self._length
        for token in listed(line, "tokens"):
            if type(token) is not dict:
                raise wrong("tokens", "objects", token)
            start, end = offset(token, "start", "tokens"), offset(token, "end", "tokens")
            if not 0 <= start <= end <= length:
                raise ProblemError("span-outside", start=start, end=end, length=length)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0
