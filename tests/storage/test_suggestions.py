"""Suggestions of a document, taken in the place of the ones before."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from annotator.domain.documents import Suggestion, SuggestionState
from annotator.domain.steps import Edit, Step
from annotator.domain.tokens import Tokens
from annotator.services.session import Session
from annotator.storage.project import ProjectFile
from tests import articles


@pytest.fixture
def here(session: Session) -> int:
    return articles.add_article(session, articles.HARBOUR)


@pytest.fixture
def project(session: Session, here: int) -> ProjectFile:
    return session._project


def one(document: int, number: int, start: int = 0, model: str = "m", **more: object) -> Suggestion:
    made = Suggestion(number, document, "entities", "ORG", start, start + 5, model)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def everything(_: Suggestion) -> bool:
    return True


def kept(project: ProjectFile, document: int) -> list[Suggestion]:
    return list(project.article(document, set()).suggestions.values())


def test_what_goes_is_for_the_caller_to_say(project: ProjectFile, here: int) -> None:
    first, second = one(here, 11), one(here, 12, 20, "copies")
    project.renew_suggestions(here, [first, second], 1, everything)
    project.renew_suggestions(here, [], 1, lambda each: each.model != "copies")
    assert kept(project, here) == [second]


def test_what_is_proposed_again_is_told_only_if_it_changed(project: ProjectFile, here: int) -> None:
    first, second = one(here, 11), one(here, 12, 20)
    project.renew_suggestions(here, [first, second], 1, everything)
    surer = dataclasses.replace(second, score=0.9, model="n", payload={"entry": "x"})
    edits = project.renew_suggestions(here, [first, surer], 1, everything)
    assert edits == (Edit(second, surer),)
    assert kept(project, here) == [first, surer]


def test_a_proposal_that_is_there_under_its_id_and_stays_is_not_made_twice(
    project: ProjectFile, here: int
) -> None:
    carried = one(here, 11, model="copies")
    project.renew_suggestions(here, [carried], 1, everything)
    edits = project.renew_suggestions(here, [one(here, 11)], 1, lambda each: each.model == "m")
    assert edits == ()
    assert kept(project, here) == [carried]


def test_the_same_proposal_twice_is_one(project: ProjectFile, here: int) -> None:
    project.renew_suggestions(here, [one(here, 11), one(here, 11)], 1, everything)
    assert len(kept(project, here)) == 1


@pytest.mark.parametrize(
    ("payload", "comes_back"), [({}, False), ({"entry": "x"}, False), ({"content": [[0, 5]]}, True)]
)
def test_a_settled_range_is_not_proposed_again_but_a_frame_may_end_alike(
    project: ProjectFile, here: int, payload: dict[str, object], comes_back: bool
) -> None:
    settled = one(here, 11, payload=payload)
    project.renew_suggestions(here, [settled], 1, everything)
    rejected = dataclasses.replace(settled, state=SuggestionState.REJECTED)
    project.apply(Step("suggestion-rejected", (Edit(settled, rejected),)), 1)
    project.renew_suggestions(here, [one(here, 12, payload=payload)], 1, everything)
    assert bool(kept(project, here)) is comes_back
    project.renew_suggestions(here, [settled], 1, everything)
    assert settled not in kept(project, here)


def test_tokens_come_along_in_the_same_transaction(project: ProjectFile, here: int) -> None:
    tokens = Tokens([0], [5], [0], "m")
    project.renew_suggestions(here, [one(here, 11)], 1, everything, tokens)
    assert project.tokens(here) == tokens
    clash = [one(here, 13), dataclasses.replace(one(here, 14), document=here + 1)]
    with pytest.raises(Exception, match="FOREIGN KEY"):
        project.renew_suggestions(here, clash, 1, everything, Tokens([0], [3], [0], "n"))
    assert project.tokens(here) == tokens
    assert [each.id for each in kept(project, here)] == [11]


def test_a_project_that_is_only_read_keeps_nothing(session: Session, here: int) -> None:
    path: Path = session.path
    session.close()
    with ProjectFile.open(path, read_only=True) as reading:
        assert reading.renew_suggestions(here, [one(here, 11)], 1, everything) == ()


def test_the_label_that_most_mentions_of_an_entry_have(session: Session, here: int) -> None:
    from annotator.domain.annotations import Annotation, Span
    from annotator.domain.documents import Entry
    from annotator.domain.steps import added

    entry = Entry(session.ids.next(), "Karsk")
    other = Entry(session.ids.next(), "Tarn")
    mentions = [
        Annotation(session.ids.next(), here, session.annotator.id, "entities", label,
                   (Span(at, at + 2),), entry=entry.id)
        for at, label in enumerate(("GPE", "ORG", "ORG"))
    ]  # fmt: skip
    session.apply(Step("entries-made", added(entry, other, *mentions)))
    assert session.entry_labels() == {entry.id: "entities.ORG"}
