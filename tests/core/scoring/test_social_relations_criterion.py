"""The least criterion is found, on the edge too, wherever the search begins."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from samspill.scoring.social_relations.arrays import GENERALIZED, PERCEIVER, TARGET
from samspill.scoring.social_relations.chart import Chart
from samspill.scoring.social_relations.criterion import best, criterion, least
from samspill.scoring.social_relations.round_robin import RoundRobin, round_robins
from samspill.scoring.social_relations.told_apart import told_apart


def robins(seed: int, perceiver: float, target: float) -> tuple[RoundRobin, ...]:
    """Return ratings of five groups whose perceiver and target effects follow each other, rounded as answers are."""
    rng = np.random.default_rng(seed)
    both = rng.normal(0, 1, 5)
    rows = [
        (
            f"{rater}.{number}",
            f"g{rater}",
            f"g{rated}",
            float(np.rint(perceiver * both[rater] + target * both[rated] + rng.normal(0, 0.8))),
        )
        for rater in range(5)
        for number in range(4)
        for rated in range(5)
        if rated != rater and rng.random() > 0.2
    ]
    return round_robins(pl.DataFrame(rows, schema=["respondent", "rater", "target", "rating"], orient="row"), reciprocity=True)


@pytest.mark.parametrize(("perceiver", "target"), [(0.0, 0.0), (0.05, 0.7), (0.7, 0.05), (0.5, -0.5)])
@pytest.mark.parametrize("seed", [1, 2])
def test_other_starts_find_nothing_lower(seed: int, perceiver: float, target: float) -> None:
    table = robins(seed, perceiver, target)
    told = told_apart(table, reciprocity=True)
    _, found = best(table, told)
    rng = np.random.default_rng(seed)

    for base in (PERCEIVER, TARGET):
        chart = Chart.of(told, base=base)
        start = chart.start * rng.uniform(0.1, 4, len(chart.start))
        start[1] = rng.normal()
        assert least(table, chart, start).found.value >= found.found.value - 1e-4


def test_a_search_that_begins_without_perceivers_finds_the_way_out() -> None:
    table = robins(3, 0.7, 0.7)
    told = told_apart(table, reciprocity=True)
    chart, found = best(table, told)
    start = Chart.of(told).start
    start[:3] = 0.0, 0.0, 0.5

    assert least(table, Chart.of(told), start).found.value == pytest.approx(found.found.value, abs=1e-3)
    assert found.found.parts[GENERALIZED] > 0
    assert chart.at(found.point)[0] == pytest.approx(found.found.parts)


@pytest.mark.parametrize("base", [PERCEIVER, TARGET])
@pytest.mark.parametrize("fixed", [None, {GENERALIZED: 0.3}])
def test_the_derivative_is_that_of_the_criterion(base: int, fixed: dict[int, float] | None) -> None:
    table = robins(4, 0.4, 0.6)
    chart = Chart.of(told_apart(table, reciprocity=True), fixed, base)
    point = chart.start + 0.1
    gradient = criterion(table, chart, point).gradient()

    for number, slope in enumerate(gradient):
        step = np.zeros(len(point))
        step[number] = 1e-5
        there, back = (criterion(table, chart, point + way * step).value for way in (1, -1))
        assert slope == pytest.approx((there - back) / 2e-5, rel=1e-4, abs=1e-4)


def test_a_chart_finds_its_way_back_from_parts() -> None:
    told = told_apart(robins(5, 0.4, 0.6), reciprocity=True)
    for chart in (Chart.of(told), Chart.of(told, base=TARGET)):
        point = chart.start + 0.1
        assert chart.near(chart.at(point)[0]) == pytest.approx(point)
