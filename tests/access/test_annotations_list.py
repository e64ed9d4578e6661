"""What is labelled in an article: said at the cursor, and listed as a table that follows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import Suggestion
from annotator.domain.steps import Edit, Step
from annotator.gui.dialogs.annotations_dialog import AnnotationsDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.models.annotations_model import (
    BY,
    LABEL,
    PLACE,
    WORDS,
    AnnotationsModel,
)
from annotator.services.annotation_list import AnnotationList
from annotator.services.desk import Desk
from annotator.wording import use_language
from tests import articles
from tests.articles import where
from tests.services.desks import labelled
from tests.work import calls_of

ILVES, KARSK = "Dana Ilves", "Karsk"


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    """The desk of the window, with two labels, a quote and a suggestion."""
    desk = window.desk
    assert desk is not None
    labelled(desk, ILVES, "PERSON")
    labelled(desk, KARSK, "GPE")
    return desk


def suggest(desk: Desk, words: str) -> int:
    """Have a model propose an organisation; return the suggestion."""
    session, document = desk.session, desk.document
    assert document is not None
    start, end = where(articles.HARBOUR, words)
    made = Suggestion(session.ids.next(), document, "entities", "ORG", start, end, "rules", 0.9)
    session.save_suggestions(document, [made], "rules")
    return made.id


@pytest.fixture
def dialog(window: MainWindow, desk: Desk, qtbot: QtBot) -> AnnotationsDialog:
    window.run("annotation-list")
    found = window.workspace.annotations.dialog
    assert found is not None
    qtbot.waitUntil(found.table.hasFocus)
    return found


def rows(model: AnnotationsModel) -> list[tuple[str, str]]:
    """Return label and words of every line."""
    return [
        (model.index(row, LABEL).data(), model.index(row, WORDS).data())
        for row in range(model.rowCount())
    ]


def seen(model: AnnotationsModel) -> None:
    """Read what is seen of the table at once."""
    for row in range(min(40, model.rowCount())):
        for column in range(model.columnCount()):
            model.index(row, column).data()


# The list ----------------------------------------------------------------------------------------


def test_lines_stand_in_reading_order_and_say_whose_they_are(
    dialog: AnnotationsDialog, desk: Desk
) -> None:
    assert desk.article is not None
    assert rows(dialog.model) == [("Place (GPE)", KARSK), ("Person", ILVES)]
    starts = [desk.article.annotations[dialog.model.number(row)].start for row in range(2)]
    assert starts == sorted(starts)
    assert dialog.model.index(0, BY).data() == "Mina Kell"
    assert int(dialog.model.index(0, PLACE).data()) >= 1


def test_the_list_follows_labels_undo_and_suggestions(
    dialog: AnnotationsDialog, desk: Desk
) -> None:
    labelled(desk, "Oren Maret", "PERSON")
    assert ("Person", "Oren Maret") in rows(dialog.model)
    desk.undo()
    assert ("Person", "Oren Maret") not in rows(dialog.model)
    desk.redo()
    number = suggest(desk, "Seaboard")
    assert ("Organisation (suggestion)", "Seaboard") in rows(dialog.model)
    row = dialog.model.row_of(number)
    assert "rules" in dialog.model.index(row, BY).data()
    desk.select(number)
    desk.accept()
    assert ("Organisation", "Seaboard") in rows(dialog.model)


def test_enter_goes_to_the_line_and_delete_takes_it_away(
    window: MainWindow, dialog: AnnotationsDialog, desk: Desk, qtbot: QtBot
) -> None:
    last = dialog.model.number(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert desk.selected == last
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    window.run("annotation-list")
    qtbot.waitUntil(dialog.table.hasFocus)
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert desk.article is not None
    assert last not in desk.article.annotations
    assert dialog.model.rowCount() == 1
    assert dialog.table.currentIndex().row() == 0  # the next Delete has a line in hand
    number = suggest(desk, "Seaboard")
    dialog._choose(dialog.model.row_of(number))
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert number not in desk.article.suggestions
    desk.undo()
    desk.undo()
    assert dialog.model.rowCount() == 3


def test_the_filter_takes_words_of_any_column(dialog: AnnotationsDialog) -> None:
    dialog.field.setText("person ilv")
    assert rows(dialog.model) == [("Person", ILVES)]
    dialog.field.setText("nowhere")
    assert not dialog.table.isVisible()
    assert dialog.empty.text().startswith("No line has these words.")
    assert not dialog.go.isEnabled()
    dialog.field.clear()
    assert dialog.model.rowCount() == 2


def test_an_empty_article_says_what_to_do(dialog: AnnotationsDialog, desk: Desk) -> None:
    desk.open(desk.session.document_ids()[1])
    assert dialog.model.rowCount() == 0
    assert dialog.empty.text().startswith("Nothing is labelled in this article yet.")
    desk.open(None)
    assert dialog.empty.text().startswith("No article is open.")


def test_the_list_closes_with_its_project(window: MainWindow, dialog: AnnotationsDialog) -> None:
    window.run("close-project")
    assert window.workspace.annotations.dialog is None


def test_a_change_costs_its_own_line_however_many_there_are(
    dialog: AnnotationsDialog, desk: Desk
) -> None:
    session, kept = desk.session, dialog.model.number(0)
    dialog.model.follow([kept])
    few = calls_of(lambda: dialog.model.follow([kept]))
    dialog.model.read(desk)
    seen_of_two = calls_of(lambda: seen(dialog.model))
    words = [f"harbour{number:04}" for number in range(5_000)]
    document = articles.add_article(session, " ".join(words), title="Harbours", language="en")
    ends = accumulate(len(each) + 1 for each in words)
    edits = [
        Edit(None, Annotation(session.ids.next(), document, session.annotator.id, "entities",
                              "ORG", (Span(end - len(each) - 1, end - 1),)))
        for each, end in zip(words, ends, strict=True)
    ]  # fmt: skip
    session.apply(Step("labelled", tuple(edits), {}, document))
    desk.open(document)
    assert dialog.model.rowCount() == 5_000
    kept = dialog.model.number(2_500)
    dialog.model.follow([kept])
    assert calls_of(lambda: dialog.model.follow([kept])) <= few + 12  # a bisection goes deeper
    seen(dialog.model)  # the article knows its places by now
    dialog.model.read(desk)
    assert calls_of(lambda: seen(dialog.model)) <= seen_of_two * 20 * 1.5
    labelled(desk, "harbour2500 harbour2501", "FAC")
    assert rows(dialog.model)[2_500] == ("Facility", "harbour2500 harbour2501")


# What is said ------------------------------------------------------------------------------------


@pytest.fixture
def heard(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a screen reader gets."""
    said: list[str] = []

    def update(event: object) -> None:
        message = getattr(event, "message", None)
        if callable(message):
            said.append(message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", update)
    yield said
    use_language("en")


def test_the_label_at_the_cursor_is_said(desk: Desk, heard: list[str]) -> None:
    desk.place(articles.HARBOUR.index(ILVES))
    assert heard[-1] == f"Person, Entities: “{ILVES}”"
    desk.place(articles.HARBOUR.index("Monday"))
    use_language("de")
    desk.place(articles.HARBOUR.index(ILVES))
    assert heard[-1] == f"Person, Entities: „{ILVES}“"


def test_a_suggestion_is_said_to_be_one(desk: Desk, heard: list[str]) -> None:
    number = suggest(desk, "Seaboard")
    desk.select(number)
    assert heard[-1].startswith("suggestion: Organisation, Entities: “Seaboard”")


def test_what_is_part_of_a_quote_is_said_with_it(
    window: MainWindow, desk: Desk, heard: list[str]
) -> None:
    article = desk.article
    assert article is not None
    desk.take(where(articles.HARBOUR, "no Norvian gun had fired on the Amber Bridge"))
    desk.quote()
    quotes = article.in_layer("quotes", "content")
    assert len(quotes) == 1
    desk.set_layer("quotes")
    desk.select(quotes[0].id)
    assert heard[-1].startswith("Content, Quotes: “no Norvian gun")
    assert "said by " in heard[-1]
    for cue in article.in_layer("quotes", "cue"):
        desk.select(cue.id)
        assert "; cue of the quote “no Norvian gun" in heard[-1]
    bridge = labelled(desk, "Amber Bridge", "FAC", nth=1)
    desk.select(bridge)
    assert "inside the quote “no Norvian gun" in heard[-1]


def test_nothing_is_worked_out_while_no_screen_reader_runs(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed(_list: AnnotationList, _number: int) -> None:
        raise AssertionError("nobody listens")

    monkeypatch.setattr(AnnotationList, "listed", listed)
    assert not QAccessible.isActive()
    desk.place(articles.HARBOUR.index(ILVES))
    assert window.status.message.text() == "here: Person"
