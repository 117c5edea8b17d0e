"""A data file never says more than the pages of its audience."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release, Shrunken, Unit
from samspill.instrument.model import Instrument
from samspill.reporting.visible import visible
from samspill.terms import Audience, PeopleBand

POOL = "helsesykepleiere+familie"


def unit(release: Release, key: str) -> Unit:
    return next(part for part in release.waves[-1].groups if part.id == key)


def test_leaders_get_all_of_it(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    assert visible(made_up_release, made_up_mapping, made_up_instrument, Audience.LEADERS, None) is made_up_release


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.PUBLIC])
def test_staff_and_the_public_get_whole_ties_only(
    audience: Audience, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    for wave in visible(made_up_release, made_up_mapping, made_up_instrument, audience, None).waves:
        assert {cell.dimension for cell in wave.cells} == {"index"}
        assert not any(part.received or part.given for part in wave.groups)
        assert not any(choice.unit for choice in wave.choices)


@pytest.mark.parametrize("audience", Audience)
def test_shrunken_ties_are_for_leaders_only(
    audience: Audience, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    ties = (Shrunken("larere", "ppt", 3.5, (3.0, 4.0), PeopleBand.SOME),)
    release = replace(made_up_release, waves=tuple(replace(wave, shrunken=ties) for wave in made_up_release.waves))
    own = unit(release, "larere") if audience.of_a_group else None

    told = visible(release, made_up_mapping, made_up_instrument, audience, own)

    assert {wave.shrunken for wave in told.waves} == {ties if audience is Audience.LEADERS else ()}


@pytest.mark.parametrize("key", ["larere", POOL, "hab"])
def test_a_group_gets_its_own_ties_in_full_and_no_more(
    key: str, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    own = unit(made_up_release, key)
    told = visible(made_up_release, made_up_mapping, made_up_instrument, Audience.GROUP, own).waves[-1]
    everything = made_up_release.waves[-1]
    members = key.split("+")
    concerns = {cell for cell in everything.cells if cell.rater == key or cell.target in members}
    assert {cell for cell in told.cells if cell.dimension != "index"} == {
        cell for cell in concerns if cell.dimension != "index"
    }
    assert {part.id for part in told.groups if part.received or part.given} <= {key, *members}
    assert {choice.unit for choice in told.choices} <= {"", key}


def test_a_place_sees_no_other_place(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    own = unit(made_up_sites_release, "larere@nordby")
    told = visible(made_up_sites_release, made_up_sites_mapping, made_up_instrument, Audience.GROUP, own).waves[-1]
    ids = {part for cell in told.cells for part in (cell.rater, cell.target)} | {part.id for part in told.groups}
    ids |= {part for tie in told.ties for part in (tie.rater, tie.target)}
    assert not any("sorby" in key or "ostby" in key for key in ids)
    assert "larere@nordby" in ids


def test_a_service_that_meets_all_places_sees_them_by_kind(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    own = unit(made_up_sites_release, "ppt")
    told = visible(made_up_sites_release, made_up_sites_mapping, made_up_instrument, Audience.GROUP, own).waves[-1]
    assert not any("@" in part for cell in told.cells for part in (cell.rater, cell.target))
    assert {cell.dimension for cell in told.cells if cell.rater == "ppt"} > {"index"}
