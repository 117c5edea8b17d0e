"""Who is in an organisation, and who did what in it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill_web.accounts import log, selectors, services
from samspill_web.accounts.access import Request, for_tenant
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.forms import InviteForm, LogFilterForm, RoleForm
from samspill_web.accounts.models import Membership, Tenant
from samspill_web.kernel import audit
from samspill_web.kernel.speech import told

ENTRIES = 50


@for_tenant(TenantRole.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request, tenant: Tenant) -> HttpResponse:
    """Show who is in an organisation, and invite more."""
    form = InviteForm(request.POST or None, initial={"role": TenantRole.MEMBER})
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        return _done(request, tenant, lambda: services.invite(tenant, by=request.user, **fields), "invited")
    rows = [(row, RoleForm(initial={"role": row.role}, auto_id=f"id_{row.user_id}_%s")) for row in selectors.members(tenant.pk)]
    facts = {"tenant": tenant, "form": form, "rows": rows}
    return render(request, "accounts/people.html", facts, status=422 if form.errors else 200)


@for_tenant(TenantRole.ADMINISTRATOR)
@require_POST
def change_role(request: Request, tenant: Tenant, user_id: int) -> HttpResponse:
    """Give somebody another role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, told("accounts.wrong.invalid"))
        return redirect("people", tenant_id=tenant.pk)
    role = form.cleaned_data["role"]
    return _done(request, tenant, lambda: services.change_role(tenant, user_id, role, by=request.user), "changed")


@for_tenant(TenantRole.ADMINISTRATOR)
@require_POST
def remove(request: Request, tenant: Tenant, user_id: int) -> HttpResponse:
    """Take somebody out of the organisation."""
    return _done(request, tenant, lambda: services.remove(tenant, user_id, by=request.user), "removed")


def _done(request: Request, tenant: Tenant, change: Callable[[], Membership], what: str) -> HttpResponse:
    """Make a change, say what it did, and go back to the list; home where the change was to one's own right to see it."""
    try:
        member = change()
    except Membership.DoesNotExist as error:
        raise Http404 from error
    except services.LastAdministratorError:
        messages.error(request, told("accounts.people.last_administrator"))
        return redirect("people", tenant_id=tenant.pk)
    messages.success(request, told(f"accounts.people.{what}", name=str(member.user), email=member.user.email))
    stays = selectors.role_in(request.user, tenant.pk) is TenantRole.ADMINISTRATOR
    return redirect("people", tenant_id=tenant.pk) if stays else redirect("profile")


@for_tenant(TenantRole.PRIVACY_OFFICER)
@require_safe
def audit_log(request: Request, tenant: Tenant) -> HttpResponse:
    """Show who did what; that somebody looked is written too."""
    form = LogFilterForm(request.GET or None, choices=_choices())
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(selectors.entries(**wanted), ENTRIES).get_page(request.GET.get("page"))
    facts = {"tenant": tenant, "form": form, "page": page, "lines": log.lines(list(page)), "query": _query(request)}
    response = render(request, "accounts/audit_log.html", facts)
    audit.record("audit.viewed", request.user, tenant.pk)
    return response


def _choices() -> dict[str, list[tuple[str, str]]]:
    projects = selectors.projects_in_log()
    titles = selectors.titles_of(projects)
    return {
        "by": [(str(pk), name) for pk, name in selectors.people_in_log()],
        "verb": sorted(((code, log.verb(code)) for code in selectors.verbs_in_log()), key=lambda choice: choice[1]),
        "project": [(str(pk), log.title(pk, titles)) for pk in projects],
    }


def _query(request: Request) -> str:
    """Return the filter as the links to other pages carry it."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
