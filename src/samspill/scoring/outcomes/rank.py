"""Do two numbers of the same units go together in rank? (docs/methods/outcomes.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from math import atanh, factorial, sqrt, tanh
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.uncertainty import NORMAL
from samspill.terms import Estimate

METHOD = "outcomes"
FEWEST = 4
"""Units under which nothing is told: three can stand in six orders only, and an interval would need n over three."""
EXACT_UP_TO = 8
"""Units up to which p comes from every order that there is (40,320 of eight); of more, t comes near where none are tied."""
DRAWS = 20_000
"""Orders drawn for the p of more units with ties, of which t knows nothing; always the same ones."""
DIGITS = 12
"""Digits in which two values must differ to differ in rank; beyond them is the noise of adding floats."""

FEW_UNITS = "scoring.outcomes.few_units"
ALIKE = "scoring.outcomes.alike"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Association:
    """Spearman's rank correlation with its interval, n = units, and the p of no association (None where there is none)."""

    estimate: Estimate
    p: float | None = None


def rank_association(one: Sequence[float], other: Sequence[float]) -> Association:
    """Return the rank correlation of two numbers over independent units.

    Spearman 1904, with the interval of Bonett & Wright (2000, *Psychometrika* 65, 23-28): in Fisher's z, variance (1 + r²/2)
    / (n - 3). p is two-sided: up to eight units over all orders; of more, by Student's t, or over 20,000 drawn orders where
    values are tied. A perfect order is taken half a step back in the interval, since ±1 would leave no doubt at all. Checked
    against R's ``cor.test``.

    Parameters
    ----------
    one, other : sequence of float
        One value a unit, in any unit of measurement; the same length, nothing missing.

    Returns
    -------
    Association
        From -1 to 1. Undefined: ``scoring.outcomes.few_units`` (under four), ``scoring.outcomes.alike`` (all the same).

    Examples
    --------
    >>> found = rank_association([3.1, 3.4, 3.6, 4.0, 4.2], [52, 68, 60, 71, 77])
    >>> round(found.estimate.value, 3), round(found.estimate.lower, 2), round(found.estimate.upper, 2), round(found.p, 3)
    (0.9, -0.17, 1.0, 0.083)
    """
    n = len(one)
    if n < FEWEST:
        return Association(Estimate.undefined(FEW_UNITS, n=n, method=METHOD))
    x, y = _deviations(one), _deviations(other)
    length = sqrt(float(x @ x) * float(y @ y))
    if not length:
        return Association(Estimate.undefined(ALIKE, n=n, method=METHOD))
    r = min(max(float(x @ y) / length, -1.0), 1.0)
    perfect = 1 - abs(r) < 10**-DIGITS
    step = 6 / (n * (n * n - 1)) if perfect else 0.0
    taken = r - step if r > 0 else r + step
    half = NORMAL * sqrt((1 + taken * taken / 2) / (n - 3))
    lower, upper = tanh(atanh(taken) - half), tanh(atanh(taken) + half)
    estimate = Estimate(r, min(lower, r), max(upper, r), n=n, method=METHOD)
    return Association(estimate, _p(r, x / length, y))


def _deviations(values: Sequence[float]) -> Numbers:
    """Return mid-ranks less their mean."""
    numbers = np.asarray(values, dtype=float)
    largest = float(np.abs(numbers).max()) or 1.0
    ranks: Numbers = cast("Any", stats).rankdata(np.round(numbers / largest, DIGITS))
    return np.asarray(ranks - ranks.mean())


def _p(r: float, x: Numbers, y: Numbers) -> float:
    n = len(y)
    if n <= EXACT_UP_TO:
        reached = np.abs(y[_orders(n)] @ x) >= abs(r) - 10**-DIGITS
        return float(reached.mean())
    if min(len(np.unique(x)), len(np.unique(y))) < n:
        return _drawn(r, x, y)
    t = abs(r) * sqrt((n - 2) / max(1 - r * r, 10**-DIGITS))
    return max(2 * float(cast("Any", special).stdtr(n - 2, -t)), 2 / factorial(n))


def _drawn(r: float, x: Numbers, y: Numbers) -> float:
    """Return how often an order as far from nought comes up (Phipson & Smyth 2010, *SAGMB* 9, 39)."""
    one, other = _settled_sides(*(side / sqrt(float(side @ side)) for side in (x, y)))
    drawn = np.random.default_rng(0).permuted(np.tile(other, (DRAWS, 1)), axis=1)
    reached = np.abs(drawn @ one) >= abs(r) - 10**-DIGITS
    return float((reached.sum() + 1) / (DRAWS + 1))


def _settled_sides(x: Numbers, y: Numbers) -> Numbers:
    """Return both sides in one order, whatever the units are called, which side is first and which end of it is up."""
    turned = [np.array((s * one, t * other)) for one, other in ((x, y), (y, x)) for s in (1, -1) for t in (1, -1)]
    ordered = [sides[:, np.lexsort(np.round(sides[::-1], DIGITS))] for sides in turned]
    return min(ordered, key=lambda sides: tuple(np.round(sides, DIGITS).ravel() + 0.0))


@cache
def _orders(n: int) -> NDArray[np.intp]:
    return np.array(list(permutations(range(n))), dtype=np.intp)
