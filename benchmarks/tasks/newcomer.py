"""Somebody who has never seen the program, and goes by what its window says.

Owns the rules of the tasks: each step is what she wants, the words on the screen that tell her how,
and what she does.  A step fails if those words are not in sight at that moment, and a key is only
pressed if the window named it before.  What every program has in common she knows: arrow keys
(Shift with them selects), Tab, Enter for the button in front, Esc, double clicks, and how to name a
file in a file dialog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from benchmarks.tasks import eyes, hands
from benchmarks.tasks.eyes import Seen
from benchmarks.tasks.stage import Missing, Stage

_LEFT = Qt.MouseButton.LeftButton
#: Keys that mean the same in every program.
_EVERYWHERE = {
    f"{held}{key}"
    for held in ("", "Shift+")
    for key in ("Left", "Right", "Up", "Down", "Home", "End", "Tab")
} | {"Enter", "Esc"}
_LONGEST = 90  # characters of what is cited on the page


@dataclass(frozen=True)
class Step:
    """One step of a task, as it stands on the page."""

    want: str
    told: tuple[str, ...]  # where, and what it says there
    did: str


class Newcomer:
    """Does a task step by step and keeps the journal of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.steps: list[Step] = []
        self.pictures: list[tuple[str, str]] = []  # with what she was up to
        self.keys = self.clicks = self.words = 0
        self._read: list[Seen] = []  # all that told her something
        self._counted: set[str] = set()
        self._want = ""
        self._told: list[str] = []

    # Reading -------------------------------------------------------------------------------------

    def wants(self, what: str) -> Newcomer:
        """Say what she is up to now."""
        self.leaves()
        self._want, self._told = what, []
        return self

    def leaves(self) -> None:
        """Note what she only read."""
        if self._told:
            self._did("reads that" if self._is_new() else "")

    def reads(self, words: str, *, key: str = "", inside: str = "") -> Seen:
        """Read words that are in sight; with `key`, it must stand there or right beside them.

        `inside` says in what kind of thing, if that matters.
        """
        thing = self.stage.until(
            lambda: self._find(words, key, inside), lambda: self._lacks(words, key)
        )
        self._learn(thing, words)
        return thing

    def rests_on(self, words: str, *, inside: str = "") -> None:
        """Rest the pointer on something until its tooltip comes up."""
        thing = self.stage.until(
            lambda: self._target(words, inside), lambda: self._lacks(words, "")
        )
        self.stage.act(lambda: eyes.rest_pointer(thing.widget))
        self._did(f"rests the pointer on “{words}”")

    def opens_menu(self, name: str, *words: str) -> None:
        """Open a menu of the menu bar and read entries in it; it stays open."""
        bar = self.reads(name, inside="menu bar")
        self._click(bar.place.center(), bar.widget)
        self._read_over_menu()
        self._did(f"opens the menu *{name}*")
        for each in words:
            self.reads(each, inside="menu")

    def _read_over_menu(self) -> None:
        """Count all that stands in a menu that was just opened: she has to look for her entry."""
        for entry in self.stage.look(lambda: [each for each in eyes.seen() if each.kind == "menu"]):
            self._count(entry)

    def _find(self, words: str, key: str, inside: str) -> Seen | None:
        for thing in eyes.seen():
            if thing.says(words) and inside in ("", thing.kind):
                if not key or thing.names_key(key):
                    return thing
                for other in eyes.beside(thing):
                    if other.names_key(key):
                        both = f"{thing.words}   {other.words}"
                        return Seen(both, thing.kind, thing.widget, thing.place)
        return None

    def _lacks(self, words: str, key: str) -> str:
        there = "\n  ".join(f"{each.kind}: {each.words[:100]}" for each in eyes.seen())
        return f"nothing in sight says “{words}” {key}; there is\n  {there}"

    def _learn(self, thing: Seen, words: str) -> None:
        if thing not in self._read:
            self._read.append(thing)
        self._count(thing)
        kind = "" if thing.kind == "words" else f"{thing.kind}: "
        self._told.append(f"{kind}“{self._cited(thing.words, words)}”")

    def _count(self, thing: Seen) -> None:
        if thing.words not in self._counted and thing.kind != "article":
            self._counted.add(thing.words)
            self.words += len(thing.words.split())

    # Doing ---------------------------------------------------------------------------------------

    def clicks_on(self, words: str, *, inside: str = "", twice: bool = False) -> None:
        """Click on something by what is written on it."""
        thing = self.stage.until(
            lambda: self._target(words, inside), lambda: self._lacks(words, "")
        )
        self._learn(thing, words)
        self._click(hands.spot(thing), thing.widget, twice=twice)
        self._did(f"{'double-clicks' if twice else 'clicks'} “{words}”")

    def chooses(self, menu: str, entry: str) -> None:
        """Open a menu and take an entry of it."""
        bar = self.reads(menu, inside="menu bar")
        self._click(bar.place.center(), bar.widget)
        self._read_over_menu()
        thing = self.reads(entry, inside="menu")
        self._click(thing.place.center(), thing.widget)
        self._did(f"opens *{menu}* and takes *{entry}*")

    def presses(self, *keys: str) -> None:
        """Press keys; the window must have named each of them, unless every program has it."""
        for key in keys:
            if key not in _EVERYWHERE and not any(each.names_key(key) for each in self._read):
                raise Missing(f"the window names the key {key} nowhere that she has read")
            self.stage.act(lambda key=key: hands.press(key))
            self.keys += 1
        self._did("presses " + _row(keys))

    def presses_own(self, key: str) -> None:
        """Press a key of her own choice, where the window asks for one."""
        self.stage.act(lambda: hands.press(key))
        self.keys += 1
        self._did(f"presses `{key}`, which she likes better")

    def types(self, text: str) -> None:
        """Type into what has the focus."""
        self.stage.act(lambda: QTest.keyClicks(hands.focused(), text))
        self.keys += len(text)
        self._did(f"types “{text}”")

    def fills(self, name: str, text: str) -> None:
        """Type into the field that has this name beside or in it."""
        field = self.stage.until(lambda: hands.field(name), lambda: f"there is no field “{name}”")
        self._told.append(f"field: “{name}”")
        if name not in self._counted:
            self._counted.add(name)
            self.words += len(name.split())
        self._click(hands.frame_centre(field), field)

        def write() -> None:
            if isinstance(field, QLineEdit):
                field.selectAll()
            QTest.keyClicks(field, text)

        self.stage.act(write)
        self.keys += len(text)
        self._did(f"types “{text}” there")

    def names_file(self, path: Path) -> None:
        """Name a file in the file dialog that is open, as in any program."""
        self.stage.until(hands.file_dialog, lambda: "no file dialog is open")

        def answer() -> None:
            dialog = hands.file_dialog()
            assert dialog is not None
            field = hands.field("File name:") or hands.field("Directory:")
            assert isinstance(field, QLineEdit)
            field.setFocus()
            field.setText(str(path))  # typed, a list of completions would come in between
            QTest.keyClick(field, Qt.Key.Key_Return)

        self._told.append("a file dialog")
        self.stage.act(answer)
        self.keys += len(path.name) + 1
        self._did(f"names *{path.name}* and presses Enter")

    def drops(self, paths: Iterable[Path], told: str) -> None:
        """Drop files on the window that says they may be dropped."""
        thing = self.reads(told)
        window = thing.widget.window()
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(each)) for each in paths])
        centre = QPointF(window.rect().center())

        def drop() -> None:
            none = Qt.KeyboardModifier.NoModifier
            enter = QDragEnterEvent(centre.toPoint(), Qt.DropAction.CopyAction, data, _LEFT, none)
            QApplication.sendEvent(window, enter)
            if not enter.isAccepted():
                raise Missing("the window takes no files")
            QApplication.sendEvent(
                window, QDropEvent(centre, Qt.DropAction.CopyAction, data, _LEFT, none)
            )

        self.stage.act(drop)
        self.clicks += 1
        self._did("drops them on the window")

    # In the article ------------------------------------------------------------------------------

    def clicks_word(self, word: str, nth: int = 0) -> None:
        """Click on a word of the article."""
        self._on_word(word, nth, twice=False)
        self._did(f"clicks “{word}” in the article")

    def double_clicks_word(self, word: str, nth: int = 0) -> None:
        """Double-click on a word of the article, which takes it in every program."""
        self._on_word(word, nth, twice=True)
        self._did(f"double-clicks “{word}” in the article")

    def drags_over(self, words: str) -> None:
        """Select words of the article with the mouse."""

        def drag() -> None:
            view = eyes.article()
            assert view is not None
            start = hands.place_of(words, 0)
            first, last = (view.rect_of(each) for each in (start, start + len(words)))
            a = QPoint(first.left() + 2, first.center().y())
            b = QPoint(last.left() - 2, last.center().y())
            page = view.viewport()
            QTest.mousePress(page, _LEFT, pos=a)
            for part in (1, 2, 3, 4):
                QTest.mouseMove(page, a + (b - a) * part / 4)
            QTest.mouseMove(page, b)
            QTest.mouseRelease(page, _LEFT, pos=b)

        self._reads_article(words)
        self.stage.act(drag)
        self._has_selected(words)
        self.clicks += 1
        self._did(f"selects “{words}” with the mouse")

    def extends_to(self, words: str) -> None:
        """Take more words into the selection, with Shift and an arrow, until it is these."""
        for _ in range(len(words.split()) - 1):
            self.stage.act(lambda: hands.press("Shift+Right"))
            self.keys += 1
        self._has_selected(words)
        self._did(f"selects “{words}” with `Shift+Right`")

    def _has_selected(self, words: str) -> None:
        """Look whether what is selected is what was meant."""
        selected = self.stage.look(eyes.selected)
        if selected != words:
            raise Missing(f"selected is “{selected}”, not “{words}”")

    def _on_word(self, word: str, nth: int, *, twice: bool) -> None:
        self._reads_article(word)

        def click() -> None:
            view = eyes.article()
            assert view is not None
            start = hands.place_of(word, nth)
            first, last = view.rect_of(start), view.rect_of(start + len(word))
            x = (first.left() + last.left()) // 2 if first.top() == last.top() else first.left() + 4
            spot = QPoint(x, first.center().y())
            QTest.mouseClick(view.viewport(), _LEFT, pos=spot)
            if twice:
                QTest.mouseDClick(view.viewport(), _LEFT, pos=spot)

        self.stage.act(click)
        self.clicks += 2 if twice else 1

    def _reads_article(self, words: str) -> None:
        self.stage.until(
            lambda: next((each for each in eyes.seen() if each.kind == "article"
                          and words in each.words), None),
            lambda: f"the article in sight does not say “{words}”",
        )  # fmt: skip
        self._told.append(f"the article: “{words}”")

    # Outside the window --------------------------------------------------------------------------

    def reads_page(self, where: str, text: str, words: str) -> None:
        """Read a line outside the window that has these words: of a page, of a terminal."""
        line = next((each for each in text.splitlines() if words in each), None)
        if line is None:
            raise Missing(f"{where} does not say “{words}”:\n{text}")
        self._told.append(f"{where}: “{self._cited(line, words)}”")
        self.words += len(line.split())

    def enters(self, command: str) -> None:
        """Type a command into a terminal; what it does is the script's business."""
        self.keys += len(command) + 1
        self._did(f"types `{command}` and presses Enter")

    # Ends ----------------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """Keep a picture of the screen as it is now."""
        self.pictures.append((name, self._want))
        self.stage.photograph(name)

    def sees(self, words: str, *, inside: str = "") -> None:
        """Look that something came of it, and note that."""
        self.stage.until(lambda: self._find(words, "", inside), lambda: self._lacks(words, ""))
        last = self.steps.pop()
        self.steps.append(Step(last.want, last.told, f"{last.did} → “{words}”"))

    def _target(self, words: str, inside: str) -> Seen | None:
        """Return what is meant by words: what says just that, else what says it, too."""
        things = [
            each
            for each in eyes.seen(eyes.reachable())
            if each.says(words) and inside in ("", each.kind) and each.widget.isEnabled()
        ]
        exact = [each for each in things if each.words.strip("… ") == words.strip("… ")]
        return next(iter((*exact, *things)), None)

    def _click(self, spot: QPoint, widget: QWidget, *, twice: bool = False) -> None:
        def click() -> None:
            pos = widget.mapFromGlobal(spot)
            pause = QApplication.doubleClickInterval()
            if isinstance(widget, QComboBox):
                # Its list takes no click for so long after it came up.
                QApplication.setDoubleClickInterval(0)
            QTest.mouseMove(widget, pos)
            QTest.mouseClick(widget, _LEFT, pos=pos)
            QApplication.setDoubleClickInterval(pause)
            if twice:
                QTest.mouseDClick(widget, _LEFT, pos=pos)

        self.stage.act(click)
        self.clicks += 2 if twice else 1

    def _cited(self, all_of_it: str, words: str) -> str:
        """Return what she read around the words that mattered, the same on every computer."""
        text = re.sub(r" {3,}", " · ", all_of_it.replace(str(self.stage.folder), "~"))
        text = " ".join(re.sub(r"\d{8}-\d{6}", "…", text).split())
        if len(text) <= _LONGEST:
            return text
        at = max(0, text.casefold().find(" ".join(words.split()).casefold()))
        start = 0 if at < _LONGEST // 2 else text.index(" ", at - _LONGEST // 3) + 1
        end = text.rfind(" ", 0, start + _LONGEST) if start + _LONGEST < len(text) else len(text)
        return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")

    def _did(self, what: str) -> None:
        """Note a step; further deeds of the same want are added to it."""
        told = tuple(dict.fromkeys(self._told))
        if self._is_new():
            self.steps.append(Step(self._want, told, what))
            return
        before = self.steps.pop()
        both = tuple(dict.fromkeys((*before.told, *told)))
        self.steps.append(Step(self._want, both, "; ".join(filter(None, (before.did, what)))))

    def _is_new(self) -> bool:
        return not self.steps or self.steps[-1].want != self._want


def _row(keys: tuple[str, ...]) -> str:
    """Return keys as they stand on the page: "Right (3 times), 1"."""
    rows: list[tuple[str, int]] = []
    for key in keys:
        if rows and rows[-1][0] == key:
            rows[-1] = (key, rows[-1][1] + 1)
        else:
            rows.append((key, 1))
    return ", ".join(f"`{key}`" + (f" {n} times" if n > 1 else "") for key, n in rows)
