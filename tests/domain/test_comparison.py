"""Which annotations stand for one thing, and how they differ."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.article import Article
from annotator.domain.comparison import Difference, Item, compare
from annotator.domain.documents import Document
from annotator.domain.scheme import Scheme
from tests import articles

TEXT = articles.HARBOUR
ADA, BO, CY = 1, 2, 3


class Desk:
    """An article that several people label."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.article = Article(Document(9, "harbour", length=len(TEXT)), TEXT)
        self._next = 100

    def add(self, who: int, words: str | Span | None, label: str, layer: str = "entities",
            **known: Any) -> Annotation:  # fmt: skip
        spans = ()
        if words is not None:
            spans = (words if isinstance(words, Span) else articles.where(TEXT, words),)
        self._next += 1
        one = Annotation(self._next, 9, who, layer, label, spans, **known)
        self.article._add_annotation(one)
        return one

    def link(self, frame: Annotation, role: str, target: Annotation) -> None:
        self._next += 1
        self.article._add_relation(
            Relation(self._next, 9, frame.annotator, role, frame.id, target.id)
        )

    def quote(self, who: int, attributes: dict[str, Any] | None = None, **slots: str) -> Annotation:
        frame = self.add(who, None, "quote", "quotes", attributes=attributes or {})
        for role, words in slots.items():
            self.link(frame, role, self.add(who, words, role, "quotes"))
        return frame

    def opinion(self, who: int, polarity: str, **slots: str) -> Annotation:
        frame = self.add(who, None, "opinion", "opinions", attributes={"polarity": polarity})
        for role, words in slots.items():
            self.link(frame, role, self.add(who, words, role, "opinions"))
        return frame

    def items(self, layer: str = "entities", *people: int) -> list[Item]:
        return compare(self.article, self.scheme, layer, people or (ADA, BO))


def kinds(items: list[Item]) -> list[tuple[Difference, ...]]:
    return [each.differences for each in items]


