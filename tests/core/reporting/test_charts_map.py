"""The map: right places, right lines, right words, in every language."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from types import ModuleType
from xml.etree.ElementTree import Element, fromstring

import pytest

from samspill.design.model import Mapping, Organisation, WorkGroup
from samspill.disclosure.release import Cell, Published, Release, TieFacts, WaveRelease
from samspill.instrument.ladder import Ladder
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.charts import network_map
from samspill.reporting.charts.strokes import STROKES
from samspill.reporting.charts.ties import Look, Looking, drawn_ties, nearest, view
from samspill.reporting.document import Chart, Mark
from samspill.reporting.kinds import by_kind
from samspill.reporting.names import Names
from samspill.reporting.narrate import state_word
from samspill.terms import POLICIES, Bound, CellState, Language, Need, PeopleBand, PolicyName, Share, Text, TieClass

SVG = "{http://www.w3.org/2000/svg}"
POOL = "helsesykepleiere+familie"


def drawing(chart: Chart) -> Element:
    return fromstring(chart.svg)  # noqa: S314 - our own picture


def names_of(mapping: Mapping, instrument: Instrument, release: Release, language: Language = Language.NB) -> dict[str, str]:
    names = Names(mapping, instrument, language)
    units = {unit.id: names.unit(unit.id) for wave in release.waves for unit in wave.groups}
    return {key: names.unit(key) for key in mapping.groups} | units


@pytest.fixture
def chart(made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release) -> Chart:
    names = names_of(made_up_mapping, made_up_instrument, made_up_release)
    return network_map(made_up_release.waves[-1], made_up_mapping, made_up_instrument, Language.NB, names)


def circles(chart: Chart) -> dict[str, Element]:
    found = drawing(chart).iter(f"{SVG}circle")
    return {title: circle for circle in found if (title := circle.findtext(f"{SVG}title")) is not None}


def words(chart: Chart) -> list[str]:
    return [text.text or "" for text in drawing(chart).iter(f"{SVG}text")]


LADDER = Ladder.of(POLICIES[PolicyName.STRICT], low=1, high=5, gap=1)
ELEVEN = Ladder.of(POLICIES[PolicyName.STRICT], low=0, high=10, gap=1)


def looks(release: Release, mapping: Mapping) -> dict[tuple[str, str], Look]:
    ties = drawn_ties(view(release.waves[-1], mapping, None), mapping, LADDER)
    return {(tie.rater, tie.target): tie.look for tie in ties}


def test_same_release_gives_the_same_picture(
    chart: Chart, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = names_of(made_up_mapping, made_up_instrument, made_up_release)
    assert network_map(made_up_release.waves[-1], made_up_mapping, made_up_instrument, Language.NB, names) == chart


def test_groups_stand_at_the_same_place_in_every_wave_and_language(
    chart: Chart, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    here = [(circle.get("cx"), circle.get("cy")) for circle in circles(chart).values()]
    for wave, language in ((made_up_release.waves[0], Language.NB), (made_up_release.waves[1], Language.EN)):
        names = names_of(made_up_mapping, made_up_instrument, made_up_release, language)
        other = network_map(wave, made_up_mapping, made_up_instrument, language, names)
        assert [(circle.get("cx"), circle.get("cy")) for circle in circles(other).values()] == here


def test_area_of_a_circle_follows_the_people_of_the_design(chart: Chart, made_up_mapping: Mapping) -> None:
    people = {group.name.get_in(Language.NB): group.sizes[""] for group in made_up_mapping.groups.values()}
    areas = {name: float(circle.get("r", "0")) ** 2 / people[name] for name, circle in circles(chart).items()}
    assert set(areas) == set(people)
    assert max(areas.values()) == pytest.approx(min(areas.values()), rel=0.01)


def test_each_needed_tie_has_the_look_of_its_published_class(made_up_release: Release, made_up_mapping: Mapping) -> None:
    drawn = looks(made_up_release, made_up_mapping)
    wave = made_up_release.waves[-1]
    shown = {(cell.rater, cell.target): cell.published for cell in wave.cells if cell.dimension == "index"}
    needed = [tie for tie in wave.ties if tie.need is Need.HIGH and not tie.own]
    assert len(needed) == 12
    for tie in needed:
        published = shown[tie.rater, tie.target]
        expected = published.tie_class.value if published else tie.state.value
        assert drawn[tie.rater, tie.target].value == expected, tie


def test_ties_that_are_needed_less_are_hairlines_and_ties_never_asked_are_not_drawn(
    made_up_release: Release, made_up_mapping: Mapping
) -> None:
    drawn = looks(made_up_release, made_up_mapping)
    assert drawn["barnehage", "barnevern"] is Look.LESS_NEEDED
    assert ("sfo", "hab") not in drawn
    assert not any(target in rater.split("+") for rater, target in drawn)


def test_nothing_unpublished_reaches_the_picture(chart: Chart, made_up_release: Release, made_up_mapping: Mapping) -> None:
    wave = made_up_release.waves[-1]
    hidden = [replace(cell, state=CellState.HIDDEN, published=None) for cell in wave.cells]
    blank = replace(made_up_release, waves=(replace(wave, cells=tuple(hidden)),))
    assert set(looks(blank, made_up_mapping).values()) <= {Look.LESS_NEEDED, Look.HIDDEN, Look.NO_CONTACT}
    assert "holder" in " ".join(words(chart))


def test_ties_that_do_not_hold_lie_on_top() -> None:
    assert list(Look).index(Look.HOLDS) < list(Look).index(Look.ON_THE_WAY) < list(Look).index(Look.NEEDS_TALK)


def test_lines_are_drawn_in_the_order_of_their_looks(made_up_release: Release, made_up_mapping: Mapping) -> None:
    order = [list(Look).index(look) for look in looks(made_up_release, made_up_mapping).values()]
    assert order == sorted(order)


def test_each_class_differs_without_colour() -> None:
    traits = [(stroke.breadth, stroke.core, stroke.dashes) for stroke in STROKES.values()]
    assert len(set(traits)) == len(Look)
    classes = [STROKES[look].breadth for look in (Look.HOLDS, Look.ON_THE_WAY, Look.NEEDS_TALK, Look.HIDDEN, Look.LESS_NEEDED)]
    assert classes == sorted(classes, reverse=True)


@pytest.mark.parametrize("language", list(Language))
def test_hidden_unanswered_and_without_contact_have_lines_and_words_of_their_own(
    silences: ModuleType, silent_release: Release, language: Language
) -> None:
    mapping, instrument = silences.mapping(), silences.instrument()
    drawn = looks(silent_release, mapping)
    assert drawn["ppt", "barnevern"] is Look.HIDDEN
    assert drawn["kultur", "larere"] is Look.NO_DATA
    assert drawn["larere", "familie"] is Look.NO_CONTACT
    assert silences.NO_TIE not in drawn
    assert len({STROKES[look].dashes for look in (Look.HIDDEN, Look.NO_DATA, Look.NO_CONTACT)}) == 3
    chart = network_map(
        silent_release.waves[-1], mapping, instrument, language, names_of(mapping, instrument, silent_release, language)
    )
    said = " ".join(words(chart))
    for state, count in ((CellState.HIDDEN, 5), (CellState.NO_DATA, 1), (CellState.NO_CONTACT, 1)):
        assert state_word(state, language) in said
        assert say(f"charts.count_{state}", language, n=count) in chart.alt


def test_a_pool_speaks_from_one_joint_and_not_from_its_members(made_up_release: Release, made_up_mapping: Mapping) -> None:
    raters = {rater for rater, _ in looks(made_up_release, made_up_mapping)}
    assert POOL in raters
    assert not raters & set(POOL.split("+"))


def test_groups_without_answers_of_their_own_are_drawn_open(chart: Chart) -> None:
    dashed = {name for name, circle in circles(chart).items() if circle.get("stroke-dasharray")}
    assert dashed == {"Habilitering for barn"}


@pytest.mark.parametrize("language", list(Language))
def test_text_and_table_say_what_is_seen(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = names_of(made_up_mapping, made_up_instrument, made_up_release, language)
    chart = network_map(made_up_release.waves[-1], made_up_mapping, made_up_instrument, language, names)
    drawn = looks(made_up_release, made_up_mapping)
    talks = [pair for pair, look in drawn.items() if look is Look.NEEDS_TALK]
    assert talks
    for rater, target in talks:
        assert names[rater] in chart.alt
        assert names[target] in chart.alt
    assert "8" in chart.alt
    assert "{" not in chart.alt + chart.caption + " ".join(words(chart))
    assert chart.table is not None
    told = {(row[0].text, row[1].text): row[2].mark for row in chart.table.rows}
    marks = {pair: Mark(STROKE_MARKS[look]) for pair, look in drawn.items() if look in STROKE_MARKS}
    assert told == {(names[rater], names[target]): mark for (rater, target), mark in marks.items()}


STROKE_MARKS = {
    Look.HOLDS: "●",
    Look.ON_THE_WAY: "◐",
    Look.NEEDS_TALK: "○",
    Look.HIDDEN: "?",
    Look.NO_DATA: "…",
    Look.NO_CONTACT: "∅",
}


def test_legend_explains_what_occurs_and_nothing_else(chart: Chart) -> None:
    said = " ".join(words(chart))
    for expected in (
        "holder",
        "på vei",
        "trenger en samtale",
        "ingen kontakt",
        "trengs mindre",
        "slått sammen",
        "Pilen går fra",
    ):
        assert expected in said


def test_hostile_names_stay_text(made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release) -> None:
    hostile = "</text><script>alert(1)</script>\x00 & \u202e“x”"
    names = names_of(made_up_mapping, made_up_instrument, made_up_release) | {"ppt": hostile}
    chart = network_map(made_up_release.waves[-1], made_up_mapping, made_up_instrument, Language.NB, names)
    root = drawing(chart)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "rect",
        "path",
        "line",
        "circle",
        "text",
        "title",
    }
    assert "</text><script>alert(1)</script> & “x”" in circles(chart)


def test_without_named_needs_all_ties_are_drawn_out(made_up_mapping: Mapping, made_up_release: Release) -> None:
    wave = made_up_release.waves[-1]
    ties = tuple(replace(tie, need=Need.SOME) for tie in wave.ties)
    plain = replace(made_up_release, waves=(replace(wave, ties=ties),))
    assert Look.LESS_NEEDED not in looks(plain, replace(made_up_mapping, needs={})).values()


def test_one_site_shows_its_groups_and_those_that_serve_all(
    made_up_sites_mapping: Mapping, made_up_instrument: Instrument, made_up_sites_release: Release
) -> None:
    names = names_of(made_up_sites_mapping, made_up_instrument, made_up_sites_release)
    chart = network_map(
        made_up_sites_release.waves[0], made_up_sites_mapping, made_up_instrument, Language.NB, names, site="nordby"
    )
    assert set(circles(chart)) == {"Lærere (Nordby)", "Barnehagelærere (Nordby)", "PPT"}


def test_circles_follow_organisations_then_the_owners_order_of_groups_and_sites(
    made_up_sites_mapping: Mapping, made_up_sites_release: Release
) -> None:
    shown = view(made_up_sites_release.waves[0], made_up_sites_mapping, None).circles
    schools = [f"{group}@{site}" for group in ("larere", "barnehage") for site in ("nordby", "sorby", "ostby")]
    assert [circle.key for circle in shown] == [*schools, "ppt"]


def test_a_wave_told_by_kind_is_shown_by_kind(
    made_up_sites_mapping: Mapping, made_up_instrument: Instrument, made_up_sites_release: Release
) -> None:
    names = names_of(made_up_sites_mapping, made_up_instrument, made_up_sites_release)
    wave = by_kind(made_up_sites_release.waves[0], made_up_sites_mapping.policy)
    chart = network_map(wave, made_up_sites_mapping, made_up_instrument, Language.NB, names)
    assert set(circles(chart)) == {"Lærere", "Barnehagelærere", "PPT"}


def crowd(mapping: Mapping, made_up: ModuleType, groups: int) -> tuple[Mapping, WaveRelease]:
    """Many groups in three organisations; every tie is needed and holds."""
    keys = [f"g{number}" for number in range(groups)]
    organisations = {key: Organisation(key, Text(f"Virksomhet {key}")) for key in ("a", "b", "c")}
    named = {
        key: WorkGroup(key, Text(f"Gruppe {key}"), Text(key), "abc"[3 * place // groups], {"": 5 + place})
        for place, key in enumerate(keys)
    }
    pairs = [(rater, target) for rater in keys for target in keys if rater != target]
    ties = tuple(TieFacts(*pair, Need.HIGH, False, CellState.SHOWN, Share.SOME, None, None) for pair in pairs)  # noqa: FBT003
    level = made_up.published(4.2, made_up.PeopleBand.SOME)
    cells = tuple(Cell(*pair, "index", CellState.SHOWN, level) for pair in pairs)
    wave = WaveRelease(1, cells, ties, (), (), {}, (), (), None)
    world = replace(mapping, organisations=organisations, groups=named, needs=dict.fromkeys(pairs, Need.HIGH), changes={})
    return world, wave


@pytest.mark.parametrize(("groups", "shown"), [(25, 25), (26, 3)])
def test_above_25_groups_organisations_are_shown(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up: ModuleType, groups: int, shown: int
) -> None:
    mapping, wave = crowd(made_up_mapping, made_up, groups)
    names = {key: group.name.get_in(Language.NB) for key, group in mapping.groups.items()}
    chart = network_map(wave, mapping, made_up_instrument, Language.NB, names)
    assert len(circles(chart)) == shown


def test_a_line_between_organisations_has_the_class_of_the_mean_of_published_values(
    made_up_mapping: Mapping, made_up: ModuleType
) -> None:
    mapping, wave = crowd(made_up_mapping, made_up, 26)
    low = made_up.published(1.0, made_up.PeopleBand.FEW)
    from_a = {key for key, group in mapping.groups.items() if group.organisation == "a"}
    cells = tuple(replace(cell, published=low) if cell.rater in from_a else cell for cell in wave.cells)
    ties = drawn_ties(view(replace(wave, cells=cells), mapping, None), mapping, LADDER)
    assert {tie.look for tie in ties if tie.rater == "a"} == {Look(TieClass.NEEDS_TALK.value)}
    assert {tie.look for tie in ties if tie.rater != "a"} == {Look(TieClass.HOLDS.value)}


@pytest.mark.parametrize(("value", "look"), [(7.5, Look.HOLDS), (6.25, Look.ON_THE_WAY), (5.0, Look.NEEDS_TALK)])
def test_a_line_between_organisations_is_read_on_the_instruments_own_scale(
    made_up_mapping: Mapping, made_up: ModuleType, value: float, look: Look
) -> None:
    mapping, wave = crowd(made_up_mapping, made_up, 26)
    told = Published(value, None, None, PeopleBand.FEW, None, ELEVEN.tie_class(value, None), None)
    coded = replace(told, value=7.5, bound=Bound.AT_LEAST)
    cells = tuple(replace(cell, published=told) for cell in wave.cells)
    ties = drawn_ties(view(replace(wave, cells=cells), mapping, None), mapping, ELEVEN)
    assert {tie.look for tie in ties} == {look}
    # Half of them "at least 7.5", which enters at 8.125.
    cells = tuple(replace(cell, published=coded if number % 2 else told) for number, cell in enumerate(wave.cells))
    ties = drawn_ties(view(replace(wave, cells=cells), mapping, None), mapping, ELEVEN)
    assert {tie.look for tie in ties} == {Look.ON_THE_WAY if look is Look.NEEDS_TALK else Look.HOLDS}


def test_organisations_are_named_as_organisations_even_where_a_group_has_the_same_key(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up: ModuleType
) -> None:
    mapping, wave = crowd(made_up_mapping, made_up, 26)
    chart = network_map(
        wave, mapping, made_up_instrument, Language.NB, {"a": "En gruppe", **dict.fromkeys(mapping.groups, "x")}
    )
    assert set(circles(chart)) == {"Virksomhet a", "Virksomhet b", "Virksomhet c"}
    assert "3 organisasjoner" in chart.alt


def test_no_two_circles_touch(chart: Chart) -> None:
    spots = [tuple(float(circle.get(name, "0")) for name in ("cx", "cy", "r")) for circle in circles(chart).values()]
    for (x, y, r), (u, v, s) in combinations(spots, 2):
        assert ((x - u) ** 2 + (y - v) ** 2) ** 0.5 > r + s + 4


def test_near_one_organisation_its_ties_alone_are_drawn_and_no_circle_moves(
    chart: Chart, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    wave, names = made_up_release.waves[-1], names_of(made_up_mapping, made_up_instrument, made_up_release)
    place = {name: (circle.get("cx"), circle.get("cy")) for name, circle in circles(chart).items()}
    dashes = {name: circle.get("stroke-dasharray") for name, circle in circles(chart).items()}
    inside = {key for key, group in made_up_mapping.groups.items() if group.organisation == "helse"}
    near = network_map(wave, made_up_mapping, made_up_instrument, Language.NB, names, looking=Looking("helse"))
    assert {name: (circle.get("cx"), circle.get("cy")) for name, circle in circles(near).items()} == place
    # Whose answers are not drawn here are not for that reason without answers.
    assert {name: circle.get("stroke-dasharray") for name, circle in circles(near).items()} == dashes
    drawn = nearest(
        drawn_ties(view(wave, made_up_mapping, None), made_up_mapping, LADDER),
        view(wave, made_up_mapping, None, Looking("helse")),
    )
    assert drawn
    assert all(inside & {*tie.rater.split("+"), tie.target} for tie in drawn)


def test_on_one_side_a_tie_has_the_class_of_that_side(made_up_release: Release, made_up_mapping: Mapping) -> None:
    wave = made_up_release.waves[-1]
    cells = {(cell.rater, cell.target, cell.dimension): cell for cell in wave.cells}
    ties = drawn_ties(view(wave, made_up_mapping, None, Looking(dimension="familiarity")), made_up_mapping, LADDER)
    for tie in ties:
        if tie.look is not Look.LESS_NEEDED:
            cell = cells[tie.rater, tie.target, "familiarity"]
            assert tie.look.value == (cell.published.tie_class.value if cell.published else cell.state.value)


@pytest.mark.parametrize(("groups", "shown"), [(60, 22), (90, 3)])
def test_an_organisation_opens_into_its_groups_amid_the_others_unless_they_are_too_many(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up: ModuleType, groups: int, shown: int
) -> None:
    mapping, wave = crowd(made_up_mapping, made_up, groups)
    names = {key: group.name.get_in(Language.NB) for key, group in mapping.groups.items()}
    chart = network_map(wave, mapping, made_up_instrument, Language.NB, names, looking=Looking("b"))
    assert len(circles(chart)) == shown
    assert {"Virksomhet a", "Virksomhet c"} <= set(circles(chart))
    if shown > len(mapping.organisations):
        assert chart.alt.startswith("Kart med 20 grupper, og de andre organisasjonene")
        assert "Virksomhet b" not in circles(chart)
    # A heading does not say again what stands beside its one circle.
    assert words(chart).count("Virksomhet a") == 1
