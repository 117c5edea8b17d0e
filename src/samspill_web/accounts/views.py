"""Coming in, and who is in an organisation."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from samspill_web.accounts import selectors, services
from samspill_web.accounts.access import Request, for_tenant, signed_in
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.forms import AskForLinkForm, InviteForm
from samspill_web.accounts.links import user_of
from samspill_web.accounts.models import Tenant
from samspill_web.kernel import audit
from samspill_web.kernel.access import public
from samspill_web.kernel.models import AuditEntry
from samspill_web.kernel.speech import told

ENTRIES = 50


@public
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody in by a one-time link. Opening it changes nothing, since mail scanners open links too."""
    user = user_of(token)
    if user is None:
        return render(request, "accounts/link_spent.html", status=410)
    if request.method != "POST":
        return render(request, "accounts/link.html", {"person": user})
    # allauth asks for the second factor where somebody has one.
    return perform_login(request, Login(user=user, email_verification="none"))  # type: ignore[no-any-return]


@public
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a one-time link; the answer is the same whether the address is known or not."""
    form = AskForLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.send_link(form.cleaned_data["email"])
        return render(request, "accounts/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "accounts/ask_for_link.html", {"form": form})


@signed_in
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Say why a second factor is needed, and where to set it up."""
    return render(request, "accounts/second_factor.html", {"has_one": is_mfa_enabled(request.user)})


@for_tenant(TenantRole.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request, tenant: Tenant) -> HttpResponse:
    """Show who is in an organisation, and invite more."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.invite(tenant, by=request.user, **form.cleaned_data)
        messages.success(request, told("accounts.people.invited", email=form.cleaned_data["email"]))
        return redirect("people", tenant_id=tenant.pk)
    return render(request, "accounts/people.html", {"tenant": tenant, "form": form, "members": selectors.members(tenant.pk)})


@for_tenant(TenantRole.PRIVACY_OFFICER)
@require_safe
def audit_log(request: Request, tenant: Tenant) -> HttpResponse:
    """Show who did what; that somebody looked is written too."""
    audit.record("audit.viewed", request.user, tenant.pk)
    page = Paginator(AuditEntry.objects.all(), ENTRIES).get_page(request.GET.get("page"))
    return render(request, "accounts/audit_log.html", {"tenant": tenant, "page": page})
