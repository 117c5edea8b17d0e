"""Intervals of the two reciprocity correlations, from the profile of the criterion (docs/methods/social-relations.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, inf, sqrt, tanh

from samspill.scoring.social_relations.arrays import (
    DYADIC,
    GENERALIZED,
    PERCEIVER,
    RELATIONSHIP,
    TARGET,
    Floats,
)
from samspill.scoring.social_relations.chart import CORRELATION, Chart
from samspill.scoring.social_relations.criterion import Criterion, least
from samspill.scoring.social_relations.round_robin import RoundRobin
from samspill.scoring.uncertainty import NORMAL

ROOT = NORMAL
"""Root of the deviance at the ends of a 95 % interval."""

FARTHEST = atanh(0.999)
"""Where the search for an end stops: beyond it the end is 1."""

FIRST = 0.4
"""First step from the estimate, on Fisher's scale."""

ROUNDS = 12
NEAR = 0.01
"""How near the root of the deviance must come to its goal of 1.96."""

VARIANCES = {GENERALIZED: (PERCEIVER, TARGET), DYADIC: (RELATIONSHIP, RELATIONSHIP)}
"""The two variances of each covariance's correlation."""


def correlation(parts: Floats, covariance: int) -> float | None:
    """Return the correlation that belongs to a covariance, or None where a variance is zero."""
    one, other = (float(parts[part]) for part in VARIANCES[covariance])
    return float(parts[covariance]) / sqrt(one * other) if one > 0 and other > 0 else None


def profile_interval(
    robins: Sequence[RoundRobin], told: frozenset[int], best: Criterion, covariance: int
) -> tuple[float, float] | None:
    """Return the 95 % profile interval of a correlation, or None where a variance is zero.

    The ends are where the criterion, least over all other parts, is 3.84 above its least value (Venzon & Moolgavkar 1988,
    *Applied Statistics* 37, 87-94); an end that is not found below .999 is 1.
    """
    value = correlation(best.parts, covariance)
    if value is None:
        return None
    middle = min(max(atanh(min(max(value, -CORRELATION), CORRELATION)), -FARTHEST), FARTHEST)
    profile = _Profile(robins, told, best, covariance, best.parts)
    return tanh(_end(profile, middle, -1)), tanh(_end(profile, middle, 1))


@dataclass(slots=True)
class _Profile:
    """The criterion at fixed correlations; each search starts where the last one ended."""

    robins: Sequence[RoundRobin]
    told: frozenset[int]
    best: Criterion
    covariance: int
    near: Floats

    def root(self, place: float) -> float:
        """Return the root of the deviance at a place on Fisher's scale."""
        chart = Chart.of(self.told, {self.covariance: tanh(place)})
        found = least(self.robins, chart, chart.near(self.near)).found
        self.near = found.parts
        return sqrt(max(found.value - self.best.value, 0.0))


def _end(profile: _Profile, middle: float, way: int) -> float:
    """Return the end of the interval on Fisher's scale by the secant method: the root of the deviance is close to a line."""
    profile.near = profile.best.parts
    farthest = way * FARTHEST
    before, place = (middle, 0.0), middle + way * FIRST
    for _ in range(ROUNDS):
        if way * place >= FARTHEST:
            place = farthest
        root = profile.root(place)
        if abs(root - ROOT) < NEAR:
            return place
        if place == farthest and root < ROOT:
            return way * inf
        slope = (root - before[1]) / (place - before[0]) if place != before[0] else 0.0
        before = (place, root)
        # The root grows with the distance; where it does not yet, go on.
        place = place + (ROOT - root) / slope if way * slope > 0 else place + way * FIRST
        if way * (place - middle) <= 0:
            place = middle + (before[0] - middle) / 2
    return place
