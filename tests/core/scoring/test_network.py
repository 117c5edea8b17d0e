"""The network of ties that hold: every edge case by hand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

from samspill.errors import SamspillError
from samspill.language import catalogue, has
from samspill.scoring.network import NetworkSummary, NetworkTie, TieNetwork, ei_index, graph, network, reciprocity, summary
from samspill.terms import Estimate, Need

SCHOOL, HEALTH = "school", "health"
ORGANISATIONS = {"a": SCHOOL, "b": SCHOOL, "c": HEALTH, "d": HEALTH}


def network_of(states: Mapping[str, bool | None], *, nodes: str = "abcd", needed: tuple[str, ...] = ()) -> TieNetwork:
    """Return a network from states by pair, "ab" being what a says of b."""
    ties = tuple(NetworkTie(*pair, Need.HIGH if pair in needed else Need.SOME, holds) for pair, holds in states.items())
    return TieNetwork(tuple(nodes), ties, {node: ORGANISATIONS[node] for node in nodes if node in ORGANISATIONS})


def pairs_of(nodes: str) -> list[str]:
    return ["".join(pair) for pair in permutations(nodes, 2)]


def every(holds: bool | None, nodes: str = "abcd") -> dict[str, bool | None]:
    return dict.fromkeys(pairs_of(nodes), holds)


def told(states: Mapping[str, bool | None], **options: str) -> NetworkSummary:
    return network(network_of(states, **options))


def numbers(found: NetworkSummary) -> dict[str, Estimate]:
    """Return everything that needs a network of ties that hold."""
    return {
        "reciprocity": found.reciprocity.value,
        "reciprocity by chance": found.reciprocity.chance,
        "ei_index": found.ei_index.value,
        "ei_index by chance": found.ei_index.chance,
        **{f"betweenness {position.node}": position.betweenness for position in found.positions},
    }


# ---- what a network is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pairs", [["aa"], ["ax"], ["ab", "ab"]], ids=["own group", "stranger", "twice"])
def test_a_tie_joins_two_groups_of_the_network_once(pairs: list[str]) -> None:
    ties = tuple(NetworkTie(*pair, Need.SOME, holds=True) for pair in pairs)

    with pytest.raises(SamspillError) as caught:
        TieNetwork(tuple("abc"), ties)

    assert [problem.code for problem in caught.value.problems] == ["scoring.network.wrong_tie"]


def test_every_code_has_a_text_and_every_text_a_code() -> None:
    modules = (graph, reciprocity, ei_index, summary)
    codes = {
        value for one in modules for value in vars(one).values() if isinstance(value, str) and value.startswith("scoring.")
    }
    codes.add("scoring.network.wrong_tie")
    areas = ("network.", "verdict.returned.", "verdict.organisations.", "limit.network.")

    assert all(has(code) for code in codes)
    assert codes == {f"scoring.{name}" for name in catalogue("scoring") if name.startswith(areas)}


def test_the_method_has_a_page() -> None:
    assert (Path(__file__).parents[3] / "docs/methods" / f"{graph.METHOD}.md").is_file()


# ---- need against reality --------------------------------------------------------------------------------------------------


def test_needed_ties_tell_of_those_that_are_known_and_what_is_possible() -> None:
    states = {"ab": True, "ba": True, "ac": False, "ca": None, "bc": None, "cb": True}
    found = network(network_of(states, needed=("ab", "ba", "ac", "ca", "bc")))

    assert (found.needed.holding, found.needed.known, found.needed.asked) == (2, 3, 5)
    assert found.needed.share == Estimate(2 / 3, 2 / 5, 4 / 5, n=3, method="network")
    assert (found.density.holding, found.density.known, found.density.asked) == (3, 4, 6)
    assert not found.complete


def test_without_needed_ties_there_is_no_share_of_them() -> None:
    found = told(every(holds=True))

    assert (found.needed.asked, found.needed.share.reason) == (0, graph.NOT_ASKED)
    assert found.density.share == Estimate(1.0, 1.0, 1.0, n=12, method="network")


# ---- nothing to tell -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "nodes", "reason"),
    [
        ({}, "abcd", graph.NOT_ASKED),
        ({}, "", graph.FEW_GROUPS),
        ({"ab": True, "ba": True}, "ab", graph.FEW_GROUPS),
        (every(None), "abcd", graph.NOTHING_KNOWN),
        (every(holds=False), "abcd", graph.NOTHING_HOLDS),
    ],
    ids=["no ties", "no groups", "two groups", "unknown all", "none holds"],
)
def test_what_cannot_be_told_says_why(states: dict[str, bool | None], nodes: str, reason: str) -> None:
    found = told(states, nodes=nodes)

    assert {(one.value, one.reason) for one in numbers(found).values()} == {(None, reason)}
    assert (found.cut_groups, found.cut_reason) == ((), reason)
    assert found.verdicts == (reason,)


def test_shares_are_told_where_none_holds_and_for_two_groups() -> None:
    assert told(every(holds=False)).density.share.value == 0
    assert told({"ab": True, "ba": False}, nodes="ab").density.share.value == 0.5
    assert told(every(None)).density.share.reason == graph.NOTHING_KNOWN


# ---- reciprocity -----------------------------------------------------------------------------------------------------------


def test_only_pairs_that_are_known_both_ways_count() -> None:
    found = told(
        {"ab": True, "ba": True, "ac": True, "ca": False, "bc": True, "cb": None, "ad": True, "cd": False, "dc": False}
    )
    pairs = found.reciprocity

    assert (pairs.mutual, pairs.one_way, pairs.none, pairs.unknown, pairs.one_direction) == (1, 1, 1, 1, 1)
    assert (pairs.value.value, pairs.value.n) == (pytest.approx(2 / 3), 3)


def test_no_pair_is_known_both_ways() -> None:
    found = told({"ab": True, "ac": True, "bc": None, "cb": True}).reciprocity

    assert (found.value.value, found.value.reason, found.chance.reason, found.verdict) == (None, *[graph.NO_PAIRS] * 3)


def test_ties_hold_only_outside_the_pairs() -> None:
    assert told({"ab": True, "ac": False, "ca": False}).reciprocity.verdict == graph.NOTHING_HOLDS


def test_all_hold_so_that_chance_could_give_nothing_else() -> None:
    found = told(every(holds=True))

    assert (found.reciprocity.value.value, found.reciprocity.verdict) == (1.0, reciprocity.OPEN)
    assert found.reciprocity.chance == Estimate(1.0, 1.0, 1.0, n=12, method="network")
    assert (found.ei_index.value.value, found.ei_index.verdict) == (pytest.approx(4 / 12), ei_index.OPEN)
    assert {position.betweenness.value for position in found.positions} == {0.0}
    assert found.cut_groups == ()
    assert found.cut_reason is None


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [((1, 9), reciprocity.MORE), ((1, 2, 3, 4), reciprocity.LESS), ((1, 2, 9, 3), reciprocity.AS_CHANCE)],
    ids=["neighbours on a ring", "all one way", "some"],
)
def test_more_or_less_often_than_by_chance(steps: tuple[int, ...], verdict: str) -> None:
    nodes = "abcdefghij"
    held = {nodes[place] + nodes[(place + step) % 10] for place in range(10) for step in steps}
    found = told({pair: pair in held for pair in pairs_of(nodes)}, nodes=nodes)

    assert found.reciprocity.verdict == verdict
    assert found.reciprocity.chance.value == pytest.approx(len(steps) / 9)


# ---- within and between organisations --------------------------------------------------------------------------------------


def test_one_organisation_has_no_ei_index() -> None:
    found = told({**every(holds=False, nodes="ab"), "ab": True}, nodes="abc").ei_index

    assert (found.value.value, found.value.reason, found.verdict) == (None, graph.ONE_KIND, graph.ONE_KIND)
    assert (found.within.holding, found.within.known) == (1, 2)
    assert found.between.share.reason == graph.NOT_ASKED


def test_each_group_its_own_organisation_has_none_either() -> None:
    ties = network_of(every(holds=True)).ties

    assert network(TieNetwork(tuple("abcd"), ties, {node: node for node in "abcd"})).ei_index.value.reason == graph.ONE_KIND


def test_a_group_of_several_organisations_is_left_out_of_the_index_alone() -> None:
    states = every(holds=False) | {"ab": True, "ac": True, "ad": True}
    whole = network_of(states)
    found = network(TieNetwork(whole.nodes, whole.ties, {"a": SCHOOL, "b": SCHOOL, "c": HEALTH}))

    assert (found.ei_index.within.asked, found.ei_index.between.asked, found.density.asked) == (2, 4, 12)
    assert (found.ei_index.value.value, found.ei_index.value.n) == (0.0, 2)


@pytest.mark.parametrize(
    ("organisations", "reason"), [({}, graph.NOTHING_KNOWN), ({"b": SCHOOL, "c": HEALTH, "d": SCHOOL}, graph.NOTHING_HOLDS)]
)
def test_nothing_is_known_or_holds_where_organisations_are_known(organisations: dict[str, str], reason: str) -> None:
    whole = network_of(every(holds=False) | {"ab": True})

    assert network(TieNetwork(whole.nodes, whole.ties, organisations)).ei_index.verdict == reason


@pytest.mark.parametrize(
    ("wanted", "verdict", "value"),
    [(True, ei_index.WITHIN, -1.0), (False, ei_index.BETWEEN, 1.0), (None, ei_index.AS_CHANCE, 0.0)],
)
def test_more_within_or_between_than_by_chance(wanted: bool | None, verdict: str, value: float) -> None:
    nodes = "abcdefgh"
    organisations = {node: SCHOOL if node in "abcd" else HEALTH for node in nodes}
    same = {pair: organisations[pair[0]] == organisations[pair[1]] for pair in pairs_of(nodes)}
    # Each rater holds two ties: both of the wanted kind, or one of either.
    held = set[str]()
    for node in nodes:
        inside = [pair for pair in same if pair[0] == node and same[pair]]
        outside = [pair for pair in same if pair[0] == node and not same[pair]]
        held |= {*inside[:1], *outside[:1]} if wanted is None else set((inside if wanted else outside)[:2])
    ties = tuple(NetworkTie(*pair, Need.SOME, pair in held) for pair in same)
    found = network(TieNetwork(tuple(nodes), ties, organisations)).ei_index

    assert (found.verdict, found.value.value) == (verdict, value)
    assert found.chance.value == pytest.approx(1 / 7)


def test_a_kind_rater_is_no_answer_to_where_ties_hold() -> None:
    """A group with only external ties holds them all, the others none: no more between than this group's own number."""
    states: dict[str, bool | None] = {"ac": True, "ad": True, "ba": False, "bc": False, "cd": False, "ca": False}
    found = told(states).ei_index

    assert found.value.value == found.chance.value == 1.0
    assert found.verdict == ei_index.OPEN


