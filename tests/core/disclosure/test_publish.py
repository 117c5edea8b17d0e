"""Published numbers, and means of published numbers (P5)."""

from __future__ import annotations

from decimal import Decimal
from types import ModuleType

import pytest

from samspill.disclosure.aspects import Aspect, aspects
from samspill.disclosure.evidence import Tally
from samspill.disclosure.publish import Part, mean_of, of_cell, of_items, of_published, people_behind
from samspill.disclosure.release import Published
from samspill.instrument.ladder import people_band
from samspill.terms import Bound, PeopleBand, Policy, TieClass

FEW, SOME, MANY = PeopleBand


def aspect(worlds: ModuleType, policy: Policy | None = None) -> Aspect:
    bands = worlds.Bands(3.5, 4.0, "made up")
    return aspects(worlds.instrument(bands=bands), policy or worlds.STRICT)["index"]


def number(value: float, band: PeopleBand, bound: Bound | None = None) -> Published:
    return Published(value, bound, None, band, None, TieClass.HOLDS, None)


def of(worlds: ModuleType, mean: float, n: int, policy: Policy | None = None, *, own: bool = False) -> Published:
    return of_cell(aspect(worlds, policy), Tally(n, mean * n, mean**2 * n), 0.8, own=own)


def test_strict_never_tells_how_many(worlds: ModuleType) -> None:
    assert [of(worlds, 3.0, n).n for n in (5, 10, 400)] == [None] * 3


def test_standard_tells_how_many_from_ten(worlds: ModuleType) -> None:
    assert [of(worlds, 3.0, n, worlds.STANDARD).n for n in (5, 9, 10, 26)] == [None, None, 10, 26]


def test_a_coded_extreme_has_class_band_and_an_open_interval(worlds: ModuleType) -> None:
    high = of(worlds, 4.6, 6)
    assert (high.value, high.bound, high.tie_class, high.band) == (4.0, Bound.AT_LEAST, TieClass.HOLDS, "strong")
    assert high.interval == (3.0, 5.0)
    assert of(worlds, 4.6, 6, own=True).band is None


@pytest.mark.parametrize(
    ("parts", "value", "bound"),
    [
        ([("a", number(3.5, FEW)), ("b", number(3.0, FEW))], 3.5, None),
        ([("a", number(4.0, FEW, Bound.AT_LEAST)), ("b", number(3.0, FEW))], 3.5, None),
        ([("a", number(2.0, FEW, Bound.AT_MOST)), ("b", number(3.0, FEW))], 2.5, None),
        # One cell of few people makes the whole mean coarse, however many stand behind the others.
        ([("a", number(3.3, MANY)), ("b", number(3.4, MANY)), ("c", number(3.5, FEW))], 3.5, None),
        ([("a", number(3.3, MANY)), ("b", number(3.5, MANY))], 3.4, None),
        ([("a", number(4.0, FEW, Bound.AT_LEAST)), ("b", number(4.5, SOME, Bound.AT_LEAST))], 4.0, Bound.AT_LEAST),
        ([("a", number(4.5, SOME, Bound.AT_LEAST))], 4.5, Bound.AT_LEAST),
        ([("a", number(1.5, MANY, Bound.AT_MOST)), ("b", number(2.0, FEW, Bound.AT_MOST))], 2.0, Bound.AT_MOST),
    ],
)
def test_means_of_published_numbers(
    worlds: ModuleType, parts: list[tuple[str, Published]], value: float, bound: Bound | None
) -> None:
    found = of_published(aspect(worlds), [Part(*part) for part in parts], 0.8)
    assert (found.value, found.bound, found.n) == (value, bound, None)


