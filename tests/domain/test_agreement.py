"""Every figure gives what was published, and what independent implementations give."""

from __future__ import annotations

import warnings
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import krippendorff as other_alpha
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotator.domain import agreement
from annotator.domain.agreement import (
    Resamples,
    Units,
    alpha_u,
    cohen_kappa,
    fleiss_kappa,
    joined_units,
    krippendorff_alpha,
    overlap_f1,
    span_f1,
)

# Published examples ---------------------------------------------------------------------------


def test_cohen_1960() -> None:
    """Cohen 1960, table 1: 200 patients, three diagnoses; po = .70, pc = .41, kappa = .492.

    Its diagonal (.44, .20, .06) and margins (.60, .30, .10 by .50, .30, .20), on which alone kappa
    depends.
    """
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohen_kappa(table).value == pytest.approx(0.492, abs=0.0005)
    assert cohen_kappa(table).n == 200


#: Fleiss 1971, table 1: 30 patients, six psychiatrists each, five diagnoses (depression,
#: personality disorder, schizophrenia, neurosis, other).
FLEISS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0], [0, 2, 0, 4, 0], [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0], [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
]  # fmt: skip


def test_fleiss_1971() -> None:
    """Fleiss 1971: kappa = .430."""
    assert fleiss_kappa(np.array(FLEISS)).value == pytest.approx(0.430, abs=0.0005)
    assert fleiss_kappa(np.array(FLEISS)).n == 30


#: Krippendorff 2011, section C: four observers, twelve units, values 1 to 5, some missing.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def counts_of(observers: list[list[Any]], values: list[Any]) -> Any:
    columns = zip(*observers, strict=True)
    return np.array([[list(unit).count(value) for value in values] for unit in columns])


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorff_2011(metric: Any, published: float) -> None:
    """Krippendorff 2011, section C: nominal .743, ordinal .815, interval .849."""
    found = krippendorff_alpha(counts_of(OBSERVERS, [1, 2, 3, 4, 5]), metric)
    assert found.value == pytest.approx(published, abs=0.0005)
    assert found.n == 11


def test_krippendorff_2011_two_observers() -> None:
    """Krippendorff 2011, section A: ten units, two observers, binary; alpha = .095."""
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    found = krippendorff_alpha(counts_of([meg, owen], [0, 1]))
    assert found.value == pytest.approx(0.095, abs=0.0005)


def units(*stretches: tuple[int, int]) -> Units:
    """Return stretches of (start, length)."""
    starts, lengths = np.array(stretches, dtype=np.int64).reshape(-1, 2).T
    return joined_units(starts, starts + lengths)


def test_krippendorff_2004_alpha_u() -> None:
    """Krippendorff 2004: a continuum of 300 from 150 on, two observers, c and k.

    Published are the disagreements to four digits: observed .0144 and .0000, expected .0532 and
    .0490; the coefficients follow from them.
    """
    c = [units((75, 70), (220, 30)), units((70, 80), (205, 20), (250, 20))]
    k = [units((30, 60), (150, 50))] * 2
    assert agreement._observed(c, 300) == pytest.approx(0.0144, abs=0.00005)
    assert agreement._observed(k, 300) == 0
    assert agreement._expected(c, 300) == pytest.approx(0.0532, abs=0.00005)
    assert agreement._expected(k, 300) == pytest.approx(0.0490, abs=0.00005)
    assert alpha_u([c], 300).value == pytest.approx(1 - 0.0144 / 0.0532, abs=0.001)
    assert alpha_u([k], 300).value == pytest.approx(1.0)
    assert alpha_u([c, k], 300).value == pytest.approx(1 - 0.0144 / (0.0532 + 0.0490), abs=0.001)


def test_hripcsak_and_rothschild_2005() -> None:
    """Hripcsak and Rothschild 2005: F = 2a / (2a + b + c), whatever d is."""
    assert span_f1(40, 10, 20).value == 80 / 110
    assert span_f1(40, 10, 20).n == 70


# Independent implementations ----------------------------------------------------------------------

_answers = st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=2, max_size=40)


@given(_answers)
def test_cohen_is_what_scikit_learn_says(answers: list[tuple[int, ...]]) -> None:
    one, other, _ = zip(*answers, strict=True)
    table = np.zeros((4, 4), int)
    for a, b in zip(one, other, strict=True):
        table[a, b] += 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = cohen_kappa_score(one, other)
    found = cohen_kappa(table).value
    assert (found is None and np.isnan(wanted)) or found == pytest.approx(wanted)


