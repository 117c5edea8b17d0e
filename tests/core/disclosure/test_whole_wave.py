"""Statistics of whole waves: from 25 people, rounded, of published cells alone."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from samspill.design.model import Mapping
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import WaveRelease
from samspill.instrument.load import shipped
from samspill.ratings.table import KEYS, Ratings, dont_know_column
from samspill.scoring.score import score
from samspill.terms import Contact, Level

ITEMS = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
Answers = list[dict[str, Any]]
Wave = Callable[[Mapping, Answers], WaveRelease]


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def said(rng: Random, people: dict[str, int], targets: tuple[str, ...], *, about: str | None = None) -> Answers:
    """Return ratings of every target (or one) by all people of every group."""
    rows: Answers = []
    for rater, count in people.items():
        for number in range(count):
            person = rng.gauss(0, 0.5)
            for target in targets if about is None else (about,):
                view = 3.4 + person + (ord(target[0]) % 3) / 3 + rng.gauss(0, 0.4)
                scores = {item: float(min(5, max(1, round(rng.gauss(view, 0.7))))) for item in ITEMS}
                rows.append({"respondent": f"{rater}{number}", "rater_group": rater, "target_group": target, **scores})
    return rows


def ratings(rows: Answers) -> Ratings:
    schema = {"wave": pl.Int32, **dict.fromkeys(KEYS[1:], pl.String), "contact": pl.Enum(Contact), "level": pl.Enum(Level)}
    schema |= dict.fromkeys(ITEMS, pl.Float64) | {dont_know_column(item): pl.Boolean for item in ITEMS}
    empty = {"wave": 1, "rater_site": "", "target_site": "", "contact": "yes", "level": None}
    empty |= {dont_know_column(item): False for item in ITEMS}
    own = {"wave": pl.Int32, **dict.fromkeys(("respondent", "rater_group", "rater_site", "item"), pl.String), "code": pl.Int32}
    return Ratings(pl.DataFrame([empty | row for row in rows], schema=schema), pl.DataFrame(schema=own), ITEMS)


def frozen(mapping: Mapping, rows: Answers) -> WaveRelease:
    instrument, told = shipped("relational-capacity"), ratings(rows)
    return freeze(score(told, mapping, instrument), mapping, instrument, version="1", ratings=told).waves[0]


def plan(worlds: ModuleType, **sizes: int) -> Mapping:
    found: Mapping = worlds.mapping(*(worlds.group(key, size) for key, size in sizes.items()))
    return found


def told(wave: WaveRelease) -> tuple[Any, ...]:
    return wave.reliability, wave.variance_parts, wave.verdicts


def test_a_wave_of_25_tells_statistics_on_steps_of_a_twentieth(worlds: ModuleType) -> None:
    people = dict.fromkeys("abcde", 6)
    wave = frozen(plan(worlds, **dict.fromkeys("abcde", 9)), said(chance(1), people, tuple("abcde")))

    assert {"alpha", "alpha_low", "alpha_high", "omega", "icc1", "icc2", "rwg_j_mean"} <= set(wave.reliability)
    numbers = [*wave.reliability.values(), *wave.variance_parts.values()]
    assert all(abs(20 * number - round(20 * number)) < 1e-9 for number in numbers)
    assert wave.reliability["alpha_low"] <= wave.reliability["alpha"] <= wave.reliability["alpha_high"]
    assert set(wave.variance_parts) == {"perceiver", "target", "relationship", "people"}
    assert sum(wave.variance_parts.values()) == pytest.approx(1, abs=0.101)
    assert wave.verdicts


def test_24_people_tell_nothing_and_the_25th_does(worlds: ModuleType) -> None:
    sizes = plan(worlds, **dict.fromkeys("abcd", 9))

    fewer = frozen(sizes, said(chance(1), dict.fromkeys("abcd", 6), tuple("abcd")))
    enough = frozen(sizes, said(chance(1), dict.fromkeys("abc", 6) | {"d": 7}, tuple("abcd")))

    assert told(fewer) == ({}, {}, ())
    assert enough.reliability


def test_a_number_rests_on_25_people_itself(worlds: ModuleType) -> None:
    """Of thirty people 24 answered every question: alpha and agreement need that, an ICC of the index does not."""
    rows = said(chance(1), dict.fromkeys("abcde", 6), tuple("abcde"))
    skipping = {"a0", "b0", "c0", "d0", "e0", "e1"}
    some = [row | ({"respect": None} if row["respondent"] in skipping else {}) for row in rows]

    wave = frozen(plan(worlds, **dict.fromkeys("abcde", 9)), some)

    assert {key.split("_")[0] for key in wave.reliability} == {"icc1", "icc2"}
    assert len(wave.verdicts) == 1
    assert wave.verdicts[0].startswith("scoring.verdict.group_means")


def test_people_without_an_index_do_not_count(worlds: ModuleType) -> None:
    rows = said(chance(1), dict.fromkeys("abcd", 6), tuple("abcd"))
    silent = [row | dict.fromkeys(ITEMS) for row in said(chance(2), {"d": 9}, tuple("abc"))[18:]]

    assert told(frozen(plan(worlds, **dict.fromkeys("abcd", 9)), rows + silent)) == ({}, {}, ())


def test_without_ratings_nothing_is_told(worlds: ModuleType) -> None:
    mapping, rows = plan(worlds, **dict.fromkeys("abcde", 9)), said(chance(1), dict.fromkeys("abcde", 6), tuple("abcde"))
    instrument = shipped("relational-capacity")

    wave = freeze(score(ratings(rows), mapping, instrument), mapping, instrument, version="1").waves[0]

    assert told(wave) == ({}, {}, ())


def test_variance_parts_need_five_groups(worlds: ModuleType) -> None:
    wave = frozen(plan(worlds, **dict.fromkeys("abcd", 9)), said(chance(1), dict.fromkeys("abcd", 8), tuple("abcd")))

    assert wave.reliability
    assert wave.variance_parts == {}


@pytest.mark.parametrize("hidden", ["left out", "small target", "own group", "a cell under k"])
def test_answers_that_are_not_published_change_nothing(worlds: ModuleType, hidden: str) -> None:
    """Four people with nobody to join, a group of two that is rated, own groups, and two people about one group."""
    rng, groups = chance(2), tuple("abcde")
    rows = said(rng, dict.fromkeys(groups, 6), groups)
    rows = [row for row in rows if row["rater_group"] != row["target_group"]]
    base = [row for row in rows if (row["rater_group"], row["target_group"]) != ("a", "e")]
    more = {
        "left out": said(rng, {"f": 4}, groups),
        "small target": said(rng, dict.fromkeys(groups, 6), groups, about="g"),
        "own group": [row for key in groups for row in said(rng, {key: 6}, groups, about=key)],
        "a cell under k": said(rng, {"a": 2}, groups, about="e"),
    }[hidden]
    mapping = plan(worlds, **dict.fromkeys(groups, 9), f=5, g=2)

    assert told(frozen(mapping, base)) == told(frozen(mapping, base + more))
    assert told(frozen(mapping, base))[0]


def test_people_who_were_left_out_do_not_count_towards_25(worlds: ModuleType) -> None:
    rng = chance(1)
    rows = said(rng, dict.fromkeys("abcd", 6), tuple("abcd")) + said(rng, {"f": 4}, tuple("abcd"))

    assert told(frozen(plan(worlds, **dict.fromkeys("abcd", 9), f=5), rows)) == ({}, {}, ())


def test_how_pooled_groups_differ_is_not_told(worlds: ModuleType) -> None:
    """Of a pool's ten people four say something else; whether these are the small group or not must not show."""
    rest = said(chance(1), dict.fromkeys("cdef", 8), tuple("abcdef"))
    groups = [worlds.group("a", 9), worlds.group("b", 9, fallback="a"), *(worlds.group(key, 9) for key in "cdef")]
    waves = []
    for low in ({"b0", "b1", "b2", "b3"}, {"a0", "a1", "a2", "b0"}):
        people = [(key, f"{key}{number}") for key, count in (("a", 6), ("b", 4)) for number in range(count)]
        pool = [
            {
                "respondent": person,
                "rater_group": key,
                "target_group": target,
                **dict.fromkeys(ITEMS, 2.0 if person in low else 4.0),
            }
            for key, person in people
            for target in "cdef"
        ]
        waves.append(frozen(worlds.mapping(*groups), [*rest, *pool]))

    assert waves[0].reliability
    assert waves[0] == waves[1]


