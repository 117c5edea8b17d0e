"""The bench's table, and the queries that the cube is compared with: each written as well as we can."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import add

import duckdb
import numpy as np
import polars as pl

from samspill.scoring.cube import cube
from samspill.scoring.measure import Measure

THREADS = 2
TARGETS = 40
RATED = 8
ITEMS = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions")
MEASURES = (*ITEMS, "familiarity", "index")
LEAST = 4
KEYS = ("rater_group", "target_group")
SUMS = ("n", "total", "squares")
Query = Callable[[], pl.DataFrame]


def table(respondents: int, raters: int) -> pl.DataFrame:
    """Return the ratings: groups as enums, scores as floats, a tenth of the answers missing."""
    rng = np.random.default_rng(1)
    rows = respondents * RATED
    rater = np.repeat(rng.integers(0, raters, respondents, dtype=np.uint16), RATED)
    first = np.repeat(rng.integers(0, TARGETS, respondents, dtype=np.uint8), RATED)
    target = (first + np.tile(np.arange(RATED, dtype=np.uint8) * 5, respondents)) % TARGETS
    frame = pl.DataFrame({"rater_group": rater, "target_group": target.astype(np.uint16)}).with_columns(
        pl.col("rater_group").cat.to(_names(raters)), pl.col("target_group").cat.to(_names(TARGETS))
    )
    for item in ITEMS:
        scores = pl.Series(item, rng.integers(1, 6, rows, dtype=np.uint8).astype(np.float64))
        answered = pl.Series(rng.random(rows, dtype=np.float32) >= 0.1)
        frame = frame.with_columns(pl.select(pl.when(answered).then(scores)).to_series())
    return frame


def _names(groups: int) -> pl.Enum:
    return pl.Enum([f"group {number:04}" for number in range(groups)])


# Each contender takes the table and returns its query, ready to be timed. -----------------------------------------------


def cube_on_polars(frame: pl.DataFrame) -> Query:
    """Samspill's cube as it is used."""
    return lambda: cube(frame, KEYS, _measures())


def cube_on_duckdb(frame: pl.DataFrame) -> Query:
    """Samspill's cube over a DuckDB table."""
    connection = _duckdb(frame)
    return lambda: cube(connection.table("ratings"), KEYS, _measures())


def _measures() -> tuple[Measure, ...]:
    return (*(Measure(item, (item,)) for item in ITEMS), Measure("familiarity", ITEMS[:2]), Measure("index", ITEMS, LEAST))


def polars_two_keys(frame: pl.DataFrame) -> Query:
    """Streaming engine, plain sums instead of mean_horizontal, grouped by the two enums."""
    return lambda: _long(_polars_sums(frame.lazy(), KEYS))


def polars_one_key(frame: pl.DataFrame) -> Query:
    """Fold the two groups into one integer first."""
    rater, target = (pl.col(name).to_physical().cast(pl.UInt32) for name in KEYS)
    return lambda: _long(
        _unfolded(_polars_sums(frame.lazy().with_columns(key=rater * TARGETS + target), ("key",)), frame.schema)
    )


