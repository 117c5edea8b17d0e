"""The mean of one tie: how sure it is, its likely class, and how far two of them differ (docs/methods/intervals.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, cast

from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.spread import Spread
from samspill.scoring.uncertainty import NO_ANSWERS, NO_SPREAD, NOISE_UNKNOWN, ONE_PERSON, SIZE_EXCEEDED, quantile
from samspill.terms import Estimate


@dataclass(frozen=True, slots=True)
class CellMean:
    """``n`` of ``size`` people (0 where unknown), whose values sum to ``total``; ``spread`` is that of the wave's ties."""

    n: int
    total: float
    size: int
    spread: Spread | None

    @property
    def value(self) -> float:
        """The mean, where anybody has a value."""
        return self.total / self.n

    def reason(self, *, lasting: bool = False) -> str | None:
        """Return why there is no interval, None where there is one; what lasts does not depend on the group's size."""
        if not self.n:
            return NO_ANSWERS
        if self.n > self.size and not lasting:
            return SIZE_EXCEEDED
        if self.spread is None:
            return ONE_PERSON
        if not self.spread.variance:
            return NO_SPREAD
        return NOISE_UNKNOWN if self.n == self.size and self.spread.noise is None and not lasting else None

    def variance(self, *, lasting: bool = False) -> float:
        """Return the variance of the mean, scale units squared, where ``reason`` is None.

        For what the whole group would have said: (1 − n / N) · s² / n, and where all of it has answered the noise of its
        answers, (1 − alpha) · s² / n. For what lasts: s² / n, since people come and go.
        """
        spread = cast("Spread", self.spread)
        open_share = 1.0 if lasting else (1 - self.n / self.size if self.n < self.size else cast("float", spread.noise))
        return open_share * spread.variance / self.n


def interval(cell: CellMean, method: str) -> Estimate:
    """Return the mean of a tie with a 95 % interval for what the whole rater group would have said, scale units.

    ``mean ± t(f; 0.975) · √variance`` with s pooled over the ties of the wave and f its degrees of freedom (Cochran 1977,
    *Sampling Techniques*, 2.6). The interval may leave the scale; where there is none, ``reason`` says why.

    Examples
    --------
    >>> from samspill.scoring.spread import Spread
    >>> found = interval(CellMean(n=4, total=14.0, size=8, spread=Spread(0.5, degrees=60, noise=0.2)), "intervals")
    >>> found.value, round(found.lower or 0, 3), round(found.upper or 0, 3)
    (3.5, 3.0, 4.0)
    """
    if not cell.n:
        return Estimate.undefined(NO_ANSWERS, n=0, method=method)
    reason = cell.reason()
    if reason or cell.spread is None:
        return Estimate(cell.value, None, None, n=cell.n, method=method, reason=reason)
    half = quantile(cell.spread.degrees) * sqrt(cell.variance())
    return Estimate(cell.value, cell.value - half, cell.value + half, n=cell.n, method=method)


def chances(cell: CellMean, borders: Sequence[float]) -> tuple[float, ...] | None:
    """Return the probability that the mean that lasts lies below the first border, between the first two, and so on.

    From ``(border − mean) / √(s² / n)`` in Student's t: without the correction for finite groups, since a class speaks of what
    lasts, not of the people of that week. None where nothing can be told (see ``CellMean.reason``).

    Examples
    --------
    >>> from samspill.scoring.spread import Spread
    >>> cell = CellMean(n=8, total=28.0, size=8, spread=Spread(0.5, degrees=60, noise=0.2))
    >>> [round(chance, 2) for chance in chances(cell, (3.25, 3.75)) or ()]
    [0.16, 0.68, 0.16]
    """
    if cell.reason(lasting=True) or cell.spread is None:
        return None
    error = sqrt(cell.variance(lasting=True))
    below = [_below((border - cell.value) / error, cell.spread.degrees) for border in borders]
    return tuple(upper - lower for lower, upper in zip([0.0, *below], [*below, 1.0], strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two means with its interval, and the two-sided p of no lasting difference, None where untold."""

    estimate: Estimate
    p: float | None


def difference(one: CellMean, other: CellMean, method: str, *, lasting: bool = False) -> Difference:
    """Return the mean of one tie minus that of another, given by other people or at another time.

    Variances add up; where the two have spreads of their own, degrees of freedom are Welch's (1947). The p leaves the
    correction for finite groups out whatever the interval does: what all members of two groups say is never the same to the
    last decimal, so that only a difference that lasts is a discovery.

    Parameters
    ----------
    one, other : CellMean
    method : str
    lasting : bool
        Leave the correction out of the interval too, as a change does: people come and go between two waves.

    Examples
    --------
    >>> from samspill.scoring.spread import Spread
    >>> spread = Spread(0.5, degrees=60, noise=0.2)
    >>> found = difference(CellMean(4, 14.0, 8, spread), CellMean(4, 13.0, 8, spread), "intervals")
    >>> found.estimate.value, round(found.p or 0, 2)
    (0.25, 0.62)
    """
    n = one.n + other.n
    if not (one.n and other.n):
        return Difference(Estimate.undefined(NO_ANSWERS, n=n, method=method), None)
    gap = one.value - other.value
    never = one.reason(lasting=True) or other.reason(lasting=True)
    p = None if never else 2 * _below(-abs(gap) / sqrt(_added(one, other, lasting=True)), _degrees(one, other, lasting=True))
    reason = one.reason(lasting=lasting) or other.reason(lasting=lasting)
    variance = 0.0 if reason else _added(one, other, lasting=lasting)
    if not variance:
        return Difference(Estimate(gap, None, None, n=n, method=method, reason=reason or NO_SPREAD), p)
    half = quantile(_degrees(one, other, lasting=lasting)) * sqrt(variance)
    return Difference(Estimate(gap, gap - half, gap + half, n=n, method=method), p)


def _added(one: CellMean, other: CellMean, *, lasting: bool) -> float:
    return one.variance(lasting=lasting) + other.variance(lasting=lasting)


def _degrees(one: CellMean, other: CellMean, *, lasting: bool) -> float:
    spreads = [cast("Spread", cell.spread).degrees for cell in (one, other)]
    if one.spread == other.spread:
        return spreads[0]
    parts = [cell.variance(lasting=lasting) for cell in (one, other)]
    return sum(parts) ** 2 / sum(part**2 / degrees for part, degrees in zip(parts, spreads, strict=True))


def _below(t: float, degrees: float) -> float:
    return float(cast("Any", special).stdtr(degrees, t))
