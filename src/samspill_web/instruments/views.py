"""The questionnaires of an organisation: those that ship, and its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from samspill.errors import SamspillError
from samspill_web.accounts.access import Request, for_tenant
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Tenant
from samspill_web.instruments import services
from samspill_web.instruments.described import described
from samspill_web.instruments.forms import TomlForm
from samspill_web.instruments.selectors import choices, own_keys
from samspill_web.kernel.speech import told, wrongs

MAY = (TenantRole.ADMINISTRATOR, TenantRole.MEMBER)


@for_tenant(*MAY)
@require_safe
def instruments(request: Request, tenant: Tenant) -> HttpResponse:
    """List the questionnaires."""
    among, own = choices(tenant.pk), own_keys(tenant.pk)
    groups = {
        "own": [each for each in (*among.instruments, *among.modules) if each.key in own],
        "shipped": [each for each in among.instruments if each.key not in own],
        "modules": [each for each in among.modules if each.key not in own],
    }
    lists = [(f"instruments.list.{name}", list(map(described, found))) for name, found in groups.items() if found]
    return render(request, "instruments/list.html", {"tenant": tenant, "lists": lists, "has_own": bool(own)})


@for_tenant(*MAY)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request, tenant: Tenant) -> HttpResponse:
    """Bring a questionnaire, or a new version of one."""
    form = TomlForm(request.POST, request.FILES) if request.method == "POST" else TomlForm()
    if request.method == "POST" and form.is_valid():
        try:
            own = services.bring(tenant, form.cleaned_data["text"], by=request.user)
        except SamspillError as error:
            for wrong in wrongs(error):
                form.add_error(None, wrong)
        else:
            messages.success(request, told("instruments.brought", key=own.key))
            return redirect("instruments", tenant_id=tenant.pk)
    return render(request, "instruments/bring.html", {"tenant": tenant, "form": form}, status=422 if form.errors else 200)
