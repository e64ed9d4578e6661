"""Comments in the real window: M, the field, answers, and what is typed and not sent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from annotator.gui.main_window import MainWindow
from annotator.gui.panels.comments_view import CommentsView
from annotator.services.desk import Desk
from tests.journeys.keyboard import Keyboard
from tests.services.desks import labelled


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def view(window: MainWindow) -> CommentsView:
    """Return the view as it is now; those made before go with the next round of events."""
    QApplication.processEvents()
    body = window.workspace.inspector._body
    found = None if body is None else body.findChild(CommentsView)
    assert isinstance(found, CommentsView)
    return found


def field(window: MainWindow, qtbot: QtBot) -> QPlainTextEdit:
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit)
                    and QApplication.focusWidget().accessibleName() == "Comment")  # fmt: skip
    found = QApplication.focusWidget()
    assert isinstance(found, QPlainTextEdit)
    return found


def press(window: MainWindow, name: str) -> None:
    button = next(
        each for each in view(window).findChildren(QToolButton) if each.accessibleName() == name
    )
    button.click()
    QApplication.processEvents()


def words(window: MainWindow) -> list[str]:
    return [each.text() for each in view(window).findChildren(QLabel)]


def test_m_writes_a_comment_on_the_label_in_hand(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    keyboard.press("M")
    field(window, qtbot)
    keyboard.type("City or <b>state</b>?")
    keyboard.press("Return")
    keyboard.type("Both.")
    keyboard.press("Ctrl+Return")
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    (comment,) = desk.session.comments_on(number)
    assert comment.text == "City or <b>state</b>?\nBoth."
    assert comment.text in words(window)
    assert any(each.startswith("Mina Kell · ") for each in words(window))
    assert desk.selected == number
    keyboard.press("Ctrl+Z")
    assert desk.session.comments_on(number) == []


def test_what_was_typed_is_there_again(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    keyboard.press("M")
    field(window, qtbot)
    keyboard.type("half a")
    keyboard.press("Esc")
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    desk.select(None)
    assert not view(window).findChildren(QPlainTextEdit)
    desk.select(number)
    keyboard.press("M")
    assert field(window, qtbot).toPlainText() == "half a"
    assert desk.session.comments_on(number) == []


def test_answers_and_settling(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    desk.comment("Who says so?")
    window.workspace.inspector.refresh()
    press(window, "Answer")
    field(window, qtbot)
    keyboard.type("Maret")
    keyboard.press("Ctrl+Return")
    qtbot.waitUntil(lambda: "Maret" in words(window))
    press(window, "Resolve")
    assert "✓ Who says so?" in words(window)
    press(window, "Show resolved comment")
    assert "Maret" in words(window)
    press(window, "Open again")
    assert not desk.threads()[0].resolved


def test_one_changes_and_deletes_ones_own(
    window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    desk.comment("Who says so?")
    window.workspace.inspector.refresh()
    press(window, "Change comment")
    assert field(window, qtbot).toPlainText() == "Who says so?"
    field(window, qtbot).selectAll()
    keyboard.type("Who?")
    QTest.keyClick(field(window, qtbot), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.threads()[0].first.text == "Who?"
    press(window, "Delete comment")
    assert desk.threads() == []


def test_commented_labels_are_listed_for_the_article(window: MainWindow, desk: Desk) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    desk.comment("City?")
    desk.select(None)
    QApplication.processEvents()
    chips = [
        each
        for each in window.workspace.inspector.findChildren(QToolButton)
        if each.accessibleName() == "Commented: Karsk"
    ]
    chips[-1].click()
    assert desk.selected == number
