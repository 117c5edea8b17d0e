"""The published network: of published classes alone."""

from __future__ import annotations

from types import ModuleType

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Network
from samspill.terms import Need


def network(worlds: ModuleType, people: list[object], *, fallback: str | None = None, **options: object) -> Network:
    groups = [worlds.group(key, 9, fallback if key == "d" else None) for key in "abcd"]
    world = worlds.mapping(*groups, **options)
    found = freeze(worlds.scores(people), world, worlds.instrument(), version="1").waves[0].network
    assert found is not None
    return found


def test_pairs_and_ties_are_counted_by_published_class(worlds: ModuleType) -> None:
    """a and b hold both ways, a holds c, which does not hold back; what d says is not known."""
    people = [
        *worlds.crowd("a", {"b": [5] * 6, "c": [5] * 6}),
        *worlds.crowd("b", {"a": [5] * 6, "c": [2] * 6}),
        *worlds.crowd("c", {"a": [2] * 6, "b": [2] * 6}),
    ]

    found = network(worlds, people)

    assert found.within == (3, 6, 12)
    assert found.between == (0, 0, 0)
    assert (found.mutual, found.one_way, found.neither) == (1, 1, 1)
    assert "scoring.limit.network.unknown_ties" in found.limits


def test_hidden_answers_change_nothing(worlds: ModuleType) -> None:
    people = [*worlds.crowd("a", {"b": [5] * 6}), *worlds.crowd("b", {"a": [5] * 6})]
    hidden = worlds.crowd("c", {"a": [5] * 4})

    assert network(worlds, people).within[0] == network(worlds, [*people, *hidden]).within[0] == 2


def test_a_pool_speaks_for_each_of_its_groups_and_says_so(worlds: ModuleType) -> None:
    people = [*worlds.crowd("c", {"a": [5] * 6}), *worlds.crowd("d", {"a": [5] * 3}), *worlds.crowd("a", {"b": [2] * 6})]

    found = network(worlds, people, fallback="c")

    assert found.within[:2] == (2, 3)
    assert "disclosure.pooled_in_network" in found.limits


def test_ties_that_are_not_needed_are_no_part_of_it(worlds: ModuleType) -> None:
    people = worlds.crowd("a", {"b": [5] * 6})

    found = network(worlds, people, needs={("a", "c"): Need.NONE, ("a", "d"): Need.NONE})

    assert found.within == (1, 1, 10)


def test_low_response_is_told(worlds: ModuleType) -> None:
    """Six of 18 are a third; six of nine are most."""
    groups = [worlds.group("a", 18), worlds.group("b", 9), worlds.group("c", 9)]
    people = [*worlds.crowd("a", {"b": [5] * 6}), *worlds.crowd("b", {"a": [5] * 6, "c": [4] * 6})]
    answered = [*people, *worlds.crowd("c", {"a": [5] * 6})]

    waves = [
        freeze(worlds.scores(answered), worlds.mapping(*parts), worlds.instrument(), version="1").waves[0]
        for parts in (groups, [worlds.group(key, 9) for key in "abc"])
    ]

    said = ["scoring.limit.network.low_response" in wave.network.limits for wave in waves if wave.network]
    assert said == [True, False]


def test_a_wave_that_asks_about_no_ties_has_no_network(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", 9))
    wave = freeze(worlds.scores(worlds.crowd("a", {"a": [4] * 6})), world, worlds.instrument(), version="1").waves[0]

    assert wave.network is None
