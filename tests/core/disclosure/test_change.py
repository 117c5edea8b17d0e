"""Change between waves, from what both have published (P6)."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.model import Turnover, WaveChange
from samspill.disclosure.aspects import aspects
from samspill.disclosure.change import direction_of
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Change, Published
from samspill.terms import Bound, Direction, PeopleBand, TieClass

FEW, SOME, MANY = PeopleBand
HIGHER, LOWER, SAME = Direction
NOBODY = Turnover("0", "0")


def number(value: float, band: PeopleBand, bound: Bound | None = None) -> Published:
    return Published(value, bound, None, band, None, TieClass.HOLDS, None)


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (number(3.0, FEW), number(3.5, FEW), SAME),
        (number(3.0, FEW), number(4.0, FEW, Bound.AT_LEAST), HIGHER),
        (number(3.5, FEW), number(4.0, FEW, Bound.AT_LEAST), SAME),
        (number(4.0, FEW, Bound.AT_LEAST), number(3.0, FEW), LOWER),
        (number(4.0, FEW, Bound.AT_LEAST), number(4.0, FEW, Bound.AT_LEAST), SAME),
        (number(2.0, FEW, Bound.AT_MOST), number(4.0, FEW, Bound.AT_LEAST), HIGHER),
        # The smaller group decides how far apart "more than one step" is.
        (number(3.25, SOME), number(3.5, SOME), SAME),
        (number(3.25, SOME), number(3.75, SOME), HIGHER),
        (number(3.0, SOME), number(3.5, FEW), SAME),
        (number(3.5, FEW), number(3.0, SOME), SAME),
        (number(3.0, FEW), number(3.6, MANY), HIGHER),
        (number(4.0, FEW, Bound.AT_LEAST), number(4.5, MANY, Bound.AT_LEAST), SAME),
        (number(3.0, FEW, Bound.AT_LEAST), number(4.5, MANY, Bound.AT_LEAST), SAME),
        (number(3.4, MANY), number(3.5, MANY), SAME),
        # From 25 people two and a half rungs of 0.1 are needed: where nothing has changed, two are crossed too often.
        (number(3.4, MANY), number(3.6, MANY), SAME),
        (number(3.4, MANY), number(3.7, MANY), HIGHER),
        (number(3.7, MANY), number(3.4, MANY), LOWER),
        (number(3.0, SOME), number(3.3, MANY), HIGHER),
        (number(4.4, MANY), number(4.5, MANY, Bound.AT_LEAST), SAME),
    ],
)
def test_direction_is_more_than_one_step(worlds: ModuleType, before: Published, after: Published, direction: Direction) -> None:
    aspect = aspects(worlds.instrument(), worlds.STRICT)["index"]
    assert direction_of(aspect, before, after) is direction


def test_under_standard_a_word_is_no_finer(worlds: ModuleType) -> None:
    aspect = aspects(worlds.instrument(), worlds.STANDARD)["index"]
    assert direction_of(aspect, number(3.0, FEW), number(3.4, FEW)) is SAME
    assert direction_of(aspect, number(3.0, FEW), number(3.6, FEW)) is HIGHER


def changes(worlds: ModuleType, mapping: object, people: list[object]) -> dict[tuple[str, str], Change]:
    release = freeze(worlds.scores(people), mapping, worlds.instrument(), version="1")
    assert release.waves[0].changes == ()
    return {(c.rater, c.target): c for c in release.waves[-1].changes if c.dimension == "index"}


def two_waves(worlds: ModuleType, rater: str, target: str, first: list[float], second: list[float]) -> list[object]:
    return [*worlds.crowd(rater, {target: first}), *worlds.crowd(rater, {target: second}, wave=2)]


@pytest.mark.parametrize(("first", "second"), [(24, 24), (24, 30), (30, 24)])
def test_under_25_people_in_either_wave_only_a_word(worlds: ModuleType, first: int, second: int) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes={2: WaveChange(2, turnover={"a": NOBODY})})
    found = changes(worlds, world, two_waves(worlds, "a", "b", [2.5] * first, [3.5] * second))["a", "b"]
    assert (found.since, found.direction, found.difference, found.interval, found.reason) == (1, HIGHER, None, None, None)


@pytest.mark.parametrize(
    ("turnover", "figures"),
    [
        (NOBODY, True),
        (Turnover("5+", "0"), True),
        (Turnover("5+", "5+"), True),
        (Turnover("1-4", "0"), False),
        (Turnover("0", "1-4"), False),
        (Turnover("unknown", "0"), False),
        (Turnover(), False),
        (None, False),
    ],
)
def test_figures_only_where_no_few_may_have_come_or_gone(
    worlds: ModuleType, turnover: Turnover | None, *, figures: bool
) -> None:
    known = {2: WaveChange(2, turnover={"a": turnover} if turnover else {})}
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes=known)
    found = changes(worlds, world, two_waves(worlds, "a", "b", [2, 3] * 15, [3, 4] * 15))["a", "b"]
    assert found.direction is HIGHER
    assert (found.difference, found.interval is not None) == ((1.0, True) if figures else (None, False))


def test_with_a_higher_k_five_who_came_are_still_few(worlds: ModuleType) -> None:
    known = {2: WaveChange(2, turnover={"a": Turnover("5+", "0")})}
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes=known, policy=worlds.STRICT.with_k(8))
    assert changes(worlds, world, two_waves(worlds, "a", "b", [2, 3] * 15, [3, 4] * 15))["a", "b"].difference is None


def test_five_who_came_to_a_group_at_several_sites_may_be_one_at_each(worlds: ModuleType) -> None:
    moved = {2: WaveChange(2, turnover={"a": Turnover("5+", "0")})}
    stayed = {2: WaveChange(2, turnover={"a": NOBODY})}
    for known, figures in ((moved, False), (stayed, True)):
        world = worlds.mapping(worlds.group("a", {"x": 40, "y": 40}), worlds.group("b"), changes=known)
        people = two_waves(worlds, "a@x", "b", [2, 3] * 15, [3, 4] * 15)
        assert (changes(worlds, world, people)["a@x", "b"].difference is not None) == figures


def test_the_interval_of_a_difference_stands_outward_on_the_ladder(worlds: ModuleType) -> None:
    """One unit a wave: the stated spread. 1.96 · √(2 · 0.8² / 25) + 0.1 = 0.54 around 1.0."""
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes={2: WaveChange(2, turnover={"a": NOBODY})})
    found = changes(worlds, world, two_waves(worlds, "a", "b", [2, 3] * 15, [3, 4] * 15))["a", "b"]
    assert found.interval == (0.4, 1.6)


def test_coded_extremes_give_no_figures(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes={2: WaveChange(2, turnover={"a": NOBODY})})
    found = changes(worlds, world, two_waves(worlds, "a", "b", [3] * 30, [5] * 30))["a", "b"]
    assert (found.direction, found.difference) == (HIGHER, None)


def test_not_shown_in_either_wave_gives_no_direction(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes={2: WaveChange(2)})
    people = [*two_waves(worlds, "a", "b", [3] * 4, [3] * 6), *worlds.crowd("a", {"a": [3] * 6})]
    found = changes(worlds, world, people)["a", "b"]
    assert (found.direction, found.reason) == (None, "not_shown")


def test_a_group_that_is_new_merged_or_split_is_not_compared_and_one_that_is_renamed_is(worlds: ModuleType) -> None:
    early = [worlds.replace(worlds.group(key), waves=(1,)) for key in ("old", "m1", "m2", "whole")]
    late = [worlds.replace(worlds.group(key), waves=(2,)) for key in ("new", "merged", "s1", "s2", "fresh")]
    moved = {"old": ("new",), "m1": ("merged",), "m2": ("merged",), "whole": ("s1", "s2")}
    world = worlds.mapping(worlds.group("a"), *early, *late, changes={2: WaveChange(2, groups=moved)})
    people = [
        *worlds.crowd("a", {key: [3] * 6 for key in ("old", "m1", "m2", "whole")}),
        *worlds.crowd("a", {key: [4] * 6 for key in ("new", "merged", "s1", "s2", "fresh")}, wave=2),
        *worlds.crowd("old", {"a": [3] * 6}),
        *worlds.crowd("new", {"a": [4] * 6}, wave=2),
    ]
    found = changes(worlds, world, people)
    assert {key: (change.direction, change.reason) for key, change in found.items() if change.reason != "not_shown"} == {
        ("a", "new"): (HIGHER, None),
        ("new", "a"): (HIGHER, None),
        **{("a", key): (None, "groups_changed") for key in ("merged", "s1", "s2", "fresh")},
        **{(key, other): (None, "groups_changed") for key in ("merged", "s1", "s2", "fresh") for other in ("a", key)},
        **{
            (key, other): (None, "groups_changed")
            for key in ("a", "new", "merged", "s1", "s2", "fresh")
            for other in ("merged", "s1", "s2", "fresh")
            if key != other
        },
        **{(key, "new"): (None, "groups_changed") for key in ("merged", "s1", "s2", "fresh")},
    }


def test_a_group_that_takes_another_in_is_merged_though_it_keeps_its_key(worlds: ModuleType) -> None:
    gone = worlds.replace(worlds.group("b"), waves=(1,))
    world = worlds.mapping(worlds.group("a"), gone, worlds.group("c"), changes={2: WaveChange(2, groups={"b": ("a",)})})
    found = changes(worlds, world, two_waves(worlds, "a", "c", [3] * 6, [4] * 6))
    assert found["a", "c"].reason == "groups_changed"


def test_a_unit_that_is_pooled_otherwise_is_not_compared(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"), worlds.group("c"), changes={2: WaveChange(2)})
    people = [*two_waves(worlds, "b", "c", [3] * 6, [4] * 6), *two_waves(worlds, "a", "c", [3] * 6, [4] * 3)]
    assert changes(worlds, world, people)["a+b", "c"].reason == "groups_changed"


def test_a_pool_of_the_same_groups_is_compared(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"), worlds.group("c"), changes={2: WaveChange(2)})
    people = [*two_waves(worlds, "b", "c", [3] * 6, [4] * 6), *two_waves(worlds, "a", "c", [3] * 3, [4] * 3)]
    assert changes(worlds, world, people)["a+b", "c"].direction is HIGHER


def test_a_wave_keeps_its_published_values(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), changes={2: WaveChange(2)})
    people = two_waves(worlds, "a", "b", [3] * 6, [4] * 6)
    both = freeze(worlds.scores(people), world, worlds.instrument(), version="1")
    alone = freeze(worlds.scores(people[:6]), world, worlds.instrument(), version="1")
    assert both.waves[0] == alone.waves[0]
