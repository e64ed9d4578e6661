"""A check is drawn in the window, labelled blind, compared and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from annotator.domain.documents import State
from annotator.gui.dialogs.self_agreement_dialog import SelfAgreementDialog
from annotator.gui.dialogs.self_check_dialog import SelfCheckDialog
from annotator.gui.main_window import MainWindow
from annotator.services.desk import Desk
from annotator.services.self_agreement import DrawOptions, check_of, check_path
from tests.services.desks import labelled


@pytest.fixture
def home(window: MainWindow) -> MainWindow:
    """The window with the harbour story labelled and finished."""
    session = window.session
    assert session is not None
    desk = Desk(session)
    desk.open(session.document_ids()[0])
    labelled(desk, "Dana Ilves", "PERSON")
    labelled(desk, "Karsk", "GPE")
    desk.set_state(State.DONE)
    desk.close()
    return window


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[SelfCheckDialog]:
    """The pages that were shown; each waits for nobody."""
    found: list[SelfCheckDialog] = []

    def show(dialog: QDialog) -> int:
        assert isinstance(dialog, SelfCheckDialog)
        found.append(dialog)
        dialog.show()
        return 0

    monkeypatch.setattr(SelfCheckDialog, "exec", show)
    return found


def _begin(window: MainWindow, qtbot: QtBot) -> Path:
    """Draw the one finished article and change to the check."""
    assert window.session is not None
    path = check_path(window.session)
    window.workspace.self_check.begin(DrawOptions(1, 0, 1))
    qtbot.waitUntil(lambda: window.session is not None and window.session.path == path)
    return path


def _finish(window: MainWindow) -> None:
    """Label the article of the check otherwise."""
    assert window.desk is not None
    labelled(window.desk, "Karsk", "GPE")
    window.desk.set_state(State.DONE)


def _figures(window: MainWindow, qtbot: QtBot) -> SelfAgreementDialog:
    work = window.workspace.self_check
    work.compare()
    qtbot.waitUntil(lambda: work.figures is not None)
    figures = work.figures
    assert figures is not None
    qtbot.waitUntil(lambda: not figures.counting)
    return figures


def test_the_page_says_how_many_articles_can_come_back(
    home: MainWindow, qtbot: QtBot, shown: list[SelfCheckDialog]
) -> None:
    home.run("self-check")
    (page,) = shown
    qtbot.waitUntil(lambda: not page.looking)
    assert page.found.text().startswith("No finished article of yours is 30 days old")
    assert not page.begin.isEnabled()
    page.days.setValue(0)
    qtbot.waitUntil(lambda: not page.looking)
    assert page.found.text().startswith("Only 1 article of yours is finished")
    page.articles.setValue(1)
    qtbot.waitUntil(lambda: not page.looking and page.begin.isEnabled())
    assert page.found.text() == "1 article of yours 0 days old or older can come back."
    assert not page.forget.isVisible()
    page.begin.click()
    qtbot.waitUntil(home.workspace.self_check.line.isVisible)
    assert home.windowTitle().startswith("Self-check")


def test_the_window_goes_to_the_check_and_back(home: MainWindow, qtbot: QtBot) -> None:
    assert home.session is not None
    project, recent = home.session.path, home.settings.recent()
    _begin(home, qtbot)
    session, desk = home.session, home.desk
    assert session is not None
    assert desk is not None
    assert desk.article is not None
    assert desk.article.annotations == {}
    assert session.counts().annotations == 0
    assert home.settings.recent() == recent  # a check is nothing to be opened from the start page
    line = home.workspace.self_check.line
    assert line.words.text().startswith("Self-check: 0 of 1 article done.")
    assert not line.compare.isEnabled()
    _finish(home)
    qtbot.waitUntil(line.compare.isEnabled)
    line.back.click()
    assert home.session is not None
    assert home.session.path == project
    assert not line.isVisible()
    assert home.session.counts().annotations == 2
    home.workspace.self_check.go_on()
    assert line.words.text().startswith("Self-check: 1 of 1 article done.")


def test_the_figures_open_what_differs_and_that_the_place(home: MainWindow, qtbot: QtBot) -> None:
    _begin(home, qtbot)
    _finish(home)
    figures = _figures(home, qtbot)
    figures.figure.setCurrentIndex(figures.figure.findData("span_f1_exact"))
    figures._show()
    assert figures.table.item(0, 0).text().startswith("0.67")  # type: ignore[union-attr]
    assert figures.table.horizontalHeaderItem(0).text() == "Mina Kell / Mina Kell, again"  # type: ignore[union-attr]
    figures._open(0, 0)
    items = figures.items
    assert items is not None
    qtbot.waitUntil(lambda: not items.looking)
    row = items.table.topLevelItem(0)
    assert row is not None
    assert items.table.topLevelItemCount() == 1
    assert [row.text(column) for column in (1, 2, 3, 4)] == [
        "Dana Ilves", "Person: Dana Ilves", "–", "missing",
    ]  # fmt: skip
    items.table.itemActivated.emit(row, 0)
    desk = home.desk
    assert desk is not None
    assert desk.selection is not None
    assert desk.selection.of(desk.reading.text) == "Dana Ilves"
    folder = figures._comparison.path.parent
    figures.close()
    assert not folder.exists()


def test_a_check_is_compared_from_the_project_and_forgotten(
    home: MainWindow, qtbot: QtBot, shown: list[SelfCheckDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _begin(home, qtbot)
    _finish(home)
    home.workspace.self_check.go_back()
    assert _figures(home, qtbot).table.rowCount() > 0
    home.run("self-check")
    (page,) = shown
    assert page.said.text().endswith("1 article, 1 of them done.")
    assert page.compare.isEnabled()
    monkeypatch.setattr("annotator.gui.dialogs.self_check_dialog.agreed", lambda *_: True)
    page.forget.click()
    assert not path.exists()
    assert home.session is not None
    assert check_of(home.session) is None
    assert home.session.counts().annotations == 2


def test_a_check_is_forgotten_from_within(home: MainWindow, qtbot: QtBot) -> None:
    assert home.session is not None
    project = home.session.path
    path = _begin(home, qtbot)
    home.workspace.self_check.forget()
    assert not path.exists()
    assert home.session is not None
    assert home.session.path == project


def test_a_project_that_moved_is_named(home: MainWindow, qtbot: QtBot) -> None:
    assert home.session is not None
    project = home.session.path
    path = _begin(home, qtbot)
    project.rename(project.with_name("moved.annotator"))
    home.workspace.self_check.forget()
    assert path.exists()
    assert str(project) in home.status.message.text()


def test_a_damaged_check_can_only_be_forgotten(
    home: MainWindow, shown: list[SelfCheckDialog]
) -> None:
    assert home.session is not None
    path = check_path(home.session)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"no project at all" * 400)
    home.run("self-check")
    (page,) = shown
    assert "cannot be read" in page.said.text()
    assert page.forget.isVisible()
    assert not page.go_on.isVisible()
    assert not page.begin.isVisible()
