"""`annotator evaluate`: of a project and of files, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.services import evaluating, evaluating_files
from tests.services.labelled_articles import Rules, line, write_lines


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """Let rules of the test suggest and learn in the worker's place."""
    rules = Rules()

    @contextmanager
    def give(*_: Any) -> Iterator[Rules]:
        yield rules

    monkeypatch.setattr(evaluating, "engines_of", give)
    monkeypatch.setattr(evaluating_files, "engines_of", give)
    return rules


@pytest.fixture
def stories(project: Path, run: Any, tmp_path: Path, rules: Rules) -> Path:
    """A project with four labelled articles."""
    path = write_lines(tmp_path / "stories.jsonl", [line(number) for number in range(4)])
    assert run("import", project, path).status == 0
    return project


@pytest.fixture
def dev(tmp_path: Path, rules: Rules) -> Path:
    return write_lines(tmp_path / "dev.jsonl", [line(number) for number in range(4)])


def test_a_project_as_a_table(run: Any, stories: Path) -> None:
    said = run("evaluate", stories)
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0].startswith("4 articles against Mina Kell, ")
    (row,) = [each for each in lines if "together" in each and " GPE " in each and "exact" in each]
    assert row.split()[-6:] == ["100.0", "100.0", "100.0", "4", "4", "4"]


def test_a_project_as_json(run: Any, stories: Path) -> None:
    found = run("evaluate", stories, "--against", "Mina Kell", "--kind", "entities", "--json").json
    assert found["articles"] == 4
    assert {each["kind"] for each in found["figures"]} == {"entities"}
    assert {each["error"]: each["number"] for each in found["errors"]} == {"missed": 4}
    assert found["accepted_unchanged"] == {"entities": {"accepted": 0, "labels": 8}}


def test_quotes_of_a_file_have_the_agreed_keys(run: Any, dev: Path) -> None:
    found = run("evaluate", "--quotes", dev, "--json").json
    assert {"all", "speech", "cpu_seconds", "words"} <= found.keys()
    for view in (found["all"], found["speech"]):
        for measure in ("content_exact", "content_j80", "seg_spk", "e2e"):
            assert view[measure] is None or 0 <= view[measure] <= 1
    assert found["all"]["content_j80"] == 1
    said = run("evaluate", "--quotes", dev)
    assert "content, 80 % of the words" in said.out


def test_learning_from_a_file_before(run: Any, dev: Path, tmp_path: Path, rules: Rules) -> None:
    path = write_lines(tmp_path / "train.jsonl", [line(number) for number in range(3, 12)])
    said = run("evaluate", "--quotes", dev, "--train", path, "--articles", 5, "--seed", 3, "--json")
    assert said.json["trained_on"] == 5
    assert said.json["all"]["content_exact"] == 1
    assert said.err.startswith("1 article of the training file left out")
    assert "story-3" not in rules.learned[0]
    found = run("evaluate", "--sentiment", dev, "--train", path, "--labels", 6, "--json").json
    assert (found["macro_f1"], found["accuracy"]) == (1, 1)
    found = run("evaluate", "--entities", dev, "--json").json
    assert {"exact", "partial", "labels"} <= found.keys()


def test_options_reach_the_trainer(
    run: Any, dev: Path, tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    learn = rules.train

    def train(*arguments: Any, **options: Any) -> Any:
        given.append(options)
        return learn(*arguments, **options)

    monkeypatch.setattr(rules, "train", train)
    path = write_lines(tmp_path / "train.jsonl", [line(number) for number in range(4, 12)])
    run("evaluate", "--sentiment", dev, "--train", path, "--no-encoder")
    run("evaluate", "--quotes", dev, "--train", path, "--parc", "--switch", "titles=no")
    assert given[0]["options"] == {"use_encoder": False}
    assert given[1]["switches"]["that_in_content"] is True
    assert given[1]["switches"]["titles"] is False
    assert dict(rules.looks[1][0].switches or {}) == given[1]["switches"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give a project with --against"),
        (("--quotes", "{dev}", "--switch", "house=yes"), "There is no switch “house”"),
        (("--quotes", "{dev}", "--train", "{dev}", "--articles", "9"), "9 are asked for"),
        (("--quotes", "nowhere.jsonl"), "nowhere.jsonl"),
        (("--entities", "{dev}", "--scheme", "no-such-scheme"), "no-such-scheme"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(
    run: Any, dev: Path, arguments: tuple[str, ...], words: str
) -> None:
    said = run("evaluate", *(each.format(dev=dev) for each in arguments))
    assert said.status == 1
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_project_and_a_file_are_not_taken_together(run: Any, stories: Path, dev: Path) -> None:
    said = run("evaluate", stories, "--quotes", dev, "--json")
    assert said.status == 1
    assert said.json["error"] == "evaluate-one-of"
    for wrong in (
        ("--articles", "0"),
        ("--switch", "joined"),
        ("--quotes", dev, "--entities", dev),
    ):
        assert run("evaluate", *wrong).status == 2


def test_a_bad_line_is_named(run: Any, dev: Path) -> None:
    dev.write_text(dev.read_text() + "{\n")
    said = run("evaluate", "--quotes", dev)
    assert said.status == 1
    assert f"{dev}:5:" in said.err


def test_nobody_finished_anything(run: Any, project: Path, rules: Rules) -> None:
    said = run("evaluate", project)
    assert said.status == 1
    assert "no finished articles with labels" in said.err
    said = run("evaluate", project, "--against", "gold")
    assert "no gold set yet" in said.err
