"""Alpha, omega and item statistics against their formulas, and what cannot be told."""

from __future__ import annotations

from math import isfinite
from random import Random
from statistics import correlation, mean, variance

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from samspill.language import has
from samspill.scoring.reliability import Reliability, reliability
from samspill.scoring.variance import RELIABLE
from samspill.terms import Estimate

ITEMS = ("x", "y", "z")
Rows = list[tuple[float | None, ...]]
SPREAD: Rows = [(1, 2, 1), (2, 2, 3), (3, 4, 3), (5, 4, 4), (2, 3, 5)]


def told(rows: Rows, people: list[str] | None = None, items: tuple[str, ...] = ITEMS) -> Reliability:
    scores = {item: [row[place] for row in rows] for place, item in enumerate(items)}
    persons = people or [f"p{place}" for place in range(len(rows))]
    schema = {"respondent": pl.String, **dict.fromkeys(items, pl.Float64)}
    return reliability(pl.DataFrame({"respondent": persons, **scores}, schema=schema), items)


def estimates(found: Reliability) -> list[Estimate]:
    each = [part for item in found.items for part in (item.alpha_if_deleted, item.item_total_r)]
    return [found.alpha, found.alpha_standardised, found.mean_r, found.omega, *each]


def parts(one: Estimate) -> tuple[float | None, ...]:
    return one.value, one.lower, one.upper


def same(one: Estimate, other: Estimate, within: float) -> None:
    for part, again in zip(parts(one), parts(other), strict=True):
        assert part == (None if again is None else pytest.approx(again, rel=within, abs=within))


def alpha_by_hand(rows: Rows) -> float:
    columns = list(zip(*rows, strict=True))
    return len(columns) / (len(columns) - 1) * (1 - sum(map(variance, columns)) / variance(map(sum, rows)))


def test_alpha_is_the_formula() -> None:
    found = told(SPREAD)

    assert found.alpha.value == pytest.approx(alpha_by_hand(SPREAD))
    assert (found.alpha.n, found.ratings, found.people, found.dropped, found.alpha.method) == (5, 5, 5, 0, "reliability")
    x, y, z = zip(*SPREAD, strict=True)
    mean_r = mean([correlation(x, y), correlation(x, z), correlation(y, z)])
    assert found.mean_r.value == pytest.approx(mean_r)
    assert found.alpha_standardised.value == pytest.approx(3 * mean_r / (1 + 2 * mean_r))


def test_each_item_is_told_against_the_others() -> None:
    first = told(SPREAD).items[0]

    x, y, z = zip(*SPREAD, strict=True)
    assert first.item == "x"
    assert first.item_total_r.value == pytest.approx(correlation(x, [one + other for one, other in zip(y, z, strict=True)]))
    assert first.alpha_if_deleted.value == pytest.approx(alpha_by_hand([row[1:] for row in SPREAD]))
    two = told([row[:2] for row in SPREAD], items=("x", "y")).items[0]
    assert two.alpha_if_deleted.reason == "scoring.one_item"


scores = st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=4, max_size=20).map(
    lambda rows: [tuple(map(float, row)) for row in rows]
)


@settings(max_examples=60, deadline=None)
@given(scores, st.floats(-5, 5), st.floats(0.1, 10), st.randoms(use_true_random=False))
# The third item has nothing in common with the others, whose search ends at 1 or a hair before.
@example([(2.0, 2.0, 5.0), (1.0, 5.0, 4.0), (3.0, 3.0, 3.0), (3.0, 4.0, 4.0), (4.0, 3.0, 4.0)], 0.0, 7.5, Random(1))  # noqa: S311
def test_neither_shift_nor_scale_nor_order_nor_names_change_anything(
    rows: Rows, shift: float, scale: float, chance: st.DataObject
) -> None:
    before = told(rows)
    moved = [tuple(scale * (value or 0) + shift for value in row) for row in rows]
    chance.shuffle(moved)  # type: ignore[attr-defined]
    after = told(moved, people=[f"other {place}" for place in range(len(rows))])

    for one, other in zip(estimates(before), estimates(after), strict=True):
        assert one.reason == other.reason
        same(one, other, 1e-4)
    assert (before.verdict, before.limits) == (after.verdict, after.limits)


gaps = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 3), min_size=1, max_size=20).map(
    lambda rows: [tuple(None if value is None else float(value) for value in row) for row in rows]
)


@settings(max_examples=60, deadline=None)
@given(gaps)
def test_leaving_out_incomplete_ratings_is_cleaning_first(rows: Rows) -> None:
    complete = [row for row in rows if None not in row]
    assume(complete)

    found, clean = told(rows), told(complete)

    for one, other in zip(estimates(found), estimates(clean), strict=True):
        assert (one.n, one.reason) == (other.n, other.reason)
        same(one, other, 1e-6)
    assert found.ratings == len(complete)
    assert found.dropped == sum(row.count(None) in (1, 2) for row in rows)
    assert clean.dropped == 0


@settings(max_examples=60, deadline=None)
@given(gaps, st.integers(1, 4))
def test_every_number_is_a_number_or_says_why(rows: Rows, people: int) -> None:
    found = told(rows, people=[f"p{place % people}" for place in range(len(rows))])

    for one in estimates(found):
        assert all(isfinite(part) for part in parts(one) if part is not None)
        assert one.reason is None or has(one.reason)
        assert one.lower is None or one.upper is None or one.value is None or one.lower <= one.value <= one.upper
    assert all(map(has, (found.verdict, *found.limits)))


