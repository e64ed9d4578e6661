"""Whom words are about, which dates bound a question, and the first of a matrix."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import (
    COLUMNS,
    NOBODY,
    UNNAMED,
    Cell,
    InsightsFilter,
    Matrix,
    Party,
    Period,
    Topic,
    Totals,
    day_of,
    is_head,
    period_for,
    polarity_of,
)

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("the Citadel", "Citadel", True),
        ("Citadel spokesman Oren Maret", "Oren Maret", True),
        ("Citadel spokesman Oren Maret", "Citadel", False),
        ("Sundria’s Unity Office", "Unity Office", True),
        ("Sundria’s Unity Office", "Sundria", False),
        ("The Unity Office in Brenn", "Unity Office", True),
        ("A diplomat in Tarn", "Tarn", False),
        ("Lena Brandt, spokeswoman for the office", "Lena Brandt", True),
        ("Pär Ondin of the Bank of Brenn", "Pär Ondin", True),
        ("Pär Ondin of the Bank of Brenn", "Bank of Brenn", False),
        ("officials of the Foreign Ministry", "Foreign Ministry", False),
        ("a friend of Ilves", "Ilves", False),
        ("Roon's record", "Roon", False),
        ("Tarn and Karsk", "Tarn", False),
        ("Tarn and Karsk", "Karsk", False),
        ("der Kreml", "Kreml", True),
        ("ein Sprecher der Zitadelle", "Zitadelle", False),
        ("Velmar’s", "Velmar", True),
        ("דובר המצודה אורן מארט", "אורן מארט", True),
        ("דובר המצודה אורן מארט", "המצודה", False),
    ],
)
def test_which_name_words_are_about(words: str, name: str, expected: bool) -> None:
    start = words.index(name)
    assert is_head(words, start, start + len(name)) is expected


@given(DAYS, DAYS)
def test_a_period_begins_on_its_first_day_and_the_next_one_after_it(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    period = period_for(first, last)
    start = period.first_day(last)
    assert start <= last < period.after(start)
    assert period.first_day(start) == start
    assert period.first_day(period.after(start)) == period.after(start)
    # So many marks can be told apart.
    marks = 0
    at = period.first_day(first)
    while at <= last and marks <= 1400:
        marks, at = marks + 1, period.after(at)
    assert marks <= (1400 if period is Period.MONTH else 160)


def test_days_of_dates() -> None:
    assert day_of("2026-01-31T07:47") == date(2026, 1, 31)
    for text in ("", "2026", "2026-01", "2026-02-30", "31.01.2026", "soon", "20260131xx"):
        assert day_of(text) is None


@given(st.one_of(DAYS.map(date.isoformat), st.text(max_size=12)))
def test_a_bound_is_a_day_or_is_refused(text: str) -> None:
    plain = text.strip()
    if not plain or (len(plain) == 10 and day_of(plain) is not None):
        assert InsightsFilter(since=text).checked().since == plain
        return
    with pytest.raises(AnnotatorError) as refused:
        InsightsFilter(since=text).checked()
    assert (refused.value.code, refused.value.values) == ("insights-date-bad", {"date": plain})


def test_dates_in_the_wrong_order_are_refused() -> None:
    day = date(2026, 1, 1)
    same = InsightsFilter(since=f"{day}", until=f"{day}")
    assert same.checked() == same
    with pytest.raises(AnnotatorError) as refused:
        InsightsFilter(since=f"{day}", until=f"{day - timedelta(1)}").checked()
    assert refused.value.code == "insights-dates-crossed"


def test_the_mean_polarity() -> None:
    assert polarity_of({}) is None
    assert polarity_of({"positive": 0, "negative": 0}) is None
    assert polarity_of({"positive": 1, "neutral": 1, "mixed": 1, "negative": 2}) == -0.2


def test_the_first_of_a_matrix_and_how_many_are_left_out() -> None:
    people = [Party(name, name, linked=False) for name in "abc"]
    cell = {
        (one.key, other.key): Cell(one, other, 1, {"": 1}, 0, 0, 0, 0, 0, 0, None)
        for one, other in zip(people, reversed(people), strict=True)
    }
    matrix = Matrix(tuple(people), tuple(people), cell, {"a": Totals(1)}, {}, quotes=3)
    few = matrix.first(2, 3)
    assert [each.key for each in few.sources] == ["a", "b"]
    assert list(few.cells) == [("a", "c"), ("b", "b")]
    assert (few.left_sources, few.left_targets, few.quotes) == (1, 0, 3)
    assert few.first(1, 1).left_sources == 2
    assert few.first(1, 1).left_targets == 2
    assert matrix.first(3, 3) is matrix
    assert matrix.said_by("a").quotes == 1
    assert matrix.said_by("z") == Totals()


def test_nobody_in_particular_is_among_the_first() -> None:
    people = [Party(name, name, linked=False) for name in ("a", "b", "c", "d", UNNAMED, NOBODY)]
    matrix = Matrix(tuple(people[:5]), tuple(people))
    assert matrix.nameless == (1, 2)
    few = matrix.first(3, 5)
    assert [each.key for each in few.sources] == ["a", "b", UNNAMED]
    assert [each.key for each in few.targets] == ["a", "b", "c", UNNAMED, NOBODY]
    assert (few.left_sources, few.left_targets, few.nameless) == (2, 1, (1, 2))
    assert few.first(3, 5) is few
    # At least half of those that are shown have names.
    assert [each.key for each in matrix.first(5, 2).targets] == ["a", UNNAMED]
    assert [each.key for each in matrix.first(5, 1).targets] == ["a"]


def test_every_topic_has_columns() -> None:
    assert set(COLUMNS) == set(Topic)
