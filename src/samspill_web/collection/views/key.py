"""The key of the wave that is being prepared."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.collection import keys, services
from samspill_web.collection.codes import code_picture
from samspill_web.collection.models import WaveKey
from samspill_web.kernel import audit
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.views.pages import show


@for_project(EDITORS)
@require_safe
def key(request: Request, project: Project) -> HttpResponse:
    """Show whether there is a key, and whether it is safe."""
    return show(request, project, "key", "collection/key.html", {"key": _key(project)})


@for_project(EDITORS)
@require_POST
def make_key(request: Request, project: Project) -> HttpResponse:
    """Make the key, and show its sheet."""
    try:
        services.make_key(project, _wave(project), by=request.user)
    except UsageError as error:
        messages.error(request, " ".join(wrongs(error)))
        return redirect("key", project_id=project.pk)
    return redirect("key_sheet", project_id=project.pk)


@for_project(EDITORS)
@never_cache
@require_safe
def key_sheet(request: Request, project: Project) -> HttpResponse:
    """Show the sheet to print. Once it has been put away, it is shown no more."""
    found = _key(project)
    private = services.private_half(found) if found and found.backed_up is None else None
    if found is None or private is None:
        raise Http404
    audit.record("key.shown", request.user, project.tenant_id, project.pk, wave=found.wave)
    paper = keys.on_paper(private)
    context = {"key": found, "lines": _lines(paper), "picture": code_picture(paper)}
    return show(request, project, "key", "collection/key_sheet.html", context)


@for_project(EDITORS)
@require_POST
def confirm_key(request: Request, project: Project) -> HttpResponse:
    """Remember that the sheet has been printed and put away."""
    found = _key(project)
    if found is None:
        raise Http404
    services.confirm_key(found, by=request.user)
    messages.success(request, told("collection.key.confirmed"))
    return redirect("key", project_id=project.pk)


def _wave(project: Project) -> int:
    plan = examine_project(project).plan
    return plan.wave if plan else 1


def _key(project: Project) -> WaveKey | None:
    return project.keys.filter(wave=_wave(project)).first()


def _lines(paper: str) -> list[str]:
    parts = paper.split()
    return [" ".join(parts[start : start + 4]) for start in range(0, len(parts), 4)]
