"""Statistics of a whole wave: only from 25 people on, rounded, and of answers in published cells alone (TRUST: P4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from samspill.disclosure.cells import Table
from samspill.instrument.ladder import down, exact, half_up, up
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.measure import measures
from samspill.scoring.reliability_file import ALL, Scope, wave_reliabilities
from samspill.scoring.score_set import CELL, INDEX
from samspill.scoring.social_relations import SocialRelations, fit, rating_table
from samspill.terms import CellState, Estimate

STEP = Decimal("0.05")
"""What published statistics of a whole wave are rounded to."""
PARTS = {
    "perceiver": ("perceiver_variance",),
    "target": ("target_variance",),
    "relationship": ("relationship_variance",),
    "people": ("respondent_variance", "residual_variance"),
}
"""Variances behind each published share. A part that the design cannot tell stands in another already."""
TOLD_WITHIN = {
    "alpha": (Decimal(0), Decimal("0.95")),
    "omega": (Decimal(0), Decimal("0.95")),
    "icc1": (Decimal(0), Decimal("0.5")),
    "icc2": (Decimal(0), Decimal("0.9")),
    "rwg_j_mean": (Decimal("0.1"), Decimal("0.9")),
}
"""Ends that numbers and their intervals are kept within.

Nearer to 1 they would say that everybody in a group answered alike, and so, beside the published means, what each person
answered; the same reason as for the least spread that is told.
"""
LEAST_OF_PEOPLE = Decimal("0.3")
"""Least share of people that variance parts are told with, for the same reason."""
LEAST_LEVELS = 5
"""Groups that rate, and groups that are rated, from which variance parts are told; fewer do not tell a variance."""


@dataclass(frozen=True, slots=True)
class WholeWave:
    """``reliability`` by name, with ``…_low`` and ``…_high`` where there is an interval; shares of variance; verdicts."""

    reliability: dict[str, float] = field(default_factory=dict[str, float])
    parts: dict[str, float] = field(default_factory=dict[str, float])
    verdicts: tuple[str, ...] = ()


def whole_wave(ratings: Ratings, table: Table, instrument: Instrument) -> WholeWave:
    """Return alpha, omega, ICC and r_wg(j) of the index, and what its variance is made of.

    Nothing where fewer people than the policy demands stand behind published cells between groups. Answers in cells that are
    hidden (too few, left out, too small a target) change nothing, and neither do those of own groups.

    Parameters
    ----------
    ratings : Ratings
        All ratings of the mapping.
    table : Table
        The wave.
    instrument : Instrument
    """
    told = _in_published_cells(ratings.rated, table)
    rated, least = Ratings(told, ratings.own.clear(), ratings.items), table.mapping.policy.whole_wave_from
    scope = next((wave.between[ALL] for wave in wave_reliabilities(rated, instrument, only={ALL}) if ALL in wave.between), None)
    if scope is None or scope.variance.n < least:
        return WholeWave()
    verdicts = (verdict for verdict, people in _verdicts(scope) if people >= least)
    return WholeWave(dict(_numbers(scope, least)), _parts(told, rated, instrument), tuple(dict.fromkeys(verdicts)))


def _verdicts(scope: Scope) -> Iterator[tuple[str, int]]:
    """Give each verdict with the people it rests on."""
    yield scope.reliability.verdict, scope.reliability.alpha.n
    yield scope.agreement.verdict, scope.agreement.rwg_j.mean.n
    yield scope.variance.verdict_means, scope.variance.icc2.n


def _in_published_cells(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the ratings of published cells between units; ties between groups that were pooled are own group.

    Groups that were pooled are one rater here as everywhere else: how they differ is not told.
    """
    shown = [
        (table.wave, rater.group, rater.site, tie.target.group, tie.target.site, tie.unit.id)
        for tie in table.ties
        for rater in tie.raters
        if not tie.own and table.states[tie.unit.id, tie.target][0] is CellState.SHOWN
    ]
    schema = dict.fromkeys((*CELL, "unit"), pl.String) | {"wave": frame.schema["wave"]}
    told = frame.join(pl.DataFrame(shown, schema=schema, orient="row"), on=CELL, maintain_order="left")
    person = pl.concat_str("rater_group", "rater_site", "respondent", separator="/")
    return told.with_columns(respondent=person, rater_group="unit", rater_site=pl.lit("")).drop("unit")


def _numbers(scope: Scope, least: int) -> Iterator[tuple[str, float]]:
    """Give each number that rests on enough people itself: alpha and agreement need answers to every question."""
    found: dict[str, Estimate] = {
        "alpha": scope.reliability.alpha,
        "omega": scope.reliability.omega,
        "icc1": scope.variance.icc1,
        "icc2": scope.variance.icc2,
        "rwg_j_mean": scope.agreement.rwg_j.mean,
    }
    for name, number in found.items():
        if number.n < least:
            continue
        least_told, most_told = TOLD_WITHIN[name]
        ends = {name: (number.value, half_up), f"{name}_low": (number.lower, down), f"{name}_high": (number.upper, up)}
        for key, (value, rounded) in ends.items():
            if value is not None:
                yield key, float(min(max(rounded(exact(value), STEP), least_told), most_told))


def _parts(told: pl.DataFrame, rated: Ratings, instrument: Instrument) -> dict[str, float]:
    """Return the share of each variance part that can be told, of all variance of the index between groups."""
    index = next(measure for measure in measures(instrument, rated.items) if measure.key == INDEX)
    table = rating_table(told, index)
    if min(table["rater"].n_unique(), table["target"].n_unique()) < LEAST_LEVELS:
        return {}
    found = fit(table, profiles=False)
    return _shares(found) if found.converged else {}


def _shares(found: SocialRelations) -> dict[str, float]:
    sums = {name: sum(found.parts[part].value or 0.0 for part in parts) for name, parts in PARTS.items()}
    total = sum(sums.values())
    shares = {name: half_up(exact(value / total), STEP) for name, value in sums.items()} if total else {}
    return {name: float(share) for name, share in shares.items()} if shares and shares["people"] >= LEAST_OF_PEOPLE else {}
