"""The worker without a window: what it is asked, how it is lost and found again."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.services import suggesting
from annotator.services.pipeline_choice import Choice, agree_to, keep_choice
from annotator.services.session import Session
from annotator.services.suggesting_many import suggest_many
from annotator.services.tasks import Cancelled, Task
from annotator.services.working import WorkerProcess
from tests import articles
from tests.assist.local_pipelines import PLANTED, save

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerProcess]:
    """A worker that knows the components of `local_pipelines`."""
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    with WorkerProcess(patience=60) as made:
        yield made


def ships(session: Session, tmp_path: Path, component: str) -> None:
    """Have the project use a pipeline that calls capitalised words ships."""
    folder = save(tmp_path / component, component)
    agree_to(folder)
    keep_choice(session, Choice(str(folder), {"SHIP": "PRODUCT"}))


def look(working: WorkerProcess, session: Session, text: str, task: Task | None = None) -> set[str]:
    number = articles.add_article(session, text, language="en")
    analysis = working.analyse(suggesting.plan_of(session), session.article(number), task)
    assert analysis.words == len(analysis.starts)
    return {text[each.start : each.end] for each in analysis.entities}


def fake(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the worker be this program; `say(…)` answers, `ask()` waits for a request."""
    head = (
        "import json, os, sys, time\n"
        "say = lambda m: print(json.dumps(m), flush=True)\n"
        "ask = lambda: json.loads(sys.stdin.readline())\n"
    )
    monkeypatch.setattr(suggesting, "command", lambda: [sys.executable, "-c", head + program])


def test_one_article_after_another(
    working: WorkerProcess, session: Session, tmp_path: Path
) -> None:
    ships(session, tmp_path, "test_names")
    assert look(working, session, "The ferry Halcyon left.") == {"Halcyon"}
    first = working.pid
    assert look(working, session, "Nobody saw the Heron.") == {"Heron"}
    assert working.pid == first
    # Another setup goes to the same process.
    keep_choice(session, Choice(pipeline=str(tmp_path / "test_names"), labels={}))
    assert look(working, session, "The Kestrel came.") == set()
    assert working.pid == first


def test_a_worker_killed_in_between_is_started_anew(
    working: WorkerProcess, session: Session, tmp_path: Path
) -> None:
    ships(session, tmp_path, "test_names")
    look(working, session, "The ferry Halcyon left.")
    first = working.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    # The setup is said again: without it the new process would not know how to look.
    assert look(working, session, "Nobody saw the Heron.") == {"Heron"}
    assert working.pid != first
    assert working.restarts == 1


def test_an_article_that_it_dies_of_is_given_up_and_the_next_one_is_not(
    working: WorkerProcess, session: Session, tmp_path: Path
) -> None:
    ships(session, tmp_path, "test_exits")
    with pytest.raises(AnnotatorError) as raised:
        look(working, session, "A fatal word.")
    assert raised.value.code == "worker-died"
    assert working.restarts == 2
    assert look(working, session, "The ferry Halcyon left.") == {"Halcyon"}


def test_a_worker_that_hangs_is_ended(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, "ask()\ntime.sleep(600)")
    number = articles.add_article(session, articles.PLAIN)
    with WorkerProcess(patience=0.5) as working:
        with pytest.raises(AnnotatorError) as raised:
            working.analyse(suggesting.plan_of(session), session.article(number))
        assert raised.value.code == "worker-hung"
        assert working.pid is None


def test_a_hung_worker_that_reads_nothing_does_not_block_who_asks(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "time.sleep(600)")
    number = articles.add_article(session, "The ferry left.\n" * 20_000)  # more than a pipe holds
    with WorkerProcess(patience=0.5) as working, pytest.raises(AnnotatorError) as raised:
        working.analyse(suggesting.plan_of(session), session.article(number))
    assert raised.value.code == "worker-hung"


