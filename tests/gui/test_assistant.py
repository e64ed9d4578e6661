"""The worker behind the window: its results, its crashes and what comes too late."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.steps import Step
from annotator.gui.main_window import MainWindow
from annotator.gui.worker import Assistant
from annotator.services import suggesting
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests import articles

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]

VISIT = "Emmanuel Macron visited Germany on Friday. He spoke to Angela Merkel."


@pytest.fixture
def visit(session: Session) -> Iterator[Desk]:
    """A desk with an article that the English pipeline finds names in."""
    opened = Desk(session)
    opened.open(articles.add_article(session, VISIT, language="en"))
    yield opened
    opened.close()


@pytest.fixture
def assistant(qtbot: QtBot) -> Iterator[Assistant]:
    made = Assistant()
    yield made
    made.shut_down()


def suggested(desk: Desk) -> set[str]:
    assert desk.article is not None
    shown = desk.session.article(desk.article.document.id).suggestions.values()
    return {desk.article.text[each.start : each.end] for each in shown}


def test_an_article_gets_tokens_and_suggestions(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    with qtbot.waitSignal(assistant.finished, timeout=60_000) as told:
        assistant.look_at(visit)
    assert told.args == [visit.document]
    assert {"Emmanuel Macron", "Germany", "Angela Merkel"} <= suggested(visit)
    assert visit.tokens.model != "plain-1"
    assert not assistant.busy


def test_a_killed_worker_starts_again_and_a_second_death_is_told(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    said: list[str] = []
    assistant.message.connect(said.append)
    assistant.look_at(visit)
    qtbot.waitUntil(lambda: assistant._process is not None)
    assert assistant._process is not None
    assistant._process.waitForStarted()
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.kill()
    assert said == ["worker-restarted"]
    assert "Germany" in suggested(visit)


def test_a_worker_that_always_dies_is_given_up(
    qtbot: QtBot, assistant: Assistant, visit: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        suggesting, "command", lambda: [sys.executable, "-c", "raise SystemExit(3)"]
    )
    said: list[str] = []
    assistant.message.connect(said.append)
    with qtbot.waitSignal(assistant.failed, timeout=60_000):
        assistant.look_at(visit)
    assert said == ["worker-restarted", "worker-failed"]
    assert visit.label("PERSON")  # the plain rule still says what a word is


def test_what_comes_for_an_article_that_was_left_is_dropped(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    first = visit.document
    assert first is not None
    second = articles.add_article(visit.session, "Angela Merkel went to France.", language="en")
    assistant.look_at(visit)
    qtbot.waitUntil(lambda: assistant._analysis is not None)
    visit.open(second)
    with qtbot.waitSignal(assistant.finished, timeout=60_000) as told:
        assistant.look_at(visit)
    assert told.args == [second]
    assert suggested(visit) >= {"Angela Merkel", "France"}
    assert visit.session.tokens(first) is None


def test_lines_that_are_none_of_ours_are_passed_over(
    qtbot: QtBot, assistant: Assistant, visit: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisy = (
        "import sys; from annotator.assist import worker; "
        "sys.stdout.write('loading…\\n[1]\\n'); sys.stdout.flush(); worker.main()"
    )
    monkeypatch.setattr(suggesting, "command", lambda: [sys.executable, "-c", noisy])
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    assert "Germany" in suggested(visit)


def test_a_suggestion_is_accepted_and_rejected_by_keys_in_the_window(
    qtbot: QtBot, bare_window: MainWindow, project_path: Path
) -> None:
    from annotator.services.schemes import load_scheme
    from tests.journeys.keyboard import Keyboard

    with Session.create(project_path, load_scheme("news"), "Mina Kell") as session:
        articles.add_article(session, VISIT, language="en")
    assert bare_window.open_project(project_path)
    desk = bare_window.desk
    assert desk is not None
    bare_window.activateWindow()
    qtbot.waitUntil(bare_window.workspace.pane.view.hasFocus)
    qtbot.waitUntil(lambda: len(suggested(desk)) >= 3, timeout=60_000)
    keyboard = Keyboard()
    keyboard.press("J", "Return")
    assert desk.article is not None
    made = desk.article.in_layer("entities")
    assert [each.spans[0].of(VISIT) for each in made] == ["Emmanuel Macron"]
    left = suggested(desk)
    keyboard.press("Backspace")
    assert len(suggested(desk)) == len(left) - 1
    keyboard.press("Ctrl+Z", "Ctrl+Z")
    assert suggested(desk) >= {"Emmanuel Macron", *left}
    assert desk.article.in_layer("entities") == []


def test_a_project_that_is_only_read_is_left_alone(
    qtbot: QtBot, assistant: Assistant, session: Session
) -> None:
    articles.add_article(session, VISIT, language="en")
    session.close()
    with Session.open(session.path, read_only=True) as reading:
        desk = Desk(reading)
        desk.open(reading.document_ids()[0])
        assistant.look_at(desk)
        assert not assistant.busy
        desk.close()


def test_suggestions_switched_off_are_not_asked_for(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    visit.session.set_setting("suggest", False)
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    assert suggested(visit) == set()
    assert visit.session.tokens(visit.document or 0) is not None
    assert visit.session.history(limit=3)[0].code != Step("suggestions", ()).code
