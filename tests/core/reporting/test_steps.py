"""When two published values differ, and when the answers behind a class are few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.disclosure.release import Published
from samspill.instrument.ladder import Ladder
from samspill.reporting.steps import coarsest, cuts, differ, mean, rests_on_few
from samspill.terms import POLICIES, Bound, PeopleBand, PolicyName, TieClass

LADDER = Ladder.of(POLICIES[PolicyName.STRICT], low=1, high=5, gap=1)


def published(
    value: float, band: PeopleBand, bound: Bound | None = None, interval: tuple[float, float] | None = None
) -> Published:
    return Published(value, bound, interval, band, None, TieClass.UNKNOWN, None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((3.1, PeopleBand.MANY), (3.2, PeopleBand.MANY), False),
        # From 25 people more than a quarter, and another class.
        ((3.1, PeopleBand.MANY), (3.3, PeopleBand.MANY), False),
        ((3.2, PeopleBand.MANY), (3.5, PeopleBand.MANY), True),
        ((3.3, PeopleBand.MANY), (3.6, PeopleBand.MANY), False),
        ((2.0, PeopleBand.SOME), (3.0, PeopleBand.SOME), False),
        ((3.5, PeopleBand.FEW), (3.1, PeopleBand.MANY), False),
        ((3.5, PeopleBand.FEW), (2.9, PeopleBand.MANY), True),
        ((3.25, PeopleBand.SOME), (3.0, PeopleBand.SOME), False),
        ((4.0, PeopleBand.FEW), (3.0, PeopleBand.FEW), True),
    ],
)
def test_values_differ_in_class_and_by_more_than_one_step_of_the_coarser_ladder(
    one: tuple[float, PeopleBand], other: tuple[float, PeopleBand], *, expected: bool
) -> None:
    assert differ(published(*one), published(*other), LADDER) is expected
    assert differ(published(*other), published(*one), LADDER) is expected


@pytest.mark.parametrize(
    ("value", "band", "interval", "expected"),
    [
        (4.0, PeopleBand.FEW, (3.0, 5.0), True),
        (3.0, PeopleBand.FEW, (2.0, 4.0), True),
        (3.75, PeopleBand.SOME, (3.0, 4.5), True),
        (4.0, PeopleBand.FEW, (3.5, 4.5), False),
        (3.0, PeopleBand.FEW, (2.5, 3.5), False),
        # On the way says enough by itself, and 25 people or more are not few.
        (3.5, PeopleBand.FEW, (2.5, 4.5), False),
        (3.8, PeopleBand.MANY, (3.2, 4.4), False),
        (4.0, PeopleBand.FEW, None, False),
    ],
)
def test_a_class_rests_on_few_where_its_interval_reaches_from_one_end_to_the_other(
    value: float, band: PeopleBand, interval: tuple[float, float] | None, *, expected: bool
) -> None:
    told = replace(published(value, band, interval=interval), tie_class=LADDER.tie_class(value, None))
    assert rests_on_few(told, LADDER) is expected


def test_under_standard_values_differ_by_no_less() -> None:
    """One decimal for everybody does not make a word finer."""
    standard = Ladder.of(POLICIES[PolicyName.STANDARD], low=1, high=5, gap=1)
    assert not differ(published(3.2, PeopleBand.FEW), published(3.6, PeopleBand.FEW), standard)
    assert differ(published(3.2, PeopleBand.FEW), published(3.8, PeopleBand.FEW), standard)


def test_on_a_longer_scale_steps_grow_with_it() -> None:
    seven = Ladder.of(POLICIES[PolicyName.STRICT], low=1, high=7, gap=1)
    assert not differ(published(4.2, PeopleBand.MANY), published(4.5, PeopleBand.MANY), seven)
    assert differ(published(4.2, PeopleBand.MANY), published(4.65, PeopleBand.MANY), seven)


def test_a_mean_of_coded_extremes_enters_them_at_their_middle() -> None:
    high = published(4.0, PeopleBand.FEW, Bound.AT_LEAST)
    low = published(3.0, PeopleBand.FEW)
    found = mean([high, low], LADDER, PeopleBand.FEW)
    assert (found.value, found.bound, found.tie_class) == (3.5, None, TieClass.ON_THE_WAY)
    both = mean([high, high], LADDER, PeopleBand.FEW)
    assert (both.value, both.bound) == (4.0, Bound.AT_LEAST)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, 5, (4.0, 3.5, 3.0, 0.5)),
        (0, 10, (7.5, 6.25, 5.0, 1.25)),
        (1, 7, (5.5, 4.75, 4.0, 0.75)),
        (0, 1, (0.75, 0.625, 0.5, 0.125)),
    ],
)
def test_classes_part_at_the_same_places_of_every_scale(low: int, high: int, expected: tuple[float, ...]) -> None:
    ladder = Ladder.of(POLICIES[PolicyName.STRICT], low=low, high=high, gap=1)
    cut = {key: float(value) for key, value in cuts(ladder).items()}
    assert tuple(cut.values()) == expected
    for name in ("holds", "on_the_way", "needs_talk"):
        assert ladder.tie_class(cut[name], None).value == name


def test_a_mean_is_told_no_finer_than_the_coarsest_of_its_parts() -> None:
    parts = [published(3.1, PeopleBand.MANY), published(3.5, PeopleBand.FEW), published(3.25, PeopleBand.SOME)]
    assert coarsest(parts, LADDER) is PeopleBand.FEW
    assert coarsest(parts[::2], LADDER) is PeopleBand.SOME
