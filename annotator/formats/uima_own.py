"""What of a CAS the program wrote itself: layers of the scheme, zones, and records.

Owns how its features become native words again.  Somebody may have worked on them in between with
a program that knows nothing of them, so that each may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Move
from annotator.domain.scheme import AttributeType, LayerKind
from annotator.formats import fields
from annotator.formats.foreign import moved
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.uima_cas import Cas, Structure
from annotator.formats.uima_names import (
    CUSTOM,
    FEATURES,
    RELATION,
    as_meant,
    attribute_of,
    decoded,
    json_value,
    layer_of,
    short,
)
from annotator.formats.uima_xmi import number_of

_NOT_SAID = frozenset((*FEATURES, "begin", "end", "sofa"))
_SLOTS = {
    LayerKind.QUOTES: ("quotes", (*fields.QUOTE_SLOTS, "responds_to"), ("parent",)),
    LayerKind.OPINIONS: ("opinions", fields.OPINION_SLOTS, ("quote",)),
}
_KINDS = ("entries", "states", "decisions", "comments", "characters", "format")


def is_own(cas: Cas, each: Structure) -> bool:
    """Tell whether a structure is of a layer that the program wrote, by its features."""
    if not each.type.startswith(CUSTOM):
        return False
    features = cas.types.features(each.type).keys() | each.values.keys()
    return features >= {"label", "annotator"} and not features.isdisjoint(("id", "part_of"))


class OwnReader:
    """The structures of one CAS that are ours, on their way into native words."""

    move: Move
    annotator = ""  # whose everything is that does not say it

    def __init__(self, cas: Cas, options: ReadOptions, records: Sequence[Structure]) -> None:
        """Take the records of a CAS; raises ProblemError for those that are not as we wrote them.

        `move` has to be set before anything is taken that has a place.
        """
        self._cas = cas
        self._options = options
        self._records: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
        for each in sorted(records):
            self._take_record(each)
        self.spans: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.taken: dict[int, str] = {}
        self._frames: list[tuple[str, Structure, dict[str, Any]]] = []
        self._links: list[dict[str, Any]] = []
        self._zones: list[dict[str, Any]] = []
        self._parts: list[tuple[str, int, int]] = []
        self._entries = {str(each.get("id")) for each in self._records["entries"]}

    def _take_record(self, each: Structure) -> None:
        kind = str(each.values.get("kind", ""))
        if kind not in self._records:
            self._options.ignore(Phrase("told-records", {"kind": kind[:60]}))
            return
        value = json_value(str(each.values.get("value", "")))
        if type(value) is not (list if kind == "characters" else dict):
            raise ProblemError("uima-bad", why=Phrase("why-record", {"kind": kind}))
        self._records[kind] += value if kind == "characters" else [value]

    def records(self, kind: str) -> list[Any]:
        """Return the records of a kind; those of characters are (place, character)."""
        return self._records[kind]

    # Structures --------------------------------------------------------------------------------

    def take_span(self, each: Structure) -> None:
        """Take a label with words, a further part of one, or a quote or an opinion itself."""
        layer, label = layer_of(each.type), self._label(each)
        if not label:
            self._options.ignore(Phrase("told-annotations-bare"))
            return
        known = self._options.scheme.label(layer, label)
        kind = self._options.layer_kind(layer)
        record = self._record(each, layer)
        if known is not None and known.frame and kind in _SLOTS:
            self._frames.append((_SLOTS[kind][0], each, record | {"layer": layer}))
        else:
            start, end = self._place(each)
            if start == end:
                self._options.ignore(Phrase("told-annotations-empty"))
                return
            if each.values.get("part_of"):
                self._parts.append((str(each.values["part_of"]), start, end))
                return
            entry = str(each.values.get("entry") or "")
            if entry and entry in self._entries:
                record["entry"] = entry
            elif entry:
                self._options.ignore(Phrase("told-entries-missing"))
            place = {"start": start, "end": end}
            self.spans.append(record | place | {"label": label, "layer": layer})
        self.taken[each.id] = record["id"]

    def take_label(self, each: Structure) -> None:
        """Take a label of the article."""
        layer, label = layer_of(each.type), self._label(each)
        if label:
            self.labels.append(self._record(each, layer) | {"label": label, "layer": layer})
        else:
            self._options.ignore(Phrase("told-annotations-bare"))

    def take_zone(self, each: Structure) -> None:
        """Take a zone."""
        start, end = self._place(each)
        zone: dict[str, Any] = {"start": start, "end": end}
        for key in ("id", "kind"):
            if each.values.get(key):
                zone[key] = each.values[key]
        self._zones.append(zone)

    def take_link(self, each: Structure, head: str, child: str) -> None:
        """Take a relation from one label to another."""
        role = as_meant(str(each.values.get("role") or ""))
        role = role or decoded(short(each.type).removesuffix(RELATION))
        link = {"role": role, "from": head, "to": child} | self.whose(each)
        if each.values.get("id"):
            link["id"] = each.values["id"]
        self._links.append(link)

    def rest(self, taken: Mapping[int, str]) -> dict[str, list[Any]]:
        """Return all but spans and labels of articles, when everything was taken.

        `taken` says under which id each structure was taken, of other layers too.  Parts are put
        to their labels.
        """
        self._join_parts()
        found: dict[str, list[Any]] = {"quotes": [], "opinions": []}
        for key, each, frame in self._frames:
            self._fill(key, each, frame, taken)
            found[key].append(frame)
        ids = {*taken.values(), *(each["id"] for each in self.labels)}
        for comment in self._records["comments"]:
            if comment.get("on") is not None and str(comment["on"]) not in ids:
                self._options.note(Phrase("told-remarks-gone"))
                del comment["on"]
        for kind in ("entries", "states", "decisions", "comments"):
            found[kind] = self._records[kind]
        return found | {"links": self._links, "zones": self._zones}

    def _join_parts(self) -> None:
        by_id = {each["id"]: each for each in self.spans}
        parts: dict[str, list[list[int]]] = {}
        for whole, start, end in self._parts:
            if whole in by_id:
                parts.setdefault(whole, []).append([start, end])
            else:
                self._options.ignore(Phrase("told-parts-gone"))
        for whole, found in parts.items():
            span = by_id[whole]
            pairs = sorted([*found, [span["start"], span["end"]]])
            span |= {"start": pairs[0][0], "end": pairs[-1][1], "parts": pairs}

    def _fill(
        self, key: str, each: Structure, frame: dict[str, Any], taken: Mapping[int, str]
    ) -> None:
        """Put into a quote or an opinion what fills its slots."""
        many, single = next(slots for name, *slots in _SLOTS.values() if name == key)
        for number in self._slots(each):
            slot = self._cas.referred(number, f"{short(each.type)}.slots")
            role = as_meant(str(slot.values.get("role") or ""))
            target = (slot.refs.get("target") or [0])[0]
            if not target:
                self._options.ignore(Phrase("told-slots-empty"))
                continue
            filler = taken.get(self._cas.referred(target, f"{short(slot.type)}.target").id)
            if filler is None:
                self._options.ignore(Phrase("told-slots-bare"))
            elif role in many:
                frame.setdefault(role, []).append(filler)
            elif role in single and role not in frame:
                frame[role] = filler
            else:
                self._links.append({"role": role, "from": frame["id"], "to": filler})

    def _slots(self, each: Structure) -> list[int]:
        found: list[int] = []
        for number in each.refs.get("slots", ()):
            structure = self._cas.referred(number, f"{short(each.type)}.slots")
            found += structure.refs.get("elements", [number])
        return found

    # Values ------------------------------------------------------------------------------------

    def _place(self, each: Structure) -> tuple[Any, Any]:
        return (
            moved(self.move, each.values.get("begin"), f"{short(each.type)}.begin"),
            moved(self.move, each.values.get("end"), f"{short(each.type)}.end"),
        )

    @staticmethod
    def _label(each: Structure) -> str:
        return as_meant(str(each.values.get("label") or ""))

    def _record(self, each: Structure, layer: str) -> dict[str, Any]:
        found: dict[str, Any] = {"id": str(each.values.get("id") or f"#{each.id}")}
        found |= self.whose(each)
        if each.values.get("origin"):
            found["origin"] = each.values["origin"]
        attributes = {
            name: self._typed(layer, name, value)
            for feature, value in each.values.items()
            if feature not in _NOT_SAID and not isinstance(value, list)
            for name in (attribute_of(feature),)
        }
        return found | {"attributes": attributes} if attributes else found

    def whose(self, each: Structure) -> dict[str, str]:
        """Return whose a label or a relation is, if anything says so."""
        name = self.annotator
        if is_own(self._cas, each):
            name = as_meant(str(each.values.get("annotator") or "")) or name
        return {"annotator": name} if name else {}

    def _typed(self, layer: str, name: str, value: Any) -> Any:
        """Return a value of an attribute; without a type system, all of them are texts."""
        if type(value) is not str:
            return value
        known = self._options.scheme.attribute(layer, name)
        if known is not None and known.type is AttributeType.YES_NO:
            return {"true": True, "false": False}.get(value, value)
        if known is not None and known.type is AttributeType.NUMBER:
            return number_of(value, name)
        return as_meant(value)
