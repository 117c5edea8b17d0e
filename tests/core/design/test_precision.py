"""How precise a number will be, and how large a change can be seen: against formulas, draws, and what a release publishes."""

from __future__ import annotations

import re
from decimal import Decimal
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from samspill.design.precision import ALPHA, WITHIN_SD, detectable, exact_half_width, expected
from samspill.disclosure.aspects import Aspect
from samspill.disclosure.change import direction_of
from samspill.disclosure.evidence import Tally
from samspill.disclosure.publish import of_cell
from samspill.disclosure.release import Published
from samspill.instrument.interval import default_spread
from samspill.instrument.ladder import Ladder, people_band
from samspill.scoring.cell_mean import CellMean, interval
from samspill.scoring.spread import Spread
from samspill.terms import POLICIES, Direction, PeopleBand, PolicyName

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "precision.md"
STRICT = Ladder.of(POLICIES[PolicyName.STRICT], low=1, high=5, gap=1)
LADDERS = {
    "strict": STRICT,
    "standard": Ladder.of(POLICIES[PolicyName.STANDARD], low=1, high=5, gap=1),
    "0 to 100": Ladder.of(POLICIES[PolicyName.STRICT], low=0, high=100, gap=25),
    "k = 4": Ladder.of(POLICIES[PolicyName.STRICT].with_k(4), low=1, high=5, gap=1),
}
NUMBERS = (5, 6, 8, 10, 15, 25, 40)
RESPONSE = 0.7


def test_the_exact_one_is_that_of_a_finite_group() -> None:
    # 16 of 20: 1.95996 · 0.73 · √((1 − 0.8) / 16)
    assert exact_half_width(20, 0.8) == pytest.approx(1.95996 * 0.73 * 0.11180, rel=1e-4)
    assert exact_half_width(20, 0.8, sd=1.46) == pytest.approx(2 * (exact_half_width(20, 0.8) or 0))


def test_the_figures_against_r() -> None:
    """What R 4.2.2 gives for the three lines of the method page."""
    found = (exact_half_width(10, 0.7), detectable(7), detectable(7, power=0.8))
    assert found == pytest.approx((0.2961983, 0.7647807, 1.093183), rel=1e-6)


def test_where_all_answer_their_answers_still_vary_by_themselves() -> None:
    assert exact_half_width(16, 1.0) == pytest.approx(1.95996 * 0.73 * sqrt(1 - 0.839) / 4, rel=1e-4)
    assert exact_half_width(16, 1.0, alpha=1.0) == 0


@pytest.mark.parametrize(("people", "response"), [(1, 0.9), (2, 0.4), (30, 0.03)])
def test_without_an_answer_there_is_no_interval(people: int, response: float) -> None:
    assert exact_half_width(people, response) is None


@given(people=st.integers(4, 400), response=st.floats(0.5, 0.99))
def test_more_people_and_more_answers_make_the_exact_one_narrower(people: int, response: float) -> None:
    width = exact_half_width(people, response)
    assert width is not None
    assert 0 <= (exact_half_width(people + 1, response) or 0) <= width + 1e-12
    assert (exact_half_width(people, min(0.99, response + 0.1)) or 0) <= width + 1e-12


@given(people=st.integers(5, 400), response=st.floats(0.05, 1), ladder=st.sampled_from([*LADDERS.values()]))
def test_more_people_make_the_published_one_no_wider(people: int, response: float, ladder: Ladder) -> None:
    one, more = expected(ladder, people, response), expected(ladder, people + 1, response)
    assert one.answers >= ladder.policy.k
    assert (more.answers, -more.width, -more.change) >= (one.answers, -one.width, -one.change)
    assert one.change == max(one.beyond_chance, one.in_words)


def test_on_yes_and_no_nothing_is_wider_than_the_scale() -> None:
    yes_no = Ladder.of(POLICIES[PolicyName.STRICT].with_k(4), low=0, high=1, gap=1)
    told = expected(yes_no, 4, 0.5)
    assert (told.answers, told.width, told.beyond_chance) == (4, 1.0, pytest.approx(detectable(4, sd=0.5)))


def test_a_change_needs_more_where_it_is_to_be_seen_four_times_in_five() -> None:
    assert detectable(8) == pytest.approx(1.95996 * 0.73 * 0.5, rel=1e-4)
    # Bloom 1995: 2.8 standard errors.
    assert detectable(8, power=0.8) == pytest.approx(2.80 * 0.73 * 0.5, rel=1e-3)
    assert detectable(8, power=0.5) == pytest.approx(detectable(8))


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
@pytest.mark.parametrize("people", NUMBERS)
def test_the_width_is_that_of_a_published_number(people: int, ladder: Ladder) -> None:
    aspect, told = Aspect("a", ("a",), ladder, in_index=True, bands=None), expected(ladder, people, RESPONSE)
    middle = float(ladder.low + ladder.high) / 2
    tally = Tally(told.answers, told.answers * middle, told.answers * middle**2)
    found = of_cell(aspect, tally, default_spread(ladder), own=False)
    assert found.interval is not None
    assert (found.interval[1] - found.interval[0]) / 2 == pytest.approx(told.width)


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
@pytest.mark.parametrize("band", PeopleBand)
def test_the_least_change_in_words_is_the_first_that_is_not_about_the_same(band: PeopleBand, ladder: Ladder) -> None:
    aspect = Aspect("a", ("a",), ladder, in_index=True, bands=None)
    step, least = ladder.step(band), ladder.least_in_words(band)

    def direction(apart: Decimal) -> Direction:
        ends = (float(ladder.low), float(ladder.low + apart))
        one, other = (Published(end, None, None, band, None, ladder.tie_class(end, None), None) for end in ends)
        return direction_of(aspect, one, other)

    assert (direction(least - step), direction(least)) == (Direction.SAME, Direction.HIGHER)


