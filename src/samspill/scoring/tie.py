"""Directed ties: what the people of one group say of another, and how both directions differ."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import polars as pl

from samspill.design.model import Mapping, Node
from samspill.instrument.classes import band, tie_class
from samspill.instrument.model import Instrument
from samspill.scoring.cell_mean import CellMean, interval
from samspill.scoring.measure import scale_of
from samspill.scoring.score_set import CELL, ScoreSet
from samspill.scoring.spread import Spread
from samspill.scoring.uncertainty import Stratum, share_estimate
from samspill.terms import Estimate, TieClass

METHOD = "intervals"


@dataclass(frozen=True, slots=True)
class Tie:
    """One group's rating of another on one measure (or of itself, on the diagonal).

    Parameters
    ----------
    wave : int
    rater, target : Node
    measure : str
        Item, dimension or sub-scale key, or ``index``.
    mean : Estimate
        Scale units.
    sd : float or None
        Between people; None under two.
    tie_class : TieClass
        Of the exact mean, by the rule for published values.
    band : str or None
        By the instrument's own bands, for the own group those within.
    no_contact, wanted : Estimate
        Share of those who said anything of the pair: no contact at all, and those of them who ought to have it.
    dont_know, skipped : Estimate
        Share of those who have contact: no value because of "don't know", or because of blanks.
    without : tuple of int
        The people behind ``no_contact``, ``dont_know``, ``skipped``.
    stratum : Stratum
    cell : CellMean
        What the interval was made of.
    """

    wave: int
    rater: Node
    target: Node
    measure: str
    mean: Estimate
    sd: float | None
    tie_class: TieClass
    band: str | None
    no_contact: Estimate
    wanted: Estimate
    dont_know: Estimate
    skipped: Estimate
    without: tuple[int, int, int]
    stratum: Stratum
    cell: CellMean

    @property
    def own(self) -> bool:
        """Whether a group rates itself; never mixed into means between groups."""
        return self.rater == self.target


def ties(scores: ScoreSet, mapping: Mapping, instrument: Instrument) -> tuple[Tie, ...]:
    """Return every tie that somebody said something of, on every measure, in the owner's order of groups.

    A pair without contact has no mean; nothing is mirrored. The interval (:func:`samspill.scoring.cell_mean.interval`) tells of
    all people of the rater group.
    """
    places = {
        wave: {node: place for place, node in enumerate(mapping.nodes(wave))} for wave in scores.contacts["wave"].unique()
    }
    sizes = rater_sizes(scores, mapping)
    within = spread_of(scores)
    found = [_tie(row, sizes, within, instrument) for row in _cells(scores).iter_rows(named=True)]
    return tuple(sorted(found, key=lambda tie: (tie.wave, places[tie.wave][tie.rater], places[tie.wave][tie.target])))


def rater_sizes(scores: ScoreSet, mapping: Mapping) -> dict[tuple[int, Node], int]:
    """Return the people of every group that answered, by wave; 0, unknown, where more answered than the mapping gives it."""
    answered = {(wave, Node(group, site)): people for wave, group, site, people in scores.people.iter_rows()}
    sizes = {(wave, node): mapping.size(node, wave) for wave, node in answered}
    return {key: size if answered[key] <= size else 0 for key, size in sizes.items()}


def _cells(scores: ScoreSet) -> pl.DataFrame:
    """Return one row per cell that was spoken of × measure; sums are 0 where nobody has a value."""
    named = pl.DataFrame({"measure": scores.measures}, schema={"measure": pl.String})
    return (
        scores.contacts.join(named, how="cross", maintain_order="left_right")
        .join(scores.exact, on=[*CELL, "measure"], how="left", maintain_order="left")
        .with_columns(pl.col("n", "total", "squares", "dont_know", "skipped").fill_null(0))
    )


def spread_of(scores: ScoreSet) -> dict[tuple[int, bool, str], Spread]:
    """Return the spread within ties by wave, whether of own groups, and measure; missing where no tie has two values."""
    return {(wave, own, measure): Spread(*told) for wave, own, measure, *told in scores.spreads.iter_rows()}


def _tie(
    row: dict[str, Any],
    sizes: dict[tuple[int, Node], int],
    within: dict[tuple[int, bool, str], Spread],
    instrument: Instrument,
) -> Tie:
    rater, target = Node(row["rater_group"], row["rater_site"]), Node(row["target_group"], row["target_site"])
    size = sizes[row["wave"], rater]
    scale = scale_of(row["measure"], instrument)
    stratum = Stratum.of_cell(row["n"], row["total"], row["squares"], size)
    cell = CellMean(row["n"], row["total"], size, within.get((row["wave"], rater == target, row["measure"])))
    mean = interval(cell, METHOD)
    without = (row["people"] - row["yes"], row["dont_know"], row["skipped"])
    asked = row["n"] + row["dont_know"] + row["skipped"]
    return Tie(
        row["wave"],
        rater,
        target,
        row["measure"],
        mean,
        sqrt(stratum.spread(mean.value) / (row["n"] - 1)) if mean.value is not None and row["n"] > 1 else None,
        tie_class(mean.value, scale.lowest, scale.highest),
        band(mean.value, instrument.bands_within if rater == target else instrument.bands_between),
        no_contact=share_estimate(without[0], row["people"], size, METHOD),
        wanted=share_estimate(row["wanted"], row["people"], size, METHOD),
        dont_know=share_estimate(row["dont_know"], asked, size, METHOD),
        skipped=share_estimate(row["skipped"], asked, size, METHOD),
        without=without,
        stratum=stratum,
        cell=cell,
    )
