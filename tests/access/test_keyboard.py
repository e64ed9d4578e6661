"""Every action is done without a mouse: by its keys, in its menu, in the palette."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotator.gui.actions import ACTIONS, MENUS, keys_of
from annotator.gui.chooser import Chooser
from annotator.gui.main_window import MainWindow
from annotator.gui.mnemonics import lettered
from annotator.wording import tr, use_language

#: Signs that a keyboard gives with Shift, and the key they are on.
_WITH_SHIFT = {",": "<", ".": ">"}


@pytest.fixture
def done(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions that were asked for, in the window or in the article; none is really done."""
    asked: list[str] = []
    monkeypatch.setattr(window, "run", asked.append)
    monkeypatch.setattr(window.workspace.pane, "run", asked.append)
    window.workspace.pane.actionWanted.disconnect()
    window.workspace.pane.actionWanted.connect(asked.append)
    return asked


def press(window: MainWindow, key: str) -> None:
    """Press a key as a keyboard would give it, while the article has the focus."""
    stroke = QKeySequence(key)[0]
    held, name = stroke.keyboardModifiers(), key.rpartition("+")[2] or "+"
    view = window.workspace.pane.view
    view.setFocus()
    if len(name) == 1 and not name.isalnum():
        shifted = held & Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(view, _WITH_SHIFT[name] if shifted else name, held)
    else:
        QTest.keyClick(view, Qt.Key(stroke.key()), held)


def test_each_key_of_each_action_does_it(window: MainWindow, done: list[str]) -> None:
    wrong = []
    for action in ACTIONS:
        for key in keys_of(action.id):
            done.clear()
            press(window, key)
            if done != [action.id]:
                wrong.append(f"{key} should do {action.id}, did {done}")
    assert wrong == []


def test_every_action_is_in_a_menu_or_the_palette_or_has_keys() -> None:
    out_of_reach = [each.id for each in ACTIONS if not (each.menu or each.palette or each.keys)]
    assert out_of_reach == []


@pytest.fixture(params=["en", "de"])
def spoken_window(
    request: pytest.FixtureRequest, qtbot: QtBot
) -> Iterator[Callable[[], MainWindow]]:
    """A window in a language."""
    use_language(request.param)
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        made.append(window)
        return window

    yield make
    for each in made:
        each.close()
    use_language("en")


def test_each_menu_opens_by_its_letter_and_arrows_reach_every_entry(
    spoken_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = spoken_window()
    asked: list[str] = []
    monkeypatch.setattr(window, "run", asked.append)
    letters = []
    for name, entry in zip(MENUS, window.menuBar().actions(), strict=True):
        words = entry.text()
        assert words.replace("&", "") == tr(f"menu-{name}")
        letter = words[words.index("&") + 1].casefold()
        letters.append(letter)
        QTest.keyClick(window, letter, Qt.KeyboardModifier.AltModifier)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), name
        assert menu is entry.menu(), name
        reached = set()
        for _ in menu.actions():
            QTest.keyClick(menu, Qt.Key.Key_Down)
            reached.add(menu.activeAction())
        assert reached == {each for each in menu.actions() if not each.isSeparator()}
        asked.clear()
        chosen = menu.activeAction()
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert [window._actions[each] for each in asked] == [chosen]
    assert len(set(letters)) == len(letters)


def test_every_name_gets_a_letter_of_its_own_while_there_is_one() -> None:
    assert lettered(["Article", "Annotate", "Ana"]) == ["&Article", "A&nnotate", "Ana"]
    assert lettered(["R & D", "Drafts"]) == ["&R && D", "&Drafts"]


def test_the_palette_does_every_action_it_lists(
    spoken_window: Callable[[], MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = spoken_window()
    asked: list[str] = []
    monkeypatch.setattr(window, "run", asked.append)
    wanted = [each for each in ACTIONS if each.palette]
    for action in (wanted[0], wanted[len(wanted) // 2], wanted[-1]):
        window._palette()
        chooser = QApplication.activePopupWidget()
        assert isinstance(chooser, Chooser)
        offered = [chooser.list.item(row).data(Qt.ItemDataRole.UserRole)
                   for row in range(chooser.list.count())]  # fmt: skip
        assert offered == [each.id for each in wanted]
        for _ in range(offered.index(action.id)):
            QTest.keyClick(chooser.field, Qt.Key.Key_Down)
        asked.clear()
        QTest.keyClick(chooser.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(asked))
        assert asked == [action.id]


def test_f6_goes_round_the_panes_and_back(window: MainWindow) -> None:
    page = window.workspace
    there = [page.pane.view, page.labels.list, page.documents.search, page.documents.list]
    page.pane.view.setFocus()
    forward = []
    for _ in there:
        forward.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
    assert forward == there
    assert QApplication.focusWidget() is page.pane.view
    QTest.keyClick(page.pane.view, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is there[-1]
