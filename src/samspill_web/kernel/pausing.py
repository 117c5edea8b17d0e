"""When a channel rests, for all workers alike: the other side has had enough, or is not there; and how much it may carry."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings
from django.core.cache import cache

from samspill_web.kernel import clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=4)
JITTER = 0.2
"""Share by which each wait differs, so that what failed together does not come back together."""

MINUTE = timedelta(minutes=1)
_chance = SystemRandom()


def paused_until(channel: str) -> datetime | None:
    """Return until when a channel rests; None where it does not."""
    until, _ = _kept(channel)
    return until


def pause(channel: str) -> datetime:
    """Let a channel rest, longer each time it has to; return until when. One that rests already is left as it is."""
    until, step = _kept(channel)
    if until is not None:
        return until
    until = clock.now() + _jittered(min(FIRST_PAUSE * 2**step, LONGEST_PAUSE))
    cache.set(_name(channel), (until, step + 1), timeout=None)
    return until


def go_on(channel: str) -> None:
    """Forget that a channel had to rest: something has been carried again."""
    cache.delete(_name(channel))


def had_to_rest(channel: str) -> bool:
    """Tell whether a channel has rested, and carried nothing since."""
    return cache.get(_name(channel)) is not None


def wait_after(attempts: int) -> timedelta:
    """Return how long a message waits after so many attempts."""
    return _jittered(min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT))


def most(channel: str) -> int:
    """Return how many messages a minute a channel may carry; 0 for no limit."""
    return int(settings.MESSAGES_A_MINUTE.get(channel, 0))


def room(channel: str) -> int | None:
    """Return how many messages a channel may carry now; None where nobody has set a limit.

    Counted over the last minute, from the rows: all workers see the same.
    """
    limit = most(channel)
    if not limit:
        return None
    now = clock.now()
    lately = Message.objects.filter(channel=channel, due__gt=now - MINUTE, due__lte=now).exclude(state=SendState.WAITING)
    return max(0, limit - lately.count())


def _kept(channel: str) -> tuple[datetime | None, int]:
    until, step = cache.get(_name(channel)) or (None, 0)
    now = clock.now()
    # A pause that ends later than any pause can was made while the clock was wrong.
    rests = until is not None and now < until <= now + LONGEST_PAUSE * (1 + JITTER)
    return (until if rests else None), step


def _jittered(wait: timedelta) -> timedelta:
    return wait * _chance.uniform(1 - JITTER, 1 + JITTER)


def _name(channel: str) -> str:
    return f"outbox.pause.{channel}"
