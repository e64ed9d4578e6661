"""`annotator versions`, `annotator self-agreement` and the version of an imported scheme."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import State
from annotator.domain.scheme_file import write_scheme
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import HARBOUR, add_article
from tests.services.desks import labelled


@pytest.fixture
def finished(project: Path) -> Path:
    """A project with one finished article."""
    _label(project, "Dana Ilves")
    return project


def _label(path: Path, words: str) -> None:
    with Session.open(path) as session:
        desk = Desk(session)
        if not session.document_ids():
            add_article(session, HARBOUR)
        desk.open(session.document_ids()[0])
        labelled(desk, words, "PERSON")
        desk.set_state(State.DONE)
        desk.close()


@pytest.fixture
def changed(finished: Path, tmp_path: Path) -> Path:
    """A scheme file in which one label is defined otherwise."""
    with Session.open(finished, read_only=True) as session:
        scheme = session.scheme
    labels = [
        replace(each, description="People") if each.uid == "PERSON" else each
        for each in scheme.labels
    ]
    out = tmp_path / "scheme.toml"
    out.write_text(write_scheme(replace(scheme, labels=tuple(labels))), encoding="utf-8")
    return out


def test_an_imported_definition_is_a_new_version(finished: Path, changed: Path, run: Any) -> None:
    assert run("versions", finished).out.strip() == "No definition has more than one version."
    assert run("scheme", "import", finished, changed).status == 0
    said = run("versions", finished).out.splitlines()
    assert said[:2] == [
        "Guideline version 2",
        "entities.PERSON: version 2, 1 label made under an older one",
    ]
    assert said[2].endswith("Mina Kell")
    told = run("versions", finished, "--json").json
    assert told["guideline"] == 2
    (label,) = told["labels"]
    assert (label["label"], label["version"], label["older"]) == (
        "entities.PERSON", 2, {"Mina Kell": 1},
    )  # fmt: skip
    assert label["now"].startswith("People\n")


def test_an_imported_definition_can_be_the_same_version(
    finished: Path, changed: Path, run: Any
) -> None:
    assert run("scheme", "import", finished, changed, "--same-version").status == 0
    assert run("versions", finished, "--json").json == {"guideline": 1, "labels": []}


def test_oneself_is_agreed_with_on_the_command_line(finished: Path, run: Any) -> None:
    none = run("self-agreement", finished)
    assert (none.status, none.out) == (1, "")
    assert "No check has begun" in none.err
    few = run("self-agreement", finished, "--begin", "--number", "1")
    assert few.status == 1
    assert "Only 0 articles of yours are finished and 30 days old" in few.err
    made = run("self-agreement", finished, "--begin", "--number", 1, "--days", 0, "--json").json
    assert (made["documents"], made["annotator"]) == (1, "Mina Kell")
    undone = run("self-agreement", finished)
    assert undone.status == 1
    assert "No article of the check is done yet" in undone.err
    _label(Path(made["path"]), "Foreign Minister Dana Ilves")
    told = run("self-agreement", finished, "--json").json
    values = {(each["metric"], each["layer"], each["label"]): each["value"]
              for each in told["figures"]}  # fmt: skip
    assert values["span_f1_exact", "entities", None] == 0
    assert values["span_f1_overlap", "entities", None] == 1
    assert told["check"]["done"] == 1
    lines = run("self-agreement", finished).out.splitlines()
    assert lines[0].endswith("1 article, 1 of them done.")
    assert any(line.startswith("entities") and "0.000" in line for line in lines[1:])
    assert run("self-agreement", finished, "--forget").out.strip() == "The check is forgotten."
    assert not Path(made["path"]).exists()
    assert run("self-agreement", finished, "--forget").out.strip() == "No check has begun."
