"""Working days, holidays with their names in five languages, and dates to propose for a survey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice

from samspill.design.model import Calendar
from samspill.design.names import told
from samspill.terms import Country, Text

LEAST_DAYS, MOST_DAYS = 14, 21
"""Two to three weeks (DOMAIN): time for everybody's shifts, and no time to forget."""

USUAL_DAYS = 17

SATURDAY, SUNDAY = 5, 6

NAMES: Mapping[str, str] = {
    "New Year's Day": "new_years_day",
    "Epiphany": "epiphany",
    "Maundy Thursday": "maundy_thursday",
    "Good Friday": "good_friday",
    "Easter Sunday": "easter_sunday",
    "Easter Monday": "easter_monday",
    "Labor Day": "first_of_may",
    "Workers' Day": "first_of_may",
    "May Day": "first_of_may",
    "Great Prayer Day": "great_prayer_day",
    "Ascension Day": "ascension_day",
    "Constitution Day": "constitution_day",
    "Whit Sunday": "whit_sunday",
    "Whit Monday": "whit_monday",
    "National Day": "national_day",
    "Midsummer Eve": "midsummer_eve",
    "Midsummer Day": "midsummer_day",
    "All Saints' Day": "all_saints_day",
    "Christmas Eve": "christmas_eve",
    "Christmas Day": "christmas_day",
    "Second Day of Christmas": "boxing_day",
    "New Year's Eve": "new_years_eve",
}
"""The holidays of the library, by its English names, and the texts below ``design.holiday``. Half days are left out."""

EVES: Mapping[tuple[int, int], str] = {(12, 24): "christmas_eve", (12, 31): "new_years_eve"}
"""Days on which hardly anybody is at work, whatever the law of the country says."""


def day_off(day: date, country: Country) -> Text | None:
    """Return the name of a holiday or of a day of the weekend, as it reads inside a sentence; None for a working day.

    Examples
    --------
    >>> day_off(date(2027, 3, 26), Country.NO).get_in("nb"), day_off(date(2027, 3, 25), Country.SE)
    ('langfredag', None)
    """
    name = holiday(day, country)
    if name is None and day.weekday() >= SATURDAY:
        return told("design.weekend.sunday" if day.weekday() == SUNDAY else "design.weekend.saturday")
    return name


def holiday(day: date, country: Country) -> Text | None:
    """Return the name of a holiday, as it reads inside a sentence; None on other days."""
    key = _holidays(country, day.year).get(day) or EVES.get((day.month, day.day))
    return None if key is None else told(f"design.holiday.{key}")


@cache
def _holidays(country: Country, year: int) -> dict[date, str]:
    from holidays import country_holidays

    # Denmark and Sweden have days that are free by custom and agreement; the library calls them optional.
    kinds = ("public",) if country is Country.NO else ("public", "optional")
    found = country_holidays(country.value, years=year, language="en_US", categories=kinds)
    # Where two fall on one day, the library names both.
    named = {day: [NAMES[name] for name in told.split("; ") if name in NAMES] for day, told in found.items()}
    return {day: names[0] for day, names in named.items() if names}


def window(calendar: Calendar) -> Iterator[date]:
    """Yield the days on which the survey is open, for a year at most; none where a date is missing."""
    if calendar.opens and calendar.closes:
        yield from islice(_from(calendar.opens, (calendar.closes - calendar.opens).days), 366)


def proposed(opens: date, calendar: Calendar = Calendar()) -> Calendar:  # noqa: B008 -- frozen
    """Return a calendar with dates to begin from: 17 days, reminders after a third and two thirds, all on working days.

    Parameters
    ----------
    opens : date
        Moved to the next working day where it is none.
    calendar : Calendar
        Country, zone and shifts are kept.

    Examples
    --------
    >>> plan = proposed(date(2027, 1, 11))
    >>> str(plan.closes), [str(day) for day in plan.reminders]
    ('2027-01-28', ['2027-01-18', '2027-01-22'])
    """
    # At the end of all dates there is no later working day.
    opens = min(opens, date.max - timedelta(2 * MOST_DAYS))
    first = next(_working(_from(opens, MOST_DAYS), calendar.country))
    days = tuple(_from(first, MOST_DAYS))
    closes = _nearest(days[LEAST_DAYS:], first + timedelta(USUAL_DAYS), calendar.country)
    length = (closes - first).days
    inside = [day for day in days[1:] if day <= closes]
    early = _nearest(inside, first + timedelta(round(length / 3)), calendar.country)
    late = _nearest([day for day in inside if day > early], first + timedelta(round(2 * length / 3)), calendar.country)
    return replace(calendar, opens=first, closes=closes, reminders=(early, late))


def working_days(first: date, country: Country) -> Iterator[date]:
    """Yield the working days of a country from a day on, for a year at most.

    Examples
    --------
    >>> [str(day) for day in islice(working_days(date(2026, 12, 23), Country.NO), 3)]
    ['2026-12-23', '2026-12-28', '2026-12-29']
    """
    return _working(_from(first, min(366, (date.max - first).days)), country)


def _from(first: date, days: int) -> Iterator[date]:
    return (first + timedelta(step) for step in range(days + 1))


def _working(days: Iterable[date], country: Country) -> Iterator[date]:
    return (day for day in days if day_off(day, country) is None)


def _nearest(days: Iterable[date], wanted: date, country: Country) -> date:
    """Return the working day nearest to the one wanted, the later of two."""
    return min(_working(days, country), key=lambda day: (abs(day - wanted), wanted - day))
