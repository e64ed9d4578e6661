"""The dialog of patterns: by keys, tried while one types, kept or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Span
from annotator.gui.dialogs import patterns_dialog
from annotator.gui.dialogs.patterns_dialog import PatternsDialog
from annotator.gui.main_window import MainWindow
from annotator.gui.theme import apply_theme, theme_named
from annotator.services.patterns import Pattern, PatternKind, keep, patterns_in
from annotator.services.session import Session
from annotator.wording import tr

SHIPS = Pattern(1, "Ferries", PatternKind.WORDS, "ferries\nBank of Norvia", "PRODUCT")
TIMES = Pattern(2, "Times", PatternKind.REGEX, r"\d\d:\d\d", "TIME", enabled=False)


@pytest.fixture
def session(window: MainWindow) -> Session:
    found = window.workspace.session
    assert found is not None
    return found


@pytest.fixture
def dialog(window: MainWindow, session: Session, qtbot: QtBot) -> Iterator[PatternsDialog]:
    """The dialog with two patterns, on the harbour story."""
    keep(session, [SHIPS, TIMES])
    assert window.desk is not None
    assert window.desk.article is not None
    made = PatternsDialog(window, session, window.desk.article.text)
    made.open()
    qtbot.waitExposed(made)
    settled(made, qtbot)
    yield made
    made.done(0)


def settled(dialog: PatternsDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.trying, timeout=20_000)
    QApplication.processEvents()


def shown(dialog: PatternsDialog) -> list[str]:
    return [dialog.hits.row(place).words for place in range(dialog.hits.rowCount())]


def names(dialog: PatternsDialog) -> list[str]:
    return [each.name for each in dialog.model.patterns()]


def write(dialog: PatternsDialog, words: str) -> None:
    dialog.source.setFocus()
    dialog.source.selectAll()
    QTest.keyClicks(dialog.source, words)


def test_the_first_pattern_is_shown_with_what_it_finds(dialog: PatternsDialog) -> None:
    assert dialog.name.text() == "Ferries"
    assert dialog.label.currentData() == "PRODUCT"
    assert shown(dialog) == ["Bank of Norvia", "ferries"]
    counted = tr("pattern-counted", places=2, articles=1)
    assert dialog.found.text() == f"{tr('pattern-here', here=2)} · {counted}"
    assert not dialog.problem.isVisible()
    assert not dialog.changed


def test_hits_follow_what_is_typed(dialog: PatternsDialog, qtbot: QtBot) -> None:
    write(dialog, "Maret")
    settled(dialog, qtbot)
    assert shown(dialog) == ["Maret", "Maret"]
    dialog.case.setChecked(False)
    write(dialog, "maret")
    settled(dialog, qtbot)
    assert shown(dialog) == ["Maret", "Maret"]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    dialog: PatternsDialog, session: Session, qtbot: QtBot
) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData("regex"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    write(dialog, "MV [z-a]")
    assert dialog.problem.isVisible()
    assert "character" in dialog.problem.text()
    (mark,) = dialog.source.extraSelections()
    assert mark.cursor.selectedText() == "]"
    settled(dialog, qtbot)
    assert shown(dialog) == []
    assert not dialog.do.isEnabled()
    assert dialog.said.text() == tr("pattern-broken", number=1)
    dialog.list.go_to(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.do.isEnabled(), "one that is switched off may be broken"


def test_a_name_must_be_there_and_differ(dialog: PatternsDialog) -> None:
    dialog.name.setFocus()
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "times")
    assert dialog.problem.text() == tr("pattern-name-taken", name="times")
    dialog.name.selectAll()
    QTest.keyClick(dialog.name, Qt.Key.Key_Backspace)
    assert dialog.problem.text() == tr("pattern-no-name")
    assert dialog.model.cell(0, 0) == ""


def test_an_expression_that_never_ends_is_given_up_with_a_word(
    dialog: PatternsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog, "_text", "a" * 90)
    dialog.list.go_to(1)
    write(dialog, "(?:a|aa)+b")
    settled(dialog, qtbot)
    assert "(a+)+" in dialog.problem.text()
    assert shown(dialog) == []


def test_a_pattern_that_asks_the_pipeline_is_not_tried_here(
    dialog: PatternsDialog, qtbot: QtBot
) -> None:
    dialog.add(PatternKind.TOKENS)
    write(dialog, '[{"TAG": "NNP"}]')
    settled(dialog, qtbot)
    assert dialog.found.text() == tr("pattern-after-analysis")
    assert dialog.case.isHidden()


def test_patterns_are_added_copied_and_deleted_by_keys(
    dialog: PatternsDialog, session: Session, qtbot: QtBot
) -> None:
    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    QTimer.singleShot(200, choose)
    dialog.new.setFocus()
    QTest.keyClick(dialog.new, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(names(dialog)) == 3)
    assert names(dialog)[2] == "Pattern 3"
    assert dialog.source.hasFocus()
    QTest.keyClicks(dialog.source, "Reske")
    dialog.copy.setFocus()
    QTest.keyClick(dialog.copy, Qt.Key.Key_Space)
    assert names(dialog)[3] == "Pattern 3 (copy)"
    assert dialog.model.pattern(3).source == "Reske"
    assert dialog.model.pattern(3).id != dialog.model.pattern(2).id
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert names(dialog) == ["Ferries", "Times", "Pattern 3"]
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.source.hasFocus(), "Enter goes to the pattern"
    dialog.do.click()
    assert [each.name for each in patterns_in(session)] == ["Ferries", "Times", "Pattern 3"]


def test_a_tick_switches_a_pattern_on(dialog: PatternsDialog, session: Session) -> None:
    dialog.list.go_to(1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    dialog.accept()
    assert [each.enabled for each in patterns_in(session)] == [True, True]
    assert dialog.kept == 2


def test_all_can_be_deleted(dialog: PatternsDialog, session: Session) -> None:
    dialog.remove()
    assert dialog.name.text() == "Times"
    dialog.remove()
    assert not dialog.form.isEnabled()
    assert dialog.name.text() == ""
    dialog.remove()
    dialog.duplicate()
    dialog.accept()
    assert patterns_in(session) == []


def test_leaving_asks_only_if_something_was_changed(
    dialog: PatternsDialog, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def answer(*question: object) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(patterns_dialog, "agreed", answer)
    write(dialog, "Kestrel")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "the answer was no"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert patterns_in(session) == [SHIPS, TIMES]
    assert len(asked) == 2


def test_leaving_without_a_change_asks_nothing(
    dialog: PatternsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns_dialog, "agreed", lambda *_: pytest.fail("asked"))
    dialog.list.go_to(1)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.kept is None


def test_zones_of_the_article_are_left_out(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    keep(session, [SHIPS])
    assert window.desk is not None
    assert window.desk.article is not None
    text = window.desk.article.text
    start = text.index("ferries")
    made = PatternsDialog(window, session, text, [Span(start, start + 7)])
    made.open()
    settled(made, qtbot)
    assert shown(made) == ["Bank of Norvia"]
    made.done(0)


def test_without_an_article_only_the_project_is_counted(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    keep(session, [SHIPS])
    made = PatternsDialog(window, session)
    made.open()
    settled(made, qtbot)
    assert made.found.text().startswith(tr("pattern-no-article"))
    assert tr("pattern-counted", places=2, articles=1) in made.found.text()
    made.done(0)


def test_the_window_opens_it_and_uses_what_is_kept_at_once(
    window: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[int] = []
    monkeypatch.setattr(window.workspace.assistant, "replan", lambda: again.append(1))

    def work(made: PatternsDialog) -> int:
        made.add(PatternKind.WORDS)
        made.source.setPlainText("Maret")
        made.accept()
        return made.result()

    monkeypatch.setattr(PatternsDialog, "exec", work)
    view = window.workspace.pane.view
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_P, keys)
    assert [each.source for each in patterns_in(session)] == ["Maret"]
    assert again, "the open article is looked at anew"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_drawn_in_both_themes(dialog: PatternsDialog, qapp: QApplication, theme: str) -> None:
    apply_theme(qapp, theme_named(theme))
    image = dialog.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7)
               for y in range(0, image.height(), 5)}  # fmt: skip
    assert theme_named(theme).window in colours
    assert theme_named(theme).raised in colours
