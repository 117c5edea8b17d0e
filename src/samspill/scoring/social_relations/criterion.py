"""The REML criterion over all round robins, and where it is least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.social_relations.arrays import GENERALIZED, PERCEIVER, TARGET, Floats
from samspill.scoring.social_relations.chart import Chart
from samspill.scoring.social_relations.likelihood import Solution, solve
from samspill.scoring.social_relations.round_robin import RoundRobin
from samspill.scoring.social_relations.spread import Spread

UNEQUAL = 0.25
"""Share of the greater of perceiver and target under which the smaller must be the one that is regressed."""

RESTARTS = 3
STEEP = 1e-3
"""Slope of the criterion, by a variance in units of the residual, that is a way down."""

SMALL_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Criterion:
    """-2 log restricted likelihood at parts in units of a scale that is profiled out.

    ``degrees`` is the number of ratings less that of the means, ``scale`` the least-criterion estimate of the unit.
    """

    parts: Floats
    slopes: Floats
    solutions: tuple[Solution, ...]
    degrees: int

    @property
    def scale(self) -> float:
        """Return the scale, in squared units of the ratings."""
        return sum(solution.square for solution in self.solutions) / self.degrees

    @property
    def value(self) -> float:
        """Return the criterion, the constant of the normal distribution included (as lme4)."""
        logs = sum(solution.logdet + float(np.log(solution.ones)) for solution in self.solutions)
        return logs + self.degrees * (1 + float(np.log(2 * np.pi * self.scale)))

    def gradient(self, scale: float | None = None) -> Floats:
        """Return the derivative by the free numbers, at the profiled scale or another."""
        return self.slopes.T @ self.by_parts(scale)

    def by_parts(self, scale: float | None = None) -> Floats:
        """Return the derivative by the parts in units of the scale."""
        return sum((solution.trace for solution in self.solutions), np.zeros(7)) - self.pull / (scale or self.scale)

    @property
    def pull(self) -> Floats:
        """Return y'PKPy for every part."""
        return sum((solution.slope for solution in self.solutions), np.zeros(7))


def criterion(robins: Sequence[RoundRobin], chart: Chart, point: Floats) -> Criterion:
    """Return the criterion at a point of a chart."""
    parts, slopes = chart.at(point)
    spread = Spread.of(parts)
    degrees = sum(robin.ratings for robin in robins) - len(robins)
    return Criterion(parts, slopes, tuple(solve(robin, spread) for robin in robins), degrees)


@dataclass(frozen=True, slots=True)
class Least:
    """Where the criterion is least: the point, the criterion there, and how often it was computed."""

    point: Floats
    found: Criterion
    evaluations: int


def best(robins: Sequence[RoundRobin], told: frozenset[int]) -> tuple[Chart, Least]:
    """Return the least criterion of all, and the chart that it was found on.

    The smaller of perceiver and target is regressed on the greater: a regression on next to nothing has weights without end,
    and a search creeps along them. Which is the greater shows in the means that groups give and receive, or on the way.
    """
    chart = Chart.of(told, base=_greater(*_spreads(robins)))
    found = least(robins, chart, chart.start)
    base = _greater(float(found.found.parts[PERCEIVER]), float(found.found.parts[TARGET]))
    if not chart.joint or min(found.found.parts[[PERCEIVER, TARGET]]) > UNEQUAL * max(found.found.parts[[PERCEIVER, TARGET]]):
        return chart, found
    better = Chart.of(told, base=base)
    again = least(robins, better, better.near(found.found.parts))
    return better, Least(again.point, again.found, found.evaluations + again.evaluations)


def _greater(perceiver: float, target: float) -> int:
    return PERCEIVER if perceiver >= target else TARGET


def _spreads(robins: Sequence[RoundRobin]) -> tuple[float, float]:
    """Return the sums of squares of the means that groups give and receive."""
    given, received = 0.0, 0.0
    for robin in robins:
        n, total = robin.ratings_by_cell
        nodes = len(robin.nodes)
        for ends in (robin.rater, robin.target):
            count, value = (np.bincount(ends, sums, minlength=nodes) for sums in (n, total))
            means = value[count > 0] / count[count > 0]
            squares = float(((means - means.mean()) ** 2).sum())
            given, received = (given + squares, received) if ends is robin.rater else (given, received + squares)
    return given, received


def least(robins: Sequence[RoundRobin], chart: Chart, start: Floats) -> Least:
    """Return the least criterion that is reached from a start.

    A variance at zero hides which way its covariance would go; where the derivative by perceiver and target together says
    that some way goes down, the search starts again there.
    """
    found = _search(robins, chart, start)
    for _ in range(RESTARTS):
        moved = _way_down(found.found) if chart.joint else None
        if moved is None:
            break
        again = _search(robins, chart, chart.near(moved))
        found = Least(again.point, again.found, found.evaluations + again.evaluations)
    return found


def _way_down(found: Criterion) -> Floats | None:
    """Return parts a little further down where perceiver and target have a way down that their chart does not see."""
    slope = found.by_parts()
    values, ways = np.linalg.eigh([[slope[PERCEIVER], slope[GENERALIZED] / 2], [slope[GENERALIZED] / 2, slope[TARGET]]])
    if values[0] > -STEEP:
        return None
    return found.parts + SMALL_STEP * np.array([ways[0, 0] ** 2, ways[1, 0] ** 2, ways[0, 0] * ways[1, 0], 0.0, 0.0, 0.0, 0.0])


def _search(robins: Sequence[RoundRobin], chart: Chart, start: Floats) -> Least:
    if not len(start):
        return Least(start, criterion(robins, chart, start), 1)
    last: dict[bytes, Criterion] = {}

    def value_and_gradient(point: Floats) -> tuple[float, Floats]:
        there = criterion(robins, chart, point)
        last.clear()
        last[point.tobytes()] = there
        return there.value, there.gradient()

    result = cast("Any", optimize).minimize(
        value_and_gradient,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=chart.bounds,
        options={"ftol": 1e-13, "gtol": 1e-6, "maxiter": 200, "maxls": 40},
    )
    point = np.asarray(result.x, dtype=np.float64)
    found = last.get(point.tobytes()) or criterion(robins, chart, point)
    return Least(point, found, int(result.nfev))
