"""Quotes, opinions and links of one line.

Owns frames and the relations from them; the parts they join are read before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.errors import Phrase
from annotator.domain.ids import derived_id, parse_id
from annotator.domain.opinions import WRITER
from annotator.domain.quotes import quote_type
from annotator.domain.scheme import LayerKind, Role
from annotator.formats import fields
from annotator.formats.line_context import LineContext
from annotator.formats.line_values import listed, needed, optional, refuse_unknown, wrong
from annotator.formats.registry import ProblemError

_LINK = frozenset(fields.LINK)
#: Kind of layer, known keys, slots, and attributes with a key of their own.
_FRAMES = {
    "quotes": (LayerKind.QUOTES, frozenset(fields.QUOTE), fields.QUOTE_SLOTS, ("act",)),
    "opinions": (
        LayerKind.OPINIONS,
        frozenset(fields.OPINION),
        fields.OPINION_SLOTS,
        ("polarity", "intensity"),
    ),
}


class FrameReader(LineContext):
    """Reads what joins the annotations of a line."""

    def _read_frames(self, line: dict[str, Any]) -> None:
        frames = [(key, each) for key in _FRAMES for each in listed(line, key)]
        # All frames get their ids first, so that one may refer to another further down.
        read = [self._read_frame(key, frame, place) for place, (key, frame) in enumerate(frames)]
        for (key, frame), annotation in zip(frames, read, strict=True):
            self._fill_frame(key, frame, annotation)

    def _read_frame(self, key: str, frame: Any, place: int) -> Annotation:
        kind, known, slots, named = _FRAMES[key]
        refuse_unknown(frame, known, key)
        scheme = self._options.scheme
        uid = optional(frame, "layer", str, "", key)
        layer = scheme.layer(uid) if uid else scheme.layer_of_kind(kind)
        label = None if layer is None else scheme.frame_label(layer.uid)
        if layer is None or label is None or layer.kind is not kind:
            raise ProblemError("layer-missing", kind=kind.value, key=key)
        annotator = self._annotator(frame)
        number = self._new_id(frame, key, annotator)
        if not number:
            natural = f"{key}#{place}:" + ";".join(str(frame.get(slot)) for slot in slots)
            number = self._derived(key, annotator, natural)
        attributes = self._attributes(frame, layer.uid, key)
        values = {name: optional(frame, name, str, None, key) for name in named}
        if key == "opinions" and frame.get("holder") == WRITER:
            values["holder"] = WRITER
        for name, value in values.items():
            if value is None:
                continue
            if attributes.get(name, value) != value:
                raise ProblemError("said-twice", key=key, name=name)
            attributes[name] = self._checked(layer.uid, name, value)
        annotation = Annotation(
            number, self._document, annotator, layer.uid, label.uid, (), attributes,
            self._origin(frame),
        )  # fmt: skip
        self._annotations[number] = annotation
        return annotation

    def _fill_frame(self, key: str, frame: dict[str, Any], annotation: Annotation) -> None:
        for slot in _FRAMES[key][2]:
            fillers = frame.get(slot)
            if fillers is None or (slot == "holder" and fillers == WRITER):
                continue
            if type(fillers) is not list:
                raise wrong(f"{key}.{slot}", "span-ids", fillers)
            self._relate(annotation, slot, fillers, f"{key}.{slot}")
        if key == "opinions":
            if frame.get("quote") is not None:
                self._relate(annotation, "quote", [frame["quote"]], "opinions.quote")
            return
        if frame.get("parent") is not None:
            self._relate(annotation, "parent", [frame["parent"]], "quotes.parent")
        answered = listed(frame, "responds_to")
        self._relate(annotation, "responds_to", answered, "quotes.responds_to")
        self._read_type(annotation, frame)

    def _read_type(self, annotation: Annotation, frame: dict[str, Any]) -> None:
        """Keep the type only where somebody overruled what the marks say."""
        written = optional(frame, "type", str, None, "quotes")
        if written is None:
            return
        if annotation.attributes.get("type", written) != written:
            raise ProblemError("said-twice", key="quotes", name="type")

        def spans(slot: str) -> list[Span]:
            ids = [each.target for each in self._relations.values()
                   if each.source == annotation.id and each.role == slot]  # fmt: skip
            return [span for each in ids for span in self._annotations[each].spans]

        if written != quote_type(self._text, spans("content"), spans("insertion")).value:
            attributes = dict(annotation.attributes)
            attributes["type"] = self._checked(annotation.layer, "type", written)
            self._annotations[annotation.id] = annotation._replace(attributes=attributes)

    def _read_link(self, link: Any) -> None:
        refuse_unknown(link, _LINK, "links")
        written = needed(link, "from", str | int, "links")
        role = needed(link, "role", str, "links")
        needed(link, "to", str | int, "links")
        if str(written) not in self._skipped:
            source = self._annotations[self._referred(written, "links.from")]
            self._relate(source, role, [link["to"]], "links.to", link)

    def _relate(
        self,
        frame: Annotation,
        role: str,
        targets: Iterable[Any],
        key: str,
        link: Mapping[str, Any] | None = None,
    ) -> None:
        options = self._options
        for position, written in enumerate(targets):
            if str(written) in self._skipped:
                options.ignore(Phrase("told-relation-skipped", {"role": role[:60]}))
                continue
            target = self._referred(written, key)
            filler = self._annotations[target]
            known = self._role(role, frame, filler)
            if known is None:
                continue
            number = derived_id("relation", f"{frame.id:x}", role, f"{target:x}")
            annotator = frame.annotator
            if link is not None:
                annotator = self._annotator(link) if link.get("annotator") else annotator
                written_id = parse_id(str(optional(link, "id", str | int, "", "links")))
                if written_id is not None:
                    number = written_id
                    self._written["relations"].append(number)
            if number in self._relations:
                raise ProblemError("id-twice", key=key, id=str(written)[:60])
            if not known.many:
                if (frame.id, role) in self._single:
                    raise ProblemError("role-twice", key=key, role=role)
                self._single.add((frame.id, role))
            self._relations[number] = Relation(
                number, self._document, annotator, role, frame.id, target,
                0 if link is not None else position,
            )  # fmt: skip

    def _role(self, role: str, source: Annotation, target: Annotation) -> Role | None:
        """Return the role that may join two annotations, or None for one that shall be skipped."""
        options = self._options
        named = (role, source.layer, source.label, target.layer, target.label)
        known = options.joins.get(named)
        if known is not None:
            return known
        ends = (f"{source.layer}.{source.label}", f"{target.layer}.{target.label}")
        allowed = options.role(role, *ends)
        known = options.scheme.role(role)
        if allowed and known is not None:
            options.joins[named] = known
            return known
        if options.skip_unknown_labels:
            options.ignore(Phrase("told-relation", {"role": role[:60]}))
            return None
        if known is None:
            raise ProblemError("role-unknown", role=role[:60])
        raise ProblemError("role-ends", role=role, source=ends[0], target=ends[1])
