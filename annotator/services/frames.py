"""Quotes and opinions as steps: frames and what fills their slots.

Owns how a frame is made, filled and emptied; a frame never ends up without words.
"""

from __future__ import annotations

from annotator.domain.annotations import Annotation, AttributeValue, Relation, Span, without
from annotator.domain.cues import QuoteDraft
from annotator.domain.opinions import INTENSITIES, WRITER
from annotator.domain.quotes import PARENT, parents_of
from annotator.domain.scheme import LayerKind
from annotator.domain.steps import Edit, Step, added
from annotator.services.upkeep import NotPossible, Upkeep, path_of, touched, trimmed


class FrameScribe(Upkeep):
    """Makes the steps of quotes and opinions."""

    # Quotes ------------------------------------------------------------------------------------

    def quote(self, draft: QuoteDraft) -> tuple[Annotation, Step]:
        """Return the frame of a new quote and the step that adds it with its parts."""
        layer, frame_label = self._frame_layer(LayerKind.QUOTES)
        frame = self._annotation((), layer, frame_label.uid)
        edits = list(added(frame))
        for role, spans in (
            ("content", draft.content),
            ("cue", [] if draft.cue is None else [draft.cue]),
            ("source", draft.source),
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
        edits = [
            *self._displaced(frame, role),
            *self._filler(frame, role, [span]),
            *self._instead_of_writer(frame, role),
        ]
        return Step(
            "slot-filled",
            tuple(edits),
            {"role": self._role_name(role), "text": self._shown(span)},
            self.article.document.id,
        )

    def link(self, frame: Annotation, role: str, part: Annotation) -> Step:
        """Return the step that links two annotations; raises NotPossible if the role may not."""
        known = self.scheme.role(role)
        ends = (path_of(frame), path_of(part))
        if known is None or not known.allows(*ends):
            raise NotPossible("role-ends", role=role, source=ends[0], target=ends[1])
        if role == PARENT and frame.id in {part.id, *self._above(part)}:
            raise NotPossible("parent-of-itself")
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
            (
                *self._displaced(frame, role),
                *added(relation),
                *self._instead_of_writer(frame, role),
            ),
            {"role": known.name, "text": self.text_of(part)},
            self.article.document.id,
        )

    def _above(self, quote: Annotation) -> set[int]:
        return {each.id for each in parents_of(self.article, quote)}

    def unlink(self, relation: Relation) -> Step:
        """Return the step that empties one place of a slot; a part nobody else uses goes too.

        The last part of a frame stays: a frame of nothing could not be found again.
        """
        frame = self.article.annotations[relation.source]
        part = self.article.annotations[relation.target]
        if part.spans and self._is_emptied(frame, [relation]):
            raise NotPossible("nothing-left")
        return Step(
            "slot-emptied",
            self._unhung(relation),
            {"role": self._role_name(relation.role), "text": self.text_of(part)},
            self.article.document.id,
        )

    def take_from_content(self, frame: Annotation, hole: Span) -> Step:
        """Return the step that takes a range out of a quote's content."""
        edits: list[Edit] = []
        emptied: list[Relation] = []
        for relation in self.article.relations_from(frame.id, "content"):
            part = self.article.annotations[relation.target]
            left = without(part.spans, hole)
            if left == part.spans:
                continue
            left = tuple(span for each in left if (span := trimmed(self.article.text, each)))
            if left:
                edits.append(Edit(part, part._replace(spans=left, origin=touched(part.origin))))
            else:
                emptied.append(relation)
                edits += self._unhung(relation)
        if emptied and self._is_emptied(frame, emptied):
            raise NotPossible("nothing-left")
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
        if not holders and self._takes(layer, frame_label.uid, "holder"):
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

    def set_attribute(
        self, annotation: Annotation, name: str, value: AttributeValue | None
    ) -> Step:
        """Return the step that sets an attribute, or clears it with None."""
        known = self.scheme.attribute(annotation.layer, name)
        takes = self._takes(annotation.layer, annotation.label, name)
        # What a label no longer allows may still be cleared.
        if known is None or not (takes or value is None):
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
        after = annotation._replace(attributes=attributes)
        return Step(
            "attribute-set",
            (Edit(annotation, after),),
            {"name": known.name, "value": "" if value is None else str(value)},
            self.article.document.id,
        )

    def held_by_writer(self, frame: Annotation) -> Step:
        """Return the step that makes the writer of the article the holder."""
        if not self._takes(frame.layer, frame.label, "holder"):
            raise NotPossible("attribute-unknown", layer=frame.layer, name="holder")
        if frame.attributes.get("holder") == WRITER:
            raise NotPossible("nothing-changes")
        holders = self.article.relations_from(frame.id, "holder")
        if holders and self._is_emptied(frame, holders):
            raise NotPossible("nothing-left")
        edits = [edit for relation in holders for edit in self._unhung(relation)]
        edits.append(Edit(frame, frame._replace(attributes={**frame.attributes, "holder": WRITER})))
        return Step("holder-writer", tuple(edits), {}, self.article.document.id)
