"""How much the people of one group agree about another: r_wg(j), r*_wg(j) and the average deviation, tie by tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

import polars as pl

from samspill.design.model import Node
from samspill.instrument.model import Scale
from samspill.scoring.uncertainty import NO_ANSWERS, NOISE
from samspill.terms import Estimate

METHOD = "agreement"
AGREED = 0.70
"""Least mean r_wg(j) that is by convention called agreement (LeBreton & Senter 2008)."""

ONE_RATER = "scoring.one_rater"
PAIR = ("rater_group", "rater_site", "target_group", "target_site")


@dataclass(frozen=True, slots=True)
class CellAgreement:
    """Agreement about one tie among the ``n`` people who answered every item of the scope."""

    rater: Node
    target: Node
    n: int
    rwg_j: Estimate
    r_star_wg_j: Estimate
    ad_m: Estimate


@dataclass(frozen=True, slots=True)
class Average:
    """Mean and median over the ties where the measure is defined; n = people behind them."""

    mean: Estimate
    median: Estimate


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of a whole wave on one scope; ``ties`` counts those with at least two raters.

    ``verdict`` (the reason, where agreement is undefined) and ``limits`` are codes of texts.
    """

    cells: tuple[CellAgreement, ...]
    ties: int
    rwg_j: Average
    r_star_wg_j: Average
    ad_m: Average
    verdict: str
    limits: tuple[str, ...]


def null_variance(scale: Scale) -> float:
    """Return the variance of scores where every answer option is equally likely, squared scale units.

    For options scored 1 to A it is (A² − 1) / 12.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> null_variance(shipped("relational-capacity").scales["degree"])
    2.0
    """
    scores = list(scale.scores.values())
    centre = fmean(scores)
    return fmean((score - centre) ** 2 for score in scores)


def least_deviation(scale: Scale) -> float:
    """Return the average deviation up to which people are said to agree, scale units.

    A / 6 for options scored 1 to A (Burke & Dunlap 2002), in proportion to other ranges.
    """
    options = len(scale.scores)
    return options / 6 * (scale.highest - scale.lowest) / (options - 1)


def agreement(rated: pl.DataFrame, scales: dict[str, Scale]) -> Agreement:
    """Return the agreement about every tie and its average over ties (docs/methods/agreement.md).

    With s² the variance (n − 1) of an item in a tie, σ² the variance of answers at random, q the mean of s² / σ² over J items:
    r*_wg(j) = 1 − q (Lindell, Brandt & Whitney 1999), r_wg(j) = J (1 − q) / (J (1 − q) + q), 0 where q > 1 (James, Demaree &
    Wolf 1984), AD_M the mean absolute deviation from the tie's own item means (Burke, Finkelstein & Dusig 1999).

    Parameters
    ----------
    rated : polars.DataFrame
        Ratings of one wave, one row = respondent × target: ``respondent``, ``PAIR`` and item columns with scores; null = not
        answered. Only rows complete on the items are used.
    scales : dict of str to Scale
        The items of the scope with their scales.

    Returns
    -------
    Agreement
        A tie of one rater has none (``scoring.one_rater``), and a wave without a tie of two raters no average.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> scale = shipped("relational-capacity").scales["degree"]
    >>> pair = dict(zip(PAIR, ("a", "", "b", ""), strict=True))
    >>> rated = pl.DataFrame([{**pair, "respondent": r, "x": x, "y": 4.0} for r, x in (("p", 4.0), ("q", 3.0), ("r", 4.0))])
    >>> found = agreement(rated, {"x": scale, "y": scale})
    >>> round(found.rwg_j.mean.value or 0, 3), round(found.r_star_wg_j.mean.value or 0, 3)
    (0.957, 0.917)
    """
    complete = rated.drop_nulls(list(scales))
    cells = tuple(_cell(row, len(scales)) for row in _spreads(complete, scales).iter_rows(named=True))
    several = sum(cell.n > 1 for cell in cells)
    people = complete.filter(pl.len().over(PAIR) > 1)["respondent"].n_unique()
    rwg_j = _average([cell.rwg_j for cell in cells], people)
    r_star = _average([cell.r_star_wg_j for cell in cells], people)
    ad_m = _average([cell.ad_m for cell in cells], people)
    limits = ("scoring.limit.many_items",) if len(scales) > 1 and several else ()
    least = fmean(map(least_deviation, scales.values()))
    return Agreement(cells, several, rwg_j, r_star, ad_m, _verdict(rwg_j.mean, ad_m.mean, least), limits)


def _spreads(complete: pl.DataFrame, scales: dict[str, Scale]) -> pl.DataFrame:
    items = list(scales)
    against_chance = [_variance(item) / null_variance(scale) for item, scale in scales.items()]
    deviations = [(pl.col(item) - pl.col(item).mean()).abs().mean() for item in items]
    return (
        complete.sort(*PAIR, *items)
        .group_by(PAIR, maintain_order=True)
        .agg(n=pl.len(), ratio=pl.sum_horizontal(against_chance) / len(items), ad_m=pl.sum_horizontal(deviations) / len(items))
    )


def _variance(item: str) -> pl.Expr:
    of = pl.col(item)
    return pl.when(of.var() > NOISE * (of**2).mean()).then(of.var()).otherwise(0.0)


def _cell(row: dict[str, Any], items: int) -> CellAgreement:
    rater, target = Node(row["rater_group"], row["rater_site"]), Node(row["target_group"], row["target_site"])
    n, ratio = row["n"], row["ratio"]
    if n == 1:
        nothing = Estimate.undefined(ONE_RATER, n=1, method=METHOD)
        return CellAgreement(rater, target, 1, nothing, nothing, nothing)
    alike = items * max(1 - ratio, 0.0)
    return CellAgreement(
        rater, target, n, _value(alike / (alike + min(ratio, 1.0)), n), _value(1 - ratio, n), _value(row["ad_m"], n)
    )


def _value(value: float, n: int) -> Estimate:
    return Estimate(value, None, None, n=n, method=METHOD)


def _average(found: Sequence[Estimate], people: int) -> Average:
    values = [one.value for one in found if one.value is not None]
    if not values:
        nothing = Estimate.undefined(ONE_RATER if found else NO_ANSWERS, n=people, method=METHOD)
        return Average(nothing, nothing)
    return Average(_value(fmean(values), people), _value(median(values), people))


def _verdict(rwg_j: Estimate, ad_m: Estimate, least: float) -> str:
    """Name what two measures say together: each alone is easily satisfied or missed."""
    if rwg_j.value is None or ad_m.value is None:
        return rwg_j.reason or ONE_RATER
    said = {rwg_j.value >= AGREED, ad_m.value <= least}
    if len(said) > 1:
        return "scoring.verdict.agreement.mixed"
    return f"scoring.verdict.agreement.{'agree' if said.pop() else 'differ'}"
