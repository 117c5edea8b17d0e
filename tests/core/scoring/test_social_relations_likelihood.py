"""The likelihood by blocks is that of the whole covariance matrix, with its derivatives and predictions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from samspill.scoring.social_relations.likelihood import solve
from samspill.scoring.social_relations.round_robin import RoundRobin, round_robins, without_respondents
from samspill.scoring.social_relations.spread import Spread

Floats = NDArray[np.float64]
# perceiver, target, generalized, relationship, dyadic, respondent, residual
PARTS = (
    (0.3, 0.2, 0.1, 0.5, 0.2, 0.4, 1.0),
    (0.3, 0.2, -0.1, 0.5, -0.3, 0.4, 1.0),
    (0.0, 0.2, 0.0, 0.5, 0.5, 0.1, 0.7),
    (0.2, 0.2, 0.2, 0.4, 0.1, 0.0, 1.3),
)


def table(people: int, *, seed: int = 3) -> pl.DataFrame:
    """Six groups with missing cells: one only rates, one is only rated, and one has a single rater."""
    rng = np.random.default_rng(seed)
    rows = [
        (f"{rater}{number}", f"g{rater}", f"g{target}", float(rng.normal()))
        for rater in range(5)
        for number in range(people if rater != 1 else 1)
        for target in range(6)
        if target not in (rater, 2) and rng.random() > 0.2
    ]
    return pl.DataFrame(rows, schema=["respondent", "rater", "target", "rating"], orient="row")


@dataclass(frozen=True)
class Whole:
    """The same model with the covariance matrix of all ratings."""

    logdet: float
    ones: float
    square: float
    mean: float
    trace: Floats
    slope: Floats
    tie: Floats
    tie_variance: Floats


def whole(ratings: pl.DataFrame, parts: Floats, robin: RoundRobin) -> Whole:
    rater, target = (np.array([robin.nodes.index(name) for name in ratings[side]]) for side in ("rater", "target"))
    person = ratings["respondent"].to_numpy()
    value = ratings["rating"].to_numpy()

    def same(one: NDArray[np.generic], other: NDArray[np.generic]) -> Floats:
        return (one[:, None] == other[None, :]).astype(np.float64)

    kernels = [
        same(rater, rater),
        same(target, target),
        same(rater, target) + same(target, rater),
        same(rater, rater) * same(target, target),
        same(rater, target) * same(target, rater),
        same(person, person),
        np.eye(len(value)),
    ]
    covariance = sum((part * kernel for part, kernel in zip(parts, kernels, strict=True)), np.zeros_like(kernels[0]))
    inverse, one = np.linalg.inv(covariance), np.ones(len(value))
    ones = float(one @ inverse @ one)
    mean = float(one @ inverse @ value) / ones
    projection = inverse - np.outer(inverse @ one, inverse @ one) / ones
    of_cell = np.stack(
        [
            parts[0] * (rater == a)
            + parts[1] * (target == b)
            + parts[2] * ((target == a).astype(float) + (rater == b))
            + parts[3] * (rater == a) * (target == b)
            + parts[4] * (rater == b) * (target == a)
            for a, b in zip(robin.rater, robin.target, strict=True)
        ]
    )
    return Whole(
        float(np.linalg.slogdet(covariance)[1]),
        ones,
        float(value @ projection @ value),
        mean,
        np.array([float((projection * kernel).sum()) for kernel in kernels]),
        np.array([float(value @ projection @ kernel @ projection @ value) for kernel in kernels]),
        of_cell @ inverse @ (value - mean),
        parts[[0, 1, 3]].sum() - np.einsum("ci,ij,cj->c", of_cell, inverse, of_cell),
    )


@pytest.mark.parametrize("parts", PARTS)
@pytest.mark.parametrize("people", [1, 4])
def test_likelihood_derivatives_and_predictions_are_those_of_the_whole_matrix(parts: tuple[float, ...], people: int) -> None:
    ratings, given = table(people), np.array(parts)
    (robin,) = round_robins(ratings, reciprocity=True)
    found, expected = solve(robin, Spread.of(given)), whole(ratings, given, robin)

    for name in ("logdet", "ones", "square", "mean", "trace", "slope", "tie", "tie_variance"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=1e-6, abs=1e-6), name


@pytest.mark.parametrize("parts", PARTS)
def test_without_reciprocity_the_likelihood_has_no_covariances(parts: tuple[float, ...]) -> None:
    ratings, given = table(3), np.array(parts)
    given[[2, 4]] = 0.0
    (robin,) = round_robins(ratings, reciprocity=False)
    found, expected = solve(robin, Spread.of(given)), whole(ratings, given, robin)

    assert (found.logdet, found.square) == pytest.approx((expected.logdet, expected.square))
    assert np.delete(found.trace, [2, 4]) == pytest.approx(np.delete(expected.trace, [2, 4]))
    assert robin.dyads == 0


@pytest.mark.parametrize("parts", PARTS)
def test_blocks_of_two_directions_give_the_same_where_respondents_have_no_part(parts: tuple[float, ...]) -> None:
    ratings, given = table(2), np.array(parts)
    given[5] = 0.0
    (robin,) = round_robins(ratings, reciprocity=True)
    found, other = solve(without_respondents(robin), Spread.of(given)), solve(robin, Spread.of(given))

    for name in ("logdet", "ones", "square", "tie", "tie_variance"):
        assert getattr(found, name) == pytest.approx(getattr(other, name)), name
    assert found.trace[[0, 1, 2, 3, 4, 6]] == pytest.approx(other.trace[[0, 1, 2, 3, 4, 6]], rel=1e-6, abs=1e-6)


def test_effects_of_whole_groups_and_dyads_alone_are_carried_along() -> None:
    (robin,) = round_robins(table(4), reciprocity=True)

    assert robin.width == 2 * 6 + robin.dyads
    assert without_respondents(robin).width == 2 * 6
