"""Copies of a story are found, stories on one subject are not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.near_duplicates import groups, likeness, pairs, sketch

_WORDS = [f"word{number}" for number in range(400)]


def _story(seed: int, words: int = 300) -> list[str]:
    drawn = random.Random(seed)
    return [drawn.choice(_WORDS) for _ in range(words)]


def _grouped(*stories: list[str] | str) -> list[int]:
    return groups([sketch(each if isinstance(each, str) else " ".join(each)) for each in stories])


def test_a_copy_with_another_end_and_other_capitals_is_a_copy() -> None:
    story = _story(1)
    copy = [*(word.upper() for word in story[:270]), *_story(99, 30)]
    assert _grouped(story, _story(2), copy, _story(3)) == [0, 1, 0, 3]


def test_copies_of_copies_are_together() -> None:
    story = _story(1)
    second = [*story[60:], *_story(5, 60)]
    third = [*second[60:], *_story(6, 60)]
    assert likeness(sketch(" ".join(story)), sketch(" ".join(third))) < 0.5
    assert _grouped(story, third, second) == [0, 0, 0]


def test_texts_without_words_are_alone() -> None:
    assert _grouped("", "…", "  ", "one", "ONE.") == [0, 1, 2, 3, 3]


def test_nothing_has_no_groups() -> None:
    assert groups([]) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_estimate_is_near_the_truth(share: float) -> None:
    common, first, second = _story(1, 600), _story(2, 600), _story(3, 600)
    cut = int(600 * share)
    one = sketch(" ".join([*common[:cut], *first[cut:]]))
    other = sketch(" ".join([*common[:cut], *second[cut:]]))
    jaccard = cut / (2 * 600 - cut)
    assert abs(likeness(one, other) - jaccard) < 0.15


def test_pairs_tell_copies_with_how_alike_they_are() -> None:
    story = _story(1)
    copy = [*story[:285], *_story(99, 15)]
    sketches = [sketch(" ".join(each)) for each in (story, _story(2), copy, story)]
    found = pairs(sketches)
    assert [each[:2] for each in found] == [(0, 2), (0, 3), (2, 3)]
    assert found[1][2] == 1
    assert found[0][2] == likeness(sketches[0], sketches[2])
    assert pairs([]) == []
    assert pairs([sketch(""), sketch("…")]) == []


def test_pairs_of_many_copies_grow_with_their_number_and_not_its_square() -> None:
    sketches = [sketch(" ".join(_story(1)))] * 300
    found = pairs(sketches)
    assert {other for _, other, _ in found} == set(range(1, 300))
    assert len(found) < 2 * 300


def test_a_very_long_text_is_sketched_in_pieces() -> None:
    words = _story(4, 40_000)
    front, whole = sketch(" ".join(words[:39_000])), sketch(" ".join(words))
    assert likeness(front, whole) > 0.9
    assert (whole <= front).all()


@given(st.text(max_size=200))
def test_a_text_is_like_itself(text: str) -> None:
    assert likeness(sketch(text), sketch(text)) == 1
