"""Where somebody is in a project: the article that is open, the cursor, what is selected.

Owns opening, moving and selecting, and how a wish becomes a step of the session.  The desk follows
the session's changes; whoever shows it follows `DeskChange`s, which say exactly what is to be drawn
anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import Annotation, Relation, Span, SpanError
from annotator.domain.article import Article
from annotator.domain.documents import State, Suggestion, Zone
from annotator.domain.errors import AnnotatorError, reason_of
from annotator.domain.quotes import SLOTS as QUOTE_SLOTS
from annotator.domain.scheme import Label, Layer, LayerKind
from annotator.domain.steps import Step, StepConflict
from annotator.domain.suggested_frames import kind_of
from annotator.domain.tokens import Tokens
from annotator.services.annotating import NotPossible, Scribe
from annotator.services.mark_order import MarkOrder
from annotator.services.reading import Reading, Unit
from annotator.services.session import Change, Session
from annotator.services.suggestion_bands import FLOORS, Band, is_shown
from annotator.services.tokenising import tokens_for


@dataclass(frozen=True, slots=True)
class DeskChange:
    """What changed on the desk; empty parts did not."""

    #: opened, closed, caret, selected, layer, marks, zones, tokens, document, floor
    what: frozenset[str]
    marks: frozenset[int] = frozenset()  # ids of annotations and suggestions to draw anew
    message: tuple[str, Mapping[str, Any]] | None = None


@dataclass(slots=True)
class _Pending:
    """What changed since followers were told last."""

    what: set[str] = field(default_factory=set)
    marks: set[int] = field(default_factory=set)
    message: tuple[str, Mapping[str, Any]] | None = None


class DeskState:
    """The place of one person in one session."""

    def __init__(self, session: Session) -> None:
        """Begin with no article open."""
        self.session = session
        self.article: Article | None = None
        self.reading = Reading()
        self.selected: int | None = None  # an annotation or a suggestion
        self.layer = session.scheme.layers[0].uid if session.scheme.layers else ""
        self.hits: list[Span] = []
        #: The least sure suggestions that are shown; the others are counted only.
        self.floor = Band.NORMAL
        #: Takes steps that are too large for the thread that draws; None: all are written here.
        self.large_step: Callable[[Step], None] | None = None
        self._words = ""
        self._second = False
        self._order = MarkOrder()
        self._last_label: int | None = None
        self._kept: dict[LayerKind, int] = {}  # the frame that was in hand last, or suggested one
        self._counted: tuple[int, int] | None = None
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

    def suggested_frame(self, kind: LayerKind) -> Suggestion | None:
        """Return the suggested quote or opinion that is selected."""
        suggestion = self.selected_suggestion()
        if suggestion is None or kind_of(suggestion, self.session.scheme) is not kind:
            return None
        return suggestion

    def scribe(self) -> Scribe:
        """Return who makes steps for the open article; raises NotPossible without one."""
        if self.article is None:
            raise NotPossible("no-article")
        session, document = self.session, self.article.document.id
        return Scribe(
            self.article,
            session.scheme,
            session.ids,
            session.annotator.id,
            session.comments_on,
            lambda: session.accepted_suggestions(document),
            lambda number: session.entry(number) is not None,
        )

    # How many suggestions ------------------------------------------------------------------------

    def shows(self, suggestion: Suggestion) -> bool:
        """Tell whether a suggestion is to be seen now: of the active layer, and sure enough."""
        return suggestion.layer == self.layer and is_shown(suggestion, self.floor)

    def suggestion_counts(self) -> tuple[int, int]:
        """Return how many suggestions of the active layer are shown, and how many are too low."""
        if self.article is None:
            return 0, 0
        if self._counted is None:
            here = [each for each in self.article.suggestions.values() if each.layer == self.layer]
            shown = sum(1 for each in here if is_shown(each, self.floor))
            self._counted = shown, len(here) - shown
        return self._counted

    def _forget_counts(self) -> None:
        """Count suggestions anew when that is asked for the next time."""
        self._counted = None

    def set_floor(self, floor: Band) -> None:
        """Show suggestions of this band and those above it."""
        if floor is self.floor:
            return
        self.floor = floor
        self._forget_counts()
        chosen = self.selected_suggestion()
        if chosen is not None and not self.shows(chosen):
            self.select(None)
        self._tell("floor")

    def show_more(self, *, more: bool = True) -> bool:
        """Show suggestions of one band more, or less; False if there is none left."""
        place = FLOORS.index(self.floor) + (1 if more else -1)
        if not 0 <= place < len(FLOORS):
            self.say("suggestions-all-shown" if more else "suggestions-least-shown")
            return False
        self.set_floor(FLOORS[place])
        return True

    # Opening -----------------------------------------------------------------------------------

    def open(self, document: int | None) -> None:
        """Open a document in the place of the one before, or none."""
        self.selected, self._second = None, False
        self.hits = []
        self._forget_counts()
        if document is None:
            self.article, self.reading, self._order = None, Reading(), MarkOrder()
            self._kept.clear()
            self._last_label = None
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
        self._last_label = None
        self.session.set_setting("document", document)
        self._tell("opened")

    def next_document(
        self,
        *,
        forward: bool = True,
        only_open: bool = False,
        among: Sequence[int] | None = None,
    ) -> int | None:
        """Return the document after (or before) this one, perhaps the next that is not done.

        `among`: in this order and among these; else all, in the order of the project.
        """
        ids = self.session.document_ids() if among is None else among
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
        """Return what is labelled or suggested at a position, the active layer first.

        A suggested quote is at its cue and its source too; what is not shown is nowhere.
        """
        if self.article is None:
            return []
        found = [(each.layer, each.end - each.start, each.id) for each in self.article.at(position)]
        found += [
            (each.layer, each.end - each.start, each.id)
            for each in self.article.suggestions_touching(Span(position, position + 1))
            if self.shows(each)
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
            self.say("nothing-here")
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
            self.say("no-further")
        else:
            self.select(found)

    def _onward(self, settled: Suggestion) -> None:
        """Go on to the next suggestion of the active layer, else to the word behind this one.

        As when reviewing changes in a word processor: each is looked at, and costs one key.
        """
        assert self.article is not None
        for number in self._order.behind(settled):
            suggestion = self.article.suggestions.get(number)
            if suggestion is not None and self.shows(suggestion):
                self.select(number)
                return
        self.selected = None
        self.reading.after(settled.end)
        self._tell("selected", "caret")

    def _in_layer(self, number: int) -> bool:
        assert self.article is not None
        suggestion = self.article.suggestions.get(number)
        if suggestion is not None:
            return self.shows(suggestion)
        annotation = self.article.annotations.get(number)
        return annotation is not None and annotation.layer == self.layer

    # What a key acts on -------------------------------------------------------------------------

    def set_layer(self, uid: str) -> None:
        """Make a layer the active one."""
        if uid != self.layer and self.session.scheme.layer(uid) is not None:
            self.layer = uid
            self._forget_counts()
            self._tell("layer")

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

    def _to_layer_of(self, annotation: Annotation) -> None:
        self.set_layer(annotation.layer)

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
        self._forget_counts()
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
        # The one that it is now, if it was joined with another.
        number = self.session.shown_document(self.article.document.id)
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
        assert self.article is not None
        suggestions = self.article.suggestions
        first = self._order.first_of(
            each for each in touched if each not in suggestions or self.shows(suggestions[each])
        )
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

    # Doing and telling ---------------------------------------------------------------------------

    def _do(self, act: Callable[[], None]) -> bool:
        """Run an action; what is not possible becomes a message, and nothing has changed."""
        try:
            act()
        except _HandedOverError:
            return True
        except AnnotatorError as error:
            self.say(error.code, **error.values)
            return False
        except SpanError as error:
            self.say("span-bad", why=reason_of(error))
            return False
        except StepConflict:
            # Another window's or a late worker's change: show what is there and let her try again.
            self._reopen()
            self.say("changed-meanwhile")
            return False
        return True

    def _apply(self, step: Step) -> None:
        """Write a step; a large one is left to `large_step`, if somebody takes it."""
        if self.large_step is not None and self.session.is_large(step):
            self.large_step(step)
            raise _HandedOverError
        self.session.apply(step)

    def say(self, code: str, **values: Any) -> None:
        """Tell whoever shows the desk something that the person should read."""
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
        """Remember what is in hand: keys act on it while she selects words for it."""
        annotation = self.selected_annotation()
        if annotation is not None and annotation.spans:
            self._last_label = annotation.id
        for kind in (LayerKind.QUOTES, LayerKind.OPINIONS):
            frame = self.selected_frame(kind) or self.suggested_frame(kind)
            if frame is not None:
                self._kept[kind] = frame.id


class _HandedOverError(Exception):
    """A large step is being written elsewhere; what follows it comes with its change."""
