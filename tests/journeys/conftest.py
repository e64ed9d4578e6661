"""What journeys start from: the twin article in a project of its own, in the real window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.gui.main_window import MainWindow
from annotator.gui.settings import Settings
from annotator.locations import resource
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session


def make_twin_project(path: Path) -> None:
    """Make a project that holds the twin article and no label."""
    with Session.create(path, load_scheme("news"), "Mina Kell") as session:
        import_paths(session, [resource("samples", "twin.txt")], ImportOptions())


def exported(project: Path, out: Path) -> bytes:
    """Return the native export of a project that is closed."""
    with Session.open(project, read_only=True) as session:
        export(session, out, ExportOptions())
    return out.read_bytes()


@pytest.fixture
def gold() -> dict[str, Any]:
    """What the twin's labels shall be."""
    line: dict[str, Any] = json.loads(resource("samples", "twin-gold.jsonl").read_text("utf-8"))
    return line


@pytest.fixture
def window(qtbot: QtBot, project_path: Path) -> Iterator[MainWindow]:
    """The main window with the twin article."""
    make_twin_project(project_path)
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    assert window.open_project(project_path)
    window.activateWindow()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    yield window
    window.close()
