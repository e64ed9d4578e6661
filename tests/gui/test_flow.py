"""The flow from article to article: bookmarks, the next open one of the list, time."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.documents import State
from annotator.gui.chooser import Chooser
from annotator.gui.main_window import MainWindow
from annotator.gui.preferences.dialog import PreferencesDialog
from annotator.services.desk import Desk
from annotator.services.timekeeping import times
from tests import articles
from tests.journeys.keyboard import Keyboard


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def test_bookmarks_are_set_walked_and_chosen(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    first, second = desk.session.document_ids()
    keyboard.press("F2")
    assert window.status.message.text() == "No bookmark yet; Ctrl+B sets one here."
    keyboard.press("Ctrl+Right", "Ctrl+B")
    place = desk.caret
    window.open_document(second)
    keyboard.press("Ctrl+B", "F2")
    assert (desk.document, desk.caret) == (first, place)
    keyboard.press("Shift+F2")
    assert desk.document == second
    window.run("bookmarks")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Chooser)
    assert popup.list.count() == 2
    keyboard.press("1")
    assert desk.document == first
    window.activateWindow()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    keyboard.press("Ctrl+B")
    assert window.status.message.text() == "Bookmark removed."


def test_done_goes_on_in_the_list_as_it_is_shown(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    session = desk.session
    third = articles.add_article(session, "The ferry is late.\n", title="Ferry again")
    window.workspace.documents.reload()
    first, second, _ = session.document_ids()
    window.workspace.documents.search.setText("ferry")
    window.workspace.documents.reload()
    assert set(window.workspace.documents.ids()) >= {third}
    assert list(window.workspace.documents.ids()) != list(session.document_ids())
    hidden = set(session.document_ids()) - set(window.workspace.documents.ids())
    assert hidden
    keyboard.press("Ctrl+Return")
    opened = desk.document
    assert opened in window.workspace.documents.ids()
    for _ in window.workspace.documents.ids():
        keyboard.press("Ctrl+Return")
    states = {row.id: row.state for row in session.document_rows([first, second, third])}
    assert all(states[each] is State.DONE for each in window.workspace.documents.ids())
    # The harbour story was open, and marked as done, before the first one of the list.
    assert [each for each in hidden if states[each] is not State.DONE] == []
    assert window.status.message.text() == "Every article is done."


def test_time_is_measured_kept_at_home_and_switched_off(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    session, keeper = desk.session, window.workspace.time
    uid = session.document(desk.document or 0).uid
    clock = [0.0]  # before what the window counted until now, however long the machine is up
    keeper.watch._now = lambda: clock[0]
    keeper.watch.look_at(uid)
    clock[0] += 50
    keyboard.press("Right")
    clock[0] += 45
    keyboard.press("Right")
    keeper.keep()
    assert times().of(session.path) == {uid: 95.0}
    window.open_document(session.document_ids()[1])
    window.open_document(session.document_ids()[0])
    assert window.status.time.text() == "1 min"
    dialog = PreferencesDialog(window, window.settings, session)
    qtbot.addWidget(dialog)
    dialog.assistance.measure.setChecked(False)
    dialog.assistance.forget.click()
    dialog.accept()
    window.workspace.take_settings()
    assert times().of(session.path) == {}
    assert window.status.time.text() == ""
    clock[0] += 45
    keyboard.press("Right")
    keeper.keep()
    assert times().of(session.path) == {}


def test_loose_ends_are_listed_and_gone_to(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    keyboard.press("F8")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Chooser)
    first = popup.list.item(0).text()
    assert first.startswith("1   in quote marks, in no quote · We did not fire")
    before = popup.list.count()
    keyboard.press("1")
    assert desk.selection is not None
    assert desk.selection.of(desk.reading.text) == "We did not fire"
    desk.quote()
    assert len(desk.loose_ends()) < before
