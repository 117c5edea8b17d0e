"""When the survey is open, when it reminds, and when the answers come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from samspill.design.calendar import LEAST_DAYS, MOST_DAYS, SATURDAY, day_off, holiday, window
from samspill.design.model import Calendar
from samspill.design.names import some, told
from samspill.design.plan import Plan, finding
from samspill.terms import Country, Finding, Severity, Text

REMINDERS = 2
LEAST_AFTER = timedelta(days=3)
"""From close to feedback meeting. Our convention: a release, a look through it, and each group first."""

MOST_AFTER = timedelta(weeks=8)
"""Our convention: later than this, people have forgotten what they answered."""

BREAKS = (range(7, 10), range(40, 43))
"""ISO weeks in which schools of Denmark, Norway and Sweden have winter and autumn breaks, each place its own."""


def calendar(plan: Plan) -> Iterator[Finding]:
    """Look at the length of the window, its ends, holidays, the reminders and the feedback meeting."""
    dates = plan.mapping.calendar
    opens, closes = dates.opens, dates.closes
    if opens is None or closes is None:
        missing = [f"calendar.{name}" for name, day in (("opens", opens), ("closes", closes)) if day is None]
        yield finding("no_calendar", Severity.WARNS, missing, least=LEAST_DAYS // 7, most=MOST_DAYS // 7)
        return
    faults = [
        *_length((closes - opens).days, shifts=dates.shifts),
        *_ends(opens, closes, dates.country),
        *_holidays(dates),
        *_reminders(opens, closes, dates),
        *_meeting(closes, plan.mapping.start.feedback_meeting),
    ]
    yield from faults
    if not faults:
        about = ["calendar.opens", "calendar.closes", "calendar.reminders"]
        reminders = list(dates.reminders)
        yield finding("calendar_good", Severity.INFORMS, about, opens=opens, closes=closes, reminders=reminders)
    if any(day.isocalendar().week in weeks for day in window(dates) for weeks in BREAKS):
        yield finding("school_breaks", Severity.INFORMS, ["calendar.opens", "calendar.closes"])


def _length(days: int, *, shifts: bool) -> Iterator[Finding]:
    about = ["calendar.opens", "calendar.closes"]
    if days < LEAST_DAYS and shifts:
        yield finding("open_short_rota", Severity.WARNS, about, n=days, least=LEAST_DAYS)
    elif days < LEAST_DAYS:
        yield finding("open_short", Severity.WARNS, about, n=days, least=LEAST_DAYS)
    elif days > MOST_DAYS:
        yield finding("open_long", Severity.WARNS, about, n=days, most=MOST_DAYS)


def _ends(opens: date, closes: date, country: Country) -> Iterator[Finding]:
    ends = {"calendar.opens": opens, "calendar.closes": closes}
    off = {key: day for key, day in ends.items() if day_off(day, country)}
    if off:
        yield finding("ends_day_off", Severity.WARNS, list(off), days=_named(dict.fromkeys(off.values()), country), n=len(off))


def _holidays(dates: Calendar) -> Iterator[Finding]:
    working = [day for day in window(dates) if day.weekday() < SATURDAY]
    free = [day for day in working if holiday(day, dates.country)]
    # More than a third.
    if 3 * len(free) > len(working):
        about = ["calendar.opens", "calendar.closes"]
        days = some(_named(free, dates.country))
        yield finding("window_holidays", Severity.WARNS, about, days=days, n=len(free), working=len(working))


def _reminders(opens: date, closes: date, dates: Calendar) -> Iterator[Finding]:
    about = ["calendar.reminders"]
    if len(dates.reminders) != REMINDERS:
        yield finding("reminders_number", Severity.WARNS, about, n=len(dates.reminders))
    outside = [day for day in dates.reminders if not opens < day <= closes]
    if outside:
        yield finding("reminders_outside", Severity.WARNS, about, days=some(map(_plain, outside)), n=len(outside))
    off = [day for day in dates.reminders if day_off(day, dates.country)]
    if off:
        yield finding("reminders_day_off", Severity.WARNS, about, days=some(_named(off, dates.country)), n=len(off))


def _meeting(closes: date, meeting: date | None) -> Iterator[Finding]:
    if meeting is None:
        return
    about, after = ["start.feedback_meeting"], meeting - closes
    if after <= timedelta(0):
        yield finding("meeting_before_close", Severity.WARNS, about, day=meeting, closes=closes)
    elif after < LEAST_AFTER:
        yield finding("meeting_soon", Severity.WARNS, about, n=after.days, least=LEAST_AFTER.days)
    elif after > MOST_AFTER:
        yield finding("meeting_late", Severity.WARNS, about, n=after.days // 7, most=MOST_AFTER.days // 7)


def _named(days: Iterable[date], country: Country) -> tuple[Text, ...]:
    """Return each day with the name of the holiday or of the day of the weekend."""
    return tuple(told("design.day_named", day=day, name=day_off(day, country)) for day in days)


def _plain(day: date) -> Text:
    return told("design.day", day=day)
