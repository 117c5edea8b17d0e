"""Who sees a result from when: leaders their own group first, everybody who was invited at most two working days later.

Until then it is read by those alone who prepare the talk about it, and set the dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from secrets import token_urlsafe

from django.db import transaction

from samspill.design.calendar import day_off, working_days
from samspill.errors import Place, Problem, UsageError
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.models import Release, Showing
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.following.waves import moment, zone_of
from samspill_web.collection.sender import Sender, sender_of
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Wave

HOUR = time(8)
"""When a day's result is shown, where the mapping is."""

AHEAD = 2
"""Working days that leaders may be ahead of everybody: time to think, not to keep it."""

LATEST = timedelta(days=28)
"""After the result is there: the list of people is deleted soon after, and nobody could be told."""

OPEN_FOR = timedelta(days=90)
"""That the page without log-in is open."""

LETTERS = 24
"""Bytes of chance in its address."""


def showing_of(wave: Wave) -> Showing | None:
    """Return the dates of a wave's result; None while nobody has set them."""
    return Showing.objects.filter(wave=wave.pk).first()


def stage_of(wave: Wave) -> Stage:
    """Return how far the showing of a wave's result has come."""
    return stage_at(showing_of(wave), clock.now())


def stage_at(showing: Showing | None, now: datetime) -> Stage:
    """Return how far a showing has come at a moment."""
    if showing is None:
        return Stage.UNSET
    if now >= showing.everybody:
        return Stage.EVERYBODY
    return Stage.GROUPS if now >= showing.groups else Stage.PREPARING


def closes(showing: Showing) -> datetime:
    """Return until when the page without log-in is open: 90 days from its first, or from when its address was made anew."""
    return max(showing.everybody, showing.linked) + OPEN_FOR


def day_of(wave: Wave, shown: datetime) -> date:
    """Return the day of a moment, where the mapping is."""
    return shown.astimezone(zone_of(wave)).date()


@dataclass(frozen=True, slots=True)
class Told:
    """What the page without log-in tells beside the result. ``meeting`` is None once it is over."""

    title: str
    tenant: str
    sender: Sender
    closes: date
    meeting: date | None
    over: bool


def told_beside(found: Showing, language: Language) -> Told:
    """Return what the page without log-in tells beside the result."""
    wave, mapping = found.wave, plan_of(found.wave).mapping
    meeting = mapping.start.feedback_meeting
    return Told(
        title=mapping.title.get_in(language),
        tenant=wave.project.tenant.name,
        sender=sender_of(wave.project_id, wave.by_id),
        closes=day_of(wave, closes(found)),
        meeting=meeting if meeting and meeting >= clock.today(zone_of(wave)) else None,
        over=clock.now() >= closes(found),
    )


def proposed(row: Release) -> tuple[date, date]:
    """Return days to begin from: leaders on the next working day, everybody as much later as may be."""
    wave = row.wave
    ahead = working_days(clock.today(zone_of(wave)) + timedelta(days=1), plan_of(wave).mapping.calendar.country)
    groups, *_, everybody = islice(ahead, AHEAD + 1)
    return groups, everybody


@transaction.atomic
def set_days(row: Release, groups: date, everybody: date, *, by: User) -> Showing:
    """Set from which days a result is shown; a day that has come can no longer be changed.

    Raises
    ------
    UsageError
        ``analysis.showing.fixed_groups``, ``.fixed_everybody``: that day has come. ``.past``, ``.weekend``, ``.order``,
        ``.apart`` (more than two working days), ``.late`` (people could not be told any more).
    """
    wave, now = row.wave, clock.now()
    Release.objects.select_for_update().get(pk=row.pk)
    before = showing_of(wave)
    problems = list(_problems(row, before, groups, everybody))
    if problems:
        raise UsageError(problems)
    made = before or Showing(wave=wave, link=_link(), linked=now)
    made.groups = _kept(wave, before.groups if before else None, groups, now)
    made.everybody = max(made.groups, _kept(wave, before.everybody if before else None, everybody, now))
    made.save()
    days = {"groups": groups.isoformat(), "everybody": everybody.isoformat()}
    audit.record("result.days_set", by, wave.project.tenant_id, wave.project_id, wave=wave.number, **days)
    return made


@transaction.atomic
def renew_link(wave: Wave, *, by: User) -> Showing:
    """Give the page without log-in another address: the earlier one leads nowhere any more.

    Raises
    ------
    UsageError
        ``analysis.showing.no_days``: there is none yet.
    """
    found = Showing.objects.select_for_update().filter(wave=wave).first()
    if found is None:
        raise UsageError(Problem("analysis.showing.no_days"))
    found.link, found.linked = _link(), clock.now()
    found.save(update_fields=["link", "linked"])
    audit.record("result.link_renewed", by, wave.project.tenant_id, wave.project_id, wave=wave.number)
    return found


def _link() -> str:
    return token_urlsafe(LETTERS)


def _kept(wave: Wave, before: datetime | None, day: date, now: datetime) -> datetime:
    """Return the moment that a day begins to show from: the one that was set where the day is the same, else not before now."""
    if before is not None and day_of(wave, before) == day:
        return before
    return max(now, moment(wave, day, HOUR))


def _problems(row: Release, before: Showing | None, groups: date, everybody: date) -> list[Problem]:
    wave, now = row.wave, clock.now()
    country, today = plan_of(wave).mapping.calendar.country, clock.today(zone_of(wave))
    found = list[Problem]()
    fixed = set[str]()
    for name, day in (("groups", groups), ("everybody", everybody)):
        was: datetime | None = getattr(before, name, None)
        if was is not None and was <= now:
            fixed.add(name)
            if day != day_of(wave, was):
                found.append(Problem(f"analysis.showing.fixed_{name}", Place(key=name), {"day": day_of(wave, was)}))
        elif day < today:
            found.append(Problem("analysis.showing.past", Place(key=name)))
        elif (off := day_off(day, country)) is not None:
            found.append(Problem("analysis.showing.weekend", Place(key=name), {"day": day, "off": off}))
    if found or "everybody" in fixed:
        return found
    if everybody < groups:
        return [Problem("analysis.showing.order", Place(key="everybody"))]
    latest = day_of(wave, row.made + LATEST)
    furthest = next(islice(working_days(groups + timedelta(days=1), country), AHEAD - 1, None))
    if everybody > max(furthest, groups):
        found.append(Problem("analysis.showing.apart", Place(key="everybody"), {"day": furthest}))
    if everybody > max(latest, today):
        found.append(Problem("analysis.showing.late", Place(key="everybody"), {"day": latest}))
    return found