def test_the_same_label_on_the_same_words_is_agreed(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    one, other = desk.add(ADA, "Dana Ilves", "PERSON"), desk.add(BO, "Dana Ilves", "PERSON")
    (item,) = desk.items()
    assert item.agreed
    assert item.sources == (one.id, other.id)


def test_each_kind_of_difference_is_named(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    desk.add(ADA, "Amber Bridge", "FAC")
    desk.add(BO, "the Amber Bridge", "FAC")
    desk.add(ADA, "Oren Maret", "PERSON")
    desk.add(BO, "Oren Maret", "ORG")
    desk.add(ADA, "Seaboard Agency", "ORG")
    desk.add(BO, "Velmar", "GPE", attributes={"referent": "place"})
    desk.add(ADA, "Velmar", "GPE", attributes={"referent": "people"})
    assert kinds(desk.items()) == [
        (Difference.BOUNDARY,),
        (Difference.LABEL,),
        (Difference.MISSING,),
        (Difference.ATTRIBUTE,),
    ]


def test_an_entry_is_part_of_what_is_said(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    desk.add(ADA, "Dana Ilves", "PERSON", entry=4)
    desk.add(BO, "Dana Ilves", "PERSON")
    assert kinds(desk.items()) == [(Difference.ATTRIBUTE,)]


def test_the_likest_are_joined_and_nobody_twice(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    whole = desk.add(ADA, "Citadel spokesman Oren Maret", "PERSON")
    name = desk.add(ADA, "Oren Maret", "PERSON")
    other = desk.add(BO, "Oren Maret", "PERSON")
    items = desk.items()
    assert [each.sources for each in items] == [(whole.id,), (name.id, other.id)]
    assert kinds(items) == [(Difference.MISSING,), ()]


def test_three_people_are_one_item_and_who_has_nothing_is_missing(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    for who in (ADA, CY):
        desk.add(who, "Velmar", "GPE")
    (item,) = desk.items("entities", ADA, BO, CY)
    assert [each.annotator for each in item.versions] == [ADA, CY]
    assert (item.missing, item.differences) == ((BO,), (Difference.MISSING,))


def test_quotes_are_compared_slot_by_slot(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    said = "We did not fire"
    desk.quote(ADA, content=said, cue="told", source="Oren Maret")
    desk.quote(BO, content=said, cue="told", source="Citadel spokesman Oren Maret")
    (item,) = desk.items("quotes")
    assert item.differences == (Difference.BOUNDARY,)
    desk = Desk(news_scheme)
    desk.quote(ADA, content=said, cue="told", source="Oren Maret")
    desk.quote(BO, content=said, source="Seaboard Agency")
    (item,) = desk.items("quotes")
    assert item.differences == (Difference.ROLE,)


def test_quotes_with_one_content_are_one_whoever_is_the_source(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    for who in (ADA, BO):
        desk.quote(who, content="closest neighbour", cue="called", source="Dana Ilves")
        desk.quote(who, content="partner", cue="called", source="Dana Ilves")
    items = desk.items("quotes")
    assert kinds(items) == [(), ()]


def test_parents_of_quotes_are_compared_by_what_they_hold(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    for who, above in ((ADA, "We did not fire"), (BO, "partner")):
        outer = desk.quote(who, content=above)
        inner = desk.quote(who, content="closest neighbour")
        desk.link(inner, "parent", outer)
    found = {item.versions[0].spans[0]: item.differences for item in desk.items("quotes")}
    assert found[articles.where(TEXT, "closest neighbour")] == (Difference.ROLE,)


def test_opinions_differ_in_polarity_first(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    desk.opinion(ADA, "positive", expression="closest neighbour", target="Velmar")
    desk.opinion(BO, "negative", expression="closest neighbour")
    (item,) = desk.items("opinions")
    assert item.differences == (Difference.POLARITY, Difference.ROLE)


def test_a_part_in_no_frame_is_an_item_of_its_own(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    desk.quote(ADA, content="We did not fire")
    desk.add(BO, "We did not fire", "content", "quotes")
    assert kinds(desk.items("quotes")) == [(Difference.MISSING,)] * 2


def test_document_labels_are_compared_by_label(news_scheme: Scheme) -> None:
    desk = Desk(news_scheme)
    desk.add(ADA, None, "politics", "topics")
    desk.add(BO, None, "politics", "topics")
    desk.add(BO, None, "conflict", "topics")
    items = desk.items("topics")
    assert sorted(kinds(items)) == [(), (Difference.MISSING,)]


def test_a_digest_changes_with_anything_that_is_said(news_scheme: Scheme) -> None:
    digests = set()
    for label, attributes in (("GPE", {}), ("ORG", {}), ("GPE", {"referent": "place"})):
        desk = Desk(news_scheme)
        desk.add(ADA, "Velmar", label, attributes=attributes)
        digests.add(desk.items()[0].digest())
    assert len(digests) == 3


_spans = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda s: Span(s[0], s[0] + s[1]))
_labels = st.lists(
    st.tuples(st.sampled_from([ADA, BO, CY]), _spans, st.sampled_from(["GPE", "ORG"])), max_size=14
)


@given(_labels)
def test_every_annotation_is_in_one_item_and_nobody_is_twice_in_one(
    labels: list[tuple[int, Span, str]],
) -> None:
    desk = Desk(Scheme("s", "S"))
    made = [desk.add(who, span, label).id for who, span, label in labels]
    items = desk.items("entities", ADA, BO, CY)
    assert sorted(number for item in items for number in item.sources) == made
    for item in items:
        people = [each.annotator for each in item.versions]
        assert len(set(people)) == len(people)
        assert {*people, *item.missing} == {ADA, BO, CY}
        assert item.agreed == (len({each.said() for each in item.versions}) == 1
                               and not item.missing)  # fmt: skip


@given(_labels)
def test_what_is_the_same_is_never_torn_apart(labels: list[tuple[int, Span, str]]) -> None:
    """Of two annotators, what both say in the same words is one item."""
    desk = Desk(Scheme("s", "S"))
    said = {(who, span, label) for who, span, label in labels if who != CY}
    for who, span, label in sorted(said):
        desk.add(who, span, label)
    mine, others = ({each[1:] for each in said if each[0] == who} for who in (ADA, BO))
    agreed = {
        (item.versions[0].annotation.spans[0], item.versions[0].annotation.label)
        for item in desk.items()
        if item.agreed
    }
    assert agreed == mine & others
