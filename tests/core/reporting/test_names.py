"""Names of groups, pools and sites as labels and inside sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.reporting.names import Names, capital
from samspill.terms import Language, Text


@pytest.fixture
def names(made_up_mapping: Mapping, made_up_instrument: Instrument) -> Names:
    return Names(made_up_mapping, made_up_instrument, Language.NB)


@pytest.fixture
def placed(made_up_sites_mapping: Mapping, made_up_instrument: Instrument) -> Names:
    return Names(made_up_sites_mapping, made_up_instrument, Language.NB)


def test_a_group_a_pool_and_a_group_at_a_site(names: Names, placed: Names) -> None:
    assert names.unit("ppt") == "PPT"
    assert names.inside("ppt") == "rådgiverne i PPT"
    assert names.unit("helsesykepleiere+familie") == "Helsesykepleiere og Familieteamet"
    assert placed.unit("larere@nordby") == "Lærere (Nordby)"
    assert placed.unit("larere") == "Lærere"


def test_one_bracket_says_where_for_a_pool_over_sites_or_at_one(placed: Names) -> None:
    assert placed.inside("barnehage@sorby+barnehage@ostby") == "barnehagelærerne (Sørby og Østby)"
    assert placed.inside("larere@ostby+barnehage@ostby") == "lærerne og barnehagelærerne (Østby)"
    assert placed.inside("larere@ostby+ppt") == "lærerne (Østby) og rådgiverne i PPT"
    assert placed.inside("larere@nordby+barnehage@ostby") == "lærerne (Nordby) og barnehagelærerne (Østby)"


def test_members_of_units_are_one_list(names: Names) -> None:
    assert names.members(["larere", "helsesykepleiere+familie"]) == ["lærerne", "helsesykepleierne", "familieteamet"]


def test_an_item_is_quoted_without_its_place_for_a_group(names: Names) -> None:
    assert names.item_inside("knows_tasks") == "«vet hvilke oppgaver vi har»"
    assert names.item("knows_tasks") == "Vet hvilke oppgaver vi har"


@pytest.mark.parametrize("language", Language)
def test_everything_in_a_release_has_a_name(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    named = Names(made_up_mapping, made_up_instrument, language).all_of(made_up_release)
    latest = made_up_release.waves[-1]
    for cell in latest.cells:
        assert named.units[cell.rater]
        assert named.units[cell.target]
        assert named.measures[cell.dimension]
    for choice in latest.choices:
        assert named.questions[choice.item]
        assert named.options[choice.item, choice.code]
    for unit in latest.groups:
        assert all(named.organisations[key] for key in unit.organisations)


def test_sites_and_groups_at_sites_have_names(placed: Names, made_up_sites_release: Release) -> None:
    named = placed.all_of(made_up_sites_release)
    assert named.sites == {"nordby": "Nordby", "sorby": "Sørby", "ostby": "Østby"}
    assert {unit.id for unit in made_up_sites_release.waves[-1].groups} | {"larere", "barnehage", "ppt"} == named.units.keys()


def test_things_of_different_kinds_with_one_key_keep_their_own_names(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    ppt = made_up_mapping.groups["ppt"]
    organisation = made_up_mapping.organisations["helse"]
    twins = replace(
        made_up_mapping,
        groups={**made_up_mapping.groups, "respect": replace(ppt, key="respect", name=Text("Respektgruppa"))},
        organisations={**made_up_mapping.organisations, "ppt": replace(organisation, key="ppt", name=Text("PP-etaten"))},
    )
    named = Names(twins, made_up_instrument, Language.NB).all_of(made_up_release)
    assert (named.units["respect"], named.measures["respect"]) == ("Respektgruppa", "Respekt")
    assert (named.units["ppt"], named.organisations["ppt"]) == ("PPT", "PP-etaten")


def test_a_sentence_begins_with_a_capital_and_keeps_abbreviations() -> None:
    assert capital("NAV svarer") == "NAV svarer"
    assert capital("") == ""
