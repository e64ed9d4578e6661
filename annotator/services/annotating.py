"""What each action of an annotator does to a project, as steps.

Owns the rules of annotating: pure functions from an article and a wish to a `Step`.  They neither
store nor show anything, so that the window, the command line and tests cannot disagree.  A step
always leaves the article whole: what refers to something that goes, goes or lets go with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from annotator.domain.annotations import Annotation, Origin, Span, tidy_spans
from annotator.domain.documents import (
    Assignment,
    Document,
    State,
    Zone,
    ZoneKind,
)
from annotator.domain.ids import derived_id
from annotator.domain.scheme import Label
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.accepting import AcceptingScribe
from annotator.services.upkeep import NotPossible, touched

__all__ = ["NotPossible", "Scribe", "rename_label", "retire_label"]

#: Order in which Z walks through the kinds of a zone.
ZONE_KINDS = tuple(ZoneKind)


class Scribe(AcceptingScribe):
    """Who annotates which article by which scheme; makes steps, changes nothing."""

    # Labels ------------------------------------------------------------------------------------

    def make(
        self, spans: Iterable[Span], layer: str, label: str, origin: Origin = Origin.MANUAL
    ) -> tuple[Annotation, Step]:
        """Return a new annotation and the step that adds it."""
        self._refuse_label(layer, label, frame=False)
        spans = tuple(spans)
        if not spans:
            raise NotPossible("nothing-selected")
        annotation = self._annotation(spans, layer, label, origin=origin)
        return annotation, self._step("label-made", added(annotation), annotation)

    def relabel(self, annotation: Annotation, label: str) -> Step:
        """Return the step that gives an annotation another label of its layer.

        A part of a frame goes over to the slot that takes its new label; a relation that no role
        allows any more goes, and so does a frame that has nothing left then.
        """
        if annotation.label == label:
            raise NotPossible("same-label")
        self._refuse_label(annotation.layer, label, frame=self._is_frame(annotation))
        allowed = {each.uid for each in self.scheme.attributes_of(annotation.layer, label)}
        after = annotation._replace(
            label=label,
            attributes={n: v for n, v in annotation.attributes.items() if n in allowed},
            origin=touched(annotation.origin),
        )
        moved, broken = self._rehung(after)
        losing = {each.source for each in broken if each.target == annotation.id}
        emptied = [
            frame
            for frame in self.article.frames_of(annotation.id)
            if frame.id in losing and self._is_emptied(frame, broken)
        ]
        return self._step(
            "label-changed",
            (*removed(*broken), *moved, Edit(annotation, after), *self._going(emptied, broken)),
            after,
        )

    def delete(self, annotation: Annotation) -> Step:
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
            if self._is_emptied(frame, self.article.relations_from(frame.id), of=going):
                going[frame.id] = frame
        return self._step("deleted", self._going(going.values()), annotation)

    def set_spans(self, annotation: Annotation, spans: Iterable[Span], code: str) -> Step:
        """Return the step that moves an annotation's borders; links and comments stay."""
        tidy = tidy_spans(spans)
        if not tidy or not annotation.spans:
            raise NotPossible("nothing-left")
        if tidy == annotation.spans:
            raise NotPossible("nothing-changes")
        after = annotation._replace(spans=tidy, origin=touched(annotation.origin))
        return self._step(code, (Edit(annotation, after),), after)

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
            mine = each.annotator == self.annotator
            if mine and (each.layer, each.label) == (label.layer, label.uid):
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

    def properties(self, **values: Any) -> Step:
        """Return the step that changes what is known of the document."""
        before: Document = self.article.document
        after = replace(before, **values)
        if after == before:
            raise NotPossible("nothing-changes")
        return Step("properties-set", (Edit(before, after),), {}, before.id)


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
