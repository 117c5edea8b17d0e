"""Who sees and writes which actions: role by role, over HTTP."""

from __future__ import annotations

import pytest
from actions.conftest import form_of
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill_web.actions import sharing
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action
from samspill_web.projects.enums import ProjectRole

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = {
    "owner": ("all", "all"),
    "consultant": ("all", "all"),
    "representative": ("all", "none"),
    "partner": ("own", "own"),
    "group_leader": ("own", "own"),
    "reader": ("none", "none"),
}
"""The table a second time: whoever changes it has to change it here too, and in docs/how-to/follow-up.md."""

WHERE = ("leader", "partner", "other", "whole")
STATUSES = ("idea", "agreed", "under_way", "done", "let_go")


@pytest.fixture
def everything(written, groups) -> dict[tuple[str, str], Action]:
    """An action of each status about a tie of the leader's group, one of the partner's, one of neither's, and the whole."""
    ends = {
        "leader": {"rater": groups["other"], "target": groups["leader"]},
        "partner": {"rater": groups["partner"], "target": groups["other"]},
        "other": {"rater": groups["other"], "target": groups["another"]},
        "whole": {},
    }
    made = {}
    for where, tie in ends.items():
        for status in STATUSES:
            action = written(f"{where} {status}", Status.IDEA, dimension="respect", email="anne@eksempel.no", sign="…", **tie)
            with scopes_disabled():
                Action.objects.filter(pk=action.pk).update(status=status, reason="fordi" if status == "let_go" else "")
            made[where, status] = action
    return made


def own_of(role: str) -> set[str]:
    return {"all": set(WHERE), "own": {"leader" if role == "group_leader" else "partner"}, "none": set()}[TABLE[role][0]]


def test_the_table_names_every_role():
    assert set(sharing.RIGHTS) == set(ProjectRole)
    assert {role.value: (rights.sees.value, rights.writes.value) for role, rights in sharing.RIGHTS.items()} == TABLE


@pytest.mark.parametrize("role", TABLE)
def test_each_role_sees_its_actions_and_no_others(everything, cast, client_of, role, wave):
    client = client_of(cast.people[role])
    may = {(where, status) for where in WHERE for status in STATUSES if where in own_of(role)}
    may |= {(where, status) for where in WHERE for status in ("agreed", "under_way", "done")}
    for name in ("actions", "actions_list"):
        page = client.get(reverse(name, args=[wave.project_id])).content.decode()
        assert {key for key in everything if f"{key[0]} {key[1]}<" in page} == may, name
    for key, action in everything.items():
        answer = client.get(reverse("action", args=[wave.project_id, action.pk]))
        assert answer.status_code == (200 if key in may else 404), key
        if key not in may:
            continue
        said = answer.content.decode()
        full, writes = key[0] in own_of(role), key[0] in own_of(role) and TABLE[role][1] != "none"
        assert ("Respekt" in said) == full, key
        assert ("anne@eksempel.no" in said) == writes, key
        assert ("fordi" in said) == (full and key[1] == "let_go"), key
        assert (reverse("action_edit", args=[wave.project_id, action.pk]) in said) == writes, key


@pytest.mark.parametrize("role", TABLE)
def test_no_list_has_an_address(everything, cast, client_of, role, wave):
    for name in ("actions", "actions_list"):
        assert "anne@" not in client_of(cast.people[role]).get(reverse(name, args=[wave.project_id])).content.decode()


@pytest.mark.parametrize("role", TABLE)
def test_each_role_changes_its_actions_and_no_others(everything, cast, client_of, role, wave):
    client = client_of(cast.people[role])
    writes = own_of(role) if TABLE[role][1] != "none" else set()
    for (where, status), action in everything.items():
        for name, more in (("action_status", ["done"]), ("action_let_go", []), ("action_undo", []), ("action_edit", [])):
            with scopes_disabled():
                before = Action.objects.values().get(pk=action.pk)
            answer = client.post(reverse(name, args=[wave.project_id, action.pk, *more]), form_of(reason="x", seen="0"))
            with scopes_disabled():
                after = Action.objects.values().get(pk=action.pk)
                Action.objects.filter(pk=action.pk).update(**before)
            if where not in writes:
                assert answer.status_code in {403, 404}, (name, where, status)
                assert after == before, (name, where, status)
            else:
                assert answer.status_code in {302, 422}, (name, where, status)


@pytest.mark.parametrize("role", ["partner", "group_leader"])
def test_whoever_has_a_group_writes_about_its_ties_alone(wave, groups, cast, client_of, role):
    client, own = client_of(cast.people[role]), groups["leader" if role == "group_leader" else "partner"]
    address = reverse("action_new", args=[wave.project_id])
    ties = [
        ({"rater": own, "target": groups["another"]}, True),
        ({"rater": groups["another"], "target": own}, True),
        ({"rater": own}, True),
        ({"rater": groups["other"], "target": groups["another"]}, False),
        ({"rater": groups["other"]}, False),
        ({}, False),
        ({"rater": f"{own}+nobody"}, False),
    ]
    for tie, allowed in ties:
        answer = client.post(address, form_of(**tie))
        assert answer.status_code == (302 if allowed else 422), tie
        if not allowed:
            assert "Felles oppstartsmøte hver august" in answer.content.decode()
    with scopes_disabled():
        assert Action.objects.count() == 3


def test_an_action_cannot_be_moved_out_of_ones_own_reach_or_into_it(everything, cast, client_of, groups, wave):
    client = client_of(cast.group_leader)
    action = everything["leader", "agreed"]
    address = reverse("action_edit", args=[wave.project_id, action.pk])
    answer = client.post(address, form_of(rater=groups["other"], target=groups["another"], seen="1"))
    assert answer.status_code == 422
    with scopes_disabled():
        assert Action.objects.get(pk=action.pk).target == groups["leader"]


def test_a_leader_is_offered_no_list_of_everybody(wave, cast, client_of):
    offered = client_of(cast.group_leader).get(reverse("action_new", args=[wave.project_id])).context["form"].fields["owner"]
    assert [label for _, label in offered.choices][1:] == [str(cast.group_leader)]
    everybody = client_of(cast.owner).get(reverse("action_new", args=[wave.project_id])).context["form"].fields["owner"]
    assert len(everybody.choices) == 1 + len(ProjectRole)


def test_strangers_come_to_none(everything, cast, client_of, client, wave):
    for name in ("actions", "actions_list", "action_new"):
        address = reverse(name, args=[wave.project_id])
        assert client_of(cast.outsider).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_another_mappings_actions_are_not_found_under_this_one(everything, cast, client_of):
    action = everything["other", "agreed"]
    assert client_of(cast.outsider).get(reverse("action", args=[cast.foreign_project.pk, action.pk])).status_code == 404
