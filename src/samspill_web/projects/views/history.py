"""What has been done with a plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.history import events
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show


@for_project(PREPARING)
@require_safe
def history(request: Request, project: Project) -> HttpResponse:
    """List the changes, newest first."""
    page, lines = events(project, request.GET.get("page", "1"))
    return show(request, project, "history", "projects/history.html", {"paging": page, "events": lines})
