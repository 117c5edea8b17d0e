"""What the pages about the start and the calendar share: editors change, all others read, and lists grow on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from samspill_web.projects.access import Request
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.findings import cards_of_page
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.forms.reading import as_text
from samspill_web.projects.forms.rows import Values, asks_for_rows, typed
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.pages import languages_of, plan_page, show


def part_of_plan(
    request: Request, project: Project, page: str, form_class: type[PlanForm], context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Show a part of the plan with what is found about it; let those who may change it."""
    template = f"projects/{page}.html"
    whole = {"cards": cards_of_page(project, page), **(context or {})}
    if request.role.role not in EDITORS:
        if request.method == "POST":
            raise PermissionDenied
        form = form_class.of_plan(draft(project).table, project.version, languages_of(project))
        return show(request, project, page, template, {**whole, "said": as_text(form)})
    if request.method == "POST":
        form = form_class.of_post(request.POST, draft(project).table, languages_of(project))
        if asks_for_rows(form, request.POST):
            return filled(request, project, page, form_class, typed(form, request.POST), whole)
    return plan_page(request, project, page, form_class, template, whole)


def filled(
    request: Request,
    project: Project,
    page: str,
    form_class: type[PlanForm],
    values: Values,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form with what somebody typed and what was added to it; nothing is saved, and nothing complains yet."""
    form = form_class(initial=values, languages=languages_of(project), table=draft(project).table)
    return show(request, project, page, f"projects/{page}.html", {"form": form, **(context or {})})
