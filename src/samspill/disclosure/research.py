"""Raw answers of those who said yes to research, where nothing can be worked out of those who said no (TRUST: policy research).

A release counts everybody. Whoever holds it and the raw answers of those who said yes can take the one from the other; what is
left speaks of those who said no. So raw answers are given only where those who said no are nobody, or at least k.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl
from numpy.random import Generator

from samspill.design.model import Mapping, Node
from samspill.design.names import told
from samspill.disclosure.aspects import outside_index
from samspill.disclosure.cells import too_small
from samspill.disclosure.pooling import rater_units
from samspill.errors import DisclosureError, Problem
from samspill.instrument.model import Instrument
from samspill.ratings.table import ASKED, RATED, Ratings, dont_know_column
from samspill.scoring.cube import mean_of
from samspill.scoring.measure import measures
from samspill.scoring.score_set import INDEX, RATER
from samspill.terms import PolicyName, Text

SAID_NO, UNIT, TARGET = "said no", "unit of the release", "node that is rated"
NUMBER, BEHIND = "new number", "behind "
"""Columns that no question can be called: no key has a blank."""


@dataclass(frozen=True, slots=True)
class ResearchRows:
    """What a researcher is given of a wave: confidential, not anonymous, which ``label`` says.

    Parameters
    ----------
    ratings : polars.DataFrame
        ``wave``, ``respondent`` (UInt32 from 1, drawn anew each time), ``rater_group`` (id of the unit in the release: a pool
        replaces its parts here too), ``target_group`` (``group`` or ``group@site``), ``contact``, ``asked``, and per tie item
        its score (scale units; null = not answered) and ``<item>:dont_know``. In random order.
    own : polars.DataFrame
        ``wave``, ``respondent`` (the same numbers), ``rater_group``, ``item``, ``code``; a row for each chosen option.
    label : Text
    """

    ratings: pl.DataFrame
    own: pl.DataFrame
    label: Text


def research_rows(
    ratings: Ratings, consents: Lookup[str, bool], mapping: Mapping, instrument: Instrument, *, wave: int, rng: Generator
) -> ResearchRows:
    """Return the raw answers that those who said yes gave in one wave, as far as they tell nothing of those who said no.

    A unit of the release is left out where 1 to k − 1 of its people who answered said no, so that which of its rows are missing
    does not tell whom those few work with. Of the other units a cell (unit × target) is left out where 1 to k − 1 of those who
    said no are among the people behind any of its numbers: who said anything of the pair, who was asked, who counts in the
    index, who answered a question outside it. Answers about the own situation go by unit and question. Ratings of groups too
    small to be rated are left out: they would be of persons, whom nobody asked for a yes.

    Parameters
    ----------
    ratings : Ratings
    consents : mapping of str to bool
        By respondent of the wave; who is missing said no.
    mapping : Mapping
        Its policy must be "research".
    instrument : Instrument
    wave : int
    rng : numpy.random.Generator
        Draws the numbers and the order.

    Raises
    ------
    DisclosureError
        ``disclosure.research_policy`` under any other policy.
    """
    k, policy = mapping.policy.k, mapping.policy.name
    if policy is not PolicyName.RESEARCH:
        raise DisclosureError(Problem("disclosure.research_policy", data={"policy": policy}))
    said = _of_wave(ratings.frame, wave, consents).filter(pl.col("contact").is_not_null())
    own = _of_wave(ratings.own, wave, consents)
    units = _unit_of(mapping, _answered(said, own), wave)
    safe = _safe_units(said, own, units, k)
    pairs = _with_pairs(said, mapping, wave, units).join(safe, on=UNIT)
    situation = own.join(units, on=RATER).join(safe, on=UNIT)
    given = pairs.filter(~pl.col(SAID_NO)).join(_safe_cells(pairs, instrument, ratings.items, k), on=[UNIT, TARGET])
    of_self = situation.filter(~pl.col(SAID_NO)).join(_safe_questions(situation, k), on=[UNIT, "item"])
    numbers = _numbers(given, of_self, rng)
    answers = [column for item in ratings.items for column in (item, dont_know_column(item))]
    return ResearchRows(
        _shuffled(given, numbers, ["target_group", "contact", ASKED, *answers], rng),
        _shuffled(of_self, numbers, ["item", "code"], rng),
        told("disclosure.research_label"),
    )


def _of_wave(frame: pl.DataFrame, wave: int, consents: Lookup[str, bool]) -> pl.DataFrame:
    yes = [respondent for respondent, said in consents.items() if said]
    return frame.filter(pl.col("wave") == wave).with_columns(pl.col("respondent").is_in(yes).not_().alias(SAID_NO))


def _answered(said: pl.DataFrame, own: pl.DataFrame) -> dict[Node, int]:
    """Return how many people of each node answered anything, as a release counts them."""
    people = pl.concat([frame.select("respondent", *RATER) for frame in (said, own)]).unique()
    return {Node(group, site): n for _, group, site, n in people.group_by(RATER).len().iter_rows()}


def _unit_of(mapping: Mapping, answered: Lookup[Node, int], wave: int) -> pl.DataFrame:
    """Return the unit of the release that each node stands in, ``RATER`` + ``UNIT``."""
    units = rater_units(mapping, answered, wave)
    return _table([(wave, node.group, node.site, unit.id) for unit in units for node in unit.members], (*RATER, UNIT))


def _safe_units(said: pl.DataFrame, own: pl.DataFrame, units: pl.DataFrame, k: int) -> pl.DataFrame:
    people = pl.concat([frame.select("respondent", *RATER, SAID_NO) for frame in (said, own)]).unique().join(units, on=RATER)
    return people.group_by(UNIT).agg(pl.col(SAID_NO).sum()).filter(_none_or_enough(SAID_NO, k)).select(UNIT)


def _safe_cells(pairs: pl.DataFrame, instrument: Instrument, items: Sequence[str], k: int) -> pl.DataFrame:
    among = _behind(pairs, instrument, items)
    sets = [name for name in among.columns if name.startswith(BEHIND)]
    counts = among.group_by(UNIT, TARGET).agg((pl.col(name) & pl.col(SAID_NO)).sum() for name in sets)
    return counts.filter(pl.all_horizontal(_none_or_enough(name, k) for name in sets)).select(UNIT, TARGET)


def _safe_questions(situation: pl.DataFrame, k: int) -> pl.DataFrame:
    people = situation.unique(["respondent", UNIT, "item"])
    return people.group_by(UNIT, "item").agg(pl.col(SAID_NO).sum()).filter(_none_or_enough(SAID_NO, k)).select(UNIT, "item")


def _none_or_enough(name: str, k: int) -> pl.Expr:
    return (pl.col(name) == 0) | (pl.col(name) >= k)


def _with_pairs(said: pl.DataFrame, mapping: Mapping, wave: int, units: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that a cell of the release is made of, with its unit and target; targets too small are left out."""
    unit_of = {Node(group, site): unit for _, group, site, unit in units.iter_rows()}
    members: dict[str, tuple[Node, ...]] = {}
    for node, unit in unit_of.items():
        members[unit] = (*members.get(unit, ()), node)
    asked = [
        (wave, rater.group, rater.site, target.group, target.site, unit_of[rater], str(target))
        for rater, target in mapping.pairs(wave)
        if not too_small(mapping, wave, members[unit_of[rater]], target)
    ]
    keys = (*RATER, "target_group", "target_site")
    return said.join(_table(asked, (*keys, UNIT, TARGET)), on=keys)


