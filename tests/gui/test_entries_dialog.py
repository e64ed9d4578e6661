"""The dialog of entries through the real window: names, mentions, merging, splitting, removing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Span
from annotator.gui.chooser import Chooser
from annotator.gui.dialogs.entries_dialog import EntriesDialog
from annotator.gui.dialogs.same_entries_dialog import SameEntriesDialog
from annotator.gui.main_window import MainWindow
from annotator.services.desk import Desk
from tests.journeys.keyboard import Keyboard
from tests.services.desks import labelled

Finished = Callable[[MainWindow], None]


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def mention(desk: Desk, words: str, name: str, nth: int = 0) -> int:
    """Label words and link them to an entry of this name, perhaps a new one."""
    number = labelled(desk, words, "GPE", nth)
    desk.select(number)
    known = {each.name: each for each in desk.entries}
    if name in known:
        desk.link_to(known[name])
    else:
        desk.link_to_new(name)
    return number


def opened(window: MainWindow, qtbot: QtBot) -> EntriesDialog:
    QTest.keyClick(
        window.workspace.pane.view,
        Qt.Key.Key_E,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    found = window.workspace.findChildren(EntriesDialog)
    assert found
    qtbot.waitUntil(found[-1].isVisible)
    return found[-1]


def names(dialog: EntriesDialog) -> list[str]:
    return [dialog.model.index(row, 0).data() for row in range(dialog.model.rowCount())]


def agree(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer every question with its first button; return what was asked."""
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (words, True))


