"""Decisions, the gold set they make, and rules to start from."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from annotator.domain.annotations import Annotation
from annotator.domain.comparison import Item
from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.review import How
from annotator.domain.steps import Edit, Step, removed
from annotator.services.adjudicating import (
    GOLD_ID,
    adjudicate,
    choose,
    items_of,
    merged_boundaries,
    neither,
    review_of,
)
from annotator.services.annotating import Scribe
from annotator.services.exporting import ExportOptions, export
from annotator.services.merging import merge_files
from annotator.services.session import Session
from tests import articles

PEOPLE = ("Ada", "Bo", "Cy")


class Table:
    """A project with one article that three people label."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.document = articles.add_article(session, articles.HARBOUR)

    def scribe(self, name: str) -> Scribe:
        person = self.session.use_annotator(name)
        article = self.session.article(self.document, {person.id})
        return Scribe(
            article, self.session.scheme, self.session.ids, person.id, self.session.comments_on
        )

    def label(self, name: str, words: str, label: str, layer: str = "entities") -> Annotation:
        span = articles.where(articles.HARBOUR, words)
        made, step = self.scribe(name).make([span], layer, label)
        self.session.apply(step)
        return made

    def opinion(self, name: str, polarity: str, words: str) -> None:
        span = articles.where(articles.HARBOUR, words)
        _, step = self.scribe(name).opinion(polarity, expression=span, target=None, quote=None)
        self.session.apply(step)

    def done(self, name: str) -> None:
        scribe = self.scribe(name)
        before = self.session.assignment(self.document, self.session.annotator.id)
        self.session.apply(scribe.state(before, State.DONE))

    def items(self, layer: str = "entities") -> list[Item]:
        return items_of(self.session, self.review(), [layer])

    def review(self) -> Any:
        return review_of(self.session, self.document)

    def gold(self) -> list[tuple[str, str]]:
        article = self.session.article(self.document, {GOLD_ID})
        return [
            (each.label, " … ".join(span.of(article.text) for span in each.spans))
            for each in sorted(article.annotations.values(), key=lambda e: (e.spans, e.label))
        ]

    def rule(self, strategy: str, *names: str) -> Any:
        step, report = adjudicate(self.session, strategy, names=names)
        if step.edits:
            self.session.apply(step)
        return report


@pytest.fixture
def table(session: Session) -> Table:
    return Table(session)


def test_a_version_that_was_chosen_becomes_gold_with_its_provenance(table: Table) -> None:
    ada = table.label("Ada", "Oren Maret", "PERSON")
    bo = table.label("Bo", "Citadel spokesman Oren Maret", "PERSON")
    (item,) = table.items()
    table.session.use_annotator("Cy")
    table.session.apply(choose(table.session, table.review(), item, bo.annotator))
    assert table.gold() == [("PERSON", "Citadel spokesman Oren Maret")]
    (decision,) = table.session.decisions(table.document)
    assert decision.how is How.CHOSEN
    assert decision.sources == (bo.id, ada.id)
    assert table.session.annotators[decision.annotator].name == "Cy"
    assert decision.time.startswith("20")
    table.session.undo()
    assert table.gold() == []
    assert table.session.decisions(table.document) == []


def test_a_second_decision_takes_the_place_of_the_first(table: Table) -> None:
    ada = table.label("Ada", "Oren Maret", "PERSON")
    table.label("Bo", "Oren Maret", "ORG")
    for act in (
        lambda item: choose(table.session, table.review(), item, ada.annotator),
        lambda item: neither(table.session, table.review(), item),
    ):
        (item,) = table.items()
        table.session.apply(act(item))
    assert table.gold() == []
    (decision,) = table.session.decisions(table.document)
    assert (decision.how, decision.gold) == (How.NEITHER, 0)


def test_boundaries_are_merged(table: Table) -> None:
    table.label("Ada", "spokesman Oren Maret", "PERSON")
    table.label("Bo", "Citadel spokesman Oren", "PERSON")
    (item,) = table.items()
    table.session.apply(merged_boundaries(table.session, table.review(), item))
    assert table.gold() == [("PERSON", "Citadel spokesman Oren Maret")]


def test_an_item_is_open_again_when_one_of_its_labels_changes(table: Table) -> None:
    ada = table.label("Ada", "Velmar", "GPE")
    table.label("Bo", "Velmar", "ORG")
    (item,) = table.items()
    table.session.apply(choose(table.session, table.review(), item, ada.annotator))
    (item,) = table.items()
    assert table.review().decision_of(item) is not None
    table.session.apply(
        Step("relabelled", (Edit(ada, ada._replace(label="NORP")),), {}, table.document)
    )
    (item,) = table.items()
    assert table.review().decision_of(item) is None


def test_an_opinion_becomes_gold_with_what_fills_its_slots(table: Table) -> None:
    for name, polarity in (("Ada", "positive"), ("Bo", "negative")):
        table.opinion(name, polarity, "closest neighbour")
    (item,) = table.items("opinions")
    first = item.versions[0]
    table.session.apply(choose(table.session, table.review(), item, first.annotator))
    article = table.session.article(table.document, {GOLD_ID})
    (frame,) = [each for each in article.annotations.values() if not each.spans]
    (part,) = article.fillers(frame.id, "expression")
    assert frame.attributes["polarity"] == "positive"
    assert part.spans == (articles.where(articles.HARBOUR, "closest neighbour"),)
    (item,) = table.items("opinions")
    table.session.apply(neither(table.session, table.review(), item))
    assert table.session.article(table.document, {GOLD_ID}).annotations == {}
    assert table.session.check() == []


