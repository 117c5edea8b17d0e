"""Sums over people, for intervals of means over several ties: what one person says of several groups hangs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw
import polars as pl

from samspill.scoring.cube import mean_of
from samspill.scoring.measure import Measure
from samspill.scoring.score_set import CELL, RATER

RESPONDENT, GROUP = "respondent", "group"
"""How ties are weighted in a mean over several: every rating alike, or every tie of a rater group alike."""

SUMS = ("t", "w", "tt", "tw", "ww", "v")
"""Sums over people: of weighted sums of values (t), sums of weights (w), their products, and squares of weights (v)."""


def clusters(rated: pl.DataFrame, exact: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """Return, for each rater group, measure and weighting, the sums over its people.

    A rating weighs 1 by respondent and 1 / n of its tie by group, so that the weighted mean is the mean of all ratings, or of
    the ties' means. With t and w summed over a person's ratings, the mean is Σt / Σw, and its variance needs Σt², Σtw and Σw²;
    the noise of single answers adds up by v, the squared weights of a person's ratings.

    Parameters
    ----------
    rated : polars.DataFrame
        Ratings of other groups, one row = respondent × target.
    exact : polars.DataFrame
        Their cube.
    measures : sequence of Measure

    Returns
    -------
    polars.DataFrame
        ``RATER`` + ``measure``, ``weighting``, ``people`` (with a value), ``t``, ``w``, ``tt``, ``tw``, ``ww``, ``v``.
    """
    values = {f"{place}:value": mean_of(measure) for place, measure in enumerate(measures)}
    rows = nw.from_native(rated.lazy()).with_columns(**values).to_native()
    weighted = rows.join(_counts(exact, measures), on=CELL)
    person = weighted.group_by(*RATER, "respondent").agg(part for place in range(len(measures)) for part in _of_person(place))
    wide = (
        person.group_by(RATER)
        .agg(part for place in range(len(measures)) for part in _of_group(place))
        .collect(engine="streaming")
    )
    return pl.concat(_long(wide, measures)).filter(pl.col("people") > 0).sort(*RATER, "measure", "weighting")


def _counts(exact: pl.DataFrame, measures: Sequence[Measure]) -> pl.LazyFrame:
    n = (
        pl.col("n").filter(pl.col("measure") == measure.key).first().cast(pl.Float64).alias(f"{place}:n")
        for place, measure in enumerate(measures)
    )
    return exact.lazy().group_by(CELL).agg(n)


def _of_person(place: int) -> Iterator[pl.Expr]:
    value, n = pl.col(f"{place}:value"), pl.col(f"{place}:n")
    yield value.sum().alias(f"{place}:{RESPONDENT}:t")
    yield value.count().cast(pl.Float64).alias(f"{place}:{RESPONDENT}:w")
    yield (value / n).sum().alias(f"{place}:{GROUP}:t")
    weight = pl.when(value.is_not_null()).then(1 / n)
    yield weight.sum().alias(f"{place}:{GROUP}:w")
    yield value.count().cast(pl.Float64).alias(f"{place}:{RESPONDENT}:v")
    yield (weight * weight).sum().alias(f"{place}:{GROUP}:v")


def _of_group(place: int) -> Iterator[pl.Expr]:
    for weighting in (RESPONDENT, GROUP):
        of = f"{place}:{weighting}"
        t, w = pl.col(f"{of}:t"), pl.col(f"{of}:w")
        yield (w > 0).sum().cast(pl.Int64).alias(f"{of}:people")
        for name, product in zip(SUMS, (t, w, t * t, t * w, w * w, pl.col(f"{of}:v")), strict=True):
            yield product.sum().alias(f"{of}:{name}:sum")


def _long(wide: pl.DataFrame, measures: Sequence[Measure]) -> Iterator[pl.DataFrame]:
    for place, measure in enumerate(measures):
        for weighting in (RESPONDENT, GROUP):
            of = f"{place}:{weighting}"
            sums = {name: pl.col(f"{of}:{name}:sum") for name in SUMS}
            named = {"measure": pl.lit(measure.key), "weighting": pl.lit(weighting), "people": pl.col(f"{of}:people")}
            yield wide.select(*RATER, **named, **sums)
