"""Answers about the own situation are shares of units with seven answers or more."""

from __future__ import annotations

from types import ModuleType

from samspill.disclosure.freeze import freeze
from samspill.terms import Share

SOME, HALF, MOST = Share


def told(worlds: ModuleType, mapping: object, **helps: list[tuple[int, ...]]) -> dict[tuple[str, int], Share]:
    people = [worlds.Person(node, helps=chosen) for node, all_of in helps.items() for chosen in all_of]
    wave = freeze(worlds.scores(people), mapping, worlds.instrument(), version="1").waves[0]
    assert {choice.item for choice in wave.choices} <= {"helps"}
    return {(choice.unit, choice.code): choice.share for choice in wave.choices}


def test_shares_by_unit_with_options_that_nobody_chose(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"))
    found = told(worlds, world, a=[(1, 2), (1,), (1, 2), (1, 2), (2,), (1, 2), (1,)])
    assert {key: share for key, share in found.items() if key[0] == "a"} == {("a", 1): MOST, ("a", 2): MOST, ("a", 3): SOME}


def test_a_unit_with_too_few_answers_to_the_question_is_not_told(worlds: ModuleType) -> None:
    """Of six who chose one answer, two halves leave nobody for any other."""
    world = worlds.mapping(worlds.group("a"), worlds.group("b"))
    assert told(worlds, world, a=[(1,)] * 6 + [()] * 4) == {}


def test_pools_answer_together(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"))
    found = told(worlds, world, a=[(1,)] * 3, b=[(2,)] * 4 + [()] * 4)
    assert {key: share for key, share in found.items() if key[0]} == {
        ("a+b", 1): HALF,
        ("a+b", 2): HALF,
        ("a+b", 3): SOME,
    }


def test_the_whole_wave_comes_from_what_is_published_of_its_units(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), worlds.group("c"))
    base = {"a": [(1,)] * 7, "b": [(1,)] * 3 + [(2,)] * 4}
    found = told(worlds, world, **base)
    assert (found["", 1], found["", 2], found["", 3]) == (MOST, SOME, SOME), "(5/6 + 1/2) / 2 = 2/3; (1/6 + 1/2) / 2 = 1/3"
    exact = told(worlds, world, a=[(1,)] * 7, b=[(1,)] * 2 + [(2,)] * 5)
    assert exact["", 1] is HALF, "(5/6 + 1/6) / 2; 9 of the 14 people would be half too"
    more = told(worlds, world, **base, c=[(3,)] * 4)
    assert more == found, "too few in c: left out of the whole"
