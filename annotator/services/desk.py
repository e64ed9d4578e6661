"""What the article pane does, without a window.

Owns the article that is open, the cursor, what is selected, and what each key means.  It turns
wishes into steps of the session and follows the session's changes; whoever shows the desk follows
`DeskChange`s, which say exactly what is to be drawn anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import (
    Annotation,
    AttributeValue,
    Relation,
    Span,
    SpanError,
)
from annotator.domain.article import Article
from annotator.domain.cues import QuoteDraft, draft_quote
from annotator.domain.documents import State, Suggestion, Zone
from annotator.domain.errors import AnnotatorError
from annotator.domain.quotes import SLOTS as QUOTE_SLOTS
from annotator.domain.scheme import Label, Layer, LayerKind
from annotator.domain.steps import Step, StepConflict
from annotator.domain.tokens import Tokens
from annotator.services.annotating import NotPossible, Scribe, rename_label, retire_label
from annotator.services.details import Detail, details_of
from annotator.services.mark_order import MarkOrder
from annotator.services.reading import Reading, Unit
from annotator.services.session import Change, Session
from annotator.services.tokenising import tokens_for

#: Sources that S offers by number.
RECENT = 9
POLARITY_OF = {"+": "positive", "-": "negative", "0": "neutral"}


@dataclass(frozen=True, slots=True)
class DeskChange:
    """What changed on the desk; empty parts did not."""

    what: frozenset[str]  # opened, closed, caret, selected, layer, marks, zones, tokens, document
    marks: frozenset[int] = frozenset()  # ids of annotations and suggestions to draw anew
    message: tuple[str, Mapping[str, Any]] | None = None


@dataclass(slots=True)
class _Pending:
    """What changed since followers were told last."""

    what: set[str] = field(default_factory=set)
    marks: set[int] = field(default_factory=set)
    message: tuple[str, Mapping[str, Any]] | None = None


class Desk:
    """The article pane of one session."""

    def __init__(self, session: Session) -> None:
        """Begin with no article open."""
        self.session = session
        self.article: Article | None = None
        self.reading = Reading()
        self.selected: int | None = None  # an annotation or a suggestion
        self.layer = session.scheme.layers[0].uid if session.scheme.layers else ""
        self.hits: list[Span] = []
        #: Takes steps that are too large for the thread that draws; None: all are written here.
        self.large_step: Callable[[Step], None] | None = None
        self._words = ""
        self._second = False
        self._order = MarkOrder()
        self._kept: dict[LayerKind, int] = {}  # the frame that was in hand last
        self._followers: list[Callable[[DeskChange], None]] = []
        self._pending = _Pending()
        self._leave = session.subscribe(self._follow)

    def close(self) -> None:
        """Stop following the session."""
        self._leave()
        self._followers.clear()

    def subscribe(self, follower: Callable[[DeskChange], None]) -> Callable[[], None]:
        """Have `follower` called after every change; return what ends that."""
        self._followers.append(follower)

        def leave() -> None:
            if follower in self._followers:
                self._followers.remove(follower)

        return leave

    # What is there ---------------------------------------------------------------------------

    @property
    def document(self) -> int | None:
        """Return the id of the open document."""
        return None if self.article is None else self.article.document.id

    @property
    def caret(self) -> int:
        """Return where the cursor is, in code points."""
        return self.reading.caret

    @property
    def selection(self) -> Span | None:
        """Return the selected range."""
        return self.reading.selection

    @property
    def word(self) -> Span | None:
        """Return the token under the cursor."""
        return self.reading.word

    @property
    def tokens(self) -> Tokens:
        """Return the tokens the cursor moves by."""
        return self.reading.tokens

    def layers(self) -> list[Layer]:
        """Return the layers one can choose, in the order of their keys."""
        return [each for each in self.session.scheme.layers if each.kind is not LayerKind.DOCUMENT]

    def selected_annotation(self) -> Annotation | None:
        """Return the selected annotation, if it is one."""
        if self.article is None or self.selected is None:
            return None
        return self.article.annotations.get(self.selected)

    def selected_suggestion(self) -> Suggestion | None:
        """Return the selected suggestion, if it is one."""
        if self.article is None or self.selected is None:
            return None
        return self.article.suggestions.get(self.selected)

    def selected_frame(self, kind: LayerKind) -> Annotation | None:
        """Return the quote or opinion that is selected, itself or by one of its parts."""
        annotation = self.selected_annotation()
        layer = self.session.scheme.layer_of_kind(kind)
        if annotation is None or layer is None or self.article is None:
            return None
        if annotation.layer != layer.uid:
            return None
        if not annotation.spans:
            return annotation
        frames = self.article.frames_of(annotation.id)
        return frames[-1] if frames else None

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

    def scribe(self) -> Scribe:
        """Return who makes steps for the open article; raises NotPossible without one."""
        if self.article is None:
            raise NotPossible("no-article")
        return Scribe(
            self.article,
            self.session.scheme,
            self.session.ids,
            self.session.annotator.id,
            self.session.comments_on,
        )

    # Opening -----------------------------------------------------------------------------------

    def open(self, document: int | None) -> None:
        """Open a document in the place of the one before, or none."""
        self.selected, self._second = None, False
        self.hits = []
        if document is None:
            self.article, self.reading, self._order = None, Reading(), MarkOrder()
            self._kept.clear()
            self._tell("closed")
            return
        article = self.session.article(document)
        self.article = article
        characters = self.reading.characters
        self.reading = Reading(article.text, self._tokens(article))
        self.reading.characters = characters
        self._skip_zone()
        self._order = MarkOrder(article)
        self._kept.clear()
        self.session.set_setting("document", document)
        self._tell("opened")

    def next_document(self, *, forward: bool = True, only_open: bool = False) -> int | None:
        """Return the document after (or before) this one, perhaps the next that is not done."""
        ids = self.session.document_ids()
        if not ids:
            return None
        here = self.document
        place = ids.index(here) if here is not None and here in ids else -1
        order = list(ids[place + 1 :]) if forward else list(reversed(ids[: max(place, 0)]))
        if only_open:
            order += list(ids[: max(place, 0)])
            for start in range(0, len(order), 200):
                for row in self.session.document_rows(order[start : start + 200]):
                    if row.state in (State.NEW, State.IN_PROGRESS, State.RETURNED):
                        return row.id
            return None
        return order[0] if order else None

    def _tokens(self, article: Article) -> Tokens:
        return tokens_for(
            article.text,
            article.zones.values(),
            article.document.language,
            self.session.tokens(article.document.id),
        )

    def _skip_zone(self) -> None:
        """Begin at the first word of the article itself, not in its photo caption."""
        assert self.article is not None
        zone = self.article.zone_at(self.reading.caret)
        while zone is not None and len(self.tokens):
            before = self.reading.caret
            self.reading.after(zone.end)
            if self.reading.caret == before:
                return
            zone = self.article.zone_at(self.reading.caret)

    # Moving ------------------------------------------------------------------------------------

    def move(self, unit: Unit, *, forward: bool, extend: bool = False) -> None:
        """Move the cursor, with `extend` growing the selection."""
        self.reading.move(unit, forward=forward, extend=extend)
        self._moved()

    def place(self, position: int, *, extend: bool = False, snap: bool = True) -> None:
        """Put the cursor at a position."""
        self.reading.place(position, extend=extend, snap=snap)
        self._moved()

    def click(self, position: int, *, extend: bool = False) -> None:
        """Put the cursor where the mouse was pressed and select what is labelled there."""
        self.place(position, extend=extend)
        marks = self.marks_at(position)
        if marks and not extend:
            self.select(marks[0])

    def drag(self, anchor: int, position: int, *, characters: bool = False) -> None:
        """Select what the mouse was dragged over."""
        self.reading.drag(anchor, position, characters=characters)
        self._moved()

    def take(self, span: Span) -> None:
        """Select a range."""
        self.reading.take(span)
        self._moved()

    def take_token(self, position: int) -> None:
        """Select the token at a position."""
        self.reading.place(position, snap=True)
        if self.word is not None:
            self.take(self.word)

    def take_sentence(self, position: int) -> None:
        """Select the sentence at a position."""
        self.take(self.tokens.sentence(position))

    def grow(self) -> None:
        """Widen the selection to the next larger unit."""
        self.reading.grow()
        self._moved()

    def shrink(self) -> None:
        """Take back the last widening."""
        self.reading.shrink()
        self._moved()

    def toggle_characters(self) -> None:
        """Switch between steps of tokens and of characters."""
        self.reading.toggle_characters()
        self._tell("caret", message=("steps-characters" if self.reading.characters else
                                     "steps-tokens", {}))  # fmt: skip

    def escape(self) -> bool:
        """Drop the selection, then leave a mode; tell whether there was anything to leave."""
        if self._second:
            self._second = False
            self._tell("selected", message=("second-off", {}))
            return True
        if self.reading.clear():
            self._tell("caret")
            return True
        if self.selected is not None:
            self.select(None)
            return True
        if self.hits:
            self.hits = []
            self._tell("caret")
            return True
        if self.reading.characters:
            self.toggle_characters()
            return True
        return False

    def _moved(self) -> None:
        if self.selected is not None:
            self.selected = None
            self._tell("caret", "selected")
        else:
            self._tell("caret")

    # Walking over what is labelled -------------------------------------------------------------

    def marks_at(self, position: int) -> list[int]:
        """Return what is labelled or suggested at a position, the active layer first."""
        if self.article is None:
            return []
        found = [(each.layer, each.end - each.start, each.id) for each in self.article.at(position)]
        found += [
            (each.layer, each.end - each.start, each.id)
            for each in self.article.suggestions.values()
            if each.start <= position < each.end
        ]
        found.sort(key=lambda each: (each[0] != self.layer, each[1], each[2]))
        return [number for _, _, number in found]

    def next(self) -> None:
        """Select the next annotation or suggestion of the active layer."""
        self._walk(forward=True)

    def previous(self) -> None:
        """Select the previous annotation or suggestion of the active layer."""
        self._walk(forward=False)

    def cycle(self) -> None:
        """Select the next of those that overlap at the cursor."""
        marks = self.marks_at(self.caret)
        if not marks:
            self._say("nothing-here")
            return
        place = marks.index(self.selected) if self.selected in marks else -1
        self.select(marks[(place + 1) % len(marks)], move=False)

    def select(self, number: int | None, *, move: bool = True) -> None:
        """Select an annotation or a suggestion, and put the cursor on it."""
        before = self.selected
        self.selected = number
        if number is not None and move:
            start, annotation = self._order.start_of(number), self.selected_annotation()
            if start is None and annotation is not None:
                start = self._start_of_frame(annotation)
            if start is not None:
                self.reading.clear()
                self.reading.caret = start
        if before != number or number is not None:
            self._tell("selected", "caret")

    def _walk(self, *, forward: bool) -> None:
        marks = (self._order.after if forward else self._order.before)(self.caret, self.selected)
        found = next(filter(self._in_layer, marks), None)
        if found is None:
            self._say("no-further")
        else:
            self.select(found)

    def _in_layer(self, number: int) -> bool:
        assert self.article is not None
        record = self.article.annotations.get(number) or self.article.suggestions.get(number)
        return record is not None and record.layer == self.layer

    # Layers and labels -------------------------------------------------------------------------

    def set_layer(self, uid: str) -> None:
        """Make a layer the active one."""
        if uid != self.layer and self.session.scheme.layer(uid) is not None:
            self.layer = uid
            self._tell("layer")

    def label_key(self, key: str) -> bool:
        """Do what a label's key means in the active layer; False if no label has it."""
        for label in self.session.scheme.labels_of(self.layer):
            if label.key == key:
                return self.label(label.uid)
        self._say("no-such-key", key=key)
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
        self._say("second-on")

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
        overtaken = self._overtaken(layer, spans)
        if overtaken:
            step = Step(
                step.code,
                (*scribe.reject(overtaken).edits, *step.edits),
                step.values,
                step.document,
            )
        self._apply(step)
        self.reading.after(spans[-1].end)
        self.selected = made.id
        self._tell("selected", "caret")

    def _refuse_twice(self, layer: str, uid: str, spans: tuple[Span, ...]) -> None:
        assert self.article is not None
        for each in self.article.touching(spans[0]):
            if (each.layer, each.label, each.spans) == (layer, uid, spans):
                raise NotPossible("already-labelled")

    def _overtaken(self, layer: str, spans: tuple[Span, ...]) -> list[Suggestion]:
        """Return the suggestions that a label makes pointless: those it overlaps in its layer."""
        assert self.article is not None
        return [
            each
            for each in self.article.suggestions.values()
            if each.layer == layer
            and any(span.overlaps(Span(each.start, each.end)) for span in spans)
        ]

    def _range(self) -> Span:
        """Return what a key acts on: the selection, else the word under the cursor."""
        if self.selection is not None:
            return self._trimmed(self.selection)
        if self.word is not None:
            return self.word
        raise NotPossible("nothing-selected")

    def _selected_range(self) -> Span:
        if self.selection is None:
            raise NotPossible("nothing-selected")
        return self._trimmed(self.selection)

    def _trimmed(self, span: Span) -> Span:
        """Return a range without white space at its ends, which belongs to no label."""
        words = span.of(self.reading.text)
        left = len(words) - len(words.lstrip())
        right = len(words.rstrip())
        if right <= left:
            raise NotPossible("only-spaces")
        return Span(span.start + left, span.start + right)

    # Suggestions and deleting --------------------------------------------------------------------

    def accept(self) -> bool:
        """Accept the selected suggestion."""
        suggestion = self.selected_suggestion()
        if suggestion is None:
            self._say("no-suggestion")
            return False
        return self._do(lambda: self._accept([suggestion], ""))

    def accept_alike(self) -> bool:
        """Accept every suggestion of the article with the same words and label."""
        suggestion = self.selected_suggestion()
        if suggestion is None or self.article is None:
            self._say("no-suggestion")
            return False
        words = self.article.text[suggestion.start : suggestion.end]
        alike = [
            each
            for each in self.article.suggestions.values()
            if (each.layer, each.label) == (suggestion.layer, suggestion.label)
            and self.article.text[each.start : each.end] == words
        ]
        # The one in hand comes first: work goes on behind it.
        alike.sort(key=lambda each: (each.id != suggestion.id, each.start))
        return self._do(lambda: self._accept(alike, ""))

    def _accept(self, suggestions: list[Suggestion], label: str) -> None:
        self._apply(self.scribe().accept(suggestions, label))
        self._onward(suggestions[0].end)

    def _onward(self, end: int) -> None:
        """Go on to the next suggestion of the active layer, else to the word behind `end`.

        As when reviewing changes in a word processor: each is looked at, and costs one key.
        """
        assert self.article is not None
        for number in self._order.after(end):
            if number in self.article.suggestions and self._in_layer(number):
                self.select(number)
                return
        self.selected = None
        self.reading.after(end)
        self._tell("selected", "caret")

    def reject_or_delete(self) -> bool:
        """Turn the selected suggestion down, or delete the selected annotation."""
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        if suggestion is not None:
            end = suggestion.end
            done = self._do(lambda: self._apply(self.scribe().reject([suggestion])))
            if done:
                self._onward(end)
            return done
        if annotation is None:
            self._say("nothing-chosen")
            return False
        return self._do(lambda: self._apply(self.scribe().delete(annotation)))

    def edge(self, which: str, *, outward: bool) -> bool:
        """Move the left ("start") or right ("end") edge of what is selected by one step."""
        return self._do(lambda: self._edge(which, outward=outward))

    def _edge(self, which: str, *, outward: bool) -> None:
        suggestion, annotation = self.selected_suggestion(), self.selected_annotation()
        start = which == "start"
        forward = outward is not start
        if suggestion is not None:
            span = self._moved_edge(
                (Span(suggestion.start, suggestion.end),), start=start, forward=forward
            )[0]
            step = self.scribe().accept_with_span(suggestion, span)
            self._apply(step)
            made = next(edit.after for edit in step.edits if isinstance(edit.after, Annotation))
            self.select(made.id)
            return
        if annotation is None or not annotation.spans:
            raise NotPossible("nothing-chosen")
        spans = self._moved_edge(annotation.spans, start=start, forward=forward)
        self._apply(self.scribe().set_spans(annotation, spans, "edge-moved"))
        self.select(annotation.id)

    def _moved_edge(
        self, spans: tuple[Span, ...], *, start: bool, forward: bool
    ) -> tuple[Span, ...]:
        part = spans[0] if start else spans[-1]
        position = part.start if start else part.end
        goal = self.reading.step_of_edge(position, forward=forward, start=start)
        moved = Span(goal, part.end) if start else Span(part.start, goal)
        if moved.start >= moved.end or moved == part:
            raise NotPossible("edge-stops")
        return (moved, *spans[1:]) if start else (*spans[:-1], moved)

    # Quotes ------------------------------------------------------------------------------------

    def quote(self) -> bool:
        """Make a quote of the selection, of the passage in marks, or of the nearest report."""
        return self._do(self._quote)

    def _quote(self) -> None:
        assert self.article is not None or self.scribe()
        scribe = self.scribe()
        chosen = None if self.selection is None else self._selected_range()
        names = [
            span
            for each in self.article.touching(self._sentences_around())  # type: ignore[union-attr]
            if each.layer == "entities"
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
        return (
            None
            if self.article is None or number is None
            else (self.article.annotations.get(number))
        )

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

    # The rest ----------------------------------------------------------------------------------

    def zone(self) -> bool:
        """Exclude the selection; on a zone: give it its next kind."""

        def act() -> None:
            assert self.article is not None or self.scribe()
            zone = self._zone_here()
            if self.selection is None and zone is not None:
                self._apply(self.scribe().next_kind(zone))
                return
            span = self._selected_range()
            self._apply(self.scribe().zone(span))
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
            self._say("no-document-labels")
            return False
        return self._do(lambda: self._apply(self.scribe().document_label(label)))

    def set_attribute(self, annotation: int, name: str, value: Any) -> bool:
        """Set an attribute of an annotation; None clears it."""

        def act() -> None:
            assert self.article is not None
            record = self.article.annotations[annotation]
            self._apply(self.scribe().set_attribute(record, name, value))

        return self._do(act)

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

    def details(self) -> list[Detail]:
        """Return the attributes and links that can be set of what is in hand."""
        annotation = self.in_hand()
        return [] if annotation is None else details_of(self.scribe(), annotation)

    def set_detail(self, detail: Detail, value: AttributeValue | None) -> bool:
        """Set an attribute of what is in hand; a link is made, or taken away if it is there."""
        annotation = self.in_hand()
        if annotation is None:
            self._say("nothing-chosen")
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

    def comment(self, text: str) -> bool:
        """Remark on what is selected, else on the article."""
        annotation = self.selected_annotation()
        number = None if annotation is None else annotation.id
        return self._do(lambda: self._apply(self.scribe().comment(text, number)))

    def set_state(self, state: State) -> bool:
        """Put the open document into a state."""

        def act() -> None:
            scribe = self.scribe()
            before = self.session.assignment(scribe.article.document.id)
            self._apply(scribe.state(before, state))

        return self._do(act)

    def done_and_next(self) -> int | None:
        """Mark the document as done and return the next open one."""
        if self.article is None:
            return None
        row = self.session.assignment(self.article.document.id)
        if (row is None or row.state is not State.DONE) and not self.set_state(State.DONE):
            return None
        following = self.next_document(only_open=True)
        if following is None:
            self._say("all-done")
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
            self._say("no-hits", words=self._words)
            return False
        here = self.selection.start if self.selection else self.caret
        if forward:
            at_hit = self.selection in self.hits
            place = bisect_right([hit.start for hit in self.hits], here - (0 if at_hit else 1))
        else:
            place = bisect_left([hit.start for hit in self.hits], here) - 1
        self.take(self.hits[place % len(self.hits)])
        return True

    # Following the session -----------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        scheme = any(isinstance(edit.record, Label | Layer) for edit in change.edits)
        if self.article is None:
            if scheme:
                self._tell("layer")
            return
        if change.bulk:
            self._reopen()
            return
        if self.document not in change.documents and not scheme:
            return
        if change.kind == "tokens":
            self.reading.take_tokens(self._tokens(self.article))
            self._tell("tokens")
            return
        zones = any(isinstance(edit.record, Zone) for edit in change.edits)
        touched = self._touched(change)
        self.article.apply(change.edits)
        touched |= self._touched(change)
        for number in touched:
            self._order.update(self.article, number)
        if zones:
            self.reading.take_tokens(self._tokens(self.article))
        if self.selected is not None and not self._is_there(self.selected):
            self.selected = None
            self._pending.what.add("selected")
        if change.kind in ("undo", "redo"):
            self._show(touched, change)
        what = {"marks"} if touched else set()
        what |= {"zones"} if zones else set()
        what |= {"layer"} if scheme else set()
        self._tell(*what, "document", marks=touched)

    def _reopen(self) -> None:
        """Read the article anew after documents came or went."""
        assert self.article is not None
        number = self.article.document.id
        try:
            self.session.document(number)
        except AnnotatorError:
            self.open(None)
            return
        caret = self.reading.caret
        self.open(number)
        self.reading.place(caret)
        self._tell("caret")

    def _touched(self, change: Change) -> set[int]:
        """Return the marks that a change is about: its annotations, and the parts of its frames."""
        assert self.article is not None
        touched: set[int] = set()
        for edit in change.edits:
            record = edit.record
            if isinstance(record, Annotation | Suggestion) and record.document == self.document:
                touched.add(record.id)
                touched |= {each.target for each in self.article.relations_from(record.id)}
            elif isinstance(record, Relation) and record.document == self.document:
                touched |= {record.source, record.target}
                touched |= {each.target for each in self.article.relations_from(record.source)}
        return touched

    def _show(self, touched: Iterable[int], change: Change) -> None:
        """Put the cursor where an undo or redo changed something, or where it took that away."""
        first = self._order.first_of(touched)
        start = None if first is None else self._order.start_of(first)
        if start is not None:
            self.reading.clear()
            self.reading.caret = start
            self.selected = first
            self._pending.what |= {"caret", "selected"}
            return
        starts = [
            each.record.start
            for each in change.edits
            if isinstance(each.record, Zone | Suggestion)
            or (isinstance(each.record, Annotation) and each.record.spans)
        ]
        if starts:
            self.reading.clear()
            self.reading.caret = min(starts)
            self._pending.what |= {"caret"}

    def _is_there(self, number: int) -> bool:
        assert self.article is not None
        return number in self.article.annotations or number in self.article.suggestions

    def _start_of_frame(self, frame: Annotation) -> int | None:
        """Return where a frame is met in reading: by the first of its parts."""
        assert self.article is not None
        starts = [
            part.start
            for role in (*QUOTE_SLOTS, "expression", "target", "holder")
            for part in self.article.fillers(frame.id, role)
        ]
        return starts[0] if starts else None

    def _to_layer_of(self, annotation: Annotation) -> None:
        self.set_layer(annotation.layer)

    # Doing and telling ---------------------------------------------------------------------------

    def _do(self, act: Callable[[], None]) -> bool:
        """Run an action; what is not possible becomes a message, and nothing has changed."""
        try:
            act()
        except _HandedOverError:
            return True
        except AnnotatorError as error:
            self._say(error.code, **error.values)
            return False
        except SpanError as error:
            self._say("span-bad", why=str(error))
            return False
        except StepConflict:
            # Another window's or a late worker's change: show what is there and let her try again.
            self._reopen()
            self._say("changed-meanwhile")
            return False
        return True

    def _apply(self, step: Step) -> None:
        """Write a step; a large one is left to `large_step`, if somebody takes it."""
        if self.large_step is not None and self.session.is_large(step):
            self.large_step(step)
            raise _HandedOverError
        self.session.apply(step)

    def _say(self, code: str, **values: Any) -> None:
        self._tell(message=(code, values))

    def _tell(
        self,
        *what: str,
        marks: Iterable[int] = (),
        message: tuple[str, Mapping[str, Any]] | None = None,
    ) -> None:
        pending, self._pending = self._pending, _Pending()
        if "selected" in what:
            self._keep_frames()
        change = DeskChange(
            frozenset(pending.what | set(what)),
            frozenset(pending.marks | set(marks)),
            message or pending.message,
        )
        for follower in tuple(self._followers):
            follower(change)

    def _keep_frames(self) -> None:
        """Remember the frame in hand: S, C, X, H, T and R act on it while she selects words."""
        for kind in (LayerKind.QUOTES, LayerKind.OPINIONS):
            frame = self.selected_frame(kind)
            if frame is not None:
                self._kept[kind] = frame.id


class _HandedOverError(Exception):
    """A large step is being written elsewhere; what follows it comes with its change."""
