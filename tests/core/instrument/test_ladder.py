"""The ladder (P5): bands of people, steps with halves up, coded extremes, classes, shares."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.instrument.ladder import Ladder, lowest, people_band, share
from samspill.instrument.model import Bands
from samspill.terms import POLICIES, Bound, PeopleBand, PolicyName, Share, TieClass

FEW, SOME, MANY = PeopleBand
STRICT, STANDARD = POLICIES[PolicyName.STRICT], POLICIES[PolicyName.STANDARD]
FIVE = Ladder.of(STRICT, low=1, high=5, gap=1)


@pytest.mark.parametrize(("n", "band"), [(5, FEW), (9, FEW), (10, SOME), (24, SOME), (25, MANY), (400, MANY), (4, FEW)])
def test_people_stand_in_three_bands(n: int, band: PeopleBand) -> None:
    assert people_band(n) is band


def test_the_lowest_number_of_a_band_follows_k() -> None:
    assert [lowest(band, 5) for band in PeopleBand] == [5, 10, 25]
    assert lowest(FEW, 4) == 4
    assert lowest(FEW, 7) == 7


@pytest.mark.parametrize(
    ("mean", "band", "value"),
    [
        (3.25, FEW, 3.5),
        (3.2499, FEW, 3.0),
        (2.75, FEW, 3.0),
        (3.125, SOME, 3.25),
        (3.12, SOME, 3.0),
        (3.05, MANY, 3.1),
        (3.35, MANY, 3.4),
        (3.449, MANY, 3.4),
        # Sums of answers that a computer holds a hair below the half.
        (3.25 - 1e-12, FEW, 3.5),
        (0.1 + 0.2 + 2.75, MANY, 3.1),
    ],
)
def test_halves_go_up_onto_the_step(mean: float, band: PeopleBand, value: float) -> None:
    assert FIVE.place(mean, band) == (value, None)


@pytest.mark.parametrize(
    ("mean", "band", "published"),
    [
        (1.0, FEW, (2.0, Bound.AT_MOST)),
        (2.24, FEW, (2.0, Bound.AT_MOST)),
        (2.25, FEW, (2.5, None)),
        (3.74, FEW, (3.5, None)),
        (3.75, FEW, (4.0, Bound.AT_LEAST)),
        (5.0, FEW, (4.0, Bound.AT_LEAST)),
        (1.6, SOME, (1.5, Bound.AT_MOST)),
        (1.65, SOME, (1.75, None)),
        (4.4, SOME, (4.5, Bound.AT_LEAST)),
        (4.3, SOME, (4.25, None)),
        (1.54, MANY, (1.5, Bound.AT_MOST)),
        (4.44, MANY, (4.4, None)),
        (4.45, MANY, (4.5, Bound.AT_LEAST)),
    ],
)
def test_extremes_are_coded(mean: float, band: PeopleBand, published: tuple[float, Bound]) -> None:
    assert FIVE.place(mean, band) == published


def test_standard_has_one_decimal_and_no_coded_extremes() -> None:
    ladder = Ladder.of(STANDARD, low=1, high=5, gap=1)
    assert [ladder.place(mean, FEW) for mean in (1.0, 3.25, 4.96)] == [(1.0, None), (3.3, None), (5.0, None)]


@given(st.integers(5, 60), st.data())
def test_every_mean_stands_on_the_ladder_and_no_further_than_half_a_step(n: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(n, 5 * n))
    band = people_band(n)
    value, bound = FIVE.place(total / n, band)
    step = Fraction(str(STRICT.steps[band]))
    assert (Fraction(str(value)) / step).denominator == 1
    if bound is None:
        assert abs(Fraction(str(value)) - Fraction(total, n)) <= step / 2
        assert Fraction(str(value)) - Fraction(total, n) > -step / 2, "halves go up"
    else:
        assert value == {Bound.AT_MOST: STRICT.coded_low, Bound.AT_LEAST: STRICT.coded_high}[bound][band]


def test_coded_extremes_enter_other_numbers_at_their_middle() -> None:
    assert FIVE.entering(4.0, Bound.AT_LEAST) == Decimal("4.25")
    assert FIVE.entering(4.5, Bound.AT_LEAST) == Decimal("4.25")
    assert FIVE.entering(2.0, Bound.AT_MOST) == Decimal("1.75")
    assert FIVE.entering(3.5, None) == Decimal("3.5")


@pytest.mark.parametrize(
    ("value", "tie_class"),
    [
        (4.0, TieClass.HOLDS),
        (3.75, TieClass.HOLDS),
        (3.7, TieClass.ON_THE_WAY),
        (3.5, TieClass.ON_THE_WAY),
        (3.25, TieClass.ON_THE_WAY),
        (3.2, TieClass.NEEDS_TALK),
        (3.0, TieClass.NEEDS_TALK),
        (1.0, TieClass.NEEDS_TALK),
    ],
)
def test_the_class_is_that_of_the_nearest_half_step(value: float, tie_class: TieClass) -> None:
    assert FIVE.tie_class(value, None) is tie_class


def test_coded_extremes_have_a_class() -> None:
    assert FIVE.tie_class(4.0, Bound.AT_LEAST) is TieClass.HOLDS
    assert FIVE.tie_class(2.0, Bound.AT_MOST) is TieClass.NEEDS_TALK


def test_bands_are_read_from_the_value_that_enters() -> None:
    bands = Bands(weak_below=3.5, strong_above=4.0, source="made up")
    found = [FIVE.band(value, bound, bands) for value, bound in ((3.4, None), (3.5, None), (4.0, None), (4.1, None))]
    assert found == ["weak", "moderate", "moderate", "strong"]
    assert FIVE.band(4.0, Bound.AT_LEAST, bands) == "strong"
    assert FIVE.band(2.0, Bound.AT_MOST, bands) == "weak"
    assert FIVE.band(4.0, None, None) is None


@pytest.mark.parametrize(
    ("low", "high", "gap", "mean", "published", "tie_class"),
    [
        (0, 100, 25, 60, (62.5, None), TieClass.ON_THE_WAY),
        (0, 100, 25, 80, (75.0, Bound.AT_LEAST), TieClass.HOLDS),
        (0, 10, 1, 3.8, (3.75, None), TieClass.NEEDS_TALK),
        (1, 7, 1, 5.0, (4.75, None), TieClass.ON_THE_WAY),
        (1, 7, 1, 2.4, (2.5, Bound.AT_MOST), TieClass.NEEDS_TALK),
        (0, 4, 1, 3.0, (3.0, Bound.AT_LEAST), TieClass.HOLDS),
    ],
)
def test_other_scales_are_read_in_proportion(
    low: float, high: float, gap: float, mean: float, published: tuple[float, Bound | None], tie_class: TieClass
) -> None:
    ladder = Ladder.of(STRICT, low=low, high=high, gap=gap)
    assert ladder.place(mean, FEW) == published
    assert ladder.tie_class(*published) is tie_class


@pytest.mark.parametrize(("options", "gap"), [(2, 1.0), (3, 1.0), (4, 1.0), (2, 100.0)])
def test_a_scale_of_few_options_never_shows_single_sums(options: int, gap: float) -> None:
    """With n = 5, at least two sums of answers must share each published value, whatever the scale."""
    high = (options - 1) * gap
    ladder = Ladder.of(STRICT, low=0, high=high, gap=gap)
    sums = [ladder.place(total * gap / 5, FEW) for total in range(5 * (options - 1) + 1)]
    assert min(sums.count(value) for value in set(sums)) >= 2


@pytest.mark.parametrize(("low", "high", "band"), [(3.01, 3.99, FEW), (2.0, 4.0, SOME), (3.14, 3.26, MANY)])
def test_ends_of_intervals_go_outward_onto_the_ladder(low: float, high: float, band: PeopleBand) -> None:
    lower, upper = FIVE.outward(Decimal(str(low)), Decimal(str(high)), band)
    step = STRICT.steps[band]
    assert lower <= low < lower + step
    assert upper >= high > upper - step


def test_intervals_stay_on_the_scale() -> None:
    assert FIVE.outward(Decimal("0.2"), Decimal("5.7"), FEW) == (1.0, 5.0)


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [(0, 5, Share.SOME), (2, 6, Share.SOME), (3, 8, Share.HALF), (4, 6, Share.MOST), (3, 5, Share.HALF), (5, 5, Share.MOST)],
)
def test_shares_are_told_in_thirds(count: int, total: int, told: Share) -> None:
    assert share(count, total) is told
