"""When a telephone may ring: between nine and eight in the evening; for those who work nights, from seven to eleven."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYTIME = (time(9), time(20))
LONG_DAYTIME = (time(7), time(23))


def next_hour(now: datetime, zone: ZoneInfo, *, nights: bool) -> datetime | None:
    """Return when an SMS may be sent next; None for now. Told by the clock of the mapping's zone, summer time included."""
    begins, ends = LONG_DAYTIME if nights else DAYTIME
    local = now.astimezone(zone)
    if begins <= local.time() < ends:
        return None
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(day, begins, zone)
