"""Moving, splitting and joining what is there.

Owns what becomes of links, attributes and comments: they stay with the annotation, and what two
annotations had, one has after they are joined.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.annotations import Annotation, Span
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.annotating import Scribe
from annotator.services.upkeep import NotPossible, shortened, touched


def add_part(scribe: Scribe, annotation: Annotation, span: Span) -> Step:
    """Return the step that adds a range to an annotation; touching parts become one."""
    return scribe.set_spans(annotation, (*annotation.spans, span), "part-added")


def take_part(scribe: Scribe, annotation: Annotation, span: Span) -> Step:
    """Return the step that takes a range out of an annotation.

    Raises NotPossible("nothing-left", "nothing-changes").
    """
    left = [
        piece
        for part in annotation.spans
        for piece in (
            Span(part.start, min(part.end, span.start)),
            Span(max(part.start, span.end), part.end),
        )
        if piece.start < piece.end
    ]
    text = scribe.article.text
    return scribe.set_spans(annotation, _trimmed(text, left), "part-removed")


def move(scribe: Scribe, annotation: Annotation, span: Span) -> Step:
    """Return the step that puts an annotation on other words."""
    return scribe.set_spans(annotation, (span,), "label-moved")


def split(scribe: Scribe, annotation: Annotation, position: int) -> Step:
    """Return the step that makes two annotations of one, before and from a position on.

    The first keeps links and comments; the second fills the same slots, so that a quote loses no
    words.  Raises NotPossible("split-where") if one of them would have no words.
    """
    text = scribe.article.text
    before, after = (
        _trimmed(
            text,
            [
                piece
                for part in annotation.spans
                if (piece := Span(max(part.start, low), min(part.end, high))).start < piece.end
            ],
        )
        for low, high in ((0, position), (position, len(text)))
    )
    if not before or not after:
        raise NotPossible("split-where")
    origin = touched(annotation.origin)
    first = annotation._replace(spans=tuple(before), origin=origin)
    second = annotation._replace(id=scribe.ids.next(), spans=tuple(after), origin=origin)
    slots = [
        each._replace(id=scribe.ids.next(), target=second.id)
        for each in scribe.article.relations_to(annotation.id)
    ]
    edits = (Edit(annotation, first), *added(second, *slots))
    return Step("label-split-in-two", edits, {"text": _said(scribe, annotation)}, first.document)


def join(scribe: Scribe, one: Annotation, other: Annotation) -> Step:
    """Return the step that makes one annotation of two, with the links and comments of both.

    Where both have a value of an attribute, or an entry, that of `one` stays.  Raises
    NotPossible("join-what") for different labels, or frames.
    """
    alike = (one.layer, one.label) == (other.layer, other.label)
    if one.id == other.id or not alike or not one.spans or not other.spans:
        raise NotPossible("join-what")
    article = scribe.article
    spans = scribe.set_spans(one, (*one.spans, *other.spans), "labels-joined")
    joined = next(e.after for e in spans.edits if isinstance(e.after, Annotation))
    joined = joined._replace(
        attributes={**other.attributes, **one.attributes},
        entry=other.entry if one.entry is None else one.entry,
    )
    edits: list[Edit] = [Edit(one, joined)]
    own = (*article.relations_from(one.id), *article.relations_to(one.id))
    there = {(each.role, each.source, each.target) for each in own}
    for each in (*article.relations_from(other.id), *article.relations_to(other.id)):
        moved = each._replace(
            source=one.id if each.source == other.id else each.source,
            target=one.id if each.target == other.id else each.target,
        )
        link = moved.role, moved.source, moved.target
        # A link between the two, or one that both have, would join the annotation to itself.
        if moved.source == moved.target or link in there:
            edits += removed(each)
        else:
            there.add(link)
            edits.append(Edit(each, moved))
    edits += [Edit(e, replace(e, annotation=one.id)) for e in scribe.comments_on(other.id)]
    edits += removed(other)
    return Step("labels-joined", tuple(edits), {"text": _said(scribe, joined)}, one.document)


def _said(scribe: Scribe, annotation: Annotation) -> str:
    return shortened(" ".join(span.of(scribe.article.text) for span in annotation.spans))


def _trimmed(text: str, spans: list[Span]) -> list[Span]:
    """Return ranges without white space at their ends, which belongs to no label."""
    found = []
    for start, end in spans:
        words = text[start:end]
        left = len(words) - len(words.lstrip())
        right = len(words.rstrip())
        if left < right:
            found.append(Span(start + left, start + right))
    return found
