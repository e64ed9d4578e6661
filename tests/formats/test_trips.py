"""Every format that is read and written gives back what its loss report left."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from annotator.domain.offset_units import Unit
from annotator.domain.scheme import Scheme
from annotator.formats.registry import formats
from tests.formats import trips, whole
from tests.properties.test_round_trip import projects
from tests.work import examples

BOTH_WAYS = [
    name
    for name, each in formats().items()
    if each.read is not None and each.written and "text" in each.carries
]


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_project_with_everything_comes_back(name: str, news_scheme: Scheme) -> None:
    trips.check(name, news_scheme, [whole.project_line(), {"id": "plain", "text": whole.OTHER}])


@pytest.mark.parametrize(
    ("name", "unit"),
    [(name, unit) for name in BOTH_WAYS for unit in formats()[name].units[1:]],
)
@settings(max_examples=examples(8))
@given(lines=projects())
def test_offsets_of_another_unit_come_back(
    name: str, unit: Unit, news_scheme: Scheme, lines: list[dict[str, Any]]
) -> None:
    trips.check(name, news_scheme, lines, unit=unit)


def test_remarks_come_back(news_scheme: Scheme) -> None:
    line = whole.project_line()
    line["comments"] = [
        {
            "id": "0000000000000e01",
            "annotator": "Jonas Reed",
            "text": "Is that so?",
            "on": line["spans"][0]["id"],
        },
        {
            "annotator": "Mina Kell",
            "text": "Yes.",
            "reply_to": "0000000000000e01",
            "resolved": True,
        },
        {"annotator": "Mina Kell", "text": "About all of it."},
    ]
    lost, _ = trips.check("jsonl", news_scheme, [line])
    assert lost == []


@pytest.mark.parametrize("name", BOTH_WAYS)
@settings(max_examples=examples(12))
@given(lines=projects())
def test_anything_comes_back(name: str, news_scheme: Scheme, lines: list[dict[str, Any]]) -> None:
    trips.check(name, news_scheme, lines)
