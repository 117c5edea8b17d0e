from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import sqrt
from statistics import variance
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from samspill.design.model import Mapping, Node
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.group import GroupMeans, group_means, responses
from samspill.scoring.score import score
from samspill.scoring.tie import ties

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]
Means = Callable[..., dict[str, GroupMeans]]

ROWS = (
    ("p1", "a", "b", 4.0),
    ("p1", "a", "c", 2.0),
    ("p2", "a", "b", 5.0),
    ("p2", "a", "c", 3.0),
    ("p3", "a", "b", 3.0),
    ("q1", "b", "c", 4.0),
    ("q2", "b", "c", 5.0),
    ("q1", "b", "b", 1.0),
    ("q2", "b", "b", 1.0),
)


@pytest.fixture
def means(mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument) -> Means:
    """Return a maker of the index's means by group id, "" for the whole."""

    def make(*rows: tuple[Any, ...], mapping: Mapping | None = None) -> dict[str, GroupMeans]:
        world = mapping or mapping_of(a=6, b=4, c=5)
        scores = score(ratings_of(("information",), rows), world, capacity, min_items=1)
        found = group_means(scores, world, ties(scores, world, capacity))
        return {str(one.node or ""): one for one in found if one.measure == "index"}

    return make


def test_given_and_received_in_both_weightings(means: Means) -> None:
    found = means(*ROWS)

    given = found["a"].given
    assert (given.ties, given.by_respondent.n) == (2, 3)
    assert given.by_respondent.value == pytest.approx(17 / 5)
    assert given.by_group.value == pytest.approx((4.0 + 2.5) / 2)
    received = found["c"].received
    assert (received.ties, received.by_respondent.n) == (2, 4)
    assert received.by_respondent.value == pytest.approx(14 / 4)
    assert received.by_group.value == pytest.approx((2.5 + 4.5) / 2)


def test_the_whole_in_both_weightings_own_group_apart(means: Means) -> None:
    whole = means(*ROWS)[""]

    assert whole.given == whole.received
    assert (whole.given.ties, whole.given.by_respondent.n) == (3, 5)
    assert whole.given.by_respondent.value == pytest.approx(26 / 7)
    assert whole.given.by_group.value == pytest.approx(((4.0 + 2.5) / 2 + 4.5) / 2), "a rates two groups, b one"


def test_the_own_group_is_never_mixed_in(means: Means) -> None:
    with_own, without = means(*ROWS), means(*ROWS[:-2])

    for group in ("", "a", "b", "c"):
        assert with_own[group].given == without[group].given
        assert with_own[group].received == without[group].received


def test_who_skipped_everything_is_not_behind_a_mean(means: Means) -> None:
    rows = [("p1", "a", "b", 4.0), ("p2", "a", "b", 2.0), ("p3", "a", "b", "?"), ("p4", "a", "c", None)]

    given = means(*rows)["a"].given

    assert (given.ties, given.by_respondent.n, given.by_group.n) == (1, 2, 2)
    assert given == means(*rows[:2])["a"].given


def test_a_persons_ratings_count_as_one_person(means: Means) -> None:
    """Two ratings that say the same of two groups tell no more of a group than one."""
    twice = [(person, "a", target, score) for person, score in (("p1", 4.0), ("p2", 2.0), ("p3", 5.0)) for target in "bc"]
    once = [row for row in twice if row[2] == "b"]

    one, two = means(*once)["a"].given, means(*twice)["a"].given

    assert two.by_respondent == one.by_respondent
    assert (two.by_group.lower, two.by_group.upper) == (pytest.approx(one.by_group.lower), pytest.approx(one.by_group.upper))


def test_received_takes_each_rater_group_as_a_stratum(means: Means) -> None:
    found = means(
        *((f"p{number}", "a", "c", score) for number, score in enumerate((2.0, 3.0, 4.0))),
        *((f"q{number}", "b", "c", score) for number, score in enumerate((4.0, 5.0))),
    )["c"].received.by_group

    part = (1 - 3 / 6) * variance([2.0, 3.0, 4.0]) / 3 + (1 - 2 / 4) * variance([4.0, 5.0]) / 2
    half = stats.t.ppf(0.975, 5 - 2) * sqrt(part) / 2
    assert (found.lower, found.upper) == (pytest.approx(3.75 - half), pytest.approx(3.75 + half))


