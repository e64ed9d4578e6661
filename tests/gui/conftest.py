"""A main window with a small project, and what a person does in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui.main_window import MainWindow
from annotator.gui.settings import Settings
from annotator.services.session import Session
from tests import articles
from tests.journeys.keyboard import Keyboard


@pytest.fixture
def bare_window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window without a project."""
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    yield window
    window.close()


@pytest.fixture(scope="session")
def two_stories(away: Callable[[], Any], fresh_project: bytes) -> bytes:
    """A closed project with two articles; the harbour story comes first."""
    with away() as folder:
        path: Path = folder / "harbour.annotator"
        path.write_bytes(fresh_project)
        with Session.open(path, annotator="Mina Kell") as session:
            session.set_setting("suggest", False)
            articles.add_article(session, articles.HARBOUR, language="en")
            articles.add_article(session, articles.PLAIN, language="en", title="The road")
        return path.read_bytes()


@pytest.fixture
def harbour(project_path: Path, two_stories: bytes) -> Path:
    """A project of a test's own with the two articles."""
    project_path.write_bytes(two_stories)
    return project_path


@pytest.fixture
def window(qtbot: QtBot, bare_window: MainWindow, harbour: Path) -> MainWindow:
    """The main window with the harbour story, the article in focus."""
    assert bare_window.open_project(harbour)
    bare_window.activateWindow()
    qtbot.waitUntil(bare_window.workspace.pane.view.hasFocus)
    return bare_window


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def finished(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """`finished(window)` waits until no long work runs."""
    return lambda window: qtbot.waitUntil(lambda: not window.work.running, timeout=30_000)
