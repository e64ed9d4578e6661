"""`annotator suggest` and `annotator pipelines`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from annotator.assist import pipelines
from annotator.services import suggesting
from annotator.services.pipeline_choice import agreed_folders
from annotator.services.session import Session
from tests import articles
from tests.assist.local_pipelines import PLANTED, save

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]


@pytest.fixture
def harbour(project: Path) -> Path:
    """A project with the harbour story and another one."""
    with Session.open(project) as session:
        articles.add_article(session, articles.HARBOUR, language="en")
        articles.add_article(session, articles.PLAIN, language="en", title="The road")
    return project


def suggested(project: Path) -> list[str]:
    with Session.open(project, read_only=True) as session:
        return [
            each.layer
            for number in session.document_ids()
            for each in session.open_suggestions(number)
        ]


def test_every_article_gets_suggestions_and_nothing_becomes_a_label(
    run: Any, harbour: Path
) -> None:
    said = run("suggest", harbour)
    assert (said.status, said.err) == (0, "")
    assert "2 articles looked at" in said.out
    assert pipelines.find("").model in said.out
    assert {"entities", "quotes"} <= set(suggested(harbour))
    assert run("stats", harbour, "--json").json["annotations"] == 0


def test_the_result_for_machines(run: Any, harbour: Path) -> None:
    said = run("suggest", harbour, "--json", "--layers", "entities", "--documents", "ferry road")
    assert said.status == 0
    assert (said.json["documents"], said.json["failed"], said.json["notices"]) == (1, [], [])
    assert said.json["pipeline"] == pipelines.find("").model
    assert said.json["words"] == 12
    assert said.json["cpu_seconds"] > 0
    assert set(suggested(harbour)) <= {"entities"}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--layers", "verbs"], 2, "entities,quotes,opinions"),
        (["--layers", ","], 2, "entities,quotes,opinions"),
        (["--pipeline", "no_such_pipeline"], 1, "no_such_pipeline"),
        (["--pipeline", "antigravity"], 1, "antigravity"),
        (["--annotator", "Nobody"], 1, "Nobody"),
    ],
)
def test_what_is_wrong_is_said(
    run: Any, harbour: Path, arguments: list[str], status: int, words: str
) -> None:
    said = run("suggest", harbour, *arguments)
    assert said.status == status
    assert words in said.err
    assert suggested(harbour) == []


def test_a_folder_named_here_is_used_and_agreed_to(
    run: Any, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    folder = save(tmp_path / "ships", "test_names")
    said = run("suggest", harbour, "--pipeline", folder, "--layers", "entities", "--json")
    assert said.status == 0
    assert said.json["pipeline"] == "en_harbour-1.2"
    assert agreed_folders() == {str(folder)}
    with Session.open(harbour) as session:
        assert session.setting("pipeline", "") == ""  # the project's own choice stays


def test_an_article_that_kills_the_worker_is_named_and_the_rest_is_done(
    run: Any, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session.open(harbour) as session:
        fatal = session.uid_of(articles.add_article(session, "A fatal word.", language="en"))
    monkeypatch.setattr(suggesting, "command", lambda: PLANTED)
    folder = save(tmp_path / "ships", "test_exits")
    said = run("suggest", harbour, "--pipeline", folder)
    assert said.status == 1
    assert "2 articles looked at" in said.out
    assert fatal in said.out


def test_stopped_by_the_keyboard_it_keeps_what_is_done(harbour: Path, tmp_path: Path) -> None:
    # The worker answers the first article and never the second.
    program = tmp_path / "worker.py"
    program.write_text(
        "import json, sys, time\n"
        "sys.stdin.readline()\n"
        "n = json.loads(sys.stdin.readline())['id']\n"
        "part = {'range': [0, 5], 'entities': [[0, 5, 'GPE', None, 'm', None]]}\n"
        "for each in ({'part': part}, {'done': {'model': 'm', 'pipeline': True}}):\n"
        "    print(json.dumps({'id': n, **each}), flush=True)\n"
        "time.sleep(600)\n"
    )
    start = (
        "import sys; from annotator.services import suggesting; from annotator import cli; "
        f"suggesting.command = lambda: [sys.executable, {str(program)!r}]; "
        f"sys.exit(cli.main(['suggest', {str(harbour)!r}]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not suggested(harbour) and time.monotonic() < deadline:
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert suggested(harbour) == ["entities"]


def test_installed_pipelines_are_listed(run: Any) -> None:
    found = pipelines.find("")
    said = run("pipelines")
    assert said.status == 0
    assert found.name in said.out
    assert found.version in said.out
    (row,) = [each for each in run("pipelines", "--json").json if each["name"] == found.name]
    assert row["gives"] == ["tokens", "entities", "sentences", "parses"]
    assert "PERSON" in row["entities"]
    assert row["problem"] is None


def test_without_pipelines_it_says_how_to_get_one(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "_small_english", list)
    monkeypatch.setattr(pipelines.metadata, "entry_points", lambda **_: [])
    said = run("pipelines")
    assert (said.status, json.loads(run("pipelines", "--json").out)) == (0, [])
    assert "pip install" in said.out
