"""What the twin gets, untouched by hand: zones, entities, and every passage with who said it.

The twin is a fictional article with the dirt and the difficulty of a real one; its gold was made by
hand.  Everything here goes the way of a new project: imported, the zones that are proposed taken,
then suggested by the worker process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pytest

from annotator.domain.annotations import Span
from annotator.domain.article import Article
from annotator.domain.passages import paragraphs_of, passages_in
from annotator.domain.scheme import Scheme
from annotator.domain.suggested_frames import SuggestedFrame, frame_of
from annotator.locations import resource
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from annotator.services.suggesting_many import suggest_many
from annotator.services.zoning import propose_zones, zones_step
from tests.journeys.gold import entities

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("draft of the twin")]


class Draft(NamedTuple):
    """The twin as assistance left it."""

    article: Article
    zones: set[tuple[int, int, str]]  # as proposed
    quotes: list[SuggestedFrame]

    def words(self, spans: Iterable[Span | None]) -> list[str]:
        return [span.of(self.article.text) for span in spans if span is not None]


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory, news_scheme: Scheme) -> Draft:
    path = tmp_path_factory.mktemp("draft") / "twin.annotator"
    with Session.create(path, news_scheme, "Mina Kell") as session:
        import_paths(session, [resource("samples", "twin.txt")], ImportOptions())
        proposals = propose_zones(session)
        session.apply(zones_step(session, proposals))
        suggest_many(session)
        (number,) = session.document_ids()
        article = session.article(number, {session.annotator.id})
        length = len(article.text)
        frames = [
            frame_of(each, session.scheme, length)
            for each in article.suggestions.values()
            if each.layer == "quotes"
        ]
    zones = {(each.start, each.end, each.kind.value) for each in proposals}
    return Draft(article, zones, [each for each in frames if each is not None])


def test_what_is_not_of_the_article_is_proposed_as_zones(
    draft: Draft, gold: Mapping[str, Any]
) -> None:
    assert draft.zones == {(each["start"], each["end"], each["kind"]) for each in gold["zones"]}
    assert {kind for _, _, kind in draft.zones} == {"caption", "related", "credit"}


def test_nine_entities_of_ten_are_suggested(draft: Draft, gold: Mapping[str, Any]) -> None:
    wanted = {(span, label) for span, (label, _) in entities(gold).items()}
    found = {
        (Span(each.start, each.end), each.label)
        for each in draft.article.suggestions.values()
        if each.layer == "entities"
    }
    missed = sorted(f"{span.of(draft.article.text)} ({label})" for span, label in wanted - found)
    assert len(wanted & found) >= 0.9 * len(wanted), missed
    assert len(wanted & found) >= 0.8 * len(found), sorted(found - wanted)


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("closest neighbour", "the Citadel"),
        ("partner", "the Citadel"),
        ("at every level", "Oren Maret"),
        ("foreseeable future", "Maret"),
        ("illegal and reckless cooperation", "Unity Office"),
        ("is watching this shabby bargain", "Lena Brandt"),
        ("no quarrel with the people", "Brandt"),
        ("we will not applaud", "Brandt"),
    ],
)
def test_a_quoted_passage_has_the_right_source(draft: Draft, words: str, source: str) -> None:
    speakers = [
        draft.words([*each.spans("source"), each.speaker])
        for each in draft.quotes
        if any(words in content for content in draft.words(each.spans("content")))
    ]
    assert speakers, "nothing is suggested there"
    assert any(source in named for quote in speakers for named in quote), speakers


def test_every_quoted_passage_is_part_of_a_quote(draft: Draft) -> None:
    text = draft.article.text
    contents = [span for each in draft.quotes for span in each.spans("content")]
    for paragraph in paragraphs_of(text, Span(0, len(text))):
        for passage in passages_in(text, paragraph):
            if not draft.article.in_zone(passage.inner):
                words = passage.inner.of(text)
                assert any(each.overlaps(passage.inner) for each in contents), words


def test_what_the_paper_put_into_a_quote_is_an_insertion(draft: Draft) -> None:
    assert [words for each in draft.quotes for words in draft.words(each.spans("insertion"))] == [
        "(the council)"
    ]
