"""Wide files of earlier rounds: a column map applied to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.errors import Problem, RatingsError, SamspillError
from samspill.instrument.model import Instrument
from samspill.ratings.read import read
from samspill.ratings.table import KEYS, Ratings

Told = list[tuple[str, int | None, str | None]]

MAP = """
[wide]
wave = 1
respondent = "Løpenr"
rater_group = "Gruppe"
columns = "{group} – {item}"
dont_know = ["Vet ikke", "husker ikke"]
[groups]
"Lærerne" = "larere"
[items]
"kjenner oppgavene" = "knows_tasks"
"jobber sammen" = "contact"
[own]
"Hva ville hjulpet?" = "helps_most"
"""
WIDE = (
    "Løpenr;Gruppe;Lærerne – Kjenner  oppgavene;Lærerne - respect;PPT – respect;PPT – jobber sammen;Hva ville hjulpet?\n"
    '7;Lærerne;4;vet ikke;3;ja;"1;2"\n'
    "8;PPT;;;;nei;\n"
    "9;SFO;husker ikke;5;;;2\n"
)


@pytest.fixture
def wide(written: Callable[..., Path], made_up_mapping: Mapping, made_up_instrument: Instrument) -> Callable[..., Ratings]:
    def run(text: str, column_map: str = MAP, mapping: Mapping = made_up_mapping, **options: object) -> Ratings:
        return read(written(text, "bred.csv"), mapping, made_up_instrument, columns=written(column_map, "kart.toml"), **options)

    return run


@pytest.fixture
def wrong(wide: Callable[..., Ratings], told: Callable[[SamspillError], list[Problem]]) -> Callable[..., Told]:
    def run(text: str, column_map: str = MAP, **options: object) -> Told:
        with pytest.raises(RatingsError) as caught:
            wide(text, column_map, **options)
        return [
            (found.code.removeprefix("ratings.").removeprefix("tabular."), found.place.row, found.place.column)
            for found in told(caught.value)
        ]

    return run


def test_a_wide_file_becomes_rows(wide: Callable[..., Ratings], ratings_of: Callable[..., Ratings]) -> None:
    long = (
        "respondent;rater_group;target_group;contact;knows_tasks;respect;helps_most\n"
        "7;larere;larere;;4;?;\n"
        "7;larere;ppt;yes;;3;\n"
        '7;larere;;;;;"1;2"\n'
        "8;ppt;ppt;no;;;\n"
        "9;sfo;larere;;?;5;\n"
        "9;sfo;;;;;2\n"
    )
    found, expected = wide(WIDE), ratings_of(long)
    assert_frame_equal(found.frame, expected.frame)
    assert_frame_equal(found.own, expected.own)


def test_wrong_cells_are_named_by_the_headings_of_the_file(wrong: Callable[..., Told]) -> None:
    text = WIDE.replace("9;SFO;husker ikke;5", "9;SFF;8;9")
    assert wrong(text) == [
        ("unknown_group", 4, "Gruppe"),
        ("code_outside", 4, "Lærerne - respect"),
        ("code_outside", 4, "Lærerne – Kjenner  oppgavene"),
    ]


def test_a_person_twice_is_one_problem(wrong: Callable[..., Told]) -> None:
    assert wrong(WIDE + "7;Lærerne;3;3;3;;\n") == [("twice", 2, "Løpenr")]


def test_columns_that_the_map_does_not_explain(wrong: Callable[..., Told]) -> None:
    text = "Løpenr;Gruppe;Lærerne – respect;Lærrne – respect;Merknad\n7;PPT;4;4;hei\n"
    assert wrong(text) == [("wide_column", 1, "Lærrne – respect"), ("wide_column", 1, "Merknad")]
    ignoring = MAP.replace("dont_know", 'ignore = ["merknad"]\ndont_know')
    assert wrong(text, ignoring) == [("wide_column", 1, "Lærrne – respect")]


def test_headings_that_mean_the_same(wrong: Callable[..., Told]) -> None:
    text = "Løpenr;Gruppe;Lærerne – respect;larere – respect\n7;PPT;4;4\n"
    assert wrong(text) == [("heading_twice", 1, "larere – respect")]


def test_files_that_do_not_fit_the_map(wrong: Callable[..., Told]) -> None:
    assert wrong("Nr;Gruppe;Lærerne – respect\n7;PPT;4\n") == [("missing_column", 1, "Løpenr")]
    assert wrong("Løpenr;Gruppe;Lærerne/respect\n7;PPT;4\n") == [("wide_no_items", 1, None)]
    assert wrong("Løpenr;Gruppe;Lærerne – respect\n") == [("no_rows", 1, None)]


def test_without_a_column_for_respondents_the_row_names_them(wide: Callable[..., Ratings]) -> None:
    column_map = MAP.replace('respondent = "Løpenr"\n', "")
    found = wide("Gruppe;PPT – respect\nSFO;4\nSFO;3\n", column_map)
    assert found.frame["respondent"].to_list() == ["2", "3"]


def test_waves_in_a_column(wide: Callable[..., Ratings]) -> None:
    column_map = MAP.replace("wave = 1", 'wave_column = "Runde"')
    found = wide("Runde;Løpenr;Gruppe;PPT – respect\n2;1;SFO;4\n1;1;SFO;3\n", column_map)
    assert found.frame["wave"].to_list() == [1, 2]


def test_sites_by_column_and_in_headings(wide: Callable[..., Ratings], made_up_sites_mapping: Mapping) -> None:
    column_map = """
    [wide]
    respondent = "nr"
    rater_group = "gruppe"
    rater_site = "skole"
    columns = "{item}: {group} ({site})"
    [sites]
    "Nordby skole" = "nordby"
    """
    text = "nr;gruppe;skole;respect: Lærere (Nordby skole);respect: Lærere (Sørby)\n1;PPT;;4;3\n2;Lærere;Nordby skole;5;\n"
    found = wide(text, column_map, made_up_sites_mapping).frame
    assert found.select(*KEYS[1:], pl.col("respect")).rows() == [
        ("1", "ppt", "", "larere", "nordby", 4.0),
        ("1", "ppt", "", "larere", "sorby", 3.0),
        ("2", "larere", "nordby", "larere", "nordby", 5.0),
    ]


def test_people_at_a_site_rate_the_groups_of_their_own(
    wide: Callable[..., Ratings], wrong: Callable[..., Told], made_up_sites_mapping: Mapping
) -> None:
    column_map = '[wide]\nrespondent = "nr"\nrater_group = "gruppe"\ncolumns = "{group} – {item}"\n'
    text = "nr;gruppe;PPT – respect;Barnehagelærere – respect\n1;Lærere;4;3\n"
    found = wide(text, column_map + 'site = "sorby"\n', made_up_sites_mapping).frame
    assert found.select(KEYS[2:]).rows() == [
        ("larere", "sorby", "barnehage", "sorby"),
        ("larere", "sorby", "ppt", ""),
    ]
    assert wrong(text, column_map, mapping=made_up_sites_mapping) == [
        ("no_site_column", 2, "rater_site"),
        ("no_site_column", 2, "target_site"),
    ]


def test_the_own_group_where_it_is_not_rated(
    wide: Callable[..., Ratings], wrong: Callable[..., Told], made_up_mapping: Mapping
) -> None:
    mapping = replace(made_up_mapping, own_group=False)
    text = "Løpenr;Gruppe;PPT – respect;SFO – respect\n1;SFO;4;\n"
    assert wide(text, mapping=mapping).frame["target_group"].to_list() == ["ppt"]
    assert wrong(text.replace("4;", "4;4"), mapping=mapping) == [("own_group", 2, "target_group")]


def test_scores_in_a_wide_file(wide: Callable[..., Ratings]) -> None:
    found = wide("Løpenr;Gruppe;PPT – respect\n1;SFO;3,25\n", values="scored")
    assert found.frame["respect"].to_list() == [3.25]
