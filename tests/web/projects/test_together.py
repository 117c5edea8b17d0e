"""Many people write in the same plan at the same moment, in processes that do not know of each other: nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django_scopes import scope, scopes_disabled

from samspill.design.edit.add import add_group
from samspill.terms import Language
from samspill_web.accounts.models import Tenant, User
from samspill_web.projects import services
from samspill_web.projects.launching import NotReadyError, launch
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import draft

WRITERS, CHANGES = 6, 5


def in_thread(work):
    def run(*args):
        try:
            return work(*args)
        finally:
            connections.close_all()

    return run


@pytest.mark.django_db(transaction=True)
def test_what_many_write_at_once_is_all_there():
    with scopes_disabled():
        owner = User.objects.create_user("owner@eksempel.no")
        tenant = Tenant.objects.create(name="Eksempel kommune")
        project = services.create(tenant, "Sammen", Language.NB, by=owner)
        begun = services.edit(project, lambda table: {**table, "organisation": [{"key": "o", "name": "O"}]}, "groups", by=owner)

    def write(writer: int) -> None:
        with scope(tenant=tenant.pk):
            for number in range(CHANGES):
                name = f"Gruppe {writer} {number}"
                edited = services.edit(
                    project,
                    lambda table, name=name: add_group(table, name, "o", {"size": 9})[0],
                    "groups",
                    by=owner,
                    seen=begun.version,
                )
                assert edited.conflicts == ()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(in_thread(write), range(WRITERS)))
    with scopes_disabled():
        after = Project.objects.get(pk=project.pk)
        assert len(draft(after).mapping.groups) == WRITERS * CHANGES
        assert after.version == begun.version + WRITERS * CHANGES
        assert after.revisions.count() == after.version


@pytest.mark.django_db(transaction=True)
def test_two_who_launch_at_once_make_one_wave(ready_project, cast):
    def press(_):
        with scope(tenant=cast.tenant.pk):
            try:
                return launch(ready_project, by=cast.owner).number
            except NotReadyError as error:
                return error.findings[0].code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(in_thread(press), range(4)))
    with scopes_disabled():
        assert Wave.objects.count() == 1
        assert found.count(Wave.objects.get().number) == 1
    assert found.count("projects.finding.running") == 3


def test_a_commit_is_on_the_disk_before_anybody_is_thanked(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
