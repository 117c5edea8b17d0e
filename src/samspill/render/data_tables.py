"""A release as tidy tables: one row a published thing, one column a fact, the same names in every data format.

Columns are documented in docs/reference/exports.md. Nothing here computes: a number stands in the release, or nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite

import polars as pl

from samspill.disclosure.release import Cell, Published, Release, TieFacts, WaveRelease
from samspill.language import say
from samspill.render.data_columns import PUBLISHED, SCHEMAS
from samspill.render.safe_text import one_line
from samspill.reporting.document import Report
from samspill.reporting.narrate import policy_words, reason_of
from samspill.terms import CellState

Row = Mapping[str, object]
INDEX = "index"


def table(report: Report, name: str) -> pl.DataFrame:
    """Return one table of a report's release, all its waves below each other.

    Parameters
    ----------
    report : Report
    name : str
        A key of ``SCHEMAS``.

    Returns
    -------
    polars.DataFrame
        Columns of ``SCHEMAS[name]``. ``value``, ``lower``, ``upper`` and ``difference`` in scale units. Missing means that the
        release holds nothing there; ``state`` or ``reason`` tell why. Names are in the report's language.
    """
    rows = [row for wave in report.release.waves for row in ROWS[name](report, wave)]
    return pl.DataFrame(rows, schema=SCHEMAS[name], orient="row")


def stamp(report: Report) -> dict[str, str]:
    """Return what every data file says of itself: its mapping, the policy and its words, and why numbers are rounded."""
    release, language = report.release, report.language
    return {
        "title": one_line(report.title),
        "language": language.value,
        "policy": release.policy.name.value,
        "policy_words": policy_words(release.policy, language),
        "why_rounded": say("disclosure.why_rounded", language),
    }


def unit_name(report: Report, unit: str) -> str:
    """Return the reader's name of a unit; a pool without a name is called after its members."""
    names = report.names.units
    if unit in names:
        return one_line(names[unit])
    return " + ".join(one_line(names.get(part, part)) for part in unit.split("+"))


def measure_name(report: Report, key: str) -> str:
    """Return the reader's name of the index, a dimension or an item; the key where it has none."""
    return one_line(report.names.measures.get(key, key))


def measures(release: Release) -> tuple[str, ...]:
    """Return the index, then every dimension followed by its items, then whatever else has cells."""
    planned = [INDEX, *(key for dimension in release.dimensions for key in (dimension, *release.items.get(dimension, ())))]
    found = [cell.dimension for wave in release.waves for cell in wave.cells]
    return tuple(dict.fromkeys(key for key in (*planned, *found) if key in set(found)))


def finite(number: float | None) -> float | None:
    """Return a number that a file can hold, or None."""
    return number if number is not None and isfinite(number) else None


def published(number: Published | None) -> Row:
    """Return what stands in the columns of a published number."""
    if number is None:
        return dict.fromkeys(PUBLISHED)
    lower, upper = number.interval or (None, None)
    return {
        "value": finite(number.value),
        "bound": number.bound,
        "lower": finite(lower),
        "upper": finite(upper),
        "people": number.n_band,
        "n": number.n,
        "class": number.tie_class,
        "band": one_line(number.band) or None,
    }


def _pair(report: Report, rater: str, target: str) -> Row:
    names = {"rater_name": unit_name(report, rater), "target_name": unit_name(report, target)}
    return {"rater": one_line(rater), "target": one_line(target), **names}


def _measure(report: Report, key: str) -> Row:
    return {"dimension": one_line(key), "dimension_name": measure_name(report, key)}


def facts_by_pair(wave: WaveRelease) -> dict[tuple[str, str], TieFacts]:
    """Return the facts of each pair of a wave."""
    return {(tie.rater, tie.target): tie for tie in wave.ties}


def _waves(report: Report, wave: WaveRelease) -> Iterator[Row]:
    release = report.release
    words = policy_words(release.policy, report.language)
    policy: Row = {
        "policy": release.policy.name,
        "policy_words": words,
        "k": release.policy.k,
        "k_reason": one_line(release.k_reason) or None,
    }
    made: Row = {"instrument": one_line(release.instrument), "samspill": one_line(release.samspill)}
    yield {"wave": wave.wave, "people": wave.respondents, **made, **policy}


def _cells(report: Report, wave: WaveRelease) -> Iterator[Row]:
    return _rows_of_cells(report, wave, wave.cells)


def _kinds(report: Report, wave: WaveRelease) -> Iterator[Row]:
    return _rows_of_cells(report, wave, wave.kinds)


def _rows_of_cells(report: Report, wave: WaveRelease, cells: tuple[Cell, ...]) -> Iterator[Row]:
    facts = facts_by_pair(wave)
    for cell in cells:
        tie = facts.get((cell.rater, cell.target))
        yield {
            "wave": wave.wave,
            **_pair(report, cell.rater, cell.target),
            "own": tie.own if tie else cell.rater == cell.target,
            "need": tie.need if tie else None,
            **_measure(report, cell.dimension),
            "state": cell.state,
            **published(cell.published if cell.state is CellState.SHOWN else None),
            **why(report, cell),
        }


