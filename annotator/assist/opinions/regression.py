"""Softmax regression: the probability of each class from figures, with weights kept small.

Owns the fitting, by L-BFGS (Liu and Nocedal 1989) with a backtracking line search on the penalised
log-likelihood.  It draws nothing at random: the same examples give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_MEMORY = 8  # pairs that stand for the curvature
_SUFFICIENT = 1e-4
_HALVINGS = 30


def probabilities(rows: Matrix, weights: Matrix) -> Matrix:
    """Return a row of class probabilities for each row of figures; the last weight is the bias."""
    scores = rows @ weights[:-1] + weights[-1]
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def fit(
    rows: Matrix,
    classes: NDArray[np.intp],
    number: int,
    importance: Matrix,
    *,
    penalty: float,
    iterations: int = 100,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Matrix:
    """Return weights, a column for each class, the last row being the bias.

    Args:
        rows: A row of figures for each example.
        classes: The class of each example, 0 to `number` - 1.
        number: How many classes there are.
        importance: How much each example counts.
        penalty: Of the squares of the weights (not of the bias), halved, in units of one example.
        iterations: At most.
        on_progress: Called with iterations done and at most; may raise to stop.
    """
    wanted = np.zeros((len(rows), number))
    wanted[np.arange(len(rows)), classes] = 1.0

    def value_and_slope(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(-1, number)
        found = probabilities(rows, weights)
        held = np.maximum(found[np.arange(len(rows)), classes], 1e-300)
        value = -float(importance @ np.log(held))
        value += 0.5 * penalty * float((weights[:-1] ** 2).sum())
        error = (found - wanted) * importance[:, None]
        slope = np.vstack((rows.T @ error + penalty * weights[:-1], error.sum(axis=0)))
        return value, slope.ravel()

    at = np.zeros((rows.shape[1] + 1) * number)
    value, slope = value_and_slope(at)
    pairs: list[tuple[Matrix, Matrix]] = []
    for done in range(iterations):
        on_progress(done, iterations)
        if float(np.abs(slope).max()) < 1e-4 * max(1.0, len(rows) ** 0.5):
            break
        way = -_turned(slope, pairs)
        steepness = float(way @ slope)
        step = 1.0 if pairs else min(1.0, 1.0 / float(np.abs(slope).sum()))
        for _ in range(_HALVINGS):
            there = at + step * way
            next_value, next_slope = value_and_slope(there)
            if next_value <= value + _SUFFICIENT * step * steepness:
                break
            step /= 2
        else:
            break
        move, change = there - at, next_slope - slope
        if float(move @ change) > 1e-12:
            pairs = [*pairs[-_MEMORY + 1 :], (move, change)]
        at, value, slope = there, next_value, next_slope
    on_progress(iterations, iterations)
    return at.reshape(-1, number)


def _turned(slope: Matrix, pairs: list[tuple[Matrix, Matrix]]) -> Matrix:
    """Return the slope times the inverse curvature that the pairs of steps show."""
    turned = slope.copy()
    kept = []
    for move, change in reversed(pairs):
        part = float(move @ turned) / float(move @ change)
        turned -= part * change
        kept.append(part)
    if pairs:
        move, change = pairs[-1]
        turned *= float(move @ change) / float(change @ change)
    for (move, change), part in zip(pairs, reversed(kept), strict=True):
        turned += move * (part - float(change @ turned) / float(move @ change))
    return turned
