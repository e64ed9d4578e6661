"""Time at work on articles: what counts, and that it stays in the person's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.services.timekeeping import Stopwatch, in_words
from annotator.storage.times import Times


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_keys_and_short_pauses_count_long_ones_as_a_minute(clock: Clock) -> None:
    watch = Stopwatch(clock)
    watch.look_at("a")
    for pause in (10, 20, 3600, 5):
        clock.now += pause
        watch.touch()
    assert watch.take() == {"a": 10 + 20 + 60 + 5}
    assert watch.take() == {}


def test_each_article_has_its_own_time(clock: Clock) -> None:
    watch = Stopwatch(clock)
    clock.now += 50
    watch.touch()  # nothing is open
    watch.look_at("a")
    clock.now += 30
    watch.look_at("b")
    clock.now += 7
    watch.look_at(None)
    clock.now += 40
    watch.touch()
    assert watch.take() == {"a": 30, "b": 7}


def test_a_clock_that_goes_back_counts_nothing(clock: Clock) -> None:
    watch = Stopwatch(clock)
    watch.look_at("a")
    clock.now -= 500
    watch.touch()
    assert watch.take() == {}


def test_times_are_kept_by_project_and_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "own" / "times.sqlite3"
    one, other = tmp_path / "one.annotator", tmp_path / "other.annotator"
    assert Times(file).of(one) == {}
    Times(file).forget(one)
    assert not file.exists()
    Times(file).add(one, {"a": 10, "b": 1.5})
    Times(file).add(one, {"a": 5})
    Times(file).add(other, {"a": 1})
    assert Times(file).of(one) == {"a": 15, "b": 1.5}
    Times(file).forget(one)
    assert (Times(file).of(one), Times(file).of(other)) == ({}, {"a": 1})


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "59 min"), (7500, "2 h 05 min")],
)
def test_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
