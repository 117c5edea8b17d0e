"""How precise the mean of a cell is expected to be (docs/methods/precision.md)."""

from __future__ import annotations

from math import sqrt
from typing import Any, cast

from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

WITHIN_SD = 0.73
"""Standard deviation of the index between people who rate the same tie, on a scale of 1 to 5. Our assumption, taken from 705
German general practitioners who rated hospital physicians (Keller, Zenodo doi 10.5281/zenodo.19392497): 0.731."""

LEVEL = 0.95
SPREAD_FROM = 2
"""Answers that a spread needs."""


def half_width(people: int, response: float, *, sd: float = WITHIN_SD) -> float | None:
    """Return the expected half width of the 95 % interval of a cell's mean.

    ``t(n − 1) · sd · sqrt((1 − n / N) / n)`` with n = N · response answers of N people: the group is finite, and what all of it
    would have said is known when all have answered (Cochran 1977, *Sampling Techniques*, 2.6 and 2.8). Degrees of freedom
    need not be whole.

    Parameters
    ----------
    people : int
        N, people in the rater group.
    response : float
        Share expected to answer, 0 to 1.
    sd : float
        Standard deviation between people, scale units.

    Returns
    -------
    float or None
        Scale units; None where fewer than two answers are expected, since spread then cannot be told.

    Examples
    --------
    >>> round(half_width(24, 0.7), 3), half_width(24, 1.0), half_width(2, 0.5)
    (0.207, 0.0, None)
    """
    answers = people * response
    if answers < SPREAD_FROM:
        return None
    quantile = float(cast("Any", stats.t).ppf((1 + LEVEL) / 2, answers - 1))
    return quantile * sd * sqrt((1 - response) / answers)
