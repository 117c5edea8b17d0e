"""Cells and what is known of ties (P1, P9)."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Reason, TieFacts, WaveRelease
from samspill.terms import CellState, Need, PeopleBand, Share

SHOWN, HIDDEN, NO_DATA, NO_CONTACT, NO_TIE = (
    CellState.SHOWN,
    CellState.HIDDEN,
    CellState.NO_DATA,
    CellState.NO_CONTACT,
    CellState.NO_TIE,
)


def wave_of(worlds: ModuleType, mapping: object, people: object) -> WaveRelease:
    return freeze(worlds.scores(people), mapping, worlds.instrument(), version="1").waves[0]


def cell(wave: WaveRelease, rater: str, target: str, dimension: str = "index") -> Cell:
    return next(c for c in wave.cells if (c.rater, c.target, c.dimension) == (rater, target, dimension))


def tie(wave: WaveRelease, rater: str, target: str) -> TieFacts:
    return next(t for t in wave.ties if (t.rater, t.target) == (rater, target))


@pytest.fixture(scope="module")
def pair(worlds: ModuleType) -> object:
    return worlds.mapping(worlds.group("a", fallback="c"), worlds.group("b"), worlds.group("c"))


def test_a_cell_of_k_people_is_shown(worlds: ModuleType, pair: object) -> None:
    found = cell(wave_of(worlds, pair, worlds.crowd("a", {"b": [3, 3, 4, 3, 3]})), "a", "b")
    assert found.state is SHOWN
    assert found.published is not None
    assert (found.published.value, found.published.n_band, found.published.n) == (3.0, PeopleBand.FEW, None)
    assert found.reason is None


def test_a_cell_under_k_is_hidden_though_its_group_is_large(worlds: ModuleType, pair: object) -> None:
    wave = wave_of(worlds, pair, worlds.crowd("a", {"b": [3] * 4, "c": [3] * 12}))
    found = cell(wave, "a", "b")
    assert (found.state, found.published, found.reason) == (HIDDEN, None, Reason.TOO_FEW)
    assert cell(wave, "a", "c").state is SHOWN


def test_every_dimension_and_item_has_a_cell(worlds: ModuleType, pair: object) -> None:
    wave = wave_of(worlds, pair, worlds.crowd("a", {"b": [3] * 5}))
    found = [c.dimension for c in wave.cells if (c.rater, c.target) == ("a", "b")]
    assert found == ["index", "a", "a1", "a2", "b", "c", "o"]


def test_people_who_skip_items_count_alike_in_every_item(worlds: ModuleType, pair: object) -> None:
    people = worlds.crowd("a", {"b": [3] * 5})
    people = worlds.with_answer(people, 0, "b", {"a1": 2.0, "c": 4.0})
    wave = wave_of(worlds, pair, people)
    assert {cell(wave, "a", "b", key).state for key in ("index", "a", "a1", "a2", "b", "c")} == {SHOWN}
    assert cell(wave, "a", "b", "o").state is HIDDEN


def test_who_answered_too_little_of_a_target_does_not_count(worlds: ModuleType, pair: object) -> None:
    people = worlds.with_answer(worlds.crowd("a", {"b": [3] * 5}), 0, "b", {"a1": 2.0})
    assert cell(wave_of(worlds, pair, people), "a", "b").state is HIDDEN


def test_the_four_states_without_a_value_are_kept_apart(worlds: ModuleType) -> None:
    world = worlds.mapping(*(worlds.group(key) for key in "abcde"), needs={("a", "e"): Need.NONE}, own_group=False)
    people = worlds.crowd("a", {"b": [3] * 7, "c": [3, 3]})
    people = [worlds.replace(p, contact={} if "c" in p.ratings else {"c": "no"}) for p in people]
    wave = wave_of(worlds, world, people)
    assert {target: cell(wave, "a", target).state for target in "bcde"} == {
        "b": SHOWN,
        "c": NO_CONTACT,
        "d": NO_DATA,
        "e": NO_TIE,
    }
    assert cell(wave, "a", "e").reason is Reason.NOT_NEEDED
    assert tie(wave, "a", "e").need is Need.NONE
    assert not [c for c in wave.cells if c.target == c.rater], "the own group is not asked about"


@pytest.mark.parametrize(
    ("without", "state"),
    [(("no",) * 4, HIDDEN), (("no",) * 5, NO_CONTACT), (("wanted", "no", "wanted", "no", "no"), NO_CONTACT)],
)
def test_no_contact_needs_most_of_those_who_said_something(
    worlds: ModuleType, pair: object, without: tuple[str, ...], state: CellState
) -> None:
    people = worlds.crowd("a", {"b": [3, 3], "c": [3] * (2 + len(without))})
    people = [worlds.replace(p, contact={} if "b" in p.ratings else {"b": without[n - 2]}) for n, p in enumerate(people)]
    assert cell(wave_of(worlds, pair, people), "a", "b").state is state


def test_no_contact_is_not_told_of_fewer_than_k(worlds: ModuleType, pair: object) -> None:
    people = [worlds.replace(p, contact={"b": "no"} if n < 4 else {}) for n, p in enumerate(worlds.crowd("a", {"c": [3] * 9}))]
    wave = wave_of(worlds, pair, people)
    assert cell(wave, "a", "b").state is HIDDEN
    assert tie(wave, "a", "b").no_contact is None
    assert tie(wave, "a", "b").wanted is None


@pytest.mark.parametrize(("said", "state", "told"), [(5, HIDDEN, None), (6, HIDDEN, None), (7, NO_CONTACT, Share.MOST)])
def test_of_five_people_a_share_would_tell_one_of_them_what_the_others_said(
    worlds: ModuleType, pair: object, said: int, state: CellState, told: Share | None
) -> None:
    """Four or five of five: the one who has contact would know that all the others have none."""
    people = [
        worlds.replace(p, contact={"b": "no"} if n < said else {}) for n, p in enumerate(worlds.crowd("a", {"c": [3] * 9}))
    ]
    wave = wave_of(worlds, pair, people)
    assert (cell(wave, "a", "b").state, tie(wave, "a", "b").no_contact) == (state, told)
    assert (tie(wave, "a", "b").wanted is None) == (told is None)


def test_a_tie_that_five_people_show_has_its_shares(worlds: ModuleType, pair: object) -> None:
    """Their absence would tell what a band of people does not: that they are five."""
    found = tie(wave_of(worlds, pair, worlds.crowd("a", {"b": [3] * 5})), "a", "b")
    assert (found.no_contact, found.wanted, found.dont_know) == (Share.SOME, None, Share.SOME)


@pytest.mark.parametrize(("without", "told"), [(6, None), (7, Share.HALF)])
def test_who_ought_to_have_contact_is_told_of_those_without(
    worlds: ModuleType, pair: object, without: int, told: Share | None
) -> None:
    """Not of all who answered: two shares of the same people would tell how many there are of each kind."""
    said = ["no", "wanted"] * 10
    people = worlds.crowd("a", {"b": [3] * 6, "c": [3] * (6 + without)})
    people = [worlds.replace(p, contact={"b": said[n]} if n >= 6 else {}) for n, p in enumerate(people)]
    found = tie(wave_of(worlds, pair, people), "a", "b")
    assert (found.no_contact, found.wanted, found.state) == (Share.HALF, told, SHOWN)


@pytest.mark.parametrize(("size", "told"), [(8, None), (9, Share.HALF)])
def test_contact_is_not_told_where_a_share_would_be_one_count(worlds: ModuleType, size: int, told: Share | None) -> None:
    """Of eight people of whom five rate, "half" without contact are three, so that everybody has answered."""
    world = worlds.mapping(worlds.group("a", size), worlds.group("b"), worlds.group("c"))
    for without in range(4):
        people = worlds.crowd("a", {"b": [3] * 5, "c": [3] * (5 + without)})
        people = [worlds.replace(p, contact={} if "b" in p.ratings else {"b": "no"}) for p in people]
        found = tie(wave_of(worlds, world, people), "a", "b").no_contact
        assert (found is None) == (told is None), "whatever the share is"
    assert found is told


@pytest.mark.parametrize(("asked", "told"), [(7, Share.MOST), (6, None)])
def test_dont_know_is_told_where_seven_people_were_asked(
    worlds: ModuleType, pair: object, asked: int, told: Share | None
) -> None:
    people = [
        worlds.replace(p, dont_know={"b": worlds.INDEX_ITEMS} if n < asked else {}, contact={} if n < asked else {"b": "no"})
        for n, p in enumerate(worlds.crowd("a", {"c": [3] * 9}))
    ]
    found = tie(wave_of(worlds, pair, people), "a", "b")
    assert found.no_contact is not None
    assert found.dont_know is told


def test_a_unit_that_is_left_out_says_nothing(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b"), worlds.group("c"))
    people = [*worlds.crowd("a", {"b": [3] * 4}), *worlds.crowd("b", {"a": [3] * 6})]
    wave = wave_of(worlds, world, people)
    assert {(c.state, c.reason) for c in wave.cells if c.rater == "a"} == {(HIDDEN, Reason.LEFT_OUT)}
    assert {(c.state, c.reason) for c in wave.cells if c.rater == "c"} == {(NO_DATA, Reason.NO_ANSWERS)}
    assert tie(wave, "a", "b").no_contact is None


def test_a_pool_replaces_its_parts_everywhere(worlds: ModuleType, pair: object) -> None:
    people = [*worlds.crowd("a", {"b": [1] * 4, "c": [2] * 4}), *worlds.crowd("c", {"b": [5] * 6, "a": [4] * 6, "c": [4] * 6})]
    wave = wave_of(worlds, pair, people)
    assert {c.rater for c in wave.cells} == {"a+c", "b"}
    found = cell(wave, "a+c", "b").published
    assert found is not None
    assert (found.value, found.n_band) == (3.5, PeopleBand.SOME), "(4 · 1 + 6 · 5) / 10 = 3.4"


def test_ties_between_pooled_groups_become_own_group_and_targets_stay_apart(worlds: ModuleType) -> None:
    bands = worlds.Bands(3.5, 4.0, "made up")
    world = worlds.mapping(worlds.group("a", fallback="c"), worlds.group("b"), worlds.group("c"), needs={("a", "c"): Need.HIGH})
    people = [*worlds.crowd("a", {"c": [2] * 4, "b": [2] * 4}), *worlds.crowd("c", {"a": [4] * 6, "c": [4] * 6})]
    wave = freeze(worlds.scores(people), world, worlds.instrument(bands=bands), version="1").waves[0]
    assert [(t.target, t.own, t.need) for t in wave.ties if t.rater == "a+c"] == [
        ("a", True, Need.SOME),
        ("b", False, Need.SOME),
        ("c", True, Need.SOME),
    ]
    own = cell(wave, "a+c", "c").published
    assert own is not None
    assert own.band is None
    assert tie(wave, "a+c", "a").no_contact is None


def test_bands_of_the_instrument_belong_to_ties_between_groups(worlds: ModuleType, pair: object) -> None:
    people = worlds.crowd("a", {"b": [3] * 5, "a": [3] * 5})
    wave = freeze(worlds.scores(people), pair, worlds.instrument(bands=worlds.Bands(3.5, 4.0, "made up")), version="1").waves[0]
    between, own = cell(wave, "a", "b").published, cell(wave, "a", "a").published
    assert between is not None
    assert own is not None
    assert (between.band, own.band) == ("weak", None)


def test_the_need_of_a_pool_is_the_highest_of_its_members(worlds: ModuleType) -> None:
    needs = {("a", "b"): Need.NONE, ("c", "b"): Need.HIGH}
    world = worlds.mapping(worlds.group("a", fallback="c"), worlds.group("b"), worlds.group("c"), needs=needs)
    wave = wave_of(worlds, world, [*worlds.crowd("a", {"c": [2] * 4}), *worlds.crowd("c", {"b": [4] * 6})])
    assert tie(wave, "a+c", "b").need is Need.HIGH
    assert cell(wave, "a+c", "b").state is SHOWN


def test_help_names_the_unit_that_shows_the_target(worlds: ModuleType, pair: object) -> None:
    few = worlds.crowd("a", {"b": [3] * 3, "c": [3] * 9})
    wave = wave_of(worlds, pair, [*few, *worlds.crowd("c", {"b": [3] * 7})])
    assert cell(wave, "a", "b").help_with == "c"
    assert cell(wave, "a", "a").help_with is None


def test_help_is_not_offered_on_numbers_that_are_hidden(worlds: ModuleType, pair: object) -> None:
    """4 + 4 would reach k; to say so would tell of two hidden numbers."""
    few = worlds.crowd("a", {"b": [3] * 4, "c": [3] * 9})
    wave = wave_of(worlds, pair, [*few, *worlds.crowd("c", {"b": [3] * 4, "a": [3] * 7})])
    assert cell(wave, "a", "b").state is HIDDEN
    assert cell(wave, "a", "b").help_with is None


@pytest.mark.parametrize(
    ("size", "reason", "told"),
    [
        (5, None, None),
        (4, None, Reason.SMALL_TARGET_UNAGREED),
        (3, None, Reason.SMALL_TARGET_UNAGREED),
        (4, "they want it", None),
        (3, "they want it", None),
        (2, "they want it", Reason.SMALL_TARGET),
        (1, "they want it", Reason.SMALL_TARGET),
    ],
)
def test_few_people_are_rated_only_with_their_word_and_one_or_two_never(
    worlds: ModuleType, size: int, reason: str | None, told: Reason | None
) -> None:
    world = worlds.mapping(worlds.group("a"), worlds.group("b", size, asked=False, small_reason=reason))
    wave = wave_of(worlds, world, worlds.crowd("a", {"b": [3] * 9}))
    assert cell(wave, "a", "b").reason is told
    assert (cell(wave, "a", "b").state is SHOWN) == (told is None)
    assert (tie(wave, "a", "b").no_contact is None) == (told is not None)


def test_a_group_may_always_speak_of_itself(worlds: ModuleType) -> None:
    """A roster can be behind: five answered in a group that the mapping thinks has four."""
    world = worlds.mapping(worlds.group("a", 4), worlds.group("b"))
    wave = wave_of(worlds, world, [*worlds.crowd("a", {"a": [3] * 5}), *worlds.crowd("b", {"a": [3] * 5})])
    assert cell(wave, "a", "a").state is SHOWN
    assert cell(wave, "b", "a").reason is Reason.SMALL_TARGET_UNAGREED


def test_a_small_group_in_a_pool_is_not_shown_as_rated(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", 2, "b"), worlds.group("b"))
    people = [*worlds.crowd("a", {"a": [3] * 2, "b": [3] * 2}), *worlds.crowd("b", {"a": [3] * 9, "b": [3] * 9})]
    wave = wave_of(worlds, world, people)
    assert cell(wave, "a+b", "a").reason is Reason.SMALL_TARGET
    assert cell(wave, "a+b", "b").state is SHOWN


def test_people_at_a_site_and_sites_of_others_make_no_tie(worlds: ModuleType) -> None:
    world = worlds.mapping(worlds.group("a", {"x": 9, "y": 9}), worlds.group("p", 9))
    wave = wave_of(worlds, world, [*worlds.crowd("a@x", {"a@x": [3] * 5, "p": [3] * 5}), *worlds.crowd("p", {"a@y": [3] * 5})])
    assert {(t.rater, t.target) for t in wave.ties} == {
        ("a@x", "a@x"), ("a@x", "p"), ("a@y", "a@y"), ("a@y", "p"), ("p", "a@x"), ("p", "a@y"), ("p", "p"),
    }  # fmt: skip


def test_an_item_that_was_not_in_the_file_was_not_asked(worlds: ModuleType, pair: object) -> None:
    people = [
        worlds.replace(p, ratings={t: {i: v for i, v in r.items() if i != worlds.OUTSIDE} for t, r in p.ratings.items()})
        for p in worlds.crowd("a", {"b": [3] * 6})
    ]
    found = cell(wave_of(worlds, pair, people), "a", "b", worlds.OUTSIDE)
    assert (found.state, found.reason) == (NO_DATA, Reason.ITEM_NOT_ASKED)


def test_an_item_outside_the_index_has_people_of_its_own(worlds: ModuleType, pair: object) -> None:
    people = worlds.crowd("a", {"b": [3] * 12})
    for number in range(4):
        people = worlds.with_answer(people, number, "b", dict.fromkeys(worlds.INDEX_ITEMS, 3.0))
    wave = wave_of(worlds, pair, people)
    bands = [published.n_band for key in ("index", "o") if (published := cell(wave, "a", "b", key).published)]
    assert bands == [PeopleBand.SOME, PeopleBand.FEW]
