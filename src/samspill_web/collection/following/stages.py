"""Where a launched wave is, and what is next, in one sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from samspill_web.collection.following.waves import Phase, phase_of, zone_of
from samspill_web.kernel import clock
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.enums import PREPARING, ProjectRole
from samspill_web.projects.models import Role, Wave
from samspill_web.projects.overview import Stage, stages
from samspill_web.projects.path import visible
from samspill_web.projects.selectors import closing

FOLLOWING = PREPARING | {ProjectRole.GROUP_LEADER}
"""They see how far a wave is: all of it, the groups of their own organisation, or their own group."""

SOON = timedelta(hours=48)
MIDNIGHT = 23, 59
"""Hour and minute of an end that people call the end of the day."""


@dataclass(frozen=True, slots=True)
class Told:
    """Where a wave is: what is so, when it opens or closes, and what to do."""

    phase: Phase
    sentence: str
    next: str


def told_of(wave: Wave) -> Told:
    """Return where a wave is, in the reader's language."""
    now = clock.now()
    phase, closes = phase_of(wave, now), closing(wave)
    name = "closing" if phase is Phase.OPEN and closes - now <= SOON else phase.value
    days = {"opens": in_words(wave.opens, zone_of(wave)), "closes": in_words(closes, zone_of(wave))}
    return Told(phase, told(f"following.stage.{name}", wave=wave.number, **days), told(f"following.next.{name}"))


@stages
def stage(wave: Wave, role: Role) -> Stage:
    """Tell where a wave is, on the overview of its mapping."""
    page = "collect" if role.role in FOLLOWING and "collect" in visible(ProjectRole(role.role)) else ""
    return Stage(told_of(wave).sentence, page, told("projects.page.collect.title") if page else "")


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as people of a zone say it: the weekday, the date and the hour, or that it is the end of the day."""
    local = moment.astimezone(zone)
    if (local.hour, local.minute) == MIDNIGHT:
        return told("following.end_of", day=weekday(local.date()))
    return told("following.moment", day=weekday(local.date()), hour=told("following.hour", h=f"{local:%H}", m=f"{local:%M}"))


def weekday(day: date) -> str:
    """Return a date with its weekday, ``torsdag 18. mars 2027``."""
    from babel.dates import format_date

    from samspill.language import LOCALES

    return format_date(day, format="full", locale=LOCALES[reader()])


def place_of(zone: ZoneInfo) -> str:
    """Return the place that a zone is named after, ``Oslo`` or ``København``."""
    from babel.dates import get_timezone_location

    from samspill.language import LOCALES

    return get_timezone_location(zone, locale=LOCALES[reader()], return_city=True)
