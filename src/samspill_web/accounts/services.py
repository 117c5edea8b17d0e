"""Changing people and organisations."""

from __future__ import annotations

from django.db import transaction

from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, Tenant, User
from samspill_web.kernel import audit, outbox


@transaction.atomic
def found_tenant(name: str, administrator: User, language: Language = Language.NB) -> Tenant:
    """Make an organisation that owns mappings, with its first administrator."""
    tenant = Tenant.objects.create(name=name, language=language.value)
    Membership.objects.create(tenant=tenant, user=administrator, role=TenantRole.ADMINISTRATOR)
    audit.record("tenant.founded", administrator, tenant.pk, name=name)
    return tenant


def person(email: str, name: str, language: Language) -> User:
    """Return whoever has an address, made where nobody has it."""
    found = User.objects.filter(email=email.strip().casefold()).first()
    return found or User.objects.create_user(email, name, language=language.value)


@transaction.atomic
def invite(tenant: Tenant, email: str, name: str, role: TenantRole, *, by: User) -> Membership:
    """Give somebody a role in an organisation, and tell them by e-mail; an existing role is changed."""
    user = person(email, name, Language(tenant.language))
    membership, _ = Membership.objects.update_or_create(tenant=tenant, user=user, defaults={"role": role})
    outbox.enqueue("accounts.invitation", user.email, Language(user.language), user=user.pk, where=tenant.name, by=str(by))
    audit.record("member.invited", by, tenant.pk, user=user.pk, role=role.value)
    return membership


def send_link(email: str) -> None:
    """Send a one-time link to whoever has an address; nobody is told whether anybody has."""
    user = User.objects.filter(email=email.strip().casefold(), is_active=True).first()
    if user is not None:
        outbox.enqueue("accounts.link", user.email, Language(user.language), user=user.pk)
