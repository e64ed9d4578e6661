"""Tokens and sentences by the plain rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Span
from annotator.domain.tokens import Tokens, plain_tokens
from tests import articles

PIECES = st.sampled_from(
    [*"ab .,“”'’-\n\t", "Mr.", "U.S.", "1,200.5", "Zoë", "e\u0301", "Karsk’s", "! ", "\u00a0"]
) | st.sampled_from(["👩‍👩‍👧‍👦", "🇳🇴", "👍🏽", "北の港", "دانا", "אילבס", "\u2028"])
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join)


@given(TEXTS, st.lists(st.integers(0, 60), max_size=4))
def test_tokens_hold_every_character_but_white_space_once(text: str, borders: list[int]) -> None:
    tokens = plain_tokens(text, borders)
    held: list[int] = []
    for index in range(len(tokens)):
        start, end = tokens.span(index)
        assert start < end
        held += range(start, end)
    assert held == sorted(set(held))
    assert {at for at, each in enumerate(text) if not each.isspace()} <= set(held)
    assert not any(text[at].isspace() for at in held)
    cut = {border for border in borders if 0 < border < len(text)}
    assert all(not start < each < end for each in cut
               for start, end in zip(tokens.starts, tokens.ends, strict=True))  # fmt: skip


@given(TEXTS)
def test_sentences_are_whole_tokens_and_no_token_is_without_one(text: str) -> None:
    tokens = plain_tokens(text)
    starts = list(tokens.sentence_starts)
    assert starts == sorted(set(starts))
    assert starts[:1] == ([0] if len(tokens) else [])
    for index in range(len(tokens)):
        first, last = tokens.sentence_of(index)
        assert first <= index <= last
        assert first in starts


@given(TEXTS, st.data())
def test_snapping_gives_whole_tokens_around_what_was_touched(
    text: str, data: st.DataObject
) -> None:
    tokens = plain_tokens(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    snapped = tokens.snap(Span(start, end))
    if any(a < end and start < b for a, b in zip(tokens.starts, tokens.ends, strict=True)):
        assert tokens.aligned(snapped) is not None
        assert tokens.snap(snapped) == snapped
    else:
        assert snapped == Span(start, end)


@given(TEXTS, st.lists(st.integers(0, 60), max_size=5))
def test_splitting_keeps_the_sentences(text: str, borders: list[int]) -> None:
    tokens = plain_tokens(text)
    split = tokens.split_at(borders)
    assert {split.starts[each] for each in split.sentence_starts} == {
        tokens.starts[each] for each in tokens.sentence_starts
    }
    assert set(split.starts) - set(tokens.starts) <= set(borders)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Norvia’s ferries", "Norvia|’s|ferries"),
        ("Mr. Reske didn’t go", "Mr.|Reske|didn’t|go"),
        ("U.S. and D. Ilves", "U.S.|and|D.|Ilves"),
        ("at 07:47 on 1,200.5", "at|07:47|on|1,200.5"),
        ("(SBA) said: “No!”", "(|SBA|)|said|:|“|No|!|”"),
        ("e\u0301tait à", "e\u0301tait|à"),
        ("👩‍👩‍👧‍👦👍🏽🇳🇴", "👩‍👩‍👧‍👦|👍🏽|🇳🇴"),
        ("北の港", "北|の|港"),
        ("دانا إلفس", "دانا|إلفس"),
        ("wait... --", "wait|...|--"),
        (" \t\n", ""),
    ],
)
def test_where_tokens_end(text: str, tokens: str) -> None:
    made = plain_tokens(text)
    assert "|".join(made.span(each).of(text) for each in range(len(made))) == tokens


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ("Mr. Reske left.", ["Mr. Reske left."]),
        ("“No.” That is all.", ["“No.”", "That is all."]),
        ("Title\nA text", ["Title", "A text"]),
        ("It is 3.5 now", ["It is 3.5 now"]),
        ("北は静か。南も。", ["北は静か。", "南も。"]),
        ("Why? who knows", ["Why? who knows"]),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    made = plain_tokens(text)
    found = []
    for first in made.sentence_starts:
        _, last = made.sentence_of(first)
        found.append(text[made.starts[first] : made.ends[last]])
    assert found == sentences


def test_a_zone_parts_glued_words() -> None:
    text = articles.GLUED
    border = text.index("Peskov")
    assert "KoreaPeskov" in [span.of(text) for span in spans(plain_tokens(text))]
    words = [span.of(text) for span in spans(plain_tokens(text, [border]))]
    assert {"Korea", "Peskov"} <= set(words)


def spans(tokens: Tokens) -> list[Span]:
    return [tokens.span(each) for each in range(len(tokens))]


def test_an_empty_text_has_no_token_and_no_sentence() -> None:
    tokens = plain_tokens("")
    assert (tokens.at(0), tokens.before(0), tokens.sentence(0)) == (-1, -1, Span(0, 0))
