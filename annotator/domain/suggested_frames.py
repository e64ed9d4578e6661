"""A suggested quote or opinion as a plain value.

Owns how the payload of such a suggestion is read.  Payloads are a cache that other programs and
older versions wrote too: whatever in them is no position of the text, no id and no word is passed
over, and a suggestion is never worth an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.domain.annotations import Span
from annotator.domain.documents import Suggestion
from annotator.domain.ids import parse_id
from annotator.domain.scheme import LayerKind, Scheme

#: Slots of frames by the kind of their layer; what a frame is shown and found by comes first.
SLOTS: Mapping[LayerKind, tuple[str, ...]] = {
    LayerKind.QUOTES: ("content", "cue", "source", "insertion"),
    LayerKind.OPINIONS: ("expression", "target", "holder"),
}
#: What stands for the writer of the article as a holder; `domain.opinions` has the same word.
_WRITER = "writer"
_ALL_SLOTS = tuple(role for roles in SLOTS.values() for role in roles)


@dataclass(frozen=True, slots=True)
class SuggestedFrame:
    """What a suggested quote or opinion consists of; positions are code points."""

    kind: LayerKind  # QUOTES or OPINIONS
    slots: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)  # empty ones are left out
    attributes: Mapping[str, str] = field(default_factory=dict)  # act, polarity, intensity
    by_writer: bool = False  # of an opinion: the writer of the article holds it
    speaker: Span | None = None  # the fuller mention that a source refers back to
    parent: int | None = None  # the suggested quote in which this one is reported
    quote: int | None = None  # the suggested quote in which an opinion was said

    @property
    def main(self) -> tuple[Span, ...]:
        """Return the words that the frame is about: content, else expression, else target."""
        for role in ("content", "expression", "target"):
            if self.slots.get(role):
                return self.slots[role]
        return ()

    def spans(self, role: str) -> tuple[Span, ...]:
        """Return what fills a slot."""
        return self.slots.get(role, ())


def kind_of(suggestion: Suggestion, scheme: Scheme) -> LayerKind | None:
    """Return QUOTES or OPINIONS for a suggested frame, None for a suggested label on words."""
    layer = scheme.layer(suggestion.layer)
    if layer is None or layer.kind not in SLOTS:
        return None
    label = scheme.label(suggestion.layer, suggestion.label)
    return layer.kind if label is None or label.frame else None


def frame_of(suggestion: Suggestion, scheme: Scheme, length: int) -> SuggestedFrame | None:
    """Return the quote or opinion that a suggestion proposes; None for a label on words.

    `length` is that of the text.  A payload without words means the suggestion's own range.
    """
    kind = kind_of(suggestion, scheme)
    if kind is None:
        return None
    payload = suggestion.payload
    slots = {role: spans for role in SLOTS[kind] if (spans := _spans(payload.get(role), length))}
    if not slots.keys() & {"content", "expression", "target"}:
        main = "content" if kind is LayerKind.QUOTES else "expression"
        slots[main] = _spans([[suggestion.start, suggestion.end]], length)
    names = ("act",) if kind is LayerKind.QUOTES else ("polarity", "intensity")
    speaker = _spans([payload.get("speaker")], length)
    return SuggestedFrame(
        kind,
        slots,
        {name: value for name in names if isinstance(value := payload.get(name), str) and value},
        by_writer=payload.get("holder") == _WRITER,
        speaker=speaker[0] if speaker else None,
        parent=_id(payload.get("parent")),
        quote=_id(payload.get("quote")),
    )


def entry_of(suggestion: Suggestion) -> int | None:
    """Return the entry that is proposed along with a mention."""
    return _id(suggestion.payload.get("entry"))


def words_of(suggestion: Suggestion, length: int) -> list[Span]:
    """Return what a suggestion is about: the words in its slots, else its own range."""
    found = [Span(suggestion.start, suggestion.end)]
    if suggestion.payload:
        found = [
            span for role in _ALL_SLOTS for span in _spans(suggestion.payload.get(role), length)
        ] or found
    return found


def _spans(value: object, length: int) -> tuple[Span, ...]:
    """Return the ranges written in a payload that lie in the text, in its order."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(sorted(set(_ranges(value, length))))


def _ranges(value: list[object] | tuple[object, ...], length: int) -> Iterator[Span]:
    for each in value:
        if not isinstance(each, list | tuple) or len(each) != 2:
            continue
        start, end = each
        # Exactly: True is an int, and no position.
        if type(start) is int and type(end) is int and 0 <= start < end <= length:
            yield Span(start, end)


def _id(value: object) -> int | None:
    return parse_id(value) if isinstance(value, str) else None
