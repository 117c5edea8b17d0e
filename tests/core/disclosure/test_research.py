"""Raw rows of those who said yes: with the release beside them, nothing can be worked out of one to k − 1 who said no.

The attacker here holds every number of the release, unrounded, with the people behind it, and every raw row; all that stays
unknown are the answers that are in no row. Published numbers are linear in these. People who weigh the same in all numbers of a
cell cannot be told apart by any combination of them, so what a combination speaks of is at least one such set of people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping, Node
from samspill.disclosure import research
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.disclosure.research import ResearchRows, research_rows
from samspill.errors import DisclosureError
from samspill.instrument.model import Instrument
from samspill.language import problem_text, say
from samspill.ratings.table import KEYS, Ratings, dont_know_column
from samspill.scoring.score import score
from samspill.terms import POLICIES, CellState, Contact, Language, Level, PolicyName

K = 5
ITEMS = ("a1", "a2", "b", "c", "o")
Groups = dict[str, int | dict[str, int]]


@dataclass(frozen=True)
class World:
    """A wave, what its people answered, and who of them said yes."""

    mapping: Mapping
    instrument: Instrument
    ratings: Ratings
    consents: dict[str, bool]

    def rows(self, seed: int = 0) -> ResearchRows:
        return research_rows(
            self.ratings, self.consents, self.mapping, self.instrument, wave=1, rng=np.random.default_rng(seed)
        )

    def release(self) -> Release:
        scores = score(self.ratings, self.mapping, self.instrument)
        return freeze(scores, self.mapping, self.instrument, version="1.0")


def drawn(worlds: ModuleType, seed: int, yes: float, most: int | None = None) -> World:
    """Draw a wave of groups large and small, two of them pooled, one at two sites, with gaps, contact and "don't know"."""
    rng = np.random.default_rng(seed)
    groups = (
        worlds.group("a", int(rng.integers(8, 40))),
        worlds.group("b", int(rng.integers(3, 9)), "a"),
        worlds.group("c", int(rng.integers(8, 20))),
        worlds.group("d", {"n": int(rng.integers(3, 15)), "s": int(rng.integers(3, 15))}, "d"),
        worlds.group("e", int(rng.integers(2, 7))),
    )
    mapping = replace(worlds.mapping(*groups, policy=POLICIES[PolicyName.RESEARCH]), ask_at_most=most)
    people = [
        (node, f"{node}-{number}")
        for node in mapping.rater_nodes(1)
        for number in range(mapping.size(node, 1))
        if rng.random() < 0.85
    ]
    consents = {name: bool(rng.random() < yes) for _, name in people if rng.random() < 0.97}
    return World(mapping, worlds.instrument(), ratings_of(mapping, people, rng), consents)


def ratings_of(mapping: Mapping, people: list[tuple[Node, str]], rng: np.random.Generator) -> Ratings:
    """Return answers that are never the same twice, so that a raw row tells whose it is."""
    rows, own = list[dict[str, Any]](), list[dict[str, Any]]()
    shy = {node: rng.random() * 0.6 for node in mapping.nodes(1)}
    for node, name in people:
        who = {"wave": 1, "respondent": name, "rater_group": node.group, "rater_site": node.site}
        for rater, target in mapping.pairs(1):
            if rater == node:
                rows.append(
                    {**who, "target_group": target.group, "target_site": target.site, **said(target, shy, mapping, rng)}
                )
        if rng.random() < 0.8:
            codes = rng.choice([1, 2, 3], size=int(rng.integers(1, 3)), replace=False)
            own += [{**who, "item": "helps", "code": int(code)} for code in codes]
    text = dict.fromkeys(KEYS[1:], pl.String)
    kinds = dict.fromkeys(ITEMS, pl.Float64) | {dont_know_column(item): pl.Boolean for item in ITEMS}
    schema = {"wave": pl.Int32, **text, "contact": pl.Enum(Contact), "asked": pl.Boolean, "level": pl.Enum(Level), **kinds}
    of_self = {
        "wave": pl.Int32,
        **dict.fromkeys(("respondent", "rater_group", "rater_site", "item"), pl.String),
        "code": pl.Int32,
    }
    return Ratings(pl.DataFrame(rows, schema=schema), pl.DataFrame(own, schema=of_self), ITEMS)


def said(target: Node, shy: dict[Node, float], mapping: Mapping, rng: np.random.Generator) -> dict[str, Any]:
    contact = None if rng.random() < 0.05 else rng.choice(["yes", "no", "wanted"], p=[1 - shy[target], *[shy[target] / 2] * 2])
    asked = mapping.ask_at_most is None or rng.random() < 0.6
    found: dict[str, Any] = {"contact": contact, "asked": asked, "level": None}
    for item in ITEMS:
        gap = contact != "yes" or not asked or rng.random() < (0.5 if item == "o" else 0.15)
        found[item] = None if gap else float(rng.uniform(1, 5))
        found[dont_know_column(item)] = bool(gap and contact == "yes" and asked and rng.random() < 0.5)
    return found


# ---- the attacker ------------------------------------------------------------------------------------------------------------

Query = dict[tuple[str, str], float]
"""Weight of each unknown, (person, what), in a number."""


def node_of(side: str) -> pl.Expr:
    return pl.concat_str(f"{side}_group", pl.lit("@"), f"{side}_site").str.strip_chars_end("@")


def people_in(world: World, unit: str, target: str) -> pl.DataFrame:
    """Return the rows of a cell from its id alone: everybody who said anything of the pair."""
    asked = [str(rater) for rater, rated in world.mapping.pairs(1) if str(rated) == target and str(rater) in unit.split("+")]
    return world.ratings.frame.filter(
        node_of("rater").is_in(asked), node_of("target") == target, pl.col("contact").is_not_null()
    )


def own_of(world: World, unit: str, item: str) -> pl.DataFrame:
    return world.ratings.own.filter(node_of("rater").is_in(unit.split("+")), pl.col("item") == item)


def numbers(world: World, release: Release, worlds: ModuleType) -> Iterator[tuple[tuple[str, ...], Query]]:
    """Yield every number of the cells of a release as a sum over answers, with its cell: more exactly than it is told."""
    wave = release.waves[0]
    for cell in wave.cells:
        if cell.state is not CellState.SHOWN:
            continue
        rows = people_in(world, cell.rater, cell.target).filter(pl.col("contact") == "yes", pl.col("asked"))
        items = worlds.COMPOSITES.get(cell.dimension, (cell.dimension,))
        answered = pl.sum_horizontal(pl.col(item).is_not_null() for item in worlds.INDEX_ITEMS)
        inside = pl.col(worlds.OUTSIDE).is_not_null() if cell.dimension == worlds.OUTSIDE else answered >= worlds.MIN_ITEMS
        behind = rows.filter(inside)["respondent"].to_list()
        yield (cell.rater, cell.target), {(one, item): 1 / (len(behind) * len(items)) for one in behind for item in items}
    for tie in wave.ties:
        rows = people_in(world, tie.rater, tie.target)
        asked = rows.filter(pl.col("contact") == "yes", pl.col("asked"))
        for name, people in {"no_contact": rows, "wanted": rows, "dont_know": asked}.items():
            if getattr(tie, name) is not None:
                yield (tie.rater, tie.target), {(one, name): 1.0 for one in people["respondent"]}
    for choice in wave.choices:
        people = own_of(world, choice.unit, choice.item)["respondent"].unique()
        yield (choice.unit, choice.item), {(one, str(choice.code)): 1.0 for one in people}


def known(world: World, found: ResearchRows) -> dict[tuple[str, ...], set[str]]:
    """Return of whom the rows of each cell tell everything: of all of it who said yes, which is checked here."""
    told = dict[tuple[str, ...], set[str]]()
    for (unit, target), rows in found.ratings.group_by("rater_group", "target_group"):
        cell = people_in(world, str(unit), str(target))
        yes = cell.filter(pl.col("respondent").is_in([name for name, said in world.consents.items() if said]))
        answers = ["contact", "asked", *ITEMS, *map(dont_know_column, ITEMS)]
        assert_frame_equal(rows.select(answers).sort(answers), yes.select(answers).sort(answers))
        told[str(unit), str(target)] = set(yes["respondent"])
    for (unit, item), rows in found.own.group_by("rater_group", "item"):
        own = own_of(world, str(unit), str(item))
        yes = own.filter(pl.col("respondent").is_in([name for name, said in world.consents.items() if said]))
        assert rows["code"].sort().to_list() == yes["code"].sort().to_list()
        told[str(unit), str(item)] = set(yes["respondent"])
    return told


def fewest(world: World, worlds: ModuleType) -> int:
    """Return the fewest people, somebody who said no among them, that a combination of all numbers and rows may speak of."""
    told, by_cell = known(world, world.rows()), defaultdict[tuple[str, ...], list[Query]](list)
    for cell, query in numbers(world, world.release(), worlds):
        known_here = told.get(cell, set())
        by_cell[cell].append({unknown: weight for unknown, weight in query.items() if unknown[0] not in known_here})
    return min((_smallest(queries, world) for queries in by_cell.values()), default=K)


def _smallest(queries: list[Query], world: World) -> int:
    """Return the size of the smallest set of people with the same weights, of those with anybody who said no.

    The items of the index stand in numbers together. All else, contact and questions outside the index, is another unknown of
    the same people: a combination that has a part of it speaks at least of those whom that part speaks of.
    """
    others = {what for query in queries for _, what in query} - set(ITEMS[:-1])
    kinds = [list(ITEMS[:-1]), *([what] for what in sorted(others))]
    return min(_of_kind(queries, world, whats) for whats in kinds)


def _of_kind(queries: list[Query], world: World, whats: list[str]) -> int:
    people = sorted({person for query in queries for person, what in query if what in whats})
    weights = {
        person: tuple(round(query.get((person, what), 0.0), 12) for query in queries for what in whats) for person in people
    }
    sizes, noes = Counter(weights.values()), {weights[person] for person in people if not world.consents.get(person, False)}
    return min((sizes[weight] for weight in noes), default=K)


CASES = [(seed, yes) for seed in range(8) for yes in (0.3, 0.6, 0.85, 0.97)]


@pytest.mark.parametrize(("seed", "yes"), CASES)
@pytest.mark.parametrize("most", [None, 3])
def test_no_combination_speaks_of_fewer_than_k_who_said_no(worlds: ModuleType, seed: int, yes: float, most: int | None) -> None:
    assert fewest(drawn(worlds, seed, yes, most), worlds) >= K


@pytest.mark.parametrize("without", ["_safe_units, _safe_cells", "_safe_units, _safe_questions", "_none_or_enough", "_behind"])
def test_the_attack_finds_somebody_where_a_rule_is_taken_away(
    worlds: ModuleType, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    rules: dict[str, Callable[..., Any]] = {
        "_safe_units": lambda said, own, units, k: units.select(research.UNIT).unique(),  # noqa: ARG005
        "_safe_cells": lambda pairs, instrument, items, k: pairs.select(research.UNIT, research.TARGET).unique(),  # noqa: ARG005
        "_safe_questions": lambda situation, k: situation.select(research.UNIT, "item").unique(),  # noqa: ARG005
        "_none_or_enough": lambda name, k: pl.col(name) >= 0,  # noqa: ARG005
        # Only who said anything of the pair counts, not who was asked, rated or answered a question outside the index.
        "_behind": lambda rows, instrument, items: rows.with_columns(pl.lit(value=True).alias("behind said")),  # noqa: ARG005
    }
    for name in without.split(", "):
        monkeypatch.setattr(research, name, rules[name])
    assert any(fewest(drawn(worlds, seed, yes), worlds) < K for seed, yes in CASES)


@pytest.mark.parametrize(("seed", "yes"), CASES)
def test_only_those_who_said_yes_are_in_it_and_units_are_those_of_the_release(
    worlds: ModuleType, seed: int, yes: float
) -> None:
    world = drawn(worlds, seed, yes)
    found = world.rows()
    known(world, found)
    asked = {tie.rater for tie in world.release().waves[0].ties}
    assert set(found.ratings["rater_group"]) | set(found.own["rater_group"]) <= asked
    answers = set(found.ratings["a1"].drop_nulls())
    said_no = [name for name in world.ratings.frame["respondent"].unique() if not world.consents.get(name, False)]
    assert not answers & set(world.ratings.frame.filter(pl.col("respondent").is_in(said_no))["a1"].drop_nulls())
    text = found.ratings.write_csv() + found.own.write_csv()
    assert not [name for name in world.ratings.frame["respondent"].unique() if name in text]


def test_rows_are_given_where_they_may(worlds: ModuleType) -> None:
    given = [drawn(worlds, seed, yes).rows().ratings.height for seed, yes in CASES]
    everybody = drawn(worlds, 1, 1.0)
    sure = replace(everybody, consents=dict.fromkeys(everybody.ratings.frame["respondent"].unique(), True))
    spoken = sure.ratings.frame.filter(pl.col("contact").is_not_null())
    small = [str(node) for node in sure.mapping.nodes(1) if sure.mapping.size(node, 1) < 5]
    others = spoken.filter(~pl.concat_str("target_group", pl.lit("@"), "target_site").str.strip_chars("@").is_in(small))
    assert sure.rows().ratings.filter(~pl.col("target_group").is_in(small)).height == others.height
    assert sure.rows().own.height == sure.ratings.own.height
    assert min(given) < max(given)
    assert sum(rows > 0 for rows in given) > len(given) / 2


@pytest.mark.parametrize("seed", range(20))
def test_which_rows_are_missing_does_not_tell_whom_a_few_who_said_no_work_with(worlds: ModuleType, seed: int) -> None:
    """Where one to k − 1 of a unit said no, nothing of it is given, whatever they answered."""
    world = drawn(worlds, seed, 0.9)
    for unit in world.release().waves[0].groups:
        if not unit.is_rater:
            continue
        node = node_of("rater")
        spoke = world.ratings.frame.filter(pl.col("contact").is_not_null())
        frames = [frame.select("respondent", node=node) for frame in (spoke, world.ratings.own)]
        people = pl.concat(frames).filter(pl.col("node").is_in(unit.members))["respondent"].unique()
        noes = sum(not world.consents.get(person, False) for person in people)
        rows = world.rows()
        of_unit = rows.ratings.filter(rater_group=unit.id).height + rows.own.filter(rater_group=unit.id).height
        assert not (0 < noes < K and of_unit)


def test_ratings_of_persons_are_not_given(worlds: ModuleType) -> None:
    small = [drawn(worlds, seed, 1.0) for seed in range(12)]
    for world in small:
        pairs = world.rows().ratings.select("rater_group", "target_group").unique().rows()
        for rater, target in pairs:
            assert world.mapping.size(Node.parse(target), 1) >= 5 or rater == target


def test_numbers_and_order_come_from_the_source_of_chance_alone(worlds: ModuleType) -> None:
    world = drawn(worlds, 1, 0.9)
    other = replace(
        world,
        ratings=Ratings(world.ratings.frame.reverse(), world.ratings.own.sample(fraction=1.0, shuffle=True, seed=3), ITEMS),
    )
    for one, again in ((world.rows(4), world.rows(4)), (world.rows(4), other.rows(4))):
        assert_frame_equal(one.ratings, again.ratings)
        assert_frame_equal(one.own, again.own)
    first, second = world.rows(1).ratings, world.rows(2).ratings
    assert not first.equals(second)
    answers = ["target_group", *ITEMS]
    assert_frame_equal(first.select(answers).sort(answers), second.select(answers).sort(answers))
    assert sorted(set(first["respondent"]) | set(world.rows(1).own["respondent"])) == list(
        range(1, len(set(first["respondent"]) | set(world.rows(1).own["respondent"])) + 1)
    )


def test_the_rows_of_one_person_share_a_number_and_those_of_two_never(worlds: ModuleType) -> None:
    world = drawn(worlds, 2, 0.95)
    found = world.rows().ratings.filter(pl.col("a1").is_not_null())
    whose = world.ratings.frame.filter(pl.col("a1").is_not_null()).select("a1", who="respondent")
    pairs = found.join(whose, on="a1").select("respondent", "who").unique()
    assert pairs.height == pairs["respondent"].n_unique() == pairs["who"].n_unique() > 5


@pytest.mark.parametrize("policy", [PolicyName.STRICT, PolicyName.STANDARD])
def test_other_policies_keep_no_raw_answers(worlds: ModuleType, policy: PolicyName) -> None:
    world = drawn(worlds, 1, 1.0)
    other = replace(world, mapping=replace(world.mapping, policy=POLICIES[policy]))
    with pytest.raises(DisclosureError) as caught:
        other.rows()
    assert [problem.code for problem in caught.value.problems] == ["disclosure.research_policy"]
    for language in Language:
        assert "{" not in problem_text(caught.value.problems[0], language)


def test_they_are_labelled_confidential_and_not_anonymous(worlds: ModuleType) -> None:
    label = drawn(worlds, 1, 1.0).rows().label
    assert label.get_in(Language.EN).startswith("Confidential, not anonymous")
    assert all(label.get_in(language) == say("disclosure.research_label", language) for language in Language)


def test_nobody_who_said_nothing_of_research_is_in_it(worlds: ModuleType) -> None:
    world = replace(drawn(worlds, 3, 1.0), consents={})
    assert world.rows().ratings.is_empty()
    assert world.rows().own.is_empty()
