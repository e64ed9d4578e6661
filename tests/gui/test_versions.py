"""A new definition is asked about, older labels are marked, listed and walked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.scheme import Attribute, Label
from annotator.gui.actions import first_key
from annotator.gui.dialogs.scheme_editor import SchemeEditor
from annotator.gui.dialogs.scheme_forms import AttributeForm, LabelForm
from annotator.gui.dialogs.second_look_dialog import SecondLookDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.panels.version_note import VersionNote
from annotator.services.guideline_versions import scheme_number, standing_of, with_versions
from annotator.services.scheme_editing import change_elements
from tests.services.desks import labelled, marks

Finished = Callable[[MainWindow], None]


@pytest.fixture
def older(window: MainWindow) -> MainWindow:
    """The window with two people labelled before the definition changed, and one place."""
    desk, session = window.desk, window.session
    assert desk is not None
    assert session is not None
    for words, label in (("Oren Maret", "PERSON"), ("Dana Ilves", "PERSON"), ("Karsk", "GPE")):
        labelled(desk, words, label)
    label_of = session.scheme.label("entities", "PERSON")
    assert label_of is not None
    step = change_elements(session, replace(label_of, guideline="People, with titles."))
    session.apply(with_versions(session, step))
    return window


def _editor(window: MainWindow, kind: type[Label | Attribute], uid: str) -> SchemeEditor:
    """Return the scheme editor with an element in hand."""
    window.run("scheme-edit")
    (editor,) = window.workspace.findChildren(SchemeEditor)
    for item in editor._items():
        element = item.data(0, Qt.ItemDataRole.UserRole)
        if isinstance(element, kind) and element.uid == uid:
            editor.tree.setCurrentItem(item)
    return editor


def _dialog(window: MainWindow, qtbot: QtBot) -> SecondLookDialog:
    window.run("second-look")
    dialog = window.workspace.versions.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.counting)
    return dialog


def _notes(window: MainWindow) -> list[VersionNote]:
    found = window.workspace.inspector.findChildren(VersionNote)
    return [each for each in found if each.isVisible()]


def _walk(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _dialog(window, qtbot)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(window.workspace.versions.line.isVisible)


def _words(window: MainWindow) -> str:
    desk = window.desk
    assert desk is not None
    annotation = desk.selected_annotation()
    return "" if annotation is None else annotation.spans[0].of(desk.reading.text)


def test_the_editor_asks_only_where_the_definition_changes(
    window: MainWindow, finished: Finished
) -> None:
    session, desk = window.session, window.desk
    assert session is not None
    assert desk is not None
    labelled(desk, "Dana Ilves", "PERSON")
    editor = _editor(window, Label, "PERSON")
    form = cast("LabelForm", editor._forms[Label])
    form.name.setText("People")
    form.name.textEdited.emit("People")
    assert editor.look_again.isHidden()
    form.guideline.setPlainText("Everybody with a name.")
    assert not editor.look_again.isHidden()
    assert editor.look_again.isChecked()
    editor.save.click()
    finished(window)
    assert scheme_number(session) == 2
    annotation = desk.selected_annotation()
    assert annotation is not None
    assert standing_of(session, annotation) is not None
    window.run("undo")
    assert scheme_number(session) == 1
    editor.close()


def test_a_typo_leaves_the_version(window: MainWindow, finished: Finished) -> None:
    session = window.session
    assert session is not None
    editor = _editor(window, Label, "PERSON")
    form = cast("LabelForm", editor._forms[Label])
    form.guideline.setPlainText("Peple.")
    editor.look_again.setChecked(False)
    form.guideline.setPlainText("People.")
    assert not editor.look_again.isChecked()  # what somebody chose stays while she types
    editor.save.click()
    finished(window)
    assert session.scheme.label("entities", "PERSON").guideline == "People."  # type: ignore[union-attr]
    assert scheme_number(session) == 1
    editor.close()


def test_a_choice_of_an_attribute_belongs_to_the_definition(window: MainWindow) -> None:
    editor = _editor(window, Attribute, "referent")
    form = cast("AttributeForm", editor._forms[Attribute])
    form.choices.setPlainText(form.choices.toPlainText() + "\nteam = a team")
    assert not editor.look_again.isHidden()
    editor.save.setEnabled(False)
    editor.close()


def test_the_inspector_says_what_changed_and_takes_a_word(older: MainWindow, qtbot: QtBot) -> None:
    desk = older.desk
    assert desk is not None
    assert desk.article is not None
    place, ilves = desk.article.in_layer("entities")[0], desk.article.in_layer("entities")[2]
    desk.reveal(place.id)
    assert _notes(older) == []
    desk.reveal(ilves.id)
    qtbot.waitUntil(lambda: len(_notes(older)) == 1)
    (note,) = _notes(older)
    said = [label.text() for label in note.findChildren(type(older.status.saved))]
    assert said[0] == "Made under version 1 of the guideline; now version 2."
    assert "by Mina Kell" in said[1]
    assert "<u>" in said[1]
    note.button.click()
    session = older.session
    assert session is not None
    assert standing_of(session, ilves) is None
    qtbot.waitUntil(lambda: _notes(older) == [])


def test_older_labels_are_listed_with_what_changed(older: MainWindow, qtbot: QtBot) -> None:
    dialog = _dialog(older, qtbot)
    assert dialog.table.topLevelItemCount() == 1
    item = dialog.table.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in range(4)] == ["Person  ·  Entities", "2", "2", "2"]
    assert "People, with titles." in dialog.change.toPlainText()
    assert "Mina Kell" in dialog.change.toPlainText()
    assert dialog.walk.text().replace("&", "") == "Look at my 2 labels"
    session = older.session
    assert session is not None
    dialog.same.click()
    qtbot.waitUntil(lambda: scheme_number(session) == 1)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 0)
    assert "No definition has changed" in dialog.empty.text()
    assert not dialog.walk.isEnabled()


def test_a_walk_confirms_corrects_and_deletes_with_the_usual_keys(
    older: MainWindow, qtbot: QtBot
) -> None:
    _walk(older, qtbot)
    line, view = older.workspace.versions.line, older.workspace.pane.view
    assert _words(older) == "Oren Maret"
    assert "version 1 → 2" in line.words.text()
    assert first_key("still-right") == "F5"
    older.run("still-right")
    assert _words(older) == "Dana Ilves"
    older.run("undo")
    assert _words(older) == "Oren Maret"
    QTest.keyClick(view, Qt.Key.Key_2)
    assert _words(older) == "Dana Ilves"
    QTest.keyClick(view, Qt.Key.Key_Delete)
    desk = older.desk
    assert desk is not None
    assert marks(desk) == [("GPE", "Karsk"), ("ORG", "Oren Maret")]
    assert line.words.text() == "Second look: all 2 labels done."
    assert not line.right.isVisible()
    line.stop.click()
    assert not line.isVisible()


def test_a_walk_skips_and_comes_back(older: MainWindow, qtbot: QtBot) -> None:
    _walk(older, qtbot)
    older.workspace.versions.line.next.click()
    assert _words(older) == "Dana Ilves"
    older.run("second-look-previous")
    assert _words(older) == "Oren Maret"


def test_without_a_walk_the_keys_say_what_to_do(older: MainWindow) -> None:
    desk = older.desk
    assert desk is not None
    desk.place(0)
    older.run("second-look-next")
    assert "No second look is going on" in older.status.message.text()


def test_every_widget_of_the_list_is_named(older: MainWindow, qtbot: QtBot) -> None:
    dialog = _dialog(older, qtbot)
    assert dialog.table.accessibleName()
    assert dialog.change.accessibleName()
    assert "new: “" in dialog.change.accessibleDescription()
    assert all(button.text() for button in dialog.findChildren(QPushButton))
