"""Before its day nobody learns anything of a result by a side door: actions, maps, meetings, calendars, files, mails."""

from __future__ import annotations

import json
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from actions.conftest import form_of, groups, role_of, subject, wave, written
from analysis.conftest import answered, counted, nobody_known, over, released
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from samspill.reporting.compose import Looking, compose_map
from samspill.terms import Audience, Language
from samspill_web.actions import digest, feed
from samspill_web.actions.enums import Status
from samspill_web.actions.models import Action, Addressee, Feed
from samspill_web.analysis.models import Showing
from samspill_web.analysis.selectors import release_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.dialogue import services as meetings
from samspill_web.kernel import clock
from samspill_web.projects.models import Role

__all__ = ["answered", "counted", "groups", "nobody_known", "over", "released", "role_of", "subject", "wave", "written"]

pytestmark = pytest.mark.django_db(transaction=True)

OTHERS = ("representative", "partner", "group_leader", "reader")
WHAT = "Noe ingen vet om"
HOUR = timedelta(hours=1)


def go_to(stage: str) -> None:
    """Set the days of the only result so that its showing has come so far."""
    ahead = {"preparing": (HOUR, 2 * HOUR), "groups": (-HOUR, HOUR), "everybody": (-2 * HOUR, -HOUR)}
    with scopes_disabled():
        if stage == "unset":
            Showing.objects.all().delete()
        else:
            groups, everybody = ahead[stage]
            Showing.objects.update(groups=clock.now() + groups, everybody=clock.now() + everybody)


def who_reads(cast, client_of, wave, action: Action) -> set[str]:
    """Return the roles that find an action anywhere; each finds it on all its pages, or on none."""
    found = set()
    for name in ("owner", "consultant", *OTHERS):
        client = client_of(cast.people[name])
        pages = [client.get(reverse(page, args=[wave.project_id])) for page in ("actions", "actions_list", "actions_report")]
        seen = {WHAT in page.content.decode() for page in pages}
        seen.add(client.get(reverse("action", args=[wave.project_id, action.pk])).status_code == 200)
        assert len(seen) == 1, name
        found |= {name} if seen.pop() else set()
    return found


@pytest.mark.parametrize("stage", ["unset", "preparing", "groups", "everybody"])
@pytest.mark.parametrize("whose", ["leader", "another"])
def test_an_action_keeps_to_the_days_of_its_result(wave, written, groups, cast, client_of, stage, whose):
    action = written(WHAT, rater=groups["other"], target=groups[whose], dimension="respect")
    go_to(stage)
    own = {"group_leader"} if whose == "leader" else set()
    may = {"unset": set(), "preparing": set(), "groups": own, "everybody": set(OTHERS)}[stage]
    assert who_reads(cast, client_of, wave, action) == {"owner", "consultant"} | may


@pytest.mark.parametrize("stage", ["unset", "preparing"])
@pytest.mark.parametrize("name", ["partner", "group_leader"])
def test_nobody_writes_of_a_result_that_has_not_come_to_them(wave, groups, cast, client_of, stage, name):
    go_to(stage)
    own = groups["leader" if name == "group_leader" else "partner"]
    answer = client_of(cast.people[name]).post(reverse("action_new", args=[wave.project_id]), form_of(rater=own))
    assert answer.status_code == 409
    with scopes_disabled():
        assert not Action.objects.exists()


def own_file(client: Client, wave) -> list[dict]:
    return json.loads(client.get(reverse("own_actions", args=[wave.project_id])).content)["actions"]


def test_the_file_of_ones_own_actions_tells_no_more_than_their_page(wave, written, groups, cast, client_of):
    about = {"rater": groups["other"], "target": groups["another"], "dimension": "respect", "email": cast.reader.email}
    written(WHAT, **about)
    written("Bare en tanke", Status.IDEA, **about)
    client = client_of(cast.reader)
    found = own_file(client, wave)
    assert [(each["what"], each["dimension"]) for each in found] == [(WHAT, "")]
    go_to("preparing")
    assert own_file(client, wave) == []


def test_calendars_and_mails_wait_for_the_day(wave, written, groups, cast, client_of, client):
    client_of(cast.owner).post(reverse("renew_calendar", args=[wave.project_id]))
    soon = clock.now().date() + timedelta(days=3)
    written(WHAT, rater=groups["leader"], target=groups["other"], email="anne@eksempel.no", due=soon)
    with scopes_disabled():
        address = "/" + feed.address_of(Feed.objects.get()).partition("//")[2].partition("/")[2]
        anne = Addressee.objects.create(tenant=cast.tenant, email="anne@eksempel.no")
    for stage, shown in (("everybody", True), ("groups", False), ("preparing", False), ("unset", False)):
        go_to(stage)
        assert (WHAT in client.get(address).content.decode()) == shown, stage
        with scopes_disabled():
            assert bool(digest.due_for(anne, clock.now().date()).soon) == shown, stage


