"""From ratings to exact scores: what scoring counts once, so that everything else is a sum of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import narwhals as nw
import polars as pl

from samspill.design.model import Mapping, Node
from samspill.errors import Place, Problem, RatingsError
from samspill.instrument.model import Instrument
from samspill.ratings.table import RATED, Ratings
from samspill.scoring.cluster import clusters
from samspill.scoring.cube import cube, mean_of
from samspill.scoring.measure import Measure, measures
from samspill.scoring.score_set import CELL, INDEX, OWN, RATER, ScoreSet
from samspill.scoring.spread import spreads
from samspill.terms import Contact

PERSON = (*RATER, "respondent")


def score(ratings: Ratings, mapping: Mapping, instrument: Instrument, *, min_items: int | None = None) -> ScoreSet:
    """Count the ratings of a mapping (docs/methods/scores.md).

    Parameters
    ----------
    ratings : Ratings
        One row = respondent × target; scores in the item columns, null = not answered. Only pairs with contact that were asked
        about are counted.
    mapping : Mapping
        Its nodes must hold every group of the ratings.
    instrument : Instrument
    min_items : int or None
        Answered index items that a rating needs for an index; None takes the instrument's, the number of index items counts
        complete cases only.

    Returns
    -------
    ScoreSet

    Raises
    ------
    RatingsError
        ``scoring.unknown_node`` for each group that the mapping does not have in that wave; ``scoring.nobody_answered``.
    UsageError
        ``scoring.min_items``; see :func:`samspill.scoring.measure.measures`.
    """
    _check_nodes(ratings.frame, mapping)
    counted = measures(instrument, ratings.items, min_items)
    rated = ratings.rated
    filled = _filled(rated, counted)
    exact = cube(rated, CELL, counted)
    people = _people(ratings)
    if people.is_empty():
        raise RatingsError(Problem("scoring.nobody_answered", Place(file=ratings.source or None)))
    clustered = clusters(rated.filter(~OWN), exact, counted)
    return ScoreSet(
        exact=exact,
        atoms=_atoms(filled, CELL, counted),
        contacts=_contacts(ratings.frame),
        people=people,
        respondents=_respondents(rated, counted),
        own=_own_situation(ratings.own),
        level_atoms=_atoms(filled.filter(pl.col("level").is_not_null()), (*CELL, "level"), counted),
        clusters=clustered,
        spreads=spreads(rated.with_columns(own=OWN), exact, clustered, counted),
        measures=tuple(measure.key for measure in counted),
    )


def _check_nodes(frame: pl.DataFrame, mapping: Mapping) -> None:
    sides = [frame.select("wave", group=f"{side}_group", site=f"{side}_site") for side in ("rater", "target")]
    seen = pl.concat(sides).unique().sort("wave", "group", "site")
    known = {wave: set(mapping.nodes(wave)) for wave in seen["wave"].unique()}
    strange = [(wave, Node(group, site)) for wave, group, site in seen.iter_rows() if Node(group, site) not in known[wave]]
    if strange:
        raise RatingsError(Problem("scoring.unknown_node", data={"node": str(node), "wave": wave}) for wave, node in strange)


def _filled(rated: pl.DataFrame, counted: Sequence[Measure]) -> pl.DataFrame:
    """Return the rows with an index, their unanswered index items at the person's own mean for the target (TRUST: P4)."""
    index = next((measure for measure in counted if measure.key == INDEX), None)
    if index is None:
        return rated.clear()
    valued = nw.from_native(rated).with_columns(**{INDEX: mean_of(index)}).to_native().filter(pl.col(INDEX).is_not_null())
    return valued.with_columns(pl.col(index.items).fill_null(pl.col(INDEX))).drop(INDEX)


def _atoms(filled: pl.DataFrame, keys: Sequence[str], counted: Sequence[Measure]) -> pl.DataFrame:
    sums = cube(filled, keys, counted).filter(pl.col("n") > 0)
    return sums.select(*keys, "measure", "n", "total", "squares")


def _contacts(frame: pl.DataFrame) -> pl.DataFrame:
    said = frame.filter(pl.col("contact").is_not_null())
    each = {contact.value: (pl.col("contact") == contact.value).sum().cast(pl.Int64) for contact in Contact}
    asked = RATED.sum().cast(pl.Int64)
    return said.group_by(CELL).agg(pl.len().cast(pl.Int64).alias("people"), **each, asked=asked).sort(CELL)


def _people(ratings: Ratings) -> pl.DataFrame:
    spoke = [ratings.frame.filter(pl.col("contact").is_not_null()).select(PERSON), ratings.own.select(PERSON)]
    return _distinct(pl.concat(spoke), RATER).rename({"people": "answered"})


def _respondents(rated: pl.DataFrame, counted: Sequence[Measure]) -> pl.DataFrame:
    keys = (*PERSON, "own")
    rows = rated.with_columns(own=OWN)
    answered = rows.filter(pl.any_horizontal(pl.col(measure.items).is_not_null() for measure in counted))
    targets = answered.group_by(keys).agg(pl.len().cast(pl.Int64).alias("targets"))
    means = cube(answered, keys, counted).select(
        *keys, "measure", mean=pl.when(pl.col("n") > 0).then(pl.col("total") / pl.col("n"))
    )
    return targets.join(_wide(means, keys, counted), on=keys).sort(keys)


def _wide(means: pl.DataFrame, keys: Sequence[str], counted: Sequence[Measure]) -> pl.DataFrame:
    columns = (pl.col("mean").filter(pl.col("measure") == measure.key).first().alias(measure.key) for measure in counted)
    return means.group_by(keys).agg(columns)


def _own_situation(own: pl.DataFrame) -> pl.DataFrame:
    item = (*RATER, "item")
    answered = _distinct(own, item).rename({"people": "answered"})
    return _distinct(own, (*item, "code")).join(answered, on=item).sort(*item, "code")


def _distinct(rows: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    keys = tuple(keys)
    return rows.group_by(keys).agg(pl.col("respondent").n_unique().cast(pl.Int64).alias("people")).sort(keys)
