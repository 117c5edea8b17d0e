"""Ratings between groups drawn from the social relations model, for its benches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

TRUE: Mapping[str, float] = {
    "perceiver_variance": 0.06,
    "target_variance": 0.08,
    "generalized_reciprocity": 0.02,
    "relationship_variance": 0.2,
    "dyadic_reciprocity": 0.08,
    "respondent_variance": 0.14,
    "residual_variance": 0.25,
}
"""Parts that ratings are drawn with; about those of ratings on a scale from 1 to 5."""

MEAN = 3.4


def ties(groups: int, people: int, each: int, rng: np.random.Generator) -> pl.DataFrame:
    """Return ratings of ``groups`` groups of ``people`` respondents who rate ``each`` of the others."""
    perceiver, target = rng.multivariate_normal((0, 0), _pair("perceiver", "target", "generalized"), groups).T
    pairs = rng.multivariate_normal((0, 0), _pair("relationship", "relationship", "dyadic"), (groups, groups))
    tie = np.triu(pairs[:, :, 0], 1) + np.triu(pairs[:, :, 1], 1).T
    rater = np.repeat(np.arange(groups), people)
    order = rng.random((groups * people, groups))
    order[np.arange(groups * people), rater] = 2.0
    rated = np.argsort(order, axis=1)[:, :each]
    respondent = rng.normal(0, TRUE["respondent_variance"] ** 0.5, groups * people)
    rating = MEAN + perceiver[rater][:, None] + target[rated] + tie[rater[:, None], rated] + respondent[:, None]
    rating += rng.normal(0, TRUE["residual_variance"] ** 0.5, rating.shape)
    return pl.DataFrame(
        {
            "respondent": np.repeat([f"r{number}" for number in range(groups * people)], each),
            "rater": np.repeat([f"g{number}" for number in rater], each),
            "target": [f"g{number}" for number in rated.ravel()],
            "rating": rating.ravel(),
        }
    )


def _pair(one: str, other: str, reciprocity: str) -> list[list[float]]:
    shared = TRUE[f"{reciprocity}_reciprocity"]
    return [[TRUE[f"{one}_variance"], shared], [shared, TRUE[f"{other}_variance"]]]
