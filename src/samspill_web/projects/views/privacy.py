"""The page of how the answers are protected."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.fallbacks import proposed
from samspill_web.projects.forms.privacy import LaunchedPrivacyForm, PrivacyForm
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import latest_wave
from samspill_web.projects.views.plan_parts import part_of_plan


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: Request, project: Project) -> HttpResponse:
    """Show and save policy, least number of people, whom small groups join, and the assessment."""
    launched = latest_wave(project) is not None
    kind = LaunchedPrivacyForm if launched else PrivacyForm
    return part_of_plan(request, project, "privacy", kind, {"proposals": proposed(project), "launched": launched})
