"""What of an article a format can carry: one rule for all of them, driven by their table.

Owns the loss report.  A bundle is fitted before its writer sees it, and everything that is taken
away is told as a `Loss`; the writer then writes all that is left.  So the report, made before or
after writing, is what really happens, and what a file gives back is what was fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotator.domain.annotations import Annotation, Origin, Relation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment
from annotator.domain.ids import format_id
from annotator.domain.scheme import LayerKind
from annotator.formats import fields
from annotator.formats.flat import anchor_of, fillers_of, is_frame, reading_order
from annotator.formats.registry import Format, Frames, Loss, WriteOptions

_PLAIN = (Origin.MANUAL, Origin.IMPORTED)


def fit(bundle: Bundle, kind: Format, options: WriteOptions) -> Bundle:
    """Return what of a bundle a format carries; every loss is told to `options`."""
    fitting = _Fitting(bundle, kind, options)
    fitting.around()
    fitting.annotations()
    fitted = fitting.bundle
    return fitted if kind.fit is None else kind.fit(fitted, options)


def bare_comment(
    bundle: Bundle, comment: Comment, on: int | None, instead: str, options: WriteOptions
) -> Comment:
    """Return a comment as formats have it that know no threads: a text, perhaps about a label.

    Whose it is, what it answers and that it is resolved are told as lost, and `instead` if it is
    about another label than before (`on`; None = the article).
    """
    uid, record = bundle.document.uid, format_id(comment.id)
    known = bundle.annotators.get(comment.annotator)
    if known is not None and known.name:
        options.lose(Loss("annotators", uid, record, detail=known.name))
    gone = {
        instead: on != comment.annotation,
        "what it answers": comment.reply_to,
        "that it is resolved": comment.resolved,
    }
    if any(gone.values()):
        detail = ", ".join(what for what, there in gone.items() if there)
        options.lose(Loss("comments", uid, record, detail=detail))
    return replace(comment, annotation=on, reply_to=None, resolved=False)


@dataclass(slots=True)
class _Fitting:
    """One bundle on its way to one format."""

    bundle: Bundle
    kind: Format
    options: WriteOptions

    def around(self) -> None:
        """Take away what stands around the annotations."""
        bundle, carries = self.bundle, self.kind.carries
        gone: dict[str, Any] = {}
        if bundle.zones and not (self.options.zones and "zones" in carries):
            for zone in bundle.zones:
                self._lose("zones", format_id(zone.id), zone.kind.value, (zone.start, zone.end))
            gone["zones"] = ()
        if bundle.assignments and "states" not in carries:
            for state in bundle.assignments:
                self._lose("states", label=state.state.value, detail=self._name(state.annotator))
            gone["assignments"] = ()
        if bundle.comments and "comments" not in carries:
            for comment in bundle.comments:
                self._lose("comments", format_id(comment.id), detail=comment.text[:80])
            gone["comments"] = ()
        if bundle.decisions and "provenance" not in carries:
            for decision in bundle.decisions:
                self._lose("provenance", format_id(decision.gold), decision.how.value)
            gone["decisions"] = ()
        if bundle.suggestions and "suggestions" not in carries:
            for one in bundle.suggestions:
                label = f"{one.layer}.{one.label}"
                self._lose("suggestions", format_id(one.id), label, (one.start, one.end))
            gone["suggestions"] = ()
        if "metadata" not in carries:
            gone |= self._without_metadata()
        if "text" not in carries:
            self._lose("text")
        if gone:
            self.bundle = replace(bundle, **gone)

    def _without_metadata(self) -> dict[str, Any]:
        document = self.bundle.document
        named = {name: column for name, column in fields.META.items() if getattr(document, column)}
        for name in (*named, *document.meta):
            self._lose("metadata", label=name)
        if not named and not document.meta:
            return {}
        bare: dict[str, Any] = dict.fromkeys(named.values(), "")
        return {"document": replace(document, meta={}, **bare)}

    def annotations(self) -> None:
        """Take away annotations and relations, or what of them cannot be carried."""
        kind, carries = self.kind, self.kind.carries
        self._without_loose_ends()
        if kind.apart:
            whose = {each.id: each.annotator for each in self.bundle.annotations}
            self._drop_relations(lambda each: whose[each.source] != whose[each.target])
        if "annotators" not in carries:
            self._as_one_annotator()
        for what, wrong in (
            ("document_labels", lambda each: not each.spans and not self._frame(each)),
            ("spans", lambda each: bool(each.spans)),
        ):
            if what not in carries:
                self._drop(what, wrong)
        if "parts" not in carries:
            self._change("parts", lambda each: len(each.spans) > 1, _as_one_part)
        if "entries" not in carries:
            self._change(
                "entries",
                lambda each: each.entry is not None,
                lambda each: each._replace(entry=None),
            )
            if self.bundle.entries:
                self.bundle = replace(self.bundle, entries={})
        if "provenance" not in carries:
            self._change(
                "provenance",
                lambda each: each.origin not in _PLAIN,
                lambda each: each._replace(origin=Origin.IMPORTED),
            )
        if not kind.same_twice:
            self._without_twins()
        if "overlaps" not in carries:
            self._without_overlaps()
        if kind.frames is Frames.NONE:
            self._drop("frames", self._frame)
        elif kind.frames is not Frames.WHOLE:
            self._without_homeless_frames()
        if "relations" not in carries:
            # Slots belong to their frames and go where those go.
            frames = {each.id for each in self.bundle.annotations if self._frame(each)}
            self._drop_relations(lambda each: each.source not in frames)
        if "attributes" not in carries:
            self._without_attributes()

    # Annotations -------------------------------------------------------------------------------

    def _without_loose_ends(self) -> None:
        """A label of words that stands on no words, a relation one end of which is not here."""
        bundle = self.bundle
        bare = [each for each in bundle.annotations if not each.spans]
        homeless = {
            each.id
            for each in bare
            if not self._frame(each)
            and self.options.layer_kind(each.layer) is not LayerKind.DOCUMENT
        }
        if homeless:
            self._drop("spans", lambda each: each.id in homeless)
        there = {each.id for each in bundle.annotations}
        if any(each.source not in there or each.target not in there for each in bundle.relations):
            # One end belongs to an annotator or a layer that was not chosen.
            self._drop_relations(lambda each: not {each.source, each.target} <= there)

    def _as_one_annotator(self) -> None:
        whose = sorted({each.annotator for each in self.bundle.annotations}, key=self._name)
        if len(whose) < 2:
            return
        first, others = whose[0], set(whose[1:])
        self._change(
            "annotators",
            lambda each: each.annotator in others,
            lambda each: each._replace(annotator=first),
        )
        relations = [each._replace(annotator=first) for each in self.bundle.relations]
        self.bundle = replace(self.bundle, relations=relations)

    def _without_twins(self) -> None:
        """Of labels that say the same, one; what led to the others leads to it."""
        first: dict[tuple[object, ...], int] = {}
        same: dict[int, int] = {}
        for each in sorted(self.bundle.annotations, key=lambda each: each.id):
            if each.spans or not self._frame(each):
                key = (each.annotator, each.layer, each.label, each.spans)
                same[each.id] = first.setdefault(key, each.id)
        twins = {number for number, kept in same.items() if number != kept}
        if not twins:
            return
        relations: dict[tuple[object, ...], Relation] = {}
        for link in self.bundle.relations:
            source, target = same.get(link.source, link.source), same.get(link.target, link.target)
            relations.setdefault(
                (link.role, source, target), link._replace(source=source, target=target)
            )
        self.bundle = replace(self.bundle, relations=list(relations.values()))
        self._drop("overlaps", lambda each: each.id in twins)

    def _without_overlaps(self) -> None:
        """Keep what does not overlap: earlier layers of the scheme first, then longer labels."""
        order = {layer.uid: layer.position for layer in self.options.scheme.layers}
        spans = [each for each in self.bundle.annotations if each.spans]

        def rank(each: Annotation) -> tuple[int, int, int, int]:
            return order.get(each.layer, 0), -_length(each), each.spans[0][0], each.id

        spans.sort(key=rank)
        taken: dict[int, bytearray] = {}  # by annotator: 1 for each character that has a label
        lost = set()
        for each in spans:
            if each.annotator not in taken:
                taken[each.annotator] = bytearray(len(self.bundle.text))
            held = taken[each.annotator]
            if any(1 in held[start:end] for start, end in each.spans):
                lost.add(each.id)
                continue
            for start, end in each.spans:
                held[start:end] = b"\1" * (end - start)
        if lost:
            self._drop("overlaps", lambda each: each.id in lost)

    def _without_attributes(self) -> None:
        for each in self.bundle.annotations:
            for name in sorted(each.attributes):
                self._lose_annotation("attributes", each, name)
        if any(each.attributes for each in self.bundle.annotations):
            kept = [
                each._replace(attributes={}) if each.attributes else each
                for each in self.bundle.annotations
            ]
            self.bundle = replace(self.bundle, annotations=kept)

    # Frames ------------------------------------------------------------------------------------

    def _without_homeless_frames(self) -> None:
        """Drop frames that a format of relations, or of frames with a place, cannot tell."""
        bundle = self.bundle
        placed = {each.id: each for each in bundle.annotations if each.spans}
        fillers = fillers_of(bundle)
        place = {
            each.id: number
            for number, each in enumerate(
                sorted(placed.values(), key=reading_order(self.options.scheme))
            )
        }
        frames = [each for each in bundle.annotations if self._frame(each)]
        anchors = {each.id: anchor_of(fillers.get(each.id, ()), placed) for each in frames}
        frames.sort(key=lambda each: (place.get(anchors[each.id], len(place)), each.id))
        used: set[tuple[str, int]] = set()
        lost: set[int] = set()
        for each in frames:
            anchor = anchors[each.id]
            if anchor and self.kind.frames is Frames.PLACED:
                continue
            parts = {target for _, target in fillers.get(each.id, ()) if target in placed}
            if len(parts) < 2 or (each.layer, anchor) in used:
                # One part alone leaves nothing to join; and one part stands for one frame only.
                lost.add(each.id)
            else:
                used.add((each.layer, anchor))
        if lost:
            self._drop("frames", lambda each: each.id in lost)
        if self.kind.frames is Frames.RELATIONS:
            self._without_lone_parts(anchors)

    def _without_lone_parts(self, anchors: Mapping[int, int]) -> None:
        """A filler in a second slot beside the anchor's own cannot be told from it."""
        seen: set[tuple[int, str, int]] = set()
        first: dict[int, str] = {}

        def wrong(each: Relation) -> bool:
            anchor = anchors.get(each.source)
            if anchor is None or each.target != anchor:
                return False
            return first.setdefault(each.source, each.role) != each.role or (
                (each.source, each.role, each.target) in seen
            )

        ordered = sorted(
            self.bundle.relations,
            key=lambda each: (each.role not in ("content", "expression"), each.role, each.position),
        )
        bad = {each.id for each in ordered if wrong(each)}
        if bad:
            self._drop_relations(lambda each: each.id in bad)

    # Taking away -------------------------------------------------------------------------------

    def _drop(self, what: str, wrong: Callable[[Annotation], bool]) -> None:
        """Drop annotations; relations to and from them go with them, and are told."""
        gone = {each.id: each for each in self.bundle.annotations if wrong(each)}
        if not gone:
            return
        for each in gone.values():
            self._lose_annotation(what, each)
        kept = [each for each in self.bundle.annotations if each.id not in gone]
        self.bundle = replace(self.bundle, annotations=kept)
        self._drop_relations(lambda each: each.source in gone or each.target in gone)

    def _drop_relations(self, wrong: Callable[[Relation], bool]) -> None:
        kept = []
        for each in self.bundle.relations:
            if wrong(each):
                ends = f"{format_id(each.source)} > {format_id(each.target)}"
                self._lose("relations", format_id(each.id), each.role, detail=ends)
            else:
                kept.append(each)
        if len(kept) < len(self.bundle.relations):
            self.bundle = replace(self.bundle, relations=kept)

    def _change(
        self,
        what: str,
        wrong: Callable[[Annotation], bool],
        change: Callable[[Annotation], Annotation],
    ) -> None:
        found = [each for each in self.bundle.annotations if wrong(each)]
        for each in found:
            self._lose_annotation(what, each)
        if found:
            changed = [change(each) if wrong(each) else each for each in self.bundle.annotations]
            self.bundle = replace(self.bundle, annotations=changed)

    def _frame(self, annotation: Annotation) -> bool:
        return is_frame(annotation, self.options.scheme)

    def _lose_annotation(self, what: str, each: Annotation, detail: str = "") -> None:
        hull = each.hull or (-1, -1)
        if what == "annotators":
            detail = self._name(each.annotator)
        self._lose(what, format_id(each.id), f"{each.layer}.{each.label}", hull, detail)

    def _lose(
        self,
        what: str,
        record: str = "",
        label: str = "",
        hull: tuple[int, int] = (-1, -1),
        detail: str = "",
    ) -> None:
        uid = self.bundle.document.uid
        self.options.lose(Loss(what, uid, record, label, hull[0], hull[1], detail))

    def _name(self, annotator: int) -> str:
        known = self.bundle.annotators.get(annotator)
        return "" if known is None else known.name


def _as_one_part(annotation: Annotation) -> Annotation:
    """Return the label on everything from its first part to its last."""
    return annotation._replace(spans=(Span(annotation.start, annotation.end),))


def _length(annotation: Annotation) -> int:
    if len(annotation.spans) == 1:
        ((start, end),) = annotation.spans
        return end - start
    return sum(end - start for start, end in annotation.spans)
