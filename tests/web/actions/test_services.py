"""Writing actions: what an agreed one needs, who is quicker, what is undone, and what the log says."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.actions import services
from samspill_web.actions.enums import NEXT, Kind, Status
from samspill_web.actions.models import Action
from samspill_web.actions.services import Given
from samspill_web.kernel.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unscoped")]


def codes(error: pytest.ExceptionInfo) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize("status", [Status.AGREED, Status.UNDER_WAY, Status.DONE])
def test_without_owner_or_date_nothing_is_agreed(written, status):
    with pytest.raises(UsageError) as refused:
        written(status=status, owner_name=" ", due=None)
    assert codes(refused) == ["actions.needed.owner", "actions.needed.due"]
    assert not Action.objects.exists()


def test_an_idea_needs_neither(written):
    made = written(status=Status.IDEA, owner_name="", due=None)
    assert (made.status, made.owner_name, made.due) == ("idea", "", None)


def test_the_person_with_a_role_lends_the_action_a_name_and_leaves_it_behind(written, role_of):
    leader = role_of("group_leader")
    made = written(owner=leader, owner_name="")
    assert made.owner_name == str(leader.user)
    leader.delete()
    made.refresh_from_db()
    assert (made.owner, made.owner_name) == (None, str(leader.user))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rater": "nobody"}, "actions.not_in_plan"),
        ({"dimension": "charm"}, "actions.not_in_plan"),
        ({"wave": 9}, "actions.not_in_plan"),
    ],
)
def test_it_is_about_what_a_result_has(written, changes, code):
    with pytest.raises(UsageError) as refused:
        written(**changes)
    assert codes(refused) == [code]


def test_a_tie_has_two_ends(written, groups):
    with pytest.raises(UsageError) as refused:
        written(rater=groups["other"], target=groups["other"])
    assert codes(refused) == ["actions.same_group"]


def test_who_was_quicker_stays_until_it_is_saved_again(written, subject, role_of):
    made, owner = written(), role_of("owner")
    given = Given(what="Mitt", kind=Kind.STRUCTURAL, wave=made.wave, owner_name="Per", due=made.due)
    services.change(made, subject, given, Status.AGREED, seen=1, by=owner)
    with pytest.raises(UsageError) as refused:
        services.change(made, subject, given, Status.AGREED, seen=1, by=owner)
    assert codes(refused) == ["actions.changed_meanwhile"]
    made.refresh_from_db()
    assert (made.what, made.version) == ("Mitt", 2)


def test_an_agreed_action_cannot_lose_its_owner(written, subject, role_of):
    made = written()
    given = Given(what="x", kind=Kind.STRUCTURAL, wave=made.wave)
    with pytest.raises(UsageError):
        services.change(made, subject, given, Status.AGREED, seen=1, by=role_of("owner"))
    services.change(made, subject, given, Status.IDEA, seen=1, by=role_of("owner"))
    made.refresh_from_db()
    assert (made.status, made.owner_name) == ("idea", "")


@pytest.mark.parametrize(("before", "after"), [(before, after) for before, ways in NEXT.items() for after in ways])
def test_each_step_can_be_undone(written, subject, role_of, before, after):
    made = written()
    Action.objects.update(status=before)
    services.move(made, subject, after, by=role_of("owner"))
    made.refresh_from_db()
    assert made.status == after
    services.undo(made, subject, by=role_of("owner"))
    made.refresh_from_db()
    assert (made.status, made.was) == (before, "")
    services.undo(made, subject, by=role_of("owner"))
    made.refresh_from_db()
    assert made.status == before


def test_no_step_is_skipped_and_none_is_done_twice(written, subject, role_of):
    made = written(status=Status.IDEA)
    with pytest.raises(UsageError) as refused:
        services.move(made, subject, Status.DONE, by=role_of("owner"))
    assert codes(refused) == ["actions.no_way"]
    services.move(made, subject, Status.AGREED, by=role_of("owner"))
    services.move(made, subject, Status.AGREED, by=role_of("owner"))
    assert AuditEntry.objects.filter(verb="action.agreed").count() == 1


def test_letting_go_asks_for_a_line(written, subject, role_of):
    made = written()
    with pytest.raises(UsageError):
        services.let_go(made, subject, "  ", by=role_of("owner"))
    services.let_go(made, subject, "Vi fikk\nnytt system", by=role_of("owner"))
    made.refresh_from_db()
    assert (made.status, made.reason) == ("let_go", "Vi fikk nytt system")
    services.undo(made, subject, by=role_of("owner"))
    made.refresh_from_db()
    assert made.status == "agreed"


def test_services_ask_who_it_is(written, subject, role_of, groups):
    made = written(rater=groups["other"], target=groups["another"])
    for name in ("group_leader", "partner", "representative", "reader"):
        with pytest.raises(PermissionDenied):
            services.move(made, subject, Status.DONE, by=role_of(name))
        with pytest.raises(PermissionDenied):
            services.let_go(made, subject, "x", by=role_of(name))
        with pytest.raises(PermissionDenied):
            services.undo(made, subject, by=role_of(name))
        given = Given(what="x", kind=Kind.STRUCTURAL, wave=made.wave, rater=groups["other"])
        with pytest.raises(UsageError) as refused:
            services.write(made.project, subject, given, Status.IDEA, by=role_of(name))
        assert codes(refused) == ["actions.not_yours"]


def test_the_log_has_every_change_and_no_name(written, subject, role_of):
    made = written(email="anne@eksempel.no")
    owner = role_of("owner")
    services.move(made, subject, Status.UNDER_WAY, by=owner)
    services.undo(made, subject, by=owner)
    services.let_go(made, subject, "Anne sluttet", by=owner)
    entries = AuditEntry.objects.filter(verb__startswith="action.").order_by("pk")
    assert [each.verb for each in entries] == ["action.written", "action.under_way", "action.undone", "action.let_go"]
    assert {each.data["action"] for each in entries} == {made.pk}
    said = str([each.data for each in entries])
    assert "Anne" not in said
    assert "anne" not in said


def test_they_go_with_their_mapping(written):
    made = written()
    project = made.project
    with scopes_disabled():
        fields = [field for field in Action._meta.get_fields() if field.name == "project"]
    assert fields[0].remote_field.on_delete.__name__ == "CASCADE"
    assert project.actions.count() == 1
