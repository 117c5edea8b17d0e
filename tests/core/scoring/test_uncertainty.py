"""Intervals against the textbook formulas, written out person by person."""

from __future__ import annotations

from math import sqrt
from statistics import mean, stdev, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from samspill.language import has
from samspill.scoring.uncertainty import Stratum, mean_estimate, share_estimate

WIDTH_OF_T = {3: 3.182446, 9: 2.262157}
"""Student's t, 97.5 %, as printed in tables."""

scores = st.lists(st.floats(1, 5), min_size=2, max_size=12)


def cell(values: list[float], size: int) -> Stratum:
    return Stratum.of_cell(len(values), sum(values), sum(value * value for value in values), size)


def test_a_tie_has_the_t_interval_of_a_finite_group() -> None:
    values = [3.0, 4.0, 2.0, 5.0]

    found = mean_estimate([cell(values, 8)], "intervals", noise=0.0)

    half = WIDTH_OF_T[3] * stdev(values) / 2 * sqrt(1 - 4 / 8)
    assert (found.value, found.n, found.method, found.reason) == (3.5, 4, "intervals", None)
    assert (found.lower, found.upper) == (pytest.approx(3.5 - half, abs=1e-6), pytest.approx(3.5 + half, abs=1e-6))


def test_a_group_that_all_answered_without_noise_has_nothing_left_to_guess() -> None:
    found = mean_estimate([cell([3.0, 4.0, 2.0, 5.0], 4)], "intervals", noise=0.0)

    assert found.lower == found.value == found.upper == 3.5


@pytest.mark.parametrize(
    ("strata", "value", "reason"),
    [
        ([], None, "scoring.no_answers"),
        ([cell([], 5)], None, "scoring.no_answers"),
        ([cell([4.0], 5)], 4.0, "scoring.one_person"),
        ([cell([4.0], 5), cell([2.0], 5)], 3.0, "scoring.one_person"),
        ([cell([4.0, 2.0], 1)], 3.0, "scoring.size_exceeded"),
        ([cell([4.0, 2.0], 5), cell([4.0, 2.0], 1)], 3.0, "scoring.size_exceeded"),
        ([cell([4.0, 4.0, 4.0], 5)], 4.0, "scoring.no_spread"),
        ([cell([5.0, 1.0, 3.0], 3), cell([3.0], 5)], 3.0, "scoring.no_spread"),
    ],
)
def test_what_cannot_be_told_says_why(strata: list[Stratum], value: float | None, reason: str) -> None:
    found = mean_estimate(strata, "intervals", noise=0.0)

    assert (found.value, found.lower, found.upper, found.reason) == (value, None, None, reason)
    assert has(reason)


def test_a_group_that_all_answered_keeps_the_noise_of_its_answers() -> None:
    """Four ratings with a variance of 0.08 each by themselves; and in a mean of two groups only the open one is drawn."""
    whole, open_one = cell([3.0, 4.0, 2.0, 5.0], 4), cell([4.0, 2.0, 3.0], 6)

    alone, both = (mean_estimate(strata, "intervals", noise=0.08) for strata in ([whole], [whole, open_one]))

    assert alone.upper == pytest.approx(3.5 + WIDTH_OF_T[3] * sqrt(0.08 / 4))
    drawn = (1 - 3 / 6) * 3 / 2 * sum((value - both.value) ** 2 for value in (4.0, 2.0, 3.0)) if both.value else 0
    shift = 3 / 2 * (1 - 3 / 6) * 3 * (3.0 - (both.value or 0)) ** 2
    assert both.upper == pytest.approx((both.value or 0) + stats.t.ppf(0.975, 5) * sqrt(drawn - shift + 4 * 0.08) / 7)
    assert mean_estimate([whole], "intervals", noise=None).reason == "scoring.noise_unknown"
    assert mean_estimate([open_one], "intervals", noise=None).reason is None


def test_people_who_agree_are_no_proof_that_the_others_do() -> None:
    """Three of five who all say 4 leave two open; five of five leave nobody."""
    some, everybody = (
        mean_estimate([cell([4.0] * 3, 5)], "intervals", noise=0.0),
        mean_estimate([cell([4.0] * 5, 5)], "intervals", noise=0.0),
    )

    assert (some.value, some.lower, some.upper) == (4.0, None, None)
    assert (everybody.lower, everybody.upper) == (4.0, 4.0)


@given(st.integers(1, 35), st.sampled_from([3, 5, 6, 7]), st.integers(2, 40))
def test_the_noise_of_sums_is_no_spread(numerator: int, items: int, people: int) -> None:
    alike = cell([numerator / items] * people, people + 1)

    assert alike.spread(numerator / items) == 0
    assert mean_estimate([alike], "intervals", noise=0.0).reason == "scoring.no_spread"


def test_the_smallest_difference_between_two_people_is_a_spread() -> None:
    """6 of 7 items alike, among very many people: 1 / 42 apart."""
    found = cell([4.0] * 100_000 + [4.0 + 1 / 42], 10**6)

    assert found.spread(found.t / found.w) == pytest.approx((1 / 42) ** 2, rel=1e-3)


