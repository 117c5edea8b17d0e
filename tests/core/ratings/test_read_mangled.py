"""Mangled files: always ratings or an error that can be said, never a traceback; and the order of rows changes nothing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.errors import SamspillError
from samspill.instrument.model import Instrument
from samspill.language import problem_text
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.ratings.table import Ratings
from samspill.ratings.write import to_bytes
from samspill.terms import Language

Attempt = Callable[..., Ratings | list[str]]

COLUMN_MAP = '[wide]\nrespondent = "nr"\nrater_group = "gruppe"\ncolumns = "{group} – {item}"\n'
HEADINGS = [
    "wave",
    "respondent",
    "rater_group",
    "target_group",
    "contact",
    "level",
    "respect",
    "knows_tasks",
    "helps_most",
    "",
    "x",
]
# Cells as people and attackers write them, so that mangled files get past the first check.
CELLS = st.one_of(
    st.sampled_from(
        ["larere", "Lærere", "ppt", "sfo", "hab", "1", "2", "5", "9", "?", "", "yes", "no", "wanted", "leader", "r1", "r2"]
    ),
    st.sampled_from(
        ["=1+1", "@SUM(A1)", "1;2", "1e400", "-0", "١", "½", "NaN", "true", "\x1b[31m", "\u202e", "{value}", "%s", "'; --"]
    ),
    st.text(max_size=12),
)


@pytest.fixture(scope="module")
def attempt(tmp_path_factory: pytest.TempPathFactory, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Attempt:
    """Read content and return the ratings, or the sentences of the error."""
    folder = tmp_path_factory.mktemp("mangled")
    column_map = folder / "kart.toml"
    column_map.write_text(COLUMN_MAP)

    def run(content: bytes, ending: str, *, values: str = "codes", wide: bool = False) -> Ratings | list[str]:
        path = folder / f"svar{ending}"
        path.write_bytes(content)
        try:
            return read(path, made_up_mapping, made_up_instrument, values=values, columns=column_map if wide else None)
        except SamspillError as error:
            return [problem_text(problem, language) for problem in error.problems for language in Language]

    return run


@pytest.fixture(scope="module")
def simulated(made_up_mapping: Mapping, made_up_instrument: Instrument) -> pl.DataFrame:
    return simulate(made_up_mapping, made_up_instrument, np.random.default_rng(5), response=0.3, waves=1)


def lines(rows: list[list[str]], separator: str) -> bytes:
    return pl.DataFrame(rows, orient="row").write_csv(include_header=False, separator=separator).encode() if rows else b""


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".parquet", ".txt"]), st.booleans())
def test_any_bytes(attempt: Attempt, content: bytes, ending: str, wide: bool) -> None:
    assert attempt(content, ending, wide=wide)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_any_text(attempt: Attempt, content: str, encoding: str) -> None:
    assert attempt(content.encode(encoding, "surrogatepass"), ".csv")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=9, unique=True),
    st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=6),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["codes", "scored"]),
)
def test_any_table(attempt: Attempt, extra: list[str], rows: list[list[str]], separator: str, values: str) -> None:
    needed = ["respondent", "rater_group", "target_group", "respect"]
    headings = needed + [heading for heading in extra if heading not in needed]
    width = len(headings)
    table = [headings, *((row * 2)[:width] for row in rows)]
    assert attempt(lines(table, separator), ".csv", values=values)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=5))
def test_any_wide_table(attempt: Attempt, rows: list[list[str]]) -> None:
    headings = ["nr", "gruppe", "PPT – respect", "SFO – knows_tasks", "larere – contact"]
    assert attempt(lines([headings, *rows], ";"), ".csv", wide=True)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from([".csv", ".xlsx", ".parquet"]))
def test_bytes_changed_in_a_good_file(attempt: Attempt, simulated: pl.DataFrame, seed: int, ending: str) -> None:
    chance = random.Random(seed)  # noqa: S311
    content = bytearray(to_bytes(simulated, Path(f"x{ending}")))
    for _ in range(chance.randint(1, 8)):
        at, kind = chance.randrange(len(content)), chance.random()
        if kind < 0.5:
            content[at] = chance.randrange(256)
        elif kind < 0.75:
            del content[at : at + chance.randrange(1, 200)]
        else:
            content[at:at] = chance.randbytes(chance.randrange(1, 20))
        if len(content) < 10:
            break
    assert attempt(bytes(content), ending)


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(attempt: Attempt, simulated: pl.DataFrame, chance: random.Random) -> None:
    order = list(range(simulated.height))
    chance.shuffle(order)
    found, expected = (attempt(to_bytes(frame, Path("x.csv")), ".csv") for frame in (simulated[order], simulated))
    assert isinstance(found, Ratings)
    assert isinstance(expected, Ratings)
    assert_frame_equal(found.frame, expected.frame)
    assert_frame_equal(found.own, expected.own)


@settings(deadline=None, max_examples=30)
@given(st.lists(CELLS, min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_errors_do_not_depend_on_the_order_of_rows(attempt: Attempt, cells: list[str], chance: random.Random) -> None:
    rows = [[f"r{at}", "larere", cell, "4"] for at, cell in enumerate(cells)]
    shuffled = chance.sample(rows, len(rows))
    told = [
        attempt(lines([["respondent", "rater_group", "target_group", "respect"], *table], ";"), ".csv")
        for table in (rows, shuffled)
    ]
    assert len({type(found) for found in told}) == 1
    if isinstance(told[0], list):
        assert len(told[0]) == len(told[1])


@pytest.mark.parametrize(
    "cell",
    [
        "x" * 100_000,
        " " * 100_000 + "x",
        "1" * 100_000,
        "1," * 50_000,
        "1;" * 50_000,
        "æ" * 50_000,
        "a\u0301" * 50_000,
        "-" * 100_000,
        "\ufdfa" * 30_000,
    ],
)
@pytest.mark.parametrize("column", ["respondent", "rater_group", "target_group", "contact", "respect", "helps_most", "wave"])
def test_long_hostile_cells_are_handled_in_time(attempt: Attempt, cell: str, column: str) -> None:
    good = {"wave": "1", "respondent": "r", "rater_group": "larere", "target_group": "ppt", "contact": "yes", "respect": "4"}
    row = {**good, "helps_most": "", column: cell}
    content = lines([list(row), list(row.values())], "\t")
    started = time.process_time()
    attempt(content, ".csv")
    # Two looks at the encoding, parting, checking and saying it in five languages; an idle machine needs a tenth of this.
    assert time.process_time() - started < 1.0


def test_headings_may_be_hostile_too(attempt: Attempt) -> None:
    heading = "x" * 100_000
    assert attempt(lines([["respondent", "rater_group", "target_group", heading], ["a", "larere", "ppt", "4"]], ";"), ".csv")
    target = BytesIO()
    pl.DataFrame({"respondent": ["a"], "rater_group": ["larere"], "target_group": ["ppt"], heading: ["4"]}).write_parquet(
        target
    )
    assert attempt(target.getvalue(), ".parquet")
