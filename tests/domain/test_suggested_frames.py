"""What the payload of a suggestion says, and where an article finds it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from annotator.domain.annotations import Span
from annotator.domain.article import Article
from annotator.domain.documents import Document, Suggestion, SuggestionState
from annotator.domain.ids import format_id
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.steps import Edit, added
from annotator.domain.suggested_frames import entry_of, frame_of, words_of
from tests.articles import HARBOUR

LENGTH = len(HARBOUR)


def suggestion(layer: str = "quotes", label: str = "quote", **payload: Any) -> Suggestion:
    return Suggestion(1, 7, layer, label, 300, 310, "m", payload=payload)


def article(*found: Suggestion) -> Article:
    return Article(Document(7, "seven", length=LENGTH), HARBOUR, suggestions=found)


def touched(article: Article, start: int, end: int) -> list[int]:
    return [each.id for each in article.suggestions_touching(Span(start, end))]


def test_a_quote_is_read_with_its_slots_in_text_order(news_scheme: Scheme) -> None:
    proposed = suggestion(
        content=[[40, 50], [20, 30]],
        cue=[[12, 15]],
        source=[[0, 5]],
        insertion=[],
        speaker=[60, 65],
        act="denies",
        parent=format_id(9),
    )
    frame = frame_of(proposed, news_scheme, LENGTH)
    assert frame is not None
    assert frame.kind is LayerKind.QUOTES
    assert frame.main == (Span(20, 30), Span(40, 50))
    assert dict(frame.slots) == {
        "content": frame.main, "cue": (Span(12, 15),), "source": (Span(0, 5),),
    }  # fmt: skip
    assert (frame.speaker, frame.parent, dict(frame.attributes)) == (
        Span(60, 65), 9, {"act": "denies"},
    )  # fmt: skip


def test_an_opinion_is_about_its_expression_else_its_target(news_scheme: Scheme) -> None:
    both = suggestion(
        "opinions", "opinion",
        target=[[0, 5]], expression=[[8, 9]], holder="writer", polarity="mixed",
        quote=format_id(4),
    )  # fmt: skip
    frame = frame_of(both, news_scheme, LENGTH)
    assert frame is not None
    assert (frame.main, frame.by_writer, frame.quote) == ((Span(8, 9),), True, 4)
    one = frame_of(suggestion("opinions", "opinion", target=[[0, 5]]), news_scheme, LENGTH)
    assert one is not None
    assert (one.main, one.by_writer) == ((Span(0, 5),), False)


@pytest.mark.parametrize(
    "content",
    [None, 5, "x", [5], [[1]], [[1, 2, 3]], [["a", 4]], [[4, 4]], [[9, 4]], [[-1, 4]],
     [[0, LENGTH + 1]], [[True, 5]], [[0.5, 3]], {}],
)  # fmt: skip
def test_what_is_no_range_of_the_text_is_passed_over(news_scheme: Scheme, content: object) -> None:
    frame = frame_of(suggestion(content=content, cue=content), news_scheme, LENGTH)
    assert frame is not None
    assert dict(frame.slots) == {"content": (Span(300, 310),)}


def test_labels_on_words_are_no_frames(news_scheme: Scheme) -> None:
    for layer, label in (("entities", "GPE"), ("quotes", "content"), ("gone", "quote")):
        assert frame_of(suggestion(layer, label), news_scheme, LENGTH) is None
    # A label that the scheme lost meanwhile is read as the frame it was.
    assert frame_of(suggestion("quotes", "utterance"), news_scheme, LENGTH) is not None


@pytest.mark.parametrize(("written", "entry"), [(format_id(5), 5), ("5", None), (5, None)])
def test_an_entry_is_known_by_its_id(written: object, entry: int | None) -> None:
    assert entry_of(suggestion("entities", "GPE", entry=written)) == entry


def test_an_article_finds_a_suggestion_by_any_of_its_words() -> None:
    quote = suggestion(content=[[300, 310]], source=[[0, 7]])
    label = replace(suggestion("entities", "GPE"), id=2)
    here = article(quote, label)
    assert touched(here, 5, 6) == [1]
    assert touched(here, 305, 306) == [1, 2]
    assert touched(here, 7, 300) == []
    assert words_of(label, LENGTH) == [Span(300, 310)]


def test_the_places_of_suggestions_follow_changes() -> None:
    quote = suggestion(content=[[300, 310]], source=[[0, 7]])
    here = article()
    assert touched(here, 0, LENGTH) == []
    here.apply(added(quote))
    assert touched(here, 0, 1) == [1]
    moved = replace(quote, payload={"content": [[300, 310]], "source": [[20, 27]]})
    here.apply([Edit(quote, moved)])
    assert touched(here, 0, 7) == []
    assert touched(here, 20, 21) == [1]
    settled = replace(moved, state=SuggestionState.REJECTED)
    here.apply([Edit(moved, settled)])
    assert touched(here, 0, LENGTH) == []
    here.apply([Edit(settled, moved)])
    assert touched(here, 305, 306) == [1]
