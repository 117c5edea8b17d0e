from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import stdev
from typing import Any

import pytest

from samspill.design.model import Mapping
from samspill.instrument.load import shipped
from samspill.instrument.model import Bands, Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.scoring.tie import Tie, ties
from samspill.terms import TieClass

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]
Found = Callable[..., dict[tuple[str, str], Tie]]

ITEMS = ("information", "respect")


@pytest.fixture
def found(mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument) -> Found:
    """Return a maker of ties on one measure by (rater, target)."""

    def make(
        *rows: tuple[Any, ...], measure: str = "index", mapping: Mapping | None = None, instrument: Instrument = capacity
    ) -> dict[tuple[str, str], Tie]:
        world = mapping or mapping_of(a=8, b=6, c=5)
        scores = score(ratings_of(ITEMS, rows), world, instrument, min_items=1)
        return {(str(tie.rater), str(tie.target)): tie for tie in ties(scores, world, instrument) if tie.measure == measure}

    return make


def test_a_tie_is_the_mean_of_people_not_of_answers(found: Found) -> None:
    tie = found(("p1", "a", "b", 5.0, 5.0), ("p2", "a", "b", 2.0, None), ("p3", "a", "b", 3.0, 4.0))["a", "b"]

    assert (tie.mean.value, tie.mean.n) == (3.5, 3)
    assert tie.sd == pytest.approx(stdev([5.0, 2.0, 3.5]))
    assert tie.tie_class is TieClass.ON_THE_WAY


def test_a_single_answer_has_a_mean_and_no_interval(found: Found) -> None:
    tie = found(("p1", "a", "b", 4.0, None))["a", "b"]

    assert (tie.mean.value, tie.mean.n, tie.mean.lower, tie.sd) == (4.0, 1, None, None)
    assert tie.mean.reason == "scoring.one_person"


def test_a_pair_without_contact_is_a_tie_without_a_mean(found: Found) -> None:
    tie = found(("p1", "a", "b", {"contact": "no"}), ("p2", "a", "b", {"contact": "wanted"}), ("p1", "a", "c", 4.0, 4.0))[
        "a", "b"
    ]

    assert tie.mean.value is None
    assert tie.mean.reason == "scoring.no_answers"
    assert tie.tie_class is TieClass.UNKNOWN
    assert (tie.no_contact.value, tie.no_contact.n, tie.wanted.value) == (1.0, 2, 0.5)
    assert tie.dont_know.value is None


def test_shares_name_their_base(found: Found) -> None:
    tie = found(
        ("p1", "a", "b", 4.0, 4.0),
        ("p2", "a", "b", "?", None),
        ("p3", "a", "b", None, None),
        ("p4", "a", "b", {"contact": "no"}),
        ("p5", "a", "b", {"contact": None}),
    )["a", "b"]

    assert (tie.no_contact.value, tie.no_contact.n) == (0.25, 4)
    assert (tie.dont_know.value, tie.dont_know.n) == (pytest.approx(1 / 3), 3)
    assert (tie.skipped.value, tie.skipped.n) == (pytest.approx(1 / 3), 3)
    assert tie.without == (1, 1, 1)


def test_the_own_group_stands_on_the_diagonal_with_its_own_bands(found: Found) -> None:
    coordination = replace(
        shipped("relational-coordination"), bands_between=Bands(3.5, 4.0, source=""), bands_within=Bands(4.1, 4.6, source="")
    )
    items = {key: replace(coordination.items["timely"], key=key, dimension="timely") for key in ITEMS}
    instrument = replace(coordination, items=items, subscales={}, dimensions={})

    both = found(("p1", "a", "a", 4.2, 4.2), ("p1", "a", "b", 4.2, 4.2), instrument=instrument)

    assert (both["a", "a"].own, both["a", "a"].band) == (True, "moderate")
    assert (both["a", "b"].own, both["a", "b"].band) == (False, "strong")


def test_the_same_group_at_another_site_is_not_the_own_group(found: Found, mapping_of: MappingOf) -> None:
    world = mapping_of(a={"north": 6, "south": 7}, b=5)

    both = found(("p1", "a@north", "a@south", 4.0), ("p1", "a@north", "a@north", 4.0), mapping=world)

    assert [tie.own for tie in both.values()] == [True, False]


def test_ties_stand_in_the_owners_order(found: Found, mapping_of: MappingOf) -> None:
    rows = [(f"p{rater}", rater, target, 4.0) for rater in "abc" for target in "abc" if rater != target]

    in_order = list(found(*rows, mapping=mapping_of(c=5, a=5, b=5)))

    assert in_order == [("c", "a"), ("c", "b"), ("a", "c"), ("a", "b"), ("b", "c"), ("b", "a")]


def test_the_size_is_that_of_the_rater_in_the_wave(found: Found) -> None:
    answers = ((4.0, 3.0), (3.0, 4.0), (2.0, 2.5), (5.0, 4.5), (1.0, 2.0))
    both = found(*((f"p{number}", rater, "b", *said) for rater in "ac" for number, said in enumerate(answers)))

    everybody, some = both["c", "b"].mean, both["a", "b"].mean
    assert (both["c", "b"].cell.size, both["a", "b"].cell.size) == (5, 8)
    assert None not in {everybody.lower, some.lower}
    assert (everybody.upper or 0) - (everybody.lower or 0) < (some.upper or 0) - (some.lower or 0)
