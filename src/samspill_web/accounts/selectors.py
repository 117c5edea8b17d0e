"""Reading people and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django_scopes import scopes_disabled

from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Logo, Membership, Tenant, User
from samspill_web.kernel.models import AuditEntry


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return what somebody is, in which organisations."""
    return Membership.objects.filter(user=user).select_related("tenant").order_by("tenant__name")


def role_in(user: User, tenant_id: int) -> TenantRole | None:
    """Return what somebody is in an organisation; None where nothing."""
    found = Membership.objects.filter(user=user, tenant_id=tenant_id).values_list("role", flat=True).first()
    return TenantRole(found) if found else None


def members(tenant_id: int) -> QuerySet[Membership]:
    """Return everybody in an organisation."""
    return Membership.objects.filter(tenant_id=tenant_id).select_related("user").order_by("user__name", "user__email")


def logo_of(tenant: Tenant) -> Logo | None:
    """Return the mark of an organisation; None where it has none."""
    return Logo.objects.filter(tenant=tenant).first()


def entries(*, by: str = "", verb: str = "", project: str = "") -> QuerySet[AuditEntry]:
    """Return the log of the organisation in scope, the latest first; only what somebody did, or of a kind, or in a mapping."""
    wanted = {"by_id": by, "verb": verb, "project": project}
    return AuditEntry.objects.filter(**{name: value for name, value in wanted.items() if value})


def people_in_log() -> list[tuple[int, str]]:
    """Return who stands in the log: id and the latest name."""
    rows = AuditEntry.objects.filter(by__isnull=False).order_by("by_name").values_list("by_id", "by_name").distinct()
    return sorted(dict(rows).items(), key=lambda row: row[1].casefold())


def verbs_in_log() -> list[str]:
    """Return what was done at all."""
    return list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct())


def projects_in_log() -> list[int]:
    """Return the mappings that the log names."""
    rows = AuditEntry.objects.filter(project__isnull=False).order_by("project")
    return [pk for pk in rows.values_list("project", flat=True).distinct() if pk is not None]


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Return people's names by id."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in=set(user_ids))}


def titles_of(project_ids: Iterable[int]) -> dict[int, str]:
    """Return the titles of the mappings of the organisation in scope by id."""
    return dict(_of_projects("Project").filter(pk__in=set(project_ids)).values_list("pk", "title"))


def roles_in_mappings(user: User) -> list[tuple[str, str]]:
    """Return title and role of every mapping that somebody takes part in, over all organisations: the person is the scope."""
    with scopes_disabled():
        rows = _of_projects("Role").filter(user=user).order_by("project__title")
        return list(rows.values_list("project__title", "role"))


def _of_projects(model: str) -> QuerySet[Any]:
    # Mappings are built on people, so people know them by name alone, as a foreign key does.
    return apps.get_model("projects", model).objects.all()  # type: ignore[no-any-return]
