"""Home pages, and beginning a mapping."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from samspill.errors import SamspillError
from samspill.terms import Language
from samspill_web.accounts.access import Request, for_tenant
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.models import Tenant
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import wrongs
from samspill_web.projects import services
from samspill_web.workspace.forms import BeginForm, BringForm
from samspill_web.workspace.home import beginnings, duties, lines_for


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do next; to strangers, what this is."""
    if not request.user.is_authenticated:
        return render(request, "workspace/welcome.html")
    context = {"lines": lines_for(request.user), "beginnings": beginnings(request.user), "duties": duties(request.user)}
    return render(request, "workspace/home.html", context)


@for_tenant(TenantRole.ADMINISTRATOR, TenantRole.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, tenant: Tenant) -> HttpResponse:
    """Begin a mapping with a title."""
    form = BeginForm(request.POST or None, initial={"language": Language(tenant.language)})
    if request.method == "POST" and form.is_valid():
        project = services.create(tenant, form.cleaned_data["title"], form.cleaned_data["language"], by=request.user)
        return redirect("start", project_id=project.pk)
    context = {"tenant": tenant, "form": form, "bring": BringForm()}
    return render(request, "workspace/begin.html", context, status=422 if form.is_bound else 200)


@for_tenant(TenantRole.ADMINISTRATOR, TenantRole.MEMBER)
@require_http_methods(["POST"])
def bring(request: Request, tenant: Tenant) -> HttpResponse:
    """Begin a mapping from a file."""
    bring_form = BringForm(request.POST, request.FILES)
    if bring_form.is_valid():
        try:
            project = services.take_in(tenant, bring_form.cleaned_data["file"], by=request.user)
        except SamspillError as error:
            bring_form.add_error("file", wrongs(error))
        else:
            return redirect("project", project_id=project.pk)
    context = {"tenant": tenant, "form": BeginForm(initial={"language": Language(tenant.language)}), "bring": bring_form}
    return render(request, "workspace/begin.html", context, status=422)


@public
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show the path of a mapping: what each step is for."""
    return render(request, "workspace/guide.html")
