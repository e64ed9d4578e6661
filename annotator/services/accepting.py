"""Suggestions as steps: accepting, correcting and rejecting them, and what overtakes them.

Owns what becomes of a suggestion when a person says yes or no.  A suggested quote or opinion
becomes a frame with its parts and links, as far as the scheme has a place for them.  What a label
makes pointless goes in the same step, so that undo brings it back with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from annotator.domain.annotations import Annotation, AttributeValue, Origin, Relation, Span
from annotator.domain.documents import Suggestion, SuggestionState
from annotator.domain.opinions import QUOTE, WRITER
from annotator.domain.quotes import PARENT, parents_of
from annotator.domain.scheme import LayerKind
from annotator.domain.steps import Edit, Record, Step, added
from annotator.domain.suggested_frames import SLOTS, SuggestedFrame, entry_of, frame_of, kind_of
from annotator.services.frames import FrameScribe
from annotator.services.upkeep import NotPossible, path_of

#: Share of common characters from which on a frame is what a suggestion became, edges corrected.
_SAME = 0.5
_MAIN = ("content", "expression", "target")

Slots = Mapping[str, Sequence[Span]]


class AcceptingScribe(FrameScribe):
    """Makes the steps of suggestions."""

    def proposed(self, suggestion: Suggestion) -> SuggestedFrame | None:
        """Return the quote or opinion that is suggested; None for a label on words."""
        return frame_of(suggestion, self.scheme, len(self.article.text))

    # Yes ---------------------------------------------------------------------------------------

    def accept(self, suggestions: Sequence[Suggestion], label: str = "") -> Step:
        """Return the step that makes annotations of suggestions, perhaps with another label.

        Raises NotPossible for a label that the scheme has not (any more), and for a label that is
        to be given to a whole quote or opinion.
        """
        edits: list[Edit] = []
        before = self._accepted_before(suggestions)
        with ExitStack() as supposed:
            for each in self._parents_first(suggestions):
                proposed = self.proposed(each)
                if proposed is None:
                    some = self._accept_label(each, label)
                elif label:
                    raise NotPossible("label-not-of-frames")
                else:
                    some = self._accept_frame(each, proposed, before)[1]
                edits += some
                supposed.enter_context(self.supposing(some))
            taken = {each.id for each in suggestions}
            gone = {
                other.id: other
                for each in suggestions
                for other in self._overtaken_by_suggestion(each)
                if other.id not in taken
            }
        edits += self._rejections(gone.values())
        return self._about_suggestions("suggestion-accepted", suggestions, edits)

    def accept_with_span(self, suggestion: Suggestion, span: Span) -> Step:
        """Return the step that accepts a suggested label with corrected borders."""
        edits = self._accept_label(suggestion, "", span)
        gone = self.overtaken(suggestion.layer, {"": [span]}, {suggestion.id})
        edits += self._rejections(gone)
        return self._about_suggestions("suggestion-accepted", [suggestion], edits)

    def accept_frame(
        self, suggestion: Suggestion, proposed: SuggestedFrame | None = None
    ) -> tuple[Annotation, Step]:
        """Return the frame that a suggested quote or opinion becomes, and the step of that.

        `proposed` is what a person makes of it, if that is not what is suggested.
        """
        own = self.proposed(suggestion)
        proposed = proposed or own
        if proposed is None:
            raise NotPossible("no-such-layer", kind=suggestion.layer)
        frame, edits = self._accept_frame(
            suggestion,
            proposed,
            self._accepted_before([suggestion]),
            Origin.SUGGESTION if proposed == own else Origin.SUGGESTION_EDITED,
        )
        gone = self.overtaken(
            suggestion.layer, proposed.slots, {suggestion.id}, suggestion=suggestion
        )
        edits += self._rejections(gone)
        code = "suggestion-accepted" if proposed == own else "suggestion-corrected"
        return frame, self._about_suggestions(code, [suggestion], edits)

    def accept_changed(
        self, suggestion: Suggestion, change: Callable[[Annotation], Step]
    ) -> tuple[Annotation, Step]:
        """Return the frame of a suggested quote or opinion, and one step: accepted and changed.

        `change` makes the step that changes the frame once it is there.
        """
        frame, accepting = self.accept_frame(suggestion)
        with self.supposing(accepting.edits):
            changing = change(frame)
        edits = composed(accepting.edits, changing.edits)
        for place, edit in enumerate(edits):
            if isinstance(edit.after, Annotation) and edit.after.id == frame.id:
                frame = edit.after._replace(origin=Origin.SUGGESTION_EDITED)
                edits[place] = Edit(edit.before, frame)
        return frame, self._about_suggestions("suggestion-corrected", [suggestion], edits)

    def _accept_label(
        self, suggestion: Suggestion, label: str, span: Span | None = None
    ) -> list[Edit]:
        own = Span(suggestion.start, suggestion.end)
        changed = (label or suggestion.label) != suggestion.label or (span or own) != own
        self._refuse_label(suggestion.layer, label or suggestion.label, frame=False)
        annotation = self._annotation(
            [span or own],
            suggestion.layer,
            label or suggestion.label,
            origin=Origin.SUGGESTION_EDITED if changed else Origin.SUGGESTION,
        )
        entry = entry_of(suggestion)
        # What turns out to be something else is hardly who was proposed.
        if entry is not None and not label and self.has_entry(entry):
            annotation = annotation._replace(entry=entry)
        return [_settled(suggestion, SuggestionState.ACCEPTED), *added(annotation)]

    def _accept_frame(
        self,
        suggestion: Suggestion,
        proposed: SuggestedFrame,
        before: Mapping[int, Suggestion],
        origin: Origin = Origin.SUGGESTION,
    ) -> tuple[Annotation, list[Edit]]:
        layer = suggestion.layer
        label = self.scheme.frame_label(layer)
        if label is None:
            raise NotPossible("no-such-layer", kind=proposed.kind.value)
        self._refuse_label(layer, label.uid, frame=True)
        attributes: dict[str, AttributeValue] = {
            name: value
            for name, value in proposed.attributes.items()
            if self._may_be(layer, label.uid, name, value)
        }
        slots: dict[str, list[tuple[Span, ...]]] = {
            role: [(span,) for span in spans] for role, spans in proposed.slots.items()
        }
        quote = None
        if proposed.kind is LayerKind.OPINIONS:
            quote = self._quote_around(proposed, before)
            sources = [] if quote is None else self.article.fillers(quote.id, "source")
            if sources:
                slots["holder"] = [each.spans for each in sources]
            elif proposed.by_writer and self._may_be(layer, label.uid, "holder", WRITER):
                attributes["holder"] = WRITER
        frame = self._annotation((), layer, label.uid, origin=origin, attributes=attributes)
        edits = [_settled(suggestion, SuggestionState.ACCEPTED), *added(frame)]
        filled: set[str] = set()
        for role in SLOTS[proposed.kind]:
            known = self.scheme.role(role)
            if known is None or known.retired:
                continue
            entry = self._entry_of_speaker(proposed) if role == "source" else None
            kept = [
                each for each in slots.get(role, ()) if not all(map(self.article.in_zone, each))
            ]
            for position, spans in enumerate(kept if known.many else kept[:1]):
                edits += self._filler(frame, role, spans, position, origin=origin, entry=entry)
                filled.add(role)
        if not filled.intersection(_MAIN):
            raise NotPossible("slot-missing", role=_MAIN[0])
        edits += self._links_of(frame, suggestion, proposed, quote, before)
        return frame, edits

    def _may_be(self, layer: str, label: str, name: str, value: str) -> bool:
        known = self.scheme.attribute(layer, name)
        return (
            known is not None
            and self._takes(layer, label, name)
            and known.problem_with(value) is None
        )

    def _entry_of_speaker(self, proposed: SuggestedFrame) -> int | None:
        """Return the entry of the mention that a source refers back to, if it is linked."""
        speaker = proposed.speaker
        if speaker is None:
            return None
        linked = [
            each
            for each in self.article.touching(speaker)
            if each.entry is not None
            and (layer := self.scheme.layer(each.layer)) is not None
            and layer.kind is LayerKind.SPANS
        ]
        # "Citadel spokesman Oren Maret": of the mentions inside, the name comes last.
        linked.sort(key=lambda each: (each.spans == (speaker,), each.start))
        return linked[-1].entry if linked else None

    # Links between frames ------------------------------------------------------------------------

    def _accepted_before(self, now: Iterable[Suggestion]) -> dict[int, Suggestion]:
        """Return the accepted suggestions by id, with those that are being accepted."""
        now = list(now)
        if all(kind_of(each, self.scheme) is None for each in now):
            return {}
        return {each.id: each for each in (*self.accepted(), *now)}

    def _parents_first(self, suggestions: Sequence[Suggestion]) -> list[Suggestion]:
        """Return suggestions with quotes before what was said in them."""
        kinds = [kind_of(each, self.scheme) for each in suggestions]
        if all(kind is None for kind in kinds):
            return list(suggestions)
        quotes = zip(suggestions, kinds, strict=True)
        return [each for each, _ in sorted(quotes, key=lambda pair: pair[1] is LayerKind.OPINIONS)]

    def _links_of(
        self,
        frame: Annotation,
        suggestion: Suggestion,
        proposed: SuggestedFrame,
        quote: Annotation | None,
        before: Mapping[int, Suggestion],
    ) -> list[Edit]:
        """Return the edits that link a new frame to others that were accepted, either way."""
        if proposed.kind is LayerKind.OPINIONS:
            return [] if quote is None else self._linked(frame, QUOTE, quote)
        edits: list[Edit] = []
        parent = self._became(before.get(proposed.parent or 0))
        above: set[int] = set()
        if parent is not None:
            edits += self._linked(frame, PARENT, parent)
            above = {parent.id, *(each.id for each in parents_of(self.article, parent))}
        for other in before.values():
            inner = None if other.id == suggestion.id else self.proposed(other)
            if inner is None or suggestion.id not in (inner.parent, inner.quote):
                continue
            made = self._became(other)
            role = PARENT if inner.kind is LayerKind.QUOTES else QUOTE
            if made is None or made.id in above or self.article.relations_from(made.id, role):
                continue
            edits += self._linked(made, role, frame)
        return edits

    def _linked(self, source: Annotation, role: str, target: Annotation) -> list[Edit]:
        known = self.scheme.role(role)
        if known is None or known.retired or not known.allows(path_of(source), path_of(target)):
            return []
        return list(
            added(
                Relation(
                    self.ids.next(),
                    self.article.document.id,
                    self.annotator,
                    role,
                    source.id,
                    target.id,
                )
            )
        )

    def _became(self, suggestion: Suggestion | None) -> Annotation | None:
        """Return the frame that an accepted suggestion is now, if it is still there."""
        proposed = None if suggestion is None else self.proposed(suggestion)
        if suggestion is None or proposed is None:
            return None
        found = {
            frame.id: frame
            for span in proposed.main
            for part in self.article.touching(span)
            if part.layer == suggestion.layer and part.annotator == self.annotator
            for frame in self.article.frames_of(part.id)
            if frame.layer == suggestion.layer
        }
        ranked = [
            (share(self._main_of(frame), proposed.main), -frame.id, frame)
            for frame in found.values()
        ]
        best = max(ranked, key=lambda each: each[:2], default=None)
        return best[2] if best is not None and best[0] >= _SAME else None

    def _main_of(self, frame: Annotation) -> list[Span]:
        for role in _MAIN:
            spans = [span for part in self.article.fillers(frame.id, role) for span in part.spans]
            if spans:
                return spans
        return []

    def _quote_around(
        self, proposed: SuggestedFrame, before: Mapping[int, Suggestion]
    ) -> Annotation | None:
        """Return the accepted quote that an opinion was said in: the one named, else around it."""
        named = self._became(before.get(proposed.quote or 0))
        return named or self.quote_holding(Span(proposed.main[0].start, proposed.main[-1].end))

    def quote_holding(self, span: Span) -> Annotation | None:
        """Return the innermost quote whose content holds a range."""
        for part in self.article.at(span.start):
            layer = self.scheme.layer(part.layer)
            if layer is None or layer.kind is not LayerKind.QUOTES or part.label != "content":
                continue
            hull, frames = part.hull, self.article.frames_of(part.id)
            if hull is not None and hull.contains(span) and frames:
                return frames[-1]
        return None

    # No ----------------------------------------------------------------------------------------

    def reject(self, suggestions: Sequence[Suggestion]) -> Step:
        """Return the step that turns suggestions down for good.

        What another suggester says of the same words is turned down with them.
        """
        same = {self._saying(each) for each in suggestions}
        twins = {
            each.id: each
            for one in suggestions
            for each in self.article.suggestions_touching(Span(one.start, one.end))
            if self._saying(each) in same
        }
        going = {**{each.id: each for each in suggestions}, **twins}
        edits = self._rejections(going.values())
        return self._about_suggestions("suggestion-rejected", suggestions, edits)

    def _saying(self, suggestion: Suggestion) -> tuple[object, ...]:
        """Return what a suggestion says, which another model may say too."""
        frame = self.proposed(suggestion)
        words = (Span(suggestion.start, suggestion.end),) if frame is None else frame.main
        polarity = None if frame is None else frame.attributes.get("polarity")
        return suggestion.layer, suggestion.label, words, polarity

    def overtaking(self, step: Step, layer: str, slots: Slots) -> Step:
        """Return a step that also turns down the suggestions that it makes pointless.

        `slots`: the words of each slot of a frame; of a label on words those of the slot "".
        """
        gone = self._rejections(self.overtaken(layer, slots))
        return replace(step, edits=(*gone, *step.edits)) if gone else step

    def slots_of(self, frame: Annotation) -> dict[str, list[Span]]:
        """Return the words in each slot of a frame that is there."""
        found: dict[str, list[Span]] = {}
        for relation in self.article.relations_from(frame.id):
            part = self.article.annotations.get(relation.target)
            if part is not None:
                found.setdefault(relation.role, []).extend(part.spans)
        return found

    def overtaken(
        self,
        layer: str,
        slots: Slots,
        besides: Iterable[int] = (),
        *,
        suggestion: Suggestion | None = None,
    ) -> list[Suggestion]:
        """Return the suggestions of a layer that something new makes pointless.

        A label on words overtakes what it overlaps.  A quote overtakes quotes of the same words,
        not those that are reported in it or in which it is reported.  An opinion overtakes those
        about the same target or by the same words.

        Args:
            layer: The layer.
            slots: What is new, as in `overtaking`.
            besides: Ids of suggestions that stay.
            suggestion: What the new quote was proposed as; it knows its parent.
        """
        stay = set(besides)
        near = {
            each.id: each
            for spans in slots.values()
            for span in spans
            for each in self.article.suggestions_touching(span)
            if each.layer == layer and each.id not in stay
        }
        return [each for each in near.values() if self._is_overtaken(each, slots, suggestion)]

    def _overtaken_by_suggestion(self, suggestion: Suggestion) -> list[Suggestion]:
        proposed = self.proposed(suggestion)
        own: Slots = {"": [Span(suggestion.start, suggestion.end)]}
        slots = own if proposed is None else proposed.slots
        return self.overtaken(suggestion.layer, slots, suggestion=suggestion)

    def _is_overtaken(self, other: Suggestion, slots: Slots, own: Suggestion | None) -> bool:
        proposed = self.proposed(other)
        if proposed is None:
            words = [Span(other.start, other.end)]
            return any(_overlap(spans, words) for spans in slots.values())
        if proposed.kind is LayerKind.OPINIONS:
            return any(
                _overlap(slots.get(role, ()), proposed.spans(role))
                for role in ("expression", "target")
            )
        content = slots.get("content", ())
        if not _overlap(content, proposed.main):
            return False
        if own is not None:
            ours = self.proposed(own)
            if proposed.parent == own.id or (ours is not None and ours.parent == other.id):
                return False
        # Who says it and with which word stands outside of what is said, so a quote of which they
        # stand inside another one's words is reported there.
        inner = proposed.spans("cue") or proposed.spans("source")
        outer = slots.get("cue") or slots.get("source") or ()
        return not _overlap(content, inner) and not _overlap(proposed.main, outer)

    def _rejections(self, suggestions: Iterable[Suggestion]) -> list[Edit]:
        return [_settled(each, SuggestionState.REJECTED) for each in suggestions]

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


def composed(first: Iterable[Edit], second: Iterable[Edit]) -> list[Edit]:
    """Return the edits of two steps as those of one: each record changes once, or not at all."""
    ends: dict[tuple[type[Record], int], tuple[Record | None, Record | None]] = {}
    for edit in (*first, *second):
        key = type(edit.record), edit.record.id
        before = ends[key][0] if key in ends else edit.before
        ends[key] = before, edit.after
    return [Edit(*each) for each in ends.values() if each[0] != each[1]]


def _settled(suggestion: Suggestion, state: SuggestionState) -> Edit:
    return Edit(suggestion, replace(suggestion, state=state))


def _overlap(some: Sequence[Span], others: Sequence[Span]) -> int:
    """Return how many characters two sets of ranges have in common."""
    return sum(
        max(0, min(one.end, other.end) - max(one.start, other.start))
        for one in some
        for other in others
    )


def share(some: Sequence[Span], others: Sequence[Span]) -> float:
    """Return the common characters of two sets of ranges as a share of all of theirs."""
    common = _overlap(some, others)
    total = sum(end - start for start, end in (*some, *others)) - common
    return common / total if total else 0.0
