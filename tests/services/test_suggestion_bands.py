"""Three bands of how sure a suggestion is, and what is shown at each."""

from __future__ import annotations

import pytest

from annotator.domain.documents import Suggestion
from annotator.services.suggestion_bands import FLOORS, Band, band, is_shown, percent


@pytest.mark.parametrize(
    ("score", "wanted"),
    [
        (1.0, Band.HIGH), (0.92, Band.HIGH), (0.9199, Band.NORMAL), (0.7, Band.NORMAL),
        (0.6999, Band.LOW), (0.0, Band.LOW), (None, Band.NORMAL),
    ],
)  # fmt: skip
def test_a_score_is_in_one_band_and_shown_from_there_down(
    score: float | None, wanted: Band
) -> None:
    assert band(score) is wanted
    suggestion = Suggestion(1, 7, "entities", "GPE", 0, 5, "m", score)
    shown = [is_shown(suggestion, floor) for floor in FLOORS]
    assert shown == [FLOORS.index(floor) >= FLOORS.index(wanted) for floor in FLOORS]


@pytest.mark.parametrize(
    ("score", "shown"), [(0.999, 99), (1.0, 100), (0.29, 29), (0.57, 57), (1.7, 100), (-1.0, 0)]
)
def test_a_percentage_never_promises_more_than_there_is(score: float, shown: int) -> None:
    assert percent(score) == shown
