"""Rights that somebody would like to have: one's own role, another's, another mapping's, another organisation's."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.urls import reverse

import samspill
from samspill.errors import InstrumentError
from samspill.instrument.load import shipped_source
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership
from samspill_web.collection.services import open_trial
from samspill_web.collection.trying import link_of
from samspill_web.instruments.services import bring
from samspill_web.kernel.models import AuditEntry, Message
from samspill_web.projects import services
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import instrument_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]


def role(project: Project, user) -> str:
    return Role.objects.get(project=project, user=user).role


def invite(client, project, email: str, to: ProjectRole):
    sent = {"email": email, "name": "Noen", "role": to.value}
    return client.post(reverse("project_people", args=[project.pk]), sent)


def test_a_consultant_makes_nobody_an_owner(cast, client_of):
    """Whoever is hired to prepare a mapping does not take it over."""
    client = client_of(cast.consultant)
    for email in (cast.consultant.email, cast.reader.email, "venn@eksempel.no"):
        assert invite(client, cast.project, email, ProjectRole.OWNER).status_code == 422
    assert role(cast.project, cast.consultant) == ProjectRole.CONSULTANT
    assert role(cast.project, cast.reader) == ProjectRole.READER
    assert Role.objects.filter(project=cast.project, role=ProjectRole.OWNER).count() == 1


def test_a_consultant_takes_nothing_from_an_owner(cast, client_of):
    services.give_role(cast.project, "to@eksempel.no", "Eier To", ProjectRole.OWNER, by=cast.owner)
    client, held = client_of(cast.consultant), Role.objects.get(project=cast.project, user=cast.owner)
    assert invite(client, cast.project, cast.owner.email, ProjectRole.READER).status_code == 422
    client.post(reverse("remove_person", args=[cast.project.pk, held.pk]))
    assert role(cast.project, cast.owner) == ProjectRole.OWNER


def test_an_owner_may_hand_over_and_the_last_one_stays(cast, client_of):
    client = client_of(cast.owner)
    assert invite(client, cast.project, cast.owner.email, ProjectRole.READER).status_code == 422
    client.post(reverse("remove_person", args=[cast.project.pk, Role.objects.get(project=cast.project, user=cast.owner).pk]))
    assert role(cast.project, cast.owner) == ProjectRole.OWNER
    assert invite(client, cast.project, cast.consultant.email, ProjectRole.OWNER).status_code == 302
    assert invite(client, cast.project, cast.owner.email, ProjectRole.READER).status_code == 302
    assert role(cast.project, cast.owner) == ProjectRole.READER


@pytest.mark.parametrize("name", ["partner", "group_leader", "representative", "reader", "outsider", "administrator", "member"])
def test_nobody_else_changes_roles_their_own_among_them(cast, client_of, name):
    before = set(Role.objects.values_list("user", "role"))
    client = client_of(cast.people[name])
    for to in ProjectRole:
        assert invite(client, cast.project, cast.people[name].email, to).status_code in {403, 404}
    for held in Role.objects.all():
        assert client.post(reverse("remove_person", args=[cast.project.pk, held.pk])).status_code in {403, 404}
    assert set(Role.objects.values_list("user", "role")) == before


def test_roles_of_another_mapping_are_not_taken(cast, client_of):
    client = client_of(cast.outsider)
    before = set(Role.objects.values_list("pk", flat=True))
    for held in Role.objects.filter(project=cast.project):
        assert client.post(reverse("remove_person", args=[cast.foreign_project.pk, held.pk])).status_code == 404
    assert set(Role.objects.values_list("pk", flat=True)) == before


def test_numbers_of_another_mapping_undo_nothing(cast, client_of):
    client = client_of(cast.outsider)
    for number in range(cast.project.version + 3):
        assert client.post(reverse("undo", args=[cast.project.pk, number])).status_code == 404
        assert client.post(reverse("undo", args=[cast.foreign_project.pk, number + 2])).status_code == 404
    assert Project.objects.get(pk=cast.project.pk).version == cast.project.version


def test_members_of_an_organisation_do_not_raise_themselves(cast, client_of):
    for name in ("member", "privacy_officer", "outsider", "owner"):
        client = client_of(cast.people[name])
        pk = cast.people[name].pk
        assert client.post(reverse("change_member", args=[cast.tenant.pk, pk]), {"role": "administrator"}).status_code == 404
        sent = {"email": cast.people[name].email, "name": "x", "role": "administrator"}
        assert client.post(reverse("people", args=[cast.tenant.pk]), sent).status_code == 404
    held = set(Membership.objects.filter(tenant=cast.tenant, role=TenantRole.ADMINISTRATOR).values_list("user", flat=True))
    assert held == {cast.administrator.pk}


def test_a_log_is_read_by_its_own_privacy_officer_alone(cast, client_of):
    for name in set(cast.people) - {"privacy_officer"}:
        assert client_of(cast.people[name]).get(reverse("audit_log", args=[cast.tenant.pk])).status_code == 404
    page = client_of(cast.privacy_officer).get(
        reverse("audit_log", args=[cast.tenant.pk]), {"project": cast.foreign_project.pk, "by": cast.outsider.pk}
    )
    assert str(cast.outsider) not in page.content.decode()
    assert cast.foreign_project.title not in page.content.decode()


def test_a_questionnaire_of_another_organisation_is_not_found_by_its_key(cast, client_of):
    secret = "Hemmelig spørsmål fra en annen kommune"
    text = shipped_source("relational-capacity").replace('key = "relational-capacity"', 'key = "deres"', 1)
    bring(cast.foreign, text.replace("[instrument]", f"# {secret}\n[instrument]", 1), by=cast.outsider)
    client = client_of(cast.owner)
    source = cast.project.source.replace('instrument = "relational-capacity"', 'instrument = "deres"')
    assert source != cast.project.source
    client.post(reverse("file_replace", args=[cast.project.pk]), {"source": source, "seen": cast.project.version})
    project = Project.objects.get(pk=cast.project.pk)
    with pytest.raises(InstrumentError):
        instrument_of(project)
    for page in ("ready", "questions", "trial", "groups", "needs", "project"):
        answer = client.get(reverse(page, args=[project.pk]))
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
    assert client.get(reverse("preview", args=[project.pk, "nb"])).status_code == 200


@pytest.mark.parametrize(
    "key",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "http://127.0.0.1:9/x",
        "file:///etc/passwd",
        "..",
        "relational-capacity.toml",
        "a\u0000b",
    ],
)
@pytest.mark.parametrize("where", ["instrument", "modules"])
def test_a_key_is_no_path_and_no_address(cast, client_of, key, where, monkeypatch):
    opened: list[Path] = []
    really = Path.open

    def watched(path: Path, *rest, **more):
        opened.append(path)
        return really(path, *rest, **more)

    monkeypatch.setattr(Path, "open", watched)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    client = client_of(cast.owner)
    sent = {"instrument": "relational-capacity", "modules": [], "own_group": "yes", "seen": cast.project.version, where: key}
    assert client.post(reverse("questions", args=[cast.project.pk]), sent).status_code == 422
    assert "root:" not in client.get(reverse("ready", args=[cast.project.pk])).content.decode()
    package = Path(samspill.__file__).parent
    assert [path for path in opened if package not in path.resolve().parents and "samspill_web" not in path.parts] == []


def test_a_trial_link_opens_its_own_mapping_alone_and_no_more_once_closed(cast, client_of, client):
    ours, theirs = open_trial(cast.project, by=cast.owner), open_trial(cast.foreign_project, by=cast.outsider)
    path = link_of(ours).partition("//")[2].partition("/")[2]
    assert cast.project.title in client.get(f"/{path}").content.decode()
    client_of(cast.outsider).post(reverse("close_trial", args=[cast.project.pk]))
    client_of(cast.outsider).post(reverse("close_trial", args=[cast.foreign_project.pk]))
    assert client.get(f"/{path}").status_code == 200
    theirs.refresh_from_db()
    assert not theirs.open
    client_of(cast.owner).post(reverse("close_trial", args=[cast.project.pk]))
    assert client.get(f"/{path}").status_code == 410
    client_of(cast.owner).post(reverse("open_trial", args=[cast.project.pk]))
    assert client.get(f"/{path}").status_code == 410, "an old link stays worthless"


def test_what_is_refused_is_not_written_as_done(cast, client_of):
    invite(client_of(cast.consultant), cast.project, "venn@eksempel.no", ProjectRole.OWNER)
    assert not AuditEntry.objects.filter(verb__in=["role.given", "role.taken"]).exists()
    assert not Message.objects.exists()
    assert not type(cast.owner).objects.filter(email="venn@eksempel.no").exists()
