"""Tasks and chores of files that are made in the background."""

from __future__ import annotations

from datetime import datetime

from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspill_web.kernel.ticking import on_tick
from samspill_web.reports import making, services
from samspill_web.reports.models import Package


@task()
def make_files(package_id: int) -> None:
    """Make files of a package for one turn. It can be run twice, and by two at once."""
    if making.go_on(package_id):
        ask_for(package_id)


@on_tick
def make_what_waits(now: datetime) -> None:
    """See to it that what is to be made is being made, the editions for the public among them."""
    del now
    services.order_public()
    with scopes_disabled():
        for number in Package.objects.filter(making.free()).values_list("pk", flat=True):
            ask_for(number)


@on_tick
def delete_old_files(now: datetime) -> None:
    """Delete files whose days are over."""
    services.delete_old(now)


def ask_for(package_id: int) -> None:
    """Have files of a package made, unless that waits already to be done."""
    asked = DBTaskResult.objects.filter(
        task_path=make_files.module_path,
        status=TaskResultStatus.READY,
        args_kwargs={"args": [package_id], "kwargs": {}},
    )
    if not asked.exists():
        make_files.enqueue(package_id)
