"""What each action of an annotator does to a project, as steps.

Owns the rules of annotating: pure functions from an article and a wish to a `Step`.  They neither
store nor show anything, so that the window, the command line and tests cannot disagree.  A step
always leaves the article whole: what refers to something that goes, goes or lets go with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.domain.annotations import (
    Annotation,
    AttributeValue,
    Origin,
    Relation,
    Span,
    tidy_spans,
    without,
)
from annotator.domain.article import Article
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import (
    Assignment,
    Comment,
    Document,
    State,
    Suggestion,
    SuggestionState,
    Zone,
    ZoneKind,
)
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import IdSource, derived_id
from annotator.domain.opinions import INTENSITIES, WRITER
from annotator.domain.scheme import Label, LayerKind, Scheme
from annotator.domain.steps import Edit, Step, added, removed

#: Order in which Z walks through the kinds of a zone.
ZONE_KINDS = tuple(ZoneKind)
_SHOWN_TEXT = 40  # characters of a text in the name of a step


class NotPossible(AnnotatorError):
    """A wish that makes no sense here; the code says why, nothing changes."""


@dataclass(frozen=True)
class Scribe:
    """Who annotates which article by which scheme; makes steps, changes nothing."""

    article: Article
    scheme: Scheme
    ids: IdSource
    annotator: int

    # Labels ------------------------------------------------------------------------------------

    def make(
        self, spans: Iterable[Span], layer: str, label: str, origin: Origin = Origin.MANUAL
    ) -> tuple[Annotation, Step]:
        """Return a new annotation and the step that adds it."""
        annotation = self._annotation(spans, layer, label, origin=origin)
        return annotation, self._step("label-made", added(annotation), annotation)

    def relabel(self, annotation: Annotation, label: str) -> Step:
        """Return the step that gives an annotation another label of its layer."""
        if annotation.label == label:
            raise NotPossible("same-label")
        allowed = {each.uid for each in self.scheme.attributes_of(annotation.layer, label)}
        after = replace(
            annotation,
            label=label,
            attributes={n: v for n, v in annotation.attributes.items() if n in allowed},
            origin=_touched(annotation.origin),
        )
        broken = self._broken_by(after)
        return self._step("label-changed", (*removed(*broken), Edit(annotation, after)), after)

    def delete(self, annotation: Annotation, comments: Iterable[Comment] = ()) -> Step:
        """Return the step that takes an annotation away, with its links and comments.

        A frame takes along the parts that no other frame uses; a part leaves its frames, and a
        frame that has nothing left goes too.
        """
        going: dict[int, Annotation] = {annotation.id: annotation}
        if self._is_frame(annotation):
            for relation in self.article.relations_from(annotation.id):
                part = self.article.annotations.get(relation.target)
                if part is not None and self._is_part_only_of(part, annotation):
                    going[part.id] = part
        for frame in self.article.frames_of(annotation.id):
            left = [
                each
                for each in self.article.relations_from(frame.id)
                if each.target not in going and self._fills_a_slot(each)
            ]
            if not left:
                going[frame.id] = frame
        relations = {
            relation.id: relation
            for number in going
            for relation in (
                *self.article.relations_from(number),
                *self.article.relations_to(number),
            )
        }
        remarks = [each for each in comments if each.annotation in going]
        return self._step(
            "deleted",
            removed(*remarks, *relations.values(), *going.values()),
            annotation,
        )

    def set_spans(self, annotation: Annotation, spans: Iterable[Span], code: str) -> Step:
        """Return the step that moves an annotation's borders; links and comments stay."""
        tidy = tidy_spans(spans)
        if not tidy:
            raise NotPossible("nothing-left")
        if tidy == annotation.spans:
            raise NotPossible("nothing-changes")
        after = replace(annotation, spans=tidy, origin=_touched(annotation.origin))
        return self._step(code, (Edit(annotation, after),), after)

    def set_attribute(
        self, annotation: Annotation, name: str, value: AttributeValue | None
    ) -> Step:
        """Return the step that sets an attribute, or clears it with None."""
        known = self.scheme.attribute(annotation.layer, name)
        if known is None:
            raise NotPossible("attribute-unknown", layer=annotation.layer, name=name)
        attributes = dict(annotation.attributes)
        if value is None:
            attributes.pop(name, None)
        else:
            why = known.problem_with(value)
            if why is not None:
                raise NotPossible("attribute-value", why=why)
            attributes[name] = value
        if attributes == dict(annotation.attributes):
            raise NotPossible("nothing-changes")
        after = replace(annotation, attributes=attributes)
        return Step(
            "attribute-set",
            (Edit(annotation, after),),
            {"name": known.name, "value": "" if value is None else str(value)},
            self.article.document.id,
        )

    # Suggestions -------------------------------------------------------------------------------

    def accept(self, suggestions: Sequence[Suggestion], label: str = "") -> Step:
        """Return the step that makes annotations of suggestions, perhaps with another label."""
        edits: list[Edit] = []
        for each in suggestions:
            origin = Origin.SUGGESTION_EDITED if label else Origin.SUGGESTION
            annotation = self._annotation(
                [Span(each.start, each.end)], each.layer, label or each.label, origin=origin
            )
            edits += [Edit(each, replace(each, state=SuggestionState.ACCEPTED)), *added(annotation)]
        return self._about_suggestions("suggestion-accepted", suggestions, edits)

    def accept_with_span(self, suggestion: Suggestion, span: Span) -> Step:
        """Return the step that accepts a suggestion with corrected borders."""
        annotation = self._annotation(
            [span], suggestion.layer, suggestion.label, origin=Origin.SUGGESTION_EDITED
        )
        accepted = replace(suggestion, state=SuggestionState.ACCEPTED)
        return self._about_suggestions(
            "suggestion-accepted", [suggestion], [Edit(suggestion, accepted), *added(annotation)]
        )

    def reject(self, suggestions: Sequence[Suggestion]) -> Step:
        """Return the step that turns suggestions down for good."""
        edits = [Edit(each, replace(each, state=SuggestionState.REJECTED)) for each in suggestions]
        return self._about_suggestions("suggestion-rejected", suggestions, edits)

    def _about_suggestions(
        self, code: str, suggestions: Sequence[Suggestion], edits: Iterable[Edit]
    ) -> Step:
        first = suggestions[0]
        text = self._shown(Span(first.start, first.end))
        if len(suggestions) > 1:
            code += "-all"
        return Step(
            code,
            tuple(edits),
            {"text": text, "number": len(suggestions)},
            self.article.document.id,
        )

    # Quotes ------------------------------------------------------------------------------------

    def quote(self, draft: QuoteDraft) -> tuple[Annotation, Step]:
        """Return the frame of a new quote and the step that adds it with its parts."""
        layer, frame_label = self._frame_layer(LayerKind.QUOTES)
        frame = self._annotation((), layer, frame_label.uid)
        edits = list(added(frame))
        for role, spans in (
            ("content", draft.content),
            ("cue", [] if draft.cue is None else [draft.cue]),
            ("source", [] if draft.source is None else [draft.source]),
        ):
            for position, span in enumerate(spans):
                edits += self._filler(frame, role, [span], position)
        words = self._shown(draft.content[0]) if draft.content else ""
        return frame, Step("quote-made", tuple(edits), {"text": words}, self.article.document.id)

    def fill(self, frame: Annotation, role: str, span: Span) -> Step:
        """Return the step that puts a range into a slot of a frame.

        A range that is a part in this slot already leaves it; the slot of a role with one end is
        emptied first.  Words that are a part of the same kind elsewhere are shared, not doubled.
        """
        for relation in self.article.relations_from(frame.id, role):
            part = self.article.annotations.get(relation.target)
            if part is not None and part.spans == (span,):
                return self.unlink(relation)
        edits = [*self._displaced(frame, role), *self._filler(frame, role, [span])]
        if role == "holder" and frame.attributes.get("holder") == WRITER:
            edits.append(Edit(frame, _without_attribute(frame, "holder")))
        return Step(
            "slot-filled",
            tuple(edits),
            {"role": self._role_name(role), "text": self._shown(span)},
            self.article.document.id,
        )

    def link(self, frame: Annotation, role: str, part: Annotation) -> Step:
        """Return the step that links two annotations; raises NotPossible if the role may not."""
        known = self.scheme.role(role)
        ends = (f"{frame.layer}.{frame.label}", f"{part.layer}.{part.label}")
        if known is None or not known.allows(*ends):
            raise NotPossible("role-ends", role=role, source=ends[0], target=ends[1])
        present = self.article.relations_from(frame.id, role)
        if any(each.target == part.id for each in present) or frame.id == part.id:
            raise NotPossible("nothing-changes")
        position = 1 + max((each.position for each in present), default=-1)
        relation = Relation(
            self.ids.next(),
            self.article.document.id,
            self.annotator,
            role,
            frame.id,
            part.id,
            position,
        )
        return Step(
            "slot-filled",
            (*self._displaced(frame, role), *added(relation)),
            {"role": known.name, "text": self.text_of(part)},
            self.article.document.id,
        )

    def unlink(self, relation: Relation) -> Step:
        """Return the step that empties one place of a slot; a part nobody else uses goes too."""
        frame = self.article.annotations[relation.source]
        part = self.article.annotations[relation.target]
        edits = list(removed(relation))
        if self._is_part_only_of(part, frame):
            edits += removed(*self._relations_of(part, besides=relation), part)
        return Step(
            "slot-emptied",
            tuple(edits),
            {"role": self._role_name(relation.role), "text": self.text_of(part)},
            self.article.document.id,
        )

    def take_from_content(self, frame: Annotation, hole: Span) -> Step:
        """Return the step that takes a range out of a quote's content."""
        edits: list[Edit] = []
        for relation in self.article.relations_from(frame.id, "content"):
            part = self.article.annotations[relation.target]
            left = without(part.spans, hole)
            if left == part.spans:
                continue
            if left:
                edits.append(Edit(part, replace(part, spans=left)))
            else:
                edits += removed(relation)
                if self._is_part_only_of(part, frame):
                    edits += removed(*self._relations_of(part, besides=relation), part)
        if not edits:
            raise NotPossible("not-in-content")
        return Step(
            "content-shortened",
            tuple(edits),
            {"text": self._shown(hole)},
            self.article.document.id,
        )

    # Opinions ----------------------------------------------------------------------------------

    def opinion(
        self,
        polarity: str,
        *,
        expression: Span | None = None,
        target: Span | None = None,
        quote: Annotation | None = None,
    ) -> tuple[Annotation, Step]:
        """Return the frame of a new opinion and the step that adds it with its parts.

        Inside a quote the holder starts as its source, elsewhere as the writer.
        """
        layer, frame_label = self._frame_layer(LayerKind.OPINIONS)
        holders = [] if quote is None else self.article.fillers(quote.id, "source")
        attributes: dict[str, AttributeValue] = {"polarity": polarity}
        if not holders and self.scheme.attribute(layer, "holder") is not None:
            attributes["holder"] = WRITER
        frame = self._annotation((), layer, frame_label.uid, attributes=attributes)
        edits = list(added(frame))
        if expression is not None:
            edits += self._filler(frame, "expression", [expression])
        if target is not None:
            edits += self._filler(frame, "target", [target])
        for position, holder in enumerate(holders):
            edits += self._filler(frame, "holder", holder.spans, position)
        if quote is not None and self.scheme.role("quote") is not None:
            edits += added(
                Relation(
                    self.ids.next(),
                    self.article.document.id,
                    self.annotator,
                    "quote",
                    frame.id,
                    quote.id,
                )
            )
        about = expression or target
        return frame, Step(
            "opinion-made",
            tuple(edits),
            {"polarity": polarity, "text": "" if about is None else self._shown(about)},
            self.article.document.id,
        )

    def press_polarity(self, frame: Annotation, polarity: str) -> Step:
        """Return the step that sets a polarity, or, if it is set, the next intensity."""
        if frame.attributes.get("polarity") != polarity:
            return self.set_attribute(frame, "polarity", polarity)
        now = frame.attributes.get("intensity")
        order: list[str | None] = [None, *INTENSITIES]
        place = order.index(str(now)) if now in INTENSITIES else 0
        return self.set_attribute(frame, "intensity", order[(place + 1) % len(order)])

    def held_by_writer(self, frame: Annotation) -> Step:
        """Return the step that makes the writer of the article the holder."""
        if self.scheme.attribute(frame.layer, "holder") is None:
            raise NotPossible("attribute-unknown", layer=frame.layer, name="holder")
        if frame.attributes.get("holder") == WRITER:
            raise NotPossible("nothing-changes")
        edits = [Edit(frame, replace(frame, attributes={**frame.attributes, "holder": WRITER}))]
        for relation in self.article.relations_from(frame.id, "holder"):
            edits = [*self.unlink(relation).edits, *edits]
        return Step("holder-writer", tuple(edits), {}, self.article.document.id)

    # Zones, labels of the article, state ---------------------------------------------------------

    def zone(self, span: Span) -> Step:
        """Return the step that excludes a range; overlapping zones are refused."""
        if any(zone.start < span.end and span.start < zone.end for zone in self._zones()):
            raise NotPossible("zone-overlaps")
        zone = Zone(self.ids.next(), self.article.document.id, span.start, span.end, ZONE_KINDS[0])
        return self._zone_step("zone-made", added(zone), zone)

    def next_kind(self, zone: Zone) -> Step:
        """Return the step that gives a zone its next kind."""
        place = ZONE_KINDS.index(zone.kind)
        after = replace(zone, kind=ZONE_KINDS[(place + 1) % len(ZONE_KINDS)])
        return self._zone_step("zone-kind-set", (Edit(zone, after),), after)

    def zone_away(self, zone: Zone) -> Step:
        """Return the step that makes a zone part of the article again."""
        return self._zone_step("zone-removed", removed(zone), zone)

    def _zone_step(self, code: str, edits: tuple[Edit, ...], zone: Zone) -> Step:
        return Step(code, edits, {"kind": zone.kind.value}, zone.document)

    def _zones(self) -> Iterable[Zone]:
        return self.article.zones.values()

    def document_label(self, label: Label) -> Step:
        """Return the step that gives the article a label, or takes it away again."""
        for each in self.article.annotations.values():
            if (each.layer, each.label) == (label.layer, label.uid):
                return self._step("document-label-removed", removed(each), each)
        annotation = self._annotation((), label.layer, label.uid)
        return self._step("document-label-made", added(annotation), annotation)

    def state(self, before: Assignment | None, state: State) -> Step:
        """Return the step that puts the document into a state for the annotator."""
        document = self.article.document.id
        if before is None:
            number = derived_id("assignment", f"{document:x}", f"{self.annotator:x}")
            edits = added(Assignment(number, document, self.annotator, state))
        elif before.state is state:
            raise NotPossible("nothing-changes")
        else:
            edits = (Edit(before, replace(before, state=state)),)
        return Step("state-set", edits, {"state": state.value}, document)

    def comment(self, text: str, annotation: int | None = None) -> Step:
        """Return the step that adds a remark on the article or on an annotation."""
        if not text.strip():
            raise NotPossible("nothing-written")
        comment = Comment(
            self.ids.next(), self.article.document.id, self.annotator, text.strip(), annotation
        )
        return Step(
            "comment-made",
            added(comment),
            {"text": _short(text)},
            self.article.document.id,
        )

    def properties(self, **values: Any) -> Step:
        """Return the step that changes what is known of the document."""
        before: Document = self.article.document
        after = replace(before, **values)
        if after == before:
            raise NotPossible("nothing-changes")
        return Step("properties-set", (Edit(before, after),), {}, before.id)

    # Shared --------------------------------------------------------------------------------------

    def text_of(self, annotation: Annotation) -> str:
        """Return the words of an annotation, shortened for a list."""
        hull = annotation.hull
        if hull is not None:
            return self._shown(hull)
        parts = [
            self.article.annotations[each.target]
            for each in self.article.relations_from(annotation.id)
            if each.target in self.article.annotations
        ]
        first = min((part for part in parts if part.spans), key=lambda p: p.start, default=None)
        return "" if first is None else self.text_of(first)

    def _shown(self, span: Span) -> str:
        return _short(span.of(self.article.text))

    def _annotation(
        self,
        spans: Iterable[Span],
        layer: str,
        label: str,
        *,
        origin: Origin = Origin.MANUAL,
        attributes: Mapping[str, AttributeValue] | None = None,
    ) -> Annotation:
        return Annotation(
            self.ids.next(),
            self.article.document.id,
            self.annotator,
            layer,
            label,
            tidy_spans(spans),
            attributes or {},
            origin,
        )

    def _filler(
        self, frame: Annotation, role: str, spans: Iterable[Span], position: int | None = None
    ) -> list[Edit]:
        """Return the edits that put a range into a slot, on a part that is there or a new one."""
        label = self._slot_label(frame, role)
        tidy = tidy_spans(spans)
        edits: list[Edit] = []
        part = next(
            (
                each
                for each in (self.article.touching(tidy[0]) if tidy else ())
                if (each.layer, each.label) == label
                and each.spans == tidy
                and each.annotator == self.annotator
            ),
            None,
        )
        if part is None:
            part = self._annotation(tidy, *label)
            edits += added(part)
        if position is None:
            present = self.article.relations_from(frame.id, role)
            position = 1 + max((each.position for each in present), default=-1)
        edits += added(
            Relation(
                self.ids.next(),
                self.article.document.id,
                self.annotator,
                role,
                frame.id,
                part.id,
                position,
            )
        )
        return edits

    def _slot_label(self, frame: Annotation, role: str) -> tuple[str, str]:
        """Return (layer, label) of what fills a slot: the first end of the role that is a label."""
        known = self.scheme.role(role)
        if known is not None:
            for end in known.ends_to:
                layer, _, label = end.partition(".")
                if label != "*" and self.scheme.label(layer, label) is not None:
                    return layer, label
        raise NotPossible("slot-missing", role=role)

    def _displaced(self, frame: Annotation, role: str) -> list[Edit]:
        known = self.scheme.role(role)
        if known is None or known.many:
            return []
        return [
            edit
            for relation in self.article.relations_from(frame.id, role)
            for edit in self.unlink(relation).edits
        ]

    def _frame_layer(self, kind: LayerKind) -> tuple[str, Label]:
        layer = self.scheme.layer_of_kind(kind)
        label = None if layer is None else self.scheme.frame_label(layer.uid)
        if layer is None or label is None:
            raise NotPossible("no-such-layer", kind=kind.value)
        return layer.uid, label

    def _is_frame(self, annotation: Annotation) -> bool:
        label = self.scheme.label(annotation.layer, annotation.label)
        return label is not None and label.frame

    def _fills_a_slot(self, relation: Relation) -> bool:
        part = self.article.annotations.get(relation.target)
        return part is not None and bool(part.spans)

    def _is_part_only_of(self, part: Annotation, frame: Annotation) -> bool:
        """Tell whether a part belongs to one frame alone and is nothing by itself."""
        if not part.spans or part.layer != frame.layer:
            return False
        return all(each.source == frame.id for each in self.article.relations_to(part.id))

    def _relations_of(self, part: Annotation, *, besides: Relation) -> list[Relation]:
        found = (*self.article.relations_from(part.id), *self.article.relations_to(part.id))
        return [each for each in found if each.id != besides.id]

    def _broken_by(self, after: Annotation) -> list[Relation]:
        """Return the relations whose role does not allow an annotation's new label."""
        path = f"{after.layer}.{after.label}"
        broken = []
        for relation in (
            *self.article.relations_from(after.id),
            *self.article.relations_to(after.id),
        ):
            role = self.scheme.role(relation.role)
            other = self.article.annotations.get(
                relation.target if relation.source == after.id else relation.source
            )
            if role is None or other is None:
                continue
            ends = (path, f"{other.layer}.{other.label}")
            if not role.allows(*(ends if relation.source == after.id else reversed(ends))):
                broken.append(relation)
        return broken

    def _role_name(self, role: str) -> str:
        known = self.scheme.role(role)
        return role if known is None else known.name

    def _step(self, code: str, edits: tuple[Edit, ...], annotation: Annotation) -> Step:
        label = self.scheme.label(annotation.layer, annotation.label)
        return Step(
            code,
            edits,
            {
                "label": annotation.label if label is None else label.name,
                "text": self.text_of(annotation),
            },
            self.article.document.id,
        )


def rename_label(label: Label, name: str) -> Step:
    """Return the step that gives a label another display name; what is stored stays."""
    if not name.strip() or name == label.name:
        raise NotPossible("nothing-changes")
    edit = Edit(label, replace(label, name=name.strip()))
    return Step("label-renamed", (edit,), {"before": label.name, "after": name.strip()})


def retire_label(label: Label, *, retired: bool = True) -> Step:
    """Return the step that takes a label out of the palette, or back in; annotations keep it."""
    if label.retired == retired:
        raise NotPossible("nothing-changes")
    edit = Edit(label, replace(label, retired=retired, key="" if retired else label.key))
    return Step("label-retired" if retired else "label-restored", (edit,), {"label": label.name})


def _touched(origin: Origin) -> Origin:
    """Return the origin after a person changed something."""
    return Origin.SUGGESTION_EDITED if origin is Origin.SUGGESTION else origin


def _without_attribute(annotation: Annotation, name: str) -> Annotation:
    rest = {each: value for each, value in annotation.attributes.items() if each != name}
    return replace(annotation, attributes=rest)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN_TEXT else words[: _SHOWN_TEXT - 1] + "…"
