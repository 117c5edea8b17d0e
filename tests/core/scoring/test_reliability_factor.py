"""One factor by maximum likelihood: known solutions, edges, and how much each rating moves omega."""

from __future__ import annotations

import numpy as np
import pytest

from samspill.scoring.reliability_factor import LEAST_UNIQUE, omega_influence, one_factor

LOADINGS = np.array([0.5, 0.6, 0.7, 0.8, 0.4])


def test_the_loadings_that_made_the_covariances_are_found() -> None:
    spread = np.array([1.0, 2.0, 0.5, 1.5, 1.0])
    covariance = (np.outer(LOADINGS, LOADINGS) + np.diag(1 - LOADINGS**2)) * np.outer(spread, spread)

    found = one_factor(covariance)

    assert found is not None
    assert (found.converged, found.boundary) == (True, False)
    assert found.loadings == pytest.approx(LOADINGS * spread, abs=1e-6)
    common = (LOADINGS * spread).sum() ** 2
    assert found.omega == pytest.approx(common / (common + ((1 - LOADINGS**2) * spread**2).sum()), abs=1e-7)


def test_three_items_have_an_exact_solution() -> None:
    found = one_factor(np.array([[1.0, 0.3, 0.4], [0.3, 1.0, 0.5], [0.4, 0.5, 1.0]]))

    assert found is not None
    assert found.loadings == pytest.approx(
        [np.sqrt(0.3 * 0.4 / 0.5), np.sqrt(0.3 * 0.5 / 0.4), np.sqrt(0.4 * 0.5 / 0.3)], abs=1e-6
    )


def test_an_item_without_a_part_of_its_own_lies_at_the_edge() -> None:
    found = one_factor(np.array([[1.0, 0.9, 0.8], [0.9, 1.0, 0.5], [0.8, 0.5, 1.0]]))

    assert found is not None
    assert (found.converged, found.boundary) == (True, True)
    assert found.uniquenesses.min() == pytest.approx(LEAST_UNIQUE)


def test_items_without_anything_in_common_lie_at_the_edge() -> None:
    """A factor of one item alone then fits as well as none, so the number means nothing and has no interval."""
    found = one_factor(np.diag([1.0, 2.0, 3.0]))

    assert found is not None
    assert found.boundary


def test_items_that_are_sums_of_others_have_no_likelihood() -> None:
    two = np.array([[1.0, 0.2], [0.2, 1.0]])
    whole = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

    assert one_factor(whole @ two @ whole.T) is None


def test_the_influence_of_a_rating_is_what_leaving_it_out_changes() -> None:
    rng = np.random.default_rng(5)
    scores = np.outer(rng.standard_normal(300), LOADINGS) + rng.standard_normal((300, 5)) * 0.7
    whole = one_factor(np.cov(scores.T, bias=True))
    assert whole is not None

    influence = omega_influence(whole, scores - scores.mean(axis=0))

    assert influence is not None
    assert abs(influence.mean()) < 1e-9
    for place in range(0, 300, 30):
        without = one_factor(np.cov(np.delete(scores, place, axis=0).T, bias=True))
        assert without is not None
        assert influence[place] == pytest.approx(299 * (whole.omega - without.omega), rel=0.1, abs=0.005)


@pytest.mark.parametrize("scale", [1.0, 0.1015625])
def test_a_search_that_stops_at_a_kink_does_not_decide(scale: float) -> None:
    """In some orders of these twelve people a single search ended where two eigenvalues meet."""
    people = [(1, 4, 5), (2, 3, 1), (2, 4, 3), (4, 1, 1), (4, 1, 5), (5, 2, 2), (1, 1, 3), (2, 1, 5), (2, 5, 1), (3, 5, 4)]
    scores = scale * np.array([*people, (4, 1, 1), (5, 2, 5)], dtype=np.float64)

    found = [one_factor(np.cov(np.random.default_rng(order).permutation(scores).T)) for order in range(6)]

    assert all(one is not None and one.converged and one.boundary for one in found)
    assert len({round(one.omega, 6) for one in found if one}) == 1
