"""What the article pane does, without a window.

Owns what a key means that labels, accepts, deletes, excludes, finds or undoes.  Where the person is
belongs to `desk_state`, quotes and opinions to `desk_frames`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from annotator.domain.annotations import Annotation, AttributeValue, Relation, Span
from annotator.domain.documents import State, Suggestion, Zone
from annotator.domain.entries import alias_key
from annotator.domain.scheme import Label, LayerKind
from annotator.domain.steps import Step
from annotator.domain.suggested_frames import SLOTS, entry_of, kind_of
from annotator.services.annotating import NotPossible, Scribe, rename_label, retire_label
from annotator.services.desk_parts import PartDesk
from annotator.services.details import Detail, details_of
from annotator.services.session import Change
from annotator.services.suggestion_bands import Band, band


class Desk(PartDesk):
    """The article pane of one session."""

    #: The suggestions that are shown, by what they have in common; made when first asked for.
    _groups: dict[tuple[str, ...], list[Suggestion]] | None = None

    # Layers and labels -------------------------------------------------------------------------

    def label_key(self, key: str) -> bool:
        """Do what a label's key means in the active layer; False if no label has it."""
        for label in self.session.scheme.labels_of(self.layer):
            if label.key == key:
                return self.label(label.uid)
        self.say("no-such-key", key=key)
        return False

    def label(self, uid: str, layer: str = "") -> bool:
        """Label the selection, relabel what is selected, or label the word under the cursor."""
        layer = layer or self.layer
        if layer != self.layer:
            self.set_layer(layer)
        return self._do(lambda: self._label(layer, uid))

    def second(self) -> None:
        """Make the next label a second annotation on the same range."""
        self._second = True
        self.say("second-on")

    def _label(self, layer: str, uid: str) -> None:
        scribe = self.scribe()
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        second, self._second = self._second, False
        if self.selection is None and suggestion is not None and suggestion.layer == layer:
            self._accept([suggestion], "" if suggestion.label == uid else uid)
            return
        same_layer = annotation is not None and annotation.layer == layer and annotation.spans
        if self.selection is None and annotation is not None and same_layer and not second:
            self._apply(scribe.relabel(annotation, uid))
            return
        if self.selection is None and second and annotation is not None and annotation.spans:
            spans: tuple[Span, ...] = annotation.spans
        else:
            spans = (self._range(),)
        self._refuse_twice(layer, uid, spans)
        made, step = scribe.make(spans, layer, uid)
        self._apply(scribe.overtaking(step, layer, {self._slot_of(layer, uid): spans}))
        self.reading.after(spans[-1].end)
        self.selected = made.id
        self._tell("selected", "caret")

    def _refuse_twice(self, layer: str, uid: str, spans: tuple[Span, ...]) -> None:
        assert self.article is not None
        for each in self.article.touching(spans[0]):
            if (each.layer, each.label, each.spans) == (layer, uid, spans):
                raise NotPossible("already-labelled")

    def _slot_of(self, layer: str, uid: str) -> str:
        """Return the slot of frames that words with a label fill, "" for labels on words."""
        kind = self.session.scheme.layer(layer)
        return uid if kind is not None and kind.kind in SLOTS else ""

    def labels_for_finder(self, typed: str) -> list[Label]:
        """Return the labels that a typed beginning can mean, the likeliest first."""
        typed = typed.casefold().strip()

        def rank(label: Label) -> tuple[int, int, int] | None:
            name, uid = label.name.casefold(), label.uid.casefold()
            if name.startswith(typed) or uid.startswith(typed):
                how = 0
            elif any(word.startswith(typed) for word in re.split(r"[\s_\-()]+", name)):
                how = 1
            elif typed in name or typed in uid:
                how = 2
            else:
                return None
            # Labels with a key of their own are quicker reached by it.
            return (label.layer != self.layer, how, 1 if label.key and how == 0 else 0)

        ranked = []
        for place, label in enumerate(self.session.scheme.labels):
            kind = self.session.scheme.layer(label.layer)
            if label.retired or label.frame or kind is None or kind.kind is LayerKind.DOCUMENT:
                continue
            found = rank(label)
            if found is not None:
                ranked.append((found, place, label))
        return [label for _, _, label in sorted(ranked, key=lambda each: each[:2])]

    # Suggestions and deleting --------------------------------------------------------------------

    def accept(self) -> bool:
        """Accept the selected suggestion."""
        suggestion = self.selected_suggestion()
        if suggestion is None:
            self.say("no-suggestion")
            return False
        return self._do(lambda: self._accept([suggestion], ""))

    def accept_alike(self) -> bool:
        """Accept every suggestion of the article that is like the selected one; see `alike`."""
        suggestion = self.selected_suggestion()
        if suggestion is None:
            self.say("no-suggestion")
            return False
        # The one in hand comes first: work goes on behind it.
        return self._do(lambda: self._accept(self.alike(suggestion), ""))

    def alike(self, suggestion: Suggestion) -> list[Suggestion]:
        """Return a suggestion, and those that are accepted along with it; only what is shown.

        Labels on the same words; of quotes those of the same source that are sure; of opinions
        those of the same polarity about the same words.
        """
        if self._groups is None:
            self._groups = defaultdict(list)
            scribe = self.scribe()
            quotes = kind_of(suggestion, scribe.scheme) is LayerKind.QUOTES
            for each in scribe.article.suggestions.values():
                if self.shows(each) and not (quotes and band(each.score) is not Band.HIGH):
                    self._groups[self._likeness(scribe, each)].append(each)
        alike = self._groups.get(self._likeness(self.scribe(), suggestion), [])
        return [suggestion, *(each for each in alike if each.id != suggestion.id)]

    def _forget_counts(self) -> None:
        super()._forget_counts()
        self._groups = None

    def _likeness(self, scribe: Scribe, suggestion: Suggestion) -> tuple[str, ...]:
        """Return what suggestions that are alike have in common; of a quote of nobody, nothing."""
        text = self.reading.text
        frame = scribe.proposed(suggestion)
        if frame is None:
            return suggestion.label, text[suggestion.start : suggestion.end]
        if frame.kind is LayerKind.QUOTES:
            who = (frame.speaker,) if frame.speaker else frame.spans("source")
            return (" ".join(alias_key(each.of(text)) for each in who) or str(suggestion.id),)
        about = " ".join(alias_key(each.of(text)) for each in frame.spans("target"))
        return frame.attributes.get("polarity", ""), about or str(suggestion.id)

    def _accept(self, suggestions: list[Suggestion], label: str) -> None:
        self._apply(self.scribe().accept(suggestions, label))
        self._onward(suggestions[0])

    def reject_or_delete(self) -> bool:
        """Turn the selected suggestion down, or delete the selected annotation."""
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        if suggestion is not None:
            done = self._do(lambda: self._apply(self.scribe().reject([suggestion])))
            if done:
                self._onward(suggestion)
            return done
        if annotation is None:
            self.say("nothing-chosen")
            return False
        return self._do(lambda: self._apply(self.scribe().delete(annotation)))

    def edge(self, which: str, *, outward: bool) -> bool:
        """Move the left ("start") or right ("end") edge of what is selected by one step."""
        start = which == "start"
        forward = outward is not start
        step = self.reading.step_of_edge
        return self._do(
            lambda: self._move_edge(
                start, lambda position: step(position, forward=forward, start=start)
            )
        )

    def edge_to(self, which: str, position: int, *, characters: bool = False) -> bool:
        """Move an edge of what is selected to the border of tokens next to a position."""
        start = which == "start"
        goal = self.reading.nearest_edge(position, start=start, characters=characters)
        return self._do(lambda: self._move_edge(start, lambda _position: goal))

    def edge_shown(self, which: str, position: int, *, characters: bool = False) -> Span | None:
        """Return what `edge_to` would leave of the part at that edge; None if nothing."""
        start = which == "start"
        spans = self._spans_in_hand()
        if not spans:
            return None
        goal = self.reading.nearest_edge(position, start=start, characters=characters)
        first, last = (goal, spans[0].end) if start else (spans[-1].start, goal)
        return Span(first, last) if first < last else None

    def _spans_in_hand(self) -> tuple[Span, ...]:
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        if suggestion is not None:
            frame = self.scribe().proposed(suggestion)
            return (Span(suggestion.start, suggestion.end),) if frame is None else frame.main
        return annotation.spans if annotation is not None else ()

    def _move_edge(self, start: bool, goal: Callable[[int], int]) -> None:
        spans = self._spans_in_hand()
        if not spans:
            raise NotPossible("nothing-chosen")
        part = spans[0] if start else spans[-1]
        to = goal(part.start if start else part.end)
        first, last = (to, part.end) if start else (part.start, to)
        if first >= last or Span(first, last) == part:
            raise NotPossible("edge-stops")
        moved = Span(first, last)
        scribe = self.scribe()
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        if suggestion is not None and scribe.proposed(suggestion) is not None:
            annotation, step = scribe.accept_changed(
                suggestion, lambda frame: self._moved_part(scribe, frame, part, moved)
            )
            self._apply(step)
        elif suggestion is not None:
            step = scribe.accept_with_span(suggestion, moved)
            self._apply(step)
            annotation = next(
                edit.after for edit in step.edits if isinstance(edit.after, Annotation)
            )
        elif annotation is not None:
            spans = (moved, *spans[1:]) if start else (*spans[:-1], moved)
            self._apply(scribe.set_spans(annotation, spans, "edge-moved"))
        if annotation is not None:
            self.select(annotation.id)

    @staticmethod
    def _moved_part(scribe: Scribe, frame: Annotation, part: Span, moved: Span) -> Step:
        """Return the step that moves the borders of a part of a frame."""
        for relation in scribe.article.relations_from(frame.id):
            filler = scribe.article.annotations[relation.target]
            if relation.role in ("content", "expression", "target") and filler.spans == (part,):
                return scribe.set_spans(filler, (moved,), "edge-moved")
        raise NotPossible("nothing-chosen")

    # The rest ----------------------------------------------------------------------------------

    def zone(self) -> bool:
        """Exclude the selection; on a zone: give it its next kind."""

        def act() -> None:
            scribe, zone = self.scribe(), self._zone_here()
            if self.selection is None and zone is not None:
                self._apply(scribe.next_kind(zone))
                return
            span = self._selected_range()
            self._apply(scribe.zone(span))
            # The cursor stays on it: Z again gives it its next kind.
            self.reading.clear()
            self.reading.caret = span.start
            self._tell("caret")

        return self._do(act)

    def zone_away(self) -> bool:
        """Make the zone at the cursor part of the article again."""

        def act() -> None:
            zone = self._zone_here()
            if zone is None:
                raise NotPossible("no-zone")
            self._apply(self.scribe().zone_away(zone))

        return self._do(act)

    def _zone_here(self) -> Zone | None:
        return None if self.article is None else self.article.zone_at(self.caret)

    def document_label(self, uid: str) -> bool:
        """Give the article a label, or take it away again."""
        layer = self.session.scheme.layer_of_kind(LayerKind.DOCUMENT)
        label = None if layer is None else self.session.scheme.label(layer.uid, uid)
        if label is None:
            self.say("no-document-labels")
            return False
        return self._do(lambda: self._apply(self.scribe().document_label(label)))

    def set_attribute(self, annotation: int, name: str, value: Any) -> bool:
        """Set an attribute of an annotation; None clears it."""

        def act() -> None:
            assert self.article is not None
            record = self.article.annotations[annotation]
            self._apply(self.scribe().set_attribute(record, name, value))

        return self._do(act)

    def details(self) -> list[Detail]:
        """Return the attributes and links that can be set of what is in hand."""
        annotation = self.in_hand()
        return [] if annotation is None else details_of(self.scribe(), annotation)

    def set_detail(self, detail: Detail, value: AttributeValue | None) -> bool:
        """Set an attribute of what is in hand; a link is made, or taken away if it is there."""
        annotation = self.in_hand()
        if annotation is None:
            self.say("nothing-chosen")
            return False
        if not detail.is_link:
            return self.set_attribute(annotation.id, detail.uid, value)

        def act() -> None:
            scribe = self.scribe()
            for relation in scribe.article.relations_from(annotation.id, detail.uid):
                if relation.target == value:
                    self._apply(scribe.unlink(relation))
                    return
            self._apply(
                scribe.link(annotation, detail.uid, scribe.article.annotations[int(value or 0)])
            )

        return self._do(act)

    def unlink(self, relation: Relation) -> bool:
        """Take one thing out of a slot."""
        return self._do(lambda: self._apply(self.scribe().unlink(relation)))

    def set_state(self, state: State) -> bool:
        """Put the open document into a state."""

        def act() -> None:
            scribe = self.scribe()
            before = self.session.assignment(scribe.article.document.id)
            self._apply(scribe.state(before, state))

        return self._do(act)

    def done_and_next(self, among: Sequence[int] | None = None) -> int | None:
        """Mark the document as done and return the next open one; see `next_document`."""
        if self.article is None:
            return None
        row = self.session.assignment(self.article.document.id)
        if (row is None or row.state is not State.DONE) and not self.set_state(State.DONE):
            return None
        following = self.next_document(only_open=True, among=among)
        if following is None:
            everywhere = among is None or self.next_document(only_open=True) is None
            self.say("all-done" if everywhere else "all-done-here")
        return following

    def set_properties(self, **values: Any) -> bool:
        """Change what is known of the open document."""
        return self._do(lambda: self._apply(self.scribe().properties(**values)))

    def rename_label(self, label: Label, name: str) -> bool:
        """Give a label another display name; what is stored and exported stays."""
        return self._do(lambda: self._apply(rename_label(label, name)))

    def retire_label(self, label: Label, *, retired: bool) -> bool:
        """Take a label out of the palette, or back in; annotations keep it."""
        return self._do(lambda: self._apply(retire_label(label, retired=retired)))

    def undo(self) -> bool:
        """Take back the last step."""
        return self._turn(self.session.undo, "nothing-to-undo")

    def redo(self) -> bool:
        """Do again what was taken back."""
        return self._turn(self.session.redo, "nothing-to-redo")

    def _turn(self, turn: Callable[[], Change | None], nothing: str) -> bool:
        def act() -> None:
            if turn() is None:
                raise NotPossible(nothing)

        return self._do(act)

    # Finding -----------------------------------------------------------------------------------

    def same(self) -> tuple[str, str, str, int | None] | None:
        """Return (words, layer, label, entry) of what is in hand, to be found elsewhere."""
        annotation, suggestion = self.selected_annotation(), self.selected_suggestion()
        if annotation is not None and len(annotation.spans) == 1:
            words = self.reading.text[annotation.start : annotation.end]
            return words, annotation.layer, annotation.label, annotation.entry
        if suggestion is None or kind_of(suggestion, self.session.scheme) is not None:
            self.say("nothing-to-repeat")
            return None
        words = self.reading.text[suggestion.start : suggestion.end]
        return words, suggestion.layer, suggestion.label, entry_of(suggestion)

    def find(self, words: str) -> list[Span]:
        """Find words in the article, whatever their case, and select the next hit."""
        self._words = words
        self.hits = (
            [Span(*match.span()) for match in re.finditer(re.escape(words), self.reading.text,
                                                          flags=re.IGNORECASE)]
            if words
            else []
        )  # fmt: skip
        if self.hits:
            place = bisect_left(self.hits, Span(self.caret, 0)) % len(self.hits)
            self.take(self.hits[place])
        else:
            self._tell("caret")
        return self.hits

    def find_next(self, *, forward: bool = True) -> bool:
        """Select the next hit of the last search, round the end of the article."""
        if not self.hits:
            self.say("no-hits", words=self._words)
            return False
        here = self.selection.start if self.selection else self.caret
        if forward:
            at_hit = self.selection in self.hits
            place = bisect_right([hit.start for hit in self.hits], here - (0 if at_hit else 1))
        else:
            place = bisect_left([hit.start for hit in self.hits], here) - 1
        self.take(self.hits[place % len(self.hits)])
        return True
