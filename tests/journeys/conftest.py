"""What journeys start from: a sample article in a project of its own, in the real window."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
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
from tests.journeys.network import WATCHED, Network, watch


def gold_of(story: str) -> dict[str, Any]:
    """Return what the labels of a sample article shall be."""
    path = resource("samples", f"{story}-gold.jsonl")
    line: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return line


def make_project(path: Path, gold: Mapping[str, Any]) -> None:
    """Make a project that holds the text of a gold line and no label."""
    text = path.with_name(f"{gold['id']}.txt")
    text.write_text(gold["text"], encoding="utf-8")
    with Session.create(path, load_scheme("news"), "Mina Kell") as session:
        import_paths(session, [text], ImportOptions())


def exported(project: Path, out: Path) -> bytes:
    """Return the native export of a project that is closed."""
    with Session.open(project, read_only=True) as session:
        export(session, out, ExportOptions())
    return out.read_bytes()


@pytest.fixture(autouse=True)
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """See that no journey reaches for a network, in this process or in one that it starts."""
    log = tmp_path / "network.log"
    monkeypatch.setenv(watch.VARIABLE, str(log))
    monkeypatch.setenv("PYTHONPATH", str(WATCHED), prepend=os.pathsep)
    before = watch.open_sockets()
    watch.start(str(log))
    found = Network(log)
    try:
        yield found
        assert found.attempts == []
        assert watch.open_sockets() == before
    finally:
        watch.stop()


@pytest.fixture
def open_article(
    qtbot: QtBot, project_path: Path
) -> Iterator[Callable[[Mapping[str, Any]], MainWindow]]:
    """`open_article(gold)` opens the main window with the text of a gold line."""
    opened = []

    def go(gold: Mapping[str, Any]) -> MainWindow:
        make_project(project_path, gold)
        window = MainWindow(Settings())
        opened.append(window)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        assert window.open_project(project_path)
        window.activateWindow()
        qtbot.waitUntil(window.workspace.pane.view.hasFocus)
        return window

    yield go
    for window in opened:
        window.close()
