"""The same groups at many places told by kind, so that no place is named beside another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import ModuleType

from samspill.design.model import Mapping
from samspill.disclosure.release import Change, Release, WaveRelease
from samspill.instrument.model import Instrument
from samspill.reporting.document import Mark
from samspill.reporting.kinds import by_kind, kind, spreads, whole
from samspill.terms import CellState, CompareSites, Direction, Share


def test_a_wave_by_kind_names_no_place(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    told = whole(made_up_sites_release, made_up_sites_mapping, made_up_instrument).waves[-1]
    ids = {unit.id for unit in told.groups} | {part for cell in told.cells for part in (cell.rater, cell.target)}
    assert ids == {"larere", "barnehage", "ppt"}
    assert len(told.ties) == len({(tie.rater, tie.target) for tie in told.ties}) == 9
    assert {tie.rater for tie in told.ties if tie.own} == {"larere", "barnehage", "ppt"}


def test_ties_of_kinds_are_those_of_the_release(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    wave = made_up_sites_release.waves[-1]
    told = whole(made_up_sites_release, made_up_sites_mapping, made_up_instrument).waves[-1]
    assert set(wave.kinds) <= set(told.cells)
    assert next(cell for cell in told.cells if (cell.rater, cell.target) == ("ppt", "ppt")) in wave.cells


def test_a_kind_that_too_few_places_show_is_hidden(made_up_sites_release: Release) -> None:
    wave = made_up_sites_release.waves[-1]
    kinds = tuple(cell for cell in wave.kinds if (cell.rater, cell.target) != ("larere", "ppt"))
    told = by_kind(replace(wave, kinds=kinds), made_up_sites_release.policy)
    tie = next(tie for tie in told.ties if (tie.rater, tie.target) == ("larere", "ppt"))
    assert tie.state is CellState.HIDDEN
    assert tie.no_contact is Share.SOME


def test_named_places_and_a_mapping_without_places_are_left_as_they_are(
    made_up: ModuleType, made_up_sites_release: Release, made_up_release: Release, made_up_instrument: Instrument
) -> None:
    named = made_up.sites_mapping(CompareSites.NAMED)
    assert whole(made_up_sites_release, named, made_up_instrument) is made_up_sites_release
    assert whole(made_up_release, made_up.mapping(), made_up_instrument) is made_up_release


def test_a_kind_receives_the_mean_of_its_places(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    told = {unit.id: unit for unit in whole(made_up_sites_release, made_up_sites_mapping, made_up_instrument).waves[-1].groups}
    assert told["larere"].received["index"].value == 3.5
    assert told["larere"].received["index"].interval is None
    assert told["larere"].site == ""
    assert told["barnehage"].state == "answered"


def test_a_spread_counts_places_and_is_silent_below_three(made_up_sites_release: Release) -> None:
    wave = made_up_sites_release.waves[-1]
    counts = spreads(wave)
    assert counts["larere", "ppt"] == Counter({Mark.HOLDS: 1, Mark.ON_THE_WAY: 1, Mark.NEEDS_TALK: 1})
    # Two kindergartens answered together, so that two ties are left, and one would give the other away.
    assert ("barnehage", "ppt") not in counts


def test_places_without_contact_are_not_counted_as_unknown_nor_those_not_asked(made_up_sites_release: Release) -> None:
    wave = made_up_sites_release.waves[-1]
    states = {"larere@nordby": CellState.NO_CONTACT, "larere@sorby": CellState.HIDDEN, "larere@ostby": CellState.NO_TIE}

    def told(asked: dict[str, CellState]) -> Counter[Mark] | None:
        cells = tuple(
            replace(cell, state=asked[cell.rater], published=None) if cell.rater in asked and cell.target == "ppt" else cell
            for cell in wave.cells
        )
        return spreads(replace(wave, cells=cells)).get(("larere", "ppt"))

    two = {rater: state for rater, state in states.items() if state is not CellState.NO_TIE}
    assert told(two) == Counter({Mark.NO_CONTACT: 1, Mark.UNKNOWN: 1, Mark.NEEDS_TALK: 1})
    assert told(states) is None


def test_a_change_of_a_kind_is_told_only_where_its_places_agree(made_up_sites_release: Release) -> None:
    wave = made_up_sites_release.waves[-1]

    def changed(*directions: Direction | None) -> Change:
        places = ("nordby", "sorby", "ostby")
        parts = [
            Change(f"larere@{place}", "ppt", "index", 1, direction, None, None if direction else "not_shown")
            for place, direction in zip(places, directions, strict=True)
        ]
        (told,) = by_kind(replace(wave, changes=tuple(parts)), made_up_sites_release.policy).changes
        return told

    assert changed(Direction.HIGHER, Direction.HIGHER, None).direction is Direction.HIGHER
    assert changed(Direction.HIGHER, Direction.SAME, None) == Change("larere", "ppt", "index", 1, None, None, "places_differ")
    assert changed(None, None, None).reason == "not_shown"


def test_a_kind_that_no_place_is_asked_about_is_not_hidden(made_up_sites_release: Release) -> None:
    wave = made_up_sites_release.waves[-1]
    away = ("larere", "ppt")
    kinds = tuple(cell for cell in wave.kinds if (cell.rater, cell.target) != away)
    ties = tuple(
        replace(tie, state=CellState.NO_TIE) if (kind(tie.rater), kind(tie.target)) == away else tie for tie in wave.ties
    )
    told = by_kind(replace(wave, kinds=kinds, ties=ties), made_up_sites_release.policy)
    tie = next(tie for tie in told.ties if (tie.rater, tie.target) == away)
    assert tie.state is CellState.NO_TIE


def test_a_kind_has_no_change_where_it_was_not_shown_before(
    made_up_sites_release: Release, made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    first = made_up_sites_release.waves[-1]
    pair = ("larere", "ppt")
    changes = tuple(Change(f"larere@{place}", "ppt", "index", 1, Direction.HIGHER, None) for place in ("nordby", "sorby"))
    second = replace(first, wave=2, changes=changes)

    def told(before: WaveRelease) -> Change:
        release = replace(made_up_sites_release, waves=(before, second))
        (change,) = whole(release, made_up_sites_mapping, made_up_instrument).waves[-1].changes
        return change

    assert told(first).direction is Direction.HIGHER
    hidden = replace(first, kinds=tuple(cell for cell in first.kinds if (cell.rater, cell.target) != pair))
    assert told(hidden) == Change(*pair, "index", 1, None, None, "not_shown")
