"""What must be true of every network, and of chance, whatever the ties are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, permutations, product
from math import ceil, floor, fsum
from random import Random
from statistics import pstdev

import igraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.scoring.network import NetworkSummary, NetworkTie, TieNetwork, network
from samspill.scoring.network.chance import Slots, external_by_chance, mutual_by_chance
from samspill.scoring.network.position import cut_groups
from samspill.terms import Estimate, Need

NODES = "abcdef"


@st.composite
def networks(draw: st.DrawFn, nodes: str = NODES, *, unknown: int = 40) -> TieNetwork:
    """Return any network: any pair may not have been asked about, any tie unknown, any strength missing."""
    asked = draw(st.lists(st.sampled_from(list(permutations(nodes, 2))), unique=True))
    ties = list[NetworkTie]()
    for number, (rater, target) in enumerate(asked):
        holds = draw(st.sampled_from([True, False, None] if number < unknown else [True, False]))
        strength = None if holds is None else draw(st.none() | st.integers(4, 20).map(lambda quarters: quarters / 4))
        ties.append(NetworkTie(rater, target, draw(st.sampled_from([Need.HIGH, Need.SOME])), holds, strength))
    organisations = draw(st.dictionaries(st.sampled_from(nodes), st.sampled_from("xyz")))
    return TieNetwork(tuple(nodes), tuple(ties), organisations)


def of_all(found: NetworkSummary) -> list[Estimate]:
    return [found.density.share, found.needed.share, found.reciprocity.value, found.reciprocity.chance, found.ei_index.value]


def alike(one: NetworkSummary, other: NetworkSummary) -> bool:
    """Tell whether everything is the same, betweenness but for the rounding of sums in another order."""
    between = [[position.betweenness.value for position in found.positions] for found in (one, other)]
    strengths = [[(position.in_strength, position.out_strength) for position in found.positions] for found in (one, other)]
    rest = [replace(found, positions=()) for found in (one, other)]
    return rest[0] == rest[1] and strengths[0] == strengths[1] and between[0] == pytest.approx(between[1])


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_ties_changes_nothing(graph: TieNetwork, rng: Random) -> None:
    ties = list(graph.ties)
    rng.shuffle(ties)

    assert alike(network(replace(graph, ties=tuple(ties))), network(graph))


@given(networks(), st.permutations(NODES))
def test_names_and_order_of_groups_change_no_number(graph: TieNetwork, names: list[str]) -> None:
    new = dict(zip(NODES, names, strict=True))
    ties = tuple(replace(tie, rater=new[tie.rater], target=new[tie.target]) for tie in graph.ties)
    organisations = {new[node]: organisation for node, organisation in graph.organisations.items()}
    renamed = network(TieNetwork(tuple(NODES), ties, organisations))
    before = network(graph)

    assert of_all(renamed) == of_all(before)
    assert renamed.ei_index == before.ei_index
    assert renamed.reciprocity == before.reciprocity
    found = {position.node: position for position in renamed.positions}
    for position in before.positions:
        moved = found[new[position.node]]
        assert (moved.in_strength, moved.out_strength) == (position.in_strength, position.out_strength)
        assert moved.betweenness.value == pytest.approx(position.betweenness.value)
    parts = {new[cut.node]: ({frozenset(map(new.get, part)) for part in cut.joins}, cut.sure) for cut in before.cut_groups}
    assert {cut.node: (set(map(frozenset, cut.joins)), cut.sure) for cut in renamed.cut_groups} == parts


@given(networks(unknown=0), st.lists(st.sampled_from(list(permutations(NODES, 2))), unique=True))
def test_unknown_ties_change_no_count_of_known_ones(graph: TieNetwork, more: list[tuple[str, str]]) -> None:
    new = tuple(NetworkTie(*pair, Need.HIGH, None) for pair in more if pair not in graph.state)
    before, after = network(graph), network(replace(graph, ties=graph.ties + new))

    for one, other in ((before.density, after.density), (before.needed, after.needed)):
        assert (one.holding, one.known) == (other.holding, other.known)
        assert one.share.value == other.share.value
    for name in ("mutual", "one_way", "none"):
        assert getattr(before.reciprocity, name) == getattr(after.reciprocity, name)
    assert before.reciprocity.value.value == after.reciprocity.value.value
    assert before.ei_index.value.value == after.ei_index.value.value
    assert [position.in_strength.value for position in before.positions] == [
        position.in_strength.value for position in after.positions
    ]
    assert after.complete is not bool(new)


@given(networks())
def test_a_mirrored_network_swaps_what_is_given_and_received(graph: TieNetwork) -> None:
    turned = replace(graph, ties=tuple(replace(tie, rater=tie.target, target=tie.rater) for tie in graph.ties))
    before, after = network(graph), network(turned)

    for one, other in zip(before.positions, after.positions, strict=True):
        assert (one.in_strength.value, one.out_strength.value) == (other.out_strength.value, other.in_strength.value)
        assert one.betweenness.value == pytest.approx(other.betweenness.value)
    assert of_all(before)[:3] == of_all(after)[:3]
    assert before.cut_groups == after.cut_groups


@given(networks())
def test_numbers_stay_where_they_can_be_and_missing_ones_say_why(graph: TieNetwork) -> None:
    found = network(graph)
    shares = [found.density, found.needed, found.ei_index.within, found.ei_index.between]

    for share in shares:
        assert share.holding <= share.known <= share.asked
        if share.share.value is not None:
            assert share.share.lower is not None
            assert share.share.upper is not None
            assert 0 <= share.share.lower <= share.share.value <= share.share.upper <= 1
    assert all(
        position.betweenness.value is None or 0 <= position.betweenness.value <= 1 + 1e-9 for position in found.positions
    )
    index = found.ei_index.value.value
    assert index is None or -1 <= index <= 1


@given(networks("abcd"))
@settings(max_examples=60)
def test_a_cut_group_is_sure_where_it_is_one_whatever_is_unknown(graph: TieNetwork) -> None:
    found = {cut.node: cut.sure for cut in cut_groups(graph)}
    unknown = graph.not_known[:5]
    ties = [tie for tie in graph.ties if tie.holds is not None or (tie.rater, tie.target) in unknown]
    bounded = replace(graph, ties=tuple(ties))
    sure = {cut.node for cut in cut_groups(bounded) if cut.sure}
    always = set(found)
    for states in product((True, False), repeat=len(unknown)):
        held = {*graph.holding, *(pair for pair, holds in zip(unknown, states, strict=True) if holds)}
        edges = {(min(a, b), max(a, b)) for a, b in held}
        plain = igraph.Graph(n=4, edges=[("abcd".index(a), "abcd".index(b)) for a, b in sorted(edges)])
        always &= {"abcd"[place] for place in plain.articulation_points()}

    assert sure == always


# ---- chance, against every network that it could have given ----------------------------------------------------------------


@st.composite
def slots(draw: st.DrawFn) -> Slots:
    """Return states of pairs that are known both ways, among four groups."""
    pairs = draw(st.lists(st.sampled_from(list(combinations("abcd", 2))), min_size=1, max_size=5, unique=True))
    return {tie: draw(st.booleans()) for pair in pairs for tie in (pair, pair[::-1])}


def drawings(there: Slots) -> list[set[tuple[str, str]]]:
    """Return every way in which each rater could hold as many ties as it does."""
    of = defaultdict[str, list[tuple[str, str]]](list)
    for tie in there:
        of[tie[0]].append(tie)
    each = [combinations(ties, sum(there[tie] for tie in ties)) for ties in of.values()]
    return [{tie for part in parts for tie in part} for parts in product(*each)]


@given(slots())
@settings(deadline=None)
def test_pairs_held_both_ways_by_chance(there: Slots) -> None:
    counts = [sum((b, a) in held for a, b in held) // 2 for held in drawings(there)]
    found = mutual_by_chance(there)

    assert found.expected == pytest.approx(fsum(counts) / len(counts))
    assert sum(found.lower <= count <= found.upper for count in counts) >= 0.95 * len(counts)
    half = 1.959963984540054 * pstdev(counts) + 0.5 + 1e-9
    held, pairs = sum(there.values()), len(there) // 2
    assert found.lower == max(0, held - pairs, ceil(found.expected - half))
    assert found.upper == min(held // 2, floor(found.expected + half))
    assert found.free or all(found.side(count) == 0 for count in counts)


@given(slots(), st.data())
@settings(deadline=None)
def test_ties_between_organisations_by_chance(there: Slots, data: st.DataObject) -> None:
    external = data.draw(st.lists(st.sampled_from(list(there)), unique=True))
    counts = [len(held.intersection(external)) for held in drawings(there)]
    found = external_by_chance(there, external)

    assert found.expected == pytest.approx(fsum(counts) / len(counts))
    assert sum(count < found.lower for count in counts) <= 0.025 * len(counts)
    assert sum(count > found.upper for count in counts) <= 0.025 * len(counts)
    assert sum(count <= found.lower for count in counts) > 0.025 * len(counts)
    assert sum(count >= found.upper for count in counts) > 0.025 * len(counts)
    assert found.free == (found.lower > min(counts) or found.upper < max(counts))
