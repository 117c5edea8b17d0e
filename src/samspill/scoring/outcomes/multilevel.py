"""Units over waves: what goes together between units, and what within them from wave to wave (docs/methods/outcomes.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi, sqrt
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.outcomes.rank import ALIKE, FEW_UNITS, FEWEST, METHOD
from samspill.scoring.uncertainty import quantile
from samspill.terms import Estimate

ONE_WAVE = "scoring.outcomes.one_wave"
NO_NOISE = "scoring.outcomes.no_noise"
NOISE = 1e-12
"""Share of a sum of squares that is the noise of floats."""
RATIOS = (-14.0, 14.0)
"""Logarithms of the variance ratio between which the fit searches; zero is looked at too."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Multilevel:
    """A random intercept for each unit.

    Parameters
    ----------
    between, within : Estimate
        Units of ``y`` for one unit of ``x``; n = units. Of units among each other, and of one unit from wave to wave.
    between_df, within_df : int
        Degrees of freedom of their intervals.
    unit_variance, residual_variance, reml_criterion : float or None
        None where undefined.
    points, units : int
    """

    between: Estimate
    within: Estimate
    between_df: int
    within_df: int
    points: int
    units: int
    unit_variance: float | None = None
    residual_variance: float | None = None
    reml_criterion: float | None = None
    converged: bool = False


def random_intercept(unit: ArrayLike, wave: ArrayLike, x: ArrayLike, y: ArrayLike) -> Multilevel:
    """Fit y = wave + between · x̄ᵢ + within · (x - x̄ᵢ) + uᵢ + e by restricted maximum likelihood.

    x is taken from its wave's mean first; x̄ᵢ is a unit's mean of that (Mundlak 1978, *Econometrica* 46, 69-85). Intervals are
    Student's t with units - 2 and points - units - waves degrees of freedom (Pinheiro & Bates 2000, *Mixed-Effects Models in S
    and S-PLUS*, 2.4.2), exact where every unit is in every wave and the variance of units is above zero. Every point weighs
    the same. Checked against R's ``lme4``.

    Parameters
    ----------
    unit, wave, x, y : array_like, shape (points,)
        One row a unit and wave, nothing missing.

    Returns
    -------
    Multilevel
        Undefined: ``scoring.outcomes.few_units``, ``…one_wave`` (no unit twice), ``…alike`` (x or y do not differ),
        ``…no_noise`` (nothing is left over).

    Examples
    --------
    >>> x, y = [3.0, 3.3, 3.4, 3.5, 3.1, 3.6, 4.0, 4.4, 3.7, 3.6], [50, 54, 61, 60, 55, 64, 70, 75, 66, 63]
    >>> found = random_intercept(list("aabbccddee"), [1, 2] * 5, x, y)
    >>> round(found.between.value, 1), round(found.within.value, 1), found.between_df, found.within_df
    (18.3, 19.6, 3, 3)
    """
    units, who = np.unique(np.asarray(unit), return_inverse=True)
    waves, when = np.unique(np.asarray(wave), return_inverse=True)
    target = np.asarray(y, dtype=float)
    n, m, t = len(target), len(units), len(waves)
    freedom = (m - 2, n - m - t)
    reason = FEW_UNITS if m < FEWEST else ONE_WAVE if n == m else FEW_UNITS if freedom[1] < 1 else None
    if reason:
        return _undefined(reason, freedom, n, m)
    centred = _less_mean(np.asarray(x, dtype=float), when)
    mean = _means(centred, who)[who]
    design = np.column_stack([when[:, None] == np.arange(t), mean, centred - mean]).astype(float)
    differs = target - target.mean()
    scaled = design / np.repeat([1.0, float(np.abs(x).max()) or 1.0], [t, 2])
    if np.linalg.matrix_rank(scaled, tol=1e-9) < t + 2 or float(differs @ differs) <= NOISE * float(target @ target):
        return _undefined(ALIKE, freedom, n, m)
    return _fitted(_Fit(design, target, who), freedom, m)


def _undefined(reason: str, freedom: tuple[int, int], points: int, units: int) -> Multilevel:
    nothing = Estimate.undefined(reason, n=units, method=METHOD)
    return Multilevel(nothing, nothing, *freedom, points=points, units=units)


def _means(values: Numbers, part: NDArray[np.intp]) -> Numbers:
    return np.bincount(part, values) / np.bincount(part)


def _less_mean(values: Numbers, part: NDArray[np.intp]) -> Numbers:
    return values - _means(values, part)[part]


@dataclass(frozen=True, slots=True)
class _Fit:
    design: Numbers
    target: Numbers
    who: NDArray[np.intp]

    def at(self, ratio: float) -> tuple[float, Numbers, Numbers, float]:
        """Return criterion, coefficients, their covariance and the residual variance, given unit over residual variance."""
        sizes = np.bincount(self.who)
        # Taking off this share of a unit's mean makes its rows independent: the rest is least squares.
        share = (1 - 1 / np.sqrt(1 + ratio * sizes))[self.who]
        design = self.design - share[:, None] * np.column_stack([_means(part, self.who)[self.who] for part in self.design.T])
        target = self.target - share * _means(self.target, self.who)[self.who]
        q, r = np.linalg.qr(design)
        inverse = np.linalg.inv(r)
        coefficients = inverse @ (q.T @ target)
        rest = target - design @ coefficients
        freedom = len(target) - design.shape[1]
        variance = max(float(rest @ rest), NOISE**2 * float(self.target @ self.target)) / freedom
        determinants = float(np.log1p(ratio * sizes).sum()) + 2 * float(np.log(np.abs(np.diag(r))).sum())
        return freedom * (log(2 * pi * variance) + 1) + determinants, coefficients, variance * inverse @ inverse.T, variance

    def criterion(self, log_ratio: float) -> float:
        return self.at(float(np.exp(log_ratio)))[0]

    def best(self) -> float:
        """Return the ratio with the least criterion: a coarse walk first, since there may be two valleys, zero among them."""
        walk = np.linspace(*RATIOS, 57)
        least = int(np.argmin([self.criterion(place) for place in walk]))
        ends = walk[max(least - 1, 0)], walk[min(least + 1, len(walk) - 1)]
        found = cast("Any", optimize).minimize_scalar(
            self.criterion, bounds=ends, method="bounded", options={"xatol": 1e-9, "maxiter": 200}
        )
        return float(np.exp(found.x)) if found.fun < self.at(0.0)[0] else 0.0


def _fitted(fit: _Fit, freedom: tuple[int, int], units: int) -> Multilevel:
    ratio = fit.best()
    criterion, coefficients, covariance, variance = fit.at(ratio)
    points = len(fit.target)
    differs = fit.target - fit.target.mean()
    if variance <= NOISE * float(differs @ differs) or log(ratio + 1e-300) > RATIOS[1] - 0.1:
        return _undefined(NO_NOISE, freedom, points, units)
    estimates: list[Estimate] = []
    for place, degrees in ((-2, freedom[0]), (-1, freedom[1])):
        value, half = float(coefficients[place]), quantile(degrees) * sqrt(float(covariance[place, place]))
        estimates.append(Estimate(value, value - half, value + half, n=units, method=METHOD))
    between, within = estimates
    return Multilevel(
        between,
        within,
        *freedom,
        points=points,
        units=units,
        unit_variance=ratio * variance,
        residual_variance=variance,
        reml_criterion=criterion,
        converged=True,
    )
