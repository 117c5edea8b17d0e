"""Do groups differ, and how surely are their means told apart: analysis of variance and intraclass correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.uncertainty import LEVEL, NO_ANSWERS, NOISE
from samspill.terms import Estimate

METHOD = "anova-and-icc"
SIGNIFICANT = 1 - LEVEL
RELIABLE = 0.70
"""From here a mean of items, or of a group, is by convention taken as one thing (Nunnally & Bernstein 1994, 7)."""

ONE_GROUP = "scoring.one_group"
GROUPS_OF_ONE = "scoring.groups_of_one"
NO_DIFFERENCES = "scoring.no_differences"
ALIKE_WITHIN = "scoring.alike_within"
NO_SITES = "scoring.no_sites"
CONFOUNDED = "scoring.confounded"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FTest:
    """An F test: ``f`` and ``p`` without interval, both undefined for the same reason; n = people."""

    f: Estimate
    df1: int
    df2: int
    p: Estimate

    @property
    def seen(self) -> bool:
        """Whether chance alone would seldom give such differences."""
        return self.p.value is not None and self.p.value < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class OneWay:
    """One-way analysis of variance of one value per respondent by rater group.

    ``k`` is the mean group size; sums of squares are in squared scale units. ``verdict`` speaks of differences between the
    groups, ``verdict_means`` of how surely their means are told apart; both are codes of texts (the reason's, where there is
    no number).
    """

    groups: int
    n: int
    k: float | None
    between: float
    within: float
    test: FTest
    icc1: Estimate
    icc2: Estimate
    verdict: str
    verdict_means: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """One factor of a two-way analysis: its sum of squares beside the other factor, and the test."""

    squares: float
    test: FTest
    verdict: str


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Analysis of variance by site and rater group, without interaction; sums of squares of type II."""

    n: int
    site: Effect
    group: Effect
    residual: float


def f_test(f: float, df1: int, df2: int, n: int) -> FTest:
    """Return an F with its p-value: the chance of an F at least as high where nothing differs.

    Examples
    --------
    >>> found = f_test(5.32, 8, 327, n=336)
    >>> f"{found.p.value:.2e}"
    '2.73e-06'
    """
    p = float(cast("Any", special).fdtrc(df1, df2, f))
    return FTest(_value(f, n), df1, df2, _value(p, n))


def _value(value: float, n: int) -> Estimate:
    return Estimate(value, None, None, n=n, method=METHOD)


def icc(f: float, k: float, df1: int, df2: int, n: int) -> tuple[Estimate, Estimate]:
    """Return ICC(1) and ICC(2) with the intervals that F gives.

    ICC(1) = (F − 1) / (F + k − 1) and ICC(2) = (F − 1) / F, the forms of Bliese (2000) with MSB and MSW divided by MSW; the
    interval puts F / F(0.975; df1, df2) and F · F(0.975; df2, df1) in place of F (McGraw & Wong 1996, table 7). Exact for equal
    group sizes, approximate otherwise.

    Parameters
    ----------
    f : float
        F of the one-way analysis.
    k : float
        Mean group size.
    df1, df2 : int
    n : int
        People.

    Examples
    --------
    >>> one, two = icc(5.32, 336 / 9, 8, 327, n=336)
    >>> round(one.value or 0, 4), round(two.value or 0, 4)
    (0.1037, 0.812)
    """
    quantile = cast("Any", special).fdtri
    low, high = f / float(quantile(df1, df2, (1 + LEVEL) / 2)), f * float(quantile(df2, df1, (1 + LEVEL) / 2))
    one = Estimate(_icc1(f, k), _icc1(low, k), _icc1(high, k), n=n, method=METHOD)
    if not f:
        return one, Estimate.undefined(NO_DIFFERENCES, n=n, method=METHOD)
    return one, Estimate(1 - 1 / f, 1 - 1 / low, 1 - 1 / high, n=n, method=METHOD)


def _icc1(f: float, k: float) -> float:
    return (f - 1) / (f + k - 1)


def one_way(people: pl.DataFrame, value: str, by: Sequence[str]) -> OneWay:
    """Return the one-way analysis of variance with ICC(1) and ICC(2) (docs/methods/anova-and-icc.md).

    Parameters
    ----------
    people : polars.DataFrame
        One row a respondent: the columns ``by`` and ``value`` (scale units, null = no value, left out).
    value : str
    by : sequence of str
        Columns that name the group.

    Returns
    -------
    OneWay
        Undefined numbers say why: ``scoring.no_answers``, ``scoring.one_group``, ``scoring.groups_of_one``,
        ``scoring.no_differences`` (all say the same), ``scoring.alike_within`` (no F, since nobody differs from the own group).

    Examples
    --------
    >>> people = pl.DataFrame({"group": ["a", "a", "b", "b"], "x": [1.0, 2.0, 3.0, 5.0]})
    >>> found = one_way(people, "x", ["group"])
    >>> round(found.test.f.value or 0, 3), round(found.icc1.value or 0, 3)
    (5.0, 0.667)
    """
    cells = _cells(people, value, by)
    n, groups = int(cells["n"].sum()), cells.height
    between = _between(cells)
    within = float(cells["within"].sum())
    limits = ("scoring.limit.unequal_groups",) if cells["n"].n_unique() > 1 else ()
    k = n / groups if groups else None
    df1, df2 = max(groups - 1, 0), n - groups
    reason = _one_way_reason(cells, between, within)
    if reason is None and k is not None:
        f = (between / df1) / (within / df2)
        test, (icc1, icc2) = f_test(f, df1, df2, n), icc(f, k, df1, df2, n)
    else:
        nothing = Estimate.undefined(reason or NO_ANSWERS, n=n, method=METHOD)
        test, icc1, icc2 = FTest(nothing, df1, df2, nothing), nothing, nothing
        if reason == ALIKE_WITHIN:
            icc1 = icc2 = Estimate(1.0, None, None, n=n, method=METHOD, reason=reason)
    return OneWay(groups, n, k, between, within, test, icc1, icc2, _of_groups(test, "groups"), _of_means(icc2), limits)


