"""Rows in memory become the same ratings as the same rows in a file."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest
from numpy.random import default_rng
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.errors import RatingsError
from samspill.instrument.model import Instrument
from samspill.ratings.read import read
from samspill.ratings.rows import from_rows
from samspill.ratings.simulate import simulate


def rows_of(table: pl.DataFrame) -> list[dict[str, str]]:
    return [{name: str(cell) for name, cell in row.items() if cell is not None} for row in table.iter_rows(named=True)]


def test_rows_say_what_the_same_file_says(tmp_path: Path, made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    table = simulate(made_up_mapping, made_up_instrument, default_rng(1))
    file = tmp_path / "ratings.csv"
    table.write_csv(file)
    rows = rows_of(table)
    Random(1).shuffle(rows)  # noqa: S311 -- an order, not a secret
    of_file = read(file, made_up_mapping, made_up_instrument)
    of_rows = from_rows(rows, made_up_mapping, made_up_instrument)
    assert_frame_equal(of_rows.frame, of_file.frame)
    assert_frame_equal(of_rows.own, of_file.own)
    assert of_rows.items == of_file.items
    assert of_rows.source == ""


def test_rows_are_checked_as_a_file_is(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    rows = rows_of(simulate(made_up_mapping, made_up_instrument, default_rng(1)))[:4]
    item = made_up_instrument.tie_items[0].key
    rows[2] |= {item: "99", "rater_group": "no such group"}
    with pytest.raises(RatingsError) as raised:
        from_rows(rows, made_up_mapping, made_up_instrument)
    assert {(problem.code, problem.place.row) for problem in raised.value.problems} >= {
        ("ratings.unknown_group", 3),
        ("ratings.code_outside", 3),
    }


def test_no_rows_are_no_ratings(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    with pytest.raises(RatingsError) as raised:
        from_rows([], made_up_mapping, made_up_instrument)
    assert [problem.code for problem in raised.value.problems] == ["ratings.no_rows"]
