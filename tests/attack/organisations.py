"""Made-up organisations on which the protection of answers is attacked, with the truth beside what is published.

``organisation(7)`` is always the same organisation: a mapping.toml that went through the reader, the ratings as a file would
have them, and who said what, which no file tells. Half of them (odd seeds) have sites.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator
from organisation_answers import Habits, WaveAnswers, World
from organisation_plans import WAVES, Members, Plan, advised, plan, ring
from organisation_toml import text_of

from samspill.design.model import Mapping, Node
from samspill.design.proposals import proposals
from samspill.design.read import parse
from samspill.instrument.load import find
from samspill.instrument.model import Instrument
from samspill.ratings.answers import CONTACT_TYPE, LEVEL_TYPE, OWN_SCHEMA
from samspill.ratings.simulation_answers import DONT_KNOW, SKIPPED
from samspill.ratings.simulation_people import new_ids
from samspill.ratings.table import KEYS, Ratings, dont_know_column

MOST_SKIPPED, MOST_UNKNOWN = 0.05, 0.06
"""Of single answers; each organisation has shares of its own up to these."""


@dataclass(frozen=True)
class Organisation:
    """A made-up organisation over three waves.

    Parameters
    ----------
    seed : int
    text : str
        mapping.toml; ``mapping`` is what the reader makes of it.
    mapping : Mapping
    instrument : Instrument
        With its modules.
    ratings : Ratings
        All waves, as read from a file. Respondents have another name in every wave.
    file : polars.DataFrame
        The same in the form of ratings.csv.
    truth : mapping of int to polars.DataFrame
        By wave: ``person`` (the same in all waves; in no file), ``rater``, ``target`` (node ids), ``item`` (about ties, those
        outside the index too), ``score`` (null = left open or "don't know") and ``counted`` (what a release counts: an index
        item that was left open at the person's own mean for the target; null where too few of those were answered). A row for
        each item that somebody with contact was asked.
    people : polars.DataFrame
        Everybody in a group that exists: ``wave``, ``person``, ``node``, ``respondent`` (the name in the ratings, null for
        those who did not answer or were not asked), ``joined`` (was in no group in the wave before; false in the first),
        ``leaves`` (is in none in the next; false in the last).
    habits : Habits
        How its people answer; ``repeats`` is what an attack on two waves would like to know.
    """

    seed: int
    text: str
    mapping: Mapping
    instrument: Instrument
    ratings: Ratings
    file: pl.DataFrame
    truth: dict[int, pl.DataFrame]
    people: pl.DataFrame
    habits: Habits


def organisation(
    seed: int, *, advised: bool = False, repeats: float = 0.9, response: tuple[float, float] = (0.6, 1.0)
) -> Organisation:
    """Return a made-up organisation.

    Parameters
    ----------
    seed : int
        The only source of chance. The plan and who comes and goes depend on it alone, so that the same organisation can be
        looked at under other habits.
    advised : bool
        Whether the owner did what ``samspill check`` proposes: each group that may be short has the fallback that it proposes,
        no others, and there has been a word with each small group. Else fallbacks are of any kind, or missing.
    repeats : float
        Probability that somebody who stays repeats an answer; a change is always to another answer.
    response : (float, float)
        Least and greatest share of a group that answers; at least one person always does.
    """
    planned = plan(np.random.default_rng([seed, 0]), with_sites=bool(seed % 2))
    if advised:
        planned = _as_proposed(planned)
    text = text_of(planned)
    mapping = parse(text)
    instrument = find(mapping.instrument, Path(), modules=mapping.modules)
    rng = np.random.default_rng([seed, 1])
    habits = Habits(repeats, response, rng.uniform(0, MOST_SKIPPED), rng.uniform(0, MOST_UNKNOWN))
    waves = list(World(mapping, instrument, planned.members, habits, rng).waves())
    names = {answers.wave: _names(answers, rng) for answers in waves}
    lines = {answers.wave: _lines(answers, names[answers.wave], instrument) for answers in waves}
    own = [_own(answers, names[answers.wave], instrument) for answers in waves]
    return Organisation(
        seed,
        text,
        mapping,
        instrument,
        _ratings(lines.values(), own, instrument),
        _file(lines.values(), own, mapping, instrument),
        {wave: _truth(found, instrument) for wave, found in lines.items()},
        _people(planned.members, waves, names),
        habits,
    )


def _as_proposed(planned: Plan) -> Plan:
    """Give every group the fallback that readiness proposes, wave by wave, as far as no ring comes of it."""
    planned = advised(planned, {})
    for wave in WAVES:
        for proposal in proposals(parse(text_of(planned)), wave):
            if not ring(proposal.group, proposal.fallback, planned.groups):
                named = {key: group.fallback for key, group in planned.groups.items() if group.fallback}
                planned = advised(planned, named | {proposal.group: proposal.fallback})
    return planned


# ---- the ratings -------------------------------------------------------------------------------------------------------------


def _names(answers: WaveAnswers, rng: Generator) -> pl.DataFrame:
    """Give those who answered new names, which say nothing."""
    names = rng.permutation(new_ids(len(answers.persons), rng))
    return pl.DataFrame(
        {"person": answers.persons, "respondent": names, "place": answers.place},
        schema={"person": pl.Int64, "respondent": pl.String, "place": pl.Int64},
    )


def _lines(answers: WaveAnswers, names: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """Return a row per person × target; answer codes, null where skipped or without contact."""
    who, at = np.nonzero(answers.asked)
    contact = answers.contact[who, at]
    codes = np.where(contact[:, None] == 0, answers.codes[who, at], SKIPPED)
    rater = answers.place[who]
    return pl.DataFrame(
        {
            "wave": pl.Series([answers.wave], dtype=pl.Int32).new_from_index(0, len(who)),
            "person": names["person"].gather(who),
            "respondent": names["respondent"].gather(who),
            **_node_columns("rater", answers.nodes, rater),
            **_node_columns("target", answers.nodes, at),
            "contact": pl.Series(CONTACT_TYPE.categories).gather(contact).cast(CONTACT_TYPE),
            **{item.key: codes[:, number] for number, item in enumerate(instrument.tie_items)},
        }
    ).with_columns(pl.col([item.key for item in instrument.tie_items]).replace(SKIPPED, None))


def _node_columns(side: str, nodes: Iterable[Node], at: np.ndarray) -> dict[str, pl.Series]:
    groups, sites = zip(*((node.group, node.site) for node in nodes), strict=True)
    return {f"{side}_group": pl.Series(groups).gather(at), f"{side}_site": pl.Series(sites).gather(at)}


def _own(answers: WaveAnswers, names: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """Return a row per person with the questions about the own situation, none where the instrument has none."""
    frame = names.select(
        "person", "respondent", wave=pl.lit(answers.wave, pl.Int32), **_node_columns("rater", answers.nodes, answers.place)
    )
    return frame.with_columns(pl.Series(key, said, pl.String) for key, said in answers.own.items()).head(
        frame.height if instrument.self_items else 0
    )


def _ratings(lines: Iterable[pl.DataFrame], own: Iterable[pl.DataFrame], instrument: Instrument) -> Ratings:
    items = tuple(item.key for item in instrument.tie_items)
    answers = [column for key in items for column in (_score(key, instrument), _unknown(key))]
    frame = pl.concat(lines).select(*KEYS, "contact", pl.lit(None, LEVEL_TYPE).alias("level"), *answers).sort(KEYS)
    return Ratings(frame, _own_rows(pl.concat(own), instrument), items, "ratings.csv")


def _score(item: str, instrument: Instrument) -> pl.Expr:
    return pl.col(item).replace_strict(instrument.scale_of(item).scores, default=None, return_dtype=pl.Float64)


def _unknown(item: str) -> pl.Expr:
    return (pl.col(item) == DONT_KNOW).fill_null(value=False).alias(dont_know_column(item))


def _own_rows(own: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    items = [item.key for item in instrument.self_items]
    if not items:
        return pl.DataFrame(schema=OWN_SCHEMA)
    said = own.unpivot(items, index=list(OWN_SCHEMA)[:4], variable_name="item", value_name="code").drop_nulls("code")
    rows = said.with_columns(pl.col("code").str.split(";")).explode("code").cast({"code": pl.Int32})
    return rows.select(list(OWN_SCHEMA)).sort(list(OWN_SCHEMA))


def _file(lines: Iterable[pl.DataFrame], own: Iterable[pl.DataFrame], mapping: Mapping, instrument: Instrument) -> pl.DataFrame:
    """Return what a file of these ratings holds, rows sorted by the names of that wave."""
    codes = [_as_text(item.key) for item in instrument.tie_items]
    rows = pl.concat([*(frame.with_columns(codes) for frame in lines), *own], how="diagonal")
    sites = [] if mapping.sites else ["rater_site", "target_site"]
    contact = [] if instrument.contact_question else ["contact"]
    return rows.sort("wave", "respondent", maintain_order=True).drop("person", *sites, *contact)


def _as_text(item: str) -> pl.Expr:
    return pl.when(pl.col(item) == DONT_KNOW).then(pl.lit("?")).otherwise(pl.col(item).cast(pl.String)).alias(item)


# ---- the truth ---------------------------------------------------------------------------------------------------------------


def _truth(lines: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    items = [item.key for item in instrument.tie_items]
    index = [item.key for item in instrument.index_items]
    rows = lines.filter(pl.col("contact") == "yes").select(
        "person", _node("rater"), _node("target"), *(_score(key, instrument) for key in items)
    )
    own_mean = pl.when(pl.sum_horizontal(pl.col(index).is_not_null()) >= instrument.min_items).then(pl.mean_horizontal(index))
    # Who has no index of a target is counted in nothing about it, in items outside the index neither.
    said = [pl.col(key).fill_null(own_mean) if key in index else pl.col(key) for key in items]
    counted = rows.with_columns(pl.when(own_mean.is_not_null()).then(each) for each in said).unpivot(
        items, value_name="counted"
    )
    told = rows.unpivot(items, index=["person", "rater", "target"], variable_name="item", value_name="score")
    return told.with_columns(counted["counted"])


def _node(side: str) -> pl.Expr:
    site = pl.col(f"{side}_site")
    return (pl.col(f"{side}_group") + pl.when(site == "").then(pl.lit("")).otherwise("@" + site)).alias(side)


def _people(members: Members, waves: Iterable[WaveAnswers], names: dict[int, pl.DataFrame]) -> pl.DataFrame:
    frames = []
    for answers in waves:
        wave = answers.wave
        before, after = (_everybody(members.get(at, {})) for at in (wave - 1, wave + 1))
        rows = [(wave, person, str(node)) for node, people in members[wave].items() for person in people]
        found = pl.DataFrame(rows, schema={"wave": pl.Int32, "person": pl.Int64, "node": pl.String}, orient="row")
        frames.append(
            found.join(names[wave].drop("place"), on="person", how="left", maintain_order="left").with_columns(
                joined=~pl.col("person").is_in(before) & (wave > WAVES[0]),
                leaves=~pl.col("person").is_in(after) & (wave < WAVES[-1]),
            )
        )
    return pl.concat(frames)


def _everybody(members: dict[Node, list[int]]) -> list[int]:
    return [person for people in members.values() for person in people]
