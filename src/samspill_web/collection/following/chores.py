"""What is due while waves are open: counting in the morning, and the reminders that were planned."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection.ballots.secret import NoSecretError
from samspill_web.collection.following.participation import count_if_due
from samspill_web.collection.following.reminders import remind_if_due
from samspill_web.collection.following.waves import running
from samspill_web.kernel.ticking import on_tick
from samspill_web.projects.models import Wave

log = logging.getLogger("samspill.following")


@on_tick
def count_answers(now: datetime) -> None:
    """Count the answers of each open wave into bands, once a day."""
    _for_each(count_if_due, now)


@on_tick
def remind(now: datetime) -> None:
    """Send the reminders that are planned for today."""
    _for_each(remind_if_due, now)


def _for_each(chore: Callable[[Wave, datetime], bool], now: datetime) -> None:
    with scopes_disabled():
        for wave in running(now):
            try:
                chore(wave, now)
            except (NoSecretError, UsageError):
                # A wave without its secret must not keep the others waiting; the page says nothing newer than it knows.
                log.warning("round %s of mapping %s: its secret is gone", wave.number, wave.project_id)