# ---- positions -------------------------------------------------------------------------------------------------------------


def test_strengths_are_means_of_the_ties_that_have_one() -> None:
    ties = (
        NetworkTie("a", "b", Need.SOME, holds=True, strength=4.0),
        NetworkTie("c", "b", Need.SOME, holds=False, strength=3.0),
        NetworkTie("d", "b", Need.SOME, holds=False),
        NetworkTie("d", "a", Need.SOME, holds=None),
        NetworkTie("b", "c", Need.SOME, holds=True, strength=4.5),
    )
    a, b, c, d = network(TieNetwork(tuple("abcd"), ties)).positions

    assert b.in_strength == Estimate(3.5, None, None, n=2, method="network")
    assert (b.out_strength.value, c.in_strength.value) == (4.5, 4.5)
    assert (a.in_strength.reason, d.out_strength.reason, d.in_strength.reason) == (
        graph.NOTHING_KNOWN,
        graph.NOTHING_KNOWN,
        graph.NOT_RATED,
    )


def test_a_group_that_only_rates_or_is_only_rated_lies_between_nobody() -> None:
    a, b, c = told({"ab": True, "bc": True}, nodes="abc").positions

    assert b.betweenness == Estimate(1 / 2, None, None, n=2, method="network")
    assert (a.betweenness.reason, c.betweenness.reason) == (graph.ONE_SIDED, graph.ONE_SIDED)
    assert (a.in_strength.reason, c.out_strength.reason) == (graph.NOT_RATED, graph.NOT_RATER)


