"""How well the items of a scale hang together: Cronbach's alpha, McDonald's omega, item-total correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import numpy.typing as npt
import polars as pl

from samspill.scoring.reliability_factor import LEAST_ITEMS, omega_influence, one_factor
from samspill.scoring.uncertainty import NO_ANSWERS, NOISE, quantile
from samspill.scoring.variance import RELIABLE
from samspill.terms import Estimate

METHOD = "reliability"
FEW_PEOPLE = 25
"""Under so many people the interval is only roughly right, and no release gives a number."""

ONE_ITEM = "scoring.one_item"
TWO_ITEMS = "scoring.two_items"
ONE_RATING = "scoring.one_rating"
ONE_RESPONDENT = "scoring.one_respondent"
NO_DIFFERENCES = "scoring.no_differences"
CONSTANT_ITEM = "scoring.constant_item"
SAME_ITEMS = "scoring.same_items"
TOO_ALIKE = "scoring.too_alike"
NOT_CONVERGED = "scoring.not_converged"
BOUNDARY = "scoring.boundary"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemReliability:
    """Alpha of the other items, and the item's correlation with their sum."""

    item: str
    alpha_if_deleted: Estimate
    item_total_r: Estimate


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well items hang together, over ratings that answered all of them.

    ``ratings`` are complete rows (respondent × target) of ``people``, ``dropped`` those that left some of the items open.
    n of every estimate counts people. ``verdict`` (the reason, where alpha is undefined) and ``limits`` are codes
    of texts.
    """

    ratings: int
    dropped: int
    people: int
    alpha: Estimate
    alpha_standardised: Estimate
    mean_r: Estimate
    omega: Estimate
    items: tuple[ItemReliability, ...]
    verdict: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Complete:
    """Complete ratings: scores as deviations from their means, and whose they are."""

    deviations: Floats
    persons: npt.NDArray[np.int64]
    people: int

    @property
    def covariance(self) -> Floats:
        product: Floats = self.deviations.T @ self.deviations / max(len(self.deviations) - 1, 1)
        return product

    def undefined(self, reason: str) -> Estimate:
        return Estimate.undefined(reason, n=self.people, method=METHOD)

    def plain(self, value: float) -> Estimate:
        return Estimate(value, None, None, n=self.people, method=METHOD)

    def of_person(self, values: Floats) -> Floats:
        """Return sums over each person's ratings."""
        return np.bincount(self.persons, weights=values).astype(np.float64)

    def with_interval(self, value: float, error: float | None) -> Estimate:
        """Return a reliability with its interval, symmetric in log(1 − value), which has the standard error given."""
        if self.people == 1:
            return Estimate(value, None, None, n=1, method=METHOD, reason=ONE_RESPONDENT)
        if 1 - value < NOISE:
            return Estimate(1.0, None, None, n=self.people, method=METHOD, reason=SAME_ITEMS)
        if error is None:
            return Estimate(value, None, None, n=self.people, method=METHOD, reason=TOO_ALIKE)
        half = quantile(self.people - 1) * error
        ends = (1 - (1 - value) * exp(half), 1 - (1 - value) * exp(-half))
        return Estimate(value, *ends, n=self.people, method=METHOD)


def reliability(rated: pl.DataFrame, items: Sequence[str]) -> Reliability:
    """Return alpha, omega and item statistics of the items of one scope (docs/methods/reliability.md).

    Parameters
    ----------
    rated : polars.DataFrame
        Ratings of one wave, one row = respondent × target: ``respondent`` and item columns with scores (scale units); null =
        not answered. Only rows complete on ``items`` are used.
    items : sequence of str

    Returns
    -------
    Reliability
        Alpha and omega of the mean (or sum) of the items with 95 % intervals, in which a person who rates several targets is
        one cluster. What is undefined says why.

    Examples
    --------
    >>> scores = {"x": [1.0, 2.0, 3.0, 5.0], "y": [2.0, 2.0, 4.0, 4.0], "z": [1.0, 3.0, 3.0, 4.0]}
    >>> found = reliability(pl.DataFrame({"respondent": ["p", "q", "r", "s"], **scores}), ["x", "y", "z"])
    >>> round(found.alpha.value or 0, 3), found.ratings
    (0.917, 4)
    """
    whole, dropped = _complete(rated, items)
    alpha = _alpha(whole)
    standardised, mean_r = _standardised(whole)
    omega = _omega(whole)
    each = tuple(_item(whole, place, item) for place, item in enumerate(items))
    verdict = _verdict(alpha)
    limits = _limits(whole, dropped, alpha)
    return Reliability(
        len(whole.deviations), dropped, whole.people, alpha, standardised, mean_r, omega, each, verdict, tuple(limits)
    )


def _complete(rated: pl.DataFrame, items: Sequence[str]) -> tuple[_Complete, int]:
    complete = rated.select("respondent", *items).drop_nulls(list(items)).sort("respondent", *items)
    some = rated.select(pl.any_horizontal(pl.col(items).is_not_null()).sum()).item()
    scores = complete.select(pl.col(items).cast(pl.Float64)).to_numpy()
    deviations = scores - scores.mean(axis=0) if len(scores) else scores
    noise = (deviations**2).sum(axis=0) <= NOISE * (scores**2).sum(axis=0)
    deviations[:, noise] = 0
    persons = complete["respondent"].rank("dense").to_numpy().astype(np.int64) - 1
    return _Complete(deviations, persons, complete["respondent"].n_unique()), int(some) - complete.height


