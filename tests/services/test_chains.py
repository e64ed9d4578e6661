"""Second-hand reports: who reports whom, and who holds an opinion through them."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Relation
from annotator.domain.opinions import holder_chain
from annotator.domain.quotes import parents_of, speakers
from annotator.domain.steps import Step, added
from annotator.services.desk import Desk
from annotator.services.session import Session
from tests.articles import add_article, where

TEXT = (
    "The paper reports the agency reports the spokesman and the minister said the deal is awful.\n"
)


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    desk.open(add_article(session, TEXT))
    return desk


def quote(desk: Desk, content: str, *sources: str) -> int:
    """Make a quote of a content and sources, without what a draft would add."""
    desk.take(where(TEXT, content))
    assert desk.quote()
    number = desk.selected
    assert number is not None
    assert desk.article is not None
    for relation in [e for r in ("source", "cue") for e in desk.article.relations_from(number, r)]:
        desk.unlink(relation)
    for words in sources:
        desk.select(number)
        desk.take(where(TEXT, words))
        assert desk.source()
    return number


def link(desk: Desk, below: int, role: str, above: int) -> bool:
    assert desk.article is not None
    article, scribe = desk.article, desk.scribe()
    return desk._do(
        lambda: desk._apply(
            scribe.link(article.annotations[below], role, article.annotations[above])
        )
    )


def three(desk: Desk) -> tuple[int, int, int]:
    outer = quote(
        desk,
        "the agency reports the spokesman and the minister said the deal is awful",
        "The paper",
    )
    middle = quote(desk, "the spokesman and the minister said the deal is awful", "the agency")
    inner = quote(desk, "the deal is awful", "the spokesman", "the minister")
    assert link(desk, inner, "parent", middle)
    assert link(desk, middle, "parent", outer)
    return outer, middle, inner


def test_the_chain_leads_from_the_paper_to_who_said_it(desk: Desk) -> None:
    outer, middle, inner = three(desk)
    article = desk.article
    assert article is not None
    assert [each.id for each in parents_of(article, article.annotations[inner])] == [middle, outer]
    assert speakers(article, article.annotations[inner]) == [
        "The paper", "the agency", "the spokesman and the minister",
    ]  # fmt: skip
    assert speakers(article, article.annotations[outer]) == ["The paper"]


def test_an_opinion_is_known_through_all_of_them(desk: Desk) -> None:
    three(desk)
    desk.take(where(TEXT, "awful"))
    desk.opinion("-")
    article, number = desk.article, desk.selected
    assert article is not None
    assert number is not None
    frame = article.annotations[number]
    through = ["writer", "The paper", "the agency", "the spokesman and the minister"]
    assert holder_chain(article, frame)[:4] == through
    desk.take(where(TEXT, "The paper"))
    desk.holder()
    assert holder_chain(article, article.annotations[number])[-1].endswith("The paper")


def test_a_quote_is_not_its_own_parent(desk: Desk) -> None:
    codes: list[str] = []
    outer, middle, inner = three(desk)
    desk.subscribe(lambda change: codes.append(change.message[0]) if change.message else None)
    for below, above in ((inner, inner), (outer, inner), (outer, middle)):
        assert not link(desk, below, "parent", above)
    assert codes == ["parent-of-itself"] * 3


def test_a_circle_from_a_foreign_file_ends(desk: Desk) -> None:
    outer, middle, inner = three(desk)
    assert desk.article is not None
    assert desk.document is not None
    circle = Relation(
        desk.session.ids.next(), desk.document, desk.session.annotator.id, "parent", outer, inner
    )
    desk.session.apply(Step("slot-filled", added(circle), {"role": "parent", "text": ""}))
    found = parents_of(desk.article, desk.article.annotations[inner])
    assert [each.id for each in found] == [middle, outer]
