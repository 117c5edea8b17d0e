"""Reading people and organisations."""

from __future__ import annotations

from django.db.models import QuerySet

from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Membership, User


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
