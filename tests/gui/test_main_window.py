"""What a person meets in the main window besides the article itself."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from annotator.domain.documents import State
from annotator.gui import app
from annotator.gui.actions import ACTIONS
from annotator.gui.dialogs.export_dialog import ExportDialog
from annotator.gui.dialogs.import_dialog import ImportDialog
from annotator.gui.dialogs.program_dialogs import CrashDialog
from annotator.gui.dialogs.project_dialogs import (
    CopiesDialog,
    NewProjectDialog,
    PasteDialog,
    PropertiesDialog,
)
from annotator.gui.dialogs.report_dialogs import ExportReportDialog, ImportReportDialog
from annotator.gui.dialogs.scheme_dialog import SchemeDialog
from annotator.gui.dialogs.zones_dialog import ZonesDialog
from annotator.gui.main_window import MainWindow
from annotator.services import large_steps
from annotator.services.importing import import_text
from annotator.services.session import LARGE_STEP, Session
from tests import articles
from tests.gui.answers import answer
from tests.journeys.keyboard import Keyboard

Finished = Callable[[MainWindow], None]


def labels(window: MainWindow) -> list[tuple[str, str]]:
    assert window.desk is not None
    article = window.desk.article
    assert article is not None
    return [
        (each.label, article.text[each.start : each.end]) for each in article.in_layer("entities")
    ]


# Actions -----------------------------------------------------------------------------------------


def test_every_action_is_at_home_somewhere(window: MainWindow) -> None:
    assert {action.id for action in ACTIONS} - window.actions_at_home == set()


def test_no_key_means_two_things() -> None:
    for article in (True, False):
        keys = [key for action in ACTIONS if action.article is article for key in action.keys]
        assert len(keys) == len(set(keys))


def test_the_palette_runs_what_it_lists(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.press("Ctrl+K")
    keyboard.type("dark theme")
    keyboard.press("Return")
    QApplication.processEvents()
    assert window.settings.text("theme") == "dark"
    assert window.workspace.pane.view.theme.name == "dark"


def test_letters_label_only_while_the_article_has_the_focus(
    window: MainWindow, keyboard: Keyboard
) -> None:
    keyboard.press("1")
    keyboard.press("Ctrl+L")
    keyboard.type("q1")
    assert window.workspace.documents.search.text() == "q1"
    assert labels(window) == [("PERSON", "Karsk")]


@pytest.mark.parametrize(
    ("key", "text", "scan", "means"),
    [
        (Qt.Key.Key_Ampersand, "&", 10, "1"),  # AZERTY: the digit row without Shift
        (Qt.Key.Key_Q, "й", 24, "Q"),
        (0x0439, "й", 24, "Q"),  # Cyrillic: the letter in the place of Q
        (0x1107, "ㅂ", 24, "Q"),  # Hangul
        (Qt.Key.Key_Less, "<", 59, "Shift+,"),
        (Qt.Key.Key_Semicolon, ";", 59, ";"),  # German: Shift and the comma
        (Qt.Key.Key_Enter, "\r", 104, "Return"),
    ],
)
def test_keys_on_other_keyboards(key: Any, text: str, scan: int, means: str) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    from annotator.gui.keys import key_name

    number = key.value if isinstance(key, Qt.Key) else key
    event = QKeyEvent(
        QEvent.Type.KeyPress, number, Qt.KeyboardModifier.NoModifier, scan, 0, 0, text
    )
    assert key_name(event) == means


# The article by mouse and key --------------------------------------------------------------------


def test_double_click_takes_the_word_and_a_key_labels_it(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    view = window.workspace.pane.view
    start = articles.where(articles.HARBOUR, "Citadel").start
    point = view.rect_of(start + 3).center()
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    keyboard.press("2")
    assert labels(window) == [("ORG", "Citadel")]


def test_dragging_snaps_to_words(qtbot: QtBot, window: MainWindow, keyboard: Keyboard) -> None:
    view = window.workspace.pane.view
    span = articles.where(articles.HARBOUR, "Amber Bridge", 1)
    first, last = (view.rect_of(each).center() for each in (span.start + 2, span.end - 2))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=first)
    for point in (first + QPoint(20, 0), last):
        qtbot.mouseMove(view.viewport(), point)
        move(view.viewport(), point)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=last)
    keyboard.press(";")
    keyboard.type("faci")
    keyboard.press("Return")
    assert labels(window) == [("FAC", "Amber Bridge")]


@pytest.mark.parametrize(
    ("which", "onto", "held", "words"),
    [
        ("start", "said", Qt.KeyboardModifier.NoModifier, "said on Monday"),
        ("end", "that no", Qt.KeyboardModifier.NoModifier, "Monday that no"),
        ("start", "day that", Qt.KeyboardModifier.ControlModifier, "day"),
        ("end", "said", Qt.KeyboardModifier.NoModifier, "Monday"),  # nothing would be left
    ],
)
def test_an_edge_is_dragged(
    qtbot: QtBot, window: MainWindow, which: str, onto: str, held: Qt.KeyboardModifier, words: str
) -> None:
    view, desk = window.workspace.pane.view, window.desk
    assert desk is not None
    span = articles.where(articles.HARBOUR, "Monday")
    desk.take(span)
    desk.label("DATE")
    desk.select(desk.article.in_layer("entities")[0].id)
    to = articles.where(articles.HARBOUR, onto)
    edge = view.rect_of(span.start if which == "start" else span.end).center()
    goal = view.rect_of(to.start if which == "start" else to.end).center()
    qtbot.mouseMove(view.viewport(), edge)
    view._hover(edge)
    assert view.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    move(view.viewport(), goal, held)
    assert labels(window) == [("DATE", "Monday")]
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, held, pos=goal)
    assert labels(window) == [("DATE", words)]
    assert view.caret()[0] == view.caret()[1]


def move(
    widget: Any, point: QPoint, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Move the mouse with its button held; QTest moves it without."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    QApplication.sendEvent(
        widget,
        QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(widget.mapToGlobal(point)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, held,
        ),
    )  # fmt: skip


def test_details_by_number(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.press("3")
    keyboard.press("Return", "2")
    assert window.desk is not None
    made = window.desk.selected_annotation()
    assert made is not None
    assert made.attributes == {"referent": "government"}


def test_find_takes_the_hit(window: MainWindow, keyboard: Keyboard) -> None:
    keyboard.press("/")
    keyboard.type("unity office")
    keyboard.press("Return", "2")
    assert labels(window) == [("ORG", "Unity Office")]


def test_flags_and_next(window: MainWindow, keyboard: Keyboard) -> None:
    assert window.desk is not None
    assert window.session is not None
    first = window.desk.document
    keyboard.press("F")
    assert first is not None
    assert window.session.document_rows([first])[0].state is State.FLAGGED
    keyboard.press("Ctrl+Return")
    assert window.session.document_rows([first])[0].state is State.DONE
    assert window.desk.document != first
    keyboard.press("Ctrl+PgUp")
    assert window.desk.document == first


def test_the_inspector_changes_what_it_shows(
    qtbot: QtBot, window: MainWindow, keyboard: Keyboard
) -> None:
    from PySide6.QtWidgets import QComboBox, QToolButton

    assert window.desk is not None
    keyboard.press("Ctrl+Right", "Ctrl+Right", "Q")
    frame = window.desk.in_hand()
    assert frame is not None
    qtbot.waitUntil(lambda: bool(window.workspace.inspector.findChildren(QComboBox)))
    act = next(
        each
        for each in window.workspace.inspector.findChildren(QComboBox)
        if each.accessibleName() == "Act"
    )
    row = act.findData("denies")
    act.setCurrentIndex(row)
    act.activated.emit(row)
    frame = window.desk.in_hand()
    assert frame is not None
    assert frame.attributes["act"] == "denies"
    qtbot.wait(1)
    away = next(
        each for each in window.workspace.inspector.findChildren(QToolButton)
        if each.accessibleName().startswith("Take") and each.accessibleName().endswith("cue")
    )  # fmt: skip
    away.click()
    assert window.desk.article is not None
    assert window.desk.article.fillers(frame.id, "cue") == []


def test_renaming_and_retiring_a_label(
    window: MainWindow, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.session is not None
    keyboard.press("1")
    label = window.session.scheme.label("entities", "PERSON")
    assert label is not None
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Human", True))
    window.workspace.labels.renameWanted.emit(label)
    assert window.workspace.labels.list.item(0).text() == "Human"
    window.workspace.labels.retireWanted.emit(window.session.scheme.label("entities", "PERSON"))
    assert window.workspace.labels.list.item(0).text() == "Organisation"
    assert labels(window) == [("PERSON", "Karsk")]
    keyboard.press("Ctrl+Z", "Ctrl+Z")
    assert window.workspace.labels.list.item(0).text() == "Person"


# Projects ----------------------------------------------------------------------------------------


def test_a_project_is_made_and_offered_again(
    bare_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: NewProjectDialog) -> None:
        dialog.name.setText("Harbour: north/south")
        dialog.folder.setText(str(tmp_path))
        dialog.annotator.setText("Mina Kell")

    answer(monkeypatch, NewProjectDialog, fill)
    bare_window.run("new")
    path = tmp_path / "Harbour- north-south.annotator"
    assert path.is_file()
    assert bare_window.session is not None
    assert bare_window.session.annotator.name == "Mina Kell"
    assert (
        "Import" in bare_window.workspace.pane.empty.text()
        or "import" in bare_window.workspace.pane.empty.text()
    )
    bare_window.run("close-project")
    assert bare_window.start.recent.item(0).text().startswith("Harbour- north-south")
    bare_window.start.openWanted.emit(path)
    assert bare_window.session is not None


def test_a_strange_file_is_refused_with_a_remedy(
    bare_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "no.annotator"
    path.write_text("not a project")
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    assert not bare_window.open_project(path)
    assert str(path) in said[0]
    assert "import" in said[0]
    assert bare_window.session is None


def test_a_project_that_is_open_elsewhere_opens_read_only(
    bare_window: MainWindow, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: QMessageBox.StandardButton.Yes)
    with Session.open(harbour):
        assert bare_window.open_project(harbour)
        assert bare_window.session is not None
        assert bare_window.session.read_only
        assert bare_window.status.saved.text() == "Read-only"
        assert bare_window.desk is not None
        assert not bare_window.desk.label("PERSON")
        assert "cannot be changed" in bare_window.status.message.text()
        bare_window.close_project()


def test_a_damaged_project_offers_its_copies(
    bare_window: MainWindow, harbour: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    with Session.open(harbour) as session:
        session.back_up()
    harbour.write_bytes(harbour.read_bytes()[:20_000])
    monkeypatch.setattr(QMessageBox, "warning", lambda *_args: None)
    answer(monkeypatch, CopiesDialog, lambda dialog: dialog.list.setCurrentRow(0))
    bare_window.open_project(harbour)
    finished(bare_window)
    assert bare_window.session is not None
    assert bare_window.session.path.parent == harbour.parent
    assert bare_window.session.path != harbour
    assert len(bare_window.session.document_ids()) == 2


# Articles in and out -----------------------------------------------------------------------------


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(event)


def test_files_dropped_are_imported_with_what_the_batch_shares(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry Agda left Karsk.", encoding="utf-8")
    (folder / "b.txt").write_bytes("Café am Hafen, größer als früher, sagte Böhm.".encode("cp1252"))

    def fill(dialog: ImportDialog) -> None:
        dialog.meta["published"].setText("2026-01-15")

    shown: list[str] = []
    answer(monkeypatch, ImportDialog, fill)
    monkeypatch.setattr(
        ImportReportDialog, "exec", lambda dialog: shown.append(dialog.text.toPlainText())
    )
    drop(window, folder)
    finished(window)
    assert window.session is not None
    ids = window.session.document_ids()
    assert len(ids) == 4
    assert [window.session.document(each).published for each in ids[2:]] == ["2026-01-15"] * 2
    assert "b.txt" in shown[0]
    assert "read as" in shown[0]


@pytest.mark.parametrize("wanted", [True, False])
def test_zones_of_what_was_imported_are_offered(
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    finished: Finished,
    *,
    wanted: bool,
) -> None:
    assert window.session is not None
    (tmp_path / "a.txt").write_text("Karsk waits. (Seaboard)\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The ferry waits.\n", encoding="utf-8")
    looked: list[str] = []
    answer(monkeypatch, ImportDialog, lambda dialog: dialog.zones.setChecked(wanted))
    answer(monkeypatch, ZonesDialog, lambda dialog: looked.append(dialog.do.text()))
    window.work.import_paths([tmp_path / "a.txt"])
    finished(window)
    article = window.session.article(window.session.document_ids()[-1])
    zones = [article.text[each.start : each.end] for each in article.sorted_zones()]
    assert (looked, zones) == ((["Exclude 1"], ["(Seaboard)"]) if wanted else ([], []))
    window.work.import_paths([tmp_path / "b.txt"])
    finished(window)
    assert len(looked) == int(wanted)
    assert window.status.message.text().startswith("1 article and 0 labels imported")


def test_a_problem_stores_nothing_and_says_where(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    (tmp_path / "good.txt").write_text("A good one.")
    (tmp_path / "bad.jsonl").write_text('{"text": "x"}\n{"text": \n')
    said: list[str] = []
    answer(monkeypatch, ImportDialog, lambda _dialog: None)
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    window.work.import_paths([tmp_path / "good.txt", tmp_path / "bad.jsonl"])
    finished(window)
    assert "bad.jsonl:2:" in said[0]
    assert window.session is not None
    assert len(window.session.document_ids()) == 2


def test_an_article_is_pasted(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    QApplication.clipboard().setText("Pasted from a page.")
    answer(monkeypatch, PasteDialog, lambda dialog: dialog.meta["outlet"].setText("Karsk Courier"))
    window.run("paste-article")
    finished(window)
    assert window.session is not None
    document = window.session.document(window.session.document_ids()[-1])
    assert (document.outlet, window.session.text(document.id)) == (
        "Karsk Courier",
        "Pasted from a page.",
    )


def test_a_pasted_article_of_five_megabytes_keeps_every_character(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    text = "Zoë\u00a0Böhm said “no” 👍🏽 " * 200_000
    QApplication.clipboard().setText(text)
    shown: list[int] = []
    answer(monkeypatch, PasteDialog, lambda d: shown.append(len(d.text.toPlainText())))
    window.run("paste-article")
    finished(window)
    assert window.session is not None
    assert window.session.text(window.session.document_ids()[-1]) == text
    assert shown[0] < len(text) / 10


def test_what_is_changed_before_it_is_pasted_keeps_the_rest(qtbot: QtBot) -> None:
    dialog = PasteDialog(None, "One\u00a0two\n\nthree")
    qtbot.addWidget(dialog)
    dialog.text.insertPlainText("Zero ")
    assert dialog.article() == "Zero One\u00a0two\n\nthree"
    dialog.text.setPlainText("  ")
    assert not dialog.do.isEnabled()


def test_export_writes_what_was_chosen(
    window: MainWindow, keyboard: Keyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    finished: Finished,
) -> None:  # fmt: skip
    keyboard.press("1")
    out = tmp_path / "out.jsonl"
    said: list[str] = []
    answer(monkeypatch, ExportDialog, lambda dialog: dialog.tokens.setChecked(False))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    monkeypatch.setattr(
        ExportReportDialog, "exec", lambda dialog: said.append(dialog.text.toPlainText())
    )
    window.run("export")
    finished(window)
    assert "Nothing was lost" in said[0]
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert '"label":"PERSON"' in lines[0]
    assert '"tokens"' not in lines[0]


def test_properties_are_one_step(
    window: MainWindow, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: PropertiesDialog) -> None:
        dialog.fields["title"].setText("A bridge in question")
        dialog.fields["outlet"].setText("Meridian Post")

    answer(monkeypatch, PropertiesDialog, fill)
    window.run("properties")
    assert window.workspace.pane.heading.text() == "A bridge in question"
    keyboard.press("Ctrl+Z")
    assert window.workspace.pane.heading.text() == "Karsk denies shelling the Amber Bridge"


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("קארסק מכחישה", Qt.AlignmentFlag.AlignRight),
        ("“كارسك تنفي” — Reske", Qt.AlignmentFlag.AlignRight),
        ("2026: Karsk denies, says كارسك", Qt.AlignmentFlag.AlignLeft),
        ("2026 — …", Qt.AlignmentFlag.AlignLeft),
    ],
)
def test_a_heading_starts_on_the_side_its_script_does(
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    title: str,
    side: Qt.AlignmentFlag,
) -> None:
    answer(monkeypatch, PropertiesDialog, lambda dialog: dialog.fields["title"].setText(title))
    window.run("properties")
    pane = window.workspace.pane
    assert pane.heading.text() == title
    for label in (pane.heading, pane.byline):
        assert label.alignment() & side


def test_zones_are_found_looked_at_and_excluded(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    assert window.session is not None
    assert window.desk is not None
    words = "Read more: The ferry waits"
    import_text(window.session, f"{words}\nKarsk waits too. (Seaboard)\n", {})
    made = window.session.document_ids()[-1]

    def zones() -> list[str]:
        assert window.session is not None
        article = window.session.article(made)
        return [article.text[zone.start : zone.end] for zone in article.sorted_zones()]

    def look(dialog: ZonesDialog) -> None:
        assert dialog.do.text() == "Exclude 2"
        assert words in dialog.line.text()
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
        QTest.keyClick(dialog.table, Qt.Key.Key_Space)
        assert dialog.do.text() == "Exclude 1"
        assert "Karsk waits too." in dialog.line.text()
        assert "credit" in dialog.why.text()

    answer(monkeypatch, ZonesDialog, look)
    window.run("find-zones-all")
    finished(window)
    assert zones() == [words]
    window.open_document(made)
    assert window.workspace.pane.heading.text() == "Karsk waits too. (Seaboard)"
    window.run("undo")
    assert zones() == []

    # The one that was not ticked belongs to the article, and is not shown again.
    def last(dialog: ZonesDialog) -> None:
        assert dialog.do.text() == "Exclude 1"
        dialog.model.tick_all(on=False)
        assert dialog.do.text() == "Keep all"

    answer(monkeypatch, ZonesDialog, last)
    window.run("find-zones")
    finished(window)
    assert zones() == []
    window.run("find-zones")
    finished(window)
    assert window.status.message.text().startswith("Nothing found that looks like a caption")


def test_a_scheme_is_saved_changed_and_taken(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, finished: Finished, tmp_path: Path
) -> None:
    file = tmp_path / "desk.toml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    window.run("scheme-save")
    window.run("scheme-take")
    finished(window)
    assert window.status.message.text() == "the project has all of it already"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('name = "Person"', 'name = "Somebody"'), encoding="utf-8")

    def look(dialog: SchemeDialog) -> None:
        row = dialog.table.topLevelItem(0)
        assert row is not None
        assert [row.text(column) for column in range(3)] == ["changed", "label", "entities.PERSON"]
        dialog.retire.setChecked(True)
        assert dialog.table.topLevelItemCount() == 1

    answer(monkeypatch, SchemeDialog, look)
    window.run("scheme-take")
    finished(window)
    assert window.session is not None

    def name() -> str:
        assert window.session is not None
        label = window.session.scheme.label("entities", "PERSON")
        assert label is not None
        return label.name

    assert name() == "Somebody"
    window.run("undo")
    assert name() == "Person"
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    file.write_text("[[layers]]\n", encoding="utf-8")
    window.run("scheme-take")
    assert "desk.toml" in said[0]


def test_an_article_without_furniture_says_so(window: MainWindow, finished: Finished) -> None:
    window.run("find-zones")
    finished(window)
    assert window.status.message.text().startswith("Nothing found")


# The list of articles ----------------------------------------------------------------------------


def test_search_and_states_narrow_the_list(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.workspace.documents
    assert panel.model is not None
    panel.search.setText("ferry")
    qtbot.waitUntil(lambda: panel.model is not None and panel.model.rowCount() == 1)
    panel.search.setText("nothing like it")
    qtbot.waitUntil(lambda: panel.model is not None and panel.model.rowCount() == 0)
    assert panel.empty.isVisible()
    panel.search.clear()
    qtbot.waitUntil(lambda: panel.model is not None and panel.model.rowCount() == 2)
    done = next(chip for chip in panel._chips if chip.text().startswith("Done"))
    window.run("done-next")
    done.click()
    assert panel.model.rowCount() == 1


# Long work and mistakes --------------------------------------------------------------------------


def test_a_large_undo_runs_beside_the_window(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: Finished
) -> None:
    for number in range(LARGE_STEP + 20):
        (tmp_path / f"{number:04}.txt").write_text(f"Article number {number}.")
    answer(monkeypatch, ImportDialog, lambda _dialog: None)
    window.work.import_paths(sorted(tmp_path.glob("0*.txt")))
    finished(window)
    assert window.session is not None
    assert len(window.session.document_ids()) == LARGE_STEP + 22
    release = app.guard_this_thread()
    with pytest.raises(RuntimeError, match="must not run on this thread"):
        large_steps.turn(window.session, "undo")
    release()
    window.run("undo")
    assert window.work.running
    assert window.desk is not None
    assert not window.desk.label("PERSON")
    finished(window)
    assert len(window.session.document_ids()) == 2
    assert window.desk.label("PERSON")


def test_a_mistake_of_the_program_is_shown_and_kept(
    bare_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[CrashDialog] = []

    def show(dialog: CrashDialog) -> None:
        shown.append(dialog)

    monkeypatch.setattr(CrashDialog, "exec", show)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    app.install_crash_hook(application)
    try:
        raise ZeroDivisionError("planted")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert len(shown) == 1
    reports = list(app.log_directory().glob("crash-*.log"))
    assert len(reports) == 1
    assert "planted" in reports[0].read_text(encoding="utf-8")


def test_the_window_remembers_its_looks(qtbot: QtBot, window: MainWindow) -> None:
    window.run("theme-dark")
    window.run("zoom-in")
    window.close()
    again = MainWindow()
    qtbot.addWidget(again)
    assert again.workspace.pane.view.theme.name == "dark"
    assert again.workspace.pane.view.percent == 110
    again.close()


def test_a_window_that_starts_dark_shows_its_first_article_on_a_dark_page(
    bare_window: MainWindow, harbour: Path
) -> None:
    bare_window.run("theme-dark")
    bare_window.open_project(harbour)
    view = bare_window.workspace.pane.view
    page = view.viewport().grab().toImage().pixelColor(2, 2)
    assert page == view.theme.page
