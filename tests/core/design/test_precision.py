"""The expected half width of an interval."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.precision import half_width


def test_it_is_the_t_interval_of_a_finite_group() -> None:
    # 16 of 20: t(15) = 2.13145, sd 0.73, sqrt((1 - 0.8) / 16) = 0.11180.
    assert half_width(20, 0.8) == pytest.approx(2.13145 * 0.73 * 0.11180, rel=1e-4)


def test_it_follows_the_spread() -> None:
    assert half_width(20, 0.8, sd=1.46) == pytest.approx(2 * (half_width(20, 0.8) or 0))


@pytest.mark.parametrize(("people", "response"), [(1, 1.0), (2, 0.9), (30, 0.05)])
def test_fewer_than_two_answers_have_no_spread(people: int, response: float) -> None:
    assert half_width(people, response) is None


def test_the_figures_of_the_method_page_are_these() -> None:
    page = (Path(__file__).parents[3] / "docs" / "methods" / "precision.md").read_text(encoding="utf-8")
    people, widths = (
        re.findall(r"[\d.]+(?= \|)", line) for line in page.splitlines() if line.startswith(("| people", "| half"))
    )
    assert len(people) == len(widths) == 8
    assert [f"{half_width(int(number), 0.7):.2f}" for number in people] == widths


@given(people=st.integers(4, 400), response=st.floats(0.5, 1))
def test_more_people_and_more_answers_make_it_narrower(people: int, response: float) -> None:
    width = half_width(people, response)
    assert width is not None
    assert width >= 0
    assert (half_width(people + 1, response) or 0) <= width + 1e-12
    assert (half_width(people, min(1.0, response + 0.1)) or 0) <= width + 1e-12
    assert half_width(people, 1.0) == 0
