"""The one place that reads the clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """Return this moment, in UTC."""
    return timezone.now()


def today(zone: ZoneInfo) -> date:
    """Return the date that people in a zone read on their calendar."""
    return now().astimezone(zone).date()
