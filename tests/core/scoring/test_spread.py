from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from statistics import variance
from typing import Any

import numpy as np
import polars as pl
import pytest

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.scoring.spread import noise_share
from samspill.scoring.tie import spread_of

ITEMS = ("information", "respect", "we_know")
Row = tuple[Any, ...]


@pytest.fixture
def spread(mapping_of: Callable[..., Mapping], ratings_of: Callable[..., Ratings], capacity: Instrument) -> Callable[..., Any]:
    """Return the spreads of ratings, by wave, own group and measure."""

    def make(*rows: Row) -> Any:  # noqa: ANN401
        return spread_of(score(ratings_of(ITEMS, rows), mapping_of(a=9, b=9, c=9), capacity, min_items=1))

    return make


def test_variance_is_pooled_over_ties_and_people_are_what_is_free(spread: Callable[..., Any]) -> None:
    """Two people of a rate two groups, two of b one: four deviations of three pairs, but only two people are free."""
    rows = [("p", "a", "b", 4.0), ("q", "a", "b", 2.0), ("p", "a", "c", 5.0), ("q", "a", "c", 2.0)]
    rows += [("r", "b", "a", 3.0), ("s", "b", "a", 4.0)]

    found = spread(*rows)[1, False, "information"]

    assert found.variance == pytest.approx((variance([4, 2]) + variance([5, 2]) + variance([3, 4])) / 3)
    assert found.degrees == 2
    assert found.noise is None


def test_own_groups_and_waves_stand_apart(spread: Callable[..., Any]) -> None:
    rows = [("p", "a", "b", 4.0), ("q", "a", "b", 2.0), ("p", "a", "a", 4.0), ("q", "a", "a", 3.0)]
    rows += [("p", "a", "b", 4.0, {"wave": 2}), ("q", "a", "b", 4.0, {"wave": 2})]

    found = spread(*rows)

    assert [found[key].variance for key in ((1, False, "index"), (1, True, "index"), (2, False, "index"))] == [2.0, 0.5, 0.0]


def test_ties_of_one_answer_have_no_spread(spread: Callable[..., Any]) -> None:
    assert spread(("p", "a", "b", 4.0), ("q", "a", "c", 2.0)) == {}


def test_differences_between_ties_are_no_noise(spread: Callable[..., Any]) -> None:
    """All agree on each tie in both questions, but for one person's step in one of them; levels of ties differ much."""
    level = {("a", "b"): 2.0, ("b", "a"): 4.5, ("c", "a"): 3.0}
    rows = [(f"{rater}{n}", rater, target, x, x) for (rater, target), x in level.items() for n in range(3)]
    rows[0] = ("a0", "a", "b", 3.0, 2.0)
    rows[1] = ("a1", "a", "b", 2.0, 3.0)

    # Within ties the two questions move apart: nothing hangs together there.
    assert spread(*rows)[1, False, "index"].noise == 1.0


def test_noise_is_one_minus_alpha_of_simulated_answers() -> None:
    """Seven questions, each the person's view (variance 1) and noise (variance 3): alpha is 7 / (7 + 3)."""
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(40_000, 1)) + rng.normal(0, np.sqrt(3), (40_000, 7))
    covariance = np.cov(answers.T)

    assert noise_share(covariance, range(7)) == pytest.approx(0.3, abs=0.01)
    assert noise_share(covariance, [2]) == noise_share(covariance, []) == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("covariance", [np.zeros((2, 2)), np.diag([1.0, 0.0]), np.ones((2, 2))])
def test_items_that_do_not_vary_or_are_all_answered_alike_tell_no_noise(covariance: np.ndarray[Any, Any]) -> None:
    assert noise_share(covariance, [0]) is None
    assert noise_share(np.ones((2, 2)), [0, 1]) is None


def test_a_share_stays_a_share() -> None:
    apart = np.array([[1.0, -0.9], [-0.9, 1.0]])

    assert (noise_share(apart, [0, 1]), noise_share(apart, [0])) == (1.0, 1.0)


def test_a_question_outside_the_index_is_as_sure_as_one_in_it(spread: Callable[..., Any]) -> None:
    rows = [("p", "a", "b", 4.0, 3.0, 1.0), ("q", "a", "b", 2.0, 2.0, 2.0), ("r", "a", "b", 3.0, 3.0, 5.0)]

    found = spread(*rows)

    noises = [found[1, False, measure].noise for measure in ("information", "respect", "we_know")]
    assert all(one == pytest.approx(other) for one, other in pairwise(noises))
    assert 0 < noises[0] < 1


def test_the_frame_has_what_it_says(
    mapping_of: Callable[..., Mapping], ratings_of: Callable[..., Ratings], capacity: Instrument
) -> None:
    scores = score(ratings_of(ITEMS, [("p", "a", "b", 4.0)]), mapping_of(a=9, b=9), capacity, min_items=1)

    assert scores.spreads.schema == {
        "wave": pl.Int64,
        "own": pl.Boolean,
        "measure": pl.String,
        "variance": pl.Float64,
        "degrees": pl.Int64,
        "noise": pl.Float64,
    }
    assert scores.spreads.is_empty()
