"""A mapping is prepared by several people at once, and nothing that anybody wrote is lost."""

from __future__ import annotations

import pytest
from django_scopes import scope

from samspill.design.edit.paths import set_value
from samspill.errors import DesignError
from samspill.terms import Language
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects import services
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft, role_of


@pytest.fixture(autouse=True)
def within(cast):
    with scope(tenant=cast.tenant.pk):
        yield


def write(path, value):
    return lambda table: set_value(table, path, value)


def test_a_change_makes_a_version_a_revision_and_an_entry_in_the_log(cast):
    before = cast.project.version
    edited = services.edit(cast.project, write(("mapping", "core_task"), "Ny oppgave"), "core_task", by=cast.consultant)
    after = Project.objects.get(pk=cast.project.pk)
    assert edited.version == after.version == before + 1
    assert after.revisions.first().number == after.version
    assert draft(after).mapping.core_task.get_in(Language.NB) == "Ny oppgave"
    entry = AuditEntry.objects.first()
    assert (entry.verb, entry.by, entry.project) == ("project.core_task", cast.consultant, cast.project.pk)
    assert entry.data["paths"] == ["mapping.core_task"]


def test_a_change_that_changes_nothing_is_none(cast):
    before = cast.project.version
    assert services.edit(cast.project, lambda table: table, "start", by=cast.owner).version == before


def test_two_people_change_different_things_and_both_stay(cast):
    seen = cast.project.version
    services.edit(cast.project, write(("mapping", "title"), "Deres tittel"), "core_task", by=cast.owner, seen=seen)
    edited = services.edit(
        cast.project, write(("mapping", "core_task"), "Min oppgave"), "core_task", by=cast.consultant, seen=seen
    )
    assert edited.conflicts == ()
    head = draft(Project.objects.get(pk=cast.project.pk)).table["mapping"]
    assert (head["title"], head["core_task"]) == ("Deres tittel", "Min oppgave")


def test_two_people_change_the_same_and_the_second_is_told(cast):
    seen = cast.project.version
    services.edit(cast.project, write(("mapping", "core_task"), "Deres"), "core_task", by=cast.owner, seen=seen)
    edited = services.edit(cast.project, write(("mapping", "core_task"), "Min"), "core_task", by=cast.consultant, seen=seen)
    (conflict,) = edited.conflicts
    assert (conflict.mine, conflict.theirs) == ("Min", "Deres")
    again = services.edit(
        cast.project, write(("mapping", "core_task"), "Min"), "core_task", by=cast.consultant, seen=edited.version
    )
    assert again.conflicts == ()
    assert draft(Project.objects.get(pk=cast.project.pk)).table["mapping"]["core_task"] == "Min"


def test_undo_takes_back_one_change_and_leaves_later_ones(cast):
    first = services.edit(cast.project, write(("mapping", "core_task"), "Feil"), "core_task", by=cast.owner)
    services.edit(cast.project, write(("mapping", "title"), "Ny tittel"), "core_task", by=cast.owner)
    before = cast.project.revisions.get(number=first.version - 1)
    undone = services.undo(cast.project, first.version, by=cast.owner)
    assert undone.conflicts == ()
    head = draft(Project.objects.get(pk=cast.project.pk)).table["mapping"]
    assert head["title"] == "Ny tittel"
    assert head["core_task"] == services.draft_of(before.source).table["mapping"]["core_task"]


def test_a_plan_may_lack_things_and_never_contradict_itself(cast):
    project = services.create(cast.tenant, "Ny", Language.DA, by=cast.owner)
    assert draft(project).mapping is None
    assert [problem.code for problem in draft(project).problems] == ["design.no_groups"]
    services.edit(project, lambda table: {**table, "organisation": [{"key": "o", "name": "O"}]}, "groups", by=cast.owner)
    with pytest.raises(DesignError) as error:
        services.edit(
            project, lambda table: {**table, "tie": [{"rater": "x", "target": "y", "need": "high"}]}, "needs", by=cast.owner
        )
    assert "design.unknown_reference" in {problem.code for problem in error.value.problems}
    assert "tie" not in draft(Project.objects.get(pk=project.pk)).table


def test_a_mapping_keeps_an_owner(cast):
    with pytest.raises(DesignError):
        services.take_role(cast.project, role_of(cast.owner, cast.project.pk), by=cast.owner)
    assert role_of(cast.owner, cast.project.pk) is not None
    with pytest.raises(DesignError):
        services.give_role(cast.project, cast.owner.email, "", ProjectRole.READER, by=cast.owner)


def test_a_role_is_told_by_a_message_that_holds_no_way_in(cast):
    services.give_role(cast.project, " NY@Eksempel.no ", "Ny Person", ProjectRole.READER, by=cast.owner)
    message = Message.objects.get()
    assert message.to == "ny@eksempel.no"
    assert "http" not in str(message.data)


def test_looking_at_a_mapping_is_written_once_a_day(cast, client_of):
    browser = client_of(cast.reader)
    for _ in range(3):
        assert browser.get(f"/m/{cast.project.pk}/").status_code == 200
    entry = AuditEntry.objects.get(verb="project.viewed")
    assert (entry.by, entry.project, entry.data) == (cast.reader, cast.project.pk, {"role": "reader"})


def test_one_is_not_taken_for_true(cast):
    own_group = ("mapping", "own_group")
    services.edit(cast.project, write(own_group, value=True), "questions", by=cast.owner)
    with pytest.raises(DesignError):
        services.edit(cast.project, write(own_group, value=1), "questions", by=cast.owner)


def test_the_beginning_cannot_be_undone_and_says_so(cast, client_of):
    answer = client_of(cast.owner).post(f"/m/{cast.project.pk}/history/undo/1/")
    assert answer.status_code in {404, 409}
    assert Project.objects.get(pk=cast.project.pk).version == cast.project.version
