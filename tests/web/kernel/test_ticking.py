"""What is due is done, a killed worker's task is run again, and one failure stops nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from samspill_web.kernel import clock, ticking

pytestmark = pytest.mark.django_db(transaction=True)

done: list[str] = []


@task()
def work(name: str) -> None:
    done.append(name)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def run_worker() -> None:
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, interval=0)


def test_a_task_whose_worker_was_killed_is_run_again():
    result = work.enqueue("once")
    lost = clock.now() - ticking.LEASE - timedelta(seconds=1)
    # What a worker that is killed leaves behind: claimed, and never ended.
    DBTaskResult.objects.filter(pk=result.id).update(status=TaskResultStatus.RUNNING, started_at=lost, worker_ids=["gone"])
    run_worker()
    assert done == []
    ticking.sweep(clock.now())
    run_worker()
    assert done == ["once"]
    assert DBTaskResult.objects.get(pk=result.id).status == TaskResultStatus.SUCCESSFUL


def test_a_task_that_still_has_its_lease_is_left_alone():
    result = work.enqueue("once")
    DBTaskResult.objects.filter(pk=result.id).update(
        status=TaskResultStatus.RUNNING, started_at=clock.now(), worker_ids=["alive"]
    )
    ticking.sweep(clock.now())
    assert DBTaskResult.objects.get(pk=result.id).status == TaskResultStatus.RUNNING


def test_there_is_one_next_tick_however_often_it_is_asked_for():
    for _ in range(3):
        ticking.keep_ticking()
    waiting = DBTaskResult.objects.filter(task_path=ticking.tick.module_path, status=TaskResultStatus.READY)
    assert waiting.count() == 1
    assert waiting.get().run_after > clock.now()


def test_a_killed_tick_does_not_stop_the_clock():
    ticking.keep_ticking()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=clock.now() - timedelta(days=1))
    ticking.keep_ticking()
    assert DBTaskResult.objects.filter(task_path=ticking.tick.module_path, status=TaskResultStatus.READY).count() == 1


def test_a_chore_that_fails_stops_no_other(monkeypatch, caplog):
    def fails(_now):
        raise RuntimeError("on purpose")

    def works(_now):
        done.append("works")

    monkeypatch.setattr(ticking, "_chores", [fails, works])
    ticking.tick.call()
    assert done == ["works"]
    assert "fails" in caplog.text
    assert DBTaskResult.objects.filter(task_path=ticking.tick.module_path, status=TaskResultStatus.READY).count() == 1


def test_results_and_the_log_are_forgotten_in_time(cast):
    from django_scopes import scope

    from samspill_web.kernel import audit
    from samspill_web.kernel.models import AuditEntry

    audit.record("old", cast.owner, cast.tenant.pk)
    with scope(tenant=cast.tenant.pk):
        AuditEntry.objects.filter(verb="old").update(at=clock.now() - ticking.KEEP_AUDIT - timedelta(days=1))
        audit.record("new", cast.owner, cast.tenant.pk)
        ticking.tick.call()
        assert not AuditEntry.objects.filter(verb="old").exists()
        assert AuditEntry.objects.filter(verb="new").exists()
