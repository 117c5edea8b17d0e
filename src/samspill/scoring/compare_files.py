"""How sure classes, gaps and changes are, as tables for the one who holds the raw data (docs/methods/intervals.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from samspill.design.model import Mapping, Node
from samspill.instrument.classes import class_borders
from samspill.instrument.model import Instrument
from samspill.scoring.cell_mean import chances
from samspill.scoring.compare import Gap, TieChange, changes, gaps
from samspill.scoring.exact_files import columns, decimals
from samspill.scoring.measure import scale_of
from samspill.scoring.tie import Tie
from samspill.terms import Estimate

CLASSES = (
    columns(pl.Int64, "wave")
    | columns(pl.String, "rater_group rater_site target_group target_site dimension")
    | columns(pl.Int64, "n")
    | columns(pl.Float64, "mean")
    | columns(pl.String, "class")
    | columns(pl.Float64, "p_needs_talk p_on_the_way p_holds")
)
"""Columns of classes.csv."""

GAPS = (
    columns(pl.Int64, "wave")
    | columns(pl.String, "one_group one_site other_group other_site dimension")
    | columns(pl.Int64, "n")
    | columns(pl.Float64, "gap ci_low ci_high p q")
)
"""Columns of gaps.csv."""

CHANGES = (
    columns(pl.Int64, "wave since")
    | columns(pl.String, "rater_group rater_site target_group target_site dimension")
    | columns(pl.Int64, "n")
    | columns(pl.Float64, "change ci_low ci_high p q")
)
"""Columns of changes.csv."""


def exact_classes(found: Sequence[Tie], instrument: Instrument) -> pl.DataFrame:
    """Return, for every tie with a mean, its class and the probability of each class; empty where there is no spread."""
    borders = {tie.measure: _borders(tie.measure, instrument) for tie in found}
    return pl.DataFrame([_class_row(tie, borders[tie.measure]) for tie in found if tie.cell.n], schema=CLASSES)


def exact_gaps(found: Sequence[Tie]) -> pl.DataFrame:
    """Return, for every pair that rated each other, how much higher the first rates the second than it is rated back."""
    return pl.DataFrame([_gap_row(gap) for gap in gaps(found)], schema=GAPS)


def exact_changes(found: Sequence[Tie], mapping: Mapping) -> pl.DataFrame:
    """Return the change of every tie since the wave before."""
    return pl.DataFrame([_change_row(change) for change in changes(found, mapping)], schema=CHANGES)


def _borders(measure: str, instrument: Instrument) -> tuple[float, float]:
    scale = scale_of(measure, instrument)
    return class_borders(scale.lowest, scale.highest)


def _class_row(tie: Tie, borders: tuple[float, float]) -> dict[str, Any]:
    told = chances(tie.cell, borders) or (None, None, None)
    row = {"wave": tie.wave, **_ends("rater", tie.rater, "target", tie.target), "dimension": tie.measure, "n": tie.cell.n}
    row |= {"mean": decimals(tie.cell.value), "class": tie.tie_class.value}
    return row | dict(zip(("p_needs_talk", "p_on_the_way", "p_holds"), map(decimals, told), strict=True))


def _gap_row(gap: Gap) -> dict[str, Any]:
    ends = _ends("one", gap.one, "other", gap.other)
    return {"wave": gap.wave, **ends, "dimension": gap.measure, **_tested("gap", gap.gap, gap.p, gap.q)}


def _change_row(change: TieChange) -> dict[str, Any]:
    ends = _ends("rater", change.rater, "target", change.target)
    tested = _tested("change", change.change, change.p, change.q)
    return {"wave": change.wave, "since": change.since, **ends, "dimension": change.measure, **tested}


def _ends(first: str, one: Node, second: str, other: Node) -> dict[str, str]:
    named = ((first, one), (second, other))
    return {f"{name}_{part}": getattr(node, part) for name, node in named for part in ("group", "site")}


def _tested(name: str, found: Estimate, p: float | None, q: float | None) -> dict[str, float | None]:
    numbers = {name: found.value, "ci_low": found.lower, "ci_high": found.upper, "p": p, "q": q}
    return {"n": found.n} | {key: decimals(value) for key, value in numbers.items()}