@given(_answers, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_what_the_krippendorff_package_says(
    answers: list[tuple[int, ...]], metric: Any
) -> None:
    """3 stands for no answer."""
    data = [[None if value == 3 else value for value in unit] for unit in answers]
    observers = [list(row) for row in zip(*data, strict=True)]
    found = krippendorff_alpha(counts_of(observers, [0, 1, 2]), metric)
    paired = [value for unit in data for value in unit
              if value is not None and sum(v is not None for v in unit) > 1]  # fmt: skip
    if len(set(paired)) < 2:
        assert found.value is None
        return
    matrix = np.array([[np.nan if v is None else v for v in row] for row in observers], float)
    wanted = other_alpha.alpha(
        reliability_data=matrix, level_of_measurement=metric, value_domain=[0, 1, 2]
    )
    assert found.value == pytest.approx(wanted)


@given(_answers)
def test_fleiss_is_what_its_definition_says(answers: list[tuple[int, ...]]) -> None:
    counts = np.array([[unit.count(value) for value in range(4)] for unit in answers])
    pairs = [Fraction(sum(a == b for a, b in permutations(unit, 2)), 6) for unit in answers]
    shares = Counter(value for unit in answers for value in unit)
    chance = sum(Fraction(n, 3 * len(answers)) ** 2 for n in shares.values())
    found = fleiss_kappa(counts).value
    if chance == 1:
        assert found is None
    else:
        wanted = (sum(pairs) / len(answers) - chance) / (1 - chance)
        assert found == pytest.approx(float(wanted))


def slow_alpha_u(labels: list[list[list[tuple[int, int]]]], length: int) -> float | None:
    """Krippendorff 2004, pair by pair of sections."""
    observed = expected = 0.0
    for raters in labels:
        sections = []
        for rater in raters:
            at, row = 0, []
            for start, end in rater:
                if start > at:
                    row.append((at, start - at, 0))
                row.append((start, end - start, 1))
                at = end
            if at < length:
                row.append((at, length - at, 0))
            sections.append(row)
        m = len(raters)
        d = 0.0
        for i, j in permutations(range(m), 2):
            for b1, l1, v1 in sections[i]:
                for b2, l2, v2 in sections[j]:
                    if v1 and v2 and -l1 < b1 - b2 < l2:
                        d += (b1 - b2) ** 2 + (b1 + l1 - b2 - l2) ** 2
                    elif v1 and not v2 and l2 - l1 >= b1 - b2 >= 0:
                        d += l1**2
                    elif v2 and not v1 and l2 - l1 <= b1 - b2 <= 0:
                        d += l2**2
        observed += d / (m * (m - 1) * length**2)
        every = [each for row in sections for each in row]
        long = [size for _, size, unit in every if unit]
        total = sum(
            (len(long) - 1) / 3 * (2 * l**3 - 3 * l**2 + l)
            + l**2 * sum(size - l + 1 for _, size, unit in every if not unit and size >= l)
            for l in long  # noqa: E741
        )
        below = m * length * (m * length - 1) - sum(l * (l - 1) for l in long)  # noqa: E741
        expected += 2 / length * total / below
    return None if not expected else 1 - observed / expected


_stretches = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=6)


@given(st.lists(st.lists(_stretches, min_size=3, max_size=3), min_size=1, max_size=2))
def test_alpha_u_is_what_its_definition_says(labels: list[list[list[tuple[int, int]]]]) -> None:
    made = [[units(*rater) for rater in label] for label in labels]
    plain = [
        [list(zip(each.starts.tolist(), each.ends.tolist(), strict=True)) for each in label]
        for label in made
    ]
    wanted, found = slow_alpha_u(plain, 60), alpha_u(made, 60).value
    assert (found is None) == (wanted is None)
    if wanted is not None:
        assert found == pytest.approx(wanted)


@given(_stretches)
def test_stretches_that_share_characters_are_one(stretches: list[tuple[int, int]]) -> None:
    found = units(*stretches)
    covered = {at for start, size in stretches for at in range(start, start + size)}
    assert {at for a, b in zip(found.starts, found.ends, strict=True) for at in range(a, b)} == (
        covered
    )
    assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
    assert all(b <= a for a, b in zip(found.starts[1:], found.ends[:-1], strict=True))


