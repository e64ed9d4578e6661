"""`annotator insights`: what is printed, filtered and written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx
import pytest

from annotator.services.session import Session
from tests.services.stories import Writing, take_in

TEXT = "It is open, said Orlo. Karsk lies, said the Citadel. No, said Karsk."


@pytest.fixture
def told(project: Path, tmp_path: Path) -> Path:
    stories = []
    for number, (outlet, date) in enumerate([("Seaboard", "2026-01-12"), ("Courier", "")]):
        meta = {"date": date} if date else {}
        story = Writing(f"{number}", f"{TEXT} ({number})", outlet=outlet, **meta)
        story.mention("Karsk", "karsk")
        story.quote("It is open", "Orlo", "states")
        quote = story.quote("Karsk lies", "the Citadel", "claims", source_kind="government")
        story.opinion("negative", "Karsk", expression="lies", quote=quote)
        story.quote("No", "Karsk", "denies")
        stories.append(story)
    with Session.open(project) as session:
        take_in(session, tmp_path, *stories)
    return project


def test_everything_is_printed(told: Path, run: Any) -> None:
    said = run("insights", told)
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "2 labelled articles"
    assert "Who said what about whom: 6 quotes, 2 opinions" in lines
    (row,) = [line for line in lines if line.startswith("  the Citadel")]
    assert row.split() == ["the", "Citadel", "karsk", "2", "claims", "2", "0", "2", "0", "0", "0",
                           "2", "-1.00"]  # fmt: skip
    assert "  1 article without a date left out." in lines


def test_for_machines(told: Path, run: Any) -> None:
    found = run("insights", told, "--topic", "matrix", "--json").json
    assert found["articles"] == 2
    assert found["tables"] == {}
    (cell,) = [each for each in found["matrix"]["cells"] if each["source"]["name"] == "the Citadel"]
    assert (cell["target"]["name"], cell["target"]["linked"]) == ("karsk", True)
    assert (cell["quotes"], cell["acts"], cell["polarity"]) == (2, {"claims": 2}, -1.0)
    tables = run("insights", told, "--topic", "voices", "--topic", "labels", "--json").json
    assert list(tables["tables"]) == ["labels", "voices"]
    (government,) = [
        row for row in tables["tables"]["voices"]["rows"] if row["source_kind"] == "government"
    ]
    assert (government["quotes"], government["words"]) == (2, 4)
    assert "matrix" not in tables


@pytest.mark.parametrize(
    ("arguments", "articles"),
    [
        (["--outlet", "Courier"], 1),
        (["--outlet", "Courier", "--outlet", "Seaboard"], 2),
        (["--since", "2026-01-01"], 1),
        (["--until", "2025-12-31"], 0),
        (["--annotator", "Mina Kell"], 2),
        (["--state", "done"], 2),
        (["--state", "flagged"], 0),
    ],
)
def test_a_part_of_it(told: Path, run: Any, arguments: list[str], articles: int) -> None:
    assert run("insights", told, *arguments, "--json").json["articles"] == articles
    if not articles:
        assert run("insights", told, *arguments).out.startswith("No labelled article fits.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "yesterday"], "“yesterday” is no date. Write it as 2026-01-31."),
        (["--outlet", "Post"], "No article is from “Post”; the articles are from 2 outlets."),
        (["--annotator", "Nobody"], "There is no annotator “Nobody”"),
        (["--annotator", "gold"], "There is no gold set yet"),
        (["--layer", "moods"], "There is no layer “moods”"),
        (["--out", "figures.doc"], "figures.doc ends in none of .xlsx, .csv, .graphml."),
    ],
)
def test_what_cannot_be_asked_is_told(
    told: Path, run: Any, arguments: list[str], words: str
) -> None:
    said = run("insights", told, *arguments)
    assert said.status == 1
    assert words in said.err
    assert said.out == ""


def test_wrong_usage(told: Path, run: Any) -> None:
    assert run("insights", told, "--topic", "weather").status == 2
    assert run("insights", told, "--limit", "-1").status == 2


def test_what_can_be_chosen(told: Path, run: Any) -> None:
    found = run("insights", told, "--list", "--json").json
    assert found["outlets"] == [
        {"name": "Courier", "articles": 1}, {"name": "Seaboard", "articles": 1},
    ]  # fmt: skip
    assert found["annotators"] == [{"name": "Mina Kell", "kind": "person", "articles": 2}]
    assert (found["first_day"], found["undated"]) == ("2026-01-12", 1)
    assert "1 article without a date" in run("insights", told, "--list").out


def test_lines_that_are_not_printed_are_told(told: Path, run: Any) -> None:
    few = run("insights", told, "--topic", "labels", "--limit", "2").out.splitlines()
    every = run("insights", told, "--topic", "labels", "--limit", "0").out.splitlines()
    assert few[-1] == f"  … and {len(every) - len(few) + 1} more lines; --limit 0 prints all"
    assert few[:-1] == every[: len(few) - 1]


def test_a_file_is_written(told: Path, run: Any, tmp_path: Path) -> None:
    out = tmp_path / "who.graphml"
    said = run("insights", told, "--out", out, "--json").json
    assert said == {"path": str(out), "lines": 3}
    assert networkx.read_graphml(out).number_of_edges() == 3
    csv = tmp_path / "labels.csv"
    assert run("insights", told, "--out", csv, "--topic", "labels").status == 0
    assert csv.read_text(encoding="utf-8-sig").startswith("Layer,Label,Annotations,Articles")
