"""The made-up world holds what it promises to those who test with it."""

from __future__ import annotations

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.terms import Bound, CellState, Language, PeopleBand


def test_every_cell_state_band_and_bound_occurs(made_up_release: Release) -> None:
    latest = made_up_release.waves[-1]
    assert {cell.state for cell in latest.cells} == set(CellState)
    assert {cell.published.n_band for cell in latest.cells if cell.published} == set(PeopleBand)
    assert {cell.published.bound for cell in latest.cells if cell.published} == {None, *Bound}
    assert {unit.state for unit in latest.groups} == {"answered", "pooled", "left_out", "not_asked"}


def test_eight_groups_in_three_organisations(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    assert len(made_up_mapping.groups) == 8
    assert len(made_up_mapping.organisations) == 3
    assert made_up_instrument.languages == tuple(Language)


def test_ties_of_the_sites_are_those_that_were_asked(made_up_sites_mapping: Mapping, made_up_sites_release: Release) -> None:
    asked = {(str(rater), str(target)) for rater, target in made_up_sites_mapping.pairs(1)}
    told = {(member, tie.target) for tie in made_up_sites_release.waves[-1].ties for member in tie.rater.split("+")}
    assert asked <= told