@given(_answers)
def test_sums_give_the_same_figures_as_units(answers: list[tuple[int, ...]]) -> None:
    counts = np.array([[unit.count(value) for value in range(4)] for unit in answers])
    equal = float(sum(a == b for unit in answers for a, b in combinations(unit, 2)))
    shares = counts.sum(0).astype(float)
    fleiss, alpha = fleiss_kappa(counts).value, krippendorff_alpha(counts).value
    unequal = (6 * len(answers) - 2 * equal) / 2
    for wanted, found in (
        (fleiss, agreement.fleiss_kappas(np.array(equal), shares, 3)),
        (alpha, agreement.nominal_alphas(np.array(unequal), shares)),
    ):
        assert (wanted is None) == bool(np.isnan(found))
        if wanted is not None:
            assert float(found) == pytest.approx(wanted)


@given(_answers)
def test_weights_are_the_same_as_repeating(answers: list[tuple[int, ...]]) -> None:
    counts = np.array([[unit.count(value) for value in range(4)] for unit in answers])
    short, times = np.unique(counts, axis=0, return_counts=True)
    for figure in (fleiss_kappa, krippendorff_alpha):
        whole, weighted = figure(counts), figure(short, times=times)
        assert (whole.n, whole.note) == (weighted.n, weighted.note)
        if whole.value is not None:
            assert weighted.value == pytest.approx(whole.value)


# What cannot be said, and how sure it is ----------------------------------------------------------


def test_what_is_undefined_says_why() -> None:
    nothing, one = np.zeros((2, 2), int), np.array([[40, 0], [0, 0]])
    assert cohen_kappa(nothing) == (None, 0, "no-items", None, None)
    assert cohen_kappa(one)[:3] == (None, 40, "one-label")
    assert fleiss_kappa(np.zeros((0, 2), int)).note == "no-items"
    assert fleiss_kappa(np.array([[3, 0]] * 40)).note == "one-label"
    assert krippendorff_alpha(np.array([[1, 0], [0, 1]])).note == "no-items"
    assert krippendorff_alpha(np.array([[2, 0]] * 40)).note == "one-label"
    assert alpha_u([[units(), units()]], 100).note == "no-items"
    assert span_f1(0, 0, 0).note == "no-items"
    assert overlap_f1(0, 0, 0, 0).note == "no-items"


def test_few_units_are_named() -> None:
    assert cohen_kappa(np.array([[5, 1], [1, 5]])).note == "few-items"
    assert cohen_kappa(np.array([[50, 1], [1, 50]])).note == ""


def test_units_of_different_sizes_have_no_fleiss_kappa() -> None:
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa(np.array([[2, 0], [3, 0]]))


def test_overlap_counts_what_meets() -> None:
    assert overlap_f1(2, 2, 1, 2).value == pytest.approx(2 / 3)
    assert overlap_f1(0, 3, 0, 0).value == 0.0


def f1(both: Any, one: Any) -> Any:
    return 2 * both / (2 * both + one)


def test_an_interval_holds_the_figure_and_narrows_with_documents() -> None:
    chance = np.random.default_rng(1)

    def interval(documents: int) -> tuple[float, float]:
        both = chance.binomial(10, 0.8, size=documents)
        low, high = Resamples(documents).interval(f1, both, 10 - both)
        assert low is not None
        assert high is not None
        return low, high

    few, many = interval(10), interval(1000)
    assert few[0] < 16 / 18 < few[1]
    assert many[0] < 16 / 18 < many[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 4


def test_no_interval_of_one_document_and_the_same_of_the_same_seed() -> None:
    assert Resamples(1).interval(f1, np.array([3]), np.array([1])) == (None, None)
    both, one = np.arange(20), np.arange(20)[::-1]

    def drawn(seed: int) -> tuple[float | None, float | None]:
        return Resamples(20, seed=seed).interval(f1, both, one)

    assert drawn(4) == drawn(4)
    assert drawn(4) != drawn(5)


def test_no_interval_of_what_is_mostly_undefined() -> None:
    both, one = np.array([1, 0, 0, 0, 0, 0]), np.zeros(6)

    def where_any(both: Any, one: Any) -> Any:
        with np.errstate(invalid="ignore"):
            return np.where(both > 1, f1(both, one), np.nan)

    assert Resamples(6).interval(where_any, both, one) == (None, None)
