"""The calendar of mapping.toml."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest

from samspill.design.model import Calendar
from samspill.design.read import problems_of
from samspill.errors import DesignError
from samspill.language import problem_text
from samspill.terms import Country, Language


def found(drafts: ModuleType, lines: str) -> list[tuple[str, str]]:
    with pytest.raises(DesignError) as caught:
        drafts.mapping(more=f"[calendar]\n{lines}\n")
    assert all(problem_text(problem, language) for problem in caught.value.problems for language in Language)
    return [(problem.place.key or "", problem.code) for problem in caught.value.problems]


def test_dates_are_read(drafts: ModuleType) -> None:
    lines = "opens = 2027-01-25\ncloses = 2027-02-11\nreminders = [2027-02-05, 2027-02-01]\n"
    lines += 'zone = "Arctic/Longyearbyen"\nshifts = true\n'
    assert drafts.mapping(more=f"[calendar]\n{lines}").calendar == Calendar(
        opens=date(2027, 1, 25),
        closes=date(2027, 2, 11),
        reminders=(date(2027, 2, 1), date(2027, 2, 5)),
        zone="Arctic/Longyearbyen",
        country=Country.NO,
        shifts=True,
    )


@pytest.mark.parametrize(
    ("language", "country", "zone"),
    [
        ("nb", Country.NO, "Europe/Oslo"),
        ("nn", Country.NO, "Europe/Oslo"),
        ("da", Country.DK, "Europe/Copenhagen"),
        ("sv", Country.SE, "Europe/Stockholm"),
        ("en", Country.NO, "Europe/Oslo"),
    ],
)
def test_country_and_zone_follow_the_language(drafts: ModuleType, language: str, country: Country, zone: str) -> None:
    head = drafts.HEAD.replace('"nb"', f'"{language}"')
    assert drafts.mapping(head=head).calendar == Calendar(country=country, zone=zone)


def test_the_zone_follows_a_country_that_is_named(drafts: ModuleType) -> None:
    assert drafts.mapping(more='[calendar]\ncountry = "DK"\n').calendar == Calendar(
        country=Country.DK, zone="Europe/Copenhagen"
    )


@pytest.mark.parametrize("zone", ["Europe/Olso", "Europe", "../etc/passwd", "/etc/passwd", "CET+1", "x" * 400])
def test_a_zone_that_is_not_there_is_told(drafts: ModuleType, zone: str) -> None:
    assert found(drafts, f'zone = "{zone}"') == [("calendar.zone", "design.unknown_zone")]


def test_a_misspelt_zone_is_guessed(drafts: ModuleType) -> None:
    with pytest.raises(DesignError) as caught:
        drafts.mapping(more='[calendar]\nzone = "Europe/Olso"\n')
    assert "«Europe/Oslo»" in problem_text(caught.value.problems[0], Language.NB)


def test_a_close_before_the_opening_is_an_error_and_on_the_same_day_is_not(drafts: ModuleType) -> None:
    lines = "opens = 2027-01-25\ncloses = 2027-01-24"
    assert found(drafts, lines) == [("calendar.closes", "design.closes_before_opens")]
    assert drafts.mapping(more=f"[calendar]\n{lines.replace('24', '25')}\n").calendar.closes == date(2027, 1, 25)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('opens = "2027-01-25"', ("calendar.opens", "design.not_date")),
        ("closes = 2027-01-25T12:00:00", ("calendar.closes", "design.not_date")),
        ("reminders = 2027-02-01", ("calendar.reminders", "design.not_list")),
        ("reminders = [2027-02-01, 5]", ("calendar.reminders[2]", "design.not_date")),
        ('country = "NB"', ("calendar.country", "instrument.unknown_word")),
        ('shifts = "yes"', ("calendar.shifts", "instrument.not_truth")),
        ("ends = 2027-01-25", ("calendar.ends", "instrument.unknown_key")),
    ],
)
def test_what_is_wrong_is_told_with_its_place(drafts: ModuleType, line: str, problem: tuple[str, str]) -> None:
    assert found(drafts, line) == [problem]


def test_a_list_for_the_calendar_is_told() -> None:
    places = {problem.place.key: problem.code for problem in problems_of({"calendar": [1]})}
    assert places["calendar"] == "instrument.not_table"
