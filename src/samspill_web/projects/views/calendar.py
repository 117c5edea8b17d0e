"""The page of the calendar."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.findings import cards_of_page
from samspill_web.projects.forms.calendar import CalendarForm, with_proposed_dates
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.signing import today
from samspill_web.projects.views.pages import languages_of
from samspill_web.projects.views.plan_parts import filled, part_of_plan


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: Request, project: Project) -> HttpResponse:
    """Show and save the dates; "propose" fills the form and saves nothing."""
    if "propose" not in request.POST or request.role.role not in EDITORS:
        return part_of_plan(request, project, "calendar", CalendarForm)
    table = draft(project).table
    values = with_proposed_dates(CalendarForm.of_post(request.POST, table, languages_of(project)), request.POST, today(table))
    context = {"cards": cards_of_page(project, "calendar"), "proposed": True}
    return filled(request, project, "calendar", CalendarForm, values, context)
