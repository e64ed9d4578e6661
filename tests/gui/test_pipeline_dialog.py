"""Choosing a pipeline, what its labels are called here, and what is suggested."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from annotator.assist import pipelines
from annotator.gui.dialogs.pipeline_dialog import PipelineDialog
from annotator.gui.main_window import MainWindow
from annotator.services import models
from annotator.services.pipeline_choice import (
    Choice,
    agreed_folders,
    choice_of,
    chosen_pipeline,
    keep_choice,
)
from annotator.services.session import Session
from tests.assist.local_pipelines import save
from tests.gui.answers import answer


@pytest.fixture
def opened(qtbot: QtBot, session: Session) -> Callable[[], PipelineDialog]:
    def make() -> PipelineDialog:
        dialog = PipelineDialog(None, session)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save(tmp_path / "ships")


def pick(monkeypatch: pytest.MonkeyPatch, dialog: PipelineDialog, folder: Path | str) -> None:
    """Press the button and choose this folder."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    dialog.browse.click()


def becomes(dialog: PipelineDialog) -> dict[str, str]:
    return {
        dialog.table.item(row, 0).text(): dialog.table.cellWidget(row, 1).currentText()
        for row in range(dialog.table.rowCount())
    }


def test_a_new_project_shows_the_default_and_all_it_gives(
    opened: Callable[[], PipelineDialog],
) -> None:
    dialog = opened()
    assert dialog.pipeline.currentText() == f"default ({pipelines.find('').title})"
    assert "parses" in dialog.gives.text()
    assert "18 labels" in dialog.gives.text()
    assert not dialog.problem.isVisible()
    assert all(box.isChecked() for box in dialog.kinds.values())
    assert becomes(dialog)["GPE"] == "Place (GPE)"
    assert "No own model" in dialog.models.text()


def test_saving_it_as_it_is_changes_nothing(
    opened: Callable[[], PipelineDialog], session: Session
) -> None:
    opened().keep()
    assert choice_of(session) == Choice()
    assert agreed_folders() == set()


def test_what_was_set_is_kept_and_shown_again(
    opened: Callable[[], PipelineDialog], session: Session
) -> None:
    dialog = opened()
    dialog.pipeline.setCurrentIndex(1)
    norp = dialog._boxes["NORP"]
    norp.setCurrentIndex(norp.findData(""))
    gpe = dialog._boxes["GPE"]
    gpe.setCurrentIndex(gpe.findData("LOC"))
    dialog.kinds["opinions"].setChecked(False)
    dialog.switches["beliefs"].setChecked(True)
    dialog.keep()
    assert choice_of(session) == Choice(
        pipelines.find("").name, {"NORP": "", "GPE": "LOC"}, ("entities", "quotes"),
        {"beliefs": True},
    )  # fmt: skip
    again = opened()
    assert again.pipeline.currentIndex() == 1
    assert becomes(again)["NORP"] == "not suggested"
    assert becomes(again)["GPE"] == "Location"
    assert [kind for kind, box in again.kinds.items() if box.isChecked()] == ["entities", "quotes"]
    assert again.switches["beliefs"].isChecked()
    again.defaults.click()
    again.keep()
    assert choice_of(session).labels == {}


def test_every_switch_of_the_guideline_has_a_sentence(
    opened: Callable[[], PipelineDialog],
) -> None:
    dialog = opened()
    assert len(dialog.switches) >= 8
    texts = [box.text() for box in dialog.switches.values()]
    assert len(set(texts)) == len(texts)


def test_a_folder_that_is_picked_here_is_agreed_to_when_it_is_saved(
    opened: Callable[[], PipelineDialog], session: Session, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    dialog = opened()
    pick(monkeypatch, dialog, folder)
    assert dialog.pipeline.currentText() == str(folder)
    assert "loader" in dialog.gives.text()
    assert becomes(dialog) == {}
    assert agreed_folders() == set()
    dialog.keep()
    assert agreed_folders() == {str(folder)}
    assert choice_of(session).pipeline == str(folder)
    assert chosen_pipeline(session).problem == ""
    assert opened().pipeline.currentText() == str(folder)


def test_a_folder_that_came_with_the_project_must_be_picked_here_first(
    opened: Callable[[], PipelineDialog], session: Session, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keep_choice(session, Choice(str(folder)))
    dialog = opened()
    assert dialog.problem.isVisible()
    assert "not loaded" in dialog.problem.text()
    dialog.keep()
    assert agreed_folders() == set()
    pick(monkeypatch, dialog, folder)
    assert not dialog.problem.isVisible()
    dialog.keep()
    assert agreed_folders() == {str(folder)}


def test_a_folder_without_a_pipeline_says_so(
    opened: Callable[[], PipelineDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()
    pick(monkeypatch, dialog, tmp_path)
    assert "holds no spaCy pipeline" in dialog.problem.text()
    assert dialog.problem.isVisible()
    assert becomes(dialog) == {}
    pick(monkeypatch, dialog, "")  # the person thought better of it
    dialog.pipeline.setCurrentIndex(0)
    assert not dialog.problem.isVisible()
    assert "GPE" in becomes(dialog)


def test_pipelines_that_fit_badly_say_why(
    opened: Callable[[], PipelineDialog], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()
    pick(monkeypatch, dialog, save(tmp_path / "old", spacy_version=">=2.0,<3.0"))
    assert spacy.__version__ in dialog.problem.text()
    pick(monkeypatch, dialog, save(tmp_path / "minor", spacy_version=">=3.0,<3.1"))
    assert "may find less" in dialog.problem.text()
    assert "Gives" in dialog.gives.text()


def test_labels_set_for_one_pipeline_stay_when_another_is_looked_at(
    opened: Callable[[], PipelineDialog], session: Session, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keep_choice(session, Choice(labels={"NORP": ""}))
    dialog = opened()
    pick(monkeypatch, dialog, folder)
    dialog.keep()
    assert choice_of(session).labels == {"NORP": ""}


def test_own_models_in_use_are_named(
    opened: Callable[[], PipelineDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.gui.dialogs import pipeline_dialog

    used = models.Usable(names={"quotes": "quote-model-1a2b3c4d"})
    monkeypatch.setattr(pipeline_dialog, "usable", lambda _: used)
    assert "quote-model-1a2b3c4d" in opened().models.text()


def test_everything_is_reached_and_named_for_the_keyboard(
    qtbot: QtBot, opened: Callable[[], PipelineDialog]
) -> None:
    dialog = opened()
    dialog.activateWindow()
    dialog.pipeline.setFocus()
    qtbot.waitUntil(dialog.pipeline.hasFocus)
    seen = [dialog.focusWidget()]
    for _ in range(60):
        qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
        if dialog.focusWidget() is seen[0]:
            break
        seen.append(dialog.focusWidget())
    assert set(dialog._boxes.values()) <= set(seen)
    assert {dialog.browse, dialog.defaults, dialog.do, *dialog.kinds.values()} <= set(seen)
    for each in dialog._boxes.values():
        assert each.accessibleName()
    assert all(label.accessibleName() or label.text() or not label.isVisible()
               for label in dialog.findChildren(QLabel))  # fmt: skip


def test_the_window_opens_it_and_looks_at_the_article_again(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(window.workspace.assistant, "replan", lambda: looked.append(True))
    answer(monkeypatch, PipelineDialog, lambda dialog: dialog.kinds["quotes"].setChecked(False))
    window.run("pipeline")
    assert looked == [True]
    assert window.session is not None
    assert choice_of(window.session).layers == ("entities", "opinions")
