"""Who may see a view: those who are logged in, or hold a role in an organisation. Strangers do not learn that it exists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django_scopes import scope

from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Tenant, User
from samspill_web.accounts.selectors import role_in
from samspill_web.accounts.sessions import came_by
from samspill_web.kernel import access
from samspill_web.kernel.access import Access, mark


class Request(access.Request):
    """A request of somebody who is logged in."""

    user: User


FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
GOING_TO = "going_to"
"""Where somebody was going when a second factor was asked for: an own path, kept in the session."""

LARGEST = 2**63 - 1

NEEDS_SECOND_FACTOR = frozenset({TenantRole.ADMINISTRATOR, TenantRole.PRIVACY_OFFICER})


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in everybody who is logged in."""
    return mark(login_required(view), Access("signed_in"))  # type: ignore[no-any-return]


def for_tenant(*roles: TenantRole) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in those who hold one of the roles in the organisation that the address names, and give the view the organisation."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def guarded(request: Request, tenant_id: int, **rest: Any) -> HttpResponse:
            held = None if beyond_any(tenant_id, *rest.values()) else role_in(request.user, tenant_id)
            if held not in roles:
                raise Http404
            if held in NEEDS_SECOND_FACTOR and not second_factor(request):
                return ask_for_second_factor(request)
            with scope(tenant=tenant_id):
                return view(request, Tenant.objects.get(pk=tenant_id), **rest)

        return mark(guarded, Access("tenant", frozenset(roles)))  # type: ignore[no-any-return]

    return decorate


def beyond_any(*values: object) -> bool:
    """Tell whether a number in an address is larger than any that a database keeps: nothing has it, and asking would fail."""
    return any(isinstance(value, int) and value > LARGEST for value in values)


def second_factor(request: Request) -> bool:
    """Tell whether somebody came in with two factors, or by a sign-on that is trusted to have asked for them.

    Whoever has a second factor has given it in this session (see ``sessions``); codes to print alone are none.
    """
    if is_mfa_enabled(request.user, FACTORS):
        return True
    return settings.SECOND_FACTOR_BY_SSO and came_by(request, "socialaccount")


def ask_for_second_factor(request: Request) -> HttpResponse:
    """Send somebody to where a second factor is set up, with the reason, and remember where they were going."""
    if request.method in {"GET", "HEAD"}:
        request.session[GOING_TO] = request.get_full_path()
    return redirect("second_factor")
