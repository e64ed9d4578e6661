"""Copies of the open article are told under its heading; their labels come over by one command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.documents import State
from annotator.gui.copies_work import CopyLine
from annotator.gui.dialogs.copies_dialog import CopiesDialog
from annotator.gui.dialogs.revisions_dialog import RevisionsDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.models.copies_model import CopiesModel
from annotator.services.copies import Copy
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import HARBOUR, add_article
from tests.services.desks import labelled

Finished = Callable[[MainWindow], None]
REWRITTEN = HARBOUR.replace("two ferries left", "last two ferries sailed")


@pytest.fixture
def copied(window: MainWindow) -> MainWindow:
    """The harbour story labelled and done, and its copy opened."""
    assert window.session is not None
    desk = Desk(window.session)
    desk.open(window.session.document_ids()[0])
    labelled(desk, "Citadel", "ORG")
    labelled(desk, "Dana Ilves", "PERSON")
    desk.set_state(State.DONE)
    desk.close()
    window.open_document(add_article(window.session, REWRITTEN, title="Bridge"))
    return window


def _wait_for_line(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.workspace.copies.line.isVisible, timeout=20_000)


def test_it_can_be_the_later_version_of_its_copy(
    copied: MainWindow, qtbot: QtBot, finished: Finished
) -> None:
    _wait_for_line(copied, qtbot)
    session, work = copied.session, copied.workspace.copies
    assert session is not None
    assert work.copy is not None
    later, before = work.copy.document, len(session.document_ids())
    copied.run("revision-take")
    finished(copied)
    assert len(session.document_ids()) == before - 1
    desk = copied.desk
    assert desk is not None
    assert desk.document == later
    assert desk.article is not None
    assert {each.label for each in desk.article.annotations.values()} == {"ORG", "PERSON"}
    copied.run("revisions")
    (dialog,) = copied.findChildren(RevisionsDialog)
    assert dialog.table.item(0, 0).text() == "Bridge"
    shown = dialog.text.toPlainText()
    assert "last two ferries sailed" in shown
    assert "two ferries left" in shown
    html = dialog.text.toHtml()
    assert "line-through" in html
    assert "underline" in html
    assert not dialog.carry.isEnabled()
    dialog.close()
    copied.run("undo")
    assert len(session.document_ids()) == before


def test_the_copy_is_told_shown_and_its_labels_come_over(
    copied: MainWindow, qtbot: QtBot, finished: Finished
) -> None:
    work = copied.workspace.copies
    assert not work.line.isVisible()
    _wait_for_line(copied, qtbot)
    assert work.copy is not None
    assert work.line.words.toolTip() == (
        f"{work.copy.percent} % the same as article 1, “{work.copy.other_title}”"
    )
    assert 90 <= work.copy.percent < 100
    assert work.line.carry.isVisible()
    copied.run("copy-carry")
    finished(copied)
    assert copied.status.message.text().startswith("2 suggestions brought over into 1 article")
    assert copied.desk is not None
    assert copied.desk.article is not None
    text = copied.desk.article.text
    found = copied.desk.article.suggestions.values()
    assert {text[each.start : each.end] for each in found} == {"Citadel", "Dana Ilves"}
    assert not work.line.carry.isVisible()
    work.line.show_copy.click()
    assert copied.session is not None
    assert copied.desk.document == copied.session.document_ids()[0]


def test_a_long_title_is_shortened_and_the_buttons_stay(qtbot: QtBot) -> None:
    line = CopyLine()
    qtbot.addWidget(line)
    line.resize(470, 40)
    line.tell(replace(COPIES[0], other_title="Two ferries collide off Lund " * 9))
    assert line.words.text().startswith("91 % the same as article 2, “Two")
    qtbot.waitUntil(line.carry.isVisible)
    # It is cut, so the tooltip has all of it.
    qtbot.waitUntil(lambda: line.words.toolTip() == line.words.text())
    assert line.carry.geometry().right() <= 470
    line.tell(None)
    assert not line.isVisible()


def test_a_late_answer_is_not_told_of_another_article(copied: MainWindow) -> None:
    work = copied.workspace.copies
    assert copied.session is not None
    copied.open_document(copied.session.document_ids()[1])
    work._found((copied.session.document_ids()[2], [COPIES[0]]))
    assert work.copy is None
    assert not work.line.isVisible()
    copied.run("copy-show")
    assert copied.status.message.text() == "This article is no copy of another one."


def test_all_copies_are_listed_and_brought_over(
    copied: MainWindow, qtbot: QtBot, finished: Finished
) -> None:
    copied.run("near-copies")
    finished(copied)
    dialog = copied.workspace.copies._dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.model.rowCount() == 1
    assert dialog.model.cell(0, 0).startswith("3 · Bridge")
    assert dialog.do.text() == "Bring labels over into 1 article"
    dialog.show_other.click()
    assert copied.desk is not None
    assert copied.session is not None
    assert copied.desk.document == copied.session.document_ids()[0]
    dialog.show_article.click()
    assert copied.desk.document == copied.session.document_ids()[2]
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    finished(copied)
    assert not dialog.isVisible()
    assert len(copied.session.open_suggestions(copied.session.document_ids()[2])) == 2


def test_a_project_without_copies_says_so(window: MainWindow, finished: Finished) -> None:
    window.run("near-copies")
    finished(window)
    assert window.status.message.text() == "No article is a copy of another one."
    assert window.workspace.copies._dialog is None


def test_a_read_only_project_shows_copies_and_keeps_its_suggestions(
    copied: MainWindow, harbour: Path, qtbot: QtBot
) -> None:
    copied.close_project()
    copied.set_session(Session.open(harbour, read_only=True))
    assert copied.session is not None
    copied.open_document(copied.session.document_ids()[2])
    _wait_for_line(copied, qtbot)
    copied.run("copy-carry")
    assert "read-only" in copied.status.message.text().lower()
    assert copied.session.counts().suggestions == 0


COPIES = [
    Copy(1, 2, 0.912, 1, 2, "Harbour", "Bridge", 5, finished=True),
    Copy(3, 2, 1.0, 3, 2, "Third", "Bridge", 5, finished=False),
    Copy(4, 1, 0.998, 4, 1, "Fourth", "Harbour", 0, finished=True, done=True),
]


def test_the_list_is_sorted_with_its_ticks() -> None:
    model = CopiesModel(COPIES)
    assert [model.cell(0, column) for column in range(4)] == [
        "1 · Harbour", "91 %", "2 · Bridge", "5 labels",
    ]  # fmt: skip
    assert [model.is_ticked(place) for place in range(3)] == [True, False, False]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [model.cell(place, 1) for place in range(3)] == ["100 %", "99 %", "91 %"]
    assert [model.is_ticked(place) for place in range(3)] == [False, False, True]
    model.sort(3)
    assert [model.cell(place, 3) for place in range(3)] == [
        "both done", "5 labels, not done", "5 labels",
    ]  # fmt: skip
    assert model.tip(COPIES[0]) == "91 % the same as article 2, “Bridge”"


def test_only_pairs_with_labels_are_brought_over(qtbot: QtBot) -> None:
    dialog = CopiesDialog(None, COPIES)
    qtbot.addWidget(dialog)
    assert dialog.chosen() == [(1, 2)]
    dialog.model.tick_all(on=True)
    assert dialog.chosen() == [(1, 2), (3, 2)]
    dialog.model.tick_all(on=False)
    assert not dialog.do.isEnabled()