def _one_way_reason(cells: pl.DataFrame, between: float, within: float) -> str | None:
    n = int(cells["n"].sum())
    if not n:
        return NO_ANSWERS
    if cells.height == 1:
        return ONE_GROUP
    if n == cells.height:
        return GROUPS_OF_ONE
    if not within:
        return ALIKE_WITHIN if between else NO_DIFFERENCES
    return None


def _of_groups(test: FTest, which: str) -> str:
    if test.f.value is None and test.f.reason:
        return test.f.reason
    return f"scoring.verdict.{which}.{'differ' if test.seen else 'open'}"


def _of_means(icc2: Estimate) -> str:
    if icc2.value is None and icc2.reason:
        return icc2.reason
    if icc2.lower is None or icc2.upper is None or icc2.lower < RELIABLE <= icc2.upper:
        return "scoring.verdict.group_means.open"
    return f"scoring.verdict.group_means.{'reliable' if icc2.lower >= RELIABLE else 'unreliable'}"


def two_way(people: pl.DataFrame, value: str, site: str, group: str) -> TwoWay:
    """Return the analysis of variance by site and rater group, unbalanced, with sums of squares of type II.

    Each factor is tested by what it adds to the other one; there is no interaction, so type III is the same. People without a
    site are left out, since their group is found nowhere else.

    Parameters
    ----------
    people : polars.DataFrame
        One row a respondent: ``site`` ("" = none), ``group``, ``value`` (scale units, null = no value, left out).
    value, site, group : str
        Names of the columns.

    Returns
    -------
    TwoWay
        Undefined tests say why: ``scoring.no_sites``, ``scoring.confounded`` (the two factors are the same here),
        ``scoring.groups_of_one`` (no people beyond the model), ``scoring.no_differences``, ``scoring.alike_within``.
    """
    cells = _cells(people.filter(pl.col(site) != ""), value, (site, group))
    n, within = int(cells["n"].sum()), float(cells["within"].sum())
    size = float(cells["squares"].sum())
    parts = {"site": _dummies(cells[site]), "group": _dummies(cells[group])}
    full, rank = _fit(cells, [parts["site"], parts["group"]])
    residual = _clean(within + full, size)
    effects = dict[str, Effect]()
    for factor, other in (("site", "group"), ("group", "site")):
        alone, rank_alone = _fit(cells, [parts[other]])
        squares = _clean(alone - full, size)
        test = _effect_test(squares, rank - rank_alone, residual, n - rank, n)
        effects[factor] = Effect(squares, test, _of_groups(test, f"{factor}s"))
    return TwoWay(n, effects["site"], effects["group"], residual)


def _effect_test(squares: float, df1: int, residual: float, df2: int, n: int) -> FTest:
    reason = None
    if not n:
        reason = NO_SITES
    elif not df1:
        reason = CONFOUNDED
    elif not df2:
        reason = GROUPS_OF_ONE
    elif not residual:
        reason = ALIKE_WITHIN if squares else NO_DIFFERENCES
    if reason is None:
        return f_test((squares / df1) / (residual / df2), df1, df2, n)
    nothing = Estimate.undefined(reason, n=n, method=METHOD)
    return FTest(nothing, df1, df2, nothing)


def _cells(people: pl.DataFrame, value: str, by: Sequence[str]) -> pl.DataFrame:
    """Return n, mean and sum of squares within of every group; a spread that is the noise of floats is none."""
    of = pl.col(value)
    sums = {"n": pl.len(), "mean": of.mean(), "within": ((of - of.mean()) ** 2).sum(), "squares": (of**2).sum()}
    cells = people.drop_nulls(value).sort(*by, value).group_by(*by, maintain_order=True).agg(**sums)
    real = pl.col("within") > NOISE * pl.col("squares")
    return cells.with_columns(within=pl.when(real).then(pl.col("within")).otherwise(0.0))


def _between(cells: pl.DataFrame) -> float:
    n, mean = cells["n"].to_numpy(), cells["mean"].to_numpy()
    if not len(n):
        return 0.0
    spread = float((n * (mean - (n * mean).sum() / n.sum()) ** 2).sum())
    return _clean(spread, float((n * mean**2).sum()))


def _clean(squares: float, beside: float) -> float:
    return squares if squares > NOISE * beside else 0.0


def _dummies(factor: pl.Series) -> Floats:
    return factor.to_dummies().to_numpy().astype(np.float64)


def _fit(cells: pl.DataFrame, factors: Sequence[Floats]) -> tuple[float, int]:
    """Return the weighted squares that a model of cell means leaves, and the rank of the model."""
    if not cells.height:
        return 0.0, 0
    weight = np.sqrt(cells["n"].to_numpy().astype(np.float64))
    design = np.hstack([np.ones((cells.height, 1)), *factors]) * weight[:, None]
    centre = float((cells["mean"] * cells["n"]).sum()) / float(cells["n"].sum())
    means = (cells["mean"].to_numpy() - centre) * weight
    found, _, rank, _ = np.linalg.lstsq(design, means, rcond=None)
    left = means - design @ found
    return float(left @ left), int(rank)
