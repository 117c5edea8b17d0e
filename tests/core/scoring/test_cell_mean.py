"""The mean of one tie: its interval, the class it is likely to lie in, and how two of them differ."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samspill.language import has
from samspill.scoring.cell_mean import CellMean, chances, difference, interval
from samspill.scoring.spread import Spread

SPREAD = Spread(0.36, degrees=40, noise=0.25)
T_40 = 2.0210754
"""Student's t, 97.5 %, as printed in tables."""


def cell(n: int, value: float, size: int, spread: Spread | None = SPREAD) -> CellMean:
    return CellMean(n, n * value, size, spread)


def test_a_tie_has_the_pooled_interval_of_a_finite_group() -> None:
    found = interval(cell(4, 3.5, 8), "intervals")

    half = T_40 * 0.6 / 2 * sqrt(1 - 4 / 8)
    assert (found.value, found.n, found.reason) == (3.5, 4, None)
    assert (found.lower, found.upper) == (pytest.approx(3.5 - half, abs=1e-6), pytest.approx(3.5 + half, abs=1e-6))


def test_a_single_answer_borrows_the_spread_of_the_others() -> None:
    found = interval(cell(1, 4.0, 5), "intervals")

    assert found.upper == pytest.approx(4 + T_40 * 0.6 * sqrt(4 / 5), abs=1e-6)


def test_a_group_that_all_answered_keeps_the_noise_of_its_answers() -> None:
    """(1 − alpha) · SD² / n."""
    found = interval(cell(9, 3.5, 9), "intervals")

    assert found.upper == pytest.approx(3.5 + T_40 * sqrt(0.25 * 0.36 / 9), abs=1e-6)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (cell(0, 0.0, 5), "scoring.no_answers"),
        (cell(6, 3.0, 5), "scoring.size_exceeded"),
        (cell(3, 3.0, 5, None), "scoring.one_person"),
        (cell(3, 3.0, 5, Spread(0.0, 10, 0.2)), "scoring.no_spread"),
        (cell(5, 3.0, 5, Spread(0.4, 10, None)), "scoring.noise_unknown"),
    ],
)
def test_what_has_no_interval_says_why(told: CellMean, reason: str) -> None:
    found = interval(told, "intervals")

    assert (found.value, found.lower, found.upper, found.reason) == (3.0 if told.n else None, None, None, reason)
    assert has(reason)


def test_unknown_noise_matters_only_where_all_have_answered() -> None:
    assert interval(cell(4, 3.0, 5, Spread(0.4, 10, None)), "intervals").lower is not None


def test_chances_speak_of_what_lasts() -> None:
    """Whether five of five or five of fifty answered, what lasts is as unsure; and the size need not be known."""
    everybody, some, unknown = (chances(cell(5, 3.9, size), (3.25, 3.75)) for size in (5, 50, 0))

    error = 0.6 / sqrt(5)
    below = [stats.t.cdf((border - 3.9) / error, 40) for border in (3.25, 3.75)]
    assert everybody == some == unknown == pytest.approx((below[0], below[1] - below[0], 1 - below[1]))


@given(st.integers(1, 40), st.floats(1, 5), st.floats(0.01, 3))
def test_chances_are_shares_of_one(n: int, value: float, variance: float) -> None:
    found = chances(cell(n, value, n, Spread(variance, 12, None)), (3.25, 3.75)) or ()

    assert sum(found) == pytest.approx(1)
    assert len(found) == 3
    assert min(found) >= 0


@pytest.mark.parametrize("told", [cell(0, 0, 5), cell(3, 3, 5, None), cell(3, 3, 5, Spread(0.0, 10, 0.2))])
def test_without_spread_there_are_no_chances(told: CellMean) -> None:
    assert chances(told, (3.25, 3.75)) is None


def test_a_difference_adds_both_variances() -> None:
    found = difference(cell(4, 3.5, 8), cell(6, 3.0, 7), "intervals")

    half = T_40 * 0.6 * sqrt(1 / 8 + (1 / 7) / 6)
    assert (found.estimate.value, found.estimate.n) == (0.5, 10)
    assert found.estimate.upper == pytest.approx(0.5 + half, abs=1e-6)
    assert found.p == pytest.approx(2 * stats.t.sf(0.5 / (0.6 * sqrt(1 / 4 + 1 / 6)), 40), abs=1e-6)


def test_there_minus_back_is_back_minus_there_turned() -> None:
    one, other = cell(4, 3.5, 8), cell(6, 3.0, 7, Spread(0.5, 30, 0.2))

    there, back = difference(one, other, "intervals"), difference(other, one, "intervals")

    assert there.p == back.p
    assert (there.estimate.value, there.estimate.lower) == (-(back.estimate.value or 0), -(back.estimate.upper or 0))


def test_spreads_of_two_waves_have_welchs_degrees_of_freedom() -> None:
    """Two cells of their own, each the whole wave: scipy's Welch test."""
    one, other = [3.0, 4.0, 2.0, 5.0, 4.0], [2.0, 2.5, 3.0, 1.0]
    cells = [
        CellMean(len(values), sum(values), 0, Spread(float(stats.tvar(values)), len(values) - 1, None))
        for values in (one, other)
    ]

    found = difference(*cells, "intervals", lasting=True)

    expected = stats.ttest_ind(one, other, equal_var=False)
    ends = expected.confidence_interval()
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.estimate.lower, found.estimate.upper) == (pytest.approx(ends.low), pytest.approx(ends.high))


def test_a_change_leaves_the_correction_out() -> None:
    """All have answered twice, and yet people come and go."""
    twice = (cell(9, 3.8, 9), cell(9, 3.4, 9))

    now, lasting = (difference(*twice, "intervals", lasting=what) for what in (False, True))

    assert lasting.estimate.upper == pytest.approx(0.4 + T_40 * 0.6 * sqrt(2 / 9), abs=1e-6)
    assert now.estimate.upper == pytest.approx(0.4 + T_40 * 0.6 * sqrt(0.25 * 2 / 9), abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "p", "reason"),
    [
        (cell(0, 0.0, 5), cell(4, 3.0, 5), None, "scoring.no_answers"),
        (cell(4, 3.0, 5), cell(4, 3.0, 3), 1.0, "scoring.size_exceeded"),
        (cell(4, 3.0, 5), cell(4, 3.0, 5, None), None, "scoring.one_person"),
        (cell(4, 3.0, 4, Spread(0.4, 9, 0.0)), cell(4, 3.0, 4, Spread(0.4, 9, 0.0)), 1.0, "scoring.no_spread"),
    ],
)
def test_a_difference_that_cannot_be_told_says_why(one: CellMean, other: CellMean, p: float | None, reason: str) -> None:
    found = difference(one, other, "intervals")

    assert (found.estimate.lower, found.p, found.estimate.reason) == (None, p, reason)
