from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from samspill.design.model import Mapping, Node, WaveChange
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.compare import changes, gaps
from samspill.scoring.score import score
from samspill.scoring.tie import Tie, ties

ITEMS = ("information", "respect")
MappingOf = Callable[..., Mapping]
Row = tuple[Any, ...]


@pytest.fixture
def found(ratings_of: Callable[..., Ratings], capacity: Instrument) -> Callable[..., tuple[Tie, ...]]:
    """Return a maker of ties on the index."""

    def make(world: Mapping, *rows: Row) -> tuple[Tie, ...]:
        scores = score(ratings_of(ITEMS, rows), world, capacity, min_items=1)
        return tuple(tie for tie in ties(scores, world, capacity) if tie.measure == "index")

    return make


Found = Callable[..., tuple[Tie, ...]]


def said(rater: str, target: str, *scores: float, **options: Any) -> list[Row]:  # noqa: ANN401
    return [(f"{rater}{number}", rater, target, value, value - 0.5, options) for number, value in enumerate(scores)]


def test_a_gap_is_there_minus_back_once_for_each_pair(found: Found, mapping_of: MappingOf) -> None:
    rows = [*said("a", "b", 4, 5, 4), *said("b", "a", 2, 3), *said("a", "c", 3), *said("a", "a", 3)]

    (gap,) = gaps(found(mapping_of(a=8, b=6, c=5), *rows))

    assert (gap.one, gap.other, gap.measure) == (Node("a"), Node("b"), "index")
    assert gap.gap.value == pytest.approx(13 / 3 - 2.5)
    assert gap.gap.n == 5
    assert gap.gap.lower is not None
    assert gap.gap.lower < gap.gap.value


def test_one_pair_has_no_false_discoveries_and_several_share_them(found: Found, mapping_of: MappingOf) -> None:
    """q of the smallest p of three is three times it, and no q is smaller than its p."""
    world = mapping_of(a=8, b=6, c=5)
    pairs = [*said("a", "b", 4, 5, 4, 5), *said("b", "a", 1, 2, 1)]
    others = [*said("a", "c", 3, 4), *said("c", "a", 3, 4, 3), *said("b", "c", 2, 4), *said("c", "b", 3, 2)]

    (alone,) = gaps(found(world, *pairs))
    three = {(str(gap.one), str(gap.other)): gap for gap in gaps(found(world, *pairs, *others))}

    assert alone.q == alone.p
    assert three["a", "b"].q == pytest.approx(3 * (three["a", "b"].p or 0))
    assert all((gap.q or 0) >= (gap.p or 0) for gap in three.values())


def test_what_was_not_tested_has_no_q(found: Found, mapping_of: MappingOf) -> None:
    rows = [*said("a", "b", 4, 5), *said("b", "a", 2, 3), *said("c", "a", 3, 3), ("a0", "a", "c", {"contact": "no"})]

    by_pair = {(str(gap.one), str(gap.other)): gap for gap in gaps(found(mapping_of(a=8, b=6, c=5), *rows))}

    assert (by_pair["a", "c"].p, by_pair["a", "c"].q) == (None, None)
    assert by_pair["a", "c"].gap.reason == "scoring.no_answers"
    assert by_pair["a", "b"].q == by_pair["a", "b"].p is not None


def test_a_change_is_later_minus_earlier(found: Found, mapping_of: MappingOf) -> None:
    before, after = said("a", "b", 3, 2, 3), said("a", "b", 4, 5, 4, wave=2)

    (change,) = changes(found(mapping_of(a=8, b=6), *before, *after), mapping_of(a=8, b=6))

    assert (change.since, change.wave, str(change.rater), str(change.target)) == (1, 2, "a", "b")
    assert change.change.value == pytest.approx(5 / 3)
    assert change.p == change.q
    assert change.p is not None


def test_a_renamed_group_is_followed_and_a_merged_one_is_not(found: Found, mapping_of: MappingOf) -> None:
    plain = mapping_of(a=8, b=6, c=5, d=7, e=7)
    gone, new = {"a": 1, "b": 1, "c": 1}, {"d": 2, "e": 2}
    groups = {key: replace(group, waves=((gone | new)[key],)) for key, group in plain.groups.items()}
    moved = WaveChange(2, groups={"a": ("d",), "b": ("e",), "c": ("e",)})
    world = replace(plain, groups=groups, changes={2: moved})
    before = [*said("a", "b", 3, 2), *said("b", "a", 3, 2), *said("c", "a", 3, 2)]
    after = [*said("d", "d", 4, 5, wave=2), *said("d", "e", 4, 5, wave=2), *said("e", "d", 4, 5, wave=2)]

    told = changes(found(world, *before, *said("a", "a", 3, 3), *after), world)

    assert [(str(change.rater), str(change.target)) for change in told] == [("d", "d")]


def test_the_order_of_rows_changes_nothing(found: Found, mapping_of: MappingOf) -> None:
    rows = [*said("a", "b", 4, 5, 4), *said("b", "a", 2, 3), *said("a", "b", 3, 2, wave=2)]
    world = mapping_of(a=8, b=6)

    one, other = found(world, *rows), found(world, *reversed(rows))

    assert gaps(one) == gaps(other)
    assert changes(one, world) == changes(other, world)
