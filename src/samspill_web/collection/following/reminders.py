"""When people are reminded: as planned, and by hand. Whom it reaches is the writer's secret: nothing here asks (P7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from samspill.design.calendar import proposed
from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.following.waves import Phase, moment, phase_of, zone_of
from samspill_web.collection.models import Reminding
from samspill_web.kernel import clock
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

HOUR = time(9, 0)
"""When a planned reminder goes, where the mapping is."""

QUIET = timedelta(hours=24)
"""After the opening: nobody is reminded of what they have hardly been told."""


class State(StrEnum):
    """What became of a reminder. MISSED: its day passed while nothing could be sent."""

    PLANNED = "planned"
    SENT = "sent"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as a page shows it; ``by`` is "" for one that was planned."""

    day: date
    state: State
    everybody: bool = False
    by: str = ""


def planned_days(wave: Wave) -> tuple[date, ...]:
    """Return the days of the plan on which people are reminded: those that the launch proposed where nobody had set dates."""
    calendar, zone = plan_of(wave).mapping.calendar, zone_of(wave)
    if calendar.opens is None or calendar.closes is None:
        calendar = proposed(wave.launched.astimezone(zone).date(), calendar)
    return tuple(day for day in sorted(set(calendar.reminders)) if wave.opens < moment(wave, day, HOUR) < closing(wave))


def reminders_of(wave: Wave) -> list[Reminder]:
    """Return the reminders that have gone, are planned, or were missed, by day."""
    today = _today(wave, clock.now())
    over = phase_of(wave, clock.now()) in {Phase.OVER, Phase.SHUT, Phase.EMPTY}
    sent = Reminding.objects.filter(urn=wave.pk).select_related("by")
    gone = {each.day: Reminder(each.day, State.SENT, each.everybody, str(each.by or "")) for each in sent}
    planned = {day: Reminder(day, State.MISSED if over or day < today else State.PLANNED) for day in planned_days(wave)}
    return [each for _, each in sorted({**planned, **gone}.items())]


def next_reminder(wave: Wave) -> date | None:
    """Return the day on which people are reminded next; None where no more is planned."""
    return next((each.day for each in reminders_of(wave) if each.state is State.PLANNED), None)


def hindrances(wave: Wave) -> Iterator[Problem]:
    """Yield what keeps somebody from reminding now."""
    now = clock.now()
    if phase_of(wave, now) is not Phase.OPEN:
        yield Problem("following.remind.not_open")
    elif now < wave.opens + QUIET:
        yield Problem("following.remind.early")
    elif _has_gone(wave, _today(wave, now)):
        yield Problem("following.remind.today")


def remind_now(wave: Wave, *, everybody: bool, by: User) -> None:
    """Remind by hand: those who have not answered, or everybody.

    Raises
    ------
    UsageError
        ``following.remind.not_open``, ``following.remind.early``, or ``following.remind.today``: one has gone today.
    """
    problems = tuple(hindrances(wave))
    if problems:
        raise UsageError(problems)
    # Of two who press at once the second is told so here.
    if not inviting.remind(wave.urn, _today(wave, clock.now()), everybody=everybody, by=by):
        raise UsageError(Problem("following.remind.today"))


def remind_if_due(wave: Wave, now: datetime) -> bool:
    """Send the reminder that is planned for today, if it is time and none has gone today; tell whether it was sent.

    One whose day has passed is not sent later: it would come at a time that nobody chose.
    """
    today = _today(wave, now)
    if today not in planned_days(wave) or now < moment(wave, today, HOUR) or _has_gone(wave, today):
        return False
    return inviting.remind(wave.urn, today)


def _has_gone(wave: Wave, day: date) -> bool:
    return Reminding.objects.filter(urn=wave.pk, day=day).exists()


def _today(wave: Wave, now: datetime) -> date:
    return now.astimezone(zone_of(wave)).date()
