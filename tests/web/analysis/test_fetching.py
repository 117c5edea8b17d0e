"""Who may fetch which report: role by role, over HTTP, and what no address gets round."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.terms import Audience
from samspill_web.analysis import fetching, reports
from samspill_web.analysis.forms import KINDS
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.kernel.models import AuditEntry
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = {"leaders", "staff", "public"}
WHOLE = {
    "owner": EVERYTHING,
    "consultant": EVERYTHING,
    "representative": EVERYTHING,
    "partner": {"staff", "public"},
    "group_leader": {"staff", "public"},
    "reader": {"public"},
}
"""The table a second time: whoever changes it has to change it here too, and in docs/how-to/people-and-roles.md."""


@pytest.fixture(autouse=True)
def nothing_kept():
    reports.made.clear()


@pytest.fixture
def wave(released):
    return released(people=48)


@pytest.fixture
def groups(wave) -> dict[str, object]:
    """The groups that have a page of their own."""
    with scopes_disabled():
        plan = plan_of(wave).mapping
        answered = [
            unit for unit in understood(Release.objects.get(wave=wave).text).waves[-1].groups if unit.state == "answered"
        ]
    return {unit.id: plan.groups[unit.id] for unit in answered}


def own_of(role: str, wave, groups) -> set[str]:
    """Whose pages somebody gets."""
    with scopes_disabled():
        held = Role.objects.get(project=wave.project, role=role)
    return {
        "partner": {key for key, group in groups.items() if group.organisation == held.organisation},
        "group_leader": {held.group},
        "reader": set(),
    }.get(role, set(groups))


def get(client, wave, audience: str, kind: str = "csv"):
    address = reverse("report", kwargs={"project_id": wave.project_id, "wave": wave.number})
    return client.get(address, {"audience": audience, "language": "nb", "kind": kind})


def test_the_table_names_every_role():
    assert set(fetching.WHOLE) == set(ProjectRole)
    assert {role.value: {each.value for each in whole} for role, whole in fetching.WHOLE.items()} == WHOLE


@pytest.mark.parametrize("role", WHOLE)
def test_each_role_gets_its_reports_and_no_others(wave, groups, cast, client_of, role, monkeypatch):
    monkeypatch.setattr(reports, "_render", lambda *_: b"made")
    client, own = client_of(cast.people[role]), own_of(role, wave, groups)
    assert role == "reader" or own
    assert role not in {"partner", "group_leader"} or own != set(groups)
    wanted = {*WHOLE[role], *(f"group:{unit}" for unit in own)}
    possible = [*EVERYTHING, *(f"group:{unit}" for unit in groups)]
    given = {audience for audience in possible if get(client, wave, audience).status_code == 200}
    assert given == wanted
    with scopes_disabled():
        assert AuditEntry.objects.filter(verb="report.exported").count() == len(wanted)
    page = client.get(reverse("release", args=[wave.project_id]))
    form = page.context["form"]
    assert {value for value, _ in form.fields["audience"].choices} == wanted
    assert ("json" in dict(form.fields["kind"].choices)) is ("leaders" in wanted)
    # The button leads to pages that one may have.
    first = client.get(reverse("result", args=[wave.project_id, wave.number]), follow=True)
    assert reverse("result", args=[wave.project_id, wave.number]) in page.content.decode()
    assert (first.status_code, first.resolver_match.url_name) == (200, "result_part")


@pytest.mark.parametrize("role", WHOLE)
def test_the_release_itself_is_for_those_who_may_have_everything(wave, groups, cast, client_of, role):
    client = client_of(cast.people[role])
    possible = [*EVERYTHING, *(f"group:{unit}" for unit in list(groups)[:2])]
    given = {audience for audience in possible if get(client, wave, audience, "json").status_code == 200}
    assert given == ({"leaders"} if "leaders" in WHOLE[role] else set())


def test_what_is_made_for_fewer_holds_less_in_every_data_file(wave, cast, client_of, groups):
    """A file for the public or for one group must not have the cells of others, whatever its kind."""
    client = client_of(cast.owner)
    data = [kind for kind in map(str, KINDS) if kind in {"csv", "xlsx", "sav", "graphml"}]
    sizes = {
        (kind, audience): len(get(client, wave, audience, kind).content)
        for kind, audience in product(data, ["leaders", "public", f"group:{next(iter(groups))}"])
    }
    for kind in ("csv", "xlsx"):
        assert sizes[kind, "public"] < sizes[kind, "leaders"]
        assert sizes[kind, f"group:{next(iter(groups))}"] < sizes[kind, "leaders"]


def test_the_leader_of_a_group_whose_answers_stand_with_others_gets_the_page_of_both(
    wave, groups, cast, client_of, monkeypatch
):
    first, second, *_ = groups
    pool = f"{first}+{second}"

    class Unit:
        id, members, state = pool, (first, second), "answered"

    class Result:
        groups = (Unit,)

    monkeypatch.setattr(fetching, "understood", lambda _: type("Understood", (), {"waves": (Result,)}))
    with scopes_disabled():
        row = Release.objects.select_related("wave").get(wave=wave)
        held = Role.objects.get(project=wave.project, role=ProjectRole.GROUP_LEADER)
        for group, units in ((first, (pool,)), (second, (pool,)), ("another", ())):
            held.group = group
            assert fetching.units_of(row, held) == units
    assert Audience.GROUP not in fetching.WHOLE[ProjectRole.OWNER]


def test_reasons_for_codes_are_kept_from_whoever_has_the_public_edition_alone(wave, cast, client_of, monkeypatch):
    from samspill_web.analysis.views import release

    monkeypatch.setattr(release, "sentences", lambda _: ["Gruppen fikk flere koder. Begrunnelse: vikarer"])
    seen = {
        role: "vikarer" in client_of(cast.people[role]).get(reverse("release", args=[wave.project_id])).content.decode()
        for role in WHOLE
    }
    assert {role for role, sees in seen.items() if not sees} == {"reader"}
