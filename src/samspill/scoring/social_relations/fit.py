"""The social relations model of ratings between groups, by restricted maximum likelihood (docs/methods/social-relations.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np
import polars as pl

from samspill.scoring.social_relations.arrays import (
    COVARIANCES,
    DYADIC,
    GENERALIZED,
    PARTS,
    PERCEIVER,
    RELATIONSHIP,
    RESIDUAL,
    RESPONDENT,
    TARGET,
    Floats,
)
from samspill.scoring.social_relations.correlation import correlation, profile_interval
from samspill.scoring.social_relations.criterion import Least, best
from samspill.scoring.social_relations.effects import perceivers, targets, ties
from samspill.scoring.social_relations.model import (
    AT_ZERO,
    CANNOT_BE_TOLD,
    FLAT,
    LEFT_OUT,
    METHOD,
    NO_VARIANCE,
    NO_VARIATION,
    NOT_TOLD_APART,
    TOO_FEW,
    SocialRelations,
)
from samspill.scoring.social_relations.precision import Curvature, curvature, settled
from samspill.scoring.social_relations.round_robin import RoundRobin, round_robins, without_respondents
from samspill.scoring.social_relations.told_apart import told_apart
from samspill.scoring.uncertainty import NORMAL
from samspill.terms import Estimate

ZERO = 1e-6
"""A variance below this share of all variance is zero."""

EDGE = 1e-5
"""A correlation nearer to 1 than this lies on the edge."""

SPAN = 0.9
"""A correlation whose interval reaches beyond this on both sides cannot be told."""

CORRELATIONS = {"generalized": GENERALIZED, "dyadic": DYADIC}


@dataclass(frozen=True, slots=True)
class _Work:
    """A fit in standardised ratings, and the way back: rating = value · unit + centre."""

    robins: tuple[RoundRobin, ...]
    told: frozenset[int]
    reciprocity: bool
    best: Least
    bend: Curvature
    unit: float
    centre: float

    @property
    def scale(self) -> float:
        """Return what one unit of the parts is in squared scale units."""
        return self.best.found.scale * self.unit**2

    @property
    def parts(self) -> Floats:
        """Return the parts in squared scale units."""
        return self.best.found.parts * self.scale

    @property
    def respondents(self) -> int:
        """Return how many people rated."""
        return sum(robin.people for robin in self.robins)


def fit(table: pl.DataFrame, *, reciprocity: bool = True, profiles: bool = True) -> SocialRelations:
    """Part ratings into what the rating group, the rated group, their tie and the respondent bring.

    Parameters
    ----------
    table : polars.DataFrame
        One row = a rating: ``respondent``, ``rater``, ``target`` (String), ``rating`` (scale units). Missing ratings, and those
        of the own group, are left out. Groups not joined by ratings make round robins of their own, with own means.
    reciprocity : bool
        False fixes both covariances at zero.
    profiles : bool
        False leaves out the correlations' intervals, which take several times the rest.

    Returns
    -------
    SocialRelations

    Examples
    --------
    >>> pairs = [("a", "b"), ("b", "c"), ("c", "a"), ("b", "a")]
    >>> rows = [(f"{rater}{i}", rater, target, 3.0 + i) for rater, target in pairs for i in (0, 1)]
    >>> table = pl.DataFrame(rows, schema=["respondent", "rater", "target", "rating"], orient="row")
    >>> round(fit(table, reciprocity=False).mean.value or 0, 3)
    3.5
    """
    rated = table.filter(pl.col("rating").is_not_null() & (pl.col("rater") != pl.col("target")))
    people = rated.select("rater", "respondent").n_unique() if rated.height else 0
    ratings = rated["rating"].cast(pl.Float64)
    if rated.height < 2:  # noqa: PLR2004 - one rating has nothing to differ from
        return _unfitted(TOO_FEW, rated.height, people, None)
    centre, unit = float(np.mean(ratings.sort().to_numpy())), float(np.std(ratings.sort().to_numpy()))
    if unit <= ZERO * max(abs(centre), ZERO):
        return _unfitted(NO_VARIATION, rated.height, people, centre)
    robins = round_robins(rated.with_columns(rating=(ratings - centre) / unit), reciprocity=reciprocity)
    told = told_apart(robins, reciprocity=reciprocity)
    if not told or rated.height - len(robins) <= len(told):
        return _unfitted(TOO_FEW, rated.height, people, centre)
    if RESPONDENT not in told:
        robins = tuple(without_respondents(robin) for robin in robins)
    chart, reached = best(robins, told)
    bend = curvature(robins, chart, reached)
    settled_at = settled(robins, chart, reached, bend)
    return _told(_Work(robins, told, reciprocity, settled_at, bend, unit, centre), profiles=profiles)


def _unfitted(reason: str, ratings: int, people: int, mean: float | None) -> SocialRelations:
    nothing = Estimate.undefined(reason, n=people, method=METHOD)
    return SocialRelations(
        mean=nothing if mean is None else Estimate(mean, None, None, n=people, method=METHOD, reason=reason),
        parts=dict.fromkeys(PARTS, nothing),
        standard_errors={},
        correlations=dict.fromkeys(CORRELATIONS, nothing),
        reml_criterion=None,
        converged=False,
        at_zero=(),
        means=() if mean is None else (mean,),
        perceivers={},
        targets={},
        ties=(),
        ratings=ratings,
        respondents=people,
    )


def _told(work: _Work, *, profiles: bool) -> SocialRelations:
    found = work.best.found
    each = list(zip(work.robins, found.solutions, strict=True))
    means = tuple(solution.mean * work.unit + work.centre for solution in found.solutions)
    mean, mean_error = _mean(work, means)
    at_zero = tuple(PARTS[part] for part in sorted(work.told - COVARIANCES) if _at_zero(work, part))
    return SocialRelations(
        mean=mean,
        parts={name: _part(work, place) for place, name in enumerate(PARTS)},
        standard_errors={"mean": mean_error} | _errors(work),
        correlations={name: _correlation(work, covariance, profiles=profiles) for name, covariance in CORRELATIONS.items()},
        reml_criterion=found.value + 2 * found.degrees * float(np.log(work.unit)),
        converged=work.bend.arrived,
        at_zero=at_zero,
        means=means,
        perceivers={
            name: effect
            for robin, solved in each
            if PERCEIVER in work.told
            for name, effect in perceivers(robin, solved, work.scale, work.unit)
        },
        targets={
            name: effect
            for robin, solved in each
            if TARGET in work.told
            for name, effect in targets(robin, solved, work.scale, work.unit)
        },
        ties=tuple(
            tie
            for robin, solved in each
            if RESIDUAL in work.told
            for tie in ties(robin, solved, work.scale, work.unit, work.centre)
        ),
        ratings=sum(robin.ratings for robin in work.robins),
        respondents=work.respondents,
    )


def _mean(work: _Work, means: Sequence[float]) -> tuple[Estimate, float]:
    weights = np.array([len(robin.rater) for robin in work.robins], dtype=np.float64)
    weights /= weights.sum()
    ones = np.array([solution.ones for solution in work.best.found.solutions])
    value, error = float(weights @ np.array(means)), sqrt(float((weights**2 / ones).sum()) * work.scale)
    return Estimate(value, value - NORMAL * error, value + NORMAL * error, n=work.respondents, method=METHOD), error


def _at_zero(work: _Work, part: int) -> bool:
    variances = [other for other in range(7) if other not in COVARIANCES]
    return float(work.parts[part]) <= ZERO * float(work.parts[variances].sum())


def _on_edge(work: _Work, part: int) -> bool:
    """Tell whether a variance is zero, or a covariance as great as its variances allow."""
    if part not in COVARIANCES:
        return _at_zero(work, part)
    value = correlation(work.parts, part)
    return value is None or abs(value) > 1 - EDGE


def _error(work: _Work, part: int) -> float | None:
    """Return the standard error of a part, or None where it is on an edge or the criterion is flat."""
    if work.bend.covariance is None or part not in work.told or _on_edge(work, part):
        return None
    return sqrt(float(work.bend.covariance[part, part])) * work.unit**2


def _errors(work: _Work) -> dict[str, float]:
    errors = {name: _error(work, place) for place, name in enumerate(PARTS)}
    return {name: error for name, error in errors.items() if error is not None}


def _part(work: _Work, part: int) -> Estimate:
    """Return a variance with an interval on the scale of its logarithm, a covariance with a plain one."""
    people = work.respondents
    if part not in work.told:
        if part in COVARIANCES and not work.reciprocity:
            return Estimate(0.0, None, None, n=people, method=METHOD, reason=LEFT_OUT)
        return Estimate.undefined(NOT_TOLD_APART, n=people, method=METHOD)
    value, error = float(work.parts[part]), _error(work, part)
    if error is None:
        reason = AT_ZERO if _on_edge(work, part) else FLAT
        return Estimate(value, None, None, n=people, method=METHOD, reason=reason)
    if part in COVARIANCES:
        return Estimate(value, value - NORMAL * error, value + NORMAL * error, n=people, method=METHOD)
    factor = exp(min(NORMAL * error / value, 700.0))
    return Estimate(value, value / factor, value * factor, n=people, method=METHOD)


def _correlation(work: _Work, covariance: int, *, profiles: bool) -> Estimate:
    people = work.respondents
    if covariance not in work.told:
        reason = NOT_TOLD_APART if work.reciprocity else LEFT_OUT
        return Estimate.undefined(reason, n=people, method=METHOD)
    variances = (PERCEIVER, TARGET) if covariance == GENERALIZED else (RELATIONSHIP,)
    value = correlation(work.parts, covariance)
    if value is None or any(_at_zero(work, part) for part in variances):
        return Estimate.undefined(NO_VARIANCE, n=people, method=METHOD)
    if not profiles:
        return Estimate(value, None, None, n=people, method=METHOD, reason=LEFT_OUT)
    low, high = profile_interval(work.robins, work.told, work.best.found, covariance) or (-1.0, 1.0)
    if low <= -SPAN and high >= SPAN:
        return Estimate(None, low, high, n=people, method=METHOD, reason=CANNOT_BE_TOLD)
    return Estimate(value, low, high, n=people, method=METHOD)
