"""People under other names, chosen in the export dialog."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.gui.dialogs.export_dialog import ExportDialog
from annotator.gui.dialogs.report_dialogs import ExportReportDialog
from annotator.gui.main_window import MainWindow
from tests.gui.answers import answer

Finished = Callable[[MainWindow], None]


@pytest.fixture
def labelled(window: MainWindow) -> MainWindow:
    """The window on the harbour story with Dana Ilves labelled."""
    desk = window.desk
    assert desk is not None
    assert desk.article is not None
    start = desk.article.text.index("Dana Ilves")
    from annotator.domain.annotations import Span

    desk.take(Span(start, start + 10))
    desk.label("PERSON", "entities")
    return window


def test_people_are_shown_then_renamed_and_the_key_is_written(
    labelled: MainWindow,
    tmp_path: Path,
    finished: Finished,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, key = tmp_path / "out.jsonl", tmp_path / "who is who.csv"

    def fill(dialog: ExportDialog) -> None:
        people = dialog.people
        assert not people.look.isEnabledTo(dialog) or not people._choices.isEnabled()
        assert dialog.options().redact is None
        people.box.setChecked(True)
        people.key.setChecked(True)
        people.look.click()
        qtbot.waitUntil(lambda: not labelled.work.running)
        shown = people.examples.item(0).text()
        assert shown.startswith("Dana Ilves → Person ")
        first = people.labels.item(0)
        assert first.text().startswith("Person")
        first.setCheckState(Qt.CheckState.Unchecked)
        assert not dialog.do.isEnabled()
        assert people.problem
        first.setCheckState(Qt.CheckState.Checked)
        assert dialog.do.isEnabled()

    asked = iter([str(out), str(key)])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(asked), ""))
    told: list[str] = []
    monkeypatch.setattr(ExportReportDialog, "exec", lambda dialog: told.append("shown"))
    answer(monkeypatch, ExportDialog, fill)
    labelled.run("export")
    finished(labelled)
    assert told == ["shown"]
    line = json.loads(out.read_bytes().splitlines()[0])
    (span,) = line["spans"]
    assert span["text"].startswith("Person ")
    assert "Ilves" not in out.read_text(encoding="utf-8")
    assert "Dana Ilves" in key.read_text(encoding="utf-8")


def test_no_key_no_export(
    labelled: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.jsonl"

    def fill(dialog: ExportDialog) -> None:
        dialog.people.box.setChecked(True)
        dialog.people.key.setChecked(True)

    asked = iter([str(out), ""])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(asked), ""))
    answer(monkeypatch, ExportDialog, fill)
    labelled.run("export")
    assert not labelled.work.running
    assert not out.exists()
