"""Reliability, agreement and differences between groups of every wave and scope, and the file that tells them exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from samspill.instrument.model import Instrument
from samspill.ratings.table import KEYS, Ratings
from samspill.scoring.agreement import Agreement, Average, CellAgreement, agreement
from samspill.scoring.cube import mean_of
from samspill.scoring.measure import Measure, measures
from samspill.scoring.reliability import ItemReliability, Reliability, reliability
from samspill.scoring.score_set import INDEX, OWN
from samspill.scoring.variance import Effect, FTest, OneWay, TwoWay, one_way, two_way
from samspill.terms import Estimate

ALL = "all"
"""Name of the scope of all index items."""

NODE = ("rater_group", "rater_site")
DIGITS = 8
"""Significant digits in a file: omega is found by iteration, and more of them would be noise."""

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is told of one set of index items: all of them, those of a dimension or of a sub-scale."""

    items: tuple[str, ...]
    reliability: Reliability
    agreement: Agreement
    variance: OneWay
    """Of the scope's mean, one value per respondent (mean over targets), by rater group at its site."""


@dataclass(frozen=True, slots=True)
class WaveReliability:
    """All scopes of a wave, between groups and of the own group; ``two_way`` is None where nobody has a site."""

    wave: int
    between: Mapping[str, Scope]
    own: Mapping[str, Scope]
    two_way: TwoWay | None


def wave_reliabilities(
    ratings: Ratings, instrument: Instrument, *, min_items: int | None = None, only: Collection[str] | None = None
) -> tuple[WaveReliability, ...]:
    """Return the statistics of every wave in which somebody rated a group.

    Only ratings (respondent × target) with an index count, so that a rule for missing answers is the same as cleaning first. Of
    them alpha, omega and agreement use those that answered every item of the scope; ICC and analyses of variance the mean over
    targets of each respondent's scores. The own group stands apart.

    Parameters
    ----------
    ratings : Ratings
        One row = respondent × target; scores in the item columns, null = not answered. Only pairs with contact count.
    instrument : Instrument
    min_items : int or None
        Answered index items that a rating needs for an index; None takes the instrument's.
    only : collection of str or None
        Scopes to look at; None looks at all.

    Raises
    ------
    UsageError
        ``scoring.min_items``; see :func:`samspill.scoring.measure.measures`.
    """
    possible = scopes_of(instrument, ratings.items, min_items)
    if ALL not in possible:
        return ()
    scopes = {key: measure for key, measure in possible.items() if only is None or key in {ALL, *only}}
    values = {_value(key): mean_of(measure) for key, measure in scopes.items()}
    there = ratings.rated.with_columns(own=OWN)
    rated = nw.from_native(there).with_columns(**values).to_native().drop_nulls(_value(ALL))
    waves = sorted(rated["wave"].unique())
    return tuple(_wave(rated.filter(wave=wave), wave, scopes, instrument) for wave in waves)


def scopes_of(instrument: Instrument, items: Sequence[str], min_items: int | None = None) -> dict[str, Measure]:
    """Return what is looked at: ``all`` index items, those of dimensions and of sub-scales, as far as the ratings have them.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> scopes_of(shipped("relational-coordination"), ("timely", "accurate"), min_items=1)["communication"].items
    ('timely', 'accurate')
    """
    of = {measure.key: measure for measure in measures(instrument, items, min_items)}
    named = {key: of[key] for key in (*instrument.dimensions, *instrument.subscales) if key in of}
    return {ALL: of[INDEX], **named} if INDEX in of else {}


def _value(scope: str) -> str:
    return f"mean of {scope}"


def _wave(rated: pl.DataFrame, wave: int, scopes: Mapping[str, Measure], instrument: Instrument) -> WaveReliability:
    means = (pl.col(_value(key)).mean() for key in scopes)
    people = rated.sort(*KEYS).group_by("own", *NODE, "respondent", maintain_order=True).agg(means)
    sides = dict[bool, dict[str, Scope]]()
    for own in (False, True):
        rows, persons = rated.filter(own=own), people.filter(own=own)
        there = scopes if rows.height or not own else dict[str, Measure]()
        sides[own] = {key: _scope(key, measure.items, rows, persons, instrument) for key, measure in there.items()}
    between = people.filter(own=False)
    sites = (between["rater_site"] != "").any()
    parts = two_way(between, _value(ALL), "rater_site", "rater_group") if sites else None
    return WaveReliability(wave, sides[False], sides[True], parts)


