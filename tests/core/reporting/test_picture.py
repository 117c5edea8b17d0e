"""Ties looked up: the way back, pairs, the owner's order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Published, Release
from samspill.instrument.model import Instrument
from samspill.reporting.picture import Picture, picture
from samspill.terms import Bound, Need, PeopleBand, TieClass

POOL = "helsesykepleiere+familie"


@pytest.fixture
def seen(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Picture:
    return picture(made_up_release, made_up_mapping, made_up_instrument)


def test_needed_ties_come_first_and_then_in_the_owners_order(seen: Picture) -> None:
    pairs = [(tie.rater, tie.target) for tie in seen.needed]
    assert pairs[:4] == [("larere", "barnehage"), ("larere", "ppt"), ("larere", "hab"), ("sfo", "ppt")]
    assert seen.between[: len(seen.needed)] == seen.needed
    assert ("sfo", "hab") not in [(tie.rater, tie.target) for tie in seen.between]


def test_the_way_back_of_a_pool_goes_to_its_members(seen: Picture) -> None:
    ties = {(tie.rater, tie.target): tie for tie in seen.between}
    assert [(way.rater, way.target) for way in seen.back(ties[POOL, "barnehage"])] == [("barnehage", "helsesykepleiere")]
    assert [(way.rater, way.target) for way in seen.back(ties["barnehage", "familie"])] == [(POOL, "barnehage")]
    assert seen.back(ties["larere", "hab"]) == ()


def test_pairs_that_are_needed_both_ways_come_first(seen: Picture) -> None:
    found = [(pair.a, pair.b, pair.mutual) for pair in seen.pairs]
    assert found == [
        ("larere", "barnehage", True),
        ("larere", "ppt", True),
        ("barnehage", "ppt", True),
        ("barnehage", POOL, True),
        (POOL, "barnevern", True),
        ("larere", "hab", False),
        ("sfo", "ppt", False),
    ]


def test_classes_of_needed_ties_leave_out_those_without_contact(seen: Picture) -> None:
    counts = {tie_class: len(seen.of_class(tie_class)) for tie_class in TieClass}
    assert counts == {TieClass.HOLDS: 5, TieClass.ON_THE_WAY: 3, TieClass.NEEDS_TALK: 2, TieClass.UNKNOWN: 1}
    assert len(seen.needed) == 12
    assert all(tie.need is Need.HIGH for tie in seen.needed)


def test_sorted_by_organisation_a_pool_stands_where_its_first_member_stands(seen: Picture) -> None:
    units = sorted((unit.id for unit in seen.wave.groups), key=seen.by_organisation)
    assert units.index(POOL) < units.index("barnevern") < units.index("hab")
    assert seen.rater_of("familie") == POOL
    assert seen.organisation(POOL) == "helse"


def test_what_is_missed_most_counts_a_coded_extreme_at_its_middle(seen: Picture) -> None:
    unit = seen.units["ppt"]
    told = Published(2.0, None, None, PeopleBand.FEW, None, TieClass.NEEDS_TALK, None)
    received = {"respect": told, "information": replace(told, bound=Bound.AT_MOST), "familiarity": replace(told, value=3.0)}
    groups = tuple(replace(one, received=received) if one.id == "ppt" else one for one in seen.wave.groups)
    assert unit.received
    # "At most 2" lies below 2.
    assert replace(seen, wave=replace(seen.wave, groups=groups)).talked_of(["ppt"]) == "information"
