"""Ids must be unique between copies that never meet, and the same for the same name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import (
    COUNTER_BITS,
    ID_BITS,
    IdSource,
    derived_id,
    format_id,
    parse_id,
)


def test_two_openings_of_one_file_hand_out_different_ids() -> None:
    first, second = IdSource(), IdSource()
    ids = [source.next() for source in (first, second) for _ in range(1000)]
    assert len(set(ids)) == 2000
    assert all(0 < number < 2**ID_BITS for number in ids)


def test_ids_of_one_opening_lie_next_to_each_other() -> None:
    source = IdSource()
    first = source.next()
    assert source.next() == first + 1


def test_a_full_counter_takes_a_new_session() -> None:
    source = IdSource(session=5)
    source._counter = 2**COUNTER_BITS - 1
    last = source.next()
    after = source.next()
    assert last >> COUNTER_BITS == 5
    assert after >> COUNTER_BITS != 5
    assert source.session == after >> COUNTER_BITS


def test_derived_ids_depend_on_where_names_end() -> None:
    assert derived_id("label", "a", "bc") != derived_id("label", "ab", "c")
    assert derived_id("label", "a", "b") == derived_id("label", "a", "b")


@given(st.integers(min_value=1, max_value=2**ID_BITS - 1))
def test_written_ids_read_back(number: int) -> None:
    assert parse_id(format_id(number)) == number


@pytest.mark.parametrize(
    "text",
    ["", "s1", "0" * 16, "f" * 16, "0123456789ABCDEF", "0x23456789abcdef", " 123456789abcdef"],
)
def test_foreign_ids_are_not_taken_for_ours(text: str) -> None:
    assert parse_id(text) is None
