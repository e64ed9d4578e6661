"""What a query over tokens finds, and what it refuses."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.domain.token_query import (
    find_tokens,
    needed_words,
    read_token_query,
    shape_of,
)
from annotator.domain.tokens import plain_tokens

TEXT = "President Matis Orlo met Orlo, the President of 2,000 dockers. What? A star * and 1+1."


def found(query: str, text: str = TEXT, *, case: bool = True) -> list[str]:
    tokens = plain_tokens(text)
    places = find_tokens(read_token_query(query), text, tokens, case=case)
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("token", "shape"),
    [("Karsk", "Xxxxx"), ("USA", "XXX"), ("2,000", "d,ddd"), ("ab", "xx"), ("Kestrel-4", "Xxxxx-d"),
     ("北京", "xx"), ("", ""), ("ABCDEFG", "XXXX")],
)  # fmt: skip
def test_shapes(token: str, shape: str) -> None:
    assert shape_of(token) == shape


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("President", ["President", "President"]),
        ("President shape:Xxxxx shape:Xxxx", ["President Matis Orlo"]),
        ("President shape:Xxxxxxxxx", ["President Matis"]),  # as a shape of its own is cut
        ("President shape:Xxxxx? of", ["President of"]),
        ("the * of", ["the President of"]),
        ("of *+ dockers", ["of 2,000 dockers"]),
        ("What \\?", ["What?"]),
        ("star \\*", ["star *"]),
        ("nobody", []),
    ],
)
def test_queries(query: str, hits: list[str]) -> None:
    assert found(query) == hits


def test_capitals_count_if_they_shall() -> None:
    assert found("president", case=False) == ["President", "President"]
    assert found("president") == []


def test_the_longest_is_taken_and_none_twice() -> None:
    assert found("a+", "a a a b a") == ["a a a", "a"]
    assert found("a b?", "a b a") == ["a b", "a"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (" ", "find-nothing"),
        ("*", "find-tokens"),
        ("a?", "find-tokens"),
        ("shape:", "find-tokens"),
        ("shape:Abc", "find-tokens"),
        ("a " * 41, "find-tokens"),
    ],
)
def test_what_is_no_query(query: str, code: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        read_token_query(query)
    assert caught.value.code == code


def test_no_query_takes_for_ever() -> None:
    """Repeats beside repeats are what kills a backtracking search."""
    assert found(" ".join(["a+"] * 30) + " b", "a " * 400) == []


_ITEM = st.sampled_from(["a", "B", "*", "shape:X", "shape:x", "shape:d", "1"])
_QUERY = st.lists(st.tuples(_ITEM, st.sampled_from(["", "?", "+"])), min_size=1, max_size=4)


@given(_QUERY, st.text("aAbB1 .", max_size=14))
def test_what_is_found_is_what_trying_everything_finds(
    parts: list[tuple[str, str]], text: str
) -> None:
    query = " ".join(item + mark for item, mark in parts)
    try:
        items = read_token_query(query)
    except AnnotatorError:
        return
    tokens = plain_tokens(text)
    words = [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]

    def fits(run: list[str]) -> bool:
        counts = [
            range(2) if each.optional else range(1, len(run) + 1) if each.repeated else range(1, 2)
            for each in items
        ]
        for numbers in itertools.product(*counts):
            if sum(numbers) != len(run):
                continue
            spread = [
                item for item, number in zip(items, numbers, strict=True) for _ in range(number)
            ]
            if all(i.fits(w, case=True) for i, w in zip(spread, run, strict=True)):
                return True
        return False

    wanted, first = [], 0
    while first < len(words):
        ends = [e for e in range(len(words), first, -1) if fits(words[first:e])]
        if ends:
            wanted.append((tokens.starts[first], tokens.ends[ends[0] - 1]))
            first = ends[0]
        else:
            first += 1
    assert find_tokens(items, text, tokens, case=True) == wanted
    assert all(any(word in each for each in words) for word in needed_words(items)) or not wanted
