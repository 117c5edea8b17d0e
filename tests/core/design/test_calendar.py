"""Working days, the names of holidays, and the dates that are proposed."""

from __future__ import annotations

from datetime import date, timedelta
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.calendar import NAMES, day_off, holiday, proposed, window
from samspill.design.checks.calendar import calendar as look_at
from samspill.design.model import Calendar
from samspill.terms import Country, Language

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "country", "language", "name"),
    [
        (date(2027, 3, 25), Country.NO, Language.NB, "skjærtorsdag"),
        (date(2027, 3, 25), Country.DK, Language.DA, "skærtorsdag"),
        (date(2027, 3, 26), Country.SE, Language.SV, "långfredagen"),
        (date(2027, 5, 17), Country.NO, Language.NN, "grunnlovsdagen"),
        (date(2027, 6, 25), Country.SE, Language.SV, "midsommarafton"),
        (date(2026, 12, 24), Country.NO, Language.EN, "Christmas Eve"),
        (date(2023, 5, 5), Country.DK, Language.DA, "store bededag"),
        (date(2027, 1, 9), Country.NO, Language.NN, "laurdag"),
        (date(2027, 1, 10), Country.SE, Language.EN, "Sunday"),
        (date(2027, 3, 28), Country.SE, Language.EN, "Easter Sunday"),
    ],
)
def test_a_day_off_has_a_name_in_the_readers_language(day: date, country: Country, language: Language, name: str) -> None:
    found = day_off(day, country)
    assert found
    assert found[language] == name


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2027, 3, 25), Country.SE),
        (date(2028, 5, 17), Country.DK),
        (date(2024, 4, 26), Country.DK),
        (date(2026, 5, 15), Country.SE),
        (date(2027, 1, 4), Country.NO),
    ],
)
def test_other_days_are_working_days(day: date, country: Country) -> None:
    assert day_off(day, country) is None


def test_a_sunday_is_no_holiday() -> None:
    assert all(holiday(date(2027, 1, 10), country) is None for country in Country)


@pytest.mark.parametrize("country", Country)
def test_every_public_holiday_has_a_name(country: Country) -> None:
    from holidays import country_holidays

    found = country_holidays(country.value, years=range(2020, 2050), language="en_US")
    named = {name for told in found.values() for name in told.split("; ")} - {"Sunday"}
    assert named - set(NAMES) == set()
    assert len(named) > 9


def test_the_window_is_every_day_from_first_to_last() -> None:
    plan = Calendar(opens=date(2027, 1, 11), closes=date(2027, 1, 13))
    assert [day.day for day in window(plan)] == [11, 12, 13]
    assert list(window(Calendar(opens=date(2027, 1, 11)))) == []
    assert len(list(window(Calendar(opens=date.min, closes=date.max)))) == 366


def test_dates_are_proposed_for_seventeen_days_with_two_reminders() -> None:
    plan = proposed(date(2027, 1, 11), Calendar(zone="Europe/Stockholm", country=Country.SE, shifts=True))
    assert plan == Calendar(
        opens=date(2027, 1, 11),
        closes=date(2027, 1, 28),
        reminders=(date(2027, 1, 18), date(2027, 1, 22)),
        zone="Europe/Stockholm",
        country=Country.SE,
        shifts=True,
    )


def test_a_day_off_is_moved_to_the_next_working_day() -> None:
    assert proposed(date(2026, 12, 24)).opens == date(2026, 12, 28)
    assert proposed(date.max).opens


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(Country))
def test_what_is_proposed_is_well_except_where_the_year_is_full_of_holidays(
    drafts: ModuleType, opens: date, country: Country
) -> None:
    plan = proposed(opens, Calendar(country=country))
    assert plan.opens
    assert plan.closes
    more = (
        f'[calendar]\nopens = {plan.opens}\ncloses = {plan.closes}\ncountry = "{country}"\n'
        f"reminders = [{', '.join(map(str, plan.reminders))}]\n"
    )
    start = drafts.START.replace("2027-03-12", str(plan.closes + timedelta(20)))
    names = drafts.names(look_at(drafts.plan(start=start, more=more)))
    assert set(names) <= {"calendar_good", "school_breaks", "window_holidays"}
    assert opens <= plan.opens <= opens + timedelta(5)
