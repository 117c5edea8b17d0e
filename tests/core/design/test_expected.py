"""The expected matrix, against the binomial distribution and against drawn answers."""

from __future__ import annotations

from math import comb
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.burden import share_choosing
from samspill.design.chances import joint
from samspill.design.expected import Outlook, around, expected_matrix, outlook
from samspill.design.model import Mapping, Node
from samspill.design.pools import pool
from samspill.design.read import read
from samspill.terms import Need

EXAMPLES = Path(__file__).parents[3] / "examples"


def at_least(k: int, n: int, p: float) -> float:
    """Return the binomial probability of k or more, by its definition."""
    return sum(comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(k, n + 1))


def shown(mapping: Mapping, rater: str, target: str, response: float = 0.7, wave: int = 1) -> float:
    ties = expected_matrix(mapping, wave, [response]).ties
    return next(tie.shown[0] for tie in ties if (str(tie.rater), str(tie.target)) == (rater, target))


@pytest.mark.parametrize("size", [4, 5, 6, 9, 24])
def test_a_group_alone_follows_the_binomial_distribution(drafts: ModuleType, size: int) -> None:
    mapping = drafts.mapping(groups=drafts.group("a", size) + drafts.group("b", 40), ties="")
    assert shown(mapping, "a", "b") == pytest.approx(at_least(5, size, 0.7), abs=1e-12)
    assert shown(mapping, "a", "a") == pytest.approx(at_least(5, size, 0.7), abs=1e-12)


def test_the_limit_of_the_policy_counts(drafts: ModuleType) -> None:
    more = '[privacy]\nk = 4\nk_reason = "små"\n'
    mapping = drafts.mapping(groups=drafts.group("a", 6) + drafts.group("b", 40), ties="", more=more)
    assert shown(mapping, "a", "b") == pytest.approx(at_least(4, 6, 0.7), abs=1e-12)


def test_a_fallback_shows_what_the_group_alone_could_not(drafts: ModuleType) -> None:
    groups = drafts.group("a", 6, fallback='"b"') + drafts.group("b", 6) + drafts.group("c", 40)
    mapping = drafts.mapping(groups=groups, ties="")
    p, size = 0.7, 6
    both_small = sum(
        comb(size, x) * comb(size, y) * p ** (x + y) * (1 - p) ** (2 * size - x - y)
        for x in range(5)
        for y in range(5)
        if x + y >= 5
    )
    alone = at_least(5, size, p)
    assert shown(mapping, "a", "c") == pytest.approx(alone + (1 - alone) * alone + both_small, abs=1e-12)
    # Their own tie is there only while neither is drawn into the other.
    assert shown(mapping, "a", "b") == pytest.approx(alone, abs=1e-12)
    assert shown(mapping, "b", "a") == pytest.approx(alone * alone, abs=1e-12)


def test_those_who_serve_many_sites_split_over_them(drafts: ModuleType) -> None:
    places = [f"s{number}" for number in range(12)]
    groups = drafts.group("x", each_site="true") + drafts.group("ppt", 9)
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites(*places))
    assert shown(mapping, "ppt", "x@s0") == pytest.approx(at_least(5, 9, 0.7 * 3 / 12), abs=1e-12)
    assert shown(mapping, "x@s0", "ppt") == pytest.approx(at_least(5, 12, 0.7), abs=1e-12)
    few = drafts.mapping(groups=groups, ties="", more=drafts.sites(*places[:3]))
    assert shown(few, "ppt", "x@s0") == pytest.approx(at_least(5, 9, 0.7), abs=1e-12)


def test_a_pool_over_sites_says_nothing_of_one_site(drafts: ModuleType) -> None:
    groups = drafts.group("x", 4, each_site="true", fallback='"x"') + drafts.group("y", each_site="true") + drafts.group("ppt")
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites("n", "s", "e"))
    assert shown(mapping, "x@n", "y@n") == 0
    assert shown(mapping, "x@n", "ppt") == pytest.approx(at_least(5, 12, 0.7), abs=1e-12)


