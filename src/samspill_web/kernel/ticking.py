"""What is to be done as time goes: one task ticks, and calls what the apps have registered. Each of them can be run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspill_web.kernel import clock, outbox
from samspill_web.kernel.models import AuditEntry

log = logging.getLogger("samspill.tasks")

LEASE = timedelta(minutes=15)
"""A task that has run for longer belongs to a worker that was killed."""

EVERY = timedelta(seconds=20)
BREATH = timedelta(seconds=1)
"""Between two turns of sending while there is more to send."""

KEEP_RESULTS = timedelta(days=7)
KEEP_AUDIT = timedelta(days=365)

Chore = Callable[[datetime], None]
_chores: list[Chore] = []


def on_tick(chore: Chore) -> Chore:
    """Register something that is due from time to time."""
    if chore not in _chores:
        _chores.append(chore)
    return chore


@task(priority=10)
def tick() -> None:
    """Do all that is due, then make sure that there is a next tick."""
    now = clock.now()
    for chore in (sweep, *_chores, _send, _forget):
        try:
            chore(now)
        except Exception:
            # One chore that fails must not stop the others; the log is where the operator looks.
            log.exception("a chore failed: %s", chore.__name__)
    keep_ticking()


def keep_ticking() -> None:
    """Enqueue the next tick, unless one waits already."""
    waiting = DBTaskResult.objects.filter(task_path=tick.module_path, status=TaskResultStatus.READY)
    with transaction.atomic():
        if not waiting.exists():
            tick.using(run_after=clock.now() + EVERY).enqueue()


def sweep(now: datetime) -> None:
    """Put back the tasks whose worker was killed: their lease ran out and nobody will ever end them."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - LEASE)
    lost = lost.exclude(task_path=tick.module_path)
    for number in lost.values_list("pk", flat=True):
        log.warning("task %s is run again: its worker went away", number)
    lost.update(status=TaskResultStatus.READY, started_at=None)


@task(priority=5)
def send_more() -> None:
    """Go on sending. Other tasks have their turn in between."""
    outbox.send_due()
    _keep_sending()


def _send(now: datetime) -> None:
    outbox.give_up_lost(now - LEASE)
    outbox.send_due()
    _keep_sending()


def _keep_sending() -> None:
    waiting = DBTaskResult.objects.filter(task_path=send_more.module_path, status=TaskResultStatus.READY)
    if outbox.more_due() and not waiting.exists():
        send_more.using(run_after=clock.now() + BREATH).enqueue()


def _forget(now: datetime) -> None:
    from django_scopes import scopes_disabled

    DBTaskResult.objects.filter(finished_at__lt=now - KEEP_RESULTS).delete()
    often = (tick.module_path, send_more.module_path)
    DBTaskResult.objects.filter(task_path__in=often, finished_at__lt=now - LEASE).delete()
    with scopes_disabled():
        AuditEntry.objects.filter(at__lt=now - KEEP_AUDIT).delete()