def _behind(rows: pl.DataFrame, instrument: Instrument, items: Sequence[str]) -> pl.DataFrame:
    """Add whether the person of a row is among those behind each kind of number of its cell."""
    index = next((measure for measure in measures(instrument, items) if measure.key == INDEX), None)
    among = {"said": pl.lit(value=True), "asked": RATED}
    among |= {f"question {item}": RATED & pl.col(item).is_not_null() for item in outside_index(instrument) if item in items}
    rows = rows.with_columns(expression.alias(BEHIND + name) for name, expression in among.items())
    if index is None:
        return rows
    valued = nw.from_native(rows).with_columns(**{INDEX: mean_of(index)}).to_native()
    return valued.with_columns((RATED & pl.col(INDEX).is_not_null()).alias(BEHIND + INDEX))


def _numbers(given: pl.DataFrame, own: pl.DataFrame, rng: Generator) -> pl.DataFrame:
    """Return a new number for everybody of whom there is a row."""
    people = pl.concat([given.select("respondent"), own.select("respondent")]).unique().sort("respondent")
    numbers = rng.permutation(people.height) + 1
    return people.with_columns(pl.Series(NUMBER, numbers.astype(np.uint32), pl.UInt32))


def _shuffled(rows: pl.DataFrame, numbers: pl.DataFrame, columns: Sequence[str], rng: Generator) -> pl.DataFrame:
    renamed = {"respondent": NUMBER, "rater_group": UNIT, "target_group": TARGET}
    told = ["wave", *(pl.col(renamed.get(name, name)).alias(name) for name in ("respondent", "rater_group", *columns))]
    named = rows.join(numbers, on="respondent").select(told).sort("respondent", *columns)
    return named[rng.permutation(named.height)]


def _table(rows: Iterable[tuple[object, ...]], columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={name: pl.Int32 if name == "wave" else pl.String for name in columns}, orient="row")
