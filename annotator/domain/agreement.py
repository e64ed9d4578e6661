"""Figures of agreement between annotators.

Owns the formulas, over counts as numpy arrays; which units are counted, and what a figure means for
a person, is decided in `annotator.services.agreeing`.  A figure that is undefined says why instead
of being a number.

Sources: Cohen, "A coefficient of agreement for nominal scales", 1960.  Fleiss, "Measuring nominal
scale agreement among many raters", 1971.  Krippendorff, "Computing Krippendorff's
Alpha-Reliability", 2011 (alpha) and "Measuring the Reliability of Qualitative Text Analysis Data",
Quality & Quantity 38, 2004 (alpha-u).  Hripcsak and Rothschild, "Agreement, the F-measure, and
Reliability in Information Retrieval", 2005 (F1 between annotators).  Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993 (percentile intervals).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval"]

#: Fewer units than this are too few to trust a figure.
FEW = 30


class Figure(NamedTuple):
    """One figure of agreement."""

    value: float | None  # None: undefined, `note` says why
    n: int  # units it rests on
    note: str = ""  # "" | "no-items" | "one-label" | "few-items"
    low: float | None = None  # interval, where one was asked for
    high: float | None = None


def figure_of(value: float, n: float, undefined: str = "one-label") -> Figure:
    """Return a figure; a value that is no number is undefined, for the reason that is given."""
    number = round(float(n))
    if number == 0:
        return Figure(None, 0, "no-items")
    if not np.isfinite(value):
        return Figure(None, number, undefined)
    return Figure(float(value), number, "few-items" if number < FEW else "")


# Kappa ----------------------------------------------------------------------------------------


def cohen_kappa(table: NDArray[np.integer]) -> Figure:
    """Return Cohen's kappa of a square table: how often one said the row, the other the column.

    Undefined where both used one and the same label throughout, because chance would agree as
    often.  Cohen 1960.
    """
    table = np.asarray(table, dtype=np.float64)
    value = kappas(np.trace(table), table.sum(1), table.sum(0))
    return figure_of(float(value), table.sum())


def kappas(agreed: Floats | np.floating, rows: Floats, columns: Floats) -> Floats:
    """Return Cohen's kappa of many tables at once; NaN where it is undefined.

    Args:
        agreed: Units on the diagonal of each table.
        rows: How often the first annotator used each label (labels last).
        columns: The same of the second annotator.
    """
    n = rows.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (rows * columns).sum(-1) / n**2
        found = (agreed / n - expected) / (1 - expected)
    return np.asarray(np.where(expected < 1 - 1e-12, found, np.nan))


def fleiss_kappa(counts: NDArray[np.integer], times: NDArray[np.integer] | None = None) -> Figure:
    """Return Fleiss' kappa of units by labels: how many annotators gave each label.

    Every unit has as many answers as any other, at least two.  `times` says how often a row
    stands.  Fleiss 1971.  Raises ValueError for rows of different sums.
    """
    counts = np.asarray(counts, dtype=np.float64)
    weights = np.ones(len(counts)) if times is None else np.asarray(times, dtype=np.float64)
    n = weights.sum()
    if not n:
        return Figure(None, 0, "no-items")
    raters = counts.sum(1)
    if raters[0] < 2 or (raters != raters[0]).any():
        raise ValueError("every unit needs the same number of answers, at least two")
    each = ((counts**2).sum(1) - raters) / (raters * (raters - 1))
    shares = (counts * weights[:, None]).sum(0) / (n * raters[0])
    expected = (shares**2).sum()
    if expected > 1 - 1e-12:
        return Figure(None, round(n), "one-label")
    return figure_of(((each * weights).sum() / n - expected) / (1 - expected), n)


def fleiss_kappas(equal: Floats, shares: Floats, raters: int) -> Floats:
    """Return Fleiss' kappa of many sets of units at once; NaN where it is undefined.

    Args:
        equal: Over all units, how many pairs of annotators gave the same label.
        shares: How often each label was given (labels last).
        raters: Annotators of each unit.
    """
    given = shares.sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = 2 * equal / (given * (raters - 1))
        expected = ((shares / given[..., None]) ** 2).sum(-1)
        found = (observed - expected) / (1 - expected)
    return np.asarray(np.where(expected < 1 - 1e-12, found, np.nan))


# Alpha ----------------------------------------------------------------------------------------


def coincidences(
    counts: NDArray[np.integer], times: NDArray[np.integer] | None = None
) -> tuple[Floats, int]:
    """Return the table of coincidences of units by values, and how many units could be paired.

    Units with fewer than two answers say nothing and are left out.  Krippendorff 2011, step 2.
    """
    counts = np.asarray(counts, dtype=np.float64)
    weights = np.ones(len(counts)) if times is None else np.asarray(times, dtype=np.float64)
    answers = counts.sum(1)
    paired = answers >= 2
    counts, weights, answers = counts[paired], weights[paired], answers[paired]
    scaled = counts * (weights / (answers - 1))[:, None]
    table = scaled.T @ counts - np.diag(scaled.sum(0))
    return table, round(float(weights.sum()))


def krippendorff_alpha(
    counts: NDArray[np.integer],
    metric: Metric = "nominal",
    values: Sequence[float] | None = None,
    times: NDArray[np.integer] | None = None,
) -> Figure:
    """Return Krippendorff's alpha of units by values: how many annotators gave each value.

    Args:
        counts: Units by values; a unit may have any number of answers.
        metric: How far two values are apart; values are in order for "ordinal".
        values: What each column stands for, for "interval"; its place if left out.
        times: How often each row stands.
    """
    table, n = coincidences(counts, times)
    return figure_of(float(alphas(table, metric, values)), n)


def alphas(table: Floats, metric: Metric = "nominal", values: Sequence[float] | None = None
           ) -> Floats:  # fmt: skip
    """Return alpha of many tables of coincidences at once (labels last); NaN where undefined.

    Krippendorff 2011, step 4.
    """
    totals = table.sum(-1)
    n = totals.sum(-1)
    apart = _apart(totals, metric, values)
    observed = (table * apart).sum((-2, -1))
    expected = (totals[..., :, None] * totals[..., None, :] * apart).sum((-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1 - (n - 1) * observed / expected
    return np.asarray(np.where(expected > 0, found, np.nan))


def nominal_alphas(unequal: Floats, totals: Floats) -> Floats:
    """Return nominal alpha of many sets of units at once; NaN where it is undefined.

    Args:
        unequal: Over all units, the ordered pairs of annotators with different labels, each unit's
            divided by its answers less one.
        totals: How often each label was given, in units with two answers or more (labels last).
    """
    n = totals.sum(-1)
    expected = n**2 - (totals**2).sum(-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 1 - (n - 1) * unequal / expected
    return np.asarray(np.where(expected > 0, found, np.nan))


def _apart(totals: Floats, metric: Metric, values: Sequence[float] | None) -> Floats:
    """Return the squared difference of each pair of values.  Krippendorff 2011, step 4 A to D."""
    number = totals.shape[-1]
    if metric == "nominal":
        return np.asarray(1.0 - np.eye(number))
    if metric == "interval":
        at = np.arange(number) if values is None else np.asarray(values, dtype=np.float64)
        return np.asarray((at[:, None] - at[None, :]) ** 2)
    # All ranks from one value to the other, half of each end.
    up_to = np.cumsum(totals, -1)
    middle = up_to - totals / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)


# Units on a continuum ---------------------------------------------------------------------------


class Units(NamedTuple):
    """The stretches that one annotator gave one label, apart and in order."""

    starts: Counts
    ends: Counts


def joined_units(starts: NDArray[np.integer], ends: NDArray[np.integer]) -> Units:
    """Return stretches in order, with those that share characters as one."""
    order = np.lexsort((ends, starts))
    begin, stop = np.asarray(starts)[order], np.asarray(ends)[order]
    if not len(begin):
        return Units(begin.astype(np.int64), stop.astype(np.int64))
    reach = np.maximum.accumulate(stop)
    first = np.concatenate([[True], begin[1:] >= reach[:-1]])
    last = np.concatenate([first[1:], [True]])
    return Units(begin[first].astype(np.int64), reach[last].astype(np.int64))


def alpha_u(labels: Sequence[Sequence[Units]], length: int) -> Figure:
    """Return alpha-u, the agreement about stretches of a continuum, over all labels together.

    Args:
        labels: For each label, what each annotator gave it to; two annotators or more.
        length: Characters of the continuum; documents stand in it one behind the other.

    n is the number of stretches.  Krippendorff 2004: what is between two stretches is a
    gap; stretches that meet differ by the squares of how far their ends are apart, a stretch inside
    a gap by the square of its length.
    """
    observed = expected = 0.0
    n = 0
    for units in labels:
        observed += _observed(units, length)
        expected += _expected(units, length)
        n += sum(len(each.starts) for each in units)
    value = 1 - observed / expected if expected > 0 else np.nan
    return figure_of(value, n, "no-items")


def _observed(units: Sequence[Units], length: int) -> float:
    total = 0.0
    for place, one in enumerate(units):
        for other in units[place + 1 :]:
            total += _between(one, other)
    raters = len(units)
    return 2 * total / (raters * (raters - 1) * float(length) ** 2)


def _between(one: Units, other: Units) -> float:
    first = np.searchsorted(other.ends, one.starts, side="right")
    last = np.searchsorted(other.starts, one.ends, side="left")
    meets = last - first
    mine = np.repeat(np.arange(len(one.starts)), meets)
    # Which of the other's stretches each of mine meets: a few in a row.
    offset = np.arange(len(mine)) - np.repeat(np.cumsum(meets) - meets, meets)
    others = first[mine] + offset
    total = float(((one.starts[mine] - other.starts[others]) ** 2.0).sum())
    total += float(((one.ends[mine] - other.ends[others]) ** 2.0).sum())
    alone = meets == 0
    total += float(((one.ends - one.starts)[alone] ** 2.0).sum())
    met = np.zeros(len(other.starts), dtype=bool)
    met[others] = True
    return total + float(((other.ends - other.starts)[~met] ** 2.0).sum())


def _expected(units: Sequence[Units], length: int) -> float:
    long = np.concatenate([each.ends - each.starts for each in units]).astype(np.float64)
    if not len(long):
        return 0.0
    gaps = np.sort(np.concatenate([_gaps(each, length) for each in units])).astype(np.float64)
    # For each stretch: in how many places of how many gaps it would fit.
    from_here = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])
    place = np.searchsorted(gaps, long, side="left")
    fits = from_here[place] - (len(gaps) - place) * (long - 1)
    inside = (len(long) - 1) / 3 * (2 * long**3 - 3 * long**2 + long)
    total = float((inside + long**2 * fits).sum())
    whole = len(units) * float(length)
    return 2 / length * total / (whole * (whole - 1) - float((long * (long - 1)).sum()))


def _gaps(units: Units, length: int) -> Counts:
    begin = np.concatenate([[0], units.ends])
    end = np.concatenate([units.starts, [length]])
    gaps: Counts = (end - begin)[end > begin]
    return gaps


# F1 -------------------------------------------------------------------------------------------


def span_f1(both: int, only_first: int, only_second: int) -> Figure:
    """Return F1 between two annotators; n is the number of spans that either has."""
    whole = 2 * both + only_first + only_second
    value = 2 * both / whole if whole else np.nan
    return figure_of(value, both + only_first + only_second, "no-items")


def overlap_f1(first_meeting: int, first: int, second_meeting: int, second: int) -> Figure:
    """Return F1 where a span counts if it shares a character with one of the other's.

    The harmonic mean of how many of each annotator's spans meet one with the same label of the
    other; n is the number of spans of both.  The two shares are precision and recall by overlap
    (Chinchor and Sundheim, "MUC-5 Evaluation Metrics", 1993, with a partial match counted whole).
    """
    if not first and not second:
        return Figure(None, 0, "no-items")
    shares = [first_meeting / first if first else 0.0, second_meeting / second if second else 0.0]
    value = 2 * shares[0] * shares[1] / sum(shares) if sum(shares) else 0.0
    return figure_of(value, first + second)


# Intervals --------------------------------------------------------------------------------------


class Resamples:
    """Documents drawn anew with replacement, many times; the same for every figure about them."""

    def __init__(self, documents: int, *, rounds: int = 500, seed: int = 0) -> None:
        self._rounds = rounds
        self._weights: NDArray[np.float32] | None = None
        if documents >= 2:
            chance = np.random.default_rng(seed)
            drawn = chance.multinomial(documents, np.full(documents, 1 / documents), size=rounds)
            self._weights = drawn.astype(np.float32)

    def interval(
        self,
        statistic: Callable[..., Floats],
        *per_document: NDArray[np.number],
        level: float = 0.95,
    ) -> tuple[float | None, float | None]:
        """Return the percentile interval of a figure.

        Args:
            statistic: Gets the sums of every round (rounds first), one array for each of
                `per_document`, and returns a figure for each round, NaN where it is undefined.
            per_document: Counts that add up over documents; documents first.
            level: Share of the rounds inside the interval.

        (None, None) for fewer than two documents, or where the figure is mostly undefined.
        """
        if self._weights is None:
            return None, None
        sums = [
            np.tensordot(self._weights, np.asarray(counts, np.float32), axes=(1, 0)).astype(
                np.float64
            )
            for counts in per_document
        ]
        found = statistic(*sums)
        found = found[np.isfinite(found)]
        if len(found) < self._rounds / 2:
            return None, None
        edge = (1 - level) / 2 * 100
        low, high = np.percentile(found, [edge, 100 - edge])
        return float(low), float(high)
