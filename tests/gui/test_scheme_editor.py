"""The scheme editor through the real window: add, save, merge, split, retire, filter, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from annotator.domain.scheme import Label, LayerKind
from annotator.gui.chooser import Chooser
from annotator.gui.dialogs.scheme_editor import SchemeEditor
from annotator.gui.dialogs.scheme_forms import AttributeForm, LabelForm, RoleForm
from annotator.gui.dialogs.split_label_dialog import SplitLabelDialog
from annotator.gui.main_window import MainWindow
from annotator.services.scheme_editing import change_elements
from annotator.services.session import Session
from tests.journeys.keyboard import Keyboard
from tests.services.desks import go, labelled

Finished = Callable[[MainWindow], None]


@pytest.fixture
def session(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


@pytest.fixture
def editor(window: MainWindow, qtbot: QtBot) -> SchemeEditor:
    window.run("scheme-edit")
    found = window.workspace.findChild(SchemeEditor)
    assert isinstance(found, SchemeEditor)
    qtbot.waitUntil(found.isVisible)
    return found


def rows(editor: SchemeEditor) -> list[str]:
    return [item.text(0) for item in editor._items()]


def choose(editor: SchemeEditor, name: str) -> None:
    item: QTreeWidgetItem = next(each for each in editor._items() if each.text(0) == name)
    editor.tree.setCurrentItem(item)


def form(editor: SchemeEditor) -> LabelForm:
    shown = editor.forms.currentWidget()
    assert isinstance(shown, LabelForm)
    return shown


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (words, True))


def agree(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


def test_a_new_label_gets_a_key_and_is_used(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    qtbot: QtBot,
    finished: Finished,
    keyboard: Keyboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(editor, "Person")
    typed(monkeypatch, "Rocket type")
    editor.add_label()
    finished(window)
    qtbot.waitUntil(lambda: form(editor).name.text() == "Rocket type")
    assert form(editor).uid.text() == "ROCKET_TYPE"
    assert not editor.save.isEnabled()
    key = form(editor).key
    assert key.itemText(key.findData("1")) == "1   (Person)"
    assert not key.model().item(key.findData("1")).isEnabled()  # type: ignore[attr-defined]
    key.setCurrentIndex(key.findData("B"))
    form(editor).guideline.setPlainText("The **Kestrel-4** flew.")
    form(editor).tabs.setCurrentIndex(1)
    assert form(editor).read.toPlainText() == "The Kestrel-4 flew."
    editor.save.click()
    finished(window)
    stored = session.scheme.label("entities", "ROCKET_TYPE")
    assert stored is not None
    assert (stored.key, stored.guideline) == ("B", "The **Kestrel-4** flew.")
    editor.close()
    window.activateWindow()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    assert window.desk is not None
    go(window.desk, "Karsk")
    keyboard.press("B")
    assert window.desk.selected_annotation() is not None
    assert window.desk.selected_annotation().label == "ROCKET_TYPE"  # type: ignore[union-attr]


def test_what_the_scheme_cannot_be_is_said_beside_the_fields(
    session: Session, editor: SchemeEditor
) -> None:
    choose(editor, "Person")
    fields = form(editor)
    fields.colour.setText("red")
    fields.colour.textEdited.emit("red")
    assert "#rrggbb" in editor.problem.text()
    assert not editor.save.isEnabled()
    fields.colour.setText("#112233")
    fields.colour.textEdited.emit("#112233")
    assert editor.problem.text() == ""
    assert editor.save.isEnabled()
    fields.name.setText(" ")
    fields.name.textEdited.emit(" ")
    assert editor.problem.text() == "It needs a name."
    fields.name.setText("Person")
    before = session.scheme.label("entities", "PERSON")
    assert before is not None
    fields.colour.setText(before.colour)
    fields.colour.textEdited.emit(before.colour)
    assert not editor.save.isEnabled()


def test_a_merge_says_what_it_touches_and_is_undone(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    qtbot: QtBot,
    finished: Finished,
    keyboard: Keyboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert window.desk is not None
    number = labelled(window.desk, "Karsk", "GPE")
    choose(editor, "Place (GPE)")
    assert editor.count.text() == "1 annotation by 1 annotator in 1 article"
    asked = agree(monkeypatch)
    editor.merge.click()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Chooser)
    keyboard.type("organ")
    keyboard.press("Return")
    qtbot.waitUntil(lambda: bool(asked))
    finished(window)
    assert asked[0].startswith("1 annotation by 1 annotator in 1 article will be “Organisation”")
    assert window.desk.article is not None
    assert window.desk.article.annotations[number].label == "ORG"
    qtbot.waitUntil(lambda: form(editor).name.text() == "Organisation")
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    QTest.keyClick(editor.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.article.annotations[number].label == "GPE"
    place = session.scheme.label("entities", "GPE")
    assert place is not None
    assert not place.retired


def test_ticked_words_are_split_off(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert window.desk is not None
    first = labelled(window.desk, "Karsk", "GPE")
    second = labelled(window.desk, "Velmar", "GPE")
    choose(editor, "Place (GPE)")

    def answer(dialog: SplitLabelDialog) -> int:
        assert [dialog.words.item(row).text() for row in range(dialog.words.count())] == [
            "Karsk   1",
            "Velmar   1",
        ]
        assert not dialog.do.isEnabled()
        dialog.words.item(1).setCheckState(Qt.CheckState.Checked)
        dialog.name.setText("Country")
        assert dialog.do.text() == "Split off 1"
        return 1

    monkeypatch.setattr(SplitLabelDialog, "exec", answer)
    editor.split.click()
    finished(window)
    assert window.desk.article is not None
    found = window.desk.article.annotations
    assert (found[first].label, found[second].label) == ("GPE", "COUNTRY")
    assert session.scheme.label("entities", "COUNTRY") is not None


def test_a_label_is_retired_and_brought_back(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    qtbot: QtBot,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(editor, "Person")
    asked = agree(monkeypatch)
    editor.retire.click()
    finished(window)
    assert asked[0].startswith("0 annotations in 0 articles keep the label")
    qtbot.waitUntil(lambda: editor.retire.text() == "Bring &back")
    assert not form(editor).key.isEnabled()
    editor.retire.click()
    finished(window)
    qtbot.waitUntil(lambda: editor.retire.text() == "&Retire…")
    person = session.scheme.label("entities", "PERSON")
    assert person is not None
    assert not person.retired


def test_three_hundred_labels_are_filtered(
    session: Session, editor: SchemeEditor, qtbot: QtBot
) -> None:
    many = [Label("entities", f"L{n}", f"Kind {n}", position=n) for n in range(300)]
    session.apply(change_elements(session, *many))
    qtbot.waitUntil(lambda: len(rows(editor)) > 300)
    editor.words.setText("L29")
    assert rows(editor)[1:] == ["Kind 29", *(f"Kind {n}" for n in range(290, 300))]
    editor.words.setText("nothing like it")
    assert rows(editor) == []
    assert editor.empty.text() == "Nothing is called like “nothing like it”."


def test_attributes_roles_and_layers_are_made_and_changed(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    qtbot: QtBot,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed(monkeypatch, "Certainty")
    choose(editor, "Person")
    editor.add_attribute()
    finished(window)
    qtbot.waitUntil(lambda: isinstance(editor.forms.currentWidget(), AttributeForm))
    fields = editor.forms.currentWidget()
    assert isinstance(fields, AttributeForm)
    assert not fields.choices.isEnabled()
    fields.type.setCurrentIndex(3)
    assert "needs choices" in editor.problem.text()
    fields.choices.setPlainText("sure = Sure\nunsure")
    fields.labels.item(0).setCheckState(Qt.CheckState.Checked)
    editor.save.click()
    finished(window)
    made = session.scheme.attribute("entities", "certainty")
    assert made is not None
    assert made.choices == (("sure", "Sure"), ("unsure", "unsure"))
    assert len(made.labels) == 1

    typed(monkeypatch, "Owner of")
    editor.add_role()
    finished(window)
    qtbot.waitUntil(lambda: isinstance(editor.forms.currentWidget(), RoleForm))
    role = session.scheme.role("owner-of")
    assert role is not None
    assert role.ends_from == ("entities.*",)

    typed(monkeypatch, "Claims")
    editor.add_layer(LayerKind.QUOTES)
    finished(window)
    assert session.scheme.frame_label("claims") is not None


def test_what_was_typed_is_asked_about(
    window: MainWindow,
    session: Session,
    editor: SchemeEditor,
    finished: Finished,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(editor, "Person")
    form(editor).name.setText("Human")
    form(editor).name.textEdited.emit("Human")
    asked: list[str] = []

    def answer(_parent: object, _title: str, words: str, *_: object) -> object:
        asked.append(words)
        return QMessageBox.StandardButton.Save

    monkeypatch.setattr(QMessageBox, "question", answer)
    choose(editor, "Organisation")
    finished(window)
    assert asked == ["“Person” has changes that are not saved."]
    person = session.scheme.label("entities", "PERSON")
    assert person is not None
    assert person.name == "Human"
