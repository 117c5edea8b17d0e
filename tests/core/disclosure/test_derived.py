"""Numbers above a cell come from published cells alone (P5)."""

from __future__ import annotations

from types import ModuleType

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Reason, WaveRelease
from samspill.terms import Bound, CellState, PeopleBand


def wave_of(worlds: ModuleType, mapping: object, people: object) -> WaveRelease:
    return freeze(worlds.scores(people), mapping, worlds.instrument(), version="1").waves[0]


def unit(wave: WaveRelease, key: str) -> object:
    return next(u for u in wave.groups if u.id == key)


def kind(wave: WaveRelease, rater: str, target: str) -> Cell:
    return next(c for c in wave.kinds if (c.rater, c.target, c.dimension) == (rater, target, "index"))


def test_received_and_given_leave_the_own_group_out(worlds: ModuleType) -> None:
    world = worlds.mapping(*(worlds.group(key) for key in "abc"))
    people = [
        *worlds.crowd("a", {"a": [5] * 6, "b": [3] * 6, "c": [2.5] * 6}),
        *worlds.crowd("b", {"b": [5] * 6, "c": [3.5] * 6, "a": [3] * 4}),
    ]
    wave = wave_of(worlds, world, people)
    assert [unit(wave, key).received.get("index") and unit(wave, key).received["index"].value for key in "abc"] == [
        None,
        3.0,
        3.0,
    ]
    assert [unit(wave, key).given.get("index") and unit(wave, key).given["index"].value for key in "abc"] == [3.0, 3.5, None]
    assert unit(wave, "c").received["index"].n_band is PeopleBand.SOME
    assert unit(wave, "a").given["index"].n_band is PeopleBand.FEW


def test_totals_do_not_move_while_published_cells_stay(worlds: ModuleType) -> None:
    """A total over exact cells would move with every answer, and so give a cell away."""
    world = worlds.mapping(*(worlds.group(key) for key in "abc"))
    people = [*worlds.crowd("a", {"c": [3] * 6}), *worlds.crowd("b", {"c": [4, 4, 3, 3, 3, 3]})]
    moved = worlds.with_answer(people, 0, "c", worlds.everything(2.0))
    assert wave_of(worlds, world, people) == wave_of(worlds, world, moved)


def test_coded_extremes_enter_totals_at_their_middle(worlds: ModuleType) -> None:
    world = worlds.mapping(*(worlds.group(key) for key in "abc"))
    people = [*worlds.crowd("a", {"c": [5] * 6}), *worlds.crowd("b", {"c": [3] * 6})]
    wave = wave_of(worlds, world, people)
    assert unit(wave, "c").received["index"].value == 3.5, "(4.25 + 3) / 2 = 3.625; with the exact 5 it would be coded"
    assert unit(wave, "a").given["index"].bound is Bound.AT_LEAST
    assert {mean.value for mean in wave.overall if mean.dimension == "index"} == {3.75}


def test_the_whole_is_told_by_people_and_by_group(worlds: ModuleType) -> None:
    """a speaks of two groups with 25 and 25 people (2.0 each), b with five of one (3.5)."""
    world = worlds.mapping(*(worlds.group(key, 40) for key in "abc"))
    people = [*worlds.crowd("a", {"b": [2] * 30, "c": [2] * 30}), *worlds.crowd("b", {"c": [3.5] * 6})]
    wave = wave_of(worlds, world, people)
    found = {mean.weighting: mean.value for mean in wave.overall if mean.dimension == "index"}
    assert found == {"respondent": 2.1, "group": 2.8}, "(25·2 + 25·2 + 5·3.5) / 55 = 2.136; (2 + 3.5) / 2 = 2.75"


def test_a_group_that_is_left_out_is_left_out_of_every_total(worlds: ModuleType) -> None:
    world = worlds.mapping(*(worlds.group(key) for key in "abc"))
    people = worlds.crowd("a", {"c": [3] * 6})
    wave, other = wave_of(worlds, world, people), wave_of(worlds, world, [*people, *worlds.crowd("b", {"c": [5] * 4})])
    assert (wave.overall, wave.respondents, wave.spread) == (other.overall, other.respondents, other.spread)
    assert [u.received for u in wave.groups] == [u.received for u in other.groups]


def site_world(worlds: ModuleType) -> object:
    return worlds.mapping(worlds.group("a", {"x": 9, "y": 9, "z": 9}), worlds.group("p", 9))


def test_kinds_come_from_the_published_cells_of_their_sites(worlds: ModuleType) -> None:
    people = [
        *worlds.crowd("a@x", {"p": [5] * 6}),
        *worlds.crowd("a@y", {"p": [3] * 6}),
        *worlds.crowd("a@z", {"p": [1] * 4}),
        *worlds.crowd("p", {"a@x": [3] * 6, "a@y": [3] * 3}),
    ]
    wave = wave_of(worlds, site_world(worlds), people)
    found = kind(wave, "a", "p").published
    assert found is not None
    assert (found.value, found.n_band) == (3.5, PeopleBand.SOME)
    hidden = kind(wave, "p", "a")
    assert (hidden.state, hidden.reason) == (CellState.HIDDEN, Reason.FEW_SITES)
    assert not [c for c in wave.kinds if (c.rater, c.target) == ("p", "p")], "one cell speaks for itself"


def test_without_sites_there_are_no_kinds(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"))
    assert wave_of(worlds, world, worlds.crowd("a", {"b": [3] * 6})).kinds == ()


def test_a_pool_across_kinds_belongs_to_no_kind(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9}, "b"), worlds.group("b", {"x": 9, "y": 9}), worlds.group("p", 9))
    people = [person for site in "xy" for person in worlds.crowd(f"a@{site}", {"p": [3] * 4})]
    people += [person for site in "xy" for person in worlds.crowd(f"b@{site}", {"p": [4] * 6})]
    assert not [c for c in wave_of(worlds, world, people).kinds if c.target == "p"]


def test_a_half_that_comes_of_thirds_is_a_half(worlds: ModuleType) -> None:
    """4.25, 3.5, 2.58…, 2.83… and 2.58… are 3.15 on average: 3.2, though no computer holds the thirds."""
    raters, targets = "abcde", "xyz"
    world = worlds.mapping(
        *(worlds.group(key, 9) for key in raters), *(worlds.group(key, 9, asked=False) for key in targets), own_group=False
    )
    low, high, half, third = [1] * 6, [5] * 6, [3, 4] * 3, [3] * 6
    said = {"a": {"x": high}, "b": {"x": half, "y": half}, "c": {"x": low, "y": high, "z": low}}
    said |= {"d": {"x": [2, 3] * 3, "y": third, "z": third}, "e": {"x": high, "y": low, "z": low}}
    wave = wave_of(worlds, world, [person for rater, answers in said.items() for person in worlds.crowd(rater, answers)])
    told = {mean.weighting: mean.value for mean in wave.overall if mean.dimension == "b"}
    assert told["group"] == 3.2