def _scope(key: str, items: tuple[str, ...], rows: pl.DataFrame, people: pl.DataFrame, instrument: Instrument) -> Scope:
    scales = {item: instrument.scale_of(item) for item in items}
    return Scope(items, reliability(rows, items), agreement(rows, scales), one_way(people, _value(key), NODE))


def reliability_json(ratings: Ratings, instrument: Instrument, *, min_items: int | None = None) -> Record:
    """Return the content of reliability.json: exact, for the one who holds the raw data (docs/methods/reliability.md).

    Per wave ``scopes`` (between groups) and, where people rated it, ``own_group``, by scope. A number that is undefined is
    null, and ``reasons`` has its code; so for an interval that is missing. ``verdicts`` and ``limits`` are codes of texts too.
    """
    return {"waves": [_wave_record(found) for found in wave_reliabilities(ratings, instrument, min_items=min_items)]}


def _wave_record(found: WaveReliability) -> Record:
    record: Record = {"wave": found.wave, "scopes": {key: _scope_record(scope) for key, scope in found.between.items()}}
    if found.own:
        record["own_group"] = {key: _scope_record(scope) for key, scope in found.own.items()}
    if found.two_way is not None:
        record["anova_two_way"] = _two_way_record(found.two_way)
    return record


def _scope_record(scope: Scope) -> Record:
    told, agreed, variance = scope.reliability, scope.agreement, scope.variance
    numbers = dict(_estimates(scope))
    averages = {"rwg_j": agreed.rwg_j, "r_star_wg_j": agreed.r_star_wg_j, "ad_m": agreed.ad_m}
    for name, average in averages.items():
        numbers |= dict(_average(name, average))
    reasons = {name: found.reason for name, found in numbers.items() if found.reason}
    verdicts = (told.verdict, agreed.verdict, variance.verdict, variance.verdict_means)
    record: Record = {"items": list(scope.items), "n": told.ratings, "people": told.people, "dropped": told.dropped}
    for name, found in numbers.items():
        record |= _with_interval(name, found)
    return record | {
        "ties": agreed.ties,
        "anova": _test_record(variance.test)
        | {"n": variance.n, "groups": variance.groups, "k": _digits(variance.k)}
        | {"ss_between": _digits(variance.between), "ss_within": _digits(variance.within)},
        "by_item": {item.item: _item_record(item) for item in told.items},
        "cells": [_cell_record(cell) for cell in agreed.cells],
        "verdicts": list(dict.fromkeys(verdicts)),
        "limits": [*told.limits, *agreed.limits, *variance.limits],
        "reasons": reasons,
    }


def _estimates(scope: Scope) -> Iterator[tuple[str, Estimate]]:
    for name in ("alpha", "alpha_standardised", "mean_r", "omega"):
        yield name, getattr(scope.reliability, name)
    yield "icc1", scope.variance.icc1
    yield "icc2", scope.variance.icc2


def _average(name: str, average: Average) -> Iterator[tuple[str, Estimate]]:
    yield f"{name}_mean", average.mean
    yield f"{name}_median", average.median


def _with_interval(name: str, found: Estimate) -> Record:
    record: Record = {name: _digits(found.value)}
    if found.lower is not None:
        record |= {f"{name}_low": _digits(found.lower), f"{name}_high": _digits(found.upper)}
    return record


def _item_record(item: ItemReliability) -> Record:
    return _plain({"alpha_if_deleted": item.alpha_if_deleted, "item_total_r": item.item_total_r})


def _cell_record(cell: CellAgreement) -> Record:
    numbers = _plain({"rwg_j": cell.rwg_j, "r_star_wg_j": cell.r_star_wg_j, "ad_m": cell.ad_m})
    return {"rater": str(cell.rater), "target": str(cell.target), "n": cell.n} | numbers


def _plain(numbers: Mapping[str, Estimate]) -> Record:
    """Return values, and a reason where one is undefined."""
    record: Record = {name: _digits(found.value) for name, found in numbers.items()}
    reason = next((found.reason for found in numbers.values() if found.value is None), None)
    return record | ({"reason": reason} if reason else {})


def _test_record(test: FTest) -> Record:
    record: Record = {"F": _digits(test.f.value), "df1": test.df1, "df2": test.df2, "p": _digits(test.p.value)}
    return record | ({"reason": test.f.reason} if test.f.reason else {})


def _two_way_record(found: TwoWay) -> Record:
    effects = {"site": _effect_record(found.site), "rater_group": _effect_record(found.group)}
    return {"sums_of_squares": "II", "n": found.n, **effects, "ss_residual": _digits(found.residual)}


def _effect_record(effect: Effect) -> Record:
    return {"ss": _digits(effect.squares), **_test_record(effect.test), "verdict": effect.verdict}


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")