def _polars_sums(lazy: pl.LazyFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    def mean(items: tuple[str, ...], least: int) -> pl.Expr:
        n = reduce(add, (pl.col(item).is_not_null().cast(pl.UInt8) for item in items))
        return pl.when(n >= least).then(reduce(add, (pl.col(item).fill_null(0.0) for item in items)) / n)

    either = pl.coalesce((pl.col(ITEMS[0]) + pl.col(ITEMS[1])) / 2, *ITEMS[:2])
    sums = lazy.with_columns(familiarity=either, index=mean(ITEMS, LEAST)).group_by(keys)
    return sums.agg(
        *(pl.col(measure).count().alias(f"{measure}:n") for measure in MEASURES),
        *(pl.col(measure).sum().alias(f"{measure}:total") for measure in MEASURES),
        *((pl.col(measure) * pl.col(measure)).sum().alias(f"{measure}:squares") for measure in MEASURES),
    ).collect(engine="streaming")


def _unfolded(wide: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    places = {"rater_group": pl.col("key") // TARGETS, "target_group": pl.col("key") % TARGETS}
    return wide.with_columns(**{name: place.cast(pl.UInt16).cat.to(schema[name]) for name, place in places.items()})


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        wide.select(
            *KEYS,
            pl.lit(measure).alias("measure"),
            pl.col(f"{measure}:n").cast(pl.Int64).alias("n"),
            *(pl.col(f"{measure}:{name}").cast(pl.Float64).alias(name) for name in SUMS[1:]),
        )
        for measure in MEASURES
    )


def duckdb_two_keys(frame: pl.DataFrame) -> Query:
    """Own table, enums, one GROUP BY."""
    connection = _duckdb(frame)
    return lambda: _long(connection.sql(_grouped("rater_group, target_group")).pl())


def duckdb_one_key(frame: pl.DataFrame) -> Query:
    """Fold the two groups into one integer first."""
    connection = _duckdb(frame)
    schema = frame.schema
    key = f"enum_code(rater_group)::INTEGER * {TARGETS} + enum_code(target_group)::INTEGER AS key"
    return lambda: _long(_unfolded(connection.sql(_grouped(key)).pl(), schema))


def _grouped(keys: str) -> str:
    answered = " + ".join(f"({item} IS NOT NULL)::TINYINT" for item in ITEMS)
    total = " + ".join(f"coalesce({item}, 0)" for item in ITEMS)
    one, two = ITEMS[:2]
    sums = ", ".join(
        f'count("{name}") AS "{name}:n", sum("{name}") AS "{name}:total", sum("{name}" * "{name}") AS "{name}:squares"'
        for name in MEASURES
    )
    return (
        f"SELECT {keys}, {sums} FROM (SELECT *, coalesce(({one} + {two}) / 2, {one}, {two}) AS familiarity, "
        f'CASE WHEN {answered} >= {LEAST} THEN ({total}) / ({answered}) END AS "index" FROM ratings) GROUP BY ALL'
    )


def _duckdb(frame: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    # Insertion order is not asked for, and keeping it would cost DuckDB time.
    connection.execute("SET preserve_insertion_order = false")
    for key in KEYS:
        labels = ", ".join(f"'{label}'" for label in frame[key].dtype.categories)
        connection.execute(f"CREATE TYPE {key}_name AS ENUM ({labels})")
    enums = ", ".join(f"{key}::{key}_name AS {key}" for key in KEYS)
    connection.register("given", frame.to_arrow())
    connection.execute(f"CREATE TABLE ratings AS SELECT * REPLACE ({enums}) FROM given")
    connection.unregister("given")
    return connection


def pandas_groupby(frame: pl.DataFrame) -> Query:
    """Categories, values by numpy, one sum and one count over the groups."""
    ratings = frame.to_pandas()

    def query() -> pl.DataFrame:
        scores = ratings[list(ITEMS)].to_numpy()
        answered = (~np.isnan(scores)).sum(axis=1)
        values = ratings.assign(
            familiarity=np.nansum(scores[:, :2], axis=1)
            / np.where(np.isnan(scores[:, :2]).all(axis=1), np.nan, 2 - np.isnan(scores[:, :2]).sum(axis=1)),
            index=np.where(answered >= LEAST, np.nansum(scores, axis=1) / np.maximum(answered, 1), np.nan),
        )
        squares = [f"{measure}:squares" for measure in MEASURES]
        values[squares] = values[list(MEASURES)].to_numpy() ** 2
        groups = values.groupby(list(KEYS), observed=True, sort=False)
        sums = groups[[*MEASURES, *squares]].sum().rename(columns={measure: f"{measure}:total" for measure in MEASURES})
        counts = groups[list(MEASURES)].count().rename(columns={measure: f"{measure}:n" for measure in MEASURES})
        return _long(pl.from_pandas(sums.join(counts).reset_index()))

    return query


CONTENDERS: dict[str, Callable[[pl.DataFrame], Query]] = {
    "cube": cube_on_polars,
    "cube on DuckDB": cube_on_duckdb,
    "polars, two keys": polars_two_keys,
    "polars, one key": polars_one_key,
    "DuckDB, two keys": duckdb_two_keys,
    "DuckDB, one key": duckdb_one_key,
    "pandas groupby": pandas_groupby,
}
