"""Organisations, sites and groups: keys, sizes, and whom a group joins."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.read import parse
from samspill.errors import DesignError
from samspill.language import problem_text
from samspill.terms import Language


def found(content: str) -> list[tuple[str, str]]:
    """Return (place, code) of every problem, each told in five languages."""
    with pytest.raises(DesignError) as caught:
        parse(content)
    assert all(problem_text(problem, language) for problem in caught.value.problems for language in Language)
    return [(problem.place.key or "", problem.code) for problem in caught.value.problems]


def test_a_group_without_sites_serves_all(drafts: ModuleType) -> None:
    mapping = drafts.mapping(more=drafts.sites("a", "b"))
    assert mapping.groups["larere"].sizes == {"": 24}
    assert list(mapping.sites) == ["a", "b"]


def test_a_group_stands_at_each_site_or_at_some(drafts: ModuleType) -> None:
    mapping = drafts.mapping(
        groups=drafts.group("x", "{ a = 8, b = 9 }", each_site="true")
        + drafts.group("y", "7", each_site="true")
        + drafts.group("z", "{ b = 6 }", sites='["b"]'),
        ties="",
        more=drafts.sites("a", "b"),
    )
    assert [group.sizes for group in mapping.groups.values()] == [{"a": 8, "b": 9}, {"a": 7, "b": 7}, {"b": 6}]


@pytest.mark.parametrize(
    ("size", "keys", "problem"),
    [
        ("0", {}, ("group[3].size (x)", "design.size_not_positive")),
        ("-4", {}, ("group[3].size (x)", "design.size_not_positive")),
        ("2.5", {}, ("group[3].size (x)", "instrument.not_whole")),
        ("nan", {}, ("group[3].size (x)", "instrument.not_whole")),
        ("true", {}, ("group[3].size (x)", "instrument.not_whole")),
        ('"8"', {}, ("group[3].size (x)", "instrument.not_whole")),
        ("9" * 30, {}, ("group[3].size (x)", "instrument.not_whole")),
        ("{ a = 8 }", {}, ("group[3].size (x)", "design.size_needs_sites")),
        ("{ a = 8 }", {"each_site": "true"}, ("group[3].size.b (x)", "instrument.missing_key")),
        ("{ a = 8, b = 8, c = 8 }", {"each_site": "true"}, ("group[3].size.c (x)", "design.unknown_reference")),
        ("8", {"each_site": "true", "sites": '["a"]'}, ("group[3].sites (x)", "design.sites_twice")),
        ("8", {"sites": '["aa"]'}, ("group[3].sites[1] (x)", "design.unknown_reference")),
        ("8", {"sites": '"a"'}, ("group[3].sites (x)", "design.not_list")),
        ("8", {"waves": "[0]"}, ("group[3].waves (x)", "design.waves")),
        ("8", {"waves": "[]"}, ("group[3].waves (x)", "design.waves")),
        ("8", {"waves": "1"}, ("group[3].waves (x)", "design.not_list")),
        ("8", {"organisation": '"opvekst"'}, ("group[3].organisation (x)", "design.unknown_reference")),
        ("8", {"fallback": '"larare"'}, ("group[3].fallback (x)", "design.unknown_reference")),
        ("8", {"fallback": '"x"'}, ("group[3].fallback (x)", "design.fallback_self")),
        ("8", {"fallback": '"larere@a"'}, ("group[3].fallback (x)", "design.unknown_reference")),
        ("8", {"each_sites": "true"}, ("group[3].each_sites (x)", "instrument.unknown_key")),
    ],
)
def test_what_is_wrong_with_a_group_is_told(
    drafts: ModuleType, size: str, keys: dict[str, str], problem: tuple[str, str]
) -> None:
    content = drafts.write(groups=drafts.GROUPS + drafts.group("x", size, **keys), more=drafts.sites("a", "b"))
    assert problem in found(content)


def test_each_site_needs_sites(drafts: ModuleType) -> None:
    content = drafts.write(groups=drafts.GROUPS + drafts.group("x", each_site="true"))
    assert found(content) == [("group[3].each_site (x)", "design.no_sites")]


@pytest.mark.parametrize("key", ["to ord", "a@b", "a+b"])
def test_a_key_that_would_break_an_identifier_is_refused(drafts: ModuleType, key: str) -> None:
    assert [code for _, code in found(drafts.write(groups=drafts.GROUPS + drafts.group(key)))] == ["design.bad_key"]
    assert ("site[1].key (" + key + ")", "design.bad_key") in found(drafts.write(more=drafts.sites(key)))


@pytest.mark.parametrize("key", ["G1", "LEAD01", "helse-nord", "barne_vern", "ÆØÅ", "1"])
def test_any_key_without_spaces_will_do(drafts: ModuleType, key: str) -> None:
    assert key in drafts.mapping(groups=drafts.GROUPS + drafts.group(key)).groups


def test_a_key_that_is_used_twice_is_told(drafts: ModuleType) -> None:
    content = drafts.write(
        organisations=drafts.ORGANISATIONS * 2, groups=drafts.GROUPS + drafts.group("ppt"), more=drafts.sites("a", "a")
    )
    assert found(content) == [
        ("organisation[2].key (oppvekst)", "design.duplicate_key"),
        ("site[2].key (a)", "design.duplicate_key"),
        ("group[3].key (ppt)", "design.duplicate_key"),
    ]


def test_a_mapping_has_groups_and_asks_somebody(drafts: ModuleType) -> None:
    assert found(drafts.write(groups="", ties="")) == [("group", "design.no_groups")]
    assert found(drafts.write(groups=drafts.group("x", asked="false"), ties="")) == [("group", "design.nobody_asked")]


def test_two_groups_may_name_each_other(drafts: ModuleType) -> None:
    groups = drafts.group("x", fallback='"y"') + drafts.group("y", fallback='"x"') + drafts.group("z", fallback='"x"')
    assert drafts.mapping(groups=groups, ties="").groups["z"].fallback == "x"


def test_a_ring_of_three_is_refused_once(drafts: ModuleType) -> None:
    ring = "".join(drafts.group(key, fallback=f'"{to}"') for key, to in ("xy", "yz", "zx"))
    content = drafts.write(groups=ring + drafts.group("w", fallback='"x"'), ties="")
    with pytest.raises(DesignError) as caught:
        parse(content)
    (problem,) = caught.value.problems
    assert (problem.code, problem.data["chain"]) == ("design.fallback_cycle", "x → y → z → x")


def test_the_small_sites_of_a_group_may_join_each_other_or_a_named_site(drafts: ModuleType) -> None:
    sites = drafts.sites("a", "b")
    for fallback in ("x", "x@a"):
        groups = drafts.group("x", each_site="true", fallback=f'"{fallback}"')
        assert drafts.mapping(groups=groups, ties="", more=sites).groups["x"].fallback == fallback


def test_a_service_must_say_which_site_it_joins(drafts: ModuleType) -> None:
    sites = drafts.sites("a", "b")
    school = drafts.group("x", each_site="true")
    assert found(drafts.write(groups=school + drafts.group("y", fallback='"x"'), ties="", more=sites)) == [
        ("group[2].fallback (y)", "design.fallback_needs_site")
    ]
    assert (
        drafts.mapping(groups=school + drafts.group("y", fallback='"x@b"'), ties="", more=sites).groups["y"].fallback == "x@b"
    )
