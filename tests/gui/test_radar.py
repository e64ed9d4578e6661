"""The radar through the real window: what it lists, opens, calls intended, corrects and follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Annotator, State
from annotator.domain.steps import Step, added
from annotator.gui.main_window import MainWindow
from annotator.gui.radar.radar_dialog import RadarDialog
from annotator.gui.radar.watch import RadarWatch
from annotator.services.desk import Desk
from annotator.services.radar import Intended, Kind, Query, Radar, intended_in
from annotator.services.session import Session
from annotator.wording import use_language
from tests.articles import add_article, where
from tests.journeys.keyboard import Keyboard
from tests.services.desks import go, labelled

#: Three times Karsk, twice the Citadel.
SHORE = "Karsk waits for the Citadel.\nIlves is in Karsk, and Karsk is quiet. The Citadel is not."


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def other(window: MainWindow, desk: Desk) -> int:
    """The shore with Karsk as a place and once as an organisation; return another article."""
    assert window.session is not None
    harbour = desk.document
    assert harbour is not None
    window.open_document(add_article(window.session, SHORE, title="The shore"))
    labelled(desk, "Karsk", "GPE")
    labelled(desk, "Karsk", "ORG", 1)
    labelled(desk, "Citadel", "ORG")
    return harbour


@pytest.fixture
def radar(window: MainWindow, other: int, qtbot: QtBot) -> Iterator[RadarDialog]:
    QTest.keyClick(
        window.workspace.pane.view,
        Qt.Key.Key_R,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    dialog = window.workspace.radar.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: current(dialog), timeout=20_000)
    yield dialog
    window.workspace.radar.set_session(None)


def current(dialog: RadarDialog) -> bool:
    return dialog.said.text().endswith("Up to date.")


def lines(dialog: RadarDialog) -> list[str]:
    """Return what the table says, a line a row."""
    return [
        " | ".join(dialog.model.cell(row, column) for column in range(4))
        for row in range(dialog.model.rowCount())
    ]


def wait_for(qtbot: QtBot, dialog: RadarDialog, *wanted: str) -> None:
    qtbot.waitUntil(lambda: current(dialog) and lines(dialog) == list(wanted), timeout=6_000)


def take(qtbot: QtBot, dialog: RadarDialog, kind: Kind, words: str) -> int:
    """Take the line of a kind about some words in hand; return its row."""
    row = next(
        row for row in range(dialog.model.rowCount())
        if (line := dialog.model.line(row)) and (line.kind, line.words) == (kind, words)
    )  # fmt: skip
    dialog.table.selectRow(row)
    qtbot.waitUntil(lambda: dialog.places.model.rowCount() > 0)
    return row


LABELS = "Karsk | two labels | Place (GPE) 1 (50 %)  ·  Organisation 1 (50 %) | 2"
BARE = ("Karsk | bare elsewhere | Place (GPE) 1 (33 %)  ·  Organisation 1 (33 %)  ·  "
        "bare 1 (33 %) | 3")  # fmt: skip
CITADEL = "Citadel | bare elsewhere | Organisation 1 (50 %)  ·  bare 1 (50 %) | 2"


def test_it_lists_what_is_inconsistent_and_says_how_current_it_is(
    radar: RadarDialog, desk: Desk, qtbot: QtBot
) -> None:
    # Nothing of the harbour story is read, so nothing in it is bare.
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)
    assert radar.said.text() == "3 inconsistencies, the surest first. Up to date."
    assert radar.kinds[Kind.BARE].text() == "bare elsewhere 2"
    assert radar.kinds[Kind.PEOPLE].text() == "between people 0"
    radar.kinds[Kind.BARE].click()
    wait_for(qtbot, radar, LABELS)
    radar.kinds[Kind.LABELS].click()
    qtbot.waitUntil(radar.empty.isVisible)
    assert radar.empty.text() == "None of the chosen kinds. Choose another kind above."
    radar.kinds[Kind.BARE].click()
    radar.kinds[Kind.LABELS].click()
    radar.words.setText("citad")
    wait_for(qtbot, radar, CITADEL)
    radar.words.setText("nowhere")
    qtbot.waitUntil(radar.empty.isVisible)
    assert "“nowhere”" in radar.empty.text()


def test_enter_opens_the_spot(
    radar: RadarDialog, window: MainWindow, desk: Desk, other: int, qtbot: QtBot
) -> None:
    take(qtbot, radar, Kind.LABELS, "Karsk")
    assert radar.places.about.text().startswith("“Karsk”:  Place (GPE) 1 (50 %)")
    window.open_document(other)
    QTest.keyClick(radar.table, Qt.Key.Key_Return)
    first = radar.places.model.row(0)
    assert desk.document == first.document
    assert desk.selection == first.span
    radar.places.table.go_to(1)
    QTest.keyClick(radar.places.table, Qt.Key.Key_Return)
    assert desk.selection == radar.places.model.row(1).span != first.span
    # Before its places are there, too.
    row = take(qtbot, radar, Kind.BARE, "Citadel")
    radar.places.model.clear()
    window.open_document(other)
    QTest.keyClick(radar.table, Qt.Key.Key_Return)
    assert desk.document == other
    radar.placesWanted.emit(radar.model.line(row))
    qtbot.waitUntil(lambda: desk.document == first.document)


def test_a_label_in_the_window_is_in_the_list_at_once(
    radar: RadarDialog, window: MainWindow, desk: Desk, qtbot: QtBot, keyboard: Keyboard
) -> None:
    sign = window.workspace.radar.sign
    assert not sign.isVisible()
    window.activateWindow()
    window.workspace.pane.view.setFocus()
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)
    go(desk, "Karsk", 2)
    keyboard.press("3")  # a place
    wait_for(
        qtbot, radar,
        "Karsk | two labels | Place (GPE) 2 (67 %)  ·  Organisation 1 (33 %) | 3", CITADEL,
    )  # fmt: skip
    qtbot.waitUntil(sign.isVisible)
    assert sign.text() == "1 inconsistency: Karsk"
    # The sign opens the page at these words.
    radar.close()
    sign.click()
    qtbot.waitUntil(radar.isVisible)
    wait_for(
        qtbot, radar, "Karsk | two labels | Place (GPE) 2 (67 %)  ·  Organisation 1 (33 %) | 3"
    )
    window.run("undo")
    qtbot.waitUntil(lambda: not sign.isVisible())
    wait_for(qtbot, radar, BARE, LABELS)
    radar.words.clear()
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)
    assert window.session is not None
    go(desk, "Ilves")
    desk.label("PERSON", "entities")
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)
    assert not sign.isVisible()


def test_i_calls_a_line_intended_and_takes_that_back(
    radar: RadarDialog, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.session is not None
    take(qtbot, radar, Kind.LABELS, "Karsk")
    QTest.keyClick(radar.table, Qt.Key.Key_I)
    wait_for(qtbot, radar, BARE, CITADEL)
    assert radar.intended.text() == "Show intended (1)"
    assert len(intended_in(window.session).plain()) == 1
    radar.intended.click()
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)
    row = take(qtbot, radar, Kind.LABELS, "Karsk")
    assert radar.model.cell(row, 4) == "intended"
    assert radar.places.mark.text() == "Not intended"
    radar.places.mark.click()
    qtbot.waitUntil(lambda: radar.intended.text() == "Show intended (0)")
    assert radar.model.cell(row, 4) == "may both be right"
    assert intended_in(window.session).plain() == []


def test_what_is_ticked_is_changed_as_one_step(
    radar: RadarDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    take(qtbot, radar, Kind.BARE, "Karsk")
    assert radar.places.way.currentText() == "Place (GPE)"
    assert radar.places.do.text() == "Change 2 places"
    assert {each.value for each in radar.places.model.chosen()} == {"ORG", ""}
    radar.places.way.setCurrentIndex(1)
    radar.places.way.activated.emit(1)
    assert radar.places.way.currentText() == "Organisation"
    assert {each.value for each in radar.places.model.chosen()} == {"GPE", ""}
    radar.places.way.setCurrentIndex(0)
    radar.places.way.activated.emit(0)
    radar.places.none.click()
    assert not radar.places.do.isEnabled()
    bare = next(row for row in range(3) if radar.places.model.row(row).value == "")
    radar.places.table.go_to(bare)
    QTest.keyClick(radar.places.table, Qt.Key.Key_Space)
    assert radar.places.do.text() == "Change 1 place"
    kept = next(row for row in range(3) if radar.places.model.row(row).value == "GPE")
    radar.places.table.go_to(kept)
    QTest.keyClick(radar.places.table, Qt.Key.Key_Space)
    assert radar.places.do.text() == "Change 1 place"  # what is so already cannot be ticked
    QTest.keyClick(radar.places.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(
        qtbot, radar,
        "Karsk | two labels | Place (GPE) 2 (67 %)  ·  Organisation 1 (33 %) | 3", CITADEL,
    )  # fmt: skip
    assert window.session is not None
    assert window.session.undo_label is not None
    assert window.session.undo_label[0] == "radar-labelled"
    assert desk.article is not None
    span = where(SHORE, "Karsk", 2)
    assert [each.label for each in desk.article.touching(span)] == ["GPE"]
    QTest.keyClick(radar.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)


def test_labels_of_others_are_shown_and_stay(
    radar: RadarDialog, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    session = window.session
    assert session is not None
    ben = Annotator(601, "Ben Aske")
    span = where(SHORE, "Karsk", 2)
    assert desk.document is not None
    theirs = Annotation(9_001, desk.document, ben.id, "entities", "ORG", (span,))
    session.apply(Step("x", added(ben, theirs)))
    radar.offer_scopes("")
    assert [radar.scope.itemText(row) for row in range(radar.scope.count())] == [
        "my labels", "everybody’s labels", "Ben Aske",
    ]  # fmt: skip
    radar.scope.setCurrentIndex(1)
    radar.scope.activated.emit(1)
    qtbot.waitUntil(lambda: current(radar) and radar.kinds[Kind.BARE].text().endswith(" 2"))
    take(qtbot, radar, Kind.LABELS, "Karsk")
    row = next(row for row in range(3) if radar.places.model.row(row).annotation == theirs.id)
    index = radar.places.model.index(row, 0)
    assert index.data(Qt.ItemDataRole.CheckStateRole) is None
    assert "stays as it is" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    radar.places.every.click()
    assert theirs.id not in {each.annotation for each in radar.places.model.chosen()}
    # Blind, nothing of it is offered.
    session.set_setting("blind", True)
    radar.offer_scopes("*")
    assert radar.scope.count() == 1
    assert radar.scope.toolTip()


def test_looking_can_be_stopped_and_begun_again(
    radar: RadarDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = window.workspace.radar
    real = Radar._take_labels

    def stopped(self: Radar, documents: list[int]) -> set[int]:
        work.watch.cancel()
        return real(self, documents)

    monkeypatch.setattr(Radar, "_take_labels", stopped)
    QTest.keyClick(radar, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: radar.said.text() == "Looking was stopped.")
    assert radar.model.rowCount() == 0
    assert radar.empty.isVisible()
    assert not work.watch.running
    monkeypatch.undo()
    radar.anew.click()
    wait_for(qtbot, radar, BARE, CITADEL, LABELS)


def test_what_goes_wrong_is_said(
    radar: RadarDialog, window: MainWindow, desk: Desk, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(*_: object) -> list[str]:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Radar, "follow", broken)
    desk.set_state(State.DONE)
    qtbot.waitUntil(lambda: radar.said.text() == "the disk is gone")
    assert not window.workspace.radar.watch.running


def test_without_labels_it_says_what_it_is_for(window: MainWindow, qtbot: QtBot) -> None:
    window.run("radar")
    radar = window.workspace.radar.dialog
    assert radar is not None
    qtbot.waitUntil(lambda: current(radar), timeout=20_000)
    assert radar.empty.isVisible()
    assert radar.empty.text().startswith("No inconsistencies. Once the same words")
    for each in (
        radar.words,
        radar.scope,
        radar.table,
        radar.places.table,
        radar.places.way,
        radar.progress,
    ):
        assert each.accessibleName()


def test_it_speaks_german(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    labelled(desk, "Karsk", "GPE")
    use_language("de")
    try:
        window.run("radar")
        radar = window.workspace.radar.dialog
        assert radar is not None
        qtbot.waitUntil(lambda: radar.said.text().endswith("Auf dem neuesten Stand."))
        assert radar.windowTitle() == "Konsistenz-Radar"
        assert radar.model.cell(0, 1) == "anderswo ohne Label"
        assert radar.places.do.text() == "0 Stellen ändern" or "Stelle" in radar.places.do.text()
    finally:
        use_language("en")


def test_late_answers_are_dropped(session: Session, qtbot: QtBot) -> None:
    parent = QObject()
    watch = RadarWatch(parent)
    add_article(session, SHORE)
    heard: list[object] = []
    watch.found.connect(lambda *answer: heard.append(answer))
    watch.start(session, [session.annotator.id])
    watch.ask(Query(), Intended())
    old = watch._start
    qtbot.waitUntil(lambda: len(heard) == 1)
    watch._take(old, "found", (0, "an older question", True))
    watch._take(old - 1, "found", (1, "an older index", True))
    assert len(heard) == 1
    watch.stop()
    watch._take(old, "found", (1, "after the end", True))
    assert len(heard) == 1
    assert not watch.running


def test_closing_the_project_ends_the_index(radar: RadarDialog, window: MainWindow) -> None:
    path = window.session.path if window.session else Path()
    work = window.workspace.radar
    window.run("close-project")
    assert not work.watch.running
    assert work.dialog is None
    assert not work.sign.isVisible()
    assert not path.with_name(path.name + "-wal").exists()
