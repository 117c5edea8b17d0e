"""Whom a small group could join, proposed before launch."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping, WaveChange
from samspill.design.pools import pool
from samspill.design.proposals import proposals

ORGANISATIONS = """
[[organisation]]
key = "oppvekst"
name = "Oppvekst"
[[organisation]]
key = "helse"
name = "Helse"
"""


def proposed(mapping: Mapping, wave: int = 1) -> dict[str, str]:
    return {one.group: one.fallback for one in proposals(mapping, wave)}


def of(drafts: ModuleType, *groups: str) -> Mapping:
    found: Mapping = drafts.mapping(organisations=ORGANISATIONS, groups="".join(groups), ties="")
    return found


def test_groups_that_are_large_enough_need_no_proposal(drafts: ModuleType) -> None:
    assert proposed(of(drafts, drafts.group("a", 12), drafts.group("b", 20))) == {}


def test_the_same_organisation_comes_first_then_the_smallest(drafts: ModuleType) -> None:
    """Of a's own organisation c is smaller than b; d is smaller still, but of another."""
    a, b, c = (drafts.group(key, size) for key, size in (("a", 5), ("b", 30), ("c", 14)))
    d = drafts.group("d", 12, organisation='"helse"')

    assert proposed(of(drafts, a, b, c, d)) == {"a": "c"}


def test_another_organisation_is_better_than_nobody(drafts: ModuleType) -> None:
    assert proposed(of(drafts, drafts.group("a", 5), drafts.group("d", 12, organisation='"helse"'))) == {"a": "d"}


def test_two_small_sisters_are_proposed_to_each_other(drafts: ModuleType) -> None:
    """Two may name each other; together they are enough."""
    assert proposed(of(drafts, drafts.group("a", 6), drafts.group("b", 6), drafts.group("c", 40))) == {"a": "b", "b": "a"}


def test_whoever_named_somebody_is_left_alone(drafts: ModuleType) -> None:
    assert proposed(of(drafts, drafts.group("a", 5, fallback='"c"'), drafts.group("c", 12), drafts.group("b", 12))) == {}


def test_a_group_that_is_not_asked_is_neither_helped_nor_a_help(drafts: ModuleType) -> None:
    silent = drafts.group("b", 5, asked="false")

    assert proposed(of(drafts, silent, drafts.group("a", 5))) == {}


def test_those_who_would_still_be_too_few_together_are_not_proposed(drafts: ModuleType) -> None:
    assert proposed(of(drafts, drafts.group("a", 3), drafts.group("b", 3))) == {}


def test_small_sites_of_a_group_join_each_other(drafts: ModuleType) -> None:
    sites = "".join(f'[[site]]\nkey = "{key}"\nname = "{key}"\n' for key in ("x", "y"))
    group = drafts.group("a", "{ x = 5, y = 5 }", each_site="true")
    found = drafts.mapping(groups=group + drafts.group("b", 20), ties="", more=sites)

    assert proposed(found) == {"a": "a"}


def test_a_small_site_is_not_left_to_sites_that_stand_alone(drafts: ModuleType) -> None:
    """Six and seven answer with five or more so often that three would have nobody to join."""
    keys = ("x", "y", "z")
    sites = "".join(f'[[site]]\nkey = "{key}"\nname = "{key}"\n' for key in keys)
    group = drafts.group("a", "{ x = 6, y = 3, z = 7 }", each_site="true")
    found = drafts.mapping(groups=group + drafts.group("b", 20), ties="", more=sites)

    assert proposed(found) == {"a": "b"}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(3, 9), min_size=2, max_size=5), st.sampled_from([0.5, 0.7, 0.9]), st.integers(0, 1000))
def test_small_sites_that_are_proposed_to_each_other_are_shown_as_often_as_promised(
    drafts: ModuleType, sizes: list[int], response: float, seed: int
) -> None:
    """Drawn 400 times through the rule that closes a wave: each small site is shown in four of five."""
    keys = [f"s{number}" for number in range(len(sizes))]
    sites = "".join(f'[[site]]\nkey = "{key}"\nname = "{key}"\n' for key in keys)
    size = "{ " + ", ".join(f"{key} = {people}" for key, people in zip(keys, sizes, strict=True)) + " }"
    found = replace(drafts.mapping(groups=drafts.group("a", size, each_site="true"), ties="", more=sites), response=response)
    if proposed(found) != {"a": "a"}:
        return
    following = replace(found, groups={"a": replace(found.groups["a"], fallback="a")})
    rng, shown = np.random.default_rng(seed), Counter[str]()
    for _ in range(400):
        answered = {node: int(rng.binomial(found.size(node, 1), response)) for node in found.nodes(1)}
        shown.update(node.site for unit in pool(following, answered, 1).units for node in unit)
    assert min(shown[key] for key in keys) / 400 > 0.72, "0.8 less four standard errors"


def test_whoever_is_gone_in_a_later_wave_is_no_partner(drafts: ModuleType) -> None:
    """One fallback holds for all waves."""
    gone = of(drafts, drafts.group("a", 5), drafts.group("b", 8, waves="[1]"), drafts.group("c", 30))
    later = replace(gone, changes={2: WaveChange(2)})

    assert proposed(gone)["a"] == "b"
    assert proposed(later)["a"] == "c"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(3, 14), min_size=2, max_size=7))
def test_whoever_follows_the_proposals_has_a_plan_that_can_be_read(drafts: ModuleType, sizes: list[int]) -> None:
    """No ring of three or more; and with everybody answering nobody is left out who was helped."""
    mapping = of(drafts, *(drafts.group(f"g{number}", size) for number, size in enumerate(sizes)))
    told = proposed(mapping)

    groups = {key: replace(group, fallback=told.get(key)) for key, group in mapping.groups.items()}
    again = of(
        drafts,
        *(drafts.group(key, *group.sizes.values(), **_fallback(told.get(key))) for key, group in mapping.groups.items()),
    )
    everybody = {node: again.size(node, 1) for node in again.nodes(1)}
    left_out = {node.group for node in pool(replace(mapping, groups=groups), everybody, 1).left_out}
    assert not left_out & set(told)


def _fallback(key: str | None) -> dict[str, str]:
    return {"fallback": f'"{key}"'} if key else {}


@pytest.mark.parametrize("response", [0.4, 0.7, 1.0])
def test_the_expected_response_decides_who_is_small(drafts: ModuleType, response: float) -> None:
    mapping = replace(of(drafts, drafts.group("a", 9), drafts.group("b", 30)), response=response)

    assert proposed(mapping) == ({"a": "b"} if response == 0.4 else {})