# Rules --------------------------------------------------------------------------------------------


@pytest.fixture
def labelled(table: Table) -> Table:
    """All three say Velmar, two say Karsk, one says Oren Maret; two differ about the Citadel."""
    for name in PEOPLE:
        table.label(name, "Velmar", "GPE")
    for name in ("Ada", "Bo"):
        table.label(name, "Karsk", "GPE")
    table.label("Ada", "Oren Maret", "PERSON")
    table.label("Ada", "Citadel", "ORG")
    table.label("Bo", "Citadel", "GPE")
    return table


@pytest.mark.parametrize(
    ("strategy", "words", "left"),
    [
        ("all-agree", ["Velmar"], 3),
        ("majority", ["Karsk", "Velmar"], 1),
        ("threshold=1", ["Karsk", "Oren Maret", "Velmar"], 1),
        ("threshold=2", ["Karsk", "Velmar"], 2),
        ("prefer=Bo", ["Citadel", "Karsk", "Velmar"], 0),
    ],
)
def test_rules_decide_what_they_say(
    labelled: Table, strategy: str, words: list[str], left: int
) -> None:
    report = labelled.rule(strategy)
    assert sorted(each for _, each in labelled.gold()) == words
    assert sum(report.left.values()) == left
    assert report.items == 4
    assert labelled.session.check() == []


def test_a_rule_never_overrules_a_person(labelled: Table) -> None:
    item = next(each for each in labelled.items() if not each.missing)
    labelled.session.apply(neither(labelled.session, labelled.review(), item))
    report = labelled.rule("threshold=1")
    assert report.kept == 1
    assert "Velmar" not in [words for _, words in labelled.gold()]


def test_another_rule_decides_anew_what_a_rule_decided(labelled: Table) -> None:
    labelled.rule("threshold=1")
    labelled.rule("all-agree")
    again = labelled.rule("majority")
    assert sorted(words for _, words in labelled.gold()) == ["Karsk", "Velmar"]
    assert again.kept == 0
    step, _ = adjudicate(labelled.session, "majority")
    assert step.edits == ()


def test_who_read_an_article_without_a_label_is_missing_everywhere(table: Table) -> None:
    table.label("Ada", "Velmar", "GPE")
    table.done("Bo")
    (item,) = table.items()
    assert [table.session.annotators[each].name for each in item.missing] == ["Bo"]


@pytest.mark.parametrize("strategy", ["best", "threshold=0", "threshold=x", "prefer="])
def test_an_unknown_rule_is_refused(table: Table, strategy: str) -> None:
    with pytest.raises(AnnotatorError, match="strategy-unknown"):
        adjudicate(table.session, strategy)


def test_unknown_names_are_refused(table: Table) -> None:
    with pytest.raises(AnnotatorError, match="annotator-unknown"):
        adjudicate(table.session, "prefer=Nobody")
    with pytest.raises(AnnotatorError, match="layer-unknown"):
        adjudicate(table.session, "majority", ["verbs"])


def exported(session: Session, **options: Any) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(session, out, ExportOptions(tokens=False, **options))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_gold_set_goes_out_alone_with_where_it_comes_from(labelled: Table) -> None:
    articles.add_article(labelled.session, articles.PLAIN)
    labelled.rule("majority")
    (line,) = exported(labelled.session, gold=True)
    assert {each["annotator"] for each in line["spans"]} == {"gold"}
    by_id = {each["id"]: each for each in line["spans"]}
    kinds = {by_id[each["gold"]]["text"]: (each["how"], len(each["from"]))
             for each in line["decisions"] if "gold" in each}  # fmt: skip
    assert kinds == {"Velmar": ("unanimous", 3), "Karsk": ("strategy", 2)}
    everybody = exported(labelled.session)
    assert len(everybody) == 2
    assert "gold" not in {each["annotator"] for each in everybody[0]["spans"]}
    assert "decisions" not in everybody[0]


def test_labels_that_gold_came_from_can_go(labelled: Table) -> None:
    labelled.rule("majority")
    article = labelled.session.article(labelled.document)
    mine = article.in_layer("entities")
    labelled.session.apply(Step("deleted", removed(*mine), {}, labelled.document))
    assert labelled.session.check() == []
    assert len(labelled.gold()) == 2


def test_gold_of_two_copies_is_one(labelled: Table) -> None:
    copy = labelled.session.back_up()
    for session in (labelled.session, Session.open(copy)):
        step, _ = adjudicate(session, "majority")
        session.apply(step)
        if session is not labelled.session:
            session.close()
    merge_files(labelled.session, [copy])
    assert sorted(words for _, words in labelled.gold()) == ["Karsk", "Velmar"]
    assert len(labelled.session.decisions(labelled.document)) == 3
    assert labelled.session.check() == []