def test_signs_of_life_are_patience_for_long_work(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(
        monkeypatch,
        "ask(); n = ask()['id']\n"
        "for _ in range(8):\n    time.sleep(.2); say({'id': n, 'at': 'quotes'})\n"
        "print('a library says hello', flush=True)\n"
        "say({'id': n - 1, 'done': {}})\n"
        "say({'id': n, 'done': {'model': 'm', 'pipeline': True}})\nask()",
    )
    number = articles.add_article(session, articles.PLAIN)
    with WorkerProcess(patience=1.0) as working:
        analysis = working.analyse(suggesting.plan_of(session), session.article(number))
    assert analysis.model == "m"
    assert working.restarts == 0


def test_a_program_that_is_not_there_is_an_error(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "sys.exit(3)")
    number = articles.add_article(session, articles.PLAIN)
    with WorkerProcess() as working, pytest.raises(AnnotatorError) as raised:
        working.analyse(suggesting.plan_of(session), session.article(number))
    assert raised.value.code == "worker-died"


def test_whoever_cancels_does_not_wait_for_the_worker(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, "ask()\ntime.sleep(600)")
    number = articles.add_article(session, articles.PLAIN)
    task = Task()
    threading.Timer(0.3, task.cancel).start()
    # The worker sleeps longer than a test may take.
    with WorkerProcess() as working, pytest.raises(Cancelled):
        working.analyse(suggesting.plan_of(session), session.article(number), task)


# Training ----------------------------------------------------------------------------------------


def trained(monkeypatch: pytest.MonkeyPatch, program: str, task: Task | None = None) -> Any:
    fake(monkeypatch, "n = ask()['id']\n" + program)
    with WorkerProcess(patience=2) as working:
        return working.train("quotes", [], Path("x"), task=task)


def test_training_reports_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    task = Task("training", lambda done, total: told.append((done, total)))
    about = trained(
        monkeypatch,
        "for at in (1, 2):\n    say({'id': n, 'at': 'training', 'so_far': at, 'total': 2})\n"
        "say({'id': n, 'done': {'f1': .5}})\nask()",
        task,
    )
    assert about == {"f1": 0.5}
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("say({'id': n, 'error': 'model-disk-full', 'values': {'path': '/x'}}); ask()",
         "model-disk-full"),
        ("say({'id': n, 'error': 'training-failed', 'values': {'why': 'so'}}); ask()",
         "training-failed"),
        ("os._exit(9)", "worker-died"),
        ("time.sleep(600)", "worker-hung"),
    ],
)  # fmt: skip
def test_a_training_that_fails_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, program: str, code: str, tmp_path: Path
) -> None:
    count = f"open({str(tmp_path / 'tries')!r}, 'a').write('x')\n"
    with pytest.raises(AnnotatorError) as raised:
        trained(monkeypatch, count + program)
    assert raised.value.code == code
    assert (tmp_path / "tries").read_text() == "x"


def test_a_cancelled_training_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task("training")
    threading.Timer(0.3, task.cancel).start()
    with pytest.raises(Cancelled):
        trained(monkeypatch, "time.sleep(600)", task)


# Many articles -----------------------------------------------------------------------------------


def test_many_articles_are_looked_at_and_one_that_kills_it_is_reported(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    ships(session, tmp_path, "test_exits")
    first = articles.add_article(session, "The ferry Halcyon left.", language="en")
    fatal = articles.add_article(session, "A fatal word.", language="en")
    last = articles.add_article(session, "Nobody saw the Heron.", language="de")
    told: list[tuple[int, int]] = []
    report = suggest_many(session, Task("", lambda *at: told.append(at)), layers=["entities"])
    assert report.documents == 2
    assert report.failed == [(session.uid_of(fatal), "worker-died")]
    assert report.restarts == 2
    assert [code for code, _ in report.notices] == ["pipeline-language"]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert len(session.open_suggestions(first)) == 1
    assert session.tokens(last) is not None
    assert session.tokens(fatal) is None


def test_what_is_done_is_kept_when_somebody_stops(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    ships(session, tmp_path, "test_names")
    first = articles.add_article(session, "The ferry Halcyon left.", language="en")
    second = articles.add_article(session, "Nobody saw the Heron.", language="en")

    def stop(done: int, _: int) -> None:
        if done == 1:
            task.cancel()

    task = Task("", stop)
    with pytest.raises(Cancelled):
        suggest_many(session, task)
    assert len(session.open_suggestions(first)) == 1
    assert session.open_suggestions(second) == []


def test_only_what_a_search_finds_is_looked_at(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    ships(session, tmp_path, "test_names")
    articles.add_article(session, "The ferry Halcyon left.", language="en")
    found = articles.add_article(session, "Nobody saw the Heron.", language="en")
    report = suggest_many(session, words="heron", layers=["entities"])
    assert (report.documents, report.suggestions["entities"]) == (1, 1)
    assert len(session.open_suggestions(found)) == 1


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda s: s.set_setting("suggest", False), "suggest-nothing"),
        (lambda s: s.set_setting("blind", True), "suggest-blind"),
        (lambda s: keep_choice(s, Choice(layers=("quotes",))), "suggest-nothing"),
    ],
)
def test_what_may_not_be_suggested_is_refused(session: Session, prepare: Any, code: str) -> None:
    prepare(session)
    with pytest.raises(AnnotatorError) as raised:
        suggest_many(session, layers=["entities"])
    assert raised.value.code == code


def test_a_pipeline_that_was_named_must_be_there(session: Session) -> None:
    with pytest.raises(AnnotatorError) as raised:
        suggest_many(session, pipeline="no_such_pipeline")
    assert raised.value.code == "pipeline-missing"


def test_a_project_that_is_only_read_is_refused(session: Session) -> None:
    session.close()
    with (
        Session.open(session.path, read_only=True) as reading,
        pytest.raises(AnnotatorError) as raised,
    ):
        suggest_many(reading)
    assert raised.value.code == "project-read-only"
