"""The page of the core task."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.breadth import advice
from samspill_web.projects.core_task import sentence_of
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.forms.core_task import CoreTaskForm
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.plan_parts import part_of_plan


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def core_task(request: Request, project: Project) -> HttpResponse:
    """Show and save the core task and its test."""
    table = draft(project).table
    context = {"sentence": sentence_of(table), "advice": advice(table.get("mapping", {}).get("core_task"))}
    return part_of_plan(request, project, "core_task", CoreTaskForm, context)
