"""How much people of one group differ about the same group, and how much of it is the noise of single answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from samspill.scoring.measure import Measure
from samspill.scoring.score_set import CELL, INDEX, OWN
from samspill.scoring.uncertainty import NOISE

SCHEMA = {
    "wave": pl.Int64,
    "own": pl.Boolean,
    "measure": pl.String,
    "variance": pl.Float64,
    "degrees": pl.Int64,
    "noise": pl.Float64,
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Spread of one measure within the ties of a wave.

    ``variance`` is pooled over ties (scale units squared), ``degrees`` its degrees of freedom, and ``noise`` the share of it
    that is answers varying by themselves, 1 − alpha within ties; None where no two questions can be compared.
    """

    variance: float
    degrees: int
    noise: float | None


def spreads(rated: pl.DataFrame, exact: pl.DataFrame, clusters: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """Return the spread of every wave and measure, between groups and of own groups apart (docs/methods/intervals.md).

    Parameters
    ----------
    rated : polars.DataFrame
        Ratings with contact: keys, item columns (scale units, null = not answered), ``own``.
    exact, clusters : polars.DataFrame
        Their cube, and the sums over the people of each rater group.
    measures : sequence of Measure

    Returns
    -------
    polars.DataFrame
        ``wave, own, measure`` + ``variance``, ``degrees``, ``noise``. A measure is missing where no tie has two values. People,
        not ratings, count as degrees of freedom: what one person says of several groups hangs together.
    """
    index = next((measure.items for measure in measures if measure.key == INDEX), ())
    cells = exact.filter(pl.col("n") > 1).with_columns(own=OWN)
    keys = ("wave", "own", "measure")
    within = (pl.col("squares") - pl.col("total") ** 2 / pl.col("n")).clip(lower_bound=0)
    told = pl.when(within > NOISE * pl.col("squares")).then(within).otherwise(0.0)
    pooled = (
        cells.group_by(keys)
        .agg(within=told.sum(), free=(pl.col("n") - 1).sum())
        .join(_people_beside_groups(cells, clusters), on=keys, how="left")
    )
    noise = pl.DataFrame(
        list(_noise(rated, index, measures)), schema={"wave": pl.Int64, "own": pl.Boolean} | _NOISE, orient="row"
    )
    return (
        pooled.with_columns(
            variance=pl.col("within") / pl.col("free"), degrees=pl.min_horizontal("free", "people").fill_null(0)
        )
        .filter(pl.col("degrees") > 0)
        .with_columns(pl.col("wave").cast(pl.Int64))
        .join(noise, on=keys, how="left")
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort(keys)
    )


_NOISE = {"measure": pl.String, "noise": pl.Float64}


def _people_beside_groups(cells: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """Return people minus rater groups, by wave, own and measure."""
    others = clusters.filter(weighting="respondent").select("wave", "measure", "people", own=pl.lit(value=False))
    selves = cells.filter("own").select("wave", "measure", people="n", own=pl.lit(value=True))
    both = pl.concat([others, selves], how="vertical_relaxed")
    return both.group_by("wave", "own", "measure").agg(people=(pl.col("people") - 1).sum())


def _noise(
    rated: pl.DataFrame, index: Sequence[str], measures: Sequence[Measure]
) -> Iterator[tuple[int, bool, str, float | None]]:
    if len(index) < 2:  # noqa: PLR2004
        return
    complete = rated.drop_nulls(list(index))
    centred = complete.select("wave", "own", *(pl.col(item) - pl.col(item).mean().over(CELL) for item in index))
    for (wave, own), rows in centred.group_by("wave", "own"):
        covariance = _covariance(rows.select(index).to_numpy())
        for measure in measures:
            places = [index.index(item) for item in measure.items if item in index]
            yield int(str(wave)), bool(own), measure.key, noise_share(covariance, places)


def _covariance(deviations: Floats) -> Floats:
    product: Floats = deviations.T @ deviations
    return product


def noise_share(covariance: Floats, places: Sequence[int]) -> float | None:
    """Return which share of a measure's variance is noise of its answers: 1 − alpha of its items, within ties.

    Parameters
    ----------
    covariance : numpy.ndarray
        ``(items, items)``, of the index items within ties, up to a factor.
    places : sequence of int
        The measure's items among them. One item is taken to be as sure as an index item is on average, 1 − mean r, and so is an
        item outside the index, which has no place.

    Returns
    -------
    float or None
        Above 0, at most 1; None where the items do not vary, or everybody answers all of them alike, so that no noise shows.

    Examples
    --------
    >>> within = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> round(noise_share(within, [0, 1]) or 0, 3), noise_share(within, [0])
    (0.333, 0.5)
    """
    if len(places) > 1:
        part = covariance[np.ix_(places, places)]
        whole, single = float(part.sum()), float(np.trace(part))
        hanging = (1 - single / whole) * len(places) / (len(places) - 1) if whole > NOISE * single else 0.0
        return _share(1 - hanging) if single > 0 else None
    deviation = np.sqrt(np.diag(covariance))
    varying = deviation > 0
    count = int(varying.sum())
    if count < 2:  # noqa: PLR2004
        return None
    part = covariance[np.ix_(varying, varying)] / np.outer(deviation[varying], deviation[varying])
    mean_r = float((part.sum() - count) / (count * (count - 1)))
    return _share(1 - mean_r)


def _share(noise: float) -> float | None:
    return min(noise, 1.0) if noise > NOISE else None