def _alpha(whole: _Complete) -> Estimate:
    ratings, items = whole.deviations.shape
    if reason := _too_little(ratings, items):
        return whole.undefined(reason)
    own, total = float((whole.deviations**2).sum()), float((whole.deviations.sum(axis=1) ** 2).sum())
    if total <= NOISE * own or not own:
        return whole.undefined(NO_DIFFERENCES)
    return whole.with_interval(items / (items - 1) * (1 - own / total), _error_of_alpha(whole))


def _error_of_alpha(whole: _Complete) -> float | None:
    """Return the standard error of log(1 − alpha): the jackknife over people (Miller 1974), None where it fails."""
    ratings, items = whole.deviations.shape
    sums = np.column_stack([whole.of_person(item) for item in whole.deviations.T])
    left = ratings - np.bincount(whole.persons)
    if not left.all():
        return None
    squares: Floats = (whole.deviations**2).sum(axis=1)
    totals: Floats = whole.deviations.sum(axis=1) ** 2
    own = squares.sum() - whole.of_person(squares) - (sums**2).sum(axis=1) / left
    total = totals.sum() - whole.of_person(totals) - sums.sum(axis=1) ** 2 / left
    alike = total <= NOISE * totals.sum()
    rest = 1 - items / (items - 1) * (1 - own / np.where(alike, 1, total))
    if alike.any() or rest.min() < NOISE:
        return None
    logs = np.log(rest)
    variance = (whole.people - 1) / whole.people * float(((logs - logs.mean()) ** 2).sum())
    return sqrt(variance) if variance > NOISE else None


def _too_little(ratings: int, items: int) -> str | None:
    if items == 1:
        return ONE_ITEM
    if not ratings:
        return NO_ANSWERS
    return ONE_RATING if ratings == 1 else None


def _standardised(whole: _Complete) -> tuple[Estimate, Estimate]:
    """Return alpha of standardised items and the mean correlation between items."""
    ratings, items = whole.deviations.shape
    if reason := _too_little(ratings, items):
        return whole.undefined(reason), whole.undefined(reason)
    covariance = whole.covariance
    spread = np.sqrt(np.diag(covariance))
    if not spread.all():
        return whole.undefined(CONSTANT_ITEM), whole.undefined(CONSTANT_ITEM)
    correlation = covariance / np.outer(spread, spread)
    mean_r = float(correlation.sum() - items) / (items * (items - 1))
    below = 1 + (items - 1) * mean_r
    standardised = whole.plain(items * mean_r / below) if below > NOISE else whole.undefined(NO_DIFFERENCES)
    return standardised, whole.plain(mean_r)


def _omega(whole: _Complete) -> Estimate:
    ratings, items = whole.deviations.shape
    reason = _too_little(ratings, items) or (TWO_ITEMS if items < LEAST_ITEMS else None)
    covariance = whole.covariance
    if reason is None and not np.diag(covariance).all():
        reason = CONSTANT_ITEM
    if reason:
        return whole.undefined(reason)
    factor = one_factor(covariance)
    if factor is None or not factor.converged:
        return whole.undefined(SAME_ITEMS if factor is None else NOT_CONVERGED)
    # There omega hangs on where the edge is set.
    influence = None if factor.boundary else omega_influence(factor, whole.deviations)
    if influence is None:
        return whole.undefined(BOUNDARY)
    moved = whole.of_person(influence)
    clusters = whole.people / max(whole.people - 1, 1)
    error = sqrt(clusters * float(moved @ moved)) / ratings / max(1 - factor.omega, NOISE)
    return whole.with_interval(factor.omega, error if error**2 > NOISE else None)


def _item(whole: _Complete, place: int, item: str) -> ItemReliability:
    if reason := _too_little(*whole.deviations.shape):
        return ItemReliability(item, whole.undefined(reason), whole.undefined(reason))
    others = np.delete(whole.deviations, place, axis=1)
    own, rest = whole.deviations[:, place], others.sum(axis=1)
    of_own, of_rest = float(own @ own), float(rest @ rest)
    r = whole.undefined(CONSTANT_ITEM if not of_own else NO_DIFFERENCES)
    if of_own and of_rest > NOISE * float((others**2).sum()):
        r = whole.plain(float(own @ rest) / sqrt(of_own * of_rest))
    return ItemReliability(item, _alpha(_Complete(others, whole.persons, whole.people)), r)


def _verdict(alpha: Estimate) -> str:
    if alpha.value is None and alpha.reason:
        return alpha.reason
    if alpha.lower is None or alpha.upper is None or alpha.lower < RELIABLE <= alpha.upper:
        return "scoring.verdict.items.open"
    return f"scoring.verdict.items.{'together' if alpha.lower >= RELIABLE else 'apart'}"


def _limits(whole: _Complete, dropped: int, alpha: Estimate) -> list[str]:
    there = {
        "few_people": 0 < whole.people < FEW_PEOPLE,
        "dropped": bool(dropped),
        "several_ratings": len(whole.deviations) > whole.people,
        "negative": alpha.value is not None and alpha.value < -NOISE,
    }
    return [f"scoring.limit.{name}" for name, holds in there.items() if holds]
