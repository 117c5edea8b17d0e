"""Intervals start from published values and the wave's pooled spread (P5), and cover at least what they say."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from samspill.disclosure.evidence import Tally
from samspill.disclosure.spread import pooled_spread
from samspill.instrument.interval import default_spread, interval
from samspill.instrument.ladder import Ladder, lowest, people_band
from samspill.terms import POLICIES, Bound, PeopleBand, PolicyName

STRICT = POLICIES[PolicyName.STRICT]
FIVE = Ladder.of(STRICT, low=1, high=5, gap=1)
HUNDRED = Ladder.of(STRICT, low=0, high=100, gap=25)


def tally(*answers: float) -> Tally:
    return Tally(len(answers), sum(answers), sum(answer**2 for answer in answers))


def test_the_spread_is_that_within_cells() -> None:
    """Two cells with SD 1 within each and means far apart: 13 pairs a step of one from their mean."""
    low, high = tally(*[1.0, 3.0] * 7), tally(*[3.0, 5.0] * 7)
    assert pooled_spread([("a", low), ("b", high)], FIVE) == 1.0
    assert pooled_spread([("a", tally(*[0.0, 50.0] * 7)), ("b", tally(*[50.0, 100.0] * 7))], HUNDRED) == 25.0


def test_the_spread_is_rounded_to_a_tenth() -> None:
    cells = [(unit, tally(*[1.0, 2.0, 3.0, 3.0, 4.0, 3.0] * 5)) for unit in "ab"]
    assert pooled_spread(cells, FIVE) == 1.0, "0.96"


@pytest.mark.parametrize(
    ("answers", "told"),
    [([3.0] * 15, 0.8), ([3.0] * 14 + [4.0], 0.8), ([3.0, 4.0] * 8, 0.8), ([1.0, 5.0] * 8, 1.4), ([1.0] * 4 + [5.0] * 11, 1.4)],
)
def test_a_spread_that_would_tell_the_answers_is_not_told(answers: list[float], told: float) -> None:
    """Rounded alone, "3.0 with an SD of 0.1" would say that all 15 answered 3, and an SD of 2.1 that all stand at the ends."""
    assert pooled_spread([("a", tally(*answers)), ("b", tally(*answers))], FIVE) == told
    wide = tally(*[25 * (answer - 1) for answer in answers])
    assert pooled_spread([("a", wide), ("b", wide)], HUNDRED) == 25 * told


@pytest.mark.parametrize(
    "cells",
    [
        [("a", tally(*[1.0, 3.0] * 6)), ("b", tally(*[1.0, 3.0] * 6))],
        [("a", tally(*[1.0, 3.0] * 6)), ("a", tally(*[1.0, 3.0] * 6)), ("b", tally(*[1.0, 3.0] * 6))],
        [("a", tally(*[1.0, 3.0] * 30))],
        [],
    ],
    ids=["24 people", "the same 12 twice", "one unit", "nobody"],
)
def test_a_small_wave_does_not_tell_its_spread(cells: list[tuple[str, Tally]]) -> None:
    assert pooled_spread(cells, FIVE) is None


def test_the_stated_spread_follows_the_scale() -> None:
    assert (default_spread(FIVE), default_spread(HUNDRED)) == (0.8, 20.0)


@pytest.mark.parametrize(
    ("centre", "bound", "band", "ends"),
    [
        # 1.96 · 0.8 / √5 + 0.25 = 0.95; 1.96 · 0.8 / √10 + 0.125 = 0.62; 1.96 · 0.8 / √25 + 0.05 = 0.36
        ("3.5", None, PeopleBand.FEW, (2.5, 4.5)),
        ("3.25", None, PeopleBand.SOME, (2.5, 4.0)),
        ("3.3", None, PeopleBand.MANY, (2.9, 3.7)),
        ("4.25", Bound.AT_LEAST, PeopleBand.FEW, (3.0, 5.0)),
        ("1.75", Bound.AT_MOST, PeopleBand.FEW, (1.0, 3.0)),
        ("4.25", Bound.AT_LEAST, PeopleBand.MANY, (3.8, 5.0)),
    ],
)
def test_ends_stand_outward_on_the_ladder(
    centre: str, bound: Bound | None, band: PeopleBand, ends: tuple[float, float]
) -> None:
    assert interval(FIVE, Decimal(centre), bound, band, spread=0.8, people=lowest(band, 5)) == ends


@pytest.mark.parametrize("n", [5, 9, 10, 24, 25, 60])
def test_intervals_cover_the_mean_that_answers_are_drawn_from(n: int) -> None:
    """Answers 1-5 with differing means; 95 % or more of the intervals hold the mean, also next to the coded extremes."""
    rng = np.random.default_rng(20260901 + n)
    covered, rounds = 0, 3000
    for _ in range(rounds):
        chances = rng.dirichlet(np.ones(5))
        mean = float(chances @ np.arange(1, 6))
        spread = float(np.sqrt(chances @ (np.arange(1, 6) - mean) ** 2))
        answers = rng.choice(np.arange(1.0, 6.0), size=n, p=chances)
        band = people_band(n)
        value, bound = FIVE.place(float(answers.mean()), band)
        ends = interval(FIVE, FIVE.entering(value, bound), bound, band, spread=spread, people=lowest(band, 5))
        covered += ends[0] <= mean <= ends[1]
    assert covered / rounds >= 0.95
