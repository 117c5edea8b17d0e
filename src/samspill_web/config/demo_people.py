"""The made-up municipality of the demonstration: people with every role, and mappings open, nearly ready and just begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django_scopes import scopes_disabled

from samspill.design.calendar import proposed
from samspill.design.edit.paths import set_value
from samspill.language import say
from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, Tenant, User
from samspill_web.analysis.made_up import link_to_try
from samspill_web.config.demo_waves import go_through
from samspill_web.kernel import clock
from samspill_web.projects import services
from samspill_web.projects.drafts import Table, draft_of
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import open_wave

PASSWORD = "samspill-demo-hest-batteri"  # noqa: S105 -- printed for everybody
"""Of everybody in the demonstration, which is served on the own machine alone."""

HOST = "eksempel.no"
TENANT = "Eksempel kommune"
BEGUN = "Trygg hjem fra sykehuset"
PREPARED = {
    "nb": "Sammen om de yngste", "nn": "Saman om dei yngste", "da": "Sammen om de yngste", "sv": "Tillsammans om de yngsta",
    "en": "Together for the youngest",
}  # fmt: skip
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to log in as."""

    key: str
    name: str
    role: ProjectRole | TenantRole

    @property
    def email(self) -> str:
        """The address."""
        return f"{self.key}@{HOST}"

    def told(self, language: Language) -> str:
        """Return the role in words."""
        area = "projects" if isinstance(self.role, ProjectRole) else "accounts"
        return say(f"{area}.role.{self.role}", language)


PEOPLE = (
    Person("kari", "Kari Nordmann", ProjectRole.OWNER),
    Person("jonas", "Jonas Berg", ProjectRole.CONSULTANT),
    Person("sunniva", "Sunniva Lie", ProjectRole.PARTNER),
    Person("amina", "Amina Hassan", ProjectRole.GROUP_LEADER),
    Person("per", "Per Olsen", ProjectRole.REPRESENTATIVE),
    Person("liv", "Liv Dahl", ProjectRole.READER),
    Person("admin", "Ada Strand", TenantRole.ADMINISTRATOR),
    Person("personvern", "Pål Vik", TenantRole.PRIVACY_OFFICER),
)


def people() -> tuple[Person, ...]:
    """Return everybody to log in as."""
    return PEOPLE


@transaction.atomic
def load() -> Project:
    """Make the municipality, unless it is there already: what was tried stays. Return the mapping with an open wave."""
    with scopes_disabled():
        if Tenant.objects.filter(name=TENANT).exists():
            return Project.objects.filter(tenant__name=TENANT, waves__isnull=False).order_by("pk")[0]
        tenant = Tenant.objects.create(name=TENANT)
        users = {each.key: _user(each) for each in PEOPLE}
        for each in PEOPLE:
            role = each.role if isinstance(each.role, TenantRole) else TenantRole.MEMBER
            if each.role in {ProjectRole.OWNER, ProjectRole.CONSULTANT} or isinstance(each.role, TenantRole):
                Membership.objects.create(tenant=tenant, user=users[each.key], role=role)
        running = _prepared(tenant, users["kari"])
        _roles(running, users)
        go_through(running, users["kari"])
        prepared = _prepared(tenant, users["kari"], PREPARED)
        _roles(prepared, users)
        services.create(tenant, BEGUN, Language.NB, by=users["kari"])
        return running


def link_to_answer(project: Project) -> str:
    """Return the link of somebody who has not answered yet; "" where no wave is open."""
    with scopes_disabled():
        wave = open_wave(project)
        return link_to_try(wave) if wave else ""


def _user(person: Person) -> User:
    user = User.objects.create_user(person.email, person.name, PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.TOTP).delete()
    return user


def _prepared(tenant: Tenant, owner: User, title: dict[str, str] | None = None) -> Project:
    """Bring in the made-up mapping, its dates moved ahead of today; one sign-off and the key are left to be done."""
    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_text(encoding="utf-8")
    project = services.take_in(tenant, source, by=owner)
    services.edit(project, lambda table: _ahead(table, title), "calendar", by=owner)
    project.refresh_from_db()
    return project


def _ahead(table: Table, title: dict[str, str] | None) -> Table:
    if title is not None:
        table = set_value(set_value(table, ("mapping", "title"), title), ("wave",), None)
    dates = proposed(clock.today(ZoneInfo("Europe/Oslo")) + AHEAD)
    closes: Any = dates.closes
    calendar = {**table.get("calendar", {}), "opens": dates.opens, "closes": closes, "reminders": list(dates.reminders)}
    table = set_value(table, ("calendar",), calendar)
    return set_value(table, ("start", "feedback_meeting"), closes + timedelta(days=21))


def _roles(project: Project, users: dict[str, User]) -> None:
    table = draft_of(project.source).table
    organisation, group = table["organisation"][-1]["key"], table["group"][0]["key"]
    where = {ProjectRole.PARTNER: {"organisation": organisation}, ProjectRole.GROUP_LEADER: {"group": group}}
    for each in PEOPLE[1:]:
        if isinstance(each.role, ProjectRole):
            Role.objects.create(project=project, user=users[each.key], role=each.role, **where.get(each.role, {}))
