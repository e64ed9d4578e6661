"""An article follows change sets and answers look-ups; titles leave zones out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.article import Article, first_line_outside
from annotator.domain.documents import Document, Zone
from annotator.domain.steps import Edit, Step, added, removed

DOCUMENT = Document(7, "seven")
TEXT = "Dana Ilves said so. Oren Maret denied it."


def _annotation(number: int, start: int, end: int, **more: object) -> Annotation:
    return Annotation(number, 7, 1, "entities", "PERSON", (Span(start, end),), **more)  # type: ignore[arg-type]


def test_an_inverse_step_restores_the_article() -> None:
    article = Article(DOCUMENT, TEXT, [_annotation(1, 0, 10)])
    before = dict(article.annotations)
    frame = Annotation(2, 7, 1, "quotes", "quote")
    step = Step(
        "test",
        (
            *added(frame, Relation(3, 7, 1, "source", 2, 1)),
            Edit(article.annotations[1], _annotation(1, 5, 10)),
        ),
    )
    article.apply(step.edits)
    assert [each.id for each in article.fillers(2, "source")] == [1]
    assert [each.id for each in article.frames_of(1)] == [2]
    assert article.annotations[1].spans == (Span(5, 10),)
    article.apply(step.inverse().edits)
    assert article.annotations == before
    assert article.relations == {}
    assert article.frames_of(1) == []


def test_a_relation_that_moves_leaves_its_old_ends() -> None:
    article = Article(DOCUMENT, TEXT, [_annotation(1, 0, 4), _annotation(2, 5, 10)])
    frame = Annotation(3, 7, 1, "quotes", "quote")
    relation = Relation(4, 7, 1, "source", 3, 1)
    article.apply(added(frame, relation))
    article.apply([Edit(relation, relation._replace(target=2))])
    assert article.relations_to(1) == []
    assert [each.id for each in article.relations_to(2)] == [4]


def test_edits_of_other_documents_are_passed_over() -> None:
    article = Article(DOCUMENT, TEXT)
    article.apply(added(_annotation(1, 0, 4)._replace(document=8)))
    assert article.annotations == {}


def test_what_moves_to_another_document_is_gone_here() -> None:
    one, frame, zone = (
        _annotation(1, 0, 4),
        Annotation(3, 7, 1, "quotes", "quote"),
        Zone(5, 7, 0, 4),
    )
    relation = Relation(4, 7, 1, "source", 3, 1)
    article = Article(DOCUMENT, TEXT, [one, frame], [relation], [zone])
    moved = [
        *(Edit(each, each._replace(document=8)) for each in (one, frame, relation)),
        Edit(zone, replace(zone, document=8)),
    ]
    article.apply(moved)
    assert (article.annotations, article.relations, article.zones) == ({}, {}, {})
    assert article.relations_to(1) == []
    assert article.at(2) == []
    article.apply([edit.inverse() for edit in reversed(moved)])
    assert set(article.annotations) == {1, 3}
    assert [each.id for each in article.relations_to(1)] == [4]


def test_annotations_at_a_position_come_shortest_first() -> None:
    article = Article(DOCUMENT, TEXT, [_annotation(1, 0, 19), _annotation(2, 5, 10)])
    assert [each.id for each in article.at(6)] == [2, 1]
    assert [each.id for each in article.at(10)] == [1]


def test_zones_come_and_go() -> None:
    article = Article(DOCUMENT, TEXT)
    zone = Zone(1, 7, 0, 19)
    article.apply(added(zone))
    assert article.zone_at(18) == zone
    assert article.zone_at(19) is None
    assert article.in_zone(Span(5, 19))
    article.apply(removed(zone))
    assert article.zones == {}


@pytest.mark.parametrize(
    ("text", "zones", "title"),
    [
        ("Title\nBody", [], "Title"),
        ("\n  \n Title  of it \nBody", [], "Title of it"),
        ("Photo. Agency\nTitle\nBody", [Zone(1, 7, 0, 13)], "Title"),
        ("Glued 07:47 | NewsTitle\nBody", [Zone(1, 7, 0, 18)], "Title"),
        ("A photo Title goes on\nBody", [Zone(1, 7, 2, 8)], "A Title goes on"),
        ("Whole", [Zone(1, 7, 0, 5)], ""),
        ("", [], ""),
    ],
)
def test_the_title_is_the_first_line_outside_zones(
    text: str, zones: list[Zone], title: str
) -> None:
    assert first_line_outside(text, zones) == title


def test_an_edit_is_about_one_record() -> None:
    with pytest.raises(ValueError, match="something"):
        Edit(None, None)
    with pytest.raises(ValueError, match="one record"):
        Edit(_annotation(1, 0, 1), _annotation(2, 0, 1))
    with pytest.raises(ValueError, match="one record"):
        Edit(_annotation(1, 0, 1), Zone(1, 7, 0, 1))
