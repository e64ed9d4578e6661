"""An analyst who labels an article by keys alone, until it says what a gold line says.

She knows the keys and looks at the screen: before each annotation she takes the shortest way there
that the keys allow (words, sentences, lines, from mark to mark), and corrects what a first draft
got wrong.  Everything goes through `Keyboard`; she never calls the program herself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.domain.annotations import Annotation, Span
from annotator.domain.cues import QuoteDraft, draft_quote
from annotator.gui.main_window import MainWindow
from annotator.services.reading import Reading, Unit
from tests.journeys.keyboard import Keyboard

_SIGNS = {"positive": "+", "negative": "-", "neutral": "0"}
_INTENSITIES = ("weak", "average", "strong")
_ZONE_KINDS = ("caption", "related", "byline", "credit", "furniture")
#: Longest selection in tokens that is tried key by key.
_LONG = 80


@dataclass(frozen=True)
class Place:
    """Where one is: the cursor, what is selected, and the column kept while going up and down."""

    caret: int
    selected: int | None = None
    x: int | None = None


class Analyst:
    """Works on the article that is open in a window."""

    def __init__(self, window: MainWindow, keyboard: Keyboard) -> None:
        assert window.desk is not None
        assert window.desk.article is not None
        self.window, self.keyboard = window, keyboard
        self.desk = window.desk
        self.article = window.desk.article
        self.spent: dict[str, list[int]] = {}

    # The work ------------------------------------------------------------------------------------

    def exclude(self, zones: Iterable[Mapping[str, Any]]) -> None:
        """Exclude ranges from the article."""
        for zone in zones:
            with_kind = self._counting("zone")
            self.select(Span(zone["start"], zone["end"]))
            self.press(*["Z"] * (1 + _ZONE_KINDS.index(zone["kind"])))
            with_kind()

    def label_entities(self, wanted: Mapping[Span, tuple[str, Mapping[str, Any]]]) -> None:
        """Go over the suggestions, then add what they missed."""
        self.layer(1)
        self.press("Ctrl+Home")
        self._over_suggestions({span: label for span, (label, _) in wanted.items()})
        labelled = {each.spans[0] for each in self.article.in_layer("entities")}
        for span in sorted(wanted.keys() - labelled):
            counted = self._counting("mention that nobody suggested")
            self.select(span)
            self._label(wanted[span][0])
            counted()
        for span, (_, attributes) in sorted(wanted.items()):
            for name, value in attributes.items():
                counted = self._counting("attribute")
                mention = next(
                    each for each in self.article.in_layer("entities") if each.spans == (span,)
                )
                self.pick(mention)
                self.set_detail(name, value)
                counted()

    def make_quotes(self, quotes: Iterable[Mapping[str, Any]]) -> None:
        """Make quotes with their slots, attributes and links, in reading order."""
        self.layer(2)
        made: dict[str, int] = {}
        for quote in quotes:
            counted = self._counting("quote")
            self._draft(quote)
            frame = self.desk.in_hand()
            assert frame is not None
            made[quote["id"]] = frame.id
            self._correct_slots(frame, quote)
            counted()
            counted = self._counting("detail of a quote")
            details = dict(quote["attributes"])
            if quote["act"] is not None:
                details["act"] = quote["act"]
            links = {role: quote[role] for role in ("parent", "responds_to") if quote.get(role)}
            for name, value in details.items():
                self.take_up(frame.id)
                self.set_detail(name, value)
            for role, value in links.items():
                for each in value if isinstance(value, list) else [value]:
                    self.take_up(frame.id)
                    self.set_detail(role, made[each])
            if details or links:
                counted()

    def make_opinions(self, opinions: Iterable[Mapping[str, Any]]) -> None:
        """Make opinions with their slots."""
        self.layer(3)
        for opinion in opinions:
            counted = self._counting("opinion")
            first = opinion["expression"][0]
            self.select(first)
            sign = _SIGNS[opinion["polarity"]]
            self.press(sign)
            if opinion["intensity"] is not None:
                self.press(*[sign] * (1 + _INTENSITIES.index(opinion["intensity"])))
            frame = self.desk.in_hand()
            assert frame is not None
            if opinion["holder"] == "writer" and frame.attributes.get("holder") != "writer":
                self.press("H")
            wanted = {
                "expression": opinion["expression"],
                "target": opinion["target"],
                "holder": [] if opinion["holder"] == "writer" else opinion["holder"],
            }
            self._fill(frame, wanted, {"expression": "R", "target": "T", "holder": "H"})
            counted()

    def finish(self, labels: Iterable[str]) -> None:
        """Label the article as a whole and mark it as done."""
        layer = self.desk.session.scheme.layer("document")
        assert layer is not None
        known = [each.uid for each in self.desk.session.scheme.labels_of(layer.uid)]
        for label in labels:
            self.press("D", str(1 + known.index(label)))
        self.press("Ctrl+Return")

    # Entities ------------------------------------------------------------------------------------

    def _over_suggestions(self, wanted: Mapping[Span, str]) -> None:
        self.press("J")
        while True:
            suggestion = self.desk.selected_suggestion()
            if suggestion is None:
                if not self._open_suggestions():
                    return
                self.press("J")
                continue
            counted = self._counting("suggestion")
            span = Span(suggestion.start, suggestion.end)
            if span in wanted and wanted[span] == suggestion.label:
                self.press("Shift+Return" if self._all_alike_fit(wanted) else "Return")
            elif span in wanted:
                self._label(wanted[span])
            else:
                self._trim_or_reject(span, wanted)
            counted()

    def _open_suggestions(self) -> list[int]:
        caret = self.desk.caret
        return [
            each.id
            for each in self.article.suggestions.values()
            if each.layer == self.desk.layer and each.start >= caret
        ]

    def _all_alike_fit(self, wanted: Mapping[Span, str]) -> bool:
        first = self.desk.selected_suggestion()
        assert first is not None
        words = self.article.text[first.start : first.end]
        alike = [
            each
            for each in self.article.suggestions.values()
            if each.label == first.label and self.article.text[each.start : each.end] == words
        ]
        fit = all(wanted.get(Span(each.start, each.end)) == each.label for each in alike)
        return len(alike) > 1 and fit

    def _trim_or_reject(self, span: Span, wanted: Mapping[Span, str]) -> None:
        """Correct the borders of a suggestion where that is quick, else turn it down."""
        labelled = {each.spans[0] for each in self.article.in_layer("entities")}
        for goal in wanted.keys() - labelled:
            keys = self._edge_keys((span,), goal)
            if keys and len(keys) <= 3:
                self.press(*keys)
                made = self.desk.selected_annotation()
                assert made is not None
                if made.label != wanted[goal]:
                    self._label(wanted[goal])
                self.press("J")
                return
        self.press("Backspace")

    def _edge_keys(self, spans: tuple[Span, ...], goal: Span) -> list[str]:
        """Return the keys that move one edge of a range to that of `goal`, or none."""
        now = Span(spans[0].start, spans[-1].end)
        tokens = self.desk.tokens
        if tokens.aligned(goal) is None or tokens.aligned(now) is None or not now.overlaps(goal):
            return []
        keys: list[str] = []
        for edge, outward, inward, sign in ((0, ",", ".", -1), (1, "Shift+.", "Shift+,", 1)):
            first, last = tokens.aligned(now), tokens.aligned(goal)
            assert first is not None
            assert last is not None
            difference = (last[edge] - first[edge]) * sign
            keys += [outward if difference > 0 else inward] * abs(difference)
        return keys

    def _label(self, uid: str) -> None:
        """Press a label's key, or find it by name."""
        label = self.desk.session.scheme.label(self.desk.layer, uid)
        assert label is not None
        if label.key:
            self.press(label.key)
            return
        typed = next(
            label.name[:length].lower()
            for length in range(1, len(label.name) + 1)
            if self.desk.labels_for_finder(label.name[:length].lower())[0].uid == uid
        )
        self.press(";")
        self.keyboard.type(typed)
        self.press("Return")

    # Quotes --------------------------------------------------------------------------------------

    def _draft(self, quote: Mapping[str, Any]) -> None:
        """Make the frame in the way that leaves least to do."""
        contents = quote["content"]
        places = self.places()

        def worth(draft: QuoteDraft | None) -> int:
            if draft is None or draft.content[0] not in contents:
                return 99
            return sum(
                (have is not None and have not in quote[role]) * 4
                + (have is None and bool(quote[role])) * 4
                for role, have in (("cue", draft.cue), ("source", draft.source))
            )

        names = [each.spans[0] for each in self.article.in_layer("entities")]
        best: tuple[int, Callable[[], None]] | None = None
        tokens, text = self.desk.tokens, self.article.text
        around = tokens.sentence(contents[0].start)
        last = tokens.sentence(contents[-1].end - 1)
        for index in range(len(tokens)):
            start = tokens.starts[index]
            if not around.start - 400 <= start <= last.end or start not in places:
                continue
            near = [each for each in names if each.overlaps(tokens.sentence(start))]
            cost = len(places[start]) + worth(draft_quote(text, tokens, start, None, near))
            if self._quoted_already(start) is False and (best is None or cost < best[0]):
                best = (cost, lambda keys=places[start]: self.press(*keys))  # type: ignore[misc]
        for content in contents:
            near = [each for each in names if each.overlaps(tokens.sentence(content.start))]
            keys = self.ways_to(content)
            cost = len(keys) + worth(draft_quote(text, tokens, content.start, content, near))
            if best is None or cost < best[0]:
                best = (cost, lambda content=content: self.select(content))  # type: ignore[misc]
        assert best is not None
        best[1]()
        before = set(self.article.annotations)
        self.press("Q")
        assert set(self.article.annotations) - before, f"no quote was made for {quote['id']}"

    def _quoted_already(self, start: int) -> bool:
        tokens = self.desk.tokens
        draft = draft_quote(self.article.text, tokens, start, None)
        return draft is not None and self.desk.quote_at(draft.content[0]) is not None

    def _correct_slots(self, frame: Annotation, quote: Mapping[str, Any]) -> None:
        wanted = {role: quote.get(role) or [] for role in ("content", "cue", "source", "insertion")}
        keys = {"content": "X", "cue": "C", "source": "S", "insertion": "I"}
        self._fill(frame, wanted, keys)

    def _fill(
        self, frame: Annotation, wanted: Mapping[str, list[Span]], keys: Mapping[str, str]
    ) -> None:
        """Bring the slots of a frame in line with what is wanted."""
        for role, spans in wanted.items():
            have = {each.spans[0]: each for each in self.article.fillers(frame.id, role)}
            missing = [span for span in spans if span not in have]
            for span, part in sorted(have.items()):
                if span in spans:
                    continue
                keys_to_move = self._edge_keys((span,), missing[0]) if missing else []
                shared = len(self.article.frames_of(part.id)) > 1
                if keys_to_move and len(keys_to_move) <= 6 and not shared:
                    self.pick(part)
                    self.press(*keys_to_move)
                    missing.pop(0)
                else:
                    self.select(span)
                    self.press(keys[role])
            for span in missing:
                if not self._recent_source(role, span, frame):
                    self.select(span)
                    self.press(keys[role])

    def _recent_source(self, role: str, span: Span, frame: Annotation) -> bool:
        """Choose a source that was used before by its number, where that is quicker."""
        if role != "source":
            return False
        offered = [
            self.article.annotations[number].spans for number, _ in self.desk.recent_sources()
        ]
        if (span,) not in offered or len(self.ways_to(span)) < 2:
            return False
        if self.desk.selection is not None:
            self.press("Escape")
        self.press("S", str(1 + offered.index((span,))))
        return True

    # Details -------------------------------------------------------------------------------------

    def set_detail(self, uid: str, value: Any) -> None:
        """Set an attribute or a link of what is in hand, by the numbers of the popups."""
        details = self.desk.details()
        place = next(number for number, each in enumerate(details, 1) if each.uid == uid)
        values = details[place - 1].values
        self.press("Return")
        if len(details) > 1:
            self.press(str(place))
        self.press(str(next(number for number, v in enumerate(values, 1) if v.data == value)))

    def take_up(self, frame: int) -> None:
        """Have a frame in hand."""
        in_hand = self.desk.in_hand()
        if in_hand is not None and in_hand.id == frame:
            return
        parts = [
            self.article.annotations[each.target]
            for each in self.article.relations_from(frame)
            if self.article.annotations[each.target].spans
        ]
        own = [each for each in parts if [f.id for f in self.article.frames_of(each.id)] == [frame]]
        self.pick(min(own, key=lambda each: len(self._way_to_mark(each))))

    # Going and selecting -------------------------------------------------------------------------

    def layer(self, number: int) -> None:
        """Choose the active layer."""
        if self.desk.layers()[number - 1].uid != self.desk.layer:
            self.press(f"Alt+{number}")

    def press(self, *names: str) -> None:
        """Press keys."""
        self.keyboard.press(*names)

    def pick(self, annotation: Annotation) -> None:
        """Select an annotation of the active layer."""
        self.press(*self._way_to_mark(annotation))
        assert self.desk.selected == annotation.id

    def _way_to_mark(self, annotation: Annotation) -> list[str]:
        if self.desk.selected == annotation.id:
            return []
        ways = self._ways()
        direct = [keys for place, keys in ways.items() if place.selected == annotation.id]
        for place, keys in ways.items():
            marks = self.desk.marks_at(place.caret)
            if annotation.id not in marks:
                continue
            rank = marks.index(annotation.id)
            before = marks.index(place.selected) if place.selected in marks else -1
            direct.append([*keys, *["O"] * ((rank - before) % len(marks))])
        return min(direct, key=len)

    def places(self) -> dict[int, list[str]]:
        """Return the shortest way to each word, with no mark selected there."""
        found: dict[int, list[str]] = {}
        for place, keys in self._ways().items():
            word = self.desk.tokens.span(self.desk.tokens.at(place.caret)).start
            if place.selected is None and len(keys) < len(found.get(word, [""] * 999)):
                found[word] = keys
        return found

    def select(self, span: Span) -> None:
        """Select a range (or stand on it, if it is one word) in as few keys as possible."""
        if self.desk.tokens.aligned(span) is None:
            self._select_characters(span)
            return
        self.press(*self.ways_to(span))
        now = self.desk.selection or self.desk.word
        words = self.article.text[span.start : span.end]
        assert now == span, f"wanted {words!r}, selected {now}"

    def ways_to(self, span: Span) -> list[str]:
        """Return the shortest keys after which a range is selected."""
        tokens, places = self.desk.tokens, self.places()
        aligned = tokens.aligned(span)
        assert aligned is not None, f"{span} does not fall on word borders"
        first, last = aligned
        best: list[str] | None = None
        for index in range(first, last + 1):
            at = tokens.starts[index]
            if at not in places:
                continue
            for extension in self._extensions(index, span):
                keys = [*places[at], *extension]
                if best is None or len(keys) < len(best):
                    best = keys
        assert best is not None
        return best

    def _extensions(self, index: int, span: Span) -> Iterator[list[str]]:
        """Yield keys that select a range from a word in it."""
        tokens = self.desk.tokens
        if tokens.span(index) == span:
            yield []
        reading = self._reading(tokens.starts[index])
        for number in range(1, 10):
            reading.grow()
            if reading.selection == span:
                yield ["W"] * number
        forward = tokens.starts[index] == span.start
        backward = tokens.ends[index] == span.end
        for going, arrow, back in (
            (forward, "Right", "Left"),
            (backward, "Left", "Right"),
        ):
            if not going:
                continue
            for sentences in range(4):
                reading = self._reading(tokens.starts[index])
                keys: list[str] = []
                for _ in range(sentences):
                    reading.move(Unit.SENTENCE, forward=arrow == "Right", extend=True)
                    keys.append(f"Ctrl+Shift+{arrow}")
                for step in (arrow, back):
                    again = self._reading(tokens.starts[index])
                    for _ in range(sentences):
                        again.move(Unit.SENTENCE, forward=arrow == "Right", extend=True)
                    more = list(keys)
                    for _ in range(_LONG):
                        if again.selection == span:
                            yield more
                            break
                        again.move(Unit.STEP, forward=step == "Right", extend=True)
                        more = [*more, f"Shift+{step}"]

    def _select_characters(self, span: Span) -> None:
        """Select a range that ends inside a word: whole words first, then letter by letter."""
        tokens = self.desk.tokens
        first, last = tokens.at(span.start), tokens.before(span.end) - 1
        whole = Span(span.start, tokens.ends[last])
        # To the right only: the cursor must be at the end that goes on.
        ways = [keys for keys in self._extensions(first, whole) if "Right" in "".join(keys[:1])]
        self.press(*self.places()[span.start], *min(ways, key=len))
        assert self.desk.selection == whole
        self.press("'")
        while self.desk.selection is None or self.desk.selection.end < span.end:
            self.press("Shift+Right")
        assert self.desk.selection == span
        self.press("'")
        assert self.desk.selection == span

    def _reading(self, caret: int) -> Reading:
        reading = Reading(self.article.text, self.desk.tokens)
        reading.caret = caret
        return reading

    def _ways(self) -> dict[Place, list[str]]:
        """Return the shortest keys from here to every place that can be reached by going about."""
        here = Place(self.desk.caret, self.desk.selected)
        ways: dict[Place, list[str]] = {here: []}
        todo = deque([here])
        seen_word: dict[tuple[int, bool], int] = {}
        while todo:
            place = todo.popleft()
            keys = ways[place]
            word = (place.caret, place.selected is None)
            # A longer way to a word is of no use, whatever column it was reached in.
            if seen_word.setdefault(word, len(keys)) + 1 < len(keys):
                continue
            for key, after in self._steps(place):
                if after not in ways:
                    ways[after] = [*keys, key]
                    todo.append(after)
        return ways

    def _steps(self, place: Place) -> Iterator[tuple[str, Place]]:
        for key, unit, forward in (
            ("Right", Unit.STEP, True),
            ("Left", Unit.STEP, False),
            ("Ctrl+Right", Unit.SENTENCE, True),
            ("Ctrl+Left", Unit.SENTENCE, False),
            ("Ctrl+Home", Unit.DOCUMENT, False),
            ("Ctrl+End", Unit.DOCUMENT, True),
        ):
            reading = self._reading(place.caret)
            reading.move(unit, forward=forward)
            yield key, Place(reading.caret)
        view = self.window.pane.view
        for key, by in (("Down", view.line_down), ("Up", view.line_up)):
            position, x = by(place.caret, place.x)
            reading = self._reading(place.caret)
            reading.place(position)
            yield key, Place(reading.caret, None, x)
        yield from self._walks(place)

    def _walks(self, place: Place) -> Iterator[tuple[str, Place]]:
        marks = sorted(
            (each.start, -each.end, each.id)
            for each in (*self.article.annotations.values(), *self.article.suggestions.values())
            if each.layer == self.desk.layer and (not isinstance(each, Annotation) or each.spans)
        )
        at = next((mark for mark in marks if mark[2] == place.selected), (place.caret, -(2**62), 0))
        after = next((mark for mark in marks if mark > at), None)
        before = next((mark for mark in reversed(marks) if mark < at), None)
        for key, mark in (("J", after), ("K", before)):
            if mark is not None:
                yield key, Place(mark[0], mark[2])

    def _counting(self, what: str) -> Callable[[], None]:
        before = self.keyboard.count

        def done() -> None:
            self.spent.setdefault(what, []).append(self.keyboard.count - before)

        return done
