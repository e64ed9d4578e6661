"""What keeps an article whole while it is annotated.

Owns the rules that every step shares: what goes along when something goes, which frame is left
without words, which slot takes a part.  `services.frames` and `services.annotating` make the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from annotator.domain.annotations import (
    Annotation,
    AttributeValue,
    Origin,
    Relation,
    Span,
    tidy_spans,
)
from annotator.domain.article import Article
from annotator.domain.documents import Comment, Suggestion
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import IdSource
from annotator.domain.opinions import WRITER
from annotator.domain.scheme import Label, LayerKind, Role, Scheme
from annotator.domain.steps import Edit, Step, added, removed

_SHOWN_TEXT = 40  # characters of a text in the name of a step


class NotPossible(AnnotatorError):
    """A wish that makes no sense here; the code says why, nothing changes."""


@dataclass(frozen=True)
class Upkeep:
    """An article, whose hand is in it, and the rules of what belongs together."""

    article: Article
    scheme: Scheme
    ids: IdSource
    annotator: int
    #: The remarks on an annotation; they go with it and come back with it.
    comments_on: Callable[[int], Iterable[Comment]] = lambda _: ()
    #: The suggestions of the article that somebody accepted: frames link to what became of them.
    accepted: Callable[[], Iterable[Suggestion]] = lambda: ()
    #: Whether there is an entry; one that was proposed may be gone by now.
    has_entry: Callable[[int], bool] = lambda _: False

    @contextmanager
    def supposing(self, edits: Iterable[Edit]) -> Iterator[None]:
        """Look at the article for a while as if some edits had been made already."""
        done = tuple(edits)
        self.article.apply(done)
        try:
            yield
        finally:
            self.article.apply([edit.inverse() for edit in reversed(done)])

    def text_of(self, annotation: Annotation) -> str:
        """Return the words of an annotation, shortened for a list."""
        hull = annotation.hull
        if hull is not None:
            return self._shown(hull)
        # What was said or felt tells one frame from another better than who said it.
        parts = [
            (each.role not in ("content", "expression"), part.start, part)
            for each in self.article.relations_from(annotation.id)
            if (part := self.article.annotations.get(each.target)) is not None and part.spans
        ]
        return self.text_of(min(parts, key=lambda each: each[:2])[2]) if parts else ""

    def _shown(self, span: Span) -> str:
        return shortened(span.of(self.article.text))

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
        self,
        frame: Annotation,
        role: str,
        spans: Iterable[Span],
        position: int | None = None,
        *,
        origin: Origin = Origin.MANUAL,
        entry: int | None = None,
    ) -> list[Edit]:
        """Return the edits that put a range into a slot, on a part that is there or a new one.

        `origin` and `entry` are those of a new part; one that is there keeps its own.
        """
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
            part = self._annotation(tidy, *label, origin=origin)._replace(entry=entry)
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
                layer, _, uid = end.partition(".")
                label = self.scheme.label(layer, uid)
                if label is not None and not label.frame and known.allows(path_of(frame), end):
                    return layer, uid
        raise NotPossible("slot-missing", role=role)

    @staticmethod
    def _instead_of_writer(frame: Annotation, role: str) -> list[Edit]:
        """Return the edit that makes room for a holder in the text."""
        if role == "holder" and frame.attributes.get("holder") == WRITER:
            return [Edit(frame, _without_attribute(frame, "holder"))]
        return []

    def _displaced(self, frame: Annotation, role: str) -> list[Edit]:
        known = self.scheme.role(role)
        if known is None or known.many:
            return []
        return [
            edit
            for relation in self.article.relations_from(frame.id, role)
            for edit in self._unhung(relation)
        ]

    def _frame_layer(self, kind: LayerKind) -> tuple[str, Label]:
        layer = self.scheme.layer_of_kind(kind)
        label = None if layer is None else self.scheme.frame_label(layer.uid)
        if layer is None or label is None:
            raise NotPossible("no-such-layer", kind=kind.value)
        return layer.uid, label

    def _takes(self, layer: str, label: str, attribute: str) -> bool:
        """Tell whether annotations with a label may carry an attribute."""
        return any(each.uid == attribute for each in self.scheme.attributes_of(layer, label))

    def _is_frame(self, annotation: Annotation) -> bool:
        label = self.scheme.label(annotation.layer, annotation.label)
        return label is not None and label.frame

    def _is_emptied(
        self, frame: Annotation, lost: Iterable[Relation], *, of: Container[int] | None = None
    ) -> bool:
        """Tell whether a frame has no words left without `lost` (of these, those to `of` only)."""
        gone = {each.id for each in lost if of is None or each.target in of}
        return not any(
            part.spans
            for each in self.article.relations_from(frame.id)
            if each.id not in gone
            and (part := self.article.annotations.get(each.target)) is not None
        )

    def _going(
        self, annotations: Iterable[Annotation], besides: Iterable[Relation] = ()
    ) -> tuple[Edit, ...]:
        """Return the edits that take annotations away with their relations and comments."""
        going = list(annotations)
        relations = {
            relation.id: relation
            for each in going
            for relation in (
                *self.article.relations_from(each.id),
                *self.article.relations_to(each.id),
            )
        }
        for relation in besides:
            relations.pop(relation.id, None)
        remarks = [remark for each in going for remark in self.comments_on(each.id)]
        return removed(*remarks, *relations.values(), *going)

    def _unhung(self, relation: Relation) -> tuple[Edit, ...]:
        """Return the edits that take a part out of a frame, and away if nobody else uses it."""
        frame = self.article.annotations[relation.source]
        part = self.article.annotations[relation.target]
        if not self._is_part_only_of(part, frame):
            return removed(relation)
        if len(self.article.relations_to(part.id)) > 1:
            # The same words in two slots of one frame.
            return removed(relation)
        return (*removed(relation), *self._going([part], [relation]))

    def _is_part_only_of(self, part: Annotation, frame: Annotation) -> bool:
        """Tell whether a part belongs to one frame alone and is nothing by itself."""
        if not part.spans or part.layer != frame.layer:
            return False
        return all(each.source == frame.id for each in self.article.relations_to(part.id))

    def _rehung(self, after: Annotation) -> tuple[list[Edit], list[Relation]]:
        """Return what becomes of the relations that an annotation's new label does not allow.

        Those that another role of the scheme takes (a content that turns out to be a cue) change
        their role; the others are broken.
        """
        path = path_of(after)
        moved: list[Edit] = []
        broken: list[Relation] = []
        filled: set[tuple[int, str]] = set()
        for relation in (
            *self.article.relations_from(after.id),
            *self.article.relations_to(after.id),
        ):
            starts = relation.source == after.id
            role = self.scheme.role(relation.role)
            other = self.article.annotations.get(relation.target if starts else relation.source)
            if role is None or other is None:
                continue
            theirs = path_of(other)
            ends = (path, theirs) if starts else (theirs, path)
            if role.allows(*ends):
                continue
            fitting = None if starts else self._role_between(*ends, other, filled)
            if fitting is None:
                broken.append(relation)
            else:
                filled.add((other.id, fitting.uid))
                present = self.article.relations_from(other.id, fitting.uid)
                place = 1 + max((each.position for each in present), default=-1)
                moved.append(Edit(relation, relation._replace(role=fitting.uid, position=place)))
        return moved, broken

    def _role_between(
        self, source: str, target: str, frame: Annotation, filled: Container[tuple[int, str]]
    ) -> Role | None:
        """Return the role by which a frame may hold a part, if there is room in it."""
        for role in self.scheme.roles:
            if role.retired or not role.allows(source, target):
                continue
            full = (frame.id, role.uid) in filled or self.article.relations_from(frame.id, role.uid)
            if role.many or not full:
                return role
        return None

    def _refuse_label(self, layer: str, label: str, *, frame: bool) -> None:
        """Raise NotPossible for a label that is unknown, retired or of the other kind."""
        known = self.scheme.label(layer, label)
        if known is None or known.retired or known.frame is not frame:
            raise NotPossible("label-not-here", label=f"{layer}.{label}")

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


def path_of(annotation: Annotation) -> str:
    """Return `layer.label` of an annotation."""
    return f"{annotation.layer}.{annotation.label}"


def touched(origin: Origin) -> Origin:
    """Return the origin after a person changed something."""
    return Origin.SUGGESTION_EDITED if origin is Origin.SUGGESTION else origin


def trimmed(text: str, span: Span) -> Span | None:
    """Return a range without white space at its ends, or None if nothing else is in it."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def shortened(text: str) -> str:
    """Return a text on one line, cut to what the name of a step has room for."""
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN_TEXT else words[: _SHOWN_TEXT - 1] + "…"


def _without_attribute(annotation: Annotation, name: str) -> Annotation:
    rest = {each: value for each, value in annotation.attributes.items() if each != name}
    return annotation._replace(attributes=rest)
