"""One article with everything one looks at while reading it.

Owns look-ups over the annotations, relations and zones of one document; an `Article` is a mutable
index of immutable values, fed with change sets.  It must not decide anything: rules of quotes and
opinions are in their own modules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.documents import Document, Suggestion, SuggestionState, Zone
from annotator.domain.steps import Edit, Record
from annotator.domain.suggested_frames import words_of

#: Characters a bucket of the position index covers: a few lines, so that a look-up stays short.
_BUCKET = 256


class Article:
    """A document, its text, and the annotations of the annotators that are shown."""

    def __init__(
        self,
        document: Document,
        text: str,
        annotations: Iterable[Annotation] = (),
        relations: Iterable[Relation] = (),
        zones: Iterable[Zone] = (),
        suggestions: Iterable[Suggestion] = (),
    ) -> None:
        self.document = document
        self.text = text
        self.annotations: dict[int, Annotation] = {each.id: each for each in annotations}
        # Made when first asked for: who writes an article to a file never looks up a position.
        self._buckets: defaultdict[int, set[int]] | None = None
        self.relations: dict[int, Relation] = {}
        self.zones: dict[int, Zone] = {zone.id: zone for zone in zones}
        #: Open ones only: what was accepted or rejected is no longer part of the article.
        self.suggestions: dict[int, Suggestion] = {each.id: each for each in suggestions}
        self._suggested: defaultdict[int, dict[int, list[Span]]] | None = None  # by bucket
        self._from: defaultdict[int, dict[int, Relation]] = defaultdict(dict)
        self._to: defaultdict[int, dict[int, Relation]] = defaultdict(dict)
        for relation in relations:
            self._add_relation(relation)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Follow a change set; edits of other documents and other kinds are passed over."""
        for edit in edits:
            record = edit.record
            if isinstance(record, Document):
                if record.id == self.document.id and edit.after is not None:
                    assert isinstance(edit.after, Document)
                    self.document = edit.after
                continue
            gone = edit.after is None
            if not self._holds(record):
                # It may have moved to the other article of two that became one.
                if edit.before is None or not self._holds(edit.before):
                    continue
                record, gone = edit.before, True
            match record:
                case Annotation():
                    if isinstance(edit.before, Annotation):
                        self._drop_annotation(edit.before)
                    if not gone:
                        self._add_annotation(record)
                case Relation():
                    if isinstance(edit.before, Relation):
                        self._drop_relation(edit.before)
                    if not gone:
                        self._add_relation(record)
                case Zone():
                    _follow(self.zones, record, gone=gone)
                case Suggestion():
                    settled = record.state is not SuggestionState.PROPOSED
                    self._drop_suggestion(record.id)
                    if not (gone or settled):
                        self._add_suggestion(record)
                case _:
                    pass

    def _holds(self, record: Record) -> bool:
        return getattr(record, "document", None) == self.document.id

    def relations_from(self, annotation: int, role: str | None = None) -> list[Relation]:
        """Return the relations that start at an annotation, in the order of their slot."""
        return _ordered(self._from.get(annotation), role)

    def relations_to(self, annotation: int, role: str | None = None) -> list[Relation]:
        """Return the relations that point to an annotation."""
        return _ordered(self._to.get(annotation), role)

    def fillers(self, frame: int, role: str) -> list[Annotation]:
        """Return the annotations that fill a slot of a frame, in order."""
        found = (self.annotations.get(each.target) for each in self.relations_from(frame, role))
        return [annotation for annotation in found if annotation is not None]

    def frames_of(self, part: int) -> list[Annotation]:
        """Return the annotations without spans that a relation leads from to `part`."""
        found = (self.annotations.get(each.source) for each in self.relations_to(part))
        return [frame for frame in found if frame is not None and not frame.spans]

    def in_layer(self, layer: str, label: str | None = None) -> list[Annotation]:
        """Return the annotations of a layer (and label) by where they start; frames last."""
        found = [
            each
            for each in self.annotations.values()
            if each.layer == layer and (label is None or each.label == label)
        ]
        return sorted(found, key=reading_order)

    def at(self, position: int) -> list[Annotation]:
        """Return the annotations whose parts hold the character at `position`, shortest first."""
        near = (self.annotations[number] for number in self._near().get(position // _BUCKET, ()))
        found = [each for each in near if each.covers(position)]
        return sorted(found, key=lambda each: (each.end - each.start, each.start, each.id))

    def touching(self, span: Span) -> list[Annotation]:
        """Return the annotations with a part that shares a character with `span`, by start."""
        near_by_bucket = self._near()
        near = {number for bucket in _buckets_of(span) for number in near_by_bucket.get(bucket, ())}
        found = (self.annotations[number] for number in near)
        return sorted(
            (each for each in found if any(part.overlaps(span) for part in each.spans)),
            key=reading_order,
        )

    def suggestions_touching(self, span: Span) -> list[Suggestion]:
        """Return the suggestions of which some words share a character with `span`, by start.

        Of a suggested quote or opinion that may be any of its slots.
        """
        near = self._near_suggestions()
        numbers = {
            number
            for bucket in _buckets_of(span)
            for number, words in near.get(bucket, {}).items()
            if any(each.overlaps(span) for each in words)
        }
        found = [self.suggestions[number] for number in numbers]
        return sorted(found, key=lambda each: (each.start, -each.end, each.id))

    def sorted_zones(self) -> list[Zone]:
        """Return the zones in text order."""
        return sorted(self.zones.values(), key=lambda zone: (zone.start, zone.end, zone.id))

    def zone_at(self, position: int) -> Zone | None:
        """Return the zone that holds the character at `position`."""
        for zone in self.zones.values():
            if zone.start <= position < zone.end:
                return zone
        return None

    def in_zone(self, span: Span) -> bool:
        """Tell whether `span` lies wholly inside a zone."""
        return any(
            zone.start <= span.start and span.end <= zone.end for zone in self.zones.values()
        )

    def _near(self) -> defaultdict[int, set[int]]:
        """Return which annotations have a part in which bucket of characters."""
        if self._buckets is None:
            self._buckets = defaultdict(set)
            for annotation in self.annotations.values():
                for bucket in _buckets(annotation):
                    self._buckets[bucket].add(annotation.id)
        return self._buckets

    def _near_suggestions(self) -> defaultdict[int, dict[int, list[Span]]]:
        """Return which suggestions have which words in which bucket of characters."""
        if self._suggested is None:
            self._suggested = defaultdict(dict)
            for suggestion in self.suggestions.values():
                self._index_suggestion(self._suggested, suggestion)
        return self._suggested

    def _index_suggestion(
        self, near: defaultdict[int, dict[int, list[Span]]], suggestion: Suggestion
    ) -> None:
        for span in words_of(suggestion, len(self.text)):
            for bucket in _buckets_of(span):
                near[bucket].setdefault(suggestion.id, []).append(span)

    def _add_suggestion(self, suggestion: Suggestion) -> None:
        self.suggestions[suggestion.id] = suggestion
        if self._suggested is not None:
            self._index_suggestion(self._suggested, suggestion)

    def _drop_suggestion(self, number: int) -> None:
        gone = self.suggestions.pop(number, None)
        if gone is not None and self._suggested is not None:
            for span in words_of(gone, len(self.text)):
                for bucket in _buckets_of(span):
                    self._suggested[bucket].pop(number, None)

    def _add_annotation(self, annotation: Annotation) -> None:
        self.annotations[annotation.id] = annotation
        if self._buckets is not None:
            for bucket in _buckets(annotation):
                self._buckets[bucket].add(annotation.id)

    def _drop_annotation(self, annotation: Annotation) -> None:
        self.annotations.pop(annotation.id, None)
        if self._buckets is not None:
            for bucket in _buckets(annotation):
                self._buckets[bucket].discard(annotation.id)

    def _add_relation(self, relation: Relation) -> None:
        self.relations[relation.id] = relation
        self._from[relation.source][relation.id] = relation
        self._to[relation.target][relation.id] = relation

    def _drop_relation(self, relation: Relation) -> None:
        self.relations.pop(relation.id, None)
        self._from[relation.source].pop(relation.id, None)
        self._to[relation.target].pop(relation.id, None)


def _buckets(annotation: Annotation) -> set[int]:
    return {bucket for span in annotation.spans for bucket in _buckets_of(span)}


def _buckets_of(span: Span) -> range:
    return range(span.start // _BUCKET, (max(span) - 1) // _BUCKET + 1)


def reading_order(annotation: Annotation) -> tuple[int, int, int]:
    """Sort key: by start, longer first, then id; annotations without spans come last."""
    hull = annotation.hull
    if hull is None:
        return (2**62, 0, annotation.id)
    return (hull.start, -hull.end, annotation.id)


def first_line_outside(text: str, zones: Iterable[Zone]) -> str:
    """Return the first line with characters outside zones, without them: the title of an article.

    Zones are a handful and titles stand at the top, so this never reads a long text to its end.
    """
    ranges = sorted((zone.start, zone.end) for zone in zones)
    for start, end in _lines(text):
        kept: list[str] = []
        at = start
        for zone_start, zone_end in ranges:
            if zone_end <= at or zone_start >= end:
                continue
            kept.append(text[at : max(at, zone_start)])
            at = max(at, zone_end)
        kept.append(text[at:end])
        line = " ".join("".join(kept).split())
        if line:
            return line
    return ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _follow(held: dict[int, Zone], record: Zone, *, gone: bool) -> None:
    if gone:
        held.pop(record.id, None)
    else:
        held[record.id] = record


def _ordered(held: dict[int, Relation] | None, role: str | None) -> list[Relation]:
    if not held:
        return []
    found = [each for each in held.values() if role is None or each.role == role]
    if len(found) < 2:
        return found
    return sorted(found, key=lambda each: (each.role, each.position, each.id))
