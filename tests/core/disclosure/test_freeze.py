"""The release as a whole: what must hold for every mapping and all answers (P1 to P6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping, Node
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Published, Release, WaveRelease
from samspill.disclosure.release_file import from_json, to_json
from samspill.errors import DisclosureError
from samspill.scoring.score_set import ScoreSet
from samspill.terms import Bound, CellState, PeopleBand

SEEDS = st.integers(0, 2**32)
thorough = settings(max_examples=60, deadline=None)
quick = settings(max_examples=25, deadline=None)


def release_of(worlds: ModuleType, world: Mapping, people: list[Any], shuffle: int | None = None) -> Release:
    return freeze(worlds.scores(people, shuffle=shuffle), world, worlds.instrument(), version="1.0")


def random_world(worlds: ModuleType, seed: int) -> tuple[Random, Mapping, list[Any]]:
    rng = Random(seed)  # noqa: S311
    world = worlds.random_mapping(rng)
    return rng, world, worlds.random_people(rng, world)


# ---- the linear attack -------------------------------------------------------------------------------------------------------


def people_of(worlds: ModuleType, world: Mapping, people: list[Any], cell: Cell) -> list[int]:
    """Return who stands behind a cell, from its id and the answers alone."""
    asked = set(world.pairs(1))
    return [
        number
        for number, person in enumerate(people)
        if person.node in cell.rater.split("+")
        and (Node.parse(person.node), Node.parse(cell.target)) in asked
        and worlds.filled(person.ratings.get(cell.target, {}))
    ]


def queries(worlds: ModuleType, world: Mapping, people: list[Any], cells: list[Cell], target: str) -> np.ndarray:
    """Return cells × people × items: the weight of each answer about a target in each published mean."""
    rows = []
    for cell in cells:
        if cell.target != target or cell.published is None or cell.dimension == worlds.OUTSIDE:
            continue
        items = worlds.COMPOSITES.get(cell.dimension, (cell.dimension,))
        behind = people_of(worlds, world, people, cell)
        row = np.zeros((len(people), len(worlds.INDEX_ITEMS)))
        row[np.ix_(behind, [worlds.INDEX_ITEMS.index(item) for item in items])] = 1 / (len(behind) * len(items))
        rows.append(row)
    return np.array(rows).reshape(len(rows), len(people), len(worlds.INDEX_ITEMS))


def smallest_isolated(matrix: np.ndarray) -> int | None:
    """Return the least number of people that some combination of queries may isolate, None where nothing is published.

    People with the same weights in every query have the same weight in every combination of them, so a combination speaks of
    all of them or of none: it cannot isolate fewer than the smallest such set.
    """
    weights = [matrix[:, person, :].round(12).tobytes() for person in range(matrix.shape[1]) if matrix[:, person, :].any()]
    return min(Counter(weights).values()) if weights else None


@thorough
@given(SEEDS)
def test_no_combination_of_published_means_isolates_fewer_than_k(worlds: ModuleType, seed: int) -> None:
    _, world, people = random_world(worlds, seed)
    for wave in release_of(worlds, world, people).waves:
        for target in {cell.target for cell in wave.cells}:
            matrix = queries(worlds, world, people, list(wave.cells), target)
            assert (smallest_isolated(matrix) or world.policy.k) >= world.policy.k


def test_the_attack_finds_a_pool_beside_its_part(worlds: ModuleType) -> None:
    """The attack itself works: were b shown beside the pool a+b, the four of a would stand alone."""
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"), worlds.group("c"))
    people = [*worlds.crowd("a", {"c": [2] * 4}), *worlds.crowd("b", {"c": [3] * 7})]
    cells = [c for c in release_of(worlds, world, people).waves[0].cells if (c.rater, c.target) == ("a+b", "c")]
    assert smallest_isolated(queries(worlds, world, people, cells, "c")) == 11
    beside = [*cells, *(replace(cell, rater="b") for cell in cells)]
    matrix = queries(worlds, world, people, beside, "c")
    assert smallest_isolated(matrix) == 4
    both = matrix[0] * 11 - matrix[len(matrix) // 2] * 7
    assert np.flatnonzero(both.round(9).any(axis=1)).tolist() == [0, 1, 2, 3], "and the difference says so"


# ---- answers that are not shown ----------------------------------------------------------------------------------------------


def hidden_ratings(people: list[Any], wave: WaveRelease) -> Iterator[tuple[int, str]]:
    """Yield (person, target) of every rating of a cell that is not shown."""
    for cell in wave.cells:
        if cell.dimension == "index" and cell.state is not CellState.SHOWN:
            for number, person in enumerate(people):
                if person.node in cell.rater.split("+") and person.ratings.get(cell.target):
                    yield number, cell.target


@thorough
@given(SEEDS)
def test_answers_in_hidden_cells_change_nothing(worlds: ModuleType, seed: int) -> None:
    rng, world, people = random_world(worlds, seed)
    before = release_of(worlds, world, people)
    changed = people
    for number, target in hidden_ratings(people, before.waves[0]) if before.waves else ():
        ratings = {item: float(rng.randint(1, 5)) for item in people[number].ratings[target]}
        changed = worlds.with_answer(changed, number, target, ratings)
        one = worlds.with_answer(people, number, target, ratings)
        if rng.random() < 0.1:
            assert to_json(release_of(worlds, world, one)) == to_json(before)
    assert to_json(release_of(worlds, world, changed)) == to_json(before)


@thorough
@given(SEEDS)
def test_numbers_above_cells_follow_from_what_is_published(worlds: ModuleType, seed: int) -> None:
    """Where an answer changes and no cell does, nothing above a cell changes either."""
    rng, world, people = random_world(worlds, seed)
    rated = [(number, target) for number, person in enumerate(people) for target in person.ratings]
    before = release_of(worlds, world, people)
    for number, target in rng.sample(rated, min(3, len(rated))):
        answers = people[number].ratings[target]
        moved = {item: min(5.0, max(1.0, value + rng.choice([-1, 1]))) for item, value in answers.items()}
        after = release_of(worlds, world, worlds.with_answer(people, number, target, moved))
        if after.waves[0].cells == before.waves[0].cells and after.waves[0].spread == before.waves[0].spread:
            assert after == before


@thorough
@given(SEEDS)
def test_an_index_and_a_dimension_tell_nothing_that_their_items_do_not(worlds: ModuleType, seed: int) -> None:
    """Their values are a sum that anybody can do on the items that stand beside them (P4)."""
    _, world, people = random_world(worlds, seed)
    for wave in release_of(worlds, world, people).waves:
        shown = {(c.rater, c.target, c.dimension): c.published for c in wave.cells if c.published}
        for (rater, target, key), number in shown.items():
            if len(worlds.COMPOSITES.get(key, ())) > 1:
                items = [shown[rater, target, item] for item in worlds.COMPOSITES[key]]
                mean = sum(Fraction(str(item.value)) for item in items) / len(items)
                step = Fraction(str(worlds.STRICT.steps[number.n_band]))
                ends = worlds.STRICT.coded_low[number.n_band], worlds.STRICT.coded_high[number.n_band]
                rung = float(floor(mean / step + Fraction(1, 2)) * step)
                assert (number.value, number.n_band) == (min(max(rung, ends[0]), ends[1]), items[0].n_band)


def test_a_coded_extreme_is_not_undone_by_the_mean_of_its_dimension(worlds: ModuleType) -> None:
    """All five answer 1 to a1, and 3.4 on average to a2: told as "at most 2", an exact mean of 2.2 would force the ones."""
    world = worlds.mapping(worlds.group("a"), worlds.group("b"))
    people = worlds.crowd("a", {"b": [3] * 5})
    for number, answer in enumerate([3.0, 3.0, 3.0, 4.0, 4.0]):
        people = worlds.with_answer(people, number, "b", {"a1": 1.0, "a2": answer, "b": 3.0, "c": 3.0})
    cells = {c.dimension: c.published for c in release_of(worlds, world, people).waves[0].cells if c.published}
    told = {key: (number.value, number.bound) for key, number in cells.items()}
    assert told == {
        "index": (3.0, None),
        "a": (3.0, None),
        "a1": (2.0, Bound.AT_MOST),
        "a2": (3.5, None),
        "b": (3.0, None),
        "c": (3.0, None),
    }


@quick
@given(SEEDS)
def test_the_order_of_rows_does_not_matter(worlds: ModuleType, seed: int) -> None:
    _, world, people = random_world(worlds, seed)
    plain, shuffled = release_of(worlds, world, people), release_of(worlds, world, people, shuffle=seed)
    assert to_json(plain) == to_json(shuffled)


# ---- what stands in a release ------------------------------------------------------------------------------------------------


def told(release: Release) -> Iterator[tuple[Published, tuple[PeopleBand, ...]]]:
    """Yield every published number, with the bands of the cells it comes from."""
    for wave in release.waves:
        own = {(tie.rater, tie.target) for tie in wave.ties if tie.own}
        for cell in wave.cells:
            if cell.published:
                yield cell.published, (cell.published.n_band,)
        others = [c for c in wave.cells if c.published and (c.rater, c.target) not in own]
        for unit in wave.groups:
            for key, number in unit.received.items():
                yield (
                    number,
                    tuple(c.published.n_band for c in others if (c.target, c.dimension) == (unit.id, key) and c.published),
                )
            for key, number in unit.given.items():
                yield (
                    number,
                    tuple(c.published.n_band for c in others if (c.rater, c.dimension) == (unit.id, key) and c.published),
                )
        yield from ((kind.published, tuple(PeopleBand)) for kind in wave.kinds if kind.published)


@thorough
@given(SEEDS)
def test_strict_tells_no_exact_n_and_no_value_off_its_ladder(worlds: ModuleType, seed: int) -> None:
    """A number above cells stands on the ladder of the coarsest of them."""
    _, world, people = random_world(worlds, seed)
    release = release_of(worlds, world, people)
    assert '"n":' not in to_json(release)
    for number, bands in told(release):
        steps = [Decimal(str(worlds.STRICT.steps[band])) for band in bands]
        fits = [
            step for step in steps if not any(Decimal(str(each)) % step for each in (number.value, *(number.interval or ())))
        ]
        assert fits
        assert bands == tuple(PeopleBand) or max(steps) in fits
        coded = {Bound.AT_LEAST: {4.0, 4.5}, Bound.AT_MOST: {2.0, 1.5}}
        assert number.value in coded[number.bound] if number.bound else 1.5 < number.value < 4.5


@thorough
@given(SEEDS)
def test_overall_means_and_the_spread_are_rounded(worlds: ModuleType, seed: int) -> None:
    _, world, people = random_world(worlds, seed)
    for wave in release_of(worlds, world, people).waves:
        assert all(Decimal(str(mean.value)) % Decimal("0.05") == 0 for mean in wave.overall)
        assert all(Decimal(str(value)) % Decimal("0.1") == 0 for value in wave.spread.values())


@quick
@given(SEEDS)
def test_a_release_is_read_back_as_it_was_written(worlds: ModuleType, seed: int) -> None:
    rng, world, people = random_world(worlds, seed)
    release = release_of(worlds, world, [*people, *worlds.random_people(rng, world, wave=2)])
    assert from_json(to_json(release)) == release


@quick
@given(SEEDS)
def test_a_shown_cell_has_k_people_and_the_same_people_in_every_measure_of_the_index(worlds: ModuleType, seed: int) -> None:
    _, world, people = random_world(worlds, seed)
    for wave in release_of(worlds, world, people).waves:
        for cell in wave.cells:
            if cell.dimension != worlds.OUTSIDE:
                behind = people_of(worlds, world, people, cell)
                assert cell.state is not CellState.SHOWN or len(behind) >= world.policy.k
                twin = next(c for c in wave.cells if (c.rater, c.target, c.dimension) == (cell.rater, cell.target, "index"))
                assert (cell.state, cell.reason) == (twin.state, twin.reason)
                assert (cell.published and cell.published.n_band) == (twin.published and twin.published.n_band)


def test_standard_rests_on_the_same_cells_as_strict(worlds: ModuleType) -> None:
    for seed in range(12):
        _, world, people = random_world(worlds, seed)
        strict, loose = (
            release_of(worlds, replace(world, policy=policy), people) for policy in (worlds.STRICT, worlds.STANDARD)
        )
        for one, other in zip(strict.waves, loose.waves, strict=True):
            assert [(c.rater, c.target, c.dimension, c.state) for c in one.cells] == [
                (c.rater, c.target, c.dimension, c.state) for c in other.cells
            ]
            assert {c.published.n for c in other.cells if c.published} <= {None, *range(10, 100)}
            assert all(c.published.bound is None for c in other.cells if c.published)


def test_research_shows_what_strict_shows(worlds: ModuleType) -> None:
    _, world, people = random_world(worlds, 7)
    strict, research = release_of(worlds, world, people), release_of(worlds, replace(world, policy=worlds.RESEARCH), people)
    assert strict.waves == research.waves
    assert strict.waves[0].cells


# ---- what stops a release ----------------------------------------------------------------------------------------------------


def small_case(worlds: ModuleType) -> tuple[Mapping, ScoreSet]:
    return worlds.mapping(worlds.group("a"), worlds.group("b")), worlds.scores(worlds.crowd("a", {"b": [3] * 6}))


@pytest.mark.parametrize(
    ("k", "reason", "codes"),
    [
        (5, None, []),
        (6, None, []),
        (4, "agreed with the unions", []),
        (4, None, ["disclosure.k_without_reason"]),
        (4, "  ", ["disclosure.k_without_reason"]),
        (3, "agreed with the unions", ["disclosure.k_too_low"]),
        (1, None, ["disclosure.k_too_low"]),
    ],
)
def test_a_low_k_is_refused_whatever_the_mapping_says(worlds: ModuleType, k: int, reason: str | None, codes: list[str]) -> None:
    world, scores = small_case(worlds)
    world = replace(world, policy=worlds.STRICT.with_k(k), k_reason=reason)
    found: list[str] = []
    try:
        release = freeze(scores, world, worlds.instrument(), version="1")
    except DisclosureError as error:
        found = [problem.code for problem in error.problems]
    else:
        assert (release.policy.k, release.k_reason) == (k, reason)
    assert found == codes


@pytest.mark.parametrize(
    ("options", "policy", "told"), [(2, "STRICT", ["a1", "a2", "b", "c", "o"]), (3, "STRICT", []), (2, "STANDARD", [])]
)
def test_four_people_are_too_few_for_yes_and_no(worlds: ModuleType, options: int, policy: str, told: list[str]) -> None:
    """The mean of four is coded as none of them or some of them: none gives all four away."""
    world, scores = small_case(worlds)
    world = replace(world, policy=getattr(worlds, policy).with_k(4), k_reason="agreed with the unions")
    found: list[Any] = []
    try:
        freeze(scores, world, worlds.instrument(scores=tuple(range(1, options + 1))), version="1")
    except DisclosureError as error:
        found = [(problem.code, list(problem.data["items"])) for problem in error.problems]
    assert found == ([("disclosure.k_too_low_for_scale", told)] if told else [])


def test_four_people_are_shown_where_k_is_four(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), policy=worlds.STRICT.with_k(4), k_reason="agreed")
    wave = freeze(worlds.scores(worlds.crowd("a", {"b": [3] * 4})), world, worlds.instrument(), version="1").waves[0]
    assert [c.published.n_band for c in wave.cells if c.published][:1] == [PeopleBand.FEW]


@pytest.mark.parametrize(
    ("column", "measure", "value"), [("n", "a1", 5), ("n", "index", 5), ("total", "index", 18.5), ("total", "a", 17.0)]
)
def test_measures_of_different_people_or_answers_stop_the_release(
    worlds: ModuleType, column: str, measure: str, value: float
) -> None:
    world, scores = small_case(worlds)
    wrong = pl.when(pl.col("measure") == measure).then(pl.lit(value)).otherwise(pl.col(column)).cast(scores.atoms[column].dtype)
    broken = replace(scores, atoms=scores.atoms.with_columns(wrong.alias(column)))
    with pytest.raises(DisclosureError) as error:
        freeze(broken, world, worlds.instrument(), version="1")
    problem = error.value.problems[0]
    assert (problem.code, problem.data) == ("disclosure.uneven_cell", {"wave": 1, "rater": "a", "target": "b"})


def test_an_item_outside_the_index_may_have_fewer_people(worlds: ModuleType) -> None:
    world, scores = small_case(worlds)
    fewer = pl.when(pl.col("measure") == worlds.OUTSIDE).then(pl.lit(2)).otherwise(pl.col("n"))
    assert freeze(replace(scores, atoms=scores.atoms.with_columns(fewer.alias("n"))), world, worlds.instrument(), version="1")


def test_answers_about_pairs_that_were_not_asked_are_in_no_number(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9}), worlds.group("b", {"x": 9, "y": 9}))
    wave = freeze(worlds.scores(worlds.crowd("a@x", {"b@y": [3] * 6})), world, worlds.instrument(), version="1").waves[0]
    assert not [cell for cell in wave.cells if cell.published]


def test_the_head_of_a_release(worlds: ModuleType) -> None:
    world, scores = small_case(worlds)
    release = freeze(scores, world, worlds.instrument(), version="9.9")
    assert (release.samspill, release.instrument, release.dimensions, release.items, release.outside) == (
        "9.9",
        "small 3",
        ("a", "b", "c"),
        {"a": ("a1", "a2")},
        ("o",),
    )
    assert [wave.wave for wave in release.waves] == [1]


def test_no_answers_make_an_empty_release(worlds: ModuleType) -> None:
    world, _ = small_case(worlds)
    assert freeze(worlds.scores([]), world, worlds.instrument(), version="1").waves == ()
