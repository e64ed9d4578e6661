"""Finding in the project through the real window, and labelling what was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Span
from annotator.domain.documents import Entry
from annotator.domain.steps import Step, added
from annotator.gui.dialogs import find_dialog
from annotator.gui.dialogs.find_dialog import FindDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.models.hits_model import ENTRY
from annotator.services.importing import import_text
from tests import articles
from tests.journeys.keyboard import Keyboard

Finished = Callable[[MainWindow], None]


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> FindDialog:
    """The dialog, opened from the window."""
    window.run("find-in-project")
    found = window.workspace.findChild(FindDialog)
    assert isinstance(found, FindDialog)
    qtbot.waitUntil(found.isVisible)
    return found


def searched(qtbot: QtBot, dialog: FindDialog) -> str:
    """Wait for the end of a search and return what was said of it."""
    qtbot.waitUntil(lambda: not dialog.searching)
    return dialog.said.text()


def labels(window: MainWindow) -> list[tuple[str, str]]:
    """Return (label, words) of the whole project."""
    session = window.session
    assert session is not None
    return [
        (each.label, session.text(number)[each.start : each.end])
        for number in session.document_ids()
        for each in sorted(session.article(number).annotations.values(), key=lambda a: a.start)
    ]


def test_words_are_typed_found_and_shown(
    window: MainWindow, dialog: FindDialog, qtbot: QtBot, keyboard: Keyboard
) -> None:
    assert window.desk is not None
    qtbot.waitUntil(dialog.words.hasFocus)
    keyboard.type("nobody")
    QTest.keyClick(dialog.words, Qt.Key.Key_Return)
    assert searched(qtbot, dialog).startswith("2 places in 2 articles.")
    hit = dialog.model.row(1)
    assert hit.words == "Nobody"
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)  # nothing is ticked: shows the place
    assert (window.desk.document, window.desk.selection) == (
        hit.document,
        Span(hit.start, hit.end),
    )
    assert dialog.isVisible()


def test_what_is_ticked_gets_the_label_in_one_step(
    window: MainWindow, dialog: FindDialog, qtbot: QtBot, finished: Finished
) -> None:
    assert not dialog.do.isEnabled()
    dialog.words.setText("Karsk|Ferry")
    dialog.regex.setChecked(True)
    dialog.look.click()
    searched(qtbot, dialog)
    number = dialog.model.rowCount()
    dialog.every.click()
    assert dialog.do.text() == f"Label {number}"
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.do.text() == f"Label {number - 1}"
    dialog.label.setCurrentIndex(dialog.label.findData("entities.GPE"))
    dialog.do.click()
    finished(window)
    assert [label for label, _ in labels(window)] == ["GPE"] * (number - 1)
    searched(qtbot, dialog)  # the list is made anew and says what is labelled
    named = [dialog.model.index(row, 1).data() for row in range(number)]
    assert (named[0], set(named[1:])) == ("", {"Place (GPE)"})
    window.run("undo")
    assert labels(window) == []


def test_a_finds_the_same_words_and_enter_labels_them(
    window: MainWindow, qtbot: QtBot, finished: Finished, keyboard: Keyboard
) -> None:
    assert window.session is not None
    assert window.desk is not None
    text = window.desk.reading.text
    keyboard.press("A")
    assert window.workspace.findChild(FindDialog) is None
    assert "A finds the same words" in window.status.message.text()
    window.desk.take(articles.where(text, "Ilves"))
    window.desk.label("PERSON", "entities")
    window.desk.select(next(iter(window.session.article(window.desk.document or 0).annotations)))
    keyboard.press("A")
    dialog = window.workspace.findChild(FindDialog)
    assert isinstance(dialog, FindDialog)
    number = text.count("Ilves")
    assert searched(qtbot, dialog).startswith(f"{number} places in 1 article.")
    assert dialog.do.text() == f"Label {number - 1}"  # the one in hand has it
    assert dialog.label.currentData() == "entities.PERSON"
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    finished(window)
    assert labels(window) == [("PERSON", "Ilves")] * number
    assert not dialog.isVisible()
    assert window.session.undo_label is not None
    assert window.session.undo_label[1]["number"] == number - 1


def test_each_place_may_be_of_another_entry(
    window: MainWindow, qtbot: QtBot, finished: Finished, keyboard: Keyboard
) -> None:
    """“Ilves” is a woman here and a company there."""
    session, desk = window.session, window.desk
    assert session is not None
    assert desk is not None
    desk.take(articles.where(desk.reading.text, "Ilves"))
    desk.label("PERSON", "entities")
    first = next(iter(session.article(desk.document or 0).annotations.values()))
    desk.select(first.id)
    desk.link_to_new("Dana Ilves")
    woman = next(iter(desk.entries))
    company = Entry(session.ids.next(), "Ilves", "ORG")
    session.apply(Step("entry-linked", added(company)))
    desk.select(first.id)
    keyboard.press("A")
    dialog = window.workspace.findChild(FindDialog)
    assert isinstance(dialog, FindDialog)
    searched(qtbot, dialog)
    number = dialog.model.rowCount()
    assert number > 1
    named = [dialog.model.index(row, ENTRY).data() for row in range(number)]
    assert named == ["Dana Ilves"] * number
    QTest.keyClick(dialog.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    offered = [dialog.entry.itemText(place) for place in range(dialog.entry.count())]
    assert offered == ["no entry", "Dana Ilves  (PERSON)", "Ilves  (ORG)"]
    dialog.entry.setFocus()
    QTest.keyClick(dialog.entry, Qt.Key.Key_Down)
    assert dialog.model.entry(number - 1) == company
    dialog.do.click()
    finished(window)
    made = sorted(session.article(desk.document or 0).annotations.values(), key=lambda a: a.start)
    assert [each.entry for each in made] == [woman.id] * (number - 1) + [company.id]


def test_a_wrong_pattern_and_no_hits_are_said(dialog: FindDialog, qtbot: QtBot) -> None:
    dialog.words.setText("(a")
    dialog.regex.setChecked(True)
    dialog.look.click()
    assert searched(qtbot, dialog) == "This is no regular expression: missing ) (at character 3)."
    dialog.regex.setChecked(False)
    dialog.look.click()
    assert searched(qtbot, dialog) == "“(a” is in no article."
    dialog.words.clear()
    dialog.look.click()
    assert searched(qtbot, dialog) == "Type what to find."


def test_a_long_list_ends_and_says_so(
    window: MainWindow, dialog: FindDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    monkeypatch.setattr(find_dialog, "MOST", 100)
    import_text(window.session, "wave " * 150, {})
    dialog.words.setText("wave")
    dialog.look.click()
    assert searched(qtbot, dialog) == "The first 100 places, in 1 article; there are more."
    assert dialog.model.rowCount() == 100


def test_closing_the_project_ends_the_search(
    window: MainWindow, dialog: FindDialog, qtbot: QtBot
) -> None:
    dialog.words.setText("e")
    dialog.look.click()
    window.run("close-project")
    assert not dialog.searching
    qtbot.waitUntil(lambda: window.workspace.findChild(FindDialog) is None)


def test_tokens_are_a_way_of_their_own(dialog: FindDialog, qtbot: QtBot) -> None:
    dialog.regex.setChecked(True)
    dialog.tokens.setChecked(True)
    assert not dialog.regex.isChecked()
    assert not dialog.whole.isEnabled()
    assert "shape:Xxxxx" in dialog.said.text()
    dialog.words.setText("Amber shape:Xxxxx")
    dialog.look.click()
    assert searched(qtbot, dialog).startswith("2 places in 1 article.")
    assert dialog.model.row(0).words == "Amber Bridge"
    dialog.words.setText("shape:Abc")
    dialog.look.click()
    assert searched(qtbot, dialog) == (
        "Item 1 of the query is none: letters of a shape are X, x and d only."
    )
    dialog.regex.setChecked(True)
    assert not dialog.tokens.isChecked()
    assert dialog.whole.isEnabled()


def test_forms_of_words_are_found_and_labelled(
    window: MainWindow, dialog: FindDialog, qtbot: QtBot, finished: Finished
) -> None:
    dialog.tokens.setChecked(True)
    dialog.forms.setChecked(True)
    assert not dialog.tokens.isChecked()
    dialog.words.setText("deny")
    dialog.look.click()
    searched(qtbot, dialog)
    assert [dialog.model.row(row).words for row in range(dialog.model.rowCount())] == ["denies"]
    dialog.every.click()
    dialog.label.setCurrentIndex(dialog.label.findData("quotes.cue"))
    dialog.do.click()
    finished(window)
    assert labels(window) == [("cue", "denies")]
