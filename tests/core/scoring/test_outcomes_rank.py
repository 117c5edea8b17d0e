"""Rank association by hand: exact p, ties, few units, perfect orders."""

from __future__ import annotations

from itertools import permutations
from math import atanh, sqrt, tanh

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samspill.scoring.outcomes.rank import ALIKE, FEW_UNITS, rank_association
from samspill.scoring.uncertainty import NORMAL


def test_by_hand() -> None:
    """Differences of ranks 0, 1, 1, 0: 1 − 6 · 2 / (4 · 15) = 0.8; of 24 orders 4 are so high, and 4 so low."""
    found = rank_association([1, 2, 3, 4], [10, 30, 20, 40])
    half = NORMAL * sqrt(1 + 0.32)

    assert found.estimate.value == pytest.approx(0.8)
    assert found.estimate.lower == pytest.approx(tanh(atanh(0.8) - half))
    assert found.estimate.upper == pytest.approx(tanh(atanh(0.8) + half))
    assert found.p == pytest.approx(8 / 24)


def test_a_perfect_order_is_not_beyond_doubt() -> None:
    up, down = rank_association([1, 2, 3, 4], [1, 2, 3, 4]), rank_association([1, 2, 3, 4], [4, 3, 2, 1])

    assert up.estimate.value == 1
    assert up.estimate.upper == 1
    assert up.estimate.lower == pytest.approx(tanh(atanh(0.9) - NORMAL * sqrt(1 + 0.405)))
    assert up.estimate.lower < 0
    assert (down.estimate.value, down.estimate.lower) == (-1, -1)
    assert up.p == down.p == pytest.approx(2 / 24)


def test_p_of_a_perfect_order_of_many_is_that_of_all_orders() -> None:
    assert rank_association(range(10), range(10)).p == pytest.approx(2 / 3628800)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_under_four_units_nothing_is_told(n: int) -> None:
    found = rank_association(range(n), range(n))
    assert (found.estimate.value, found.estimate.reason, found.p) == (None, FEW_UNITS, None)


def test_all_alike_cannot_be_told() -> None:
    found = rank_association([0.1 + 0.2, 0.3, 0.3, 0.3], [1, 2, 3, 4])
    assert (found.estimate.reason, found.p) == (ALIKE, None)


def test_ties_share_their_rank_and_stay_in_every_order() -> None:
    x, y = [1, 2, 2, 3, 4], [5, 5, 6, 8, 7]
    found = rank_association(x, y)
    every = [stats.spearmanr(x, order).statistic for order in permutations(y)]

    assert found.estimate.value == pytest.approx(stats.spearmanr(x, y).statistic)
    assert found.p == pytest.approx(np.mean(np.abs(every) >= found.estimate.value - 1e-9))


PAIRS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=12)


@given(PAIRS, st.randoms(use_true_random=False))
def test_order_and_units_of_measurement_change_nothing(pairs: list[tuple[int, int]], rng: object) -> None:
    mixed = list(pairs)
    rng.shuffle(mixed)
    one, other = (rank_association(*zip(*rows, strict=True)) for rows in (pairs, mixed))
    scaled = rank_association([1e6 * x + 3 for x, _ in pairs], [y / 7 for _, y in pairs])
    turned = rank_association([x for x, _ in pairs], [-y for _, y in pairs])

    for found in (other, scaled):
        assert found.estimate.reason == one.estimate.reason
        assert (found.estimate.value, found.p) == pytest.approx((one.estimate.value, one.p), abs=1e-9)
    if one.estimate.value is not None:
        assert -1 <= one.estimate.lower <= one.estimate.value <= one.estimate.upper <= 1
        assert turned.estimate.value == pytest.approx(-one.estimate.value)
        assert turned.p == pytest.approx(one.p)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        ([1.0] * 8 + [2.0], [1.0] * 8 + [2.0], 1 / 9),
        ([1.0] * 11 + [2.0], [1.0] * 11 + [2.0], 1 / 12),
        ([3.0] * 8 + [4.0] * 2, [0.0] * 8 + [1.0] * 2, 1 / 45),
        (list(range(10)), [0.0] * 9 + [1.0], 2 / 10),
    ],
)
def test_ties_leave_few_orders_and_p_knows_it(one: list[float], other: list[float], p: float) -> None:
    """By counting: where the odd one may stand. (Student's t said five in a million of the first.)"""
    assert rank_association(one, other).p == pytest.approx(p, abs=0.01)
    assert rank_association(one[::-1], other[::-1]).p == rank_association(one, other).p
