"""What the social relations model says of a mapping. It is exact, and never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samspill.terms import Estimate

METHOD = "social-relations"
"""Page of the method."""

TOO_FEW = "scoring.social_relations.too_few"
NO_VARIATION = "scoring.social_relations.no_variation"
NOT_TOLD_APART = "scoring.social_relations.not_told_apart"
LEFT_OUT = "scoring.social_relations.left_out"
AT_ZERO = "scoring.social_relations.at_zero"
FLAT = "scoring.social_relations.flat"
NO_VARIANCE = "scoring.social_relations.no_variance"
CANNOT_BE_TOLD = "scoring.social_relations.cannot_be_told"


@dataclass(frozen=True, slots=True)
class ShrunkenTie:
    """A tie: ``n`` ratings and their ``mean``, and what the model makes of them, with its 95 % prediction interval.

    ``relationship`` is what the tie has beyond its two groups, a deviation in scale units.
    """

    rater: str
    target: str
    n: int
    mean: float
    shrunken: Estimate
    relationship: float


@dataclass(frozen=True, slots=True)
class SocialRelations:
    """The parts that ratings between groups are made of.

    Parameters
    ----------
    mean : Estimate
        Scale units; with several round robins their average, each tie alike.
    parts : mapping of str to Estimate
        The five variances and two covariances of :data:`samspill.scoring.social_relations.arrays.PARTS`, squared scale units.
        The value is None where the design cannot tell the part, and 0 where a covariance is fixed there; ``reason`` says so.
    standard_errors : mapping of str to float
        Of the mean and of each part that is not at zero; empty where the criterion is flat.
    correlations : mapping of str to Estimate
        ``generalized`` and ``dyadic``, with profile intervals; without a value where the interval spans ±0.9.
    reml_criterion : float or None
        -2 log restricted likelihood, as lme4 counts it.
    converged : bool
    at_zero : tuple of str
        Variances that are estimated as zero: a singular fit.
    means : tuple of float
        One for every round robin.
    perceivers, targets : mapping of str to Estimate
        Predicted effects of groups that rate, or are rated: deviations from the mean, with 95 % prediction intervals.
    ties : tuple of ShrunkenTie
        Empty where the residual cannot be told from the tie.
    ratings, respondents : int
    """

    mean: Estimate
    parts: Mapping[str, Estimate]
    standard_errors: Mapping[str, float]
    correlations: Mapping[str, Estimate]
    reml_criterion: float | None
    converged: bool
    at_zero: tuple[str, ...]
    means: tuple[float, ...]
    perceivers: Mapping[str, Estimate]
    targets: Mapping[str, Estimate]
    ties: tuple[ShrunkenTie, ...]
    ratings: int
    respondents: int
