"""The worker behind the window: its results, its crashes and what comes too late."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.documents import Entry, Suggestion
from annotator.domain.steps import Step, added
from annotator.gui import worker
from annotator.gui.main_window import MainWindow
from annotator.gui.worker import Assistant
from annotator.services import suggesting
from annotator.services.desk import Desk
from annotator.services.pipeline_choice import Choice, agree_to, keep_choice
from annotator.services.session import Session
from tests import articles
from tests.assist.local_pipelines import PLANTED, save

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


@pytest.fixture
def said(assistant: Assistant) -> list[str]:
    """The codes of what the assistant told its person, as they come."""
    codes: list[str] = []
    assistant.message.connect(lambda code, _: codes.append(code))
    return codes


def fake(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the worker be this program; `say(…)` answers, `ask()` waits for a request."""
    head = (
        "import json, os, sys, time\n"
        "say = lambda m: print(json.dumps(m), flush=True)\n"
        "ask = lambda: json.loads(sys.stdin.readline())\n"
    )
    monkeypatch.setattr(suggesting, "command", lambda: [sys.executable, "-c", head + program])


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
    assert {each.layer for each in visit.session.open_suggestions(visit.document or 0)} >= {
        "entities"
    }
    assert visit.tokens.model != "plain-1"
    assert not assistant.busy


def test_a_killed_worker_starts_again_and_a_second_death_is_told(
    qtbot: QtBot, assistant: Assistant, visit: Desk, said: list[str]
) -> None:
    assistant.look_at(visit)
    qtbot.waitUntil(lambda: assistant._process is not None)
    assert assistant._process is not None
    assistant._process.waitForStarted()
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.kill()
    assert said == ["worker-restarted"]
    assert "Germany" in suggested(visit)