def test_a_needed_tie_that_is_not_asked_counts_as_not_shown(drafts: ModuleType) -> None:
    groups = drafts.group("a", 40) + drafts.group("b", 40, asked="false")
    mapping = drafts.mapping(groups=groups, ties=drafts.tie("a", "b") + drafts.tie("b", "a"))
    matrix = expected_matrix(mapping, 1, [0.7])
    assert [(str(tie.rater), tie.asked) for tie in matrix.needed] == [("a", True), ("b", False)]
    assert matrix.needed_share(0.7) == pytest.approx(0.5)
    assert matrix.between("b", "a") is None


def test_a_pair_that_is_not_needed_is_not_asked(drafts: ModuleType) -> None:
    matrix = expected_matrix(drafts.mapping(ties=drafts.tie("larere", "ppt", "none")), 1)
    assert matrix.between("larere", "ppt") is None
    assert matrix.needed == ()
    assert matrix.needed_share(0.7) is None


def test_sites_are_averaged_for_a_kind_of_group(drafts: ModuleType) -> None:
    groups = drafts.group("x", "{ n = 6, s = 40 }", each_site="true") + drafts.group("ppt")
    matrix = expected_matrix(drafts.mapping(groups=groups, ties="", more=drafts.sites("n", "s")), 1, [0.7])
    (mean,) = matrix.between("x", "ppt") or ()
    assert mean == pytest.approx((at_least(5, 6, 0.7) + at_least(5, 40, 0.7)) / 2)


def drawn(mapping: Mapping, wave: int, response: float, rng: np.random.Generator) -> dict[tuple[Node, Node], bool]:
    """Draw who answers and whom they rate once, and return which ties a release would show."""
    answered = {node: int(rng.binomial(mapping.size(node, wave), response)) for node in mapping.rater_nodes(wave)}
    unit_of = {node: unit for unit in pool(mapping, answered, wave).units for node in unit}
    result = {}
    for rater, target in mapping.pairs(wave):
        unit = unit_of.get(rater, ())
        own = rater == target
        raters = [node for node in unit if own or mapping.meets(node, target)]
        ratings = sum(
            rng.binomial(answered[node], 1.0 if own else share_choosing(mapping, node, target, wave)) for node in raters
        )
        result[rater, target] = bool(unit) and ratings >= mapping.policy.k and (own or target not in unit)
    return result


SLACK = 0.035
"""Three standard errors of a share over 2,000 rounds."""


def compared(mapping: Mapping) -> dict[str, tuple[float, float]]:
    """Return, by tie, the probability and the share of 2,000 drawn rounds in which it was shown."""
    rounds, rng = 2000, np.random.default_rng(7)
    hits = dict.fromkeys(mapping.pairs(1), 0)
    for _ in range(rounds):
        for pair, seen in drawn(mapping, 1, 0.6, rng).items():
            hits[pair] += seen
    ties = [tie for tie in expected_matrix(mapping, 1, [0.6]).ties if tie.asked]
    return {f"{tie.rater}>{tie.target}": (tie.shown[0], hits[tie.rater, tie.target] / rounds) for tie in ties}


@pytest.mark.parametrize("name", ["oppvekst", "hjemmepleje"])
def test_probabilities_agree_with_drawn_answers(name: str) -> None:
    found = compared(read(EXAMPLES / name / "mapping.toml"))
    assert {tie: pair for tie, pair in found.items() if abs(pair[0] - pair[1]) > SLACK} == {}


