"""Whom somebody answers about where a mapping asks about some groups only."""

from __future__ import annotations

import hmac
from collections import Counter
from hashlib import sha256
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.burden import SECONDS_AN_ANSWER, ask_at_most_for, burdens
from samspill.design.expected import expected_matrix
from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.design.shares import Shares
from samspill.design.subset import asked_about, needs_of, turns
from samspill.instrument.load import shipped
from samspill.terms import Need

INSTRUMENT = shipped("relational-capacity")
GROUPS = [Node(f"g{number}") for number in range(12)]

chosen_groups = st.lists(st.sampled_from(GROUPS), unique=True)
needs_of_some = st.dictionaries(st.sampled_from(GROUPS), st.sampled_from([Need.HIGH, Need.SOME]))
lots = st.fixed_dictionaries({node: st.integers(0, 5) for node in GROUPS})


def keyed(person: int, node: Node) -> bytes:
    return hmac.digest(f"person {person}".encode(), str(node).encode(), sha256)


@given(targets=chosen_groups, needs=needs_of_some, most=st.integers(3, 14), lot=lots)
def test_never_more_than_so_many_in_the_owners_order_and_needed_ties_first(
    targets: list[Node], needs: dict[Node, Need], most: int, lot: dict[Node, int]
) -> None:
    found = asked_about(targets, needs, most, lot.__getitem__)
    assert len(found) == min(most, len(targets))
    assert list(found) == [target for target in targets if target in found]
    left_out = [target for target in targets if target not in found]
    if any(needs.get(target) is Need.HIGH for target in left_out):
        assert all(needs.get(target) is Need.HIGH for target in found)


@given(targets=chosen_groups, needs=needs_of_some, most=st.integers(3, 14), lot=lots, data=st.data())
def test_the_first_ranks_among_those_chosen_are_those_asked_about(
    targets: list[Node], needs: dict[Node, Need], most: int, lot: dict[Node, int], data: st.DataObject
) -> None:
    ranks = turns(targets, needs, lot.__getitem__)
    assert sorted(ranks.values()) == list(range(len(targets)))
    chosen = [target for target in targets if data.draw(st.booleans())]
    first = sorted(chosen, key=ranks.__getitem__)[:most]
    assert set(asked_about(chosen, needs, most, lot.__getitem__)) == set(first)


@given(targets=chosen_groups, needs=needs_of_some, lot=lots)
def test_without_a_limit_all_are_asked_about(targets: list[Node], needs: dict[Node, Need], lot: dict[Node, int]) -> None:
    assert asked_about(targets, needs, None, lot.__getitem__) == tuple(targets)


@pytest.mark.parametrize("most", [3, 6])
def test_over_many_people_every_tie_that_is_not_needed_comes_up_equally_often(most: int) -> None:
    people, needs = 6000, {GROUPS[4]: Need.HIGH, GROUPS[9]: Need.HIGH}
    times = Counter(
        node
        for person in range(people)
        for node in asked_about(GROUPS, needs, most, lambda node, person=person: keyed(person, node))  # type: ignore[misc]
    )
    assert {times[node] for node in needs} == {people}
    share = (most - 2) / 10
    # Five standard errors of a share: one run in a hundred thousand.
    slack = 5 * (share * (1 - share) * people) ** 0.5
    others = [node for node in GROUPS if node not in needs]
    assert max(abs(times[node] - share * people) for node in others) < slack


def test_which_two_come_up_together_is_a_matter_of_chance_too() -> None:
    people = 6000
    pairs = Counter(
        (one, other)
        for person in range(people)
        for found in [asked_about(GROUPS, {}, 4, lambda node, person=person: keyed(person, node))]  # type: ignore[misc]
        for one in found
        for other in found
        if one < other
    )
    share = 4 / 12 * 3 / 11
    assert len(pairs) == 66
    assert max(abs(times - share * people) for times in pairs.values()) < 5 * (share * (1 - share) * people) ** 0.5


def test_the_same_person_is_asked_about_the_same_groups_again() -> None:
    first, again = (asked_about(GROUPS, {}, 5, lambda node: keyed(7, node)) for _ in range(2))
    assert first == again


def short(drafts: ModuleType, number: int, most: int | None, ties: str = "", own: str = "true") -> Plan:
    groups = "".join(drafts.group(f"g{place}", 30) for place in range(number))
    limit = "" if most is None else f"ask_at_most = {most}\n"
    plan: Plan = drafts.plan(head=f"{drafts.HEAD}own_group = {own}\n{limit}", groups=groups, ties=ties)
    return plan


