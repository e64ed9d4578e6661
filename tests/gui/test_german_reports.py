"""What became of files is told in German: problems, what was passed over, what a format loses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from annotator.gui.dialogs.export_dialog import ExportDialog
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.dialogs.report_dialogs import ExportReportDialog, ImportReportDialog
from annotator.gui.main_window import MainWindow
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.wording import use_language
from tests.gui.answers import answer

Finished = Callable[[MainWindow], None]


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder in which hardly anything is as it should be."""
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "picture.pages").write_bytes(b"x")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "quotes.csv").write_text('text\n"Karsk" denies.\nThe ferry left.\n')
    (folder / "tags.conll").write_text("Karsk B-GPE\ndenies O\n\nOren PERSON\n")
    hero = {"text": "Oren left.", "spans": [{"start": 0, "end": 4, "label": "HERO", "layer": "x"}]}
    parts = {"start": 0, "end": 4, "label": "PERSON", "parts": [[0, 2], [2, 4]]}
    for name, line in {
        "tasks": {"text": "Oren Maret denied it.", "answer": "reject", "_view_id": "ner_manual"},
        "unknown": hero,
        "parts": {"text": "Oren left.", "spans": [parts]},
    }.items():
        (folder / f"{name}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return folder


def test_a_folder_of_odd_files_is_reported_in_german(
    window: MainWindow, odd: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    asked, said = [], []

    def fill(dialog: ImportDialog) -> None:
        asked.extend(each.text() for each in dialog.findChildren(QLabel))
        dialog.on_error.setCurrentIndex(dialog.on_error.findData("skip"))

    answer(monkeypatch, ImportDialog, fill)
    monkeypatch.setattr(
        ImportReportDialog, "exec", lambda dialog: said.append(dialog.text.toPlainText())
    )
    window.work.import_paths([odd])
    finished(window)
    tags = "Dateien mit Tags (gemischte Arten): 1"
    assert asked[0].splitlines()[1:] == [
        (
            "Gelesen als PDF mit Text, JSON Lines von Annotator (3), Tabelle (CSV, TSV), Spalten "
            "wie CoNLL-2003."
        ),
        "Blöcke als Artikel genommen, weil nichts anzeigt, wo einer beginnt: 2",
        "Artikel mit nach Regeln zwischen die Wörter gesetzten Leerzeichen: 2",
        tags,
    ]
    problems = said[0].replace(f"{odd}/", "").splitlines()
    told = {
        "cut.pdf": "(das Ende fehlt)",
        "parts.jsonl:1": "(Teil 2-4 ist vom Teil davor nicht getrennt)",
        "quotes.csv:2": "(nach einem schließenden Anführungszeichen fehlt „,“)",
        "unknown.jsonl:1": "kein Label „HERO“ in der Ebene „x“",
    }
    assert [each.split(": ")[0].strip() for each in problems[1:5]] == list(told)
    assert all(why in each for why, each in zip(told.values(), problems[1:5], strict=True))
    assert problems[7:] == [
        tags,
        "übergangen: Verknüpfungen in einem Ordner (1-mal)",
        "übergangen: Dateien mit der Endung „.pages“ (1-mal)",
        "übergangen: Antwort „reject“ (1-mal)",
    ]


def test_what_a_format_loses_and_changes_is_told_in_german(
    window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    assert session is not None
    inside = {"start": 1, "end": 3, "label": "PERSON"}
    line = {"text": "Oren left.", "spans": [inside], "comments": [{"text": "Who?"}]}
    path = tmp_path / "inside.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    import_paths(session, [path], ImportOptions())
    report = export(session, tmp_path / "out.conll", ExportOptions("conll"))
    dialog = ExportReportDialog(window, "conll", report)
    assert dialog.text.toPlainText().splitlines()[:4] == [
        "conll kann nicht wiedergeben und ließ weg:",
        "  3 Metadaten",
        "  1 Kommentar",
        "Tokens geteilt, wo ein Label beginnt oder endet: 2",
    ]
    # Programs and data files are told in English in any language.
    assert report.notes == {"tokens split where a label starts or ends": 2}


def test_formats_have_german_titles(window: MainWindow) -> None:
    assert window.session is not None
    dialog = ExportDialog(window, window.session)
    titles = [dialog.format.itemText(place) for place in range(dialog.format.count())]
    assert {"Excel-Arbeitsmappe  (xlsx)", "Bericht zum Lesen und Drucken (HTML)  (html-report)",
            "brat Standoff  (brat)"} <= set(titles)  # fmt: skip
