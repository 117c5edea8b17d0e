"""Profiles count published classes and say the same in picture, text and table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import ModuleType
from xml.etree.ElementTree import Element, fromstring

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Published, Release
from samspill.instrument.model import Instrument
from samspill.reporting.charts import group_profile, network_map, profile
from samspill.reporting.charts.lettering import width
from samspill.reporting.charts.palette import FILL, HAIR, HALF, INK, MUTED, PAPER, PEOPLE, QUIET, TEXT_ON
from samspill.reporting.document import Chart, Mark
from samspill.reporting.names import Names
from samspill.reporting.narrate import cell_mark
from samspill.terms import Bound, CellState, Language, Need, PeopleBand, Text, TieClass

SVG = "{http://www.w3.org/2000/svg}"


def drawing(chart: Chart) -> Element:
    return fromstring(chart.svg)  # noqa: S314 - our own picture


def names_of(mapping: Mapping, instrument: Instrument, language: Language) -> dict[str, str]:
    names = Names(mapping, instrument, language)
    return {key: names.dimension(key) for key in instrument.dimensions}


def words(chart: Chart) -> list[str]:
    return ["".join(text.itertext()) for text in drawing(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", list(Language))
def test_table_counts_the_needed_ties_by_class(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    wave = made_up_release.waves[-1]
    names = names_of(made_up_mapping, made_up_instrument, language)
    chart = profile(wave, made_up_mapping, made_up_instrument, language, names)
    pairs = {
        (tie.rater, tie.target)
        for tie in wave.ties
        if tie.need is Need.HIGH and not tie.own and tie.state is not CellState.NO_CONTACT
    }
    assert chart.table is not None
    marks = [Mark(head[0]) for head in chart.table.header[1:]]
    assert marks == [Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.UNKNOWN]
    assert [row[0].text for row in chart.table.rows] == [names[key] for key in made_up_instrument.dimensions]
    for row, key in zip(chart.table.rows, made_up_instrument.dimensions, strict=True):
        cells = [cell for cell in wave.cells if (cell.rater, cell.target) in pairs and cell.dimension == key]
        count = Counter(cell_mark(cell) for cell in cells)
        assert [cell.number for cell in row[1:]] == [float(count[part]) for part in marks]
        assert sum(cell.number or 0 for cell in row[1:]) == len(pairs)
        assert names[key] in chart.alt
    assert "{" not in chart.alt + chart.caption


def test_picture_shows_the_counts_and_names_and_nothing_else_executable(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = names_of(made_up_mapping, made_up_instrument, Language.NB) | {"respect": "<script>’\\'] Ø"}
    chart = profile(made_up_release.waves[-1], made_up_mapping, made_up_instrument, Language.NB, names)
    assert chart.table is not None
    numbers = [word for word in words(chart) if word.isdigit()]
    expected = [cell.text for row in chart.table.rows for cell in row[1:] if cell.number]
    assert Counter(numbers) == Counter(expected)
    assert "<script>’\\'] Ø" in words(chart)
    assert not any(element.tag.endswith(("script", "}a")) for element in drawing(chart).iter())
    assert profile(made_up_release.waves[-1], made_up_mapping, made_up_instrument, Language.NB, names) == chart


@pytest.mark.parametrize("language", list(Language))
def test_group_profile_has_both_directions_in_words(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    unit = next(unit for unit in made_up_release.waves[-1].groups if unit.id == "barnehage")
    names = names_of(made_up_mapping, made_up_instrument, language)
    chart = group_profile(unit, made_up_mapping, made_up_instrument, language, names)
    assert chart is not None
    assert chart.table is not None
    for row, key in zip(chart.table.rows, made_up_instrument.dimensions, strict=True):
        assert [cell.number for cell in row[1:]] == [unit.received[key].value, unit.given[key].value]
    labels = [option.label.get_in(language) for option in made_up_instrument.scales["degree"].options]
    assert all(label.replace(" ", "") in "".join(words(chart)).replace(" ", "") for label in labels)
    assert "{" not in chart.alt + chart.caption


def test_group_profile_shows_one_direction_or_none(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = names_of(made_up_mapping, made_up_instrument, Language.NB)
    unit = next(unit for unit in made_up_release.waves[-1].groups if unit.id == "hab")
    chart = group_profile(unit, made_up_mapping, made_up_instrument, Language.NB, names)
    assert chart is not None
    assert chart.table is not None
    assert len(chart.table.header) == 2
    nothing = replace(unit, received={}, given={})
    assert group_profile(nothing, made_up_mapping, made_up_instrument, Language.NB, names) is None


def test_a_coded_extreme_is_drawn_as_a_line_to_the_end_of_the_scale(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    names = names_of(made_up_mapping, made_up_instrument, Language.NB)
    unit = made_up_release.waves[-1].groups[0]
    plain = Published(4.0, None, None, PeopleBand.FEW, None, TieClass.HOLDS, None)
    coded = replace(plain, bound=Bound.AT_LEAST)
    lengths: list[list[float]] = []
    for published in (plain, coded):
        one = replace(unit, received={"respect": published}, given={})
        chart = group_profile(one, made_up_mapping, made_up_instrument, Language.NB, names)
        assert chart is not None
        lines = [line for line in drawing(chart).iter(f"{SVG}line") if line.get("stroke-width") == "4"]
        lengths.append([float(line.get("x2", "0")) - float(line.get("x1", "0")) for line in lines])
    assert lengths[0] == [0.0]
    assert lengths[1][0] > 50


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_marks_are_told_apart_from_paper_and_each_other() -> None:
    assert contrast(INK, HALF) >= 3
    assert contrast(HALF, PAPER) >= 3
    assert contrast(INK, PAPER) >= 3
    assert contrast(HAIR, PAPER) >= 3


def test_text_is_readable_on_every_ground() -> None:
    for part in FILL:
        assert contrast(FILL[part], TEXT_ON[part]) >= 4.5
    for ground in (PAPER, QUIET, PEOPLE):
        assert contrast(INK, ground) >= 4.5
    assert contrast(MUTED, PAPER) >= 4.5


def grey(colour: str) -> float:
    """How light a colour is in grey print, 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_parts_of_a_bar_are_told_apart_in_grey_print_the_silences_by_their_outline(
    silences: ModuleType, silent_release: Release
) -> None:
    mapping, instrument = silences.mapping(), silences.instrument()
    names = names_of(mapping, instrument, Language.NB)
    chart = profile(silent_release.waves[-1], mapping, instrument, Language.NB, names)
    boxes = {
        (round(grey(box.attrib["fill"]), 1), box.get("stroke-dasharray"))
        for box in drawing(chart).iter(f"{SVG}rect")
        if box.get("stroke")
    }
    said = " ".join(words(chart))
    assert all(f"{mark} " in said for mark in ("●", "◐", "○", "?", "…"))
    assert len(boxes) == len(FILL) == 5
    assert len({dashes for shade, dashes in boxes if shade > 0.8}) == 3