def test_a_report_without_a_map_has_none_that_looks_at_one_organisation(wave, cast, client_of):
    go_to("groups")
    client, page = client_of(cast.group_leader), reverse("result_group", args=[wave.project_id, wave.number, 1, "map"])
    for organisation in plan_of(wave).mapping.organisations:
        assert client.get(f"{page}?{urlencode({'organisation': organisation})}").status_code == 404, organisation


@pytest.mark.parametrize("audience", Audience)
def test_maps_are_made_for_those_alone_whose_report_has_one(wave, audience):
    plan = plan_of(wave)
    looking = Looking(near=next(iter(plan.mapping.organisations)))
    with scopes_disabled():
        release = release_of(wave)
    made = compose_map(release, plan.mapping, plan.instrument, Language.NB, "map", audience=audience, looking=looking)
    assert (made is not None) == (audience in {Audience.LEADERS, Audience.PUBLIC})


def test_a_meeting_tells_no_leader_of_a_group_what_the_result_proposes(wave, cast, client_of):
    with scope(tenant=cast.tenant.pk):
        made = meetings.make(cast.project, "45-minutes", cast.owner)
        talked = {member for talk in meetings.stage_of(made, Language.NB).talks for member in talk.members}
        Role.objects.filter(project=cast.project, user=cast.group_leader).update(group=min(talked).partition("@")[0])
    client, listed = client_of(cast.group_leader), reverse("feedback_meeting", args=[wave.project_id])
    notes = reverse("meeting_notes", args=[wave.project_id, made.number])
    for stage, shown in (("everybody", True), ("groups", False), ("preparing", False)):
        go_to(stage)
        assert (notes in client.get(listed).content.decode()) == shown, stage
        assert client.get(notes).status_code == (200 if shown else 403), stage
    with scopes_disabled():
        made.groups = sorted(talked)
        made.save(update_fields=["groups"])
    # Whom the owner has asked to a meeting may know that.
    assert client.get(notes).status_code == 200


def test_the_notes_of_a_group_lead_to_no_dimension_of_others(wave, cast, client_of):
    with scope(tenant=cast.tenant.pk):
        made = meetings.make(cast.project, "45-minutes", cast.owner)
        made.groups = list(plan_of(wave).mapping.groups)
        made.groups = [key for key, _ in meetings_groups(made)]
        made.save(update_fields=["groups"])
    address = reverse("meeting_notes", args=[wave.project_id, made.number])
    assert "tie=" in client_of(cast.owner).get(address).context["action"]
    told = client_of(cast.group_leader).get(address).context["action"]
    assert "tie=" not in told
    assert "dimension=" not in told


def meetings_groups(made) -> list[tuple[str, str]]:
    stage = meetings.stage_of(type(made)(project=made.project, wave=made.wave, source=made.source), Language.NB)
    return [(unit.id, "") for unit in stage.scene.targets]


@pytest.mark.parametrize("name", OTHERS)
def test_the_edition_for_the_public_waits_as_well(wave, cast, client_of, name):
    go_to("groups")
    answer = client_of(cast.people[name]).get(reverse("public_edition", args=[wave.project_id, wave.number]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("release_of_wave", args=[wave.project_id, wave.number]))


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-30", "0001-01-01", "1899-12-31", "2200-01-01"])
def test_days_that_nobody_can_mean_are_refused_wherever_days_are_written(wave, cast, client_of, day):
    client, project = client_of(cast.owner), wave.project_id
    assert client.post(reverse("action_new", args=[project]), form_of(due=day)).status_code == 422
    meeting = client.post(reverse("make_meeting", args=[project]), {"plan": "45-minutes"})["Location"]
    answer = client.post(meeting, {"day": day, "clock": "00:00", "groups": [next(iter(plan_of(wave).mapping.groups))]})
    assert answer.status_code == 422
    assert "day" in answer.context["form"].errors
    assert client.get(meeting).status_code == 200
    go_to("unset")
    days = {"groups": day, "everybody": day}
    assert client.post(reverse("showing", args=[project, wave.number]), days).status_code == 422


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_that_can_be_meant(wave, cast, client_of, day):
    answer = client_of(cast.owner).post(reverse("action_new", args=[wave.project_id]), form_of(due=day.isoformat()))
    assert answer.status_code == 302


@pytest.mark.parametrize("times", [2, 20_000])
def test_a_group_stands_once_in_what_an_action_is_about(wave, groups, cast, client_of, times):
    rater = "+".join([groups["leader"]] * times)
    answer = client_of(cast.group_leader).post(reverse("action_new", args=[wave.project_id]), form_of(rater=rater))
    assert answer.status_code == 422
    with scopes_disabled():
        assert not Action.objects.exists()


@pytest.mark.parametrize("link", ["%00", "a%00b", "%0d%0aSet-Cookie:x", "..%2f", "x" * 100_000])
def test_no_link_to_a_result_reaches_the_database_but_one_that_could_be(db, link):
    for more in ("", "report/", "map/"):
        assert Client().get(f"/r/{link}/{more}").status_code == 404
