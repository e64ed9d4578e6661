"""What a person is asked before articles come in and before they go out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.gui.dialogs.export_dialog import ExportDialog
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.dialogs.report_dialogs import ExportReportDialog, ImportReportDialog
from annotator.gui.main_window import MainWindow
from annotator.services.session import Session
from tests.gui.answers import answer
from tests.journeys.keyboard import Keyboard

Finished = Callable[[MainWindow], None]


def choose(box: object, data: object) -> None:
    box.setCurrentIndex(box.findData(data))  # type: ignore[attr-defined]


def session_of(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


def test_an_unknown_label_is_mapped_once_for_all_files(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    for name in "ab":
        value = {
            "text": f"Dana Ilves met {name}.",
            "spans": [
                {"start": 0, "end": 10, "label": "Mensch"},
                {"start": 0, "end": 4, "label": "Odd"},
            ],
        }
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(value) + "\n", encoding="utf-8")
    said: list[str] = []

    def fill(dialog: ImportDialog) -> None:
        assert set(dialog.labels) == {"Mensch", "Odd"}
        choose(dialog.labels["Mensch"], "entities.PERSON")
        choose(dialog.unknown, "skip")

    answer(monkeypatch, ImportDialog, fill)
    monkeypatch.setattr(
        ImportReportDialog, "exec", lambda dialog: said.append(dialog.text.toPlainText())
    )
    window.work.import_paths([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    finished(window)
    session = session_of(window)
    found = [each.label for number in session.document_ids()[2:]
             for each in session.article(number).annotations.values()]  # fmt: skip
    assert found == ["PERSON", "PERSON"]
    assert "Odd" in said[0]


def test_other_columns_are_looked_at_before_anything_is_stored(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    (tmp_path / "in.csv").write_text("a,b\nThe ferry left.,Harbour\n", encoding="utf-8")
    asked: list[list[str]] = []

    def fill(dialog: ImportDialog) -> None:
        asked.append([box.currentText() for box in dialog.columns.values() if box.currentData()])
        if len(asked) == 1:
            choose(dialog.columns["text"], "a")
            choose(dialog.columns["title"], "b")
            assert dialog.do.text() == "Look again"

    answer(monkeypatch, ImportDialog, fill)
    window.work.import_paths([tmp_path / "in.csv"])
    finished(window)
    assert asked == [[], ["a", "b"]]
    session = session_of(window)
    document = session.document(session.document_ids()[-1])
    assert (document.title, session.text(document.id)) == ("Harbour", "The ferry left.")


def test_losses_are_counted_before_anything_is_written(
    window: MainWindow, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    keyboard.press("1")
    dialogs: list[ExportDialog] = []
    monkeypatch.setattr(ExportDialog, "exec", lambda dialog: dialogs.append(dialog) or 0)
    window.run("export")
    (dialog,) = dialogs
    rows = [dialog.format.itemData(row)["name"] for row in range(dialog.format.count())]
    dialog.format.setCurrentIndex(rows.index("prodigy"))
    dialog.look.click()
    qtbot.waitUntil(lambda: not window.work.running and dialog.isEnabled())
    assert "2 articles" in dialog.told.text()


def test_a_dataset_is_made_from_the_window(
    window: MainWindow, keyboard: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    finished: Finished,
) -> None:  # fmt: skip
    keyboard.press("1")
    said: list[str] = []

    def fill(dialog: ExportDialog) -> None:
        dialog.parts.setChecked(True)
        dialog.shares.setText("half")
        assert not dialog.do.isEnabled()
        assert "no shares" in dialog.wrong.text()
        dialog.shares.setText("50 / 50")
        assert dialog.do.isEnabled()
        assert dialog.ending == ""
        dialog.licence.setText("CC0-1.0")

    answer(monkeypatch, ExportDialog, fill)
    out = tmp_path / "set"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    monkeypatch.setattr(
        ExportReportDialog, "exec", lambda dialog: said.append(dialog.text.toPlainText())
    )
    window.run("export")
    finished(window)
    assert "CC0-1.0" in (out / "README.md").read_text(encoding="utf-8")
    assert {"train.jsonl", "dev.jsonl"} <= {each.name for each in out.iterdir()}
    assert "train" in said[0]


def test_the_original_of_a_page_is_saved_again(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><p>“We go,” said Dana Ilves.</p></article></body></html>")
    answer(monkeypatch, ImportDialog, lambda dialog: None)
    monkeypatch.setattr(ImportReportDialog, "exec", lambda dialog: 0)
    window.work.import_paths([page])
    finished(window)
    out = tmp_path / "again.html"
    suggested: list[str] = []

    def where(_parent: object, _title: str, name: str) -> tuple[str, str]:
        suggested.append(Path(name).name)
        return str(out), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    window.open_document(session_of(window).document_ids()[-1])
    window.run("original")
    assert suggested == ["page.html"]
    assert out.read_bytes() == page.read_bytes()
    said: list[str] = []
    monkeypatch.setattr(window.work, "show_error", lambda error: said.append(error.code))
    window.open_document(session_of(window).document_ids()[0])
    window.run("original")
    assert said == ["original-missing"]


def test_what_quotes_and_opinions_become_is_said(window: MainWindow) -> None:
    dialog = ExportDialog(window, session_of(window))
    told = {}
    for place in range(dialog.format.count()):
        dialog.format.setCurrentIndex(place)
        told[dialog.format.currentData()["name"]] = dialog.told.text()
    assert told["jsonl"] == "Carries everything."
    assert told["brat"].endswith("Quotes and opinions become relations between their parts.")
    assert "frames" in told["conll"]
    assert "frames" not in told["brat"] + told["w3c"]


def test_enter_exports_also_after_a_choice_was_made(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ExportDialog(window, session_of(window))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.buttons.buttons()[0].setFocus()
    dialog.format.setFocus()
    assert dialog.do.isDefault()
    assert [each.isDefault() for each in dialog.buttons.buttons()].count(True) == 1