def test_a_worker_that_always_dies_is_given_up(
    qtbot: QtBot,
    assistant: Assistant,
    visit: Desk,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake(monkeypatch, "sys.exit(3)")
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


# A worker that misbehaves ------------------------------------------------------------------------


def test_a_worker_that_cannot_be_started_is_given_up(
    qtbot: QtBot,
    assistant: Assistant,
    visit: Desk,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: ["no-such-program-anywhere"])
    with qtbot.waitSignal(assistant.failed, timeout=30_000):
        assistant.look_at(visit)
    assert said == ["worker-restarted", "worker-failed"]
    assert not assistant.busy


def test_a_worker_that_says_nothing_is_ended_and_asked_once_more(
    qtbot: QtBot, visit: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "time.sleep(600)")
    assistant = Assistant(patience=300)
    codes: list[str] = []
    assistant.message.connect(lambda code, _: codes.append(code))
    with qtbot.waitSignal(assistant.failed, timeout=30_000):
        assistant.look_at(visit)
    assert codes == ["worker-silent", "worker-restarted", "worker-silent", "worker-failed"]
    assert visit.label("PERSON")  # the window worked all the while
    assistant.shut_down()


def test_after_an_article_that_kills_it_the_next_one_is_looked_at(
    qtbot: QtBot,
    assistant: Assistant,
    session: Session,
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    folder = save(tmp_path / "ships", "test_exits")
    agree_to(folder)
    keep_choice(session, Choice(str(folder), {"SHIP": "PRODUCT"}))
    fatal = articles.add_article(session, "A fatal word.", language="en")
    sound = articles.add_article(session, "The ferry Halcyon left.", language="en")
    desk = Desk(session)
    desk.open(fatal)
    with qtbot.waitSignal(assistant.failed, timeout=60_000):
        assistant.look_at(desk)
    assert said == ["worker-restarted", "worker-failed"]
    desk.open(sound)
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(desk)
    assert suggested(desk) == {"Halcyon"}
    desk.close()


def test_nonsense_from_the_worker_gives_the_article_up(
    qtbot: QtBot,
    assistant: Assistant,
    visit: Desk,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake(monkeypatch, "ask(); n = ask()['id']; say({'id': n, 'part': {'range': 3}}); ask()")
    with qtbot.waitSignal(assistant.failed, timeout=30_000):
        assistant.look_at(visit)
    assert said == ["worker-failed"]
    assert not assistant.busy


# What it is told ---------------------------------------------------------------------------------


def test_a_new_name_of_an_entry_is_known_for_the_next_article(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    session = visit.session
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    process = assistant._process
    session.apply(Step("entry-made", added(Entry(session.ids.next(), "Grey Heron Line", "ORG"))))
    visit.open(articles.add_article(session, "We took the Grey Heron Line.", language="en"))
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    (made,) = session.open_suggestions(visit.document or 0)
    assert (made.label, made.model) == ("ORG", "gazetteer")
    assert assistant._process is process


def test_a_label_does_not_make_the_plan_anew(
    qtbot: QtBot, assistant: Assistant, visit: Desk
) -> None:
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    plan = assistant._plan
    assert plan is not None
    visit.label("PERSON")
    assert assistant._plan is plan
    visit.session.apply(Step("entry-made", added(Entry(visit.session.ids.next(), "Karsk", "GPE"))))
    assert assistant._plan is None


def test_changed_settings_are_followed_at_once(
    qtbot: QtBot, assistant: Assistant, visit: Desk, said: list[str]
) -> None:
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.look_at(visit)
    assert "Germany" in suggested(visit)
    keep_choice(visit.session, Choice(labels={"GPE": ""}))
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        assistant.replan()
    assert "Germany" not in suggested(visit)
    assert "Angela Merkel" in suggested(visit)
    keep_choice(visit.session, Choice(pipeline="no_such_pipeline"))
    for _ in range(2):
        with qtbot.waitSignal(assistant.finished, timeout=60_000):
            assistant.look_at(visit)
    assert said == []  # the plan is still the old one
    for _ in range(2):
        with qtbot.waitSignal(assistant.finished, timeout=60_000):
            assistant.replan()
    assert said == ["pipeline-missing", "pipeline-missing"]
    assert suggested(visit) == set()


def test_what_is_found_waits_while_a_task_writes_the_project(
    qtbot: QtBot, assistant: Assistant, visit: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_UNTIL_UNLOCKED", 20)
    visit.session.locked_for = "importing"
    assistant.look_at(visit)
    qtbot.waitUntil(lambda: bool(assistant._arrived) and not assistant._timer.isActive(),
                    timeout=60_000)  # fmt: skip
    qtbot.wait(200)
    assert suggested(visit) == set()
    with qtbot.waitSignal(assistant.finished, timeout=60_000):
        visit.session.locked_for = None
    assert "Germany" in suggested(visit)


def test_a_long_article_is_taken_in_pieces(
    qtbot: QtBot, assistant: Assistant, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By structure, not by time: no round of the event loop takes more than one section."""
    text = "Emmanuel Macron visited Germany on Friday, the ferry line said.\n" * 1_500
    keep_choice(session, Choice(layers=("entities",)))
    desk = Desk(session)
    desk.open(articles.add_article(session, text, language="en"))
    taken: list[tuple[int, int]] = []  # (round of the event loop, how many suggestions)
    renew = Session.renew_suggestions
    turns = 0

    def counted(here: Session, document: int, found: list[Suggestion], *more: Any) -> Any:
        taken.append((turns, len(found)))
        return renew(here, document, found, *more)

    def turned() -> None:
        nonlocal turns
        turns += 1

    monkeypatch.setattr(Session, "renew_suggestions", counted)
    assistant._deliver_soon.timeout.connect(turned)
    with qtbot.waitSignal(assistant.finished, timeout=120_000):
        assistant.look_at(desk)
    assert sum(number for _, number in taken) == len(session.open_suggestions(desk.document or 0))
    assert len({turn for turn, _ in taken}) == len(taken) > 20
    assert max(number for _, number in taken) <= suggesting._BIT
    assert len(desk.tokens) > 15_000
    desk.close()
