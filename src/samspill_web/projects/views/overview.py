"""One mapping in short, and what is next in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, EVERYONE, PREPARING
from samspill_web.projects.findings import cards
from samspill_web.projects.models import Project
from samspill_web.projects.overview import lines_of, stage_of, suggestion_of
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.selectors import latest_wave, wave_under_way
from samspill_web.projects.views.pages import show

NEXT = 3


@for_project(EVERYONE)
@require_safe
def project(request: Request, project: Project) -> HttpResponse:
    """Show what is next, and the mapping in a few lines."""
    preparing = request.role.role in PREPARING
    wave = wave_under_way(project)
    checked = preparing and project.first_checked is not None and wave is None
    examined, launched = examine_project(project), wave or latest_wave(project)
    open_findings = (*examined.blocking, *examined.unexplained)[:NEXT] if checked else ()
    context = {
        "next": cards(project, open_findings),
        "suggestion": suggestion_of(project) if request.role.role in EDITORS and wave is None else None,
        "lines": lines_of(project, examined),
        "stage": stage_of(launched, request.role) if launched else None,
    }
    return show(request, project, "project", "projects/project.html", context)