@pytest.mark.parametrize(("people", "answers"), [(10, 7), (20, 14), (40, 28), (20, 20)])
def test_exact_intervals_of_drawn_waves_are_as_wide_as_expected(people: int, answers: int) -> None:
    """Twelve ties a wave: files pool the spread over them."""
    rng = np.random.default_rng(people + answers)
    squares: list[float] = []
    for _ in range(400):
        drawn = rng.normal(3.5, WITHIN_SD, (12, answers))
        spread = Spread(float(drawn.var(axis=1, ddof=1).mean()), degrees=12 * (answers - 1), noise=1 - ALPHA)
        found = interval(CellMean(answers, float(drawn[0].sum()), people, spread), "intervals")
        assert found.lower is not None
        assert found.upper is not None
        squares.append(((found.upper - found.lower) / 2) ** 2)
    assert sqrt(np.mean(squares)) == pytest.approx(exact_half_width(people, answers / people), rel=0.04)


@pytest.mark.parametrize("people", NUMBERS)
def test_without_a_change_one_in_twenty_differences_is_beyond_chance(people: int) -> None:
    told = expected(STRICT, people, RESPONSE)
    rng = np.random.default_rng(people)
    # What lasts, and how an answer varies by itself: together the spread within ties.
    lasting, noise = WITHIN_SD * sqrt(ALPHA), WITHIN_SD * sqrt(1 - ALPHA)
    waves = rng.normal(3.5, lasting, (2, 8000, told.answers)) + rng.normal(0, noise, (2, 8000, told.answers))
    means = waves.mean(axis=2)
    beyond = np.abs(means[1] - means[0]) > told.beyond_chance
    assert 0.03 <= beyond.mean() <= 0.07
    assert (np.abs(means[1] + 1.0 - means[0]) > told.beyond_chance).mean() >= 0.5
    seen = np.abs(means[1] + detectable(told.answers, power=0.8) - means[0]) > told.beyond_chance
    assert seen.mean() == pytest.approx(0.8, abs=0.02)


def test_where_the_same_people_answer_fewer_differences_are_beyond_chance() -> None:
    """That the answers cannot be paired makes the figure too large, never too small."""
    rng = np.random.default_rng(3)
    people = rng.normal(3.5, WITHIN_SD * sqrt(ALPHA), (8000, 8))
    first, second = (people + rng.normal(0, WITHIN_SD * sqrt(1 - ALPHA), people.shape) for _ in range(2))
    assert (np.abs((second - first).mean(axis=1)) > detectable(8)).mean() < 0.01


@pytest.mark.parametrize(("people", "same", "new"), [(10, 0.01, 0.07), (15, 0.10, 0.26), (25, 0.03, 0.14), (40, 0.05, 0.20)])
def test_words_without_a_change_come_up_as_often_as_the_method_page_says(people: int, same: float, new: float) -> None:
    """The same people or other ones, of whom 70 % answer each time, on the ladder."""
    rng, told = np.random.default_rng(people), expected(STRICT, people, RESPONSE)
    step, draws = float(STRICT.step(people_band(told.answers))), 6000
    middle = rng.uniform(2.3, 3.7, (draws, 1))
    group, others = (middle + rng.normal(0, WITHIN_SD * sqrt(ALPHA), (draws, people)) for _ in range(2))

    def published(thoughts: NDArray[np.float64]) -> NDArray[np.float64]:
        answers = rng.permuted(thoughts, axis=1)[:, : told.answers] + rng.normal(
            0, WITHIN_SD * sqrt(1 - ALPHA), (draws, told.answers)
        )
        return np.floor(answers.mean(axis=1) / step + 0.5) * step

    first = published(group)
    for later, rate in ((group, same), (others, new)):
        assert (np.abs(published(later) - first) >= told.in_words - 1e-9).mean() == pytest.approx(rate, abs=0.02)


def test_the_figures_of_the_method_page_are_these() -> None:
    rows = [
        re.findall(r"[\d.]+(?= \|)", line) for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    table = [[float(cell) for cell in row] for row in rows if len(row) == 8]
    assert [row[0] for row in table] == list(NUMBERS)
    for people, *cells in table:
        told = expected(STRICT, int(people), RESPONSE)
        powered = detectable(told.answers, power=0.8)
        figures = (exact_half_width(int(people), RESPONSE) or 0, told.width, told.beyond_chance, told.in_words, told.change)
        assert cells == [told.answers, *(round(figure, 2) for figure in (*figures, powered))]
