"""Quotes and opinions at the desk.

Owns what Q, S, C, X and I mean, and +, -, 0, T, H and R: which frame a key acts on, what is
drafted, and where the cursor goes then.  On a suggested frame such a key accepts it with the
change, as one step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft, draft_quote
from annotator.domain.documents import Suggestion
from annotator.domain.passages import passage_at
from annotator.domain.quotes import SLOTS as QUOTE_SLOTS
from annotator.domain.scheme import LayerKind
from annotator.domain.steps import Step
from annotator.domain.suggested_frames import SuggestedFrame
from annotator.services.accepting import share
from annotator.services.annotating import NotPossible, Scribe
from annotator.services.desk_state import DeskState

#: Sources that S offers by number.
RECENT = 9
POLARITY_OF = {"+": "positive", "-": "negative", "0": "neutral"}


class FrameDesk(DeskState):
    """A desk on which quotes and opinions are made."""

    # Quotes ------------------------------------------------------------------------------------

    def quote(self) -> bool:
        """Make a quote: of the selection, else of what is suggested, quoted or reported here."""
        return self._do(self._quote)

    def drafted(
        self, position: int, chosen: Span | None = None
    ) -> Mapping[str, Sequence[Span]] | None:
        """Return what Q would make a quote of, by slot; None where there is nothing to quote.

        Args:
            position: Where the cursor stands.
            chosen: What is selected as the content.
        """
        found, draft = self._drafts(self.scribe(), position, chosen)
        if found is not None:
            return found[1].slots
        if draft is None:
            return None
        cue = () if draft.cue is None else (draft.cue,)
        return {"content": draft.content, "cue": cue, "source": draft.source}

    def _drafts(
        self, scribe: Scribe, position: int, chosen: Span | None
    ) -> tuple[tuple[Suggestion, SuggestedFrame] | None, QuoteDraft | None]:
        """Return what is suggested, as it would be accepted, and what the words alone say."""
        sentence = self.tokens.sentence(chosen.start if chosen is not None else position)
        names = [
            span
            for each in scribe.article.touching(sentence)
            if self._is_mention(each)
            for span in each.spans
        ]
        draft = draft_quote(self.reading.text, self.tokens, position, chosen, names)
        if chosen is not None:
            return self._suggested_around(scribe, chosen, draft), draft
        return self._suggested_at(scribe, position, sentence), draft

    def _quote(self) -> None:
        scribe = self.scribe()
        chosen = None if self.selection is None else self._selected_range()
        found, draft = self._drafts(scribe, self.caret, chosen)
        if found is not None:
            frame, step = scribe.accept_frame(*found)
        elif draft is None:
            raise NotPossible("no-quote-here")
        elif chosen is None and self._is_content(draft.content[0]):
            raise NotPossible("already-quoted")
        else:
            draft = self._without_zones(draft)
            frame, step = scribe.quote(draft)
            cue = () if draft.cue is None else (draft.cue,)
            slots = {"content": draft.content, "cue": cue, "source": draft.source}
            step = scribe.overtaking(step, frame.layer, slots)
        self._apply(step)
        self._to_layer_of(frame)
        self.select(frame.id)

    # An engine that parses sees more than a list of words: its suggestion is the better draft, even
    # where it is too unsure to be shown, because a person who presses Q has seen the quote herself.

    def _suggested_at(
        self, scribe: Scribe, position: int, sentence: Span
    ) -> tuple[Suggestion, SuggestedFrame] | None:
        """Return the suggestion that Q accepts at a position, or elsewhere in its sentence."""
        here = Span(position, position + 1)
        for role in ("content", "cue", "source"):
            at = [
                (each, frame)
                for each, frame in self._suggested_quotes(scribe, here)
                if any(span.overlaps(here) for span in frame.spans(role))
            ]
            if at:
                return min(at, key=_size)
        if passage_at(self.reading.text, position) is not None or self.quote_at(here) is not None:
            return None
        near = [
            (each, frame)
            for each, frame in self._suggested_quotes(scribe, sentence)
            if any(
                span.overlaps(sentence) for role in ("content", "cue") for span in frame.spans(role)
            )
        ]
        return min(near, key=lambda each: abs(each[0].start - position), default=None)

    def _suggested_around(
        self, scribe: Scribe, chosen: Span, draft: QuoteDraft | None
    ) -> tuple[Suggestion, SuggestedFrame] | None:
        """Return the suggested quote of which the selection is to be the content."""
        overlapping = [
            (each, frame)
            for each, frame in self._suggested_quotes(scribe, chosen)
            if any(span.overlaps(chosen) for span in frame.main)
        ]
        if not overlapping:
            return None
        suggestion, frame = max(overlapping, key=lambda each: share(each[1].main, [chosen]))
        # Somebody speaks within what is suggested: that is another act of saying.
        cue = None if draft is None else draft.cue
        if cue is not None and any(span.overlaps(cue) for span in frame.main):
            return None
        slots = {
            role: kept
            for role, spans in frame.slots.items()
            if (kept := tuple(each for each in spans if not each.overlaps(chosen)))
        }
        inside = tuple(each for each in frame.spans("insertion") if chosen.contains(each))
        slots["content"] = (chosen,)
        slots.pop("insertion", None)
        if inside:
            slots["insertion"] = inside
        changed = replace(frame, slots=slots)
        return suggestion, frame if changed == frame else changed

    def _suggested_quotes(
        self, scribe: Scribe, span: Span
    ) -> list[tuple[Suggestion, SuggestedFrame]]:
        return [
            (each, frame)
            for each in scribe.article.suggestions_touching(span)
            if (frame := scribe.proposed(each)) is not None and frame.kind is LayerKind.QUOTES
        ]

    def _is_mention(self, annotation: Annotation) -> bool:
        """Tell whether an annotation names somebody, whatever the scheme calls its layer."""
        layer = self.session.scheme.layer(annotation.layer)
        return layer is not None and layer.kind is LayerKind.SPANS

    def in_hand(self) -> Annotation | None:
        """Return what details are about: the selected annotation, or the frame it is a part of."""
        annotation = self.selected_annotation()
        if annotation is None or self.article is None or not annotation.spans:
            return annotation
        layer = self.session.scheme.layer(annotation.layer)
        if layer is None or layer.kind is LayerKind.SPANS:
            return annotation
        frames = self.article.frames_of(annotation.id)
        return frames[-1] if frames else annotation

    def _is_content(self, span: Span) -> bool:
        """Tell whether a range is the content of a quote already; one inside another may be new."""
        assert self.article is not None
        return any(
            part.spans == (span,) and part.label == "content" and self.article.frames_of(part.id)
            for part in self.article.touching(span)
        )

    def _without_zones(self, draft: QuoteDraft) -> QuoteDraft:
        """Return a draft whose cue and source do not stand in a zone."""
        assert self.article is not None
        cue = None if draft.cue is None or self.article.in_zone(draft.cue) else draft.cue
        source = tuple(each for each in draft.source if not self.article.in_zone(each))
        return QuoteDraft(draft.content, cue, source)

    def recent_sources(self) -> list[tuple[int, str]]:
        """Return (annotation, words) of the sources before the cursor, the nearest first."""
        if self.article is None:
            return []
        layer = self.session.scheme.layer_of_kind(LayerKind.QUOTES)
        sources = [] if layer is None else self.article.in_layer(layer.uid, "source")
        frame = self.selected_frame(LayerKind.QUOTES)
        place = None if frame is None else self._start_of_frame(frame)
        suggested = self.suggested_frame(LayerKind.QUOTES)
        if suggested is not None:
            place = suggested.start
        here = self.caret if place is None else place
        nearest = sorted(sources, key=lambda each: (each.start > here, abs(each.start - here)))
        seen: dict[str, int] = {}
        for source in nearest:
            seen.setdefault(self.scribe().text_of(source), source.id)
        return [(number, words) for words, number in seen.items()][:RECENT]

    def source(self, chosen: int | None = None) -> bool:
        """Put the selection, or one of `recent_sources`, into the source of the selected quote."""
        if chosen is None:
            return self._fill("source")
        return self._do(lambda: self._link_source(chosen))

    def _link_source(self, chosen: int) -> None:
        def link(scribe: Scribe, frame: Annotation) -> Step:
            for relation in scribe.article.relations_from(frame.id, "source"):
                if relation.target == chosen:
                    raise NotPossible("nothing-changes")
            return scribe.link(frame, "source", scribe.article.annotations[chosen])

        self._change_frame(LayerKind.QUOTES, link)

    def cue(self) -> bool:
        """Put the selection into the cue of the selected quote."""
        return self._fill("cue")

    def content(self) -> bool:
        """Add the selection to the content of the selected quote."""
        return self._fill("content")

    def insertion(self) -> bool:
        """Mark the selection as words of the paper inside the selected quote."""
        return self._fill("insertion")

    def remove_content(self) -> bool:
        """Take the selection out of the content of the selected quote."""

        def take(scribe: Scribe, frame: Annotation) -> Step:
            return scribe.take_from_content(frame, self._selected_range())

        return self._do(lambda: self._change_frame(LayerKind.QUOTES, take))

    def _fill(self, role: str) -> bool:
        kind = LayerKind.QUOTES if role in QUOTE_SLOTS else LayerKind.OPINIONS

        def fill(scribe: Scribe, frame: Annotation) -> Step:
            span = self._range()
            step = scribe.fill(frame, role, span)
            if role not in ("content", "expression", "target"):
                return step
            return scribe.overtaking(step, frame.layer, {**scribe.slots_of(frame), role: [span]})

        return self._do(lambda: self._change_frame(kind, fill))

    def _change_frame(self, kind: LayerKind, change: Callable[[Scribe, Annotation], Step]) -> None:
        """Change the frame that a key acts on; a suggested one is accepted by that."""
        scribe, subject = self.scribe(), self._subject(kind)
        if isinstance(subject, Annotation):
            self._apply(change(scribe, subject))
            return
        chosen = self.selected == subject.id
        frame, step = scribe.accept_changed(subject, lambda made: change(scribe, made))
        self._apply(step)
        self._kept[kind] = frame.id
        if chosen:
            self._to_layer_of(frame)
            self.select(frame.id)

    def _subject(self, kind: LayerKind) -> Annotation | Suggestion:
        """Return the frame a key acts on: the selected one, else the one in hand before.

        Either may be a suggested one.
        """
        found = self.selected_frame(kind) or self.suggested_frame(kind)
        number = self._kept.get(kind)
        if found is None and self.article is not None and number is not None:
            # What was selected before the person went to select words for it.
            found = self.article.annotations.get(number) or self.article.suggestions.get(number)
        if found is None:
            raise NotPossible("no-quote" if kind is LayerKind.QUOTES else "no-opinion")
        return found

    # Opinions ----------------------------------------------------------------------------------

    def opinion(self, sign: str) -> bool:
        """Make an opinion, or set the polarity (again: the intensity) of the selected one."""
        return self._do(lambda: self._opinion(POLARITY_OF[sign]))

    def _opinion(self, polarity: str) -> None:
        scribe = self.scribe()
        frame = self.selected_frame(LayerKind.OPINIONS)
        suggested = self.suggested_frame(LayerKind.OPINIONS)
        if self.selection is None and frame is not None:
            self._apply(scribe.press_polarity(frame, polarity))
            return
        if self.selection is None and suggested is not None:
            made, step = self._accept_as(scribe, suggested, polarity)
        else:
            mention = self._words_in_hand() if self.selection is None else None
            if mention is not None:
                span, role = mention, "target"
                made, step = scribe.opinion(polarity, target=span, quote=self.quote_at(span))
            else:
                span, role = self._range(), "expression"
                made, step = scribe.opinion(polarity, expression=span, quote=self.quote_at(span))
            step = scribe.overtaking(step, made.layer, {role: [span]})
        self._apply(step)
        self._to_layer_of(made)
        self.select(made.id)

    @staticmethod
    def _accept_as(scribe: Scribe, suggested: Suggestion, polarity: str) -> tuple[Annotation, Step]:
        """Accept a suggested opinion with a polarity; with its own it is accepted as it is."""
        frame = scribe.proposed(suggested)
        if frame is not None and frame.attributes.get("polarity") == polarity:
            return scribe.accept_frame(suggested)
        return scribe.accept_changed(
            suggested, lambda made: scribe.set_attribute(made, "polarity", polarity)
        )

    def _words_in_hand(self) -> Span | None:
        """Return the range of the selected mention, which may be a suggested one."""
        annotation, suggestion = self.selected_annotation(), self.selected_suggestion()
        if annotation is not None and annotation.spans:
            return Span(annotation.start, annotation.end)
        if suggestion is None or self.scribe().proposed(suggestion) is not None:
            return None
        return Span(suggestion.start, suggestion.end)

    def holder(self) -> bool:
        """Put the selection into the holder of the selected opinion; without one, the writer."""
        if self.selection is None and self.selected is not None:
            return self.holder_is_writer()
        return self._fill("holder")

    def target(self) -> bool:
        """Put the selection into the target of the selected opinion."""
        return self._fill("target")

    def expression(self) -> bool:
        """Put the selection into the expression of the selected opinion."""
        return self._fill("expression")

    def holder_is_writer(self) -> bool:
        """Make the writer of the article the holder of the selected opinion."""
        return self._do(
            lambda: self._change_frame(
                LayerKind.OPINIONS, lambda scribe, frame: scribe.held_by_writer(frame)
            )
        )

    def quote_at(self, span: Span) -> Annotation | None:
        """Return the innermost quote whose content holds a range."""
        return None if self.article is None else self.scribe().quote_holding(span)


def _size(found: tuple[Suggestion, SuggestedFrame]) -> tuple[int, int]:
    """Sort key: the shorter content first."""
    return sum(end - start for start, end in found[1].main), found[0].id