def why(report: Report, cell: Cell | None) -> Row:
    """Return why a cell has no value, and whose answers the raters' could be merged with."""
    helper = one_line(cell.help_with) if cell else ""
    names: Row = {"help_with": helper or None, "help_with_name": unit_name(report, helper) if helper else None}
    return {"reason": reason_of(cell) if cell else None, **names}


def _ties(report: Report, wave: WaveRelease) -> Iterator[Row]:
    cells = {(cell.rater, cell.target): cell for cell in wave.cells if cell.dimension == INDEX}
    for tie in wave.ties:
        shares: Row = {"no_contact": tie.no_contact, "wanted": tie.wanted, "dont_know": tie.dont_know}
        pair = _pair(report, tie.rater, tie.target)
        facts: Row = {"own": tie.own, "need": tie.need, "state": tie.state}
        yield {"wave": wave.wave, **pair, **facts, **why(report, cells.get((tie.rater, tie.target))), **shares}


def _groups(report: Report, wave: WaveRelease) -> Iterator[Row]:
    names = report.names
    for unit in wave.groups:
        yield {
            "wave": wave.wave,
            "unit": one_line(unit.id),
            "name": unit_name(report, unit.id),
            "members": " + ".join(one_line(member) for member in unit.members),
            "organisations": " + ".join(one_line(names.organisations.get(key, key)) for key in unit.organisations),
            "site": one_line(names.sites.get(unit.site, unit.site)) or None,
            "is_rater": unit.is_rater,
            "is_target": unit.is_target,
            "answered": one_line(unit.state),
            "pooled_into": one_line(unit.pooled_into) or None,
            "people": unit.n_band,
            "response": unit.response,
        }


def _group_means(report: Report, wave: WaveRelease) -> Iterator[Row]:
    for unit in wave.groups:
        for side, means in (("received", unit.received), ("given", unit.given)):
            for key, number in means.items():
                who: Row = {"wave": wave.wave, "unit": one_line(unit.id), "name": unit_name(report, unit.id), "side": side}
                yield {**who, **_measure(report, key), **published(number)}


def _choices(report: Report, wave: WaveRelease) -> Iterator[Row]:
    names = report.names
    for choice in wave.choices:
        yield {
            "wave": wave.wave,
            "unit": one_line(choice.unit) or None,
            "name": unit_name(report, choice.unit) if choice.unit else say("data.whole.everybody", report.language),
            "item": one_line(choice.item),
            "item_name": one_line(names.questions.get(choice.item, choice.item)),
            "code": choice.code,
            "code_name": one_line(names.options.get((choice.item, choice.code))) or None,
            "share": choice.share,
        }


def _changes(report: Report, wave: WaveRelease) -> Iterator[Row]:
    for change in wave.changes:
        lower, upper = change.interval or (None, None)
        ends: Row = {"lower": finite(lower), "upper": finite(upper)}
        what: Row = {"direction": change.direction, "difference": finite(change.difference), **ends}
        where = {**_pair(report, change.rater, change.target), **_measure(report, change.dimension)}
        yield {"wave": wave.wave, "since": change.since, **where, **what, "reason": one_line(change.reason) or None}


def _overall(report: Report, wave: WaveRelease) -> Iterator[Row]:
    for mean in wave.overall:
        value = finite(mean.value)
        yield {"wave": wave.wave, **_measure(report, mean.dimension), "weighting": mean.weighting, "value": value}


def _shrunken(report: Report, wave: WaveRelease) -> Iterator[Row]:
    for tie in wave.shrunken:
        lower, upper = map(finite, tie.interval)
        told: Row = {"shrunken": finite(tie.value), "lower": lower, "upper": upper, "people": tie.n_band}
        yield {"wave": wave.wave, **_pair(report, tie.rater, tie.target), **told}


def _spread(report: Report, wave: WaveRelease) -> Iterator[Row]:
    for dimension, spread in wave.spread.items():
        yield {"wave": wave.wave, **_measure(report, dimension), "spread": finite(spread)}


def _reliability(_report: Report, wave: WaveRelease) -> Iterator[Row]:
    shares = {f"{part}_share": share for part, share in wave.variance_parts.items()}
    for statistic, value in (wave.reliability | shares).items():
        yield {"wave": wave.wave, "statistic": one_line(statistic), "value": finite(value)}


ROWS: Mapping[str, Callable[[Report, WaveRelease], Iterator[Row]]] = {
    "waves": _waves,
    "cells": _cells,
    "ties": _ties,
    "groups": _groups,
    "group_means": _group_means,
    "choices": _choices,
    "changes": _changes,
    "kinds": _kinds,
    "overall": _overall,
    "shrunken": _shrunken,
    "spread": _spread,
    "reliability": _reliability,
}
