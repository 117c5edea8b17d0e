"""A point is one place in one wave: what an indicator counts there, and how the collaboration is experienced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import narwhals as nw
import polars as pl

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.indicators import Indicators
from samspill.ratings.table import Ratings
from samspill.scoring.cube import mean_of
from samspill.scoring.measure import measures
from samspill.scoring.score_set import CELL, INDEX, OWN


@dataclass(frozen=True, slots=True)
class Point:
    """One place in one wave.

    Parameters
    ----------
    indicator : str
    wave : int
    site, organisation : str
        "" = all of them.
    capacity : float or None
        Relational capacity, scale units: the mean over ties between groups of which one group at least, rater or rated, belongs
        to the place; every tie weighs the same, and own groups are left out. None where there is no such tie with an index.
    ties, people : int
        Ties behind it, and people who rated in them.
    tie_keys : frozenset of tuple
        Which ties, so that places with ties in common can be told.
    value : float
        Of the indicator.
    count : int or None
        What the value rests on, as the file says.
    """

    indicator: str
    wave: int
    site: str
    organisation: str
    capacity: float | None
    ties: int
    people: int
    tie_keys: frozenset[tuple[str, ...]]
    value: float
    count: int | None

    @property
    def unit(self) -> tuple[str, str]:
        """Return the place, whatever the wave."""
        return self.site, self.organisation

    @property
    def kind(self) -> str:
        """Return what kind of place it is: ``site``, ``organisation`` or ``site_organisation``."""
        return "_".join(name for name, key in (("site", self.site), ("organisation", self.organisation)) if key)


def points(
    ratings: Ratings, mapping: Mapping, instrument: Instrument, indicators: Indicators, *, min_items: int | None = None
) -> tuple[Point, ...]:
    """Return every row of the indicators with the relational capacity of its place in its wave.

    Parameters
    ----------
    ratings : Ratings
        One row = respondent × target; only pairs with contact count.
    mapping : Mapping
        Its groups must hold those of the ratings.
    instrument : Instrument
    indicators : Indicators
    min_items : int or None
        Answered index items that a rating needs for an index; None takes the instrument's.

    Raises
    ------
    UsageError
        ``scoring.min_items``; see :func:`samspill.scoring.measure.measures`.
    """
    rated = _rated(ratings, mapping, instrument, min_items)
    return tuple(_points(rated, indicators))


def _rated(ratings: Ratings, mapping: Mapping, instrument: Instrument, min_items: int | None) -> pl.DataFrame:
    """Return the index of every rating between groups, with the organisations of both."""
    index = next((one for one in measures(instrument, ratings.items, min_items) if one.key == INDEX), None)
    there = ratings.rated.filter(~OWN)
    if index is None:
        there, valued = there.clear(), nw.lit(None, nw.Float64)
    else:
        valued = mean_of(index)
    organisations = {group.key: group.organisation for group in mapping.groups.values()}
    named = {
        f"{side}_organisation": pl.col(f"{side}_group").replace_strict(organisations, return_dtype=pl.String)
        for side in ("rater", "target")
    }
    rated = nw.from_native(there).with_columns(index=valued).to_native().drop_nulls("index")
    return rated.with_columns(**named).sort(*CELL, "respondent")


def _points(rated: pl.DataFrame, indicators: Indicators) -> Iterator[Point]:
    @cache
    def ties(wave: int, site: str, organisation: str) -> tuple[float | None, int, int, frozenset[tuple[str, ...]]]:
        sides = (_side(side, site, organisation) for side in ("rater", "target"))
        here = rated.filter((pl.col("wave") == wave) & pl.any_horizontal(sides))
        means = here.group_by(CELL[1:], maintain_order=True).agg(pl.col("index").mean())
        capacity = None if means.is_empty() else float(means["index"].to_numpy().mean())
        return capacity, means.height, here["respondent"].n_unique(), frozenset(means.select(CELL[1:]).rows())

    for wave, site, organisation, indicator, value, count in indicators.frame.iter_rows():
        yield Point(indicator, wave, site, organisation, *ties(wave, site, organisation), value, count)


def _side(side: str, site: str, organisation: str) -> pl.Expr:
    at_site = pl.lit(not site) | (pl.col(f"{side}_site") == site)
    return at_site & (pl.lit(not organisation) | (pl.col(f"{side}_organisation") == organisation))