def test_there_is_one_hue_and_never_red_or_green() -> None:
    for colour in (INK, HALF, HAIR, MUTED, QUIET, PEOPLE):
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        assert red <= green <= blue


@pytest.mark.parametrize("language", list(Language))
def test_every_word_of_every_picture_stands_inside_it(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    named = Names(made_up_mapping, made_up_instrument, language).all_of(made_up_release)
    wave = made_up_release.waves[-1]
    charts = [
        network_map(wave, made_up_mapping, made_up_instrument, language, named.units),
        profile(wave, made_up_mapping, made_up_instrument, language, named.measures),
        *(group_profile(unit, made_up_mapping, made_up_instrument, language, named.measures) for unit in wave.groups),
    ]
    for chart in charts:
        assert chart is not None
        for text in drawing(chart).iter(f"{SVG}text"):
            x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
            wide = width(text.text or "", size)
            left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor", ""), 0.0)
            assert left >= 0, text.text
            assert left + wide <= chart.width, text.text
            assert size <= y <= chart.height, text.text
            # On paper a picture is 166 mm broad, and no letter of it smaller than eight points.
            assert size * 470 / chart.width >= 8, text.text


def test_long_names_stand_below_each_other_in_the_key_and_are_not_cut(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    long = Text({"nb": "saksbehandlerne på tildelingskontoret for helse- og omsorgstjenester"})
    groups = {key: replace(group, in_text=long) for key, group in made_up_mapping.groups.items()}
    world = replace(made_up_mapping, groups=groups)
    named = Names(world, made_up_instrument, Language.NB).all_of(made_up_release)
    unit = next(unit for unit in made_up_release.waves[-1].groups if unit.received and unit.given)
    chart = group_profile(unit, world, made_up_instrument, Language.NB, named.measures)
    assert chart is not None
    entries = [text for text in drawing(chart).iter(f"{SVG}text") if "saksbehandlerne" in (text.text or "")]
    assert len({text.attrib["y"] for text in entries}) == len(entries) == 2
    assert not any("…" in (text.text or "") for text in entries)
