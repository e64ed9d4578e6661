"""The page of own models: what is missing, training beside the window, keep or drop, versions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from annotator.domain.errors import AnnotatorError
from annotator.gui.charts.learning_curve import LearningCurve, Level, ticks, value_range
from annotator.gui.dialogs import models_dialog
from annotator.gui.dialogs.models_dialog import ModelsDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import DARK, LIGHT
from annotator.services import models, training
from annotator.services.models import CurvePoint
from annotator.services.session import Session
from annotator.services.tasks import Task
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
def opened(
    window: MainWindow, session: Session, rules: Rules, qtbot: QtBot
) -> Callable[[], ModelsDialog]:
    def open_it() -> ModelsDialog:
        window.run("models")
        dialog = window.workspace.learning.models
        assert dialog is not None
        qtbot.waitUntil(lambda: not dialog.counting)
        return dialog

    return open_it


@pytest.fixture
def page(opened: Callable[[], ModelsDialog], session: Session) -> ModelsDialog:
    """The page of a project with twelve labelled articles."""
    add_stories(session, 12)
    return opened()


def trained(page: ModelsDialog, qtbot: QtBot, kind: str = "quotes") -> None:
    qtbot.mouseClick(page.train[kind], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._work.waiting is not None, timeout=30_000)


def test_without_labels_it_says_what_is_missing(opened: Callable[[], ModelsDialog]) -> None:
    page = opened()
    assert (
        "10 labelled articles with 10 labels needed, 0 with 0 there" in page.there["quotes"].text()
    )
    assert not any(each.isEnabled() for each in page.train.values())
    assert page.card.isHidden()
    assert page.versions.isHidden()


def test_from_the_menu_the_button_of_the_layer_has_the_focus(
    window: MainWindow, session: Session, rules: Rules, qtbot: QtBot
) -> None:
    add_stories(session, 12)
    assert window.desk is not None
    window.desk.set_layer("quotes")
    window.run("train")
    page = window.workspace.learning.models
    assert page is not None
    qtbot.waitUntil(lambda: not page.counting)
    qtbot.waitUntil(page.train["quotes"].hasFocus)


def test_training_runs_beside_the_window_and_is_compared(
    window: MainWindow, page: ModelsDialog, rules: Rules, session: Session, qtbot: QtBot
) -> None:
    wait, running = threading.Event(), threading.Event()

    def slow(_folder: Path, _task: Task) -> None:
        running.set()
        assert wait.wait(30)

    rules.while_training = slow
    qtbot.mouseClick(page.train["quotes"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(running.is_set)
    assert not page.train["entities"].isEnabled()
    assert page.cancel.isVisibleTo(page)
    assert window.status.task.text() == "Training"
    assert window.desk is not None
    before = len(window.desk.article.annotations) if window.desk.article else 0
    assert window.desk.label("PERSON", "entities"), "labelling goes on while a model learns"
    assert window.desk.article is not None
    assert len(window.desk.article.annotations) == before + 1
    wait.set()
    qtbot.waitUntil(lambda: page._work.waiting is not None)
    assert page.card.isVisibleTo(page)
    assert not window.status.task.isVisibleTo(window.status)
    heads = [page.card.table.horizontalHeaderItem(at).text() for at in range(3)]  # type: ignore[union-attr]
    assert heads == ["Measure (F1)", "Rules", "New"]
    rows = {
        page.card.table.item(row, 0).text(): page.card.table.item(row, 2).text()
        for row in range(page.card.table.rowCount())
    }
    assert rows["content, exact"] == "100.0 %"
    assert "Better than" in page.card.verdict.text()
    assert page.card.points.rowCount() == 3, "a quarter of ten articles is too few for a point"
    assert "Tested on 3 articles" in page.card.about.text()
    assert page.card.keep.hasFocus()


def test_keeping_uses_it_at_once(
    window: MainWindow, page: ModelsDialog, session: Session, qtbot: QtBot
) -> None:
    trained(page, qtbot)
    with qtbot.waitSignal(page.modelsChanged):
        qtbot.keyClick(page.card.keep, Qt.Key.Key_Space)
    names = models.usable(session).names
    assert list(names) == ["quotes"]
    assert page.card.isHidden()
    assert page.versions.rowCount() == 1
    assert page.versions.item(0, 6).text() == "in use"
    assert "in use" in page.there["quotes"].text()
    assert names["quotes"] in window.status.message.text()


def test_dropping_leaves_nothing(page: ModelsDialog, session: Session, qtbot: QtBot) -> None:
    trained(page, qtbot)
    assert page._work.waiting is not None
    folder = page._work.waiting.candidate.folder
    qtbot.mouseClick(page.card.drop, Qt.MouseButton.LeftButton)
    assert not folder.exists()
    assert models.usable(session).paths == {}
    assert page.card.isHidden()


def test_a_worse_model_is_to_be_dropped(page: ModelsDialog, rules: Rules, qtbot: QtBot) -> None:
    rules.enough = 99
    trained(page, qtbot)
    assert "Not better" in page.card.verdict.text()
    assert page.card.drop.isDefault()


def test_what_cannot_be_kept_waits_again(
    page: ModelsDialog, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(page, qtbot)

    def full(*_: Any) -> None:
        raise AnnotatorError("model-disk-full", path="x")

    with monkeypatch.context() as patched:
        patched.setattr(training, "keep", full)
        qtbot.mouseClick(page.card.keep, Qt.MouseButton.LeftButton)
    assert "no room left" in page.message.text()
    assert page.card.isVisibleTo(page)
    qtbot.mouseClick(page.card.keep, Qt.MouseButton.LeftButton)
    assert list(models.usable(session).paths) == ["quotes"]


def test_cancelling_from_the_status_bar(
    window: MainWindow, page: ModelsDialog, rules: Rules, session: Session, qtbot: QtBot
) -> None:
    running = threading.Event()

    def until_cancelled(_folder: Path, task: Task) -> None:
        running.set()
        while not task.cancelled:
            threading.Event().wait(0.01)

    rules.while_training = until_cancelled
    qtbot.mouseClick(page.train["quotes"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(running.is_set)
    qtbot.mouseClick(window.status.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page._work.running)
    assert "cancelled" in window.status.message.text()
    assert page.card.isHidden()
    assert list(models.store_of(session).folder.glob("*")) == []


def test_what_went_wrong_is_said_and_the_page_goes_on(
    page: ModelsDialog, rules: Rules, qtbot: QtBot
) -> None:
    def lost(_folder: Path, _task: Task) -> None:
        raise AnnotatorError("training-stopped")

    rules.while_training = lost
    qtbot.mouseClick(page.train["quotes"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page._work.running)
    assert "Nothing was kept" in page.message.text()
    assert page.train["quotes"].isEnabled()


def test_closing_the_project_stops_a_training_and_drops_what_waits(
    window: MainWindow, page: ModelsDialog, rules: Rules, qtbot: QtBot
) -> None:
    trained(page, qtbot)
    assert page._work.waiting is not None
    folder = page._work.waiting.candidate.folder
    window.run("close-project")
    assert not folder.exists()
    assert window.workspace.learning.models is None


def test_versions_are_used_and_deleted(
    page: ModelsDialog, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        trained(page, qtbot)
        qtbot.mouseClick(page.card.keep, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not page.counting)
    assert [page.versions.item(row, 6).text() for row in range(2)] == ["in use", ""]
    page.versions.setCurrentCell(1, 0)
    assert page.use.isEnabled()
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert [page.versions.item(row, 6).text() for row in range(2)] == ["", "in use"]
    qtbot.mouseClick(page.use_none, Qt.MouseButton.LeftButton)
    assert models.usable(session).paths == {}
    asked: list[str] = []

    def agree(_parent: object, title: str, *_: str) -> bool:
        asked.append(title)
        return len(asked) > 1

    monkeypatch.setattr(models_dialog, "agreed", agree)
    qtbot.mouseClick(page.remove, Qt.MouseButton.LeftButton)
    assert page.versions.rowCount() == 2, "not agreed"
    qtbot.mouseClick(page.remove, Qt.MouseButton.LeftButton)
    assert page.versions.rowCount() == 1
    assert asked == ["Delete model", "Delete model"]
    assert not (models.store_of(session).folder / "quotes" / "1").exists()


def test_a_dozen_finished_articles_bring_a_quiet_word(
    window: MainWindow, session: Session, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("it must not ask"))
    learning = window.workspace.learning
    add_stories(session, 11)
    learning.remind()
    assert "since the last training" not in window.status.message.text()
    add_stories(session, 2, start=11)
    learning.remind()
    assert window.status.message.text().startswith("13 articles finished since the last training")
    window.status.message.clear()
    learning.remind()
    assert window.status.message.text() == "", "said once"
    add_stories(session, 12, start=13)
    learning.remind()
    assert window.status.message.text().startswith("25 articles")


# The curve ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_curve_is_drawn_in_the_colours_of_the_theme_and_said(qtbot: QtBot, theme: Any) -> None:
    curve = LearningCurve()
    qtbot.addWidget(curve)
    curve.dress(theme)
    curve.resize(500, 260)
    curve.show_curve([CurvePoint(20, 0.62), CurvePoint(5, 0.41)], [Level("Rules", 0.5)])
    assert curve.accessibleName() == "Learning curve"
    assert curve.accessibleDescription() == "5 articles: 41.0%; 20 articles: 62.0%; Rules: 50.0%"
    image = curve.grab().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert {theme.accent, theme.border} <= colours


def test_an_axis_holds_all_scores() -> None:
    assert value_range([]) == (0, 1)
    assert value_range([0.41, 0.62]) == pytest.approx((0.3, 0.7))
    assert value_range([1.0]) == pytest.approx((0.9, 1.0))
    assert value_range([0.0]) == pytest.approx((0.0, 0.1))
    assert ticks(0.3, 0.5) == pytest.approx([0.3, 0.35, 0.4, 0.45, 0.5])
    assert ticks(0.1, 1.0) == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9])
