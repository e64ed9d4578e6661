"""What becomes of the worker's answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Span
from annotator.domain.documents import Zone
from annotator.domain.steps import Edit, Step
from annotator.services import suggesting
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.suggesting import Analysis, ProtocolError
from tests import articles

MODEL = "small-1"


def analysis(text: str, *entities: tuple[str, str]) -> Analysis:
    made = Analysis(0, model=MODEL)
    words = [(articles.where(text, word), word) for word in ("Karsk", "denies")]
    made.add({
        "starts": [span.start for span, _ in words], "ends": [span.end for span, _ in words],
        "sentences": [0],
        "entities": [[*articles.where(text, words), label] for words, label in entities],
    })  # fmt: skip
    return made


def found(session: Session, *entities: tuple[str, str]) -> set[tuple[str, str]]:
    number = session.document_ids()[0]
    article = session.article(number)
    suggesting.take(session, article, analysis(article.text, *entities))
    shown = session.article(number).suggestions.values()
    made = {(each.label, article.text[each.start : each.end]) for each in shown}
    assert len(made) == len(shown)
    return made


@pytest.fixture
def one(session: Session) -> int:
    return articles.add_article(session, articles.HARBOUR, language="en")


def test_entities_become_suggestions_without_what_a_person_would_leave_out(
    session: Session, one: int
) -> None:
    assert found(
        session, ("the Amber Bridge", "FAC"), ("Norvia’s", "GPE"), ("Oren Maret", "PERSON"),
        ("Monday", "NO_SUCH"),
    ) == {("FAC", "Amber Bridge"), ("PERSON", "Oren Maret"), ("GPE", "Norvia")}  # fmt: skip
    tokens = session.tokens(one)
    assert tokens is not None
    assert (len(tokens), tokens.model) == (2, MODEL)


def test_the_same_range_and_label_is_proposed_once(session: Session, one: int) -> None:
    again = ("Oren Maret", "PERSON")
    assert found(session, again, again) == {("PERSON", "Oren Maret")}
    before = set(session.article(one).suggestions)
    assert found(session, again) == {("PERSON", "Oren Maret")}
    assert set(session.article(one).suggestions) == before


def test_zones_get_no_suggestions_and_are_borders_of_tokens(session: Session, one: int) -> None:
    span = articles.where(articles.HARBOUR, "Karsk denies")
    zone = Zone(session.ids.next(), one, 0, span.end - 3)
    session.apply(Step("zone-made", (Edit(None, zone),), document=one))
    assert found(session, ("Karsk", "GPE"), ("Oren Maret", "PERSON")) == {("PERSON", "Oren Maret")}
    tokens = session.tokens(one)
    assert tokens is not None
    assert [tokens.span(each).of(articles.HARBOUR) for each in range(len(tokens))] == [
        "Karsk",
        "den",
        "ies",
    ]


def test_smaller_schemes_get_their_own_names(project_path: Path) -> None:
    with Session.create(project_path, load_scheme("conll-2003"), "Mina Kell") as session:
        articles.add_article(session, articles.HARBOUR)
        assert found(
            session, ("Oren Maret", "PERSON"), ("Norvia’s", "GPE"), ("Seaboard Agency", "ORG")
        ) == {("PER", "Oren Maret"), ("ORG", "Seaboard Agency"), ("LOC", "Norvia")}


def test_with_suggestions_off_tokens_are_kept_all_the_same(session: Session, one: int) -> None:
    session.set_setting("suggest", False)
    assert found(session, ("Oren Maret", "PERSON")) == set()
    assert session.tokens(one) is not None


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"starts": [-1], "ends": [2], "sentences": [], "entities": []},
        {"starts": ["x"], "ends": [2], "sentences": [], "entities": []},
        {"starts": [], "ends": [], "sentences": [], "entities": [[1, 2]]},
    ],
)
def test_nonsense_from_the_worker_is_refused(part: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        Analysis(0).add(part)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("the Amber Bridge", "Amber Bridge"),
        ("Norvia’s", "Norvia"),
        ("The Citadel's", "Citadel"),
        (" Karsk ", "Karsk"),
        ("the ", None),
        ("Theodore", "Theodore"),
    ],
)
def test_trimming(words: str, left: str | None) -> None:
    text = f"x{words}y"
    span = suggesting.trimmed(text, Span(1, 1 + len(words)))
    assert (None if span is None else span.of(text)) == left
