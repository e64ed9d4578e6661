"""An analyst who labels an article by keys alone, until it says what a gold line says.

She knows the keys and looks at the screen: before each annotation she takes the shortest way there
that the keys allow (words, sentences, lines, from mark to mark), and corrects what a first draft
got wrong.  Everything goes through `Keyboard`; she never calls the program herself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Entry
from annotator.domain.entries import is_short_for
from annotator.gui.chooser import Chooser
from annotator.gui.dialogs.find_dialog import FindDialog
from annotator.gui.dialogs.links_dialog import LinksDialog
from annotator.gui.dialogs.zones_dialog import ZonesDialog
from annotator.gui.main_window import MainWindow
from annotator.services.reading import Reading, Unit
from tests.journeys.keyboard import Keyboard

D = TypeVar("D", bound=QDialog)

_SIGNS = {"positive": "+", "negative": "-", "neutral": "0"}
_INTENSITIES = ("weak", "average", "strong")
_ZONE_KINDS = ("caption", "related", "byline", "credit", "furniture")
#: What keys are spent on.
SUGGESTION = "suggestion"
UNSUGGESTED = "mention that nobody suggested"
FIRST_OF_MANY = "mention that is labelled for others like it"
OTHERS_OF_MANY = "repeated mention with A"
REPEATED = "repeated mention that nobody suggested"
REPEATED_SUGGESTION = "repeated mention as suggested"
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

    def __init__(self, window: MainWindow, keyboard: Keyboard, qtbot: QtBot) -> None:
        assert window.desk is not None
        assert window.desk.article is not None
        self.window, self.keyboard, self.qtbot = window, keyboard, qtbot
        self._wanted: Mapping[Span, tuple[str, Mapping[str, Any]]] = {}
        self._entries: Mapping[Span, str] = {}
        self.desk = window.desk
        self.article = window.desk.article
        # By what they were for: keys to go there, keys to make it, how many were made by them.
        self.spent: dict[str, list[tuple[int, int, int]]] = {}
        self.going = 0
        self._known_ways: dict[Place, list[str]] | None = None
        self._filling = False

    # The work ------------------------------------------------------------------------------------

    def exclude(self, zones: Iterable[Mapping[str, Any]]) -> None:
        """Take the zones that the rules find, and exclude by hand what they miss."""
        wanted = {(each["start"], each["end"]): each for each in zones}
        counted = self._counting("zones by rule")

        def look(dialog: ZonesDialog) -> None:
            self._tick(
                [
                    wanted.get((each.start, each.end), {}).get("kind") == each.kind.value
                    for each in map(dialog.model.row, range(dialog.model.rowCount()))
                ],
                [True] * dialog.model.rowCount(),
            )

        self._answer(ZonesDialog, look, "F7")
        counted()
        found = {(each.start, each.end) for each in self.article.sorted_zones()}
        assert found <= wanted.keys()
        for place in sorted(wanted.keys() - found):
            zone = wanted[place]
            with_kind = self._counting("zone")
            self.select(Span(zone["start"], zone["end"]))
            self.press(*["Z"] * (1 + _ZONE_KINDS.index(zone["kind"])))
            with_kind()

    def label_entities(
        self, wanted: Mapping[Span, tuple[str, Mapping[str, Any]]], entries: Mapping[Span, str]
    ) -> None:
        """Go over the suggestions, then add what they missed; link mentions to their entries."""
        self.layer(1)
        self._wanted, self._entries = wanted, entries
        self._label_what_repeats()
        self.press("Ctrl+Home")
        self._over_suggestions({span: label for span, (label, _) in wanted.items()})
        for span, (label, attributes) in sorted(wanted.items()):
            mentions = [each for each in self.article.in_layer("entities") if each.spans == (span,)]
            if not mentions:
                again = self._is_repeated(span)
                counted = self._counting(REPEATED if again else UNSUGGESTED)
                self.select(span)
                self._label(label)
                counted()
            if self._is_new_name(span):
                self._link_mention(span)
            for name, value in attributes.items():
                counted = self._counting("attribute")
                if mentions:
                    self.pick(mentions[0])
                self.set_detail(name, value)
                counted()
        self._link_what_is_called_so()
        for span in sorted(wanted):
            self._link_mention(span)

    def label_frames(
        self, quotes: Iterable[Mapping[str, Any]], opinions: Iterable[Mapping[str, Any]]
    ) -> None:
        """Make quotes and opinions as they are met in reading; an opinion after its quote."""
        made: dict[str, int] = {}
        works = [(min(each["content"]).start, 0, self._make_quote, each) for each in quotes]
        works += [(min(each["expression"]).start, 1, self._make_opinion, each) for each in opinions]
        for _, _, make, frame in sorted(works, key=lambda each: each[:2]):
            make(frame, made)

    def _make_quote(self, quote: Mapping[str, Any], made: dict[str, int]) -> None:
        counted = self._counting("quote")
        self._draft(quote)
        frame = self.desk.in_hand()
        assert frame is not None
        made[quote["id"]] = frame.id
        roles = ("content", "cue", "source", "insertion")
        wanted = {role: list(quote.get(role) or []) for role in roles}
        details = dict(quote["attributes"])
        if quote["act"] is not None:
            details["act"] = quote["act"]
        for role in ("parent", "responds_to"):
            linked = quote.get(role) or []
            for each in linked if isinstance(linked, list) else [linked]:
                details[role] = made[each]
        for name, value in details.items():
            self.set_detail(name, value)
        self._fill(frame, wanted, {"content": "X", "cue": "C", "source": "S", "insertion": "I"})
        counted()

    def _make_opinion(self, opinion: Mapping[str, Any], _made: dict[str, int]) -> None:
        counted = self._counting("opinion")
        holders = [] if opinion["holder"] == "writer" else opinion["holder"]
        self.select(opinion["expression"][0])
        polarity = opinion["polarity"]
        sign = _SIGNS.get(polarity, "0")  # a mixed one has no sign of its own
        self.press(sign)
        if opinion["intensity"] is not None:
            self.press(*[sign] * (1 + _INTENSITIES.index(opinion["intensity"])))
        frame = self.desk.in_hand()
        assert frame is not None
        if not holders and frame.attributes.get("holder") != "writer":
            self.press("H")
        details = dict(opinion.get("attributes", {}))
        if polarity not in _SIGNS:
            details["polarity"] = polarity
        for name, value in details.items():
            self.set_detail(name, value)
        wanted = {"expression": opinion["expression"], "target": opinion["target"],
                  "holder": holders}  # fmt: skip
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
            span = Span(suggestion.start, suggestion.end)
            again = span in wanted and self._is_repeated(span)
            counted = self._counting(REPEATED_SUGGESTION if again else SUGGESTION)
            if span in wanted and wanted[span] == suggestion.label:
                # Shift+E links what is called so later, all at once.
                if self._is_new_name(span):
                    self._choose_entry(self._entries[span])
                else:
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

    # Repeated words ------------------------------------------------------------------------------

    def _label_what_repeats(self) -> None:
        """Label the first of the same words, then all with A, where suggestions do not serve."""
        text = self.article.text
        suggested = {
            (Span(each.start, each.end), each.label) for each in self.article.suggestions.values()
        }
        for words in dict.fromkeys(each.of(text) for each in sorted(self._wanted)):
            spans = self._called(words)
            labels = {self._wanted[each][0] for each in spans}
            unserved = [each for each in spans if (each, self._wanted[each][0]) not in suggested]
            if len(labels) == 1 and len(unserved) > 1:
                self._label_alike(spans, labels.pop())

    def _is_repeated(self, span: Span) -> bool:
        """Tell whether words were labelled elsewhere in the article before."""
        words = span.of(self.article.text)
        return any(
            each.spans[0].of(self.article.text) == words
            for each in self.article.in_layer("entities")
        )

    def _label_alike(self, spans: list[Span], label: str) -> None:
        first = self._counting(FIRST_OF_MANY)
        self.select(spans[0])
        self._label(label)
        names = {self._entries.get(each) for each in spans}
        name = names.pop() if len(names) == 1 else None
        # Of a longer name, Shift+E knows the part once the whole is linked.
        if name is not None and not is_short_for(spans[0].of(self.article.text), Entry(0, name)):
            self._choose_entry(name)
        first()
        alike = self._counting(OTHERS_OF_MANY, len(spans) - 1)
        self.press("A")
        dialog = self.window.workspace.findChild(FindDialog)
        assert isinstance(dialog, FindDialog)
        self.qtbot.waitUntil(lambda: dialog.isActiveWindow() and not dialog.searching)
        rows = range(dialog.model.rowCount())
        self._tick(
            [Span(each.start, each.end) in spans[1:] for each in map(dialog.model.row, rows)],
            [dialog.model.is_ticked(row) for row in rows],
        )
        self.press("Return")
        self.qtbot.waitUntil(lambda: not dialog.isVisible())
        self._back()
        alike()

    # Entries -------------------------------------------------------------------------------------

    def _is_new_name(self, span: Span) -> bool:
        """Tell whether a mention has an entry that is not called so yet, but will be."""
        name = self._entries.get(span)
        words = span.of(self.article.text)
        # A name that means different entries here is looked at when it is met again.
        one = {self._entries.get(each) for each in self._called(words)} == {name}
        short = name is not None and is_short_for(words, Entry(0, name))
        return name is not None and one and not short and not self.desk.entries.called(words)

    def _called(self, words: str) -> list[Span]:
        """Return the mentions of the article that have these words."""
        return [each for each in sorted(self._wanted) if each.of(self.article.text) == words]

    def _choose_entry(self, name: str) -> None:
        """Press E, then the number of the entry, or Enter for a new one called so."""
        self.press("E")
        popup = QApplication.activePopupWidget()
        if popup is None:
            return
        assert isinstance(popup, Chooser)
        offered = [popup.list.item(row) for row in range(popup.list.count())]
        keys = [each.data(Qt.ItemDataRole.UserRole) for each in offered]
        names = [each.name if isinstance(each, Entry) else each for each in keys]
        if name not in names:
            self.keyboard.type(name)
            self.press("Return")
        else:
            self.press("Return" if names[0] == name else str(1 + names.index(name)))

    def _link_what_is_called_so(self) -> None:
        counted = self._counting("entries of what is called so")

        def look(dialog: LinksDialog) -> None:
            rows = range(dialog.model.rowCount())
            self._tick(
                [
                    dialog.model.entry(row).name
                    == self._entries.get(dialog.model.row(row).annotation.spans[0])
                    for row in rows
                ],
                [dialog.model.is_ticked(row) for row in rows],
            )

        if self.desk.proposed_links():
            self._answer(LinksDialog, look, "Shift+E")
            counted()

    def _link_mention(self, span: Span) -> None:
        """Link a mention that the names alone do not tell."""
        name = self._entries.get(span)
        (mention,) = [each for each in self.article.in_layer("entities") if each.spans == (span,)]
        entry = self.desk.entries.get(mention.entry)
        if name == (None if entry is None else entry.name):
            return
        counted = self._counting("entry of a single mention")
        self.pick(mention)
        assert name is not None
        self._choose_entry(name)
        counted()

    # Dialogs -------------------------------------------------------------------------------------

    def _answer(self, kind: type[D], look: Callable[[D], None], *keys: str) -> None:
        """Press keys that open a dialog, and answer it with Enter after a look."""
        answered: list[int] = []

        def shown(dialog: D) -> int:
            dialog.show()
            dialog.activateWindow()
            self.qtbot.waitUntil(dialog.isActiveWindow)
            look(dialog)
            self.press("Return")
            answered.append(dialog.result())
            return dialog.result()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kind, "exec", shown)
            self.press(*keys)
            self.qtbot.waitUntil(lambda: bool(answered))
        self._back()

    def _back(self) -> None:
        """Go on in the article, as a window that was in front of it closes."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.workspace.pane.view.hasFocus)

    def _tick(self, wanted: list[bool], ticks: list[bool]) -> None:
        """Go down a table as far as needed and turn the ticks that are wrong."""
        at = 0
        for row, (want, tick) in enumerate(zip(wanted, ticks, strict=True)):
            if want is not tick:
                self.press(*["Down"] * (row - at), "Space")
                at = row

    # Quotes --------------------------------------------------------------------------------------

    def _draft(self, quote: Mapping[str, Any]) -> None:
        """Make the frame in the way that leaves least to do."""
        contents = quote["content"]
        places = self.places()

        def worth(drafted: Mapping[str, Sequence[Span]] | None) -> int:
            if drafted is None or drafted["content"][0] not in contents:
                return 99
            return sum(
                4 * len(set(drafted.get(role, ())) ^ set(quote.get(role) or ()))
                for role in ("content", "cue", "source")
            )

        best: tuple[int, Callable[[], None]] | None = None
        tokens = self.desk.tokens
        around = tokens.sentence(contents[0].start)
        last = tokens.sentence(contents[-1].end - 1)
        for index in range(len(tokens)):
            start = tokens.starts[index]
            if not around.start - 400 <= start <= last.end or start not in places:
                continue
            cost = len(places[start]) + worth(self.desk.drafted(start))
            if self._quoted_already(start) is False and (best is None or cost < best[0]):
                best = (cost, lambda keys=places[start]: self.go(keys))  # type: ignore[misc]
        for content in contents:
            keys = self.ways_to(content)
            cost = len(keys) + worth(self.desk.drafted(content.start, content))
            if best is None or cost < best[0]:
                best = (cost, lambda content=content: self.select(content))  # type: ignore[misc]
        assert best is not None
        best[1]()
        before = set(self.article.annotations)
        self.press("Q")
        assert set(self.article.annotations) - before, f"no quote was made for {quote['id']}"

    def _quoted_already(self, start: int) -> bool:
        drafted = self.desk.drafted(start)
        return drafted is not None and self.desk.quote_at(drafted["content"][0]) is not None

    def _fill(
        self, frame: Annotation, wanted: Mapping[str, list[Span]], keys: Mapping[str, str]
    ) -> None:
        """Bring the slots of a frame, which was in hand last, in line with what is wanted."""
        self._filling, self._known_ways = True, None
        self._correct(frame, wanted, keys)
        self._filling, self._known_ways = False, None

    def _correct(
        self, frame: Annotation, wanted: Mapping[str, list[Span]], keys: Mapping[str, str]
    ) -> None:
        missing: list[tuple[str, Span]] = []
        for role, spans in wanted.items():
            have = {each.spans[0]: each for each in self.article.fillers(frame.id, role)}
            lacking = [span for span in spans if span not in have]
            for span, part in sorted(have.items()):
                if span in spans:
                    continue
                moves = self._edge_keys((span,), lacking[0]) if lacking else []
                if moves and len(moves) <= 6 and len(self.article.frames_of(part.id)) == 1:
                    self.pick(part)
                    self.press(*moves)
                    lacking.pop(0)
                else:
                    self.select(span, standing=role != "source")
                    self.press(keys[role])
            missing += [(role, span) for span in lacking]
        while missing:
            # S on a word that is not selected offers the last sources.
            role, span = nearest = min(
                missing, key=lambda each: len(self.ways_to(each[1], standing=each[0] != "source"))
            )
            missing.remove(nearest)
            if not self._recent_source(role, span):
                self.select(span, standing=role != "source")
                self.press(keys[role])

    def _recent_source(self, role: str, span: Span) -> bool:
        """Choose a source that was used before by its number, where that is quicker."""
        if role != "source":
            return False
        offered = [
            self.article.annotations[number].spans for number, _ in self.desk.recent_sources()
        ]
        if (span,) not in offered or len(self.ways_to(span, standing=False)) < 2:
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
        if any(each.data == value and each.chosen for each in values):
            return  # as it was suggested
        self.press("Return")
        if len(details) > 1:
            self.press(str(place))
        self.press(str(next(number for number, v in enumerate(values, 1) if v.data == value)))

    # Going and selecting -------------------------------------------------------------------------

    def layer(self, number: int) -> None:
        """Choose the active layer."""
        if self.desk.layers()[number - 1].uid != self.desk.layer:
            self.press(f"Alt+{number}")

    def go(self, keys: list[str]) -> None:
        """Press keys that only lead somewhere; they are counted apart."""
        self.going += len(keys)
        self.press(*keys)

    def press(self, *names: str) -> None:
        """Press keys."""
        self._known_ways = None
        self.keyboard.press(*names)

    def pick(self, annotation: Annotation) -> None:
        """Select an annotation of the active layer."""
        before, keys = Place(self.desk.caret, self.desk.selected), self._way_to_mark(annotation)
        self.go(keys)
        assert self.desk.selected == annotation.id, (before, keys, annotation)

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
            direct.append([*keys, *["O"] * ((rank - before - 1) % len(marks) + 1)])
        return min(direct, key=len)

    def places(self) -> dict[int, list[str]]:
        """Return the shortest way to each word, with no mark selected there."""
        found: dict[int, list[str]] = {}
        for place, keys in self._ways().items():
            word = self.desk.tokens.span(self.desk.tokens.at(place.caret)).start
            if not keys and self.desk.selection is not None:
                keys = ["Escape"]
            if place.selected is None and len(keys) < len(found.get(word, [""] * 999)):
                found[word] = keys
        return found

    def select(self, span: Span, *, standing: bool = True) -> None:
        """Select a range in as few keys as possible; with `standing`, to stand on it will do."""
        if self.desk.tokens.aligned(span) is None:
            self._select_characters(span)
            return
        going, extending = self._way_to(span, standing=standing)
        self.go(going)
        self.press(*extending)
        now = self.desk.selection or self.desk.word
        words = self.article.text[span.start : span.end]
        assert now == span, f"wanted {words!r}, selected {now}"

    def ways_to(self, span: Span, *, standing: bool = True) -> list[str]:
        """Return the shortest keys after which a range is selected."""
        going, extending = self._way_to(span, standing=standing)
        return [*going, *extending]

    def _way_to(self, span: Span, *, standing: bool) -> tuple[list[str], list[str]]:
        """Return how to get to a range, and how to select it from there."""
        tokens, places = self.desk.tokens, self.places()
        aligned = tokens.aligned(span)
        assert aligned is not None, f"{span} does not fall on word borders"
        ways = [
            (places[tokens.starts[index]], extension)
            for index in range(aligned[0], aligned[1] + 1)
            if tokens.starts[index] in places
            for extension in self._extensions(index, span)
            if extension or standing
        ]
        # Going on by lines keeps to the column in which one came, which the way on does not know.
        ways = [each for each in ways if not (_by_lines(each[0][-1:]) and _by_lines(each[1][:1]))]
        return min(ways, key=lambda each: len(each[0]) + len(each[1]))

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
            for sentences, lines, step in product(range(4), range(4), (arrow, back)):
                reading = self._reading(tokens.starts[index])
                keys = [f"Ctrl+Shift+{arrow}"] * sentences
                for _ in range(sentences):
                    reading.move(Unit.SENTENCE, forward=arrow == "Right", extend=True)
                view, x = self.window.workspace.pane.view, None
                for _ in range(lines):
                    by = view.line_down if arrow == "Right" else view.line_up
                    position, x = by(reading.caret, x)
                    reading.place(position, extend=True)
                keys += ["Shift+Down" if arrow == "Right" else "Shift+Up"] * lines
                for _ in range(_LONG):
                    if reading.selection == span:
                        yield keys
                        break
                    if reading.selection is not None and not _may_become(
                        reading.selection, span, growing=step == arrow
                    ):
                        break
                    reading.move(Unit.STEP, forward=step == "Right", extend=True)
                    keys = [*keys, f"Shift+{step}"]

    def _select_characters(self, span: Span) -> None:
        """Select a range that ends inside a word: whole words first, then letter by letter."""
        tokens = self.desk.tokens
        first, last = tokens.at(span.start), tokens.before(span.end) - 1
        whole = Span(span.start, tokens.ends[last])
        # To the right only: the cursor must be at the end that goes on.
        ways = [keys for keys in self._extensions(first, whole) if "Right" in "".join(keys[:1])]
        self.go(self.places()[span.start])
        self.press(*min(ways, key=len))
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
        if self._known_ways is not None:
            return self._known_ways
        # J and K take up whatever they come to, and would put down the frame that is being filled.
        marks: list[tuple[int, int, int]] = []
        if not self._filling:
            layer = self.desk.layer
            labels = [each for each in self.article.annotations.values()
                      if each.layer == layer and each.spans]  # fmt: skip
            shown = [each for each in self.article.suggestions.values() if self.desk.shows(each)]
            marks += [(each.start, -each.end, each.id) for each in labels]
            marks += [(each.start, -each.end, each.id) for each in shown]
            marks.sort()
        here = Place(self.desk.caret, self.desk.selected)
        ways: dict[Place, list[str]] = {here: []}
        todo = deque([here])
        # The first way to a word is the shortest, whatever column of the line it was reached in.
        known = {(here.caret, here.selected)}
        while todo:
            place = todo.popleft()
            for key, after in (*self._steps(place), *_walks(place, marks)):
                if (after.caret, after.selected) not in known:
                    known.add((after.caret, after.selected))
                    ways[after] = [*ways[place], key]
                    todo.append(after)
        self._known_ways = ways
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
        view = self.window.workspace.pane.view
        for key, by in (("Down", view.line_down), ("Up", view.line_up)):
            position, x = by(place.caret, place.x)
            reading = self._reading(place.caret)
            reading.place(position)
            yield key, Place(reading.caret, None, x)

    def _counting(self, what: str, number: int = 1) -> Callable[[], None]:
        """Return what ends counting the keys for so many of something."""
        keys, going = self.keyboard.count, self.going

        def done() -> None:
            went = self.going - going
            made = self.keyboard.count - keys - went
            self.spent.setdefault(what, []).append((went, made, number))

        return done


def _by_lines(keys: list[str]) -> bool:
    return any(key.endswith(("Up", "Down")) for key in keys)


def _may_become(selection: Span, span: Span, *, growing: bool) -> bool:
    """Tell whether a selection can still turn into a range by growing, or by shrinking."""
    return span.contains(selection) if growing else selection.contains(span)


def _walks(place: Place, marks: list[tuple[int, int, int]]) -> Iterator[tuple[str, Place]]:
    """Yield where J and K lead, over the marks of the active layer."""
    at = next((mark for mark in marks if mark[2] == place.selected), (place.caret, -(2**62), 0))
    after = next((mark for mark in marks if mark > at), None)
    before = next((mark for mark in reversed(marks) if mark < at), None)
    for key, mark in (("J", after), ("K", before)):
        if mark is not None:
            yield key, Place(mark[0], mark[2])
