"""What scoring hands on: exact statistics that live in memory and are never shown.

Two views of the same answers, both additive so that pooling is a sum:

``exact`` uses the answered items only (what a researcher computes). ``atoms`` is the basis of a release (TRUST: P4): only
people with enough answered items for the target, their unanswered items filled with their own mean for that target, so that
everybody in a cell weighs the same in every published number.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

CELL = ("wave", "rater_group", "rater_site", "target_group", "target_site")
"""Keys of a cell."""

RATER = ("wave", "rater_group", "rater_site")
"""Keys of the group that rates."""

INDEX = "index"
"""Name of the index among the measures."""

OWN = (pl.col("rater_group") == pl.col("target_group")) & (pl.col("rater_site") == pl.col("target_site"))
"""Whether a row is a group's rating of itself."""


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """Exact scores of all waves.

    Parameters
    ----------
    exact : polars.DataFrame
        ``CELL`` + ``measure`` (item, dimension or subscale key, or ``index``), ``n`` (people with a value), ``total``,
        ``squares`` (sums of values and of squares, scale units), ``dont_know``, ``skipped`` (people).
    atoms : polars.DataFrame
        ``CELL`` + ``measure``, ``n``, ``total``, ``squares``, by the rule of P4. The n of a cell is the same for every
        *index* measure (index items, dimensions, sub-scales, index); an item outside the index never fills.
    contacts : polars.DataFrame
        ``CELL`` + ``people`` (who said anything about the pair), ``yes``, ``no``, ``wanted``, and ``asked``: those of ``yes``
        who were asked about it; who was not, by design, is missing from every other count of the cell.
    people : polars.DataFrame
        ``wave, rater_group, rater_site`` + ``answered``: distinct people with at least one answer of any kind.
    respondents : polars.DataFrame
        One row per wave × respondent × own (bool): ``rater_group, rater_site, targets`` (number rated), and per measure the
        person's mean over targets; for statistics over people (ICC, ANOVA, cluster by respondent).
    own : polars.DataFrame
        ``wave, rater_group, rater_site, item, code`` + ``people`` (who chose it) and ``answered`` (who answered the item).
    level_atoms : polars.DataFrame
        As ``atoms`` with a further key ``level``; empty where the file has no level.
    clusters : polars.DataFrame
        ``RATER`` + ``measure``, ``weighting`` (``respondent`` or ``group``), ``people`` and six sums over the people of a
        rater group, own group left out: what intervals of means over several ties need (:mod:`samspill.scoring.cluster`).
    spreads : polars.DataFrame
        ``wave, own, measure`` + ``variance``, ``degrees``, ``noise``: how much people differ within a tie
        (:mod:`samspill.scoring.spread`).
    measures : tuple of str
        Keys of everything that was counted, in order, also where nobody has a value.
    """

    exact: pl.DataFrame
    atoms: pl.DataFrame
    contacts: pl.DataFrame
    people: pl.DataFrame
    respondents: pl.DataFrame
    own: pl.DataFrame
    level_atoms: pl.DataFrame
    clusters: pl.DataFrame = field(default_factory=pl.DataFrame)
    spreads: pl.DataFrame = field(default_factory=pl.DataFrame)
    measures: tuple[str, ...] = ()
