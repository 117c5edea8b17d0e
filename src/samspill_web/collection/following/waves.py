"""Which waves run, and the days and hours of a wave as the clock of its mapping shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from samspill_web.collection.ballots.plans import plan_of
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing


class Phase(StrEnum):
    """Where a wave is. OVER: the deadline has passed; SHUT: nothing is taken in any more; EMPTY: its answers are destroyed."""

    BEFORE = "before"
    OPEN = "open"
    OVER = "over"
    SHUT = "shut"
    EMPTY = "empty"


def phase_of(wave: Wave, now: datetime) -> Phase:
    """Return where a wave is."""
    if wave.urn.destroyed is not None:
        return Phase.EMPTY
    if wave.urn.shut is not None:
        return Phase.SHUT
    if now >= closing(wave):
        return Phase.OVER
    return Phase.OPEN if now >= wave.opens else Phase.BEFORE


def running(now: datetime) -> Iterator[Wave]:
    """Yield the waves that people can answer in, over all organisations."""
    begun = Wave.objects.filter(opens__lte=now, urn__shut=None, urn__destroyed=None).select_related("urn", "project")
    return (wave for wave in begun if closing(wave) > now)


def zone_of(wave: Wave) -> ZoneInfo:
    """Return the zone of a wave's mapping."""
    return ZoneInfo(plan_of(wave).mapping.calendar.zone)


def moment(wave: Wave, day: date, hour: time) -> datetime:
    """Return when it is so late on a day, where the mapping is."""
    return datetime.combine(day, hour, zone_of(wave))
