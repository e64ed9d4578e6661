"""The help opens on the page that fits, is searched by words, and does what it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.gui.actions import ACTIONS, BY_ID, key_map, keys_of, shown_key, use_key_map
from annotator.gui.dialogs.project_dialogs import NewProjectDialog
from annotator.gui.help.help_window import HelpWindow
from annotator.gui.main_window import MainWindow
from annotator.services.help_pages import KEYS
from annotator.services.tour import STEPS
from annotator.wording import tr
from tests.articles import where


@pytest.fixture
def help_window(qtbot: QtBot) -> Iterator[HelpWindow]:
    window = HelpWindow(None)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def shown(window: HelpWindow) -> str:
    return window.browser.document().toPlainText()


def test_every_key_stands_on_the_page_of_keys(help_window: HelpWindow) -> None:
    help_window.show_page(KEYS)
    text = shown(help_window)
    for action in ACTIONS:
        for key in keys_of(action.id):
            assert shown_key(key) in text
            assert action.text.rstrip("…") in text


def test_words_narrow_the_list_and_the_page_is_gone_to_by_keys(help_window: HelpWindow) -> None:
    everything = help_window.list.count()
    QTest.keyClicks(help_window.field, "captions")
    assert 0 < help_window.list.count() < everything
    assert "captions" in help_window.list.item(0).text()
    QTest.keyClick(help_window.field, Qt.Key.Key_Return)
    assert help_window.browser.textCursor().selectedText().casefold() == "captions"
    QTest.keyClicks(help_window.field, " zzz")
    assert help_window.list.count() == 1
    assert "zzz" in help_window.list.item(0).text()
    help_window.field.clear()
    assert help_window.list.count() == everything


def test_links_lead_on_and_back_leads_back(help_window: HelpWindow) -> None:
    assert "first steps" in shown(help_window)
    help_window.browser.anchorClicked.emit(QUrl("tour.md"))
    page = help_window.page()
    assert page is not None
    assert page.name == "tour.md"
    QTest.keyClick(help_window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert "first steps" in shown(help_window)
    assert not help_window.back.isEnabled()
    QTest.keyClick(help_window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert help_window.page() == page
    help_window.show_page("files.md")
    help_window.browser.anchorClicked.emit(QUrl("formats.md"))


def test_the_help_that_is_open_follows_another_key_map(window: MainWindow) -> None:
    window.run("help")
    (opened,) = window.findChildren(HelpWindow)
    opened.show_page(KEYS)
    assert "Ctrl+Alt+J" not in shown(opened)
    before = key_map()
    try:
        use_key_map(before.with_keys("bookmark", ("Ctrl+Alt+J",)))
        window.take_keys()
        assert "Ctrl+Alt+J" in shown(opened)
        page = opened.page()
        assert page is not None
        assert page.name == KEYS
    finally:
        use_key_map(before)
        window.take_keys()


def test_f1_opens_the_page_that_fits_and_a_command_of_it_is_done(window: MainWindow) -> None:
    window.run("help")
    (opened,) = window.findChildren(HelpWindow)
    page = opened.page()
    assert page is not None
    assert page.name == "labels.md"
    done = []
    opened.actionWanted.connect(done.append)
    opened.browser.anchorClicked.emit(QUrl("action:palette"))
    assert done == ["palette"]
    window.run("help")
    assert window.findChildren(HelpWindow) == [opened]


def test_the_tour_goes_along_with_what_is_done(window: MainWindow, qtbot: QtBot) -> None:
    assert window.session is not None
    panel = window.workspace.tour
    panel.begin(window.session)
    assert panel.isVisible()

    def at() -> str:
        step = panel.tour.step
        return "" if step is None else step.id

    assert at() == "walk"
    assert "J" in panel.words.text()
    window.run("mark-next")
    assert at() == "label"
    desk = window.desk
    assert desk is not None
    assert desk.article is not None
    desk.take(where(desk.article.text, "Dana Ilves"))
    desk.label_key("1")
    assert at() == "undo"
    panel.back.click()
    assert at() == "label"
    panel.on.click()
    window.run("undo")
    assert at() == "quote"
    while panel.isVisible():
        panel.on.click()
    assert not panel.isVisible()
    assert at() == "walk"  # the next tour begins there
    window.run("mark-next")
    assert at() == "walk"


def test_every_step_of_the_tour_has_words_and_can_be_seen_to_be_done() -> None:
    done = {code for step in STEPS for code in step.steps | step.actions}
    for step in STEPS:
        assert step.steps or step.actions or step.turn
        words = tr(f"tour-{step.id}", **{f"key{n}": k for n, k in enumerate(step.keys, 1)})
        assert all(key in words for key in step.keys)
        assert set(step.keys) <= BY_ID.keys()
        assert step.actions <= BY_ID.keys()
    assert {"label-made", "quote-made", "slot-filled", "opinion-made"} <= done


def test_the_first_look_at_the_samples_is_the_tour(
    bare_window: MainWindow, qtbot: QtBot, finished: Callable[[MainWindow], None]
) -> None:
    bare_window.start.sampleWanted.emit()
    finished(bare_window)
    assert bare_window.workspace.tour.isVisible()
    bare_window.workspace.tour.leave.click()
    assert not bare_window.workspace.tour.isVisible()


def test_the_first_start_asks_what_shall_be_labelled(
    bare_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = bare_window.start
    assert page.schemes.isVisible()
    asked = []

    def answer(dialog: NewProjectDialog) -> int:
        asked.append(dialog.scheme.currentData())
        return 0

    monkeypatch.setattr(NewProjectDialog, "exec", answer)
    names = [page.schemes.item(row).text() for row in range(page.schemes.count())]
    assert any("Only quotes" in each for each in names)
    page.schemes.setCurrentRow(2)
    page.schemes.itemActivated.emit(page.schemes.currentItem())
    assert asked == ["parc"]
