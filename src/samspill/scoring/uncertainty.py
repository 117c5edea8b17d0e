"""Means with their 95 % intervals in groups that are close to fully asked (docs/methods/intervals.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, cast

from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from samspill.terms import Estimate

LEVEL = 0.95
NORMAL = 1.959963984540054
"""Quantile of the normal distribution that belongs to LEVEL."""

NO_ANSWERS = "scoring.no_answers"
ONE_PERSON = "scoring.one_person"
NO_SPREAD = "scoring.no_spread"
SIZE_EXCEEDED = "scoring.size_exceeded"
NOISE_UNKNOWN = "scoring.noise_unknown"

NOISE = 1e-12
"""Share of a sum of squares that is the noise of adding floats; no two answers on a scale lie so near each other."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """People of one rater group: how many of how many, and sums over them.

    ``t`` is a person's weighted sum of values and ``w`` the sum of the weights; ``tt``, ``tw``, ``ww`` are sums of products,
    ``v`` the sum of squared weights over ratings. ``size`` is 0 where nobody knows it, since more people answered than the
    mapping gives the group.
    """

    people: int
    size: int
    t: float
    w: float
    tt: float
    tw: float
    ww: float
    v: float

    @classmethod
    def of_cell(cls, n: int, total: float, squares: float, size: int) -> Stratum:
        """Return the stratum of one tie: one rating a person, of weight 1."""
        return cls(n, size, t=total, w=n, tt=squares, tw=total, ww=n, v=n)

    def weighing(self, weight: float) -> Stratum:
        """Return the same people with every weight multiplied."""
        square = weight * weight
        products = (square * self.tt, square * self.tw, square * self.ww, square * self.v)
        return Stratum(self.people, self.size, weight * self.t, weight * self.w, *products)

    @property
    def open_share(self) -> float:
        """Share of the group that has not answered: the finite-population correction of a variance."""
        return 1 - self.people / self.size

    def spread(self, mean: float) -> float:
        """Return the sum over people of squared deviations of t − mean · w from their average, exactly 0 where alike."""
        squares = self.tt - 2 * mean * self.tw + mean * mean * self.ww
        total = self.t - mean * self.w
        spread = squares - total * total / self.people
        return spread if spread > NOISE * self.tt else 0.0


def mean_estimate(strata: Iterable[Stratum], method: str, *, noise: float | None) -> Estimate:
    """Return the weighted mean over all people of all strata, with its interval.

    A ratio estimator with people as clusters inside rater groups as strata, finite groups, Taylor linearisation, and t with
    people minus strata degrees of freedom (Cochran 1977, *Sampling Techniques*, 6.11; Lumley 2010, *Complex Surveys*, 2). A
    group of which one person answered takes the average variance of the other groups.

    Parameters
    ----------
    strata : iterable of Stratum
        Empty ones (no people) are passed over.
    method : str
        Key of the method page.
    noise : float or None
        Variance of one rating by itself (scale units squared), which stays where a whole group has answered; None where
        unknown.

    Returns
    -------
    Estimate
        Scale units, n = people. Without a value (``scoring.no_answers``) or without an interval (``scoring.one_person``,
        ``scoring.no_spread``, ``scoring.size_exceeded``, ``scoring.noise_unknown``) it says why. The interval may leave the
        scale.

    Examples
    --------
    >>> found = mean_estimate([Stratum.of_cell(n=4, total=14.0, squares=50.0, size=8)], "mean_fpc", noise=None)
    >>> found.value, round(found.lower or 0, 3), round(found.upper or 0, 3)
    (3.5, 2.85, 4.15)
    """
    there = [stratum for stratum in strata if stratum.people]
    people = sum(stratum.people for stratum in there)
    weight = sum(stratum.w for stratum in there)
    if not there:
        return Estimate.undefined(NO_ANSWERS, n=0, method=method)
    mean = sum(stratum.t for stratum in there) / weight
    if any(stratum.people > stratum.size for stratum in there):
        return Estimate(mean, None, None, n=people, method=method, reason=SIZE_EXCEEDED)
    degrees = people - len(there)
    if not degrees:
        return Estimate(mean, None, None, n=people, method=method, reason=ONE_PERSON)
    variance = _variance(there, mean)
    # That those who answered agree does not tell that the others would.
    if not variance and any(stratum.open_share for stratum in there):
        return Estimate(mean, None, None, n=people, method=method, reason=NO_SPREAD)
    whole = [stratum for stratum in there if not stratum.open_share]
    if whole and noise is None:
        return Estimate(mean, None, None, n=people, method=method, reason=NOISE_UNKNOWN)
    variance += (noise or 0.0) * sum(stratum.v for stratum in whole)
    half = quantile(degrees) * sqrt(variance) / weight
    return Estimate(mean, mean - half, mean + half, n=people, method=method)


def _variance(strata: Sequence[Stratum], mean: float) -> float:
    several = [
        stratum.open_share * stratum.people / (stratum.people - 1) * stratum.spread(mean)
        for stratum in strata
        if stratum.people > 1
    ]
    unknown = sum(stratum.people == 1 and stratum.size > 1 for stratum in strata)
    return sum(several) * (1 + unknown / len(several))


def share_estimate(count: int, base: int, size: int, method: str) -> Estimate:
    """Return a share of the people who answered, with Wilson's interval for a finite group.

    The n of Wilson (1927) is replaced by base · (size − 1) / (size − base), the number that gives the same variance without
    the correction; when all have answered, the share is what it is.

    Examples
    --------
    >>> share_estimate(2, 8, 8, "share")
    Estimate(value=0.25, lower=0.25, upper=0.25, n=8, method='share', reason=None)
    >>> share_estimate(0, 0, 8, "share").reason
    'scoring.no_answers'
    """
    if not base:
        return Estimate.undefined(NO_ANSWERS, n=0, method=method)
    share = count / base
    if base > size:
        return Estimate(share, None, None, n=base, method=method, reason=SIZE_EXCEEDED)
    if base == size:
        return Estimate(share, share, share, n=base, method=method)
    n = base * (size - 1) / (size - base)
    centre = share + NORMAL**2 / (2 * n)
    half = NORMAL * sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n * n))
    whole = 1 + NORMAL**2 / n
    # Sums of floats may end a hair inside the share where it is nought or one.
    lower, upper = min(max((centre - half) / whole, 0.0), share), max(min((centre + half) / whole, 1.0), share)
    return Estimate(share, lower, upper, n=base, method=method)


def quantile(degrees: float) -> float:
    """Return the quantile of Student's t that a two-sided interval of LEVEL needs."""
    return float(cast("Any", special).stdtrit(degrees, (1 + LEVEL) / 2))
