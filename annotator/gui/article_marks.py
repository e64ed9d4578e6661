"""What annotations look like in the article.

Owns the choice of fill, line, tag, bracket and sign for each annotation and suggestion; how these
are drawn is the article view's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from annotator.domain.annotations import Annotation
from annotator.domain.article import Article
from annotator.domain.documents import Suggestion
from annotator.domain.entries import EntryIndex, alias_key
from annotator.domain.opinions import SIGNS, opinion_of
from annotator.domain.quotes import quote_of, quote_type
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.suggested_frames import SLOTS, SuggestedFrame, entry_of, frame_of
from annotator.gui.article.marks import Line, Link, Mark, ZoneMark
from annotator.gui.palettes import POLARITY_COLOURS
from annotator.services.suggestion_bands import Band, band
from annotator.wording import tr

_LINES = {"cue": Line.DOTTED, "source": Line.DASHED, "insertion": Line.NONE,
          "holder": Line.DASHED, "target": Line.DOTTED, "expression": Line.DOUBLE}  # fmt: skip

#: Code points of an entry's name in a tag.
_LONGEST_NAME = 24
_SURE = {Band.HIGH: 2, Band.NORMAL: 1, Band.LOW: 0}
#: A suggested frame has several marks: the one of its main words has its own id for a key, the
#: others have keys below zero, which no annotation has.
_PARTS = 4


def keys_of(number: int) -> tuple[int, ...]:
    """Return the keys of all marks that an annotation or suggestion may have."""
    return (number, *(_part_key(number, place) for place in range(_PARTS)))


def number_of(key: int) -> int:
    """Return the annotation or suggestion that a mark is of."""
    return key if key >= 0 else -key // _PARTS


def _part_key(number: int, place: int) -> int:
    return -(number * _PARTS + place)


class MarkMaker:
    """Makes marks of one article by a scheme, with one layer in the foreground."""

    def __init__(
        self,
        article: Article,
        scheme: Scheme,
        layer: str,
        entries: EntryIndex | None = None,
        shows: Callable[[Suggestion], bool] = lambda _: True,
    ) -> None:
        """Take what tells which suggestions are sure enough to be seen."""
        self._shows = shows
        self._article = article
        self._scheme = scheme
        self._layer = layer
        self._entries = entries or EntryIndex()
        self._kinds = {each.uid: each.kind for each in scheme.layers}
        self._orders = {each.uid: each.position for each in scheme.layers}

    def all(self) -> list[Mark]:
        """Return the marks of everything that has a place in the text."""
        return [
            mark
            for number in (*self._article.annotations, *self._article.suggestions)
            for mark in self.marks_of(number)
        ]

    def of(self, number: int) -> Mark | None:
        """Return the main mark of an annotation or suggestion; None for what is not drawn."""
        return next(iter(self.marks_of(number)), None)

    def marks_of(self, number: int) -> Sequence[Mark]:
        """Return the marks of an annotation or suggestion, the main one first."""
        annotation = self._article.annotations.get(number)
        if annotation is not None:
            return (self._annotation(annotation),) if annotation.spans else ()
        suggestion = self._article.suggestions.get(number)
        # Proposals of other layers would only be in the way of the work in hand.
        if suggestion is None or suggestion.layer != self._layer or not self._shows(suggestion):
            return ()
        frame = frame_of(suggestion, self._scheme, len(self._article.text))
        if frame is None:
            return (self._suggestion(suggestion),)
        return tuple(self._frame(suggestion, frame))

    def _annotation(self, annotation: Annotation) -> Mark:
        label = self._scheme.label(annotation.layer, annotation.label)
        kind = self._kinds.get(annotation.layer, LayerKind.SPANS)
        active = annotation.layer == self._layer
        name = annotation.label if label is None else label.name
        colour = "#6b7280" if label is None else label.colour
        parts = tuple((start, end) for start, end in annotation.spans)
        order = self._orders.get(annotation.layer, 0)
        if kind is LayerKind.SPANS:
            # A tag of its own needs room: other layers in the foreground leave it to hovering.
            tag = name + self._entry_sign(annotation) if active else ""
            return Mark(annotation.id, parts, colour, tag, fill=active, order=order)
        frames = self._article.frames_of(annotation.id)
        bracket, sign = None, ""
        if kind is LayerKind.QUOTES and annotation.label == "content":
            quote = quote_of(self._article, frames[-1]) if frames else None
            bracket = tr("quote-type-none") if quote is None else tr(f"quote-type-{quote.type}")
        if kind is LayerKind.OPINIONS:
            sign, colour = self._opinion(annotation, frames, colour)
        return Mark(
            annotation.id,
            parts,
            colour,
            tag=name if active and annotation.label != "content" else "",
            fill=active,
            line=_LINES.get(annotation.label, Line.SOLID),
            bracket=bracket,
            sign=sign,
            order=order,
        )

    def _entry_sign(self, annotation: Annotation) -> str:
        """Return what the tag says of the entry: an arrow, and its name where the words differ.

        A question mark follows entries that are only called so: E links to them.
        """
        if not len(self._entries):
            return ""
        words = " ".join(span.of(self._article.text) for span in annotation.spans)
        entry = self._entries.get(annotation.entry)
        if entry is not None:
            same = alias_key(words) == alias_key(entry.name)
            return " →" if same else f" → {_cut(entry.name)}"
        called = self._entries.called(words)
        if not called:
            return ""
        return f" → {_cut(called[0].name)}?" if len(called) == 1 else " → ?"

    def _opinion(
        self, part: Annotation, frames: Iterable[Annotation], colour: str
    ) -> tuple[str, str]:
        for frame in frames:
            opinion = opinion_of(self._article, frame)
            shown = opinion.expression or opinion.target
            if not opinion.polarity or part not in shown:
                continue
            sign = SIGNS.get(opinion.polarity, "")
            if opinion.intensity == "strong":
                sign *= 2
            return sign, POLARITY_COLOURS.get(opinion.polarity, colour)
        return "", colour

    def _suggestion(self, suggestion: Suggestion) -> Mark:
        label = self._scheme.label(suggestion.layer, suggestion.label)
        tag = suggestion.label if label is None else label.name
        entry = self._entries.get(entry_of(suggestion))
        if entry is not None:
            words = self._article.text[suggestion.start : suggestion.end]
            same = alias_key(words) == alias_key(entry.name)
            tag += " →" if same else f" → {_cut(entry.name)}"
        return Mark(
            suggestion.id,
            ((suggestion.start, suggestion.end),),
            "#6b7280" if label is None else label.colour,
            tag=tag,
            suggested=True,
            sure=_SURE[band(suggestion.score)],
            line=Line.NONE,
            order=self._orders.get(suggestion.layer, 0),
        )

    def _frame(self, suggestion: Suggestion, frame: SuggestedFrame) -> Iterator[Mark]:
        """Yield the marks of a suggested quote or opinion, that of its main words first."""
        main = next(role for role in SLOTS[frame.kind] if frame.spans(role) == frame.main)
        others = (role for role in SLOTS[frame.kind] if role != main and frame.spans(role))
        for role in (main, *others):
            place = SLOTS[frame.kind].index(role)
            label = self._scheme.label(suggestion.layer, role)
            colour = "#6b7280" if label is None else label.colour
            bracket, sign = None, ""
            quotes = frame.kind is LayerKind.QUOTES
            if role == main and quotes:
                text, insertions = self._article.text, frame.spans("insertion")
                bracket = tr(f"quote-type-{quote_type(text, frame.main, insertions)}")
            elif role == main:
                sign, colour = _sign_of(frame, colour)
            yield Mark(
                suggestion.id if role == main else _part_key(suggestion.id, place),
                tuple((start, end) for start, end in frame.spans(role)),
                colour,
                tag="" if role == "content" else role if label is None else label.name,
                suggested=True,
                sure=_SURE[band(suggestion.score)],
                # What is said may be long: a box around each of its lines would be a cage.
                line=Line.DASHED if role == "content" else Line.NONE,
                bracket=bracket,
                sign=sign,
                order=self._orders.get(suggestion.layer, 0),
            )

    def links(self) -> list[Link]:
        """Return the lines from the first part of each frame to its other parts."""
        links = []
        for frame in self._article.annotations.values():
            if frame.spans:
                links += [
                    Link(frame.id, each.target, each.role)
                    for each in self._article.relations_from(frame.id)
                    if self._has_place(each.target)
                ]
                continue
            parts = [
                each.target
                for role in ("content", "expression", "cue", "source", "target", "holder")
                for each in self._article.relations_from(frame.id, role)
                if self._has_place(each.target)
            ]
            links += [Link(parts[0], part, "") for part in parts[1:]]
        return links

    def links_of(self, number: int | None) -> list[Link]:
        """Return the lines of a suggested quote or opinion, from its main words to its others."""
        suggestion = None if number is None else self._article.suggestions.get(number)
        if suggestion is None:
            return []
        marks = self.marks_of(suggestion.id)
        return [Link(marks[0].key, mark.key, "") for mark in marks[1:]]

    def zones(self) -> list[ZoneMark]:
        """Return the excluded ranges."""
        return [
            ZoneMark(zone.id, zone.start, zone.end, zone.kind.value)
            for zone in self._article.zones.values()
        ]

    def emphasised(self, number: int | None) -> set[int]:
        """Return the marks to frame when something is selected: itself, or the parts of a frame."""
        if number is None:
            return set()
        annotation = self._article.annotations.get(number)
        if annotation is None or annotation.spans:
            return {number}
        roles = ("content", "expression")
        parts = {
            each.target
            for each in self._article.relations_from(number)
            if each.role in roles and self._has_place(each.target)
        }
        return parts or {
            each.target
            for each in self._article.relations_from(number)
            if self._has_place(each.target)
        }

    def _has_place(self, number: int) -> bool:
        annotation = self._article.annotations.get(number)
        return annotation is not None and bool(annotation.spans)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def _sign_of(frame: SuggestedFrame, colour: str) -> tuple[str, str]:
    polarity = frame.attributes.get("polarity", "")
    sign = SIGNS.get(polarity, "")
    if frame.attributes.get("intensity") == "strong":
        sign *= 2
    return sign, POLARITY_COLOURS.get(polarity, colour)
