"""The file of outcomes: exact, for the one who holds the raw data (docs/methods/outcomes.md)."""

from __future__ import annotations

from typing import Any

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.indicators import Indicators
from samspill.ratings.table import Ratings
from samspill.scoring.outcomes.association import Change, Outcome, outcomes
from samspill.scoring.outcomes.multilevel import Multilevel
from samspill.scoring.outcomes.points import Point, points
from samspill.scoring.outcomes.rank import Association
from samspill.terms import Estimate

DIGITS = 8
"""Significant digits: the variance ratio is found by iteration, and more of them would be noise."""

Record = dict[str, Any]


def outcomes_json(
    ratings: Ratings, mapping: Mapping, instrument: Instrument, indicators: Indicators, *, min_items: int | None = None
) -> Record:
    """Return the content of outcomes.json: per indicator and kind of place its points and what goes together with them.

    A number that is undefined is null, and ``reasons`` has its code; ``verdict`` and ``limits`` are codes of texts too.
    ``looked_at`` is the number of entries, which ``q`` counts in.

    Raises
    ------
    UsageError
        ``scoring.min_items``; see :func:`samspill.scoring.measure.measures`.
    """
    found = outcomes(points(ratings, mapping, instrument, indicators, min_items=min_items))
    return {"looked_at": len(found), "indicators": [_record(one) for one in found]}


def _record(one: Outcome) -> Record:
    parts = {"rank": one.rank.estimate, "between": one.multilevel.between, "within": one.multilevel.within}
    parts |= {f"rank_wave_{wave}": found.estimate for wave, found in one.by_wave.items()}
    parts |= {"change": one.change.rank.estimate} if one.change else {}
    return {
        "indicator": one.indicator,
        "unit_kind": one.kind,
        "units": len({point.unit for point in one.points}),
        "waves": sorted(one.by_wave),
        "verdict": one.verdict,
        "limits": list(one.limits),
        "rank": _rank(one.rank) | {"p": _digits(one.rank.p), "q": _digits(one.q)},
        "rank_by_wave": [{"wave": wave} | _rank(found) for wave, found in one.by_wave.items()],
        "change": _change(one.change),
        "multilevel": _multilevel(one.multilevel),
        "points": [_point(point) for point in one.points],
        "reasons": {name: found.reason for name, found in parts.items() if found.reason},
    }


def _rank(found: Association) -> Record:
    told = found.estimate
    return {"estimate": _digits(told.value), "low": _digits(told.lower), "high": _digits(told.upper), "n": told.n}


def _change(found: Change | None) -> Record | None:
    return None if found is None else {"since": found.since, "wave": found.wave} | _rank(found.rank)


def _multilevel(found: Multilevel) -> Record:
    return {
        **_slope("between", found.between, found.between_df),
        **_slope("within", found.within, found.within_df),
        "unit_variance": _digits(found.unit_variance),
        "residual_variance": _digits(found.residual_variance),
        "reml_criterion": _digits(found.reml_criterion),
        "points": found.points,
        "units": found.units,
        "converged": found.converged,
    }


def _slope(name: str, found: Estimate, degrees: int) -> Record:
    ends = {f"{name}_low": _digits(found.lower), f"{name}_high": _digits(found.upper)}
    return {name: _digits(found.value), **ends, f"{name}_df": degrees if found.value is not None else None}


def _point(point: Point) -> Record:
    return {
        "wave": point.wave,
        "site": point.site,
        "organisation": point.organisation,
        "capacity": _digits(point.capacity),
        "ties": point.ties,
        "people": point.people,
        "value": point.value,
        "count": point.count,
    }


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")
