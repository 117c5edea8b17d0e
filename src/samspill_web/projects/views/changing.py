"""Pages about one part of the plan: a form that names what it changes, and where to go when it has been saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from samspill.errors import DesignError
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request
from samspill_web.projects.conflicts import worded
from samspill_web.projects.drafts import Table
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.pages import languages_of, show

Form = TypeVar("Form", bound=PlanForm)


def editors_only(request: Request) -> None:
    """Refuse a change by somebody who may only look."""
    if request.role.role not in EDITORS:
        raise PermissionDenied


def form_for(request: Request, project: Project, form_class: type[Form], **about: object) -> Form:
    """Return a form about a part of the plan, as the plan or whoever sent it fills it; ``about`` names the part."""
    table, languages = draft(project).table, languages_of(project)
    more: dict[str, Any] = {"languages": languages, "table": table, **about}
    if request.method == "POST":
        return form_class(request.POST, **more)
    return form_class(initial={"seen": project.version}, **more)


def form_page(
    request: Request,
    project: Project,
    page: str,
    form: PlanForm,
    template: str,
    *,
    then: Callable[[services.Edited], HttpResponse],
    on_top: bool = False,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form about a part of the plan, and save it: what cannot be saved comes back as it was typed.

    Parameters
    ----------
    on_top : bool
        The change adds to the plan as it now stands, whatever its reader saw.
    """
    whole = {"form": form, **(context or {})}
    if request.method != "POST":
        return show(request, project, page, template, whole)
    editors_only(request)
    if not form.is_valid():
        return again(request, project, page, template, whole)
    seen = None if on_top else form.cleaned_data["seen"]
    try:
        edited = services.edit(project, form.apply, page, by=request.user, seen=seen)
    except DesignError as error:
        for wrong in wrongs(error):
            form.add_error(None, wrong)
        return again(request, project, page, template, whole)
    if edited.conflicts:
        project.refresh_from_db()
        form.saw(edited.version)
        kept = [worded(conflict, draft(project).table) for conflict in edited.conflicts]
        return again(request, project, page, template, {**whole, "conflicts": kept})
    if request.htmx:
        return trigger_client_event(render(request, "projects/saved.html", {"version": edited.version}), "plan-changed")
    return then(edited)


def version_seen(request: Request, project: Project) -> int | None:
    """Return the version that somebody says to have seen; None for one that never was."""
    seen = request.POST.get("seen", "")
    known = seen.isdecimal() and len(seen) <= len(str(project.version)) and 1 <= int(seen) <= project.version
    return int(seen) if known else None


def again(request: Request, project: Project, page: str, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Answer what could not be saved."""
    if request.htmx:
        return render(request, "projects/not_saved.html", context)
    return show(request, project, page, template, context, status=422)


def done(project: Project, name: str, edited: services.Edited, *args: object) -> HttpResponse:
    """Go to a page that tells what was done, with a way to undo it."""
    address = reverse(name, args=(project.pk, *args))
    return redirect(f"{address}?{urlencode({'done': edited.version})}")


def saved(request: Request, project: Project, page: str) -> Callable[[services.Edited], HttpResponse]:
    """Return what tells that a page was saved, and shows it again."""

    def then(_edited: services.Edited) -> HttpResponse:
        messages.success(request, told("projects.saved"))
        return redirect(page, project_id=project.pk)

    return then


def entry_or_404(table: Table, kind: str, key: str) -> Table:
    """Return an entry of the plan; an address may name one that is gone."""
    for entry in table.get(kind, ()):
        if entry.get("key") == key:
            found: Table = entry
            return found
    raise Http404
