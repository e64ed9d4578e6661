"""Quotes and opinions at the desk.

Owns what Q, S, C, X and I mean, and +, -, 0, T, H and R: which frame a key acts on, what is
drafted, and where the cursor goes then.
"""

from __future__ import annotations

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft, draft_quote
from annotator.domain.quotes import SLOTS as QUOTE_SLOTS
from annotator.domain.scheme import LayerKind
from annotator.services.annotating import NotPossible
from annotator.services.desk_state import DeskState

#: Sources that S offers by number.
RECENT = 9
POLARITY_OF = {"+": "positive", "-": "negative", "0": "neutral"}


class FrameDesk(DeskState):
    """A desk on which quotes and opinions are made."""

    # Quotes ------------------------------------------------------------------------------------

    def quote(self) -> bool:
        """Make a quote of the selection, of the passage in marks, or of the nearest report."""
        return self._do(self._quote)

    def _quote(self) -> None:
        scribe = self.scribe()
        chosen = None if self.selection is None else self._selected_range()
        names = [
            span
            for each in scribe.article.touching(self._sentences_around())
            if self._is_mention(each)
            for span in each.spans
        ]
        draft = draft_quote(self.reading.text, self.tokens, self.caret, chosen, names)
        if draft is None:
            raise NotPossible("no-quote-here")
        if chosen is None and self._is_content(draft.content[0]):
            raise NotPossible("already-quoted")
        draft = self._without_zones(draft)
        frame, step = scribe.quote(draft)
        self._apply(step)
        self._to_layer_of(frame)
        self.select(frame.id)

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

    def _sentences_around(self) -> Span:
        return self.tokens.sentence(self.selection.start if self.selection else self.caret)

    def recent_sources(self) -> list[tuple[int, str]]:
        """Return (annotation, words) of the sources before the cursor, the nearest first."""
        if self.article is None:
            return []
        layer = self.session.scheme.layer_of_kind(LayerKind.QUOTES)
        sources = [] if layer is None else self.article.in_layer(layer.uid, "source")
        frame = self.selected_frame(LayerKind.QUOTES)
        place = None if frame is None else self._start_of_frame(frame)
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
        frame = self._frame(LayerKind.QUOTES)
        assert self.article is not None
        source = self.article.annotations[chosen]
        scribe = self.scribe()
        for relation in self.article.relations_from(frame.id, "source"):
            if relation.target == chosen:
                raise NotPossible("nothing-changes")
        self._apply(scribe.link(frame, "source", source))

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
        return self._do(
            lambda: self._apply(
                self.scribe().take_from_content(
                    self._frame(LayerKind.QUOTES), self._selected_range()
                )
            )
        )

    def _fill(self, role: str) -> bool:
        kind = LayerKind.QUOTES if role in QUOTE_SLOTS else LayerKind.OPINIONS
        return self._do(
            lambda: self._apply(self.scribe().fill(self._frame(kind), role, self._range()))
        )

    def _frame(self, kind: LayerKind) -> Annotation:
        """Return the frame a key acts on: the selected one, else the one made or touched last."""
        frame = self.selected_frame(kind) or self._last_frame(kind)
        if frame is None:
            raise NotPossible("no-quote" if kind is LayerKind.QUOTES else "no-opinion")
        return frame

    def _last_frame(self, kind: LayerKind) -> Annotation | None:
        """Return the frame that was selected before the person went to select words for it."""
        number = self._kept.get(kind)
        if self.article is None or number is None:
            return None
        return self.article.annotations.get(number)

    # Opinions ----------------------------------------------------------------------------------

    def opinion(self, sign: str) -> bool:
        """Make an opinion, or set the polarity (again: the intensity) of the selected one."""
        return self._do(lambda: self._opinion(POLARITY_OF[sign]))

    def _opinion(self, polarity: str) -> None:
        scribe = self.scribe()
        frame = self.selected_frame(LayerKind.OPINIONS)
        if self.selection is None and frame is not None:
            self._apply(scribe.press_polarity(frame, polarity))
            return
        mention = self.selected_annotation()
        if self.selection is None and mention is not None and mention.spans:
            span = Span(mention.start, mention.end)
            made, step = scribe.opinion(polarity, target=span, quote=self.quote_at(span))
        else:
            span = self._range()
            made, step = scribe.opinion(polarity, expression=span, quote=self.quote_at(span))
        self._apply(step)
        self._to_layer_of(made)
        self.select(made.id)

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
            lambda: self._apply(self.scribe().held_by_writer(self._frame(LayerKind.OPINIONS)))
        )

    def quote_at(self, span: Span) -> Annotation | None:
        """Return the innermost quote whose content holds a range."""
        layer = self.session.scheme.layer_of_kind(LayerKind.QUOTES)
        if layer is None or self.article is None:
            return None
        for part in self.article.at(span.start):
            if part.layer == layer.uid and part.label == "content":
                hull = part.hull
                frames = self.article.frames_of(part.id)
                if hull is not None and hull.contains(span) and frames:
                    return frames[-1]
        return None
