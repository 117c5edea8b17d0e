"""Pool or drop (P2)."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.model import Mapping, Node
from samspill.design.pools import Pools
from samspill.disclosure import pooling
from samspill.disclosure.pooling import rater_units
from samspill.errors import DisclosureError


def told(mapping: Mapping, **answered: int) -> dict[str, str]:
    """Return "shown" or "left out" by unit; two underscores stand for the @ of a node."""
    counts = {Node.parse(key.replace("__", "@")): n for key, n in answered.items()}
    return {unit.id: "left out" if unit.left_out else "shown" for unit in rater_units(mapping, counts, 1)}


def test_a_group_of_k_stands_alone_whoever_it_named(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"))
    assert told(world, a=5, b=9) == {"a": "shown", "b": "shown"}


def test_a_group_under_k_joins_whom_it_named(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"), worlds.group("c"))
    assert told(world, a=4, b=9, c=6) == {"a+b": "shown", "c": "shown"}


def test_k_follows_the_policy(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"), policy=worlds.STRICT.with_k(4))
    assert told(world, a=4, b=9) == {"a": "shown", "b": "shown"}


def test_a_group_that_did_not_answer_joins_too_so_that_a_pool_does_not_tell_of_it(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"))
    assert told(world, b=9) == {"a+b": "shown"}


def test_chains_run_on_until_k_is_reached(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b", fallback="c"), worlds.group("c"))
    assert told(world, a=1, b=2, c=9) == {"a+b+c": "shown"}
    assert told(world, a=1, b=5, c=9) == {"a+b": "shown", "c": "shown"}


def test_every_small_group_joins_whom_it_named_even_where_another_has_joined_it(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b", fallback="c"), worlds.group("c"))
    assert told(world, a=3, b=3, c=9) == {"a+b+c": "shown"}


def test_two_small_groups_that_name_each_other_join(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b", fallback="a"))
    assert told(world, a=3, b=2) == {"a+b": "shown"}
    assert told(world, a=2, b=2) == {"a": "left out", "b": "left out"}


def test_a_round_of_three_ends(worlds: ModuleType) -> None:
    groups = [worlds.group(key, fallback=other) for key, other in ("ab", "bc", "ca")]
    assert told(worlds.mapping(*groups), a=1, b=1, c=1) == {"a": "left out", "b": "left out", "c": "left out"}
    assert told(worlds.mapping(*groups), a=2, b=2, c=2) == {"a+b+c": "shown"}


def test_without_a_partner_a_group_is_left_out(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"))
    assert told(world, a=4, b=9) == {"a": "left out", "b": "shown"}


def test_a_group_that_is_only_rated_is_nobodys_partner(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b", asked=False))
    assert told(world, a=4) == {"a": "left out"}


def test_a_group_joins_at_its_own_site_first(worlds: ModuleType) -> None:
    world = worlds.mapping(
        worlds.group("a", {"x": 9, "y": 9, "z": 9}, "b"), worlds.group("b", {"x": 9, "y": 9}), worlds.group("c", 9)
    )
    assert told(world, a__x=4, a__y=7, a__z=3, b__x=8, b__y=8, c=6) == {
        "a@x+b@x": "shown",
        "a@y": "shown",
        "a@z": "left out",
        "b@y": "shown",
        "c": "shown",
    }


def test_a_group_joins_one_that_serves_all_sites(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9}, "b"), worlds.group("b", 9))
    assert told(world, a__x=4, a__y=2, b=6) == {"a@x+a@y+b": "shown"}


def test_a_pool_over_sites_holds_only_the_small_sites(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9, "z": 9}, "a"))
    assert told(world, a__x=3, a__y=8, a__z=2) == {"a@x+a@z": "shown", "a@y": "shown"}


@pytest.mark.parametrize(
    "broken",
    [
        Pools(units=((Node("a"),), (Node("b"),)), left_out=()),
        Pools(units=((Node("a"), Node("b")), (Node("b"),)), left_out=()),
        Pools(units=((Node("b"),),), left_out=()),
    ],
    ids=["a unit under k", "a node in two units", "a node in no unit"],
)
def test_an_unsafe_pool_stops_the_release(worlds: ModuleType, monkeypatch: pytest.MonkeyPatch, broken: Pools) -> None:
    world = worlds.mapping(worlds.group("a", fallback="b"), worlds.group("b"))
    monkeypatch.setattr(pooling, "pool", lambda *_: broken)
    with pytest.raises(DisclosureError) as error:
        rater_units(world, {Node("a"): 3, Node("b"): 9}, 1)
    assert [problem.code for problem in error.value.problems] == ["disclosure.unsafe_pool"]