def test_a_group_of_one_answer_takes_the_average_of_the_others() -> None:
    two = [cell([4.0, 2.0, 3.0], 6), cell([5.0, 4.0], 6)]
    alone = mean_estimate([*two, cell([3.0], 6)], "intervals", noise=0.0)

    values = [4.0, 2.0, 3.0, 5.0, 4.0, 3.0]
    centre = mean(values)
    known = 0.5 * 3 * variance(values[:3]) + (1 - 2 / 6) * 2 * variance(values[3:5])
    half = stats.t.ppf(0.975, 6 - 3) * sqrt(known * 3 / 2) / 6
    assert (alone.value, alone.upper) == (pytest.approx(centre), pytest.approx(centre + half))


def test_the_only_member_of_a_group_is_no_uncertainty() -> None:
    with_one = mean_estimate([cell([4.0, 2.0, 3.0], 6), cell([3.0], 1)], "intervals", noise=0.0)

    half = stats.t.ppf(0.975, 2) * sqrt(0.5 * 3 * variance([4.0, 2.0, 3.0])) / 4
    assert with_one.upper == pytest.approx(3.0 + half)


people = st.lists(st.lists(st.tuples(st.floats(1, 5), st.floats(0.1, 2)), min_size=1, max_size=4), min_size=2, max_size=6)


@settings(max_examples=50, deadline=None)
@given(st.lists(people, min_size=1, max_size=4))
def test_clusters_in_strata_are_the_linearised_ratio_written_out(groups: list[list[list[tuple[float, float]]]]) -> None:
    """Each person's ratings hang together: z = Σ w (x − R) / Σ w, between people within groups (Lumley 2010)."""
    strata = [stratum_of(group, size=len(group) + 3) for group in groups]
    found = mean_estimate(strata, "intervals", noise=0.0)

    everything = [rating for group in groups for person in group for rating in person]
    weight = sum(w for _, w in everything)
    ratio = sum(x * w for x, w in everything) / weight
    parts = [
        (1 - len(group) / (len(group) + 3))
        * len(group)
        * variance([sum(w * (x - ratio) for x, w in person) / weight for person in group])
        for group in groups
    ]
    degrees = sum(map(len, groups)) - len(groups)
    assert found.value == pytest.approx(ratio)
    if found.reason == "scoring.no_spread":
        assert sum(parts) == pytest.approx(0, abs=1e-9)
        return
    assert found.upper == pytest.approx(ratio + stats.t.ppf(0.975, degrees) * sqrt(sum(parts)), abs=1e-6)


def stratum_of(group: list[list[tuple[float, float]]], size: int) -> Stratum:
    sums = [(sum(w * x for x, w in person), sum(w for _, w in person)) for person in group]
    return Stratum(
        len(group),
        size,
        t=sum(t for t, _ in sums),
        w=sum(w for _, w in sums),
        tt=sum(t * t for t, _ in sums),
        tw=sum(t * w for t, w in sums),
        ww=sum(w * w for _, w in sums),
        v=sum(w * w for person in group for _, w in person),
    )


@settings(deadline=None)
@given(scores, st.floats(0.01, 100))
def test_a_common_weight_changes_nothing(values: list[float], weight: float) -> None:
    plain = cell(values, len(values) + 2)
    one, other = mean_estimate([plain], "intervals", noise=0.0), mean_estimate([plain.weighing(weight)], "intervals", noise=0.0)

    assert (other.value, other.lower) == (pytest.approx(one.value), pytest.approx(one.lower, abs=1e-5))


def test_a_share_has_wilsons_interval() -> None:
    """In a very large group: scipy's binomial proportion interval."""
    expected = stats.binomtest(3, 12).proportion_ci(method="wilson")

    found = share_estimate(3, 12, 10**9, "intervals")

    assert (found.value, found.n) == (0.25, 12)
    assert (found.lower, found.upper) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_a_share_narrows_as_the_group_is_answered_and_stays_a_share() -> None:
    widths = []
    for size in (20, 12, 9, 8):
        found = share_estimate(8, 8, size, "intervals")
        assert found.lower is not None
        assert found.upper is not None
        assert 0 <= found.lower <= found.upper <= 1
        widths.append(found.upper - found.lower)

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


@pytest.mark.parametrize("count", [0, 5])
def test_a_share_lies_in_its_interval(count: int) -> None:
    found = share_estimate(count, 5, 6, "intervals")

    assert (found.lower or 0) <= (found.value or 0) <= (found.upper or 0)


def test_a_share_without_base_or_with_a_wrong_size_says_why() -> None:
    assert share_estimate(0, 0, 5, "intervals").reason == "scoring.no_answers"
    assert share_estimate(3, 6, 5, "intervals").reason == "scoring.size_exceeded"
    assert share_estimate(3, 6, 5, "intervals").value == 0.5
