"""Whose answers a release shows, counted from the truth: what the release calls published, person by person."""

from __future__ import annotations

import polars as pl
from organisations import Organisation

from samspill.disclosure.release import WaveRelease
from samspill.scoring.score_set import INDEX
from samspill.terms import CellState

LEFT_OUT = "left_out"


def answered(world: Organisation, wave: WaveRelease) -> pl.DataFrame:
    """Return everybody who answered in a wave, with how they stand in its release.

    Returns
    -------
    polars.DataFrame
        ``person``, ``node``; ``unit``: whose answers theirs stand with, null where their group is left out; ``in_cell``:
        whether they are counted in at least one published number about a tie.
    """
    unit_of = {member: unit.id for unit in wave.groups if unit.is_rater and unit.state != LEFT_OUT for member in unit.members}
    people = world.people.filter((pl.col("wave") == wave.wave) & pl.col("respondent").is_not_null())
    named = people.select("person", "node", unit=pl.col("node").replace_strict(unit_of, default=None, return_dtype=pl.String))
    counted = counts_in(world, wave).select("person").unique()["person"]
    return named.with_columns(in_cell=pl.col("person").is_in(counted.implode()))


def counts_in(world: Organisation, wave: WaveRelease) -> pl.DataFrame:
    """Return who is counted in which published index: ``person``, ``node``, ``unit``, ``target``."""
    shown = pl.DataFrame(
        [(cell.rater, cell.target) for cell in wave.cells if cell.dimension == INDEX and cell.state is CellState.SHOWN],
        schema={"unit": pl.String, "target": pl.String},
        orient="row",
    )
    members = pl.DataFrame(
        [(unit.id, member) for unit in wave.groups if unit.is_rater for member in unit.members],
        schema={"unit": pl.String, "node": pl.String},
        orient="row",
    )
    index = [item.key for item in world.instrument.index_items]
    said = world.truth[wave.wave].filter(pl.col("counted").is_not_null() & pl.col("item").is_in(index))
    rated = said.select("person", "target", node="rater").unique()
    return rated.join(members, on="node").join(shown, on=["unit", "target"])
