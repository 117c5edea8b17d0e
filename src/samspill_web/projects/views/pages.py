"""What the pages of a mapping share: the path, a form about the plan, and what happens when others have changed the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from samspill.errors import DesignError
from samspill.terms import Language
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request
from samspill_web.projects.conflicts import worded
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.models import Project
from samspill_web.projects.path import page_after, path_of
from samspill_web.projects.selectors import draft


def languages_of(project: Project) -> tuple[Language, ...]:
    """Return the languages that the survey is offered in, the mapping's own first."""
    head = draft(project).table.get("mapping", {})
    tags = (head.get("language", Language.NB), *head.get("languages", ()))
    return tuple(dict.fromkeys(Language(tag) for tag in tags if tag in list(Language)))


def show(
    request: Request, project: Project, page: str, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Return a page of a mapping, with the path beside it."""
    whole = {
        "project": project,
        "page": page,
        "path": path_of(project, request.role, page),
        "next_page": page_after(page, request.role),
        "may_edit": request.role.role in EDITORS,
        **(context or {}),
    }
    return render(request, template, whole, status=status)


def plan_page(
    request: Request,
    project: Project,
    page: str,
    form_class: type[PlanForm],
    template: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form about the plan, and save it.

    A form that cannot be saved comes back as it was typed. Where somebody else has changed the same meanwhile, theirs stays,
    both are shown, and saving again means mine.
    """
    table, languages = draft(project).table, languages_of(project)
    if request.method != "POST":
        return show(
            request, project, page, template, {"form": form_class.of_plan(table, project.version, languages), **(context or {})}
        )
    form = form_class.of_post(request.POST, table, languages)
    if not form.is_valid():
        return _again(request, project, page, template, form, context)
    try:
        edited = services.edit(project, form.apply, page, by=request.user, seen=form.cleaned_data["seen"])
    except DesignError as error:
        for wrong in wrongs(error):
            form.add_error(None, wrong)
        return _again(request, project, page, template, form, context)
    if edited.conflicts:
        project.refresh_from_db()
        form.saw(edited.version)
        told_of = [worded(conflict, draft(project).table, table) for conflict in edited.conflicts]
        more = {"conflicts": told_of, **(context or {})}
        return _again(request, project, page, template, form, more)
    if request.htmx:
        return render(request, "projects/saved.html", {"version": edited.version})
    messages.success(request, told("projects.saved"))
    return redirect(page, project_id=project.pk)


def _again(
    request: Request, project: Project, page: str, template: str, form: PlanForm, context: Mapping[str, Any] | None
) -> HttpResponse:
    if request.htmx:
        # Autosave tells that it did not save, and leaves the fields alone: somebody is typing in them.
        return render(request, "projects/not_saved.html", {"form": form, "conflicts": (context or {}).get("conflicts")})
    return show(request, project, page, template, {"form": form, **(context or {})}, status=422)
