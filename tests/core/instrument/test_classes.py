from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.instrument.classes import band, tie_class
from samspill.instrument.ladder import Ladder
from samspill.instrument.model import Bands
from samspill.terms import POLICIES, PolicyName, TieClass

BETWEEN = Bands(3.5, 4.0, source="")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5.0, "holds"),
        (3.75, "holds"),
        (3.7499, "on_the_way"),
        (3.25, "on_the_way"),
        (3.2499, "needs_talk"),
        (1.0, "needs_talk"),
    ],
)
def test_a_class_is_read_at_the_nearest_half_step_halves_up(value: float, expected: str) -> None:
    assert tie_class(value, 1, 5).value == expected


def test_the_noise_of_sums_does_not_move_a_class() -> None:
    assert tie_class(3.75 - 1e-13, 1, 5) is TieClass.HOLDS
    assert band(3.5 - 1e-13, BETWEEN) == "moderate"
    assert band(4.0 + 1e-13, BETWEEN) == "moderate"


@pytest.mark.parametrize("value", [1.0, 2.5, 3.1, 3.25, 3.2, 3.5, 3.7, 3.75, 3.8, 4.0, 4.4, 5.0])
def test_a_release_calls_a_value_as_an_exact_table_does(value: float) -> None:
    ladder = Ladder.of(POLICIES[PolicyName.STRICT], low=1, high=5, gap=1)

    assert ladder.tie_class(value, None) is tie_class(value, 1, 5)
    assert ladder.band(value, None, BETWEEN) == band(value, BETWEEN)


def test_no_value_is_unknown() -> None:
    assert tie_class(None, 1, 5) is TieClass.UNKNOWN
    assert band(None, BETWEEN) is None
    assert band(4.0, None) is None


@given(st.floats(1, 5))
def test_another_range_is_read_in_proportion(value: float) -> None:
    value = round(value, 6)

    assert tie_class(1 + (value - 1) * 1.5, 1, 7) is tie_class(value, 1, 5)
    assert tie_class((value - 1) * 2.5, 0, 10) is tie_class(value, 1, 5)
