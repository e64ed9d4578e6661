"""Threads of comments: who may answer, settle, change and delete."""

from __future__ import annotations

import pytest

from annotator.domain.documents import Comment
from annotator.services.commenting import threads
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import HARBOUR, add_article
from tests.services.desks import labelled


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    desk.open(add_article(session, HARBOUR))
    return desk


@pytest.fixture
def codes(desk: Desk) -> list[str]:
    found: list[str] = []
    desk.subscribe(lambda change: found.append(change.message[0]) if change.message else None)
    return found


def shown(desk: Desk) -> list[tuple[str, list[str], bool]]:
    return [
        (each.first.text, [reply.text for reply in each.replies], each.resolved)
        for each in desk.threads()
    ]


def test_threads_of_what_is_in_hand_and_of_the_article(desk: Desk) -> None:
    number = labelled(desk, "Karsk", "GPE")
    desk.select(number)
    assert desk.comment(" city or state? ")
    desk.answer(desk.threads()[0].first, "state")
    assert desk.comment("sure?")
    assert shown(desk) == [("city or state?", ["state"], False), ("sure?", [], False)]
    assert [each.id for each in desk.commented()] == [number]
    desk.select(None)
    assert shown(desk) == []
    assert desk.comment("good article")
    assert shown(desk) == [("good article", [], False)]


def test_settled_threads_come_last_and_open_again_by_an_answer(desk: Desk) -> None:
    for text in ("one", "two"):
        desk.comment(text)
    assert desk.resolve(desk.threads()[0])
    assert shown(desk) == [("two", [], False), ("one", [], True)]
    desk.undo()
    assert shown(desk) == [("one", [], False), ("two", [], False)]
    desk.redo()
    assert desk.answer(desk.threads()[1].first, "not yet")
    assert shown(desk) == [("one", ["not yet"], False), ("two", [], False)]


def test_only_who_wrote_it_changes_and_deletes(desk: Desk, codes: list[str]) -> None:
    desk.comment("mine")
    first = desk.threads()[0].first
    assert desk.rewrite(first, " mine, better ")
    assert not desk.rewrite(desk.threads()[0].first, "mine, better")
    desk.session.use_annotator("Tove Ring")
    theirs = desk.threads()[0].first
    assert not desk.rewrite(theirs, "hers")
    assert not desk.delete_comment(theirs)
    assert desk.answer(theirs, "why?")
    assert desk.resolve(desk.threads()[0])
    desk.session.use_annotator("Mina Kell")
    assert not desk.delete_comment(desk.threads()[0].first)
    assert codes == [
        "nothing-changes", "comment-of-another", "comment-of-another", "comment-has-answers",
    ]  # fmt: skip
    desk.session.use_annotator("Tove Ring")
    assert desk.delete_comment(desk.threads()[0].replies[0])
    assert shown(desk) == [("mine, better", [], True)]


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "nothing-written"), ("x" * 20_001, "comment-too-long")]
)
def test_what_is_no_comment(desk: Desk, codes: list[str], text: str, code: str) -> None:
    assert not desk.comment(text)
    desk.comment("x" * 20_000)
    assert not desk.answer(desk.threads()[0].first, text)
    assert codes == [code, code]


def test_broken_chains_of_answers_lose_no_comment() -> None:
    """From another program: an answer to what is gone, and two that answer each other."""
    made = [
        Comment(1, 9, 1, "first"),
        Comment(2, 9, 1, "answer", reply_to=1),
        Comment(3, 9, 1, "answer to the answer", reply_to=2),
        Comment(4, 9, 1, "orphan", reply_to=77),
        Comment(5, 9, 1, "circle", reply_to=6),
        Comment(6, 9, 1, "circle too", reply_to=5),
    ]
    found = threads(made)
    assert [reply.id for reply in found[0].replies] == [2, 3]
    assert sorted(each.id for thread in found for each in (thread.first, *thread.replies)) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