def test_that_everybody_in_a_group_agrees_is_not_told(worlds: ModuleType) -> None:
    """All at one answer in each tie: numbers stay where less agreement could have put them."""
    levels = {
        (one, other): 1 + (3 * place + 2 * further) % 5
        for place, one in enumerate("abcde")
        for further, other in enumerate("abcde")
    }
    rows = [
        {"respondent": f"{one}{number}", "rater_group": one, "target_group": other, **dict.fromkeys(ITEMS, float(level))}
        for (one, other), level in levels.items()
        for number in range(6)
    ]

    wave = frozen(plan(worlds, **dict.fromkeys("abcde", 9)), rows)

    ends = {"alpha": 0.95, "omega": 0.95, "icc1": 0.5, "icc2": 0.9, "rwg_j_mean": 0.9}
    assert wave.reliability["rwg_j_mean"] == 0.9
    assert all(value <= ends[key.removesuffix("_low").removesuffix("_high")] for key, value in wave.reliability.items())
    assert wave.variance_parts == {}


def test_the_order_of_rows_changes_nothing(worlds: ModuleType) -> None:
    mapping, rows = plan(worlds, **dict.fromkeys("abcde", 9)), said(chance(1), dict.fromkeys("abcde", 6), tuple("abcde"))

    assert told(frozen(mapping, rows)) == told(frozen(mapping, chance(5).sample(rows, len(rows))))
