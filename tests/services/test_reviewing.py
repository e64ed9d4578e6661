"""The desk of a reviewer: the queue, the item in hand, and what a key decides."""

from __future__ import annotations

import pytest

from annotator.domain.comparison import Difference
from annotator.domain.documents import State
from annotator.domain.review import How
from annotator.services.reviewing import QueueOptions, Reviewer, queue_rows
from annotator.services.session import Session
from tests import articles
from tests.services.test_adjudicating import Table


@pytest.fixture
def table(session: Session) -> Table:
    """Ada and Bo labelled the harbour story and differ in every way that labels can."""
    made = Table(session)
    for name in ("Ada", "Bo"):
        made.label(name, "Velmar", "GPE")
    made.label("Ada", "Oren Maret", "PERSON")
    made.label("Bo", "Citadel spokesman Oren Maret", "PERSON")
    made.label("Ada", "Citadel", "ORG")
    made.label("Bo", "Citadel", "GPE")
    made.label("Ada", "Seaboard Agency", "ORG")
    made.opinion("Ada", "positive", "closest neighbour")
    made.opinion("Bo", "negative", "closest neighbour")
    for name in ("Ada", "Bo"):
        made.done(name)
    session.use_annotator("Mina Kell")
    return made


def reviewer(table: Table, options: QueueOptions | None = None) -> Reviewer:
    made = Reviewer(table.session, options)
    for rows in queue_rows(table.session, made.options):
        made.add(rows)
    return made


def checker(table: Table) -> Reviewer:
    return reviewer(table, QueueOptions(checked=table.session.known_annotator("Ada").id))


def kinds(made: Reviewer) -> list[str]:
    return [row.difference for row in made.rows]


def test_the_worst_comes_first(table: Table) -> None:
    made = reviewer(table)
    assert kinds(made) == ["missing", "label", "boundary", "polarity"]
    assert made.item is not None
    assert made.item.differences[0] is Difference.MISSING
    assert made.missing() == ["Bo"]


def test_filters_hold_what_they_say(table: Table) -> None:
    assert kinds(reviewer(table, QueueOptions(difference="label"))) == ["label"]
    assert kinds(reviewer(table, QueueOptions(layer="opinions"))) == ["polarity"]
    assert kinds(reviewer(table, QueueOptions(label="PERSON"))) == ["boundary"]


def test_a_decision_goes_on_to_the_next(table: Table) -> None:
    made = reviewer(table)
    assert made.take(1)
    assert kinds(made) == ["label", "boundary", "polarity"]
    assert made.row == 0
    assert made.take(2)
    assert made.merge_borders()
    assert made.neither()
    assert made.rows == []
    assert made.item is None
    assert table.gold() == [
        ("GPE", "Citadel"),
        ("PERSON", "Citadel spokesman Oren Maret"),
        ("ORG", "Seaboard Agency"),
    ]
    table.session.undo()
    assert kinds(made) == ["polarity"]
    assert made.item is not None


def test_cards_show_what_differs(table: Table) -> None:
    made = reviewer(table)
    made.go(1)
    first, second = made.cards()
    assert [(each.what, each.says, each.differs) for each in first.lines] == [
        ("label", "Organisation", True),
        ("words", "Citadel", False),
    ]
    assert (first.name, second.name) == ("Ada", "Bo")
    made.names_hidden = True
    assert [each.name for each in made.cards()] == ["Annotator 1", "Annotator 2"]


def test_an_opinion_is_shown_slot_by_slot(table: Table) -> None:
    made = reviewer(table, QueueOptions(layer="opinions"))
    lines = {line.what: (line.says, line.differs) for line in made.cards()[0].lines}
    assert lines["expression"] == ("closest neighbour", False)
    assert lines["Polarity"] == ("positive", True)


def test_skipping_decides_nothing(table: Table) -> None:
    made = reviewer(table)
    for _ in range(5):
        made.go(1)
    assert made.row == 1
    made.go(-2)
    assert made.row == 3
    assert table.session.decisions(table.document) == []


def test_a_version_can_be_changed_before_it_is_taken(table: Table) -> None:
    made = reviewer(table, QueueOptions(difference="boundary"))
    assert made.edit(1)
    assert made.move_edge("start", outward=True)
    assert made.set_label("ORG")
    assert made.save_edit()
    assert table.gold() == [("ORG", "spokesman Oren Maret")]
    (decision,) = table.session.decisions(table.document)
    assert decision.how is How.EDITED
    ada = table.session.known_annotator("Ada").id
    assert "PERSON" in {e.label for e in table.session.article(
        table.document, {ada}).annotations.values()}  # fmt: skip


