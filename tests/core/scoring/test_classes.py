from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.instrument.load import shipped, with_modules
from samspill.instrument.model import Bands, Option, Scale
from samspill.scoring.classes import band, scale_of, tie_class
from samspill.terms import Text, TieClass

DEGREE = shipped("relational-capacity").scales["degree"]
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
    assert tie_class(value, DEGREE).value == expected


def test_the_noise_of_sums_does_not_move_a_class() -> None:
    assert tie_class(3.75 - 1e-13, DEGREE) is TieClass.HOLDS
    assert band(3.5 - 1e-13, BETWEEN) == "moderate"
    assert band(4.0 + 1e-13, BETWEEN) == "moderate"


def test_no_value_is_unknown() -> None:
    assert tie_class(None, DEGREE) is TieClass.UNKNOWN
    assert band(None, BETWEEN) is None
    assert band(4.0, None) is None


@given(st.floats(1, 5))
def test_another_range_is_read_in_proportion(value: float) -> None:
    seven = Scale("seven", tuple(Option(code, Text(str(code)), float(code)) for code in range(1, 8)))
    value = round(value, 6)

    assert tie_class(1 + (value - 1) * 1.5, seven) is tie_class(value, DEGREE)


def test_a_measure_of_several_items_has_the_scale_of_the_index() -> None:
    capacity = with_modules(shipped("relational-capacity"), ("we-know",))
    odd = replace(capacity.items["we_know"], scale="other")
    instrument = replace(capacity, items={**capacity.items, "we_know": odd}, scales={**capacity.scales, "other": DEGREE})

    assert scale_of("index", instrument) is instrument.scales["degree"]
    assert scale_of("we_know", instrument) is instrument.scales["other"]
