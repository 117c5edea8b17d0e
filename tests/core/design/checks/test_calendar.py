"""When the survey is open."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.calendar import calendar
from samspill.language import say, show
from samspill.terms import Finding, Language, Severity

GOOD = {"opens": "2027-01-25", "closes": "2027-02-11", "reminders": "[2027-02-01, 2027-02-05]"}
MEETING = "2027-03-05"


def found(drafts: ModuleType, meeting: str = MEETING, **keys: str) -> dict[str, Finding]:
    lines = {**GOOD, **keys}
    more = "[calendar]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items() if value)
    start = drafts.START.replace("2027-03-12", meeting) if meeting else drafts.START.replace("feedback_meeting", "#")
    return {drafts.names([one])[0]: one for one in calendar(drafts.plan(start=start, more=more))}


def test_a_calendar_that_is_well_informs(drafts: ModuleType) -> None:
    (told,) = found(drafts).values()
    assert (drafts.names([told]), told.severity) == (["calendar_good"], Severity.INFORMS)
    assert say(f"{told.code}.what", Language.NB, **told.data) == (
        "Undersøkelsen åpner 25. januar 2027 og stenger 11. februar 2027. Påminnelser: 1. februar 2027 og 5. februar 2027."
    )


@pytest.mark.parametrize(
    ("missing", "about"),
    [
        ({"opens": "", "closes": ""}, ("calendar.opens", "calendar.closes")),
        ({"closes": ""}, ("calendar.closes",)),
        ({"opens": ""}, ("calendar.opens",)),
    ],
)
def test_a_date_that_is_missing_warns(drafts: ModuleType, missing: dict[str, str], about: tuple[str, ...]) -> None:
    (told,) = found(drafts, **missing).values()
    assert (drafts.names([told]), told.severity, told.about) == (["no_calendar"], Severity.WARNS, about)


@pytest.mark.parametrize(
    ("closes", "name"),
    [("2027-02-05", "open_short"), ("2027-02-08", None), ("2027-02-15", None), ("2027-02-16", "open_long")],
)
def test_two_to_three_weeks_are_enough(drafts: ModuleType, closes: str, name: str | None) -> None:
    names = set(found(drafts, closes=closes)) & {"open_short", "open_long", "open_short_rota"}
    assert names == ({name} if name else set())


def test_people_on_shifts_need_a_whole_rota(drafts: ModuleType) -> None:
    told = found(drafts, closes="2027-02-05", shifts="true")
    assert "open_short" not in told
    assert told["open_short_rota"].data["n"] == 11
    assert "open_short_rota" not in found(drafts, shifts="true")


@pytest.mark.parametrize(
    ("reminders", "name"),
    [
        ("", "reminders_number"),
        ("[]", "reminders_number"),
        ("[2027-02-01]", "reminders_number"),
        ("[2027-02-01, 2027-02-01]", "reminders_number"),
        ("[2027-02-01, 2027-02-03, 2027-02-05]", "reminders_number"),
        ("[2027-01-22, 2027-02-05]", "reminders_outside"),
        ("[2027-01-25, 2027-02-05]", "reminders_outside"),
        ("[2027-02-01, 2027-02-12]", "reminders_outside"),
        ("[2027-01-30, 2027-02-05]", "reminders_day_off"),
    ],
)
def test_reminders_that_do_not_help_warn(drafts: ModuleType, reminders: str, name: str) -> None:
    told = found(drafts, reminders=reminders)
    assert list(told) == [name]
    assert (told[name].severity, told[name].about) == (Severity.WARNS, ("calendar.reminders",))


def test_a_reminder_on_the_last_day_is_fine(drafts: ModuleType) -> None:
    assert list(found(drafts, reminders="[2027-02-01, 2027-02-11]")) == ["calendar_good"]


def test_a_day_off_at_either_end_is_named_in_the_readers_language(drafts: ModuleType) -> None:
    told = found(drafts, opens="2027-03-26", closes="2027-04-11", reminders="[2027-04-01, 2027-04-07]", meeting="2027-05-03")
    off = told["ends_day_off"]
    assert off.about == ("calendar.opens", "calendar.closes")
    assert show(off.data["days"], Language.NB) == "26. mars 2027 (langfredag) og 11. april 2027 (søndag)"
    assert show(off.data["days"], Language.EN) == "26 March 2027 (Good Friday) and 11 April 2027 (Sunday)"


def test_the_country_decides_what_is_a_holiday(drafts: ModuleType) -> None:
    keys = {"opens": "2028-05-17", "closes": "2028-06-02", "reminders": "[2028-05-23, 2028-05-29]", "meeting": "2028-06-20"}
    assert set(found(drafts, **keys)) == {"ends_day_off"}
    assert set(found(drafts, **keys, country='"DK"')) == {"calendar_good"}


def test_a_window_full_of_holidays_warns(drafts: ModuleType) -> None:
    # 24, 25 and 31 December and 1 January of ten weekdays are more than a third.
    keys = {"opens": "2026-12-21", "closes": "2027-01-01", "reminders": "[2026-12-28, 2026-12-30]", "meeting": "2027-02-01"}
    told = found(drafts, **keys)
    assert (told["window_holidays"].data["n"], told["window_holidays"].data["working"]) == (4, 10)
    assert "første juledag" in show(told["window_holidays"].data["days"], Language.NB)
    # The same four of fifteen are less.
    assert "window_holidays" not in found(drafts, **{**keys, "closes": "2027-01-08"})


@pytest.mark.parametrize(
    ("meeting", "name"),
    [
        ("2027-02-10", "meeting_before_close"),
        ("2027-02-11", "meeting_before_close"),
        ("2027-02-12", "meeting_soon"),
        ("2027-02-13", "meeting_soon"),
        ("2027-02-14", "calendar_good"),
        ("2027-04-08", "calendar_good"),
        ("2027-04-09", "meeting_late"),
        ("", "calendar_good"),
    ],
)
def test_the_meeting_comes_three_days_to_eight_weeks_after(drafts: ModuleType, meeting: str, name: str) -> None:
    assert list(found(drafts, meeting=meeting)) == [name]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"closes": "2027-02-14"}, False),
        ({"closes": "2027-02-15"}, True),
        ({"opens": "2027-03-08", "closes": "2027-03-25"}, False),
        ({"opens": "2027-10-04", "closes": "2027-10-21"}, True),
        ({"opens": "2026-01-05", "closes": "2027-01-05"}, True),
    ],
)
def test_weeks_in_which_schools_may_have_a_break_are_told(drafts: ModuleType, keys: dict[str, str], told: bool) -> None:
    result = found(drafts, **keys)
    assert ("school_breaks" in result) == told
    if told:
        assert result["school_breaks"].severity is Severity.INFORMS


def test_a_calendar_over_all_of_time_is_answered(drafts: ModuleType) -> None:
    assert "open_long" in found(drafts, opens="0001-01-01", closes="9999-12-31")
