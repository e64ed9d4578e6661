"""Spans: joining, taking away, and refusing what does not lie in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import (
    Annotation,
    Span,
    SpanError,
    check_spans,
    tidy_spans,
    without,
)

LENGTH = 40
SPANS = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 8)).map(
        lambda pair: Span(pair[0], min(LENGTH, pair[0] + pair[1]))
    ),
    max_size=8,
)


def _characters(spans: tuple[Span, ...] | list[Span]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}


@given(SPANS)
def test_tidy_spans_keep_every_character_and_pass_the_check(spans: list[Span]) -> None:
    tidy = tidy_spans(spans)
    assert _characters(tidy) == _characters(spans)
    check_spans(tidy, LENGTH)


@given(SPANS, st.integers(0, LENGTH - 1), st.integers(1, 12))
def test_taking_away_takes_exactly_the_hole(spans: list[Span], start: int, length: int) -> None:
    hole = Span(start, start + length)
    tidy = tidy_spans(spans)
    left = without(tidy, hole)
    assert _characters(left) == _characters(tidy) - set(range(*hole))
    check_spans(left, LENGTH)


@pytest.mark.parametrize(
    "spans",
    [
        (Span(-1, 2),),
        (Span(3, 3),),
        (Span(4, 3),),
        (Span(0, 11),),
        (Span(4, 6), Span(0, 2)),
        (Span(0, 2), Span(2, 4)),
        (Span(0, 3), Span(2, 4)),
    ],
)
def test_bad_spans_are_refused(spans: tuple[Span, ...]) -> None:
    with pytest.raises(SpanError):
        check_spans(spans, 10)


def test_hull_and_cover_of_a_discontinuous_annotation() -> None:
    annotation = Annotation(1, 1, 1, "quotes", "content", (Span(2, 4), Span(8, 9)))
    assert annotation.hull == Span(2, 9)
    assert [position for position in range(12) if annotation.covers(position)] == [2, 3, 8]


def test_an_annotation_without_spans_has_no_start() -> None:
    frame = Annotation(1, 1, 1, "quotes", "quote")
    assert frame.hull is None
    with pytest.raises(ValueError, match=r"quotes\.quote"):
        _ = frame.start