def test_paths_are_directed() -> None:
    chain = told({"ab": True, "ba": False, "bc": False, "cb": True, "ac": False, "ca": False}, nodes="abc")

    assert [position.betweenness.value for position in chain.positions] == [0.0, 0.0, 0.0]
    assert [cut.node for cut in chain.cut_groups] == ["b"]


def test_a_group_joins_the_others() -> None:
    found = told({**every(holds=False), "ab": True, "cb": True, "bd": True, "ca": True})

    assert [(cut.node, cut.joins, cut.sure) for cut in found.cut_groups] == [("b", (("a", "c"), ("d",)), True)]


def test_what_is_not_known_could_join_them_too() -> None:
    found = told({**every(holds=False), "ab": True, "cb": True, "ac": None})

    assert [(cut.node, cut.sure) for cut in found.cut_groups] == [("b", False)]
    assert {position.betweenness.reason for position in found.positions} == {graph.INCOMPLETE}


# ---- what to keep in mind --------------------------------------------------------------------------------------------------


def test_limits() -> None:
    nodes = "abcdefghij"
    whole = told(every(holds=True, nodes=nodes), nodes=nodes)
    assert whole.limits == ()

    ties = network_of({"ab": True, "bc": None}).ties
    found = network(TieNetwork(tuple("abc"), ties, low_response=frozenset("b")))
    assert found.limits == (summary.SMALL, summary.UNKNOWN_TIES, summary.LOW_RESPONSE, summary.ONE_SIDED_GROUPS)