@pytest.mark.parametrize("own", ["true", "false"])
def test_the_burden_stops_at_the_limit_but_for_the_question_of_contact(drafts: ModuleType, own: str) -> None:
    whole, cut = (short(drafts, 10, most, own=own).burdens[0] for most in (None, 6))
    asked = 6 + (own == "true")
    assert (whole.targets, cut.targets, cut.met) == (9 + (own == "true"), asked, whole.met)
    assert whole.answers - cut.answers == 3 * len(INSTRUMENT.tie_items)
    assert whole.minutes - cut.minutes == pytest.approx(3 * len(INSTRUMENT.tie_items) * SECONDS_AN_ANSWER / 60)


def test_a_limit_above_all_groups_changes_nothing(drafts: ModuleType) -> None:
    whole, cut = (short(drafts, 5, most) for most in (None, 12))
    assert cut.burdens == whole.burdens
    assert cut.expected == whole.expected


@pytest.mark.parametrize("number", [10, 13, 20, 40])
@pytest.mark.parametrize("limit", [6.0, 8.0, 15.0])
def test_the_limit_proposed_is_the_greatest_that_is_short_enough(drafts: ModuleType, number: int, limit: float) -> None:
    plan = short(drafts, number, None)
    most = ask_at_most_for(plan.burdens, plan.mapping, INSTRUMENT, limit)
    longest = {n: max(one.minutes for one in short(drafts, number, n).burdens) for n in range(3, number)}
    fitting = [n for n, minutes in longest.items() if minutes <= limit]
    already = max(one.minutes for one in plan.burdens) <= limit
    assert most == (None if already or not fitting else max(fitting))


def test_the_share_asked_is_that_of_drawn_people(drafts: ModuleType) -> None:
    ties = "".join(drafts.tie("g0", f"g{place}") for place in (1, 2))
    plan = short(drafts, 8, 4, ties)
    rater, targets = Node("g0"), [Node(f"g{place}") for place in range(1, 8)]
    needs, people = needs_of(plan.mapping, rater, targets), 4000
    times = Counter(
        node
        for person in range(people)
        for node in asked_about(targets, needs, 4, lambda node, person=person: keyed(person, node))  # type: ignore[misc]
    )
    shares = Shares(plan.mapping, 1)
    for target in targets:
        assert shares.rating(rater, target) == pytest.approx(times[target] / people, abs=0.04)
    assert [shares.rating(rater, Node(f"g{place}")) for place in (0, 1, 3)] == [1.0, 1.0, 0.4]


def test_where_more_ties_are_needed_than_asked_they_share_the_places(drafts: ModuleType) -> None:
    ties = "".join(drafts.tie("g0", f"g{place}") for place in range(1, 7))
    shares = Shares(short(drafts, 8, 3, ties).mapping, 1)
    assert [shares.rating(Node("g0"), Node(f"g{place}")) for place in (1, 6, 7)] == [0.5, 0.5, 0.0]


def test_the_expected_matrix_and_the_precision_know_the_share_asked(drafts: ModuleType) -> None:
    whole, cut = (short(drafts, 9, most, drafts.tie("g0", "g1")) for most in (None, 4))
    before, after = ({(tie.rater, tie.target): tie.shown for tie in plan.expected.ties} for plan in (whole, cut))
    assert after[Node("g0"), Node("g1")] == pytest.approx(before[Node("g0"), Node("g1")])
    assert after[Node("g2"), Node("g2")] == pytest.approx(before[Node("g2"), Node("g2")])
    assert all(one < other for one, other in zip(after[Node("g0"), Node("g5")], before[Node("g0"), Node("g5")], strict=True))
    assert cut.precision[Node("g0"),].answers < whole.precision[Node("g0"),].answers
    assert cut.precision[Node("g0"),].change > whole.precision[Node("g0"),].change


def test_a_cell_of_a_sampled_tie_follows_the_binomial_distribution(drafts: ModuleType) -> None:
    plan = short(drafts, 9, 4)
    from scipy import stats

    shown = {(tie.rater, tie.target): tie.shown[0] for tie in expected_matrix(plan.mapping, 1, [0.6]).ties}
    assert shown[Node("g0"), Node("g5")] == pytest.approx(float(stats.binom.sf(4, 30, 0.6 * 4 / 8)), abs=1e-9)


def test_those_who_choose_sites_are_expected_to_meet_three(drafts: ModuleType) -> None:
    places = [f"s{number}" for number in range(6)]
    groups = drafts.group("x", each_site="true") + drafts.group("ppt", 20) + drafts.group("y") + drafts.group("z")
    head = f"{drafts.HEAD}ask_at_most = 3\n"
    mapping = drafts.mapping(head=head, groups=groups, ties="", more=drafts.sites(*places))
    # Two that serve all and three of six sites: three of five are asked about.
    shares = Shares(mapping, 1)
    assert shares.rating(Node("ppt"), Node("y")) == pytest.approx(3 / 5)
    assert shares.rating(Node("ppt"), Node("x", "s4")) == pytest.approx(3 / 6 * 3 / 5)
    assert burdens(mapping, INSTRUMENT, 1)[1].targets == 4