def test_a_group_that_nobody_rates_has_a_reason(means: Means) -> None:
    found = means(*ROWS)

    assert found["a"].received.ties == 0
    assert found["a"].received.by_group.reason == "scoring.no_answers"
    assert found["c"].given.by_respondent.reason == "scoring.no_answers"


def test_groups_stand_in_the_owners_order_after_the_whole(means: Means, mapping_of: MappingOf) -> None:
    assert list(means(*ROWS, mapping=mapping_of(c=5, a=6, b=4))) == ["", "c", "a", "b"]


def test_response_is_of_those_asked(mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument) -> None:
    world = mapping_of(a=6, b=4, c=5)
    world = replace(world, groups={**world.groups, "c": replace(world.groups["c"], asked=False)})
    scores = score(ratings_of(("information",), ROWS), world, capacity, min_items=1)

    found = {one.node: (one.size, one.answered, one.share.value) for one in responses(scores, world)}

    assert found == {Node("a"): (6, 3, 0.5), Node("b"): (4, 2, 0.5)}


def test_nobody_of_a_group_answered_is_nought_and_too_many_is_no_share(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument
) -> None:
    world = mapping_of(a=2, b=4, c=5)
    scores = score(ratings_of(("information",), ROWS), world, capacity, min_items=1)

    found = {str(one.node): one.share for one in responses(scores, world)}

    assert found["c"].value == 0
    assert (found["a"].value, found["a"].reason) == (None, "scoring.size_exceeded")


HOME = {"p1": "a", "p2": "a", "p3": "a", "q1": "b", "q2": "b", "r1": "c", "r2": "c"}
ratings = st.dictionaries(
    st.sampled_from([(person, target) for person in HOME for target in "abc"]), st.integers(1, 5).map(float), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(ratings, st.sampled_from(["respondent", "group"]))
def test_the_whole_is_the_linearised_ratio_over_ratings_written_out(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument, found: dict[tuple[str, str], float], weighting: str
) -> None:
    world = mapping_of(a=6, b=4, c=5)
    rows = [(person, HOME[person], target, value) for (person, target), value in found.items()]
    scores = score(ratings_of(("information",), rows), world, capacity, min_items=1)
    means = [
        one for one in group_means(scores, world, ties(scores, world, capacity)) if one.node is None and one.measure == "index"
    ]
    between = {key: value for key, value in found.items() if HOME[key[0]] != key[1]}
    if not between:
        assert not means or means[0].given.by_respondent.value is None
        return
    whole = means[0].given.by_respondent if weighting == "respondent" else means[0].given.by_group

    n = Counter((HOME[person], target) for person, target in between)
    rated = Counter(home for home, _ in n)
    alike = {key: 1 / n[HOME[key[0]], key[1]] / rated[HOME[key[0]]] for key in between}
    weights = dict.fromkeys(between, 1.0) if weighting == "respondent" else alike
    total = sum(weights.values())
    ratio = sum(weights[key] * value for key, value in between.items()) / total
    z = {
        person: sum(weights[key] * (value - ratio) for key, value in between.items() if key[0] == person) / total
        for person, _ in between
    }
    strata = {home: [part for person, part in z.items() if HOME[person] == home] for home in {HOME[person] for person in z}}
    assert (whole.value, whole.n) == (pytest.approx(ratio), len(z))
    if degrees := len(z) - len(strata):
        parts = [
            (1 - len(of) / world.groups[home].sizes[""]) * len(of) * variance(of) for home, of in strata.items() if len(of) > 1
        ]
        half = stats.t.ppf(0.975, degrees) * sqrt(sum(parts) * len(strata) / len(parts))
        assert (whole.reason == "scoring.no_spread") == (half < 1e-6)
        if whole.reason:
            return
        assert whole.upper == pytest.approx(ratio + half, abs=1e-6)
