"""`annotator train` and `annotator models`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.services import training
from annotator.services.training import Needed
from tests.services.labelled_articles import Rules, line, write_lines


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """Let rules of the test suggest and learn in the worker's place."""
    rules = Rules()

    @contextmanager
    def give(*_: Any) -> Iterator[Rules]:
        yield rules

    monkeypatch.setattr(training, "engines_of", give)
    monkeypatch.setattr(training, "NEEDED", dict.fromkeys(training.KINDS, Needed(8, 8)))
    return rules


@pytest.fixture
def stories(project: Path, run: Any, tmp_path: Path, rules: Rules) -> Path:
    """A project with ten labelled articles."""
    path = write_lines(tmp_path / "stories.jsonl", [line(number) for number in range(10)])
    assert run("import", project, path).status == 0
    return project


def test_a_model_is_trained_kept_and_listed(run: Any, stories: Path) -> None:
    said = run("train", stories, "--kind", "quotes", "--json")
    assert said.status == 0
    (found,) = said.json
    assert (found["kind"], found["kept"], found["version"]) == ("quotes", True, 1)
    assert found["scores"]["e2e"] == 1
    assert found["rules"]["e2e"] < 1
    assert found["curve"][-1]["articles"] == len(found["learned_from"]) == 8
    assert len(found["tested_on"]) == 2
    (listed,) = run("models", stories, "--json").json
    assert (listed["version"], listed["in_use"], listed["tested"]) == (1, True, 2)
    assert listed["labels"] == {"quote": 8}
    said = run("models", stories)
    assert "in use" in said.out
    assert listed["name"] in said.out


def test_all_kinds_at_once_as_a_table(run: Any, stories: Path) -> None:
    said = run("train", stories)
    assert said.status == 0
    for words in ("Quotes: learned from 8 articles", "Opinions: learned", "Entities: learned"):
        assert words in said.out
    assert said.out.count("kept as version 1 and in use") == 3
    assert {each["kind"] for each in run("models", stories, "--json").json} == set(training.KINDS)


def test_one_that_is_no_better_is_not_kept_unless_wanted(
    run: Any, stories: Path, rules: Rules
) -> None:
    rules.enough = 99
    said = run("train", stories, "--kind", "quotes")
    assert "not kept: it is not better than what is there now" in said.out
    assert run("models", stories, "--json").json == []
    assert run("train", stories, "--kind", "quotes", "--keep", "--json").json[0]["kept"]
    rules.enough = 1
    assert not run("train", stories, "--kind", "quotes", "--drop", "--json").json[0]["kept"]
    assert len(run("models", stories, "--json").json) == 1


def test_versions_are_used_and_dropped(run: Any, stories: Path) -> None:
    for _ in range(2):
        run("train", stories, "--kind", "quotes", "--keep")
    assert run("models", stories, "--kind", "quotes", "--use", 1).status == 0
    used = {each["version"]: each["in_use"] for each in run("models", stories, "--json").json}
    assert used == {1: True, 2: False}
    run("models", stories, "--kind", "quotes", "--use", 0)
    assert not any(each["in_use"] for each in run("models", stories, "--json").json)
    assert run("models", stories, "--kind", "quotes", "--drop", 1).status == 0
    assert [each["version"] for each in run("models", stories, "--json").json] == [2]
    said = run("models", stories, "--kind", "quotes", "--use", 1)
    assert said.status == 1
    assert "no version 1" in said.err
    said = run("models", stories, "--use", 2)
    assert "--kind" in said.err


def test_what_is_missing_is_said(run: Any, project: Path, rules: Rules) -> None:
    said = run("train", project)
    assert said.status == 1
    assert "no finished articles with entities" in said.err
    assert run("models", project).out == "no models of this project on this computer\n"
    said = run("train", project, "--kind", "quotes", "--annotator", "Nobody")
    assert said.status == 1
    assert "Nobody" in said.err


def test_one_kind_that_lacks_labels_does_not_keep_the_others_from_it(
    run: Any, project: Path, rules: Rules, tmp_path: Path
) -> None:
    lines = [{**line(number), "opinions": []} for number in range(10)]
    for each in lines:
        each["spans"] = [span for span in each["spans"] if span["layer"] != "opinions"]
    run("import", project, write_lines(tmp_path / "stories.jsonl", lines))
    said = run("train", project, "--json")
    assert said.status == 0
    assert [each["kind"] for each in said.json] == ["quotes", "entities"]
    assert "no finished articles with opinions" in said.err


def test_a_model_from_elsewhere_is_told_of(
    run: Any, stories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("train", stories, "--kind", "quotes")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another computer"))
    said = run("models", stories)
    assert "was not made on this computer" in said.err
    assert said.out == "no models of this project on this computer\n"
