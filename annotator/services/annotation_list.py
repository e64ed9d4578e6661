"""What is labelled and suggested in an article, as a list that can be read aloud.

Owns the order of the list and what is said of each line.  Nothing is changed here, and the words
around the facts are whoever shows them's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.documents import Suggestion
from annotator.domain.entries import EntryIndex
from annotator.domain.quotes import SLOTS, speakers
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.suggested_frames import entry_of
from annotator.services.annotating import Scribe
from annotator.services.details import details_of

#: Where something stands in the list: where it starts, how far it ends before the end, its id.
Place = tuple[int, int, int]
_NOWHERE = 2**62  # what has no words stands last
_LONGEST = 160  # characters of the words that are shown and read aloud


@dataclass(frozen=True, slots=True)
class InQuote:
    """What an annotation is to a quote."""

    role: str  # content, cue, source, insertion; "" for one that stands inside its content
    speakers: tuple[str, ...]  # from the outermost source to that of the quote
    words: str  # what was said, shortened


@dataclass(frozen=True, slots=True)
class Listed:
    """What is said of an annotation or a suggestion."""

    number: int
    paragraph: int | None  # from 1 on, None for what has no words
    layer: str
    label: str  # as the scheme calls them
    words: str  # shortened
    entry: str  # name of the entry it is linked to, "" without
    attributes: tuple[tuple[str, object], ...]  # what they are called, and what they are set to
    suggested: bool
    by: str  # annotator or model
    score: float | None = None  # of a suggestion
    quote: InQuote | None = None


class AnnotationList:
    """The lines of one article as it stands; the article follows the project by itself."""

    def __init__(
        self,
        scribe: Scribe,
        entries: EntryIndex,
        annotators: Mapping[int, str],
        shows: Callable[[Suggestion], bool] = lambda _: True,
    ) -> None:
        """Take the article of a scribe, and what tells which suggestions are sure enough."""
        self._scribe, self._entries, self._annotators = scribe, entries, annotators
        self._shows = shows
        text = scribe.article.text
        lines = text.split("\n")
        starts, place = [], 0
        for line in lines:
            if line.strip():
                starts.append(place)
            place += len(line) + 1
        self._paragraphs = starts

    @property
    def article(self) -> Article:
        """Return the article."""
        return self._scribe.article

    @property
    def scheme(self) -> Scheme:
        """Return the scheme by which labels are named."""
        return self._scribe.scheme

    def places(self) -> list[Place]:
        """Return every line in reading order; of those that begin together the longest first."""
        numbers = (*self.article.annotations, *self.article.suggestions)
        return sorted(place for each in numbers if (place := self.place_of(each)) is not None)

    def place_of(self, number: int) -> Place | None:
        """Return where something stands in the list; None for what is not (any more) in it."""
        annotation = self.article.annotations.get(number)
        if annotation is not None:
            spans = [span for part in self._parts(annotation) for span in part.spans]
            if not spans:
                return _NOWHERE, 0, number
            return spans[0].start, -spans[-1].end, number
        suggestion = self.article.suggestions.get(number)
        if suggestion is None or not self._shows(suggestion):
            return None
        return suggestion.start, -suggestion.end, number

    def listed(self, number: int) -> Listed:
        """Return what is said of an annotation or suggestion; raises KeyError for neither."""
        annotation = self.article.annotations.get(number)
        return (
            self._suggestion(self.article.suggestions[number])
            if annotation is None
            else self._annotation(annotation)
        )

    def _annotation(self, annotation: Annotation) -> Listed:
        place = self.place_of(annotation.id)
        entry = self._entries.get(annotation.entry)
        attributes: list[tuple[str, object]] = []
        if annotation.attributes or not annotation.spans:
            for detail in details_of(self._scribe, annotation):
                chosen = [each for each in detail.values if each.chosen and each.data is not None]
                if detail.is_link:
                    attributes += [(detail.name, each.name) for each in chosen]
                elif chosen:
                    data = chosen[0].data
                    value = data if isinstance(data, bool) else chosen[0].name
                    attributes.append((detail.name, value))
                elif not detail.values and annotation.attributes.get(detail.uid) is not None:
                    attributes.append((detail.name, annotation.attributes[detail.uid]))
        return Listed(
            annotation.id,
            self._paragraph(None if place is None else place[0]),
            self._layer_name(annotation.layer),
            self._label_name(annotation.layer, annotation.label),
            self._words(annotation),
            "" if entry is None else entry.name,
            tuple(attributes),
            suggested=False,
            by=self._annotators.get(annotation.annotator, ""),
            quote=self._in_quote(annotation),
        )

    def _suggestion(self, suggestion: Suggestion) -> Listed:
        entry = self._entries.get(entry_of(suggestion))
        return Listed(
            suggestion.id,
            self._paragraph(suggestion.start),
            self._layer_name(suggestion.layer),
            self._label_name(suggestion.layer, suggestion.label),
            _cut(self.article.text[suggestion.start : suggestion.end]),
            "" if entry is None else entry.name,
            (),
            suggested=True,
            by=suggestion.model,
            score=suggestion.score,
        )

    def _in_quote(self, annotation: Annotation) -> InQuote | None:
        """Return what an annotation is to a quote: a part of it, else inside of what was said."""
        frame, role = next(self._frames(annotation), (None, ""))
        if frame is None and annotation.spans:
            frame = next(self._around(annotation), None)
        if frame is None:
            return None
        told = tuple(speakers(self.article, frame))
        return InQuote(role, told, self._scribe.text_of(frame))

    def _frames(self, part: Annotation) -> Iterator[tuple[Annotation, str]]:
        for relation in self.article.relations_to(part.id):
            frame = self.article.annotations.get(relation.source)
            if frame is not None and relation.role in SLOTS and self._is_quote(frame):
                yield frame, relation.role

    def _around(self, annotation: Annotation) -> Iterator[Annotation]:
        """Yield the quotes whose content holds an annotation, the innermost first."""
        for other in self.article.at(annotation.start):
            if other.id != annotation.id and other.end >= annotation.end:
                for frame, role in self._frames(other):
                    if role == "content":
                        yield frame

    def _is_quote(self, frame: Annotation) -> bool:
        layer = self.scheme.layer(frame.layer)
        return not frame.spans and layer is not None and layer.kind is LayerKind.QUOTES

    def _parts(self, annotation: Annotation) -> list[Annotation]:
        """Return what holds the words: an annotation itself, of a frame its first slot."""
        if annotation.spans:
            return [annotation]
        for role in ("content", "expression", "cue", "target", "source", "holder"):
            parts = [each for each in self.article.fillers(annotation.id, role) if each.spans]
            if parts:
                return sorted(parts, key=lambda each: each.start)
        return []

    def _words(self, annotation: Annotation) -> str:
        parts = self._parts(annotation)
        return _cut(" … ".join(span.of(self.article.text) for part in parts for span in part.spans))

    def _paragraph(self, start: int | None) -> int | None:
        if start is None or start == _NOWHERE:
            return None
        return max(1, bisect_right(self._paragraphs, start))

    def _layer_name(self, uid: str) -> str:
        layer = self.scheme.layer(uid)
        return uid if layer is None else layer.name

    def _label_name(self, layer: str, uid: str) -> str:
        label = self.scheme.label(layer, uid)
        return uid if label is None else label.name


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
