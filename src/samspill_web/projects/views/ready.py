"""The gate: what is found, why a warning is no hindrance, and the launch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from samspill_web.kernel.speech import told
from samspill_web.projects import services
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.expected import matrix_of
from samspill_web.projects.findings import cards, verdict_of
from samspill_web.projects.forms.ready import LaunchForm, ReasonForm
from samspill_web.projects.launching import NotReadyError, asked_by, changed, first_check, launch
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project, warned
from samspill_web.projects.selectors import closing, open_wave
from samspill_web.projects.views.pages import show

TEMPLATE = "projects/ready.html"


@for_project(PREPARING)
@require_safe
def ready(request: Request, project: Project) -> HttpResponse:
    """Show what is in place and what is missing; nothing before somebody has asked."""
    return _page(request, project)


@for_project(EDITORS)
@require_POST
def check(request: Request, project: Project) -> HttpResponse:
    """Ask whether the mapping is ready."""
    first_check(project, by=request.user)
    return redirect("ready", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def reason(request: Request, project: Project) -> HttpResponse:
    """Write why a warning is no hindrance."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, project, reason_form=form, status=422)
    given = form.cleaned_data
    if (given["code"], given["digest"]) not in warned(project):
        return _page(request, project, refused=cards(project, (changed(),)), status=409)
    services.give_reason(project, given["code"], given["digest"], given["reason"], by=request.user)
    messages.success(request, told("projects.ready.reason_kept"))
    return redirect("ready", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def start_wave(request: Request, project: Project) -> HttpResponse:
    """Launch, if nothing stands in the way."""
    form = LaunchForm(request.POST)
    if not form.is_valid():
        return _page(request, project, status=422)
    try:
        wave = launch(project, by=request.user, **form.cleaned_data)
    except NotReadyError as error:
        return _page(request, project, refused=cards(project, error.findings), status=409)
    messages.success(request, told("projects.ready.launched", wave=wave.number))
    return redirect("project", project_id=project.pk)


def _page(request: Request, project: Project, *, status: int = 200, **more: object) -> HttpResponse:
    examined = examine_project(project)
    running = open_wave(project)
    may_launch = not (examined.blocked or examined.unexplained or running)
    context = {
        "verdict": verdict_of(examined),
        "may_launch": may_launch,
        "asked_by": asked_by(project) if may_launch else "",
        "asked": project.first_checked is not None,
        "blocking": cards(project, examined.blocking),
        "warning": cards(project, examined.warnings, examined.reasons),
        "in_place": cards(project, examined.in_place),
        "matrix": matrix_of(examined.plan),
        "running": running,
        "running_until": closing(running) if running else None,
        **more,
    }
    return show(request, project, "ready", TEMPLATE, context, status=status)
