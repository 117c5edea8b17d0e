"""A release of a mapping that asks each person about some groups only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from types import ModuleType
from typing import Any

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Reason, Release, TieFacts
from samspill.errors import DisclosureError
from samspill.terms import CellState, Share


def release_of(worlds: ModuleType, world: Mapping, people: list[Any]) -> Release:
    return freeze(worlds.scores(people), world, worlds.instrument(), version="1.0")


def capped(worlds: ModuleType, *groups: object) -> Mapping:
    return replace(worlds.mapping(*groups), ask_at_most=3)


def cell(release: Release, rater: str, target: str) -> Cell:
    wave = release.waves[0]
    return next(one for one in wave.cells if (one.rater, one.target, one.dimension) == (rater, target, "index"))


def facts(release: Release, rater: str, target: str) -> TieFacts:
    return next(one for one in release.waves[0].ties if (one.rater, one.target) == (rater, target))


def people(worlds: ModuleType, asked: int, not_asked: int, without: int = 0, silent: int = 0) -> list[Any]:
    """Return people of a: some rate b, some were not asked about it, some do not work with it, some skip it."""
    return [
        *(worlds.Person("a", {"b": worlds.everything(4.0)}) for _ in range(asked)),
        *(worlds.Person("a", not_asked=("b",)) for _ in range(not_asked)),
        *(worlds.Person("a", contact={"b": "no"}) for _ in range(without)),
        *(worlds.Person("a", dont_know={"b": worlds.INDEX_ITEMS}) for _ in range(silent)),
    ]


def test_a_cell_is_shown_from_k_people_who_rated_it_on(worlds: ModuleType) -> None:
    world = capped(worlds, worlds.group("a", 30), worlds.group("b", 30))
    four, five = (release_of(worlds, world, people(worlds, asked, 20)) for asked in (4, 5))
    assert (cell(four, "a", "b").state, cell(four, "a", "b").reason) == (CellState.HIDDEN, Reason.TOO_FEW)
    assert cell(five, "a", "b").state is CellState.SHOWN
    # The band is that of the five in the cell, not of the 25 who work with the group.
    found = cell(five, "a", "b").published
    assert found
    assert found.n_band.value == "5-9"


def test_not_asked_is_contact_and_never_no_contact(worlds: ModuleType) -> None:
    world = capped(worlds, worlds.group("a", 40), worlds.group("b", 40))
    mostly = release_of(worlds, world, people(worlds, 0, 20, without=3))
    assert cell(mostly, "a", "b").state is CellState.HIDDEN
    assert facts(mostly, "a", "b").no_contact is Share.SOME
    most = release_of(worlds, world, people(worlds, 0, 3, without=20))
    assert cell(most, "a", "b").state is CellState.NO_CONTACT


def test_dont_know_is_a_share_of_those_asked(worlds: ModuleType) -> None:
    world = capped(worlds, worlds.group("a", 40), worlds.group("b", 40))
    told = release_of(worlds, world, people(worlds, 5, 25, silent=5))
    assert facts(told, "a", "b").dont_know is Share.HALF
    # Of four who were asked nothing is told, however many work with the group.
    assert facts(release_of(worlds, world, people(worlds, 2, 25, silent=2)), "a", "b").dont_know is None


@pytest.mark.parametrize("seed", range(40))
def test_any_draw_gives_a_release_that_passes_its_audit_and_the_same_cells_as_without_those_rows(
    worlds: ModuleType, seed: int
) -> None:
    random = Random(seed)  # noqa: S311
    world = replace(worlds.random_mapping(random), ask_at_most=3)
    found = list(_some_not_asked(worlds.random_people(random, world), random))
    silent = [replace(person, not_asked=()) for person in found]
    try:
        told = release_of(worlds, world, found)
    except DisclosureError as refused:
        pytest.fail(str(refused))
    bare = release_of(worlds, world, silent)
    shown = [[one for one in release.waves[0].cells if one.published] for release in (told, bare)]
    assert shown[0] == shown[1]


def _some_not_asked(people: list[Any], random: Random) -> Iterator[Any]:
    """Yield people whose answers about some targets were never asked for; that they work with the group stays."""
    for person in people:
        met = (target for target in person.ratings if person.contact.get(target, "yes") == "yes")
        out = {target for target in met if random.random() < 0.4}
        ratings = {target: said for target, said in person.ratings.items() if target not in out}
        unknown = {target: said for target, said in person.dont_know.items() if target not in out}
        yield replace(person, ratings=ratings, dont_know=unknown, not_asked=tuple(sorted(out)))
