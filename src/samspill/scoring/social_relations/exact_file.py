"""The file of the social relations model: exact, for the one who holds the raw data (docs/methods/social-relations.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw
import polars as pl

from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.cube import mean_of
from samspill.scoring.measure import Measure, measures
from samspill.scoring.score_set import INDEX
from samspill.scoring.social_relations.fit import fit
from samspill.scoring.social_relations.model import ShrunkenTie, SocialRelations
from samspill.terms import Estimate

DECIMALS = 6
"""Decimals in the file: the parts are found by iteration, and more of them would be noise."""

Record = dict[str, Any]


def social_relations_json(
    ratings: Ratings, instrument: Instrument, *, reciprocity: bool = True, min_items: int | None = None
) -> Record:
    """Return the content of social_relations.json: per wave and dimension, sub-scale and the index.

    A number that is undefined is null, and ``reasons`` has its code; so for an interval that is missing.

    Parameters
    ----------
    ratings : Ratings
        One row = respondent × target; scores in the item columns, null = not answered. Only pairs with contact count.
    instrument : Instrument
    reciprocity : bool
        False fixes both covariances at zero.
    min_items : int or None
        Answered index items that a rating needs for an index; None takes the instrument's.

    Raises
    ------
    UsageError
        ``scoring.min_items``; see :func:`samspill.scoring.measure.measures`.
    """
    wanted = (*instrument.dimensions, *instrument.subscales, INDEX)
    counted = {measure.key: measure for measure in measures(instrument, ratings.items, min_items) if measure.key in wanted}
    rated = ratings.rated
    waves = sorted(rated["wave"].unique())
    return {
        "reciprocity": "on" if reciprocity else "off",
        "waves": [
            {
                "wave": wave,
                "dimensions": {
                    key: _record(fit(rating_table(rated.filter(wave=wave), measure), reciprocity=reciprocity))
                    for key, measure in counted.items()
                },
            }
            for wave in waves
        ],
    }


def rating_table(rated: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Return ratings as ``fit`` takes them, on one measure; groups are named ``group`` or ``group@site``."""
    valued = nw.from_native(rated).with_columns(rating=mean_of(measure)).to_native()
    return valued.select("respondent", *(_node(side).alias(side) for side in ("rater", "target")), "rating")


def _node(side: str) -> pl.Expr:
    group, site = pl.col(f"{side}_group"), pl.col(f"{side}_site")
    return pl.when(site == "").then(group).otherwise(pl.concat_str(group, pl.lit("@"), site))


def _record(found: SocialRelations) -> Record:
    numbers = {"mean": found.mean, **found.parts}
    numbers |= {f"{name}_correlation": told for name, told in found.correlations.items()}
    record: Record = {}
    for name, told in numbers.items():
        record |= _estimate(name, told)
    return record | {
        "standard_errors": {name: _decimals(error) for name, error in found.standard_errors.items()},
        "reml_criterion": _decimals(found.reml_criterion),
        "converged": found.converged,
        "at_zero": list(found.at_zero),
        "round_robins": len(found.means),
        "ratings": found.ratings,
        "respondents": found.respondents,
        "perceivers": _values(found.perceivers),
        "targets": _values(found.targets),
        "relationships": {f"{tie.rater}>{tie.target}": _decimals(tie.relationship) for tie in found.ties},
        "ties": [_tie(tie) for tie in found.ties],
        "reasons": {name: told.reason for name, told in numbers.items() if told.reason},
    }


def _estimate(name: str, told: Estimate) -> Record:
    record: Record = {name: _decimals(told.value)}
    if told.lower is not None:
        record |= {f"{name}_low": _decimals(told.lower), f"{name}_high": _decimals(told.upper)}
    return record


def _values(effects: Mapping[str, Estimate]) -> Record:
    return {group: _decimals(effect.value) for group, effect in effects.items()}


def _tie(tie: ShrunkenTie) -> Record:
    return {"rater": tie.rater, "target": tie.target, "n": tie.n, "mean": _decimals(tie.mean)} | _estimate(
        "shrunken", tie.shrunken
    )


def _decimals(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