def test_entries_are_listed_with_their_mentions(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    mention(desk, "Ilves", "Dana Ilves")
    number = mention(desk, "Karsk", "Karsk")
    mention(desk, "Karsk", "Karsk", 1)
    desk.select(number)
    dialog = opened(window, qtbot)
    assert names(dialog) == ["Dana Ilves", "Karsk"]
    assert dialog.form.name.text() == "Karsk"  # the one in hand
    assert dialog.count.text() == "2 mentions in 1 article"
    assert [each.words for each in map(dialog.mentions.row, range(2))] == ["Karsk", "Karsk"]
    second = dialog.mentions.row(1)
    dialog.table.go_to(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert desk.selection == Span(second.start, second.end)
    dialog.words.setText("ilv")
    assert names(dialog) == ["Dana Ilves"]
    assert dialog.form.name.text() == "Dana Ilves"
    dialog.words.setText("nobody")
    assert dialog.count.text() == "No entry is called like “nobody”."
    assert not dialog.form.isEnabled()


def test_a_form_is_saved_as_one_step_and_undone(
    window: MainWindow, desk: Desk, qtbot: QtBot, finished: Finished, keyboard: Keyboard
) -> None:
    mention(desk, "Karsk", "Karsk")
    dialog = opened(window, qtbot)
    assert not dialog.save.isEnabled()
    dialog.form.wikidata.setFocus()
    qtbot.waitUntil(dialog.form.wikidata.hasFocus)
    keyboard.type("Karsk")
    dialog.save.click()
    assert dialog.said.text().startswith("“Karsk” is no Wikidata id")
    dialog.form.wikidata.selectAll()
    keyboard.type("q77")
    dialog.form.aliases.setPlainText("Upper Karsk\nthe port")
    QTest.keyClick(dialog.form.wikidata, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    finished(window)
    assert dialog.said.text() == ""
    (stored,) = desk.session.entries().values()
    assert (stored.wikidata, stored.aliases) == ("Q77", ("Upper Karsk", "the port"))
    qtbot.waitUntil(lambda: not dialog.save.isEnabled())
    assert dialog.form.wikidata.text() == "Q77"
    QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert next(iter(desk.session.entries().values())).wikidata == ""
    qtbot.waitUntil(lambda: dialog.form.wikidata.text() == "")


def test_a_merge_is_previewed_done_and_undone(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    finished: Finished,
    keyboard: Keyboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mention(desk, "Karsk", "Karsk")
    mention(desk, "Ilves", "Dana Ilves")
    dialog = opened(window, qtbot)
    dialog.list.selectRow(1)
    asked = agree(monkeypatch)
    dialog.merge.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Chooser)
    assert [popup.list.item(row).text() for row in range(popup.list.count())] == [
        "Dana Ilves  (GPE)      1"
    ]
    keyboard.press("Return")
    qtbot.waitUntil(lambda: bool(asked))
    finished(window)
    assert asked[0].startswith("1 mention of “Karsk” will be linked to “Dana Ilves”")
    qtbot.waitUntil(lambda: names(dialog) == ["Dana Ilves"])
    assert dialog.form.aliases.toPlainText() == "Ilves\nKarsk"
    assert dialog.count.text() == "2 mentions in 1 article"
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(dialog) == ["Dana Ilves", "Karsk"])


def test_ticked_mentions_are_split_off(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mention(desk, "Karsk", "Karsk")
    second = mention(desk, "Karsk", "Karsk", 1)
    dialog = opened(window, qtbot)
    assert not dialog.split.isEnabled()
    dialog.table.go_to(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    typed(monkeypatch, "Karsk government")
    dialog.split.click()
    finished(window)
    qtbot.waitUntil(lambda: names(dialog) == ["Karsk", "Karsk government"])
    assert desk.article is not None
    named = desk.entries.get(desk.article.annotations[second].entry)
    assert named is not None
    assert named.name == "Karsk government"


def test_new_and_removed(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(window, qtbot)
    assert dialog.count.text().startswith("No entry yet.")
    typed(monkeypatch, " ")
    dialog.new.click()
    assert dialog.said.text() == "An entry needs a name."
    typed(monkeypatch, "Karsk")
    dialog.words.setText("nobody")
    dialog.new.click()
    finished(window)
    qtbot.waitUntil(lambda: names(dialog) == ["Karsk"])
    assert dialog.form.name.text() == "Karsk"
    assert dialog.words.text() == ""
    agree(monkeypatch)
    dialog.remove.click()
    finished(window)
    qtbot.waitUntil(lambda: names(dialog) == [])


def test_what_was_typed_is_not_lost_when_another_entry_is_shown(
    window: MainWindow,
    desk: Desk,
    qtbot: QtBot,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mention(desk, "Karsk", "Karsk")
    mention(desk, "Ilves", "Dana Ilves")
    dialog = opened(window, qtbot)
    dialog.list.selectRow(0)
    dialog.form.note.setPlainText("a minister")
    asked: list[str] = []

    def answer(_parent: object, _title: str, words: str, *_: object) -> object:
        asked.append(words)
        return QMessageBox.StandardButton.Save

    monkeypatch.setattr(QMessageBox, "question", answer)
    dialog.list.selectRow(1)
    finished(window)
    assert asked == ["“Dana Ilves” has changes that are not saved."]
    assert {each.note for each in desk.session.entries().values()} == {"", "a minister"}


def test_the_queue_merges_tells_apart_and_ends(
    window: MainWindow, desk: Desk, qtbot: QtBot, finished: Finished, keyboard: Keyboard
) -> None:
    mention(desk, "Karsk", "Karsk")
    mention(desk, "Karsk", "Upper Karsk", 1)
    mention(desk, "Ilves", "Ilves city")
    desk.link_to_new("Ilves")
    dialog = opened(window, qtbot)
    assert dialog.same.text() == "May be the same (2)…"
    dialog.same.click()
    queue = dialog.findChild(SameEntriesDialog)
    assert isinstance(queue, SameEntriesDialog)
    qtbot.waitUntil(queue.isActiveWindow)
    assert queue.why.text().startswith("1 / 2 · ")
    keyboard.press("Space")
    assert queue.why.text().startswith("2 / 2 · ")
    keyboard.press("X")
    assert queue.why.text().startswith("1 / 1 · ")
    keyboard.press("1")
    finished(window)
    qtbot.waitUntil(lambda: queue.pair() is None)
    assert queue.why.text() == "No two entries look like the same."
    assert len(desk.session.entries()) == 3
    queue.reject()
    assert dialog.same.text() == "May be the same (0)…"
