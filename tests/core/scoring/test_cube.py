from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from shutil import which
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from samspill.ratings.table import dont_know_column
from samspill.scoring.cube import cube
from samspill.scoring.measure import Measure

KEYS = ("rater", "target")
ITEMS = ("a", "b", "c")
MEASURES = (*(Measure(item, (item,)) for item in ITEMS), Measure("ab", ("a", "b")), Measure("index", ITEMS, 2))

Row = tuple[str, str, float | None, float | None, float | None]
scores = st.none() | st.integers(1, 5).map(float)
rows = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz"), scores, scores, scores), max_size=30)


def frame(found: list[Row]) -> pl.DataFrame:
    schema = {"rater": pl.String, "target": pl.String, **dict.fromkeys(ITEMS, pl.Float64)}
    return pl.DataFrame(found, schema=schema, orient="row")


def sums_of(found: list[Row]) -> dict[tuple[str, str, str], list[Fraction]]:
    """Count by hand, in whole fractions."""
    cells: dict[tuple[str, str, str], list[Fraction]] = {}
    for rater, target, *answers in found:
        by_item = dict(zip(ITEMS, answers, strict=True))
        for measure in MEASURES:
            there = [Fraction(answer) for item in measure.items if (answer := by_item[item]) is not None]
            sums = cells.setdefault((rater, target, measure.key), [Fraction(0)] * 3)
            if len(there) >= measure.least:
                value = sum(there, Fraction(0)) / len(there)
                sums[:] = [sums[0] + 1, sums[1] + value, sums[2] + value * value]
    return cells


def as_duckdb(ratings: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    connection.register("given", ratings.to_arrow())
    connection.execute("CREATE TABLE ratings AS SELECT * FROM given")
    return connection.table("ratings")


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda ratings: ratings,
    "polars lazy": lambda ratings: ratings.lazy(),
    "pandas": lambda ratings: ratings.to_pandas(),
    "pyarrow": lambda ratings: ratings.to_arrow(),
    "DuckDB": as_duckdb,
}

SOME: list[Row] = [
    ("x", "y", 4.0, None, None),
    ("x", "y", 1.0, 2.0, 5.0),
    ("x", "y", None, None, None),
    ("y", "x", None, 3.0, 4.0),
    ("y", "y", None, None, 2.0),
]


@settings(max_examples=50, deadline=None)
@given(rows)
def test_the_cube_is_the_count_by_hand(found: list[Row]) -> None:
    counted = cube(frame(found), KEYS, MEASURES)

    by_hand = sums_of(found)
    assert counted.height == len(by_hand)
    for rater, target, measure, *sums in counted.iter_rows():
        assert sums == pytest.approx([float(part) for part in by_hand[rater, target, measure]], abs=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same(engine: str) -> None:
    ratings = frame(SOME).with_columns(
        pl.Series(dont_know_column(item), [False, False, item == "b", False, False]) for item in ITEMS
    )

    counted = cube(ENGINES[engine](ratings), KEYS, MEASURES)

    assert counted.columns == [*KEYS, "measure", "n", "total", "squares", "dont_know", "skipped"]
    assert_frame_equal(counted, cube(ratings, KEYS, MEASURES))
    assert counted.filter(pl.col("measure") == "ab").rows() == [
        ("x", "y", "ab", 2, 5.5, 18.25, 1, 0),
        ("y", "x", "ab", 1, 3.0, 9.0, 0, 0),
        ("y", "y", "ab", 0, 0.0, 0.0, 0, 1),
    ]


@pytest.mark.spark
@pytest.mark.skipif(which("java") is None, reason="needs Java 17 for PySpark")
def test_spark_gives_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="needs PySpark and Java 17: make test-spark")
    place = str(tmp_path_factory.mktemp("warehouse"))
    session = sql.SparkSession.builder.master("local[1]").config("spark.sql.warehouse.dir", place)
    session = session.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1").getOrCreate()
    try:
        ratings = frame(SOME).with_columns(
            pl.Series(dont_know_column(item), [False, False, item == "b", False, False]) for item in ITEMS
        )
        schema = ", ".join(
            f"`{name}` {'STRING' if name in KEYS else 'BOOLEAN' if ':' in name else 'DOUBLE'}" for name in ratings.columns
        )
        spark = session.createDataFrame(ratings.rows(), schema)

        assert_frame_equal(cube(spark, KEYS, MEASURES), cube(ratings, KEYS, MEASURES))
    finally:
        session.stop()


@settings(max_examples=50, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(found: list[Row], random: Random) -> None:
    shuffled = random.sample(found, len(found))

    assert_frame_equal(cube(frame(shuffled), KEYS, MEASURES), cube(frame(found), KEYS, MEASURES), abs_tol=1e-12)


@settings(max_examples=50, deadline=None)
@given(rows)
def test_labels_change_nothing_but_themselves(found: list[Row]) -> None:
    new = {"x": "Ø", "y": "=1+1", "z": "a b"}
    renamed: list[Row] = [(new[rater], new[target], a, b, c) for rater, target, a, b, c in found]
    back = {label: old for old, label in new.items()}

    counted = cube(frame(renamed), KEYS, MEASURES).with_columns(pl.col(KEYS).replace(back))

    assert_frame_equal(counted, cube(frame(found), KEYS, MEASURES), check_row_order=False, abs_tol=1e-12)


@settings(max_examples=50, deadline=None)
@given(rows, rows)
def test_pooling_is_addition(some: list[Row], others: list[Row]) -> None:
    parts = pl.concat([cube(frame(some), KEYS, MEASURES), cube(frame(others), KEYS, MEASURES)])
    added = parts.group_by(*KEYS, "measure").agg(pl.col("n", "total", "squares").sum())

    assert_frame_equal(cube(frame([*some, *others]), KEYS, MEASURES), added, check_row_order=False, abs_tol=1e-12)


def test_a_blank_is_not_a_zero() -> None:
    counted = cube(frame([("x", "y", 4.0, None, None)]), KEYS, [Measure("index", ITEMS, 1)])

    assert counted.row(0) == ("x", "y", "index", 1, 4.0, 16.0)


def test_too_few_answered_items_have_no_index() -> None:
    counted = cube(frame([("x", "y", 4.0, None, None), ("x", "y", 4.0, 2.0, None)]), KEYS, [Measure("index", ITEMS, 2)])

    assert counted.row(0) == ("x", "y", "index", 1, 3.0, 9.0)


def test_who_has_no_value_said_dont_know_or_skipped() -> None:
    found = frame([("x", "y", 4.0, None, None), ("x", "y", None, None, None), ("x", "y", None, None, None)])
    told = found.with_columns(pl.Series(dont_know_column(item), [True, item == "c", False]) for item in ITEMS)

    counted = cube(told, KEYS, MEASURES)

    assert {row[2]: row[-2:] for row in counted.iter_rows()} == {
        "a": (0, 2),
        "b": (1, 2),
        "c": (2, 1),
        "ab": (0, 2),
        "index": (2, 1),
    }


def test_without_dont_know_columns_none_is_told() -> None:
    assert cube(frame(SOME), KEYS, MEASURES).columns == [*KEYS, "measure", "n", "total", "squares"]


def test_a_single_item_is_enough() -> None:
    counted = cube(frame([("x", "y", 4.0, None, None)]), KEYS, [Measure("a", ("a",)), Measure("index", ("a",))])

    assert counted.rows() == [("x", "y", "a", 1, 4.0, 16.0), ("x", "y", "index", 1, 4.0, 16.0)]
