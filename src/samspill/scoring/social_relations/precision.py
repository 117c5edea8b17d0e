"""How sure the parts are: their covariance from the curvature of the criterion (docs/methods/social-relations.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samspill.scoring.social_relations.arrays import Floats, Ints
from samspill.scoring.social_relations.chart import MOST, Chart
from samspill.scoring.social_relations.criterion import Least, criterion
from samspill.scoring.social_relations.round_robin import RoundRobin

STEP = 1e-4
"""Step of the numeric derivative, as a share of the free number or of 0.01."""

EDGE = 1e-6
"""What lies nearer a bound than this, in units of the residual, lies on it."""

DECREASE = 1e-4
"""Further decrease of the criterion that a whole Newton step would promise where the search has not arrived."""


@dataclass(frozen=True, slots=True)
class Curvature:
    """Covariance of the seven parts in squared units of the ratings, and whether the search has arrived.

    Variances beyond all bounds of the residual have not arrived anywhere: ratings without noise have no greatest likelihood.
    ``covariance`` is None where the criterion is flat in some direction; parts on their bound count as known. ``step`` is
    Newton's, for each free number.
    """

    covariance: Floats | None
    arrived: bool
    step: Floats


def _free(chart: Chart, point: Floats) -> Ints:
    """Return the free numbers that do not lie on a bound."""
    ends = zip(point, chart.bounds, strict=True)
    inside = [all(abs(value - end) > EDGE for end in pair) for value, pair in ends]
    if chart.joint and not inside[0]:
        # Without a perceiver variance nothing depends on the weight that target effects give it.
        inside[1] = False
    return np.flatnonzero(inside)


def curvature(robins: Sequence[RoundRobin], chart: Chart, least: Least) -> Curvature:
    """Return the curvature at the least criterion, in the free numbers that are not on a bound and the log of the scale."""
    found = least.found
    free = _free(chart, least.point)
    hessian = _hessian(robins, chart, least, free)
    slopes = np.column_stack([found.scale * found.slopes[:, free], found.scale * found.parts])
    gradient = np.append(found.gradient()[free], 0.0)
    try:
        np.linalg.cholesky(hessian)
    except np.linalg.LinAlgError:
        return Curvature(None, arrived=False, step=np.zeros(len(least.point)))
    newton, step = np.linalg.solve(hessian, gradient), np.zeros(len(least.point))
    step[free] = -newton[:-1]
    covariance = slopes @ np.linalg.solve(hessian / 2, slopes.T)
    arrived = float(gradient @ newton) / 2 < DECREASE and bool((least.point < MOST).all())
    return Curvature(covariance, arrived=arrived, step=step)


def settled(robins: Sequence[RoundRobin], chart: Chart, least: Least, bend: Curvature) -> Least:
    """Return the least criterion after Newton's last step, which makes its digits the same whatever the order of rows."""
    ends = np.array(chart.bounds).reshape(-1, 2)
    point = np.clip(least.point + bend.step, ends[:, 0], ends[:, 1])
    found = criterion(robins, chart, point)
    return Least(point, found, least.evaluations + 1) if found.value <= least.found.value else least


def _hessian(robins: Sequence[RoundRobin], chart: Chart, least: Least, free: Ints) -> Floats:
    found, size = least.found, len(free)
    hessian = np.empty((size + 1, size + 1))
    for row, number in enumerate(free):
        step = np.zeros(len(least.point))
        step[number] = STEP * max(abs(least.point[number]), 0.01)
        there, back = (criterion(robins, chart, least.point + way * step).gradient(found.scale) for way in (1, -1))
        hessian[row, :size] = (there - back)[free] / (2 * step[number])
    hessian[:size, :size] = (hessian[:size, :size] + hessian[:size, :size].T) / 2
    hessian[size, :size] = hessian[:size, size] = found.slopes[:, free].T @ found.pull / found.scale
    hessian[size, size] = found.degrees
    return hessian
