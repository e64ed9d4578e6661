"""`annotator radar`: the same lines as the page, for people and machines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Annotator, Entry
from annotator.domain.steps import Step, added
from annotator.services.radar import Kind, Query, Radar, intended_in, keep_intended, people_of
from annotator.services.session import Session
from tests.articles import add_article, where

SHORE = "Karsk waits.\nIlves is in Karsk, and Karsk is quiet."


@pytest.fixture
def labelled(project: Path) -> Path:
    """Karsk as a place, an organisation and bare; Ben calls it a person, linked in one place."""
    with Session.open(project) as session:
        document = add_article(session, SHORE)
        ben, karsk = Annotator(601, "Ben Aske"), Entry(501, "Karsk")
        session.apply(Step("x", added(ben, karsk)))
        mine = session.annotator.id
        made = [
            Annotation(900 + nth, document, who, "entities", label, (where(SHORE, "Karsk", at),),
                       entry=entry)
            for nth, (who, label, at, entry) in enumerate((
                (mine, "GPE", 0, 501), (mine, "ORG", 1, None),
                (ben.id, "PERSON", 0, None), (ben.id, "PERSON", 1, None),
            ))
        ]  # fmt: skip
        session.apply(Step("x", added(*made)))
    return project


def test_lines_for_machines(labelled: Path, run: Any) -> None:
    said = run("radar", labelled, "--json")
    assert said.status == 0
    by_kind = {each["kind"]: each for each in said.json}
    assert list(by_kind) == ["bare", "labels", "unlinked"]
    assert by_kind["labels"] == {
        "kind": "labels",
        "words": "Karsk",
        "layer": "entities",
        "sure": 0.25,
        "certainty": "open",
        "places": 2,
        "intended": False,
        "sides": [
            {"label": "GPE", "count": 1, "share": 50},
            {"label": "ORG", "count": 1, "share": 50},
        ],
    }
    assert by_kind["bare"]["sides"][-1] == {"label": None, "count": 1, "share": 33}
    assert by_kind["unlinked"]["sides"] == [
        {"entry": f"{501:016x}", "name": "Karsk", "count": 1, "share": 50},
        {"entry": None, "name": None, "count": 1, "share": 50},
    ]


def test_lines_for_people(labelled: Path, run: Any) -> None:
    said = run("radar", labelled, "--kind", "labels", "--kind", "unlinked")
    assert said.out.splitlines() == [
        " 25 %  two labels           Karsk: GPE 1 (50 %) · ORG 1 (50 %)",
        " 12 %  not linked elsewhere Karsk: Karsk 1 (50 %) · not linked 1 (50 %)",
    ]


def test_whose_labels(labelled: Path, run: Any) -> None:
    assert [each["kind"] for each in run("radar", labelled, "--annotator", "Ben Aske",
                                         "--json").json] == ["bare"]  # fmt: skip
    both = run("radar", labelled, "--anyone", "--json").json
    assert {"labels", "bare", "unlinked"} == {each["kind"] for each in both}
    assert run("radar", labelled, "--gold").out == "No inconsistencies.\n"
    unknown = run("radar", labelled, "--annotator", "Nobody")
    assert unknown.status == 1
    assert "Nobody" in unknown.err
    with Session.open(labelled) as session:
        session.set_setting("blind", True)
    blind = run("radar", labelled, "--anyone", "--json")
    assert (blind.status, blind.json["error"]) == (1, "radar-blind")
    assert len(run("radar", labelled, "--json").json) == 3


def test_intended_lines_are_listed_when_asked_for(labelled: Path, run: Any) -> None:
    with Session.open(labelled) as session:
        radar = Radar(session, people_of(session))
        radar.build()
        found = radar.found(Query(frozenset((Kind.LABELS,))), intended_in(session))
        keep_intended(session, [line for line, _ in found.lines], on=True)
    said = run("radar", labelled, "--kind", "labels")
    assert said.out.splitlines() == [
        "No inconsistencies.", "1 called intended are left out (--intended lists them).",
    ]  # fmt: skip
    assert run("radar", labelled, "--kind", "labels", "--json").json == []
    shown = run("radar", labelled, "--kind", "labels", "--intended")
    assert shown.out.rstrip().endswith("(intended)")
    assert run("radar", labelled, "--intended", "--json").json[1]["intended"] is True


def test_an_unknown_kind_is_wrong_usage(labelled: Path, run: Any) -> None:
    assert run("radar", labelled, "--kind", "mood").status == 2
