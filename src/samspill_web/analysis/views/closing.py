"""Closing a wave: ending it, counting, what came of it, and destroying what it was counted from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.analysis import running, services, tasks
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.forms import ReasonForm, SharesForm
from samspill_web.analysis.models import ResearchFile
from samspill_web.analysis.selectors import key_of
from samspill_web.analysis.standing import OPEN, Standing, standing_of, standings_of
from samspill_web.collection import destroying
from samspill_web.collection.ceremony import key_of_shares
from samspill_web.collection.following.page import closed_now
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, PREPARING, ProjectRole
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.views.pages import show

PAGE = "closing"
OWNER = frozenset({ProjectRole.OWNER})


@for_project(EDITORS)
@never_cache
@require_safe
def closing(request: Request, project: Project) -> HttpResponse:
    """Show where the waves are."""
    return _page(request, project)


@for_project(EDITORS)
@require_POST
def end_wave(request: Request, project: Project, wave: int) -> HttpResponse:
    """End a wave before its day."""
    found, form = _wave(project, wave), ReasonForm(request.POST, about="end")
    if not form.is_valid():
        return _page(request, project, end=form, status=422)
    reason = form.cleaned_data["reason"]
    return _done(request, project, "end", lambda: services.end_now(found, reason, by=request.user), n=settings.GRACE_MINUTES)


@for_project(EDITORS)
@require_POST
def count_again(request: Request, project: Project, wave: int) -> HttpResponse:
    """Have a wave counted once more."""
    found = _wave(project, wave)
    try:
        services.count_again(found, by=request.user)
    except UsageError as error:
        return _refused(request, project, error)
    tasks.ask_for(found.pk)
    return redirect(PAGE, project_id=project.pk)


@for_project(EDITORS)
@sensitive_post_parameters()
@never_cache
@require_POST
def count_with_shares(request: Request, project: Project, wave: int) -> HttpResponse:
    """Count a wave with two shares of its key, here and now: see ``running``."""
    found, form = _wave(project, wave), SharesForm(request.POST)
    if not form.is_valid():
        return _page(request, project, shares=form, status=422)
    try:
        private = key_of_shares(key_of(found), (form.cleaned_data["first"], form.cleaned_data["second"]))
    except UsageError as error:
        form.add_error("first", wrongs(error))
        return _page(request, project, shares=form, status=422)
    services.note_shares(found, by=request.user)
    running.count(found.pk, private)
    return redirect(PAGE, project_id=project.pk)


@for_project(OWNER)
@require_POST
def give_up(request: Request, project: Project, wave: int) -> HttpResponse:
    """Close a wave without a result."""
    found, form = _wave(project, wave), ReasonForm(request.POST, about="give_up")
    if not form.is_valid():
        return _page(request, project, give_up=form, status=422)
    reason = form.cleaned_data["reason"]
    return _done(request, project, "give_up", lambda: services.give_up(found, reason, by=request.user))


@for_project(OWNER)
@require_POST
def destroy_answers(request: Request, project: Project, wave: int) -> HttpResponse:
    """Destroy what a release was made from, before its time."""
    found = _wave(project, wave)
    return _done(request, project, "destroy", lambda: services.destroy(found, by=request.user))


@for_project(OWNER)
@require_POST
def delete_people(request: Request, project: Project, wave: int) -> HttpResponse:
    """Delete the list of people of a wave, before its time."""
    found = _wave(project, wave)
    return _done(request, project, "people", lambda: destroying.forget_people(found, by=request.user))


@for_project(PREPARING)
@require_safe
def certificate(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show what of a wave was destroyed, when and by whom, to print and keep."""
    found = _wave(project, wave)
    standing = standing_of(found)
    if standing.destroyed is None:
        raise Http404
    research = ResearchFile.objects.filter(wave=found).exists()
    context = {"standing": standing, "certificate": found.urn.certificate, "research": research}
    return show(request, project, "certificate", "analysis/certificate.html", context)


def _done(request: Request, project: Project, what: str, act: Callable[[], object], **fields: object) -> HttpResponse:
    """Do something to a wave and say so, or say why it cannot be done."""
    try:
        act()
    except UsageError as error:
        return _refused(request, project, error)
    messages.success(request, told(f"analysis.{what}.done", **fields))
    return redirect(PAGE, project_id=project.pk)


def _page(request: Request, project: Project, *, status: int = 200, **forms: Any) -> HttpResponse:
    standings = standings_of(project)
    latest = standings[0] if standings else None
    context = {
        "standings": standings,
        "grace": settings.GRACE_MINUTES,
        "latest": latest,
        "early": closed_now(latest.wave, request.role) if latest is not None and latest.stage == OPEN else None,
        "owns": request.role.role == ProjectRole.OWNER,
        "end": forms.get("end") or ReasonForm(about="end"),
        "give_up": forms.get("give_up") or ReasonForm(about="give_up"),
        "shares": forms.get("shares") or SharesForm(),
        "bound": next(iter(forms.values()), None),
        "may_give_up": [each.wave.number for each in standings if _may_give_up(each)],
    }
    return show(request, project, PAGE, "analysis/closing.html", context, status=status)


def _may_give_up(standing: Standing) -> bool:
    counted = standing.released is not None or standing.destroyed is not None
    return not counted and (standing.stuck or standing.stage == CountState.WAITING)


def _refused(request: Request, project: Project, error: UsageError) -> HttpResponse:
    messages.error(request, " ".join(wrongs(error)))
    return redirect(PAGE, project_id=project.pk)


def _wave(project: Project, number: int) -> Wave:
    found = project.waves.filter(number=number).select_related("project", "urn").first()
    if found is None:
        raise Http404
    return found
