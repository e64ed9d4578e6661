"""`annotator copies`: what is listed, and what it brings over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import State
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import HARBOUR, PLAIN, add_article
from tests.services.desks import labelled


@pytest.fixture
def copied(project: Path) -> Path:
    with Session.open(project) as session:
        desk = Desk(session)
        desk.open(add_article(session, HARBOUR, title="Harbour"))
        labelled(desk, "Citadel", "ORG")
        labelled(desk, "two", "CARDINAL")
        desk.set_state(State.DONE)
        desk.close()
        add_article(session, PLAIN, title="The road")
        add_article(session, HARBOUR.replace("two ferries", "three ferries"), title="Bridge")
    return project


def test_copies_are_listed_with_how_much_is_the_same(copied: Path, run: Any) -> None:
    (row,) = run("copies", copied, "--json").json
    assert (row["number"], row["title"], row["other_number"], row["other_title"]) == (
        *(3, "Bridge"),
        *(1, "Harbour"),
    )
    assert 0.9 < row["share"] < 1
    assert (row["labels"], row["finished"], row["done"]) == (2, True, False)
    line = run("copies", copied).out
    assert line.split()[:3] == [str(round(100 * row["share"])), "%", "3"]
    assert "2 labels" in line
    with Session.open(copied, read_only=True) as session:
        assert session.counts().suggestions == 0


def test_labels_come_over_as_suggestions(copied: Path, run: Any) -> None:
    result = run("copies", copied, "--carry", "--json").json
    assert (result["documents"], result["suggestions"]) == (1, 1)
    assert result["left"] == {"differs": 1}
    with Session.open(copied, read_only=True) as session:
        (found,) = session.open_suggestions(session.document_ids()[2])
        assert (found.label, found.model) == ("ORG", "copies")
    again = run("copies", copied, "--carry").out.splitlines()
    assert again[-2:] == [
        "0 suggestions brought over into 0 articles",
        "  1 label left: the words differ",
    ]


def test_somebody_elses_labels_are_hers_alone(copied: Path, run: Any) -> None:
    assert run("copies", copied, "--annotator", "Nobody").status == 1
    with Session.open(copied) as session:
        session.use_annotator("Ada Sild")
    (row,) = run("copies", copied, "--json").json
    assert (row["labels"], row["finished"]) == (0, False)
    (row,) = run("copies", copied, "--annotator", "Mina Kell", "--json").json
    assert (row["labels"], row["finished"]) == (2, True)


def test_a_project_without_copies_says_so(project: Path, run: Any) -> None:
    assert run("copies", project).out == "no article is a copy of another one\n"
    assert run("copies", project, "--json").json == []