@pytest.mark.parametrize(
    ("rows", "items", "reason"),
    [
        ([], ITEMS, "scoring.no_answers"),
        ([(1, 2, None), (2, None, 4)], ITEMS, "scoring.no_answers"),
        ([(1, 2, 3)], ITEMS, "scoring.one_rating"),
        ([(1,), (2,)], ("x",), "scoring.one_item"),
        ([(4, 4, 4)] * 3, ITEMS, "scoring.no_differences"),
        ([(4.1, 4.1, 4.1)] * 7, ITEMS, "scoring.no_differences"),
        ([(1, 5), (5, 1)], ("x", "y"), "scoring.no_differences"),
    ],
)
def test_an_alpha_that_cannot_be_told_says_why(rows: Rows, items: tuple[str, ...], reason: str) -> None:
    found = told(rows, items=items)

    assert (found.alpha.value, found.alpha.reason, found.verdict) == (None, reason, reason)
    assert has(reason)


def test_an_item_that_all_answer_alike_says_so() -> None:
    found = told([(*row[:2], 4.0) for row in SPREAD])

    assert found.alpha.value is not None
    constant = "scoring.constant_item"
    assert (found.alpha_standardised.reason, found.omega.reason, found.items[2].item_total_r.reason) == (constant,) * 3


def test_items_that_say_the_same_have_no_interval() -> None:
    found = told([(row[0],) * 3 for row in SPREAD])

    assert (found.alpha.value, found.alpha.lower, found.alpha.reason) == (1.0, None, "scoring.same_items")
    assert found.omega.reason == "scoring.same_items"


def test_one_person_who_rates_several_has_no_interval() -> None:
    found = told(SPREAD, people=["p"] * 5)

    assert found.alpha.value == pytest.approx(alpha_by_hand(SPREAD))
    assert (found.alpha.lower, found.alpha.reason, found.alpha.n) == (None, "scoring.one_respondent", 1)
    assert "scoring.limit.several_ratings" in found.limits


@pytest.mark.parametrize("rows", [SPREAD[:2], [(1, 4, 4), (2, 4, 4), (5, 4, 4)]])
def test_two_people_or_one_item_that_differs_tell_nothing_of_how_sure_alpha_is(rows: Rows) -> None:
    alpha = told(rows).alpha

    assert alpha.value == pytest.approx(alpha_by_hand(rows))
    assert (alpha.lower, alpha.reason) == (None, "scoring.too_alike")


def test_two_items_have_no_omega() -> None:
    assert told([row[:2] for row in SPREAD], items=("x", "y")).omega.reason == "scoring.two_items"


def test_an_omega_at_the_edge_of_the_possible_is_none() -> None:
    """The third item has nothing in common with the first two, and they have everything."""
    found = told([(1, 1, 3), (2, 2, 5), (3, 3, 1), (4, 4, 2), (5, 4, 4), (1, 1, 3), (2, 3, 1)])

    assert (found.omega.value, found.omega.reason) == (None, "scoring.boundary")


def test_an_item_scored_the_wrong_way_is_seen() -> None:
    found = told([(1, 5, 1), (2, 4, 3), (3, 3, 2), (4, 2, 4), (5, 1, 3)])

    assert found.alpha.value is not None
    assert found.alpha.value < 0
    assert "scoring.limit.negative" in found.limits


def drawn(rng: np.random.Generator, people: int, each: int, loadings: list[float]) -> pl.DataFrame:
    """Draw ratings: a person's mildness, what is said of the target, and each item's own part."""
    mild = np.repeat(rng.standard_normal(people), each) * 0.8
    common = mild + rng.standard_normal(people * each) * 0.6
    own = rng.standard_normal((people * each, len(loadings)))
    answers = 3 + np.outer(common, loadings) + own * 0.8
    columns = {item: answers[:, place] for place, item in enumerate(("x", "y", "z", "u"))}
    return pl.DataFrame({"respondent": np.repeat(np.arange(people), each), **columns})


@pytest.mark.parametrize(("people", "each"), [(40, 1), (40, 4)])
def test_the_intervals_hold_the_truth_about_as_often_as_they_say(people: int, each: int) -> None:
    """Whether a person rates one target or four: what one person says hangs together."""
    rng = np.random.default_rng(20)
    loadings = [1.0, 0.8, 0.6, 1.0]
    total = sum(loadings) ** 2
    omega = total / (total + 4 * 0.64)
    spread = sum(loading**2 for loading in loadings) + 4 * 0.64
    alpha = 4 / 3 * (1 - spread / (total + 4 * 0.64))
    held = {"alpha": 0, "omega": 0}
    times = 150
    for _ in range(times):
        found = reliability(drawn(rng, people, each, loadings), ("x", "y", "z", "u"))
        for name, truth in (("alpha", alpha), ("omega", omega)):
            one: Estimate = getattr(found, name)
            held[name] += one.lower is not None and one.upper is not None and one.lower <= truth <= one.upper

    assert all(0.9 <= count / times <= 0.99 for count in held.values()), held


def test_the_verdict_speaks_from_the_interval() -> None:
    rng = np.random.default_rng(3)

    sure = reliability(drawn(rng, 200, 1, [1.0] * 4), ("x", "y", "z", "u"))
    apart = reliability(drawn(rng, 200, 1, [0.1] * 4), ("x", "y", "z", "u"))
    few = reliability(drawn(rng, 6, 1, [0.6] * 4), ("x", "y", "z", "u"))

    assert sure.alpha.lower is not None
    assert sure.alpha.lower >= RELIABLE
    assert [found.verdict.rpartition(".")[2] for found in (sure, few, apart)] == ["together", "open", "apart"]
    assert few.limits == ("scoring.limit.few_people",)
