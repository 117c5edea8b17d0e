"""Units of a wave: who rates, who is rated, and participation as a band (P2, P7)."""

from __future__ import annotations

from collections import defaultdict
from types import ModuleType

import pytest

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Unit, WaveRelease
from samspill.terms import PeopleBand, Share


def wave_of(worlds: ModuleType, mapping: object, people: object) -> WaveRelease:
    return freeze(worlds.scores(people), mapping, worlds.instrument(), version="1").waves[0]


def by_id(wave: WaveRelease) -> dict[str, Unit]:
    return {unit.id: unit for unit in wave.groups}


def test_units_stand_in_the_owners_order_and_pools_after_their_members(worlds: ModuleType) -> None:
    world = worlds.mapping(
        worlds.group("a", 9, "c"),
        worlds.group("b", 9),
        worlds.group("c", 9),
        worlds.group("d", 9),
        worlds.group("e", asked=False),
    )
    people = [*worlds.crowd("a", {"b": [3] * 4}), *worlds.crowd("c", {"b": [3] * 6}), *worlds.crowd("b", {"e": [3] * 3})]
    people += worlds.crowd("d", {"b": [3] * 6})
    wave = wave_of(worlds, world, people)
    found = by_id(wave)
    assert list(found) == ["a", "b", "c", "a+c", "d", "e"]
    assert {key: unit.state for key, unit in found.items()} == {
        "a": "pooled",
        "b": "left_out",
        "c": "pooled",
        "a+c": "answered",
        "d": "answered",
        "e": "not_asked",
    }
    assert {key: (unit.is_rater, unit.is_target) for key, unit in found.items()} == {
        "a": (False, True),
        "b": (True, True),
        "c": (False, True),
        "a+c": (True, False),
        "d": (True, True),
        "e": (False, True),
    }
    assert (found["a"].pooled_into, found["a+c"].members, found["a+c"].pooled_into) == ("a+c", ("a", "c"), None)
    assert "a" not in {cell.rater for cell in wave.cells}


def test_participation_is_told_of_units_with_k_answers_only(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", 9, "c"), worlds.group("b", 9), worlds.group("c", 30), worlds.group("d", 7))
    people = [*worlds.crowd("a", {"b": [3] * 4}), *worlds.crowd("c", {"b": [3] * 6}), *worlds.crowd("b", {"a": [3] * 4})]
    people += worlds.crowd("d", {"b": [3] * 6})
    found = by_id(wave_of(worlds, world, people))
    assert {key: (unit.n_band, unit.response) for key, unit in found.items()} == {
        "a": (None, None),
        "b": (None, None),
        "c": (None, None),
        "a+c": (PeopleBand.SOME, Share.SOME),
        "d": (PeopleBand.FEW, Share.MOST),
    }


@pytest.mark.parametrize("size", [*range(5, 41), 69, 75, 77, 90])
def test_band_and_share_together_never_tell_how_many_answered(worlds: ModuleType, size: int) -> None:
    """A group's size is known; of eight people, 5-9 and "half" would be five, and three who have not answered."""
    world = worlds.mapping(worlds.group("a", size), worlds.group("b", 9))
    told: dict[tuple[PeopleBand | None, Share | None], list[int]] = defaultdict(list)
    for answered in range(5, size + 1):
        unit = by_id(wave_of(worlds, world, worlds.crowd("a", {"b": [3] * answered})))["a"]
        told[unit.n_band, unit.response].append(answered)
    assert all(len(counts) > 1 for (_, response), counts in told.items() if response)
    assert sum(response is not None for _, response in told) >= (size in range(18, 24))


def test_people_of_the_whole_wave_are_a_band_without_those_left_out(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", 9), worlds.group("b", 9))
    people = worlds.crowd("a", {"b": [3] * 9})
    assert wave_of(worlds, world, people).respondents is PeopleBand.FEW
    assert wave_of(worlds, world, [*people, *worlds.crowd("b", {"a": [3] * 4})]).respondents is PeopleBand.FEW
    assert wave_of(worlds, world, worlds.crowd("a", {"b": [3] * 4})).respondents is None


def test_a_unit_at_one_site_has_it_and_one_over_several_has_none(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9, "z": 9}, "a"), worlds.group("p", 9))
    people = [person for site, n in (("x", 3), ("y", 3), ("z", 6)) for person in worlds.crowd(f"a@{site}", {"p": [3] * n})]
    found = by_id(wave_of(worlds, world, people))
    assert {key: unit.site for key, unit in found.items()} == {"a@x": "x", "a@y": "y", "a@x+a@y": "", "a@z": "z", "p": ""}
