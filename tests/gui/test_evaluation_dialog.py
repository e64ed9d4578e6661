"""The page of evaluation: figures by suggester and label, and the mistakes one key away."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.gui.dialogs.evaluation_dialog import EvaluationDialog
from annotator.gui.main_window import MainWindow
from annotator.services import training
from annotator.services.session import Session
from annotator.services.training import TrainingOptions, train
from tests.gui.learning import rules_in_the_workers_place
from tests.services.labelled_articles import Rules, add_stories


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    return rules_in_the_workers_place(monkeypatch)


@pytest.fixture
def session(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


@pytest.fixture
def page(
    window: MainWindow, session: Session, rules: Rules, qtbot: QtBot
) -> Callable[[], EvaluationDialog]:
    def evaluated() -> EvaluationDialog:
        window.run("evaluate")
        dialog = window.workspace.learning.evaluation
        assert dialog is not None
        assert not dialog.evaluating, "nothing runs before somebody asks for it"
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.evaluating)
        return dialog

    return evaluated


def rows(page: EvaluationDialog) -> list[tuple[str, ...]]:
    return [
        tuple(page.table.item(row, column).text() for column in range(page.table.columnCount()))
        for row in range(page.table.rowCount())
    ]


def choose(page: EvaluationDialog, kind: str) -> None:
    page.kind.setCurrentIndex(page.kind.findData(kind))
    page.kind.activated.emit(page.kind.currentIndex())


def test_figures_by_suggester_and_label(
    page: Callable[[], EvaluationDialog], session: Session
) -> None:
    add_stories(session, 4)
    found = page()
    assert [found.kind.itemText(at) for at in range(3)] == ["Quotes", "Opinions", "Entities"]
    choose(found, "entities")
    assert rows(found)[0] == (
        "all together", "all", "exact", "100.0", "50.0", "66.7", "4", "4", "8",
    )  # fmt: skip
    assert ("test-1", "Person", "exact", "–", "0.0", "0.0", "0", "0", "4") in rows(found)
    assert "4 articles" in found.said.text()
    found.suggester.setCurrentIndex(found.suggester.findData("test-1"))
    found.suggester.activated.emit(found.suggester.currentIndex())
    assert {row[0] for row in rows(found)} == {"test-1"}


def test_a_mistake_opens_in_its_article_by_a_click_and_by_enter(
    page: Callable[[], EvaluationDialog], window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    documents = add_stories(session, 4)
    found = page()
    choose(found, "entities")
    assert [found.errors.item(at).text() for at in range(found.errors.count())] == ["missed  4"]
    assert found.examples.count() == 4
    assert found.examples.item(1).text().startswith("Oren Maret")
    assert found.examples.item(1).text().endswith("Story 1")
    box = found.examples.visualItemRect(found.examples.item(1)).center()
    qtbot.mouseClick(found.examples.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert window.desk is not None
    assert window.desk.document == documents[1]
    assert window.desk.selection is not None
    assert window.desk.selection.of(session.text(documents[1])) == "Oren Maret"
    found.examples.setCurrentRow(2)
    qtbot.keyClick(found.examples, Qt.Key.Key_Return)
    assert window.desk.document == documents[2]


def test_mistakes_are_those_of_the_row(
    page: Callable[[], EvaluationDialog], session: Session
) -> None:
    add_stories(session, 4)
    found = page()
    choose(found, "entities")
    place = next(at for at, row in enumerate(rows(found)) if row[1] == "Place (GPE)")
    found.table.setCurrentCell(place, 0)
    assert found.errors.count() == 0
    choose(found, "quotes")
    assert [found.errors.item(at).text() for at in range(found.errors.count())] == [
        "other boundaries  4", "other speaker  4",
    ]  # fmt: skip
    assert "→" in found.examples.item(0).text()


def test_own_models_say_what_was_left_out(
    page: Callable[[], EvaluationDialog], session: Session, rules: Rules
) -> None:
    add_stories(session, 12)
    kept = training.keep(session, train(session, TrainingOptions("quotes"), engines=rules))
    found = page()
    assert f"{kept.name}: {len(kept.documents)} articles left out" in found.said.text()
    choose(found, "quotes")
    assert kept.name in {row[0] for row in rows(found)}


def test_what_cannot_be_evaluated_is_said(page: Callable[[], EvaluationDialog]) -> None:
    found = page()
    assert "no finished articles" in found.said.text()
    assert rows(found) == []


def test_it_can_be_stopped(
    page: Callable[[], EvaluationDialog],
    window: MainWindow,
    session: Session,
    rules: Rules,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_stories(session, 3)
    running = threading.Event()
    found_by_rules = rules._found

    def slow(*given: object) -> object:
        running.set()
        threading.Event().wait(0.05)
        return found_by_rules(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rules, "_found", slow)
    window.run("evaluate")
    dialog = window.workspace.learning.evaluation
    assert dialog is not None
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.go.text() == "Stop"
    qtbot.waitUntil(running.is_set)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.evaluating
    assert dialog.go.text() == "Evaluate"
    assert dialog.found is None


def test_it_goes_with_the_project(
    page: Callable[[], EvaluationDialog], window: MainWindow, session: Session
) -> None:
    add_stories(session, 2)
    page()
    window.run("close-project")
    assert window.workspace.learning.evaluation is None