def test_where_many_join_one_pool_a_probability_is_too_low_and_never_too_high(drafts: ModuleType) -> None:
    places = [f"s{number}" for number in range(5)]
    groups = (
        drafts.group("x", 6, each_site="true", fallback='"x"')
        + drafts.group("y", 5, each_site="true", fallback='"ppt"')
        + drafts.group("z", 7, each_site="true", fallback='"y"')
        + drafts.group("ppt", 9, fallback='"helse"')
        + drafts.group("helse", 7)
    )
    found = compared(drafts.mapping(groups=groups, ties="", more=drafts.sites(*places)))
    assert {tie: pair for tie, pair in found.items() if pair[0] - pair[1] > SLACK} == {}
    assert any(pair[1] - pair[0] > SLACK for pair in found.values())


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 60), response=st.floats(0.05, 1), rating=st.just(0.0) | st.floats(0.01, 1), k=st.integers(4, 10))
def test_a_joint_distribution_sums_to_one_and_keeps_its_margin(size: int, response: float, rating: float, k: int) -> None:
    table = joint(size, response, rating, k)
    assert table.min() >= 0
    assert table.sum() == pytest.approx(1, abs=1e-9)
    assert table[k].sum() == pytest.approx(at_least(k, size, response), abs=1e-9)
    assert all(table[a, b] == 0 for a in range(k) for b in range(a + 1, k + 1))


@settings(max_examples=40, deadline=None)
@given(sizes=st.lists(st.integers(1, 30), min_size=2, max_size=4), low=st.floats(0.05, 0.95), step=st.floats(0, 0.5))
def test_more_answers_never_show_a_group_less(drafts: ModuleType, sizes: list[int], low: float, step: float) -> None:
    groups = "".join(drafts.group(f"g{place}", size) for place, size in enumerate(sizes))
    high = min(1.0, low + step)
    matrix = expected_matrix(drafts.mapping(groups=groups, ties=""), 1, [low, high])
    for tie in matrix.ties:
        assert all(0 <= probability <= 1 for probability in tie.shown)
        assert tie.shown[-1] >= tie.shown[0] - 1e-12


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 20), response=st.floats(0.1, 1))
def test_naming_a_fallback_never_shows_less_of_a_third_group(drafts: ModuleType, size: int, response: float) -> None:
    rest = drafts.group("b", 15) + drafts.group("c", 15)
    alone = drafts.mapping(groups=drafts.group("a", size) + rest, ties="")
    joining = drafts.mapping(groups=drafts.group("a", size, fallback='"b"') + rest, ties="")
    assert shown(joining, "a", "c", response) >= shown(alone, "a", "c", response) - 1e-12


def test_outlooks_have_names() -> None:
    assert [outlook(p) for p in (0, 0.2, 0.21, 0.79, 0.8, 1)] == [
        Outlook.HIDDEN,
        Outlook.HIDDEN,
        Outlook.DOUBTFUL,
        Outlook.DOUBTFUL,
        Outlook.LIKELY,
        Outlook.LIKELY,
    ]


@pytest.mark.parametrize(("response", "rates"), [(0.7, (0.6, 0.7, 0.8)), (1.0, (0.9, 1.0)), (0.05, (0.05, 0.15))])
def test_rates_stand_around_the_expected_one(response: float, rates: tuple[float, ...]) -> None:
    assert around(response) == rates


def test_a_large_mapping_is_drawn_quickly(drafts: ModuleType) -> None:
    places = [f"s{number}" for number in range(12)]
    groups = "".join(
        drafts.group(f"g{number}", 8, each_site="true", fallback=f'"g{(number + 1) % 4 if number < 3 else 2}"')
        for number in range(4)
    )
    groups += "".join(drafts.group(f"t{number}", 9, fallback='"t0"' if number else '"t1"') for number in range(4))
    matrix = expected_matrix(drafts.mapping(groups=groups, ties=drafts.tie("g0", "g1"), more=drafts.sites(*places)), 1)
    assert len(matrix.ties) == 48 * 8 + 4 * 52
    assert {tie.need for tie in matrix.ties} == {Need.HIGH, Need.SOME}