@pytest.mark.parametrize(
    ("items", "people", "value", "bound"),
    [
        ([(3.0, None), (3.5, None)], 6, 3.5, None),
        ([(3.0, None), (3.0, None), (3.5, None)], 6, 3.0, None),
        ([(3.25, None), (3.5, None), (3.5, None)], 12, 3.5, None),
        # As they are shown, so that a reader can do the sum.
        ([(4.0, Bound.AT_LEAST), (3.0, None)], 6, 3.5, None),
        ([(4.5, Bound.AT_LEAST), (4.4, None)], 30, 4.5, Bound.AT_LEAST),
        ([(4.5, Bound.AT_LEAST), (4.2, None)], 30, 4.4, None),
        ([(4.0, Bound.AT_LEAST), (4.0, Bound.AT_LEAST)], 6, 4.0, Bound.AT_LEAST),
        ([(2.0, Bound.AT_MOST), (2.0, Bound.AT_MOST)], 6, 2.0, Bound.AT_MOST),
        ([(2.0, Bound.AT_MOST), (3.5, None)], 5, 3.0, None),
    ],
)
def test_an_index_is_the_mean_of_its_items_as_shown(
    worlds: ModuleType, items: list[tuple[float, Bound | None]], people: int, value: float, bound: Bound | None
) -> None:
    found = of_items(aspect(worlds), items, people, 0.8, own=False)
    assert (found.value, found.bound, found.n_band) == (value, bound, people_band(people))


@pytest.mark.parametrize(("least", "bound"), [(0, Bound.AT_MOST), (1, Bound.AT_MOST), (2, Bound.AT_LEAST), (3, Bound.AT_LEAST)])
def test_yes_and_no_keep_their_sides_in_an_index(worlds: ModuleType, least: int, bound: Bound) -> None:
    yes_no = aspects(worlds.instrument(scores=(0, 1)), worlds.STRICT)["index"]
    items = [(0.5, Bound.AT_LEAST)] * least + [(0.5, Bound.AT_MOST)] * (3 - least)
    found = of_items(yes_no, items, 6, 0.8, own=False)
    assert (found.value, found.bound) == (0.5, bound)


def test_different_raters_add_up_and_the_same_do_not(worlds: ModuleType) -> None:
    numbers = [number(3.5, FEW), number(3.0, SOME), number(3.0, SOME)]
    apart = [Part(rater, each) for rater, each in zip("abc", numbers, strict=True)]
    same = [Part("a", each) for each in numbers]
    assert (people_behind(aspect(worlds), apart), people_behind(aspect(worlds), same)) == (25, 10)
    assert of_published(aspect(worlds), apart, 0.8).n_band is MANY
    assert of_published(aspect(worlds), same, 0.8).n_band is SOME


def test_the_interval_of_a_mean_is_narrower_only_where_other_people_add_to_it(worlds: ModuleType) -> None:
    """1.96 · 0.8 / √25 + 0.25 = 0.56 for five units of five; one unit of five alone has 0.95, however many it rates."""
    numbers = [number(3.0, FEW)] * 5
    apart = of_published(aspect(worlds), [Part(str(n), each) for n, each in enumerate(numbers)], 0.8)
    same = of_published(aspect(worlds), [Part("a", each) for each in numbers], 0.8)
    assert (apart.interval, same.interval) == ((2.0, 4.0), (2.0, 4.0))
    wide = of_published(aspect(worlds), [Part("a", number(3.25, SOME))] * 9, 0.8)
    tight = of_published(aspect(worlds), [Part(str(n), number(3.25, SOME)) for n in range(9)], 0.8)
    assert (wide.interval, tight.interval) == ((2.5, 4.0), (2.75, 3.75))


def test_weights_are_used(worlds: ModuleType) -> None:
    parts = [Part("a", number(3.0, FEW)), Part("b", number(4.0, FEW))]
    assert mean_of(aspect(worlds), parts, [10, 30]) == Decimal("3.75")
    assert mean_of(aspect(worlds), parts) == Decimal("3.5")


def test_other_scales_publish_in_their_own_units(worlds: ModuleType) -> None:
    wide = aspects(worlds.instrument(scores=(0, 25, 50, 75, 100)), worlds.STRICT)["index"]
    found = of_cell(wide, Tally(6, 360.0, 23000.0), 20.0, own=False)
    assert (found.value, found.bound, found.tie_class, found.interval) == (62.5, None, TieClass.ON_THE_WAY, (37.5, 87.5))
