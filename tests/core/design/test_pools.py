"""Whom a small group joins (P2)."""

from __future__ import annotations

from types import ModuleType

from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Mapping, Node
from samspill.design.pools import Pools, partners, pool, successor


def pooled(mapping: Mapping, wave: int = 1, **answered: int) -> tuple[list[str], list[str]]:
    """Return units and those left out, as text; sites are parted from groups by two underscores."""
    counts = {Node.parse(name.replace("__", "@")): number for name, number in answered.items()}
    found = pool(mapping, counts, wave)
    return ["+".join(map(str, unit)) for unit in found.units], list(map(str, found.left_out))


def chain(drafts: ModuleType, **fallbacks: str) -> Mapping:
    groups = "".join(drafts.group(key, **({"fallback": f'"{to}"'} if to else {})) for key, to in fallbacks.items())
    return drafts.mapping(groups=groups, ties="")


def test_nobody_is_pooled_where_all_answer_enough(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="c", c=""), a=5, b=9, c=12) == (["a", "b", "c"], [])


def test_a_small_group_joins_whom_it_named(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="", c=""), a=4, b=9, c=12) == (["a+b", "c"], [])


def test_without_a_partner_it_is_left_out(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="", b=""), a=4, b=9) == (["b"], ["a"])


def test_chains_run_until_enough_have_answered(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="c", c=""), a=1, b=2, c=9) == (["a+b+c"], [])
    assert pooled(chain(drafts, a="b", b="c", c=""), a=1, b=6, c=1) == (["a+b"], ["c"])
    assert pooled(chain(drafts, a="b", b="c", c=""), a=1, b=1, c=1) == ([], ["a", "b", "c"])


def test_the_last_of_a_chain_is_lifted_by_those_who_join_it(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="c", c=""), a=2, b=2, c=2) == (["a+b+c"], [])


def test_every_small_group_joins_its_own_partner_even_where_it_is_joined(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="c", c=""), a=3, b=3, c=9) == (["a+b+c"], [])


def test_two_that_name_each_other_are_one_pool(drafts: ModuleType) -> None:
    assert pooled(chain(drafts, a="b", b="a"), a=4, b=9) == (["a+b"], [])
    assert pooled(chain(drafts, a="b", b="a"), a=2, b=3) == (["a+b"], [])
    assert pooled(chain(drafts, a="b", b="a"), a=2, b=2) == ([], ["a", "b"])


def test_a_group_that_is_not_asked_cannot_be_joined(drafts: ModuleType) -> None:
    mapping = drafts.mapping(groups=drafts.group("a", fallback='"b"') + drafts.group("b", asked="false"), ties="")
    assert pooled(mapping, a=4, b=9) == ([], ["a"])


def test_a_group_joins_its_partner_at_its_own_site(drafts: ModuleType) -> None:
    groups = drafts.group("x", each_site="true", fallback='"y"') + drafts.group("y", each_site="true")
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites("n", "s"))
    assert pooled(mapping, x__n=3, x__s=7, y__n=6, y__s=8) == (["x@n+y@n", "x@s", "y@s"], [])


def test_a_group_at_a_site_joins_a_service(drafts: ModuleType) -> None:
    groups = drafts.group("x", each_site="true", fallback='"y"') + drafts.group("y")
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites("n", "s"))
    assert pooled(mapping, x__n=3, x__s=4, y=8) == (["x@n+x@s+y"], [])


def test_a_pool_over_sites_holds_only_the_small_sites(drafts: ModuleType) -> None:
    mapping = drafts.mapping(
        groups=drafts.group("x", each_site="true", fallback='"x"'), ties="", more=drafts.sites("n", "s", "e")
    )
    assert pooled(mapping, x__n=3, x__s=9, x__e=4) == (["x@n+x@e", "x@s"], [])
    assert pooled(mapping, x__n=3, x__s=9, x__e=9) == (["x@s", "x@e"], ["x@n"])


def test_a_site_may_join_a_named_site(drafts: ModuleType) -> None:
    mapping = drafts.mapping(
        groups=drafts.group("x", each_site="true", fallback='"x@s"'), ties="", more=drafts.sites("n", "s", "e")
    )
    assert pooled(mapping, x__n=3, x__s=9, x__e=9) == (["x@n+x@s", "x@e"], [])
    assert partners(mapping, Node("x", "s"), 1) == ()


def test_a_fallback_that_is_not_at_the_site_helps_nobody(drafts: ModuleType) -> None:
    groups = drafts.group("x", each_site="true", fallback='"y"') + drafts.group("y", sites='["s"]')
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites("n", "s"))
    assert pooled(mapping, x__n=3, x__s=3, y__s=6) == (["x@s+y@s"], ["x@n"])


def test_a_later_wave_joins_the_group_that_took_over(drafts: ModuleType) -> None:
    groups = (
        drafts.group("a", fallback='"b"')
        + drafts.group("b", waves="[1]")
        + drafts.group("c", waves="[2]")
        + drafts.group("d", waves="[3]")
        + drafts.group("e", waves="[3]")
    )
    more = '[[wave]]\nnumber = 2\ngroups = { b = ["c"] }\n[[wave]]\nnumber = 3\ngroups = { c = ["d", "e"] }\n'
    mapping = drafts.mapping(groups=groups, ties="", more=more)
    assert pooled(mapping, wave=2, a=3, c=6) == (["a+c"], [])
    assert [successor(mapping, "b", wave) for wave in (1, 2, 3)] == ["b", "c", None]
    assert pooled(mapping, wave=3, a=3, d=6, e=6) == (["d", "e"], ["a"])


KEYS = "abcdef"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_everybody_is_in_one_unit_of_enough_people_or_left_out(drafts: ModuleType, data: st.DataObject) -> None:
    # A fallback further on in the alphabet cannot make a ring.
    fallbacks = {key: data.draw(st.sampled_from(["", *KEYS[place + 1 :]])) for place, key in enumerate(KEYS)}
    mapping = chain(drafts, **fallbacks)
    answered = {Node(key): data.draw(st.integers(0, 8)) for key in KEYS}
    found = pool(mapping, answered, 1)
    everybody = [node for unit in found.units for node in unit] + list(found.left_out)
    assert sorted(everybody) == sorted(answered)
    for unit in found.units:
        assert sum(answered[node] for node in unit) >= 5
        assert all(answered[node] >= 5 or partners(mapping, node, 1)[:1] <= unit or len(unit) > 1 for node in unit)
    for node in found.left_out:
        assert answered[node] < 5


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_the_order_of_the_groups_changes_nothing(drafts: ModuleType, data: st.DataObject) -> None:
    fallbacks = {key: data.draw(st.sampled_from(["", *KEYS[place + 1 :]])) for place, key in enumerate(KEYS)}
    answered = {Node(key): data.draw(st.integers(0, 8)) for key in KEYS}
    order = data.draw(st.permutations(KEYS))
    one = pool(chain(drafts, **fallbacks), answered, 1)
    other = pool(chain(drafts, **{key: fallbacks[key] for key in order}), answered, 1)
    assert sets(one) == sets(other)


def sets(pools: Pools) -> tuple[set[frozenset[Node]], set[Node]]:
    return {frozenset(unit) for unit in pools.units}, set(pools.left_out)
