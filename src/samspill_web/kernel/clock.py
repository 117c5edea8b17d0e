"""The one place that reads the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return this moment, in UTC."""
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be another moment, for whatever is called inside: a demonstration has a past, and no page is ever served in it."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def today(zone: ZoneInfo) -> date:
    """Return the date that people in a zone read on their calendar."""
    return now().astimezone(zone).date()
