"""The mark of an organisation, on the first page of its reports."""

from __future__ import annotations

from base64 import b64encode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import UsageError
from samspill_web.accounts import selectors, services
from samspill_web.accounts.access import Request, for_tenant
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.forms import LogoForm
from samspill_web.accounts.models import Tenant
from samspill_web.kernel.speech import told, wrongs


@for_tenant(TenantRole.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: Request, tenant: Tenant) -> HttpResponse:
    """Show the mark, and take another in."""
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm(initial={"alt": tenant.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_logo(tenant, form.cleaned_data["picture"].read(), form.cleaned_data["alt"], by=request.user)
        except UsageError as error:
            form.add_error("picture", wrongs(error))
        else:
            messages.success(request, told("accounts.logo.done"))
            return redirect("logo", tenant_id=tenant.pk)
    held = selectors.logo_of(tenant)
    drawn = f"data:image/png;base64,{b64encode(bytes(held.png)).decode()}" if held else ""
    facts = {"tenant": tenant, "form": form, "logo": held, "drawn": drawn}
    return render(request, "accounts/logo.html", facts, status=422 if form.errors else 200)


@for_tenant(TenantRole.ADMINISTRATOR)
@require_POST
def remove_logo(request: Request, tenant: Tenant) -> HttpResponse:
    """Take the mark away."""
    services.remove_logo(tenant, by=request.user)
    messages.success(request, told("accounts.logo.removed"))
    return redirect("logo", tenant_id=tenant.pk)
