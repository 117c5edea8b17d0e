"""The page where a mapping begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.forms.start import StartForm
from samspill_web.projects.models import Project
from samspill_web.projects.views.plan_parts import part_of_plan


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, project: Project) -> HttpResponse:
    """Show and save ambitions, resources, goals, stakeholders and indicators."""
    return part_of_plan(request, project, "start", StartForm)
