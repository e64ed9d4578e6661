"""Colleagues' work by commands alone: packets, merge, agreement, adjudication, gold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import articles
from tests.cli.conftest import Said

NAMES = ("Ada", "Bo", "Cy")
#: What each of the three labels in the harbour story.
LABELS = {
    "Ada": {"Velmar": "GPE", "Citadel": "ORG", "Oren Maret": "PERSON"},
    "Bo": {"Velmar": "GPE", "Citadel": "ORG", "Citadel spokesman Oren Maret": "PERSON"},
    "Cy": {"Velmar": "GPE", "Citadel": "FAC"},
}


def labels(path: Path, name: str) -> Path:
    spans = []
    for words, label in LABELS[name].items():
        span = articles.where(articles.HARBOUR, words)
        spans.append({"start": span.start, "end": span.end, "label": label, "annotator": name})
    path.write_text(json.dumps({"id": "harbour", "text": articles.HARBOUR, "spans": spans}))
    return path


@pytest.fixture
def merged(project: Path, run: Any, tmp_path: Path) -> Path:
    article = tmp_path / "harbour.jsonl"
    article.write_text(json.dumps({"id": "harbour", "text": articles.HARBOUR}))
    assert run("import", project, article).status == 0
    packets = []
    for name in NAMES:
        packets.append(tmp_path / f"{name}.annotator")
        sent = run("packet", project, packets[-1], "--to", name, "--json").json
        assert (sent["documents"], sent["blind"]) == (1, True)
        lines = labels(tmp_path / f"{name}.jsonl", name)
        assert run("import", packets[-1], lines).status == 0
    would = run("merge", project, *packets, "--dry-run", "--json").json
    did = run("merge", project, *packets, "--json").json
    assert would == did
    assert did["added"]["annotation"] == 8
    assert did["conflicts"] == []
    return project


def test_three_packets_are_merged_compared_and_decided(
    merged: Path,
    run: Any,
    tmp_path: Path,
) -> None:
    figures = run("agreement", merged, "--json").json
    keys = ["metric", "layer", "label", "role", "annotators", "value", "low", "high", "n", "note"]
    assert all(list(each) == keys for each in figures)
    exact = {
        tuple(each["annotators"]): each["value"]
        for each in figures
        if each["metric"] == "span_f1_exact" and each["label"] is None
        and each["layer"] == "entities"
    }  # fmt: skip
    assert exact["Ada", "Bo"] == pytest.approx(4 / 6)
    assert exact["Ada", "Cy"] == pytest.approx(2 / 5)
    only = run("agreement", merged, "--layer", "entities", "--metric", "token_kappa", "--json").json
    assert {(each["metric"], each["layer"]) for each in only} == {("token_kappa", "entities")}

    decided = run("adjudicate", merged, "--strategy", "majority", "--json").json
    assert (decided["items"], decided["decided"], decided["kept"]) == (3, 2, 0)
    assert decided["left"] == {"missing": 1}
    assert run("adjudicate", merged, "--strategy", "majority", "--json").json == decided

    gold = run("export", merged, "-", "--gold").out
    (line,) = map(json.loads, gold.splitlines())
    assert {(each["text"], each["label"]) for each in line["spans"]} == {
        ("Velmar", "GPE"), ("Citadel", "ORG"),
    }  # fmt: skip
    assert {(each["how"], len(each["from"])) for each in line["decisions"]} == {
        ("unanimous", 3), ("strategy", 3),
    }  # fmt: skip
    assert "gold" in {name for each in run("agreement", merged, "--gold", "--json").json
                      for name in each["annotators"]}  # fmt: skip
    everybody = json.loads(run("export", merged, "-").out)
    assert {each["annotator"] for each in everybody["spans"]} == set(NAMES)
    assert run("check", merged).status == 0


def test_a_merge_says_in_words_what_it_did(merged: Path, run: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annotator"
    shutil.copy(merged, copy)
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"id": "plain", "text": articles.PLAIN}))
    assert run("import", copy, more).status == 0
    said: Said = run("merge", merged, copy)
    assert said.status == 0
    assert "1 added, 0 changed, 0 removed, 0 conflicts" in said.out
    assert "nothing that this project does not know" in run("merge", merged, copy).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["merge", "PROJECT", "PROJECT"], "this project itself"),
        (["merge", "PROJECT", "nowhere.annotator"], "nowhere.annotator"),
        (["packet", "PROJECT", "PROJECT", "--to", "Bo"], "there already"),
        (
            ["packet", "PROJECT", "new.annotator", "--to", "Bo", "--documents", "zebra"],
            "no article",
        ),
        (["packet", "PROJECT", "new.annotator", "--to", "Bo", "--overlap", "120"], "0 to 100"),
        (["adjudicate", "PROJECT", "--strategy", "luck"], "majority"),
        (["adjudicate", "PROJECT", "--strategy", "prefer=Nobody"], "Nobody"),
        (["agreement", "PROJECT", "--metric", "luck"], "span_f1_exact"),
        (["agreement", "PROJECT", "--layer", "verbs"], "entities"),
        (["agreement", "PROJECT", "--gold"], "no gold set"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_known(
    merged: Path,
    run: Any,
    arguments: list[str],
    words: str,
) -> None:
    before = run("stats", merged, "--json").json
    said = run(*(str(merged) if each == "PROJECT" else each for each in arguments))
    assert said.status == 1
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert run("stats", merged, "--json").json == before


def test_one_annotator_has_nobody_to_agree_with(project: Path, run: Any) -> None:
    assert run("agreement", project, "--json").json == []
    assert "two annotators" in run("agreement", project).out
