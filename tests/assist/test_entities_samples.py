"""The names of the sample articles, with the pipeline that is installed and nothing else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import spacy

from annotator.assist import pipelines
from annotator.assist.cleaning import find_zones
from annotator.assist.entities import Gazetteer, suggest_entities
from annotator.assist.parse import Parse
from annotator.assist.protocol import blanked
from annotator.domain.entity_scores import EntityScores, score_entities
from annotator.locations import resource

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]

LABELS = {name: name for name in pipelines.find("").labels}


@cache
def article(name: str) -> tuple[dict[str, Any], Parse]:
    """Return a labelled sample and its parse, with what the rules take for zones left out."""
    lines = resource("samples", f"{name}-gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = json.loads(lines[0])
    text = gold["text"]
    nlp = spacy.load(pipelines.find("").name)
    parse = Parse(text)
    at = 0
    zones = [(each.start, each.end) for each in find_zones(text)]
    for line in blanked(text, zones).split("\n"):
        if line.strip():
            parse.add(nlp(line), at)
        at += len(line) + 1
    return gold, parse


def scores(name: str, *, with_entries: bool) -> EntityScores:
    gold, parse = article(name)
    rows = [
        (alias, entry["kind"], f"{number:016x}")
        for number, entry in enumerate(gold.get("entries", ()), 1)
        for alias in (entry["name"], *entry.get("aliases", ()))
        if entry.get("kind")
    ]
    found = suggest_entities(
        parse, labels=LABELS, gazetteer=Gazetteer(rows) if with_entries else None
    )
    there = [
        (each["start"], each["end"], each["label"])
        for each in gold["spans"]
        if each["layer"] == "entities"
    ]
    return score_entities([(there, [(each.start, each.end, each.label) for each in found])])


@pytest.mark.parametrize(
    ("name", "with_entries", "recall", "precision"),
    [
        ("twin", False, 0.90, 0.90),
        ("twin", True, 0.95, 0.95),
        ("editorial", True, 0.80, 0.80),
        ("orm-line", True, 0.85, 0.85),
    ],
)
def test_most_names_of_the_samples_are_proposed_exactly(
    name: str, with_entries: bool, recall: float, precision: float
) -> None:
    found = scores(name, with_entries=with_entries)
    assert found.exact.recall is not None
    assert found.exact.precision is not None
    assert found.exact.recall >= recall, found.errors
    assert found.exact.precision >= precision, found.errors


def test_it_is_more_than_the_pipeline_finds_by_itself() -> None:
    gold, parse = article("twin")
    there = [(each["start"], each["end"], each["label"]) for each in gold["spans"]
             if each["layer"] == "entities"]  # fmt: skip
    bare = [(*parse.span(first, last), label) for first, last, label in parse.entities]
    before = score_entities([(there, bare)]).exact.f1
    after = scores("twin", with_entries=False).exact.f1
    assert before is not None
    assert after is not None
    assert after > before + 0.2
