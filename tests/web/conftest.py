"""A fixed cast: two organisations, one mapping, and everybody who may meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import translation
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, Tenant, User
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.projects import services
from samspill_web.projects.enums import NEEDS_SECOND_FACTOR, ProjectRole
from samspill_web.projects.models import Project, Role, Wave

PASSWORD = "riktig-hest-batteri-stift"
WITH_SECOND_FACTOR = {*NEEDS_SECOND_FACTOR, TenantRole.ADMINISTRATOR, TenantRole.PRIVACY_OFFICER}


@dataclass
class Cast:
    """Everybody by role; ``outsider`` owns a mapping in another organisation."""

    tenant: Tenant
    foreign: Tenant
    project: Project
    foreign_project: Project
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def person(name: str, *, second_factor: bool = False, password: str | None = None) -> User:
    user = User.objects.create_user(f"{name}@eksempel.no", name.replace("_", " ").capitalize(), password=password)
    if second_factor:
        TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def cast(db) -> Cast:
    people = {role.value: person(role.value, second_factor=role in WITH_SECOND_FACTOR) for role in (*ProjectRole, *TenantRole)}
    people["outsider"] = person("outsider", second_factor=True)
    with scopes_disabled():
        tenant, foreign = (Tenant.objects.create(name=name) for name in ("Eksempel kommune", "Annen kommune"))
        for role in TenantRole:
            Membership.objects.create(tenant=tenant, user=people[role.value], role=role)
        Membership.objects.create(tenant=foreign, user=people["outsider"], role=TenantRole.ADMINISTRATOR)
        source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
        project = services.take_in(tenant, source, by=people["owner"])
        foreign_project = services.create(foreign, "En annen kartlegging", Language.NB, by=people["outsider"])
        groups = project_groups(project)
        for role in set(ProjectRole) - {ProjectRole.OWNER}:
            where = {
                ProjectRole.PARTNER: {"organisation": groups[-1]["organisation"]},
                ProjectRole.GROUP_LEADER: {"group": groups[0]["key"]},
            }.get(role, {})
            Role.objects.create(project=project, user=people[role.value], role=role, **where)
    return Cast(tenant, foreign, project, foreign_project, people)


def project_groups(project: Project) -> list[dict]:
    from samspill_web.projects.selectors import draft

    return draft(project).table["group"]


@pytest.fixture(autouse=True)
def in_bokmaal():
    """Forget the language that the page of another test was in."""
    with translation.override("nb"):
        yield


@pytest.fixture
def project(cast: Cast) -> Project:
    return cast.project


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser of somebody who has come in."""

    def make(user: User, **kwargs: object) -> Client:
        client = Client(**kwargs)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def unscoped():
    with scopes_disabled():
        yield


def make_ready(project: Project, by: User) -> None:
    """Do what the gate asks for: dates ahead, a key on paper, a reason for each warning."""
    from samspill.design.edit.paths import set_value
    from samspill_web.collection.services import confirm_key, make_key
    from samspill_web.kernel import clock
    from samspill_web.projects.readiness import digest, examine_project

    today = clock.now().date()
    dates = {"opens": today + timedelta(days=7), "closes": today + timedelta(days=25), "reminders": []}

    def ahead(table: dict) -> dict:
        table = set_value(table, ("calendar",), {**table.get("calendar", {}), **dates})
        return set_value(table, ("start", "feedback_meeting"), today + timedelta(days=40))

    services.edit(project, ahead, "calendar", by=by)
    project.refresh_from_db()
    confirm_key(make_key(project, examine_project(project).plan.wave, by=by), by=by)
    for finding in examine_project(project).warnings:
        services.give_reason(project, finding.code, digest(finding), "Vi har snakket om det.", by=by)


@pytest.fixture
def made_ready(cast: Cast, settings, tmp_path) -> Callable[[Project], Project]:
    """Make a mapping of the cast's owner ready to be launched."""

    def make(project: Project) -> Project:
        settings.KEYS = tmp_path / "keys"
        with scopes_disabled():
            make_ready(project, cast.owner)
            project.refresh_from_db()
        return project

    return make


@pytest.fixture
def ready_project(cast: Cast, made_ready) -> Project:
    return made_ready(cast.project)


@pytest.fixture
def open_wave(cast: Cast, ready_project: Project, time_machine) -> Callable[..., Wave]:
    """Launch the cast's mapping with people on its list, and go to the first morning."""

    def make(people: int = 0, **changes: object) -> Wave:
        from samspill_web.collection.ballots import doors
        from samspill_web.collection.models import Person
        from samspill_web.projects.launching import launch

        with scopes_disabled():
            wave = launch(ready_project, by=cast.owner)
            nodes = [str(node) for node in plan_of(wave).mapping.rater_nodes(wave.number)]
            for number in range(people):
                Person.objects.create(
                    project=ready_project,
                    wave=wave.number,
                    name=f"Person {number}",
                    email=f"person{number}@eksempel.no",
                    language="nb",
                    **{"nodes": [nodes[number % len(nodes)]], **changes},
                )
        doors.forget()
        time_machine.move_to(wave.opens + timedelta(hours=3))
        return wave

    return make
