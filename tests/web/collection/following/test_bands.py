"""Bands are wide: none tells that somebody has answered, or has not."""

from __future__ import annotations

from itertools import product

import pytest

from samspill_web.collection.following.bands import LEFT_OPEN, Band, Group, band_of, invited_of, least, whole_of


def possible(band: Band, invited: int, k: int) -> set[int]:
    return {n for n in range(invited + 1) if band_of(n, invited, k) is band}


@pytest.mark.parametrize("k", [4, 5])
def test_no_band_says_that_all_or_all_but_one_have_answered(k):
    for invited in range(60):
        for band in Band:
            numbers = possible(band, invited, k)
            if band is not Band.FEW and numbers:
                assert min(numbers) <= invited - LEFT_OPEN, (band, invited)


@pytest.mark.parametrize("k", [4, 5])
def test_no_band_is_narrower_than_two_numbers_and_none_below_k_tells_of_one_answer(k):
    for invited in range(60):
        bands = {band_of(n, invited, k) for n in range(invited + 1)}
        assert len({band_of(n, invited, k) for n in range(min(k, invited + 1))}) == 1
        for band in bands - {Band.SOME}:
            assert len(possible(band, invited, k)) > LEFT_OPEN or band is Band.FEW


def test_groups_too_small_say_nothing_ever():
    for invited in range(7):
        assert {band_of(n, invited, 5) for n in range(invited + 1)} == {Band.FEW}
    assert {band_of(n, 7, 5) for n in range(8)} == {Band.UNDER_K, Band.HALF}


def test_words_are_true():
    for invited, answered in product(range(7, 60), range(60)):
        if answered <= invited:
            band = band_of(answered, invited, 5)
            assert answered >= least(band, invited, 5)
            assert (band is Band.UNDER_K) == (answered < 5)
            if band is Band.HALF:
                assert answered * 2 >= invited
            if band is Band.MOST:
                assert answered * 5 >= invited * 4
            if band is Band.SOME:
                assert answered * 2 < invited


def test_the_whole_follows_from_the_bands_alone():
    assert whole_of([], 5) is None
    assert whole_of([Group(Band.HALF, 12), Group(Band.HALF, 20)], 5) is Band.HALF
    assert whole_of([Group(Band.MOST, 10), Group(Band.MOST, 20)], 5) is Band.MOST
    assert whole_of([Group(Band.MOST, 10), Group(Band.FEW, 4)], 5) is Band.HALF
    assert whole_of([Group(Band.MOST, 10), Group(Band.UNDER_K, 20)], 5) is None


def test_slips_do_not_make_a_group_larger_than_it_is():
    assert invited_of(12, 30, 12) == 12
    assert invited_of(0, 0, 12) == 0
    assert invited_of(3, 4, -1) == 3
