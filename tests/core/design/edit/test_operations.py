"""What each step on a mapping does, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from samspill.design.edit.add import add_group, add_organisation, add_site
from samspill.design.edit.changes import changes
from samspill.design.edit.order import move
from samspill.design.edit.paths import value_at
from samspill.design.edit.regroup import merge_groups, split_group
from samspill.design.edit.remove import remove_group, remove_organisation, remove_site
from samspill.design.edit.table import ORDER
from samspill.design.edit.ties import set_need
from samspill.errors import DesignError, Problem
from samspill.language import problem_text
from samspill.terms import Language, Need, Text

Table = dict[str, Any]


def tie(rater: str, target: str, need: str = "high") -> Table:
    return {"rater": rater, "target": target, "need": need}


def group(key: str, **more: object) -> Table:
    return {"key": key, "name": key.upper(), "organisation": "o", "size": 9, **more}


def table(*groups: Table, **parts: object) -> Table:
    """Return a mapping with two sites and two organisations."""
    return {
        "organisation": [{"key": "o", "name": {"nb": "Oppvekst"}}, {"key": "h", "name": "Helse"}],
        "site": [{"key": "nordby", "name": "Nordby"}, {"key": "sorby", "name": "Sørby"}],
        "group": list(groups),
        **parts,
    }


def refused(step: Callable[[], object]) -> Problem:
    with pytest.raises(DesignError) as caught:
        step()
    (problem,) = caught.value.problems
    assert all(problem_text(problem, language) for language in Language)
    return problem


def groups(after: Table) -> list[str]:
    return [one["key"] for one in after.get("group", [])]


# ---- adding ------------------------------------------------------------------------------------------------------------------


def test_a_group_is_added_last_with_a_key_from_its_name() -> None:
    before = table(group("laerere"))
    after, key = add_group(
        before, {"nb": "Lærere ", "en": " "}, "h", {"size": 4, "in_text": "", "sites": ["sorby"], "key": "x"}
    )
    assert key == "laerere-2"
    assert after["group"][1] == {"key": key, "name": {"nb": "Lærere"}, "organisation": "h", "size": 4, "sites": ["sorby"]}
    assert len(changes(before, after)) == 1


def test_a_key_that_means_something_else_elsewhere_is_not_used_again() -> None:
    assert add_group(table(), "PPT", "o", reserved=("ppt",))[1] == "ppt-2"
    assert add_site({}, "Nordby", ("nordby",)) == ({"site": [{"key": "nordby-2", "name": "Nordby"}]}, "nordby-2")


def test_organisations_and_sites_have_keys_of_their_own() -> None:
    after, key = add_organisation(table(group("helse")), "Helse")
    assert key == "helse"
    assert after["organisation"][2] == {"key": "helse", "name": "Helse"}


@pytest.mark.parametrize("name", ["", "  ", {}, {"nb": " "}])
def test_a_name_is_needed(name: Any) -> None:  # noqa: ANN401
    assert refused(lambda: add_site(table(), name)).code == "design_edit.no_name"


@pytest.mark.parametrize(
    ("organisation", "more", "key"),
    [
        ("x", {}, "x"),
        ("o", {"sites": ["nordby", "ostby"]}, "ostby"),
        ("o", {"fallback": "b"}, "b"),
        ("o", {"fallback": "a@nordby"}, "nordby"),
    ],
)
def test_what_a_new_group_names_must_be_there(organisation: str, more: Table, key: str) -> None:
    problem = refused(lambda: add_group(table(group("a", sites=["sorby"])), "PPT", organisation, more))
    assert (problem.code, problem.data) == ("design_edit.unknown", {"key": key})


# ---- taking away -------------------------------------------------------------------------------------------------------------


def test_a_group_goes_with_all_that_names_it() -> None:
    before = table(
        group("a", fallback="b@nordby"),
        group("b", each_site=True, fallback="b"),
        group("c", fallback="a"),
        tie=[tie("a", "b"), tie("b", "c"), tie("c", "a")],
        wave=[
            {"number": 2, "size": {"b": {"nordby": 3}, "a": 2}, "joined": {"b": "0"}, "groups": {"b": ["a"], "c": ["a", "b"]}},
            {"number": 3, "left": {"a": "0", "b": "5+"}, "groups": {"a": ["b"]}},
        ],
    )
    assert remove_group(before, "b") == table(
        group("a"),
        group("c", fallback="a"),
        tie=[tie("c", "a")],
        wave=[{"number": 2, "size": {"a": 2}, "groups": {"c": ["a"]}}, {"number": 3, "left": {"a": "0"}}],
    )


def test_the_last_group_leaves_no_empty_lists() -> None:
    assert set(remove_group(table(group("a"), tie=[tie("a", "a")]), "a")) == {"organisation", "site"}


def test_an_organisation_with_groups_stays() -> None:
    problem = refused(lambda: remove_organisation(table(group("a"), group("b", organisation="h"), group("c")), "o"))
    assert problem.code == "design_edit.organisation_in_use"
    assert problem_text(problem, Language.NB).startswith("Oppvekst har fortsatt grupper: A og C. ")


def test_an_organisation_goes_and_a_yes_given_for_it_stays() -> None:
    yes = {"who": "Rektor", "organisation": "h"}
    after = remove_organisation(table(group("a"), start={"agreed": [yes, {**yes, "organisation": "o"}]}), "h")
    assert [one["key"] for one in after["organisation"]] == ["o"]
    assert after["start"] == {"agreed": [{"who": "Rektor"}, {**yes, "organisation": "o"}]}


def test_a_site_goes_out_of_groups_and_waves() -> None:
    before = table(
        group("a", sites=["sorby", "nordby"], size={"nordby": 1, "sorby": 2}),
        group("b", each_site=True),
        group("c", fallback="a@nordby"),
        group("d", fallback="a@sorby"),
        wave=[
            {"number": 2, "size": {"a": {"nordby": 3}, "b": {"nordby": 3, "sorby": 4}}},
            {"number": 3, "size": {"a": {"nordby": 1}}},
        ],
    )
    after = remove_site(before, "nordby")
    assert after["group"] == [
        group("a", sites=["sorby"], size={"sorby": 2}),
        group("b", each_site=True),
        group("c"),
        group("d", fallback="a@sorby"),
    ]
    assert after["wave"] == [{"number": 2, "size": {"b": {"sorby": 4}}}, {"number": 3}]
    assert after["site"] == [{"key": "sorby", "name": "Sørby"}]


def test_the_last_site_of_a_group_stays() -> None:
    before = table(group("a", sites=["nordby"]), group("b", each_site=True), group("c"))
    problem = refused(lambda: remove_site(before, "nordby"))
    assert (problem.code, problem.data) == (
        "design_edit.last_site",
        {"name": Text("Nordby"), "groups": (Text("A"),), "n": 1},
    )
    alone = {**table(group("b", each_site=True)), "site": [{"key": "nordby", "name": "Nordby"}]}
    assert refused(lambda: remove_site(alone, "nordby")).data["groups"] == (Text("B"),)


@pytest.mark.parametrize("step", [remove_group, remove_organisation, remove_site])
def test_what_is_not_there_cannot_be_taken_away(step: Callable[[Table, str], Table]) -> None:
    problem = refused(lambda: step(table(), "borte"))
    assert (problem.code, problem.data) == ("design_edit.unknown", {"key": "borte"})


def test_a_part_that_is_no_list_is_left_alone() -> None:
    for broken in ("a", ["a"], {"key": "a"}):
        problem = refused(lambda broken=broken: remove_group({"group": broken}, "a"))
        assert (problem.code, problem.data) == ("design_edit.not_list", {"section": "group"})


# ---- putting together --------------------------------------------------------------------------------------------------------


def test_a_merged_group_takes_the_place_of_the_first() -> None:
    before = table(
        group("x"),
        group("a", in_text="de i a", small_reason="få", waves=[1], organisation="h"),
        group("y"),
        group("b", size=4, waves=[2, 3]),
    )
    after = merge_groups(before, ["b", "a", "b"], "Begge")
    assert after["group"] == [
        group("x"),
        group("y"),
        {"key": "b", "name": "Begge", "organisation": "o", "size": 13, "waves": [1, 2, 3]},
    ]
    after = merge_groups(before, ["a", "b"], {"nb": "Begge"})
    assert groups(after) == ["x", "a", "y"]
    assert after["group"][1] == {"key": "a", "name": {"nb": "Begge"}, "organisation": "h", "size": 13, "waves": [1, 2, 3]}


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ({"size": 5}, {"size": 6}, {"size": 11}),
        ({"size": 5}, {}, {}),
        (
            {"each_site": True, "size": 5},
            {"sites": ["sorby"], "size": 6},
            {"each_site": True, "size": {"nordby": 5, "sorby": 11}},
        ),
        (
            {"sites": ["sorby"], "size": 5},
            {"each_site": True, "size": 6},
            {"each_site": True, "size": {"nordby": 6, "sorby": 11}},
        ),
        (
            {"sites": ["sorby"], "size": 5},
            {"sites": ["nordby"], "size": {"nordby": 6}},
            {"sites": ["nordby", "sorby"], "size": {"nordby": 6, "sorby": 5}},
        ),
        (
            {"each_site": True, "size": {"nordby": 5}},
            {"each_site": True, "size": 6},
            {"each_site": True, "size": {"nordby": 11}},
        ),
        ({"each_site": True}, {"each_site": True, "size": 6}, {"each_site": True}),
    ],
)
def test_sizes_are_added_where_both_are_known(one: Table, other: Table, merged: Table) -> None:
    base = {"name": "N", "organisation": "o"}
    after = merge_groups(table({"key": "a", **base, **one}, {"key": "b", **base, **other}), ["a", "b"], "N")
    assert after["group"] == [{"key": "a", **base, **merged}]


@pytest.mark.parametrize(
    ("needs", "need"),
    [
        ((None, None), None),
        (("high", None), "high"),
        (("none", "high"), "high"),
        (("none", None), None),
        (("none", "none"), "none"),
        (("some", "none"), None),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_tie_is_needed_as_much_as_the_strongest_of_the_parts(
    needs: tuple[str | None, ...], need: str | None, turned: bool
) -> None:
    def pair(key: str, need: str) -> Table:
        return tie("x", key, need) if turned else tie(key, "x", need)

    ties = [pair(key, need) for key, need in zip("ab", needs, strict=True) if need]
    after = merge_groups(table(group("a"), group("b"), group("x"), tie=[*ties, tie("a", "b"), tie("b", "a")]), ["a", "b"], "N")
    assert after.get("tie", []) == ([pair("a", need)] if need else [])


def test_fallbacks_follow_the_merged_group() -> None:
    before = table(
        group("a", each_site=True, fallback="b"),
        group("b", each_site=True, fallback="x"),
        group("c", fallback="b@sorby"),
        group("d", each_site=True, fallback="a"),
        group("x", each_site=True, fallback="b"),
    )
    after = merge_groups(before, ["a", "b"], "N")
    assert {one["key"]: one.get("fallback") for one in after["group"]} == {"a": None, "c": "a@sorby", "d": "a", "x": "a"}
    kept = merge_groups(before, ["b", "a"], "N")
    assert kept["group"][0] == {
        **group("b"),
        "name": "N",
        "each_site": True,
        "fallback": "x",
        "size": {"nordby": 18, "sorby": 18},
    }
    own = merge_groups(table(group("a", each_site=True, fallback="a"), group("b", each_site=True)), ["a", "b"], "N")
    assert own["group"][0]["fallback"] == "a"


def test_a_fallback_that_would_lead_round_is_dropped() -> None:
    before = table(group("a", fallback="x"), group("b"), group("x", fallback="y"), group("y", fallback="b"))
    after = merge_groups(before, ["a", "b"], "N")
    assert [one.get("fallback") for one in after["group"]] == [None, "y", "a"]


def test_waves_say_of_the_merged_group_what_they_said_of_the_parts() -> None:
    before = table(
        group("a", size=5),
        group("b", size=6),
        group("c"),
        wave=[
            {"number": 3, "size": {"b": 8}, "joined": {"a": "0", "b": "1-4", "c": "5+"}},
            {"number": 2, "size": {"a": 7, "c": 1}, "joined": {"a": "0", "b": "0"}, "groups": {"a": ["c"], "b": ["a", "b"]}},
            {"number": 4, "left": {"a": "0"}},
        ],
    )
    assert merge_groups(before, ["a", "b"], "N")["wave"] == [
        {"number": 3, "size": {"a": 15}, "joined": {"c": "5+"}},
        {"number": 2, "size": {"a": 13, "c": 1}, "joined": {"a": "0"}, "groups": {"a": ["c", "a"]}},
        {"number": 4},
    ]


@pytest.mark.parametrize(
    ("keys", "name", "code"),
    [
        (["a"], "N", "merge_needs_two"),
        (["a", "a"], "N", "merge_needs_two"),
        ([], "N", "merge_needs_two"),
        (["a", "z"], "N", "unknown"),
        (["a", "b"], " ", "no_name"),
        (["a", "unasked"], "N", "merge_asked"),
        (["a", "placed"], "N", "merge_sites"),
    ],
)
def test_what_cannot_be_merged(keys: list[str], name: str, code: str) -> None:
    before = table(group("a", asked=True), group("b"), group("unasked", asked=False), group("placed", sites=["nordby"]))
    kept = deepcopy(before)
    assert refused(lambda: merge_groups(before, keys, name)).code == f"design_edit.{code}"
    assert before == kept


# ---- splitting ---------------------------------------------------------------------------------------------------------------


def test_a_group_is_split_where_it_stood() -> None:
    whole = group("a", each_site=True, in_text="de i a", small_reason="få", asked=False, waves=[2], fallback="x")
    before = table(group("x", fallback="a"), whole, group("y"), tie=[tie("a", "y", "none"), tie("y", "a"), tie("x", "y")])
    after = split_group(before, "a", [("Lærere", {"nordby": 4, "sorby": 5}), ({"nb": "Ledere"}, None), ("Lærere", 3)])
    part = {"organisation": "o", "each_site": True, "asked": False, "waves": [2], "fallback": "x"}
    assert after["group"] == [
        group("x", fallback="a"),
        {"key": "a", "name": "Lærere", "size": {"nordby": 4, "sorby": 5}, **part},
        {"key": "ledere", "name": {"nb": "Ledere"}, **part},
        {"key": "laerere", "name": "Lærere", "size": 3, **part},
        group("y"),
    ]
    assert after["tie"] == [
        tie("x", "y"),
        *(tie(key, "y", "none") for key in ("a", "ledere", "laerere")),
        *(tie("y", key) for key in ("a", "ledere", "laerere")),
    ]


def test_small_sites_join_each_other_in_each_part() -> None:
    after = split_group(table(group("a", each_site=True, fallback="a")), "a", [("A", 4), ("B", 5)])
    assert [one["fallback"] for one in after["group"]] == ["a", "b"]


def test_waves_of_a_split_group() -> None:
    wave = {
        "number": 2,
        "size": {"a": 4, "c": 3},
        "joined": {"a": "0"},
        "left": {"a": "1-4"},
        "groups": {"a": ["c"], "c": ["a", "c"]},
    }
    after = split_group(table(group("a"), group("c"), wave=[wave]), "a", [("A", 4), ("B", 5)])
    assert after["wave"] == [
        {
            "number": 2,
            "size": {"c": 3},
            "joined": {"a": "0", "b": "0"},
            "groups": {"a": ["c"], "b": ["c"], "c": ["a", "b", "c"]},
        }
    ]


@pytest.mark.parametrize(
    ("key", "parts", "code"),
    [
        ("z", [("A", 1), ("B", 2)], "unknown"),
        ("a", [("A", 1)], "split_needs_two"),
        ("a", [("A", 1), ("", 2)], "no_name"),
        ("a", [("A", {"nordby": 1}), ("B", 2)], "split_sites"),
        ("b", [("A", {"sorby": 1}), ("B", 2)], "unknown"),
    ],
)
def test_what_cannot_be_split(key: str, parts: Any, code: str) -> None:  # noqa: ANN401
    assert (
        refused(lambda: split_group(table(group("a"), group("b", sites=["nordby"])), key, parts)).code == f"design_edit.{code}"
    )


# ---- ties and order ----------------------------------------------------------------------------------------------------------


def test_ties_stand_in_the_order_of_the_groups() -> None:
    before = table(group("b"), group("a"), group("c"), tie=[tie("c", "b"), tie("b", "c", "none")])
    after = set_need(set_need(before, "a", "c", Need.HIGH), "b", "a", Need.NONE)
    assert after["tie"] == [tie("b", "a", "none"), tie("b", "c", "none"), tie("a", "c"), tie("c", "b")]
    assert value_at(set_need(after, "b", "c", Need.HIGH), ("tie", "b", "c", "need")) == "high"


def test_a_need_that_goes_without_saying_takes_the_entry_away() -> None:
    before = table(group("a"), group("b"), tie=[tie("a", "b")])
    assert set_need(before, "a", "b", Need.SOME) == table(group("a"), group("b"))
    assert set_need(before, "b", "a", Need.SOME) == before


def test_a_tie_needs_two_groups_that_are_there() -> None:
    before = table(group("a"), group("b"))
    assert refused(lambda: set_need(before, "a", "a", Need.HIGH)).data == {"name": Text("A")}
    for pair in (("a", "z"), ("z", "a")):
        assert refused(lambda pair=pair: set_need(before, *pair, Need.HIGH)).data == {"key": "z"}


@pytest.mark.parametrize(("by", "order"), [(-1, "bac"), (1, "acb"), (-9, "bac"), (9, "acb"), (0, "abc")])
def test_a_group_is_moved(by: int, order: str) -> None:
    before = table(group("a"), group("b"), group("c"))
    assert value_at(move(before, "group", "b", by), ("group", ORDER)) == list(order)
    assert value_at(before, ("group", ORDER)) == ["a", "b", "c"]


def test_sites_and_organisations_are_moved() -> None:
    assert value_at(move(table(), "site", "sorby", -1), ("site", ORDER)) == ["sorby", "nordby"]
    assert value_at(move(table(), "organisation", "o", 1), ("organisation", ORDER)) == ["h", "o"]
    assert refused(lambda: move(table(), "site", "z", 1)).data == {"key": "z"}
