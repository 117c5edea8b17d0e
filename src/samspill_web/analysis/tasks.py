"""Tasks and chores of the analysis."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspill_web.analysis import running, services
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting
from samspill_web.analysis.selectors import key_of
from samspill_web.collection.enums import Kept
from samspill_web.collection.services import private_half
from samspill_web.kernel.ticking import on_tick


@task()
def count(wave_id: int) -> None:
    """Count a wave. It can be run twice, and by two at once: one counts."""
    running.count(wave_id)


@on_tick
def close_waves(now: datetime) -> None:
    """Shut what is over, and see to it that everything shut is counted."""
    services.shut_due(now)
    with scopes_disabled():
        for counting in Counting.objects.filter(_to_do(), wave__urn__destroyed=None).select_related("wave__project"):
            if counting.state != CountState.NO_KEY or _found(counting):
                ask_for(counting.wave_id)


@on_tick
def destroy_counted(now: datetime) -> None:
    """Destroy what has been counted, in time."""
    services.destroy_due(now)


def ask_for(wave_id: int) -> None:
    """Have a wave counted, unless that is asked for already."""
    asked = DBTaskResult.objects.filter(
        task_path=count.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        args_kwargs={"args": [wave_id], "kwargs": {}},
    )
    if not asked.exists():
        count.enqueue(wave_id)


def _to_do() -> Q:
    """Return what nobody counts and no person is waited for; those whose key was lost are looked at again."""
    return running.free() & ~Q(state__in=[CountState.SHARES, CountState.FAILED])


def _found(counting: Counting) -> bool:
    key = key_of(counting.wave)
    return key.kept == Kept.FILE and private_half(key) is not None