def test_the_polarity_of_an_opinion_can_be_changed(table: Table) -> None:
    made = reviewer(table, QueueOptions(layer="opinions"))
    made.edit(1)
    assert not made.set_label("GPE")
    assert made.set_attribute("polarity", "mixed")
    made.save_edit()
    article = table.session.article(table.document, table.session.annotators)
    gold = [e for e in article.annotations.values()
            if table.session.annotators[e.annotator].kind == "gold" and not e.spans]  # fmt: skip
    assert [each.attributes["polarity"] for each in gold] == ["mixed"]


def test_leaving_an_edit_keeps_nothing(table: Table) -> None:
    made = reviewer(table, QueueOptions(difference="boundary"))
    made.edit(1)
    made.move_edge("start", outward=True)
    made.leave_edit()
    assert not made.save_edit()
    assert table.gold() == []


def test_what_all_agree_on_is_taken_with_one_key(table: Table) -> None:
    made = reviewer(table)
    assert made.approve_rest()
    assert table.gold() == [("GPE", "Velmar")]
    (decision,) = table.session.decisions(table.document)
    assert decision.how is How.UNANIMOUS
    assert not decision.strategy


def test_the_same_is_decided_for_all_alike(table: Table) -> None:
    for name, label in (("Ada", "ORG"), ("Bo", "GPE")):
        person = table.session.use_annotator(name)
        other = (
            articles.add_article(table.session, f"The Citadel waits.{' ' * len(name)}")
            if name == "Ada"
            else table.session.document_ids()[-1]
        )
        scribe = table.scribe(name)
        scribe = type(scribe)(
            table.session.article(other, {person.id}), table.session.scheme, table.session.ids,
            person.id, table.session.comments_on,
        )  # fmt: skip
        span = articles.where(table.session.text(other), "Citadel")
        _, step = scribe.make([span], "entities", label)
        table.session.apply(step)
    table.session.use_annotator("Mina Kell")
    made = reviewer(table, QueueOptions(difference="label"))
    rows = made.alike()
    assert len(rows) == 2
    assert made.decide_alike(rows, 1)
    assert made.rows == []
    assert len(table.session.decided_documents()) == 2
    table.session.undo()
    assert len(made.rows) == 2
    assert made.decide_alike(rows[:1], 0)
    assert len(made.rows) == 1


# One colleague ------------------------------------------------------------------------------------


def test_a_colleagues_labels_come_in_reading_order(table: Table) -> None:
    made = checker(table)
    starts = [row.start for row in made.rows]
    assert starts == sorted(starts)
    assert [row.words for row in made.rows][:2] == ["Citadel", "Oren Maret"]
    assert len(made.rows) == 5


def test_approving_everything_approves_the_article(table: Table) -> None:
    made = checker(table)
    ada = table.session.known_annotator("Ada").id
    assert made.approve()
    assert table.session.assignment(table.document, ada).state is State.DONE
    assert made.approve_rest()
    assert made.rows == []
    assert table.session.assignment(table.document, ada).state is State.APPROVED
    assert {each.how for each in table.session.decisions(table.document)} == {How.APPROVED}
    table.session.undo()
    assert len(made.rows) == 4
    for _ in range(4):
        made.approve()
    assert table.session.assignment(table.document, ada).state is State.APPROVED


def test_a_returned_article_leaves_the_queue_until_she_is_done_again(table: Table) -> None:
    made = checker(table)
    said: list[str] = []
    made.subscribe(said.append)
    assert not made.return_article("  ")
    assert made.return_article("The opinion is the minister's, not the writer's.")
    ada = table.session.known_annotator("Ada").id
    assert table.session.assignment(table.document, ada).state is State.RETURNED
    assert made.rows == []
    (comment,) = table.session.comments(table.document)
    assert comment.text.startswith("The opinion")
    table.done("Ada")
    assert len(made.rows) == 5


def test_her_version_stays_beside_a_correction(table: Table) -> None:
    made = checker(table)
    mine = made.rows[1].sources[0]
    made.go(1)
    made.edit()
    made.move_edge("start", outward=True)
    made.save_edit()
    ada = table.session.known_annotator("Ada").id
    hers = table.session.article(table.document, {ada}).annotations[mine]
    assert hers.spans == (articles.where(articles.HARBOUR, "Oren Maret"),)
    assert table.gold() == [("PERSON", "spokesman Oren Maret")]
    (decision,) = table.session.decisions(table.document)
    assert (decision.how, decision.sources) == (How.EDITED, (mine,))


def test_a_comment_is_about_the_label(table: Table) -> None:
    made = checker(table)
    assert made.comment("Is the Citadel a place here?")
    assert [each.text for each in table.session.comments_on(made.rows[0].sources[0])] == [
        "Is the Citadel a place here?"
    ]
    assert made.row == 0
