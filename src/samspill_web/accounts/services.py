"""Changing people and organisations."""

from __future__ import annotations

from django.db import models, transaction

from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.logo import redrawn
from samspill_web.accounts.models import Logo, Membership, Tenant, User
from samspill_web.kernel import audit, clock, outbox


class LastAdministratorError(Exception):
    """An organisation would have nobody left who can let people in."""


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
    """Give somebody a role in an organisation, and tell them by e-mail; an existing role is changed.

    Raises
    ------
    LastAdministratorError
        Where it would take the last administrator's role.
    """
    user = person(email, name, Language(tenant.language))
    held = _lock(tenant).filter(user=user).first()
    if held is not None:
        _keep_an_administrator(held, role)
    membership, _ = Membership.objects.update_or_create(tenant=tenant, user=user, defaults={"role": role})
    fields = {"user": user.pk, "tenant": tenant.pk, "where": tenant.name, "by": str(by)}
    outbox.enqueue("accounts.invitation", user.email, Language(user.language), **fields)
    audit.record("member.invited", by, tenant.pk, user=user.pk, role=role.value)
    return membership


@transaction.atomic
def change_role(tenant: Tenant, user_id: int, role: TenantRole, *, by: User) -> Membership:
    """Give a member of an organisation another role.

    Raises
    ------
    Membership.DoesNotExist
        Where nobody with the id is in the organisation.
    LastAdministratorError
    """
    held = _lock(tenant).get(user_id=user_id)
    if held.role != role:
        _keep_an_administrator(held, role)
        audit.record("member.changed", by, tenant.pk, user=user_id, before=held.role, role=role.value)
        held.role = role
        held.save(update_fields=["role"])
    return held


@transaction.atomic
def remove(tenant: Tenant, user_id: int, *, by: User) -> Membership:
    """Take a member out of an organisation; what the person holds in single mappings stays.

    Raises
    ------
    Membership.DoesNotExist
    LastAdministratorError
    """
    held = _lock(tenant).get(user_id=user_id)
    _keep_an_administrator(held, None)
    audit.record("member.removed", by, tenant.pk, user=user_id, role=held.role)
    held.delete()
    return held


@transaction.atomic
def set_logo(tenant: Tenant, content: bytes, alt: str, *, by: User) -> Logo:
    """Give an organisation a mark for the first page of its reports; the one before it is gone.

    Raises
    ------
    UsageError
        As :func:`samspill_web.accounts.logo.redrawn`.
    """
    drawn = redrawn(content)
    fields = {"png": drawn.png, "width": drawn.width, "height": drawn.height, "alt": alt, "at": clock.now()}
    made, _ = Logo.objects.update_or_create(tenant=tenant, defaults=fields)
    audit.record("logo.set", by, tenant.pk)
    return made


@transaction.atomic
def remove_logo(tenant: Tenant, *, by: User) -> None:
    """Take the mark of an organisation away."""
    deleted, _ = Logo.objects.filter(tenant=tenant).delete()
    if deleted:
        audit.record("logo.removed", by, tenant.pk)


def send_link(email: str) -> None:
    """Send a one-time link to whoever has an address; nobody is told, not even by time, whether anybody has.

    The row is written for any address: whether somebody has it is seen when the message would be sent.
    """
    outbox.enqueue("accounts.link", email.strip().casefold(), Language.NB)


def rename(user: User, name: str, language: Language) -> None:
    """Remember somebody's own name and language."""
    user.name, user.language = name, language.value
    user.save(update_fields=["name", "language"])


def _lock(tenant: Tenant) -> models.QuerySet[Membership]:
    """Return the organisation's members, once nobody else is changing them: two administrators cannot remove each other."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    return Membership.objects.filter(tenant=tenant).select_related("user")


def _keep_an_administrator(held: Membership, role: TenantRole | None) -> None:
    if held.role != TenantRole.ADMINISTRATOR or role is TenantRole.ADMINISTRATOR:
        return
    others = Membership.objects.filter(tenant_id=held.tenant_id, role=TenantRole.ADMINISTRATOR, user__is_active=True)
    if not others.exclude(pk=held.pk).exists():
        raise LastAdministratorError
