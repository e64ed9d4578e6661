"""From import to export through the main window, with the keyboard alone."""

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
from tests.journeys.analyst import Analyst
from tests.journeys.gold import entities, meaning, slots_as_spans
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.real_pipeline


@pytest.fixture
def gold() -> dict[str, Any]:
    line: dict[str, Any] = json.loads(resource("samples", "twin-gold.jsonl").read_text("utf-8"))
    return line


@pytest.fixture
def window(qtbot: QtBot, project_path: Path) -> Iterator[MainWindow]:
    """The main window with the twin article, and what the assistant found in it."""
    with Session.create(project_path, load_scheme("news"), "Mina Kell") as session:
        import_paths(session, [resource("samples", "twin.txt")], ImportOptions())
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.open_project(project_path)
    window.activateWindow()
    qtbot.waitUntil(window.pane.view.hasFocus)
    yield window
    window.close()


def wait_for_assistant(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.assistant.busy, timeout=60_000)


def exported(path: Path, out: Path) -> bytes:
    with Session.open(path, read_only=True) as session:
        export(session, out, ExportOptions(tokens=False))
    return out.read_bytes()


def test_twin_is_labelled_by_keys_alone(
    qtbot: QtBot, window: MainWindow, gold: dict[str, Any], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    keyboard = Keyboard()
    analyst = Analyst(window, keyboard)

    analyst.exclude(gold["zones"])
    wait_for_assistant(qtbot, window)
    analyst.label_entities(entities(gold))
    analyst.label_frames(
        [slots_as_spans(gold, each) for each in gold["quotes"]],
        [slots_as_spans(gold, each) for each in gold["opinions"]],
    )
    analyst.finish([each["label"] for each in gold["document_labels"]])

    path = window.session.path
    window.close()
    line = json.loads(exported(path, tmp_path / "out.jsonl"))
    with capsys.disabled():
        print(f"\n{keyboard.count} keys")
        for what, spent in analyst.spent.items():
            going, making = sum(went for went, _ in spent), [made for _, made in spent]
            print(
                f"  {len(spent):3} × {what}: {going} keys to get there, {sum(making)} to make them "
                f"(at most {max(making)} for one)"
            )
    for part, wanted in meaning(gold).items():
        assert meaning(line)[part] == wanted, part
