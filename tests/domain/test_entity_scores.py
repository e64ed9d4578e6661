"""Figures for proposals of names, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.entity_scores import (
    EntityScores,
    ErrorKind,
    Name,
    score_entities,
)
from annotator.domain.measure import Measure

ALL = (ErrorKind.MISSED, ErrorKind.SPURIOUS, ErrorKind.BOUNDARY, ErrorKind.LABEL, ErrorKind.BOTH)


def scored(there: list[Name], proposed: list[Name]) -> EntityScores:
    return score_entities([(there, proposed)])


def figures(score: Measure) -> tuple[int, int, int]:
    return score.right, score.found, score.gold


def test_figures_of_an_example_counted_by_hand() -> None:
    there = [(0, 10, "PERSON"), (20, 25, "GPE"), (30, 40, "ORG"), (50, 55, "GPE"), (60, 65, "LAW")]
    proposed = [
        (0, 10, "PERSON"),
        (20, 25, "PERSON"),
        (32, 40, "ORG"),
        (70, 75, "GPE"),
        (58, 64, "ORG"),
    ]
    scores = scored(there, proposed)
    assert figures(scores.exact) == (1, 5, 5)
    assert figures(scores.partial) == (2, 5, 5)
    assert figures(scores.ranges) == (2, 5, 5)
    assert figures(scores.labels["GPE"].exact) == (0, 1, 2)
    assert figures(scores.labels["ORG"].partial) == (1, 2, 1)
    assert scores.exact.precision == scores.exact.recall == scores.exact.f1 == pytest.approx(0.2)
    errors = [(each.kind, each.there, each.proposed) for each in scores.errors]
    assert errors == [
        (ErrorKind.LABEL, (20, 25, "GPE"), (20, 25, "PERSON")),
        (ErrorKind.BOUNDARY, (30, 40, "ORG"), (32, 40, "ORG")),
        (ErrorKind.MISSED, (50, 55, "GPE"), None),
        (ErrorKind.BOTH, (60, 65, "LAW"), (58, 64, "ORG")),
        (ErrorKind.SPURIOUS, None, (70, 75, "GPE")),
    ]


def test_figures_that_are_undefined_are_none() -> None:
    empty = scored([], [])
    assert (empty.exact.precision, empty.exact.recall, empty.exact.f1) == (None, None, None)
    nothing = scored([(0, 1, "A")], [])
    assert (nothing.exact.precision, nothing.exact.recall, nothing.exact.f1) == (None, 0.0, 0.0)


def test_partial_hits_are_one_to_one_and_an_exact_one_goes_first() -> None:
    scores = scored([(0, 30, "ORG")], [(0, 10, "ORG"), (12, 30, "ORG")])
    assert figures(scores.partial) == (1, 2, 1)
    assert [each.kind for each in scores.errors] == [ErrorKind.SPURIOUS, ErrorKind.BOUNDARY]
    (boundary,) = scores.of_kind(ErrorKind.BOUNDARY)
    assert boundary.proposed == (12, 30, "ORG"), "the larger overlap"
    scores = scored([(0, 5, "A"), (0, 9, "A")], [(0, 5, "A")])
    assert figures(scores.exact) == figures(scores.partial) == (1, 1, 2)


def test_ranges_that_touch_do_not_overlap() -> None:
    assert figures(scored([(0, 5, "A")], [(5, 9, "A")]).partial) == (0, 1, 1)


def test_a_long_name_reaches_those_behind_shorter_ones() -> None:
    there = [(50, 55, "A")]
    proposed = [(0, 60, "A"), (10, 11, "A"), (20, 21, "A")]
    assert figures(scored(there, proposed).partial) == (1, 3, 1)


def test_two_labels_on_one_range_are_two_names_and_doubles_are_one() -> None:
    scores = scored([(0, 5, "A"), (0, 5, "B"), (0, 5, "A")], [(0, 5, "B")])
    assert figures(scores.exact) == (1, 1, 2)
    assert figures(scores.ranges) == (1, 1, 1)


def test_articles_are_counted_apart_and_errors_know_theirs() -> None:
    scores = score_entities([([(0, 5, "A")], []), ([], [(0, 5, "A")])])
    assert scores.documents == 2
    assert figures(scores.exact) == (0, 1, 1)
    assert [(each.document, each.kind) for each in scores.errors] == [
        (0, ErrorKind.MISSED), (1, ErrorKind.SPURIOUS),
    ]  # fmt: skip


names = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from("AB")).map(
        lambda each: (each[0], each[0] + each[1], each[2])
    ),
    max_size=12,
)


@given(names, names)
def test_every_name_is_right_or_stands_in_one_error(
    there: list[Name], proposed: list[Name]
) -> None:
    scores = scored(there, proposed)
    right = scores.exact.right
    assert right == len(set(there) & set(proposed))
    missing = [each.there for each in scores.errors if each.there is not None]
    wrong = [each.proposed for each in scores.errors if each.proposed is not None]
    assert len(missing) == len(set(missing)) == len(set(there)) - right
    assert len(wrong) == len(set(wrong)) == len(set(proposed)) - right
    assert right <= scores.partial.right <= min(len(set(there)), len(set(proposed)))
    assert sum(len(scores.of_kind(kind)) for kind in ALL) == len(scores.errors)


@given(names, names)
def test_precision_and_recall_change_places_with_the_sides(
    there: list[Name], proposed: list[Name]
) -> None:
    one, other = scored(there, proposed), scored(proposed, there)
    for name in ("exact", "partial", "ranges"):
        assert getattr(one, name).precision == getattr(other, name).recall
        assert getattr(one, name).f1 == getattr(other, name).f1


@given(names)
def test_what_is_proposed_as_it_is_has_no_error(there: list[Name]) -> None:
    scores = scored(there, there)
    assert scores.errors == []
    assert scores.exact.f1 == (1.0 if there else None)
