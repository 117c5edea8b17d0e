"""From when a result is shown, and the link by which everybody reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import UsageError
from samspill_web.analysis import showing as dates
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.forms import ShowingForm
from samspill_web.analysis.models import Release, Showing
from samspill_web.analysis.telling import link_of, lost
from samspill_web.collection.codes import code_picture
from samspill_web.collection.following.stages import in_words
from samspill_web.collection.following.waves import zone_of
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, ProjectRole
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

OWNER = frozenset({ProjectRole.OWNER})


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def showing(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show from when a result is shown; let the owner set it."""
    row = _row(project, wave)
    sets = request.role.role in OWNER
    if request.method != "POST":
        return _page(request, project, row, ShowingForm(initial=_initial(row)) if sets else None)
    form = ShowingForm(request.POST)
    if not sets or not form.is_valid():
        return _page(request, project, row, form if sets else None, status=422 if sets else 403)
    try:
        dates.set_days(row, form.cleaned_data["groups"], form.cleaned_data["everybody"], by=request.user)
    except UsageError as error:
        for problem in error.problems:
            form.add_error(problem.place.key, told(problem.code, **problem.data))
        return _page(request, project, row, form, status=422)
    messages.success(request, told("analysis.showing.done"))
    return redirect("showing", project_id=project.pk, wave=wave)


@for_project(OWNER)
@require_POST
def renew_link(request: Request, project: Project, wave: int) -> HttpResponse:
    """Give the page without log-in another address."""
    try:
        dates.renew_link(_row(project, wave).wave, by=request.user)
        messages.success(request, told("analysis.showing.renewed"))
    except UsageError as error:
        messages.error(request, " ".join(told(problem.code) for problem in error.problems))
    return redirect("showing", project_id=project.pk, wave=wave)


def _initial(row: Release) -> dict[str, object]:
    found = dates.showing_of(row.wave)
    groups, everybody = dates.proposed(row)
    if found is not None:
        groups, everybody = (dates.day_of(row.wave, each) for each in (found.groups, found.everybody))
    return {"groups": groups, "everybody": everybody}


def _page(request: Request, project: Project, row: Release, form: ShowingForm | None, *, status: int = 200) -> HttpResponse:
    found = dates.showing_of(row.wave)
    context = {
        "row": row,
        "form": form,
        "stage": dates.stage_at(found, clock.now()).value,
        "renews": request.role.role in OWNER,
        **(_told(row, found) if found else {}),
    }
    return show(request, project, "release", "analysis/showing.html", context, status=status)


def _told(row: Release, found: Showing) -> dict[str, object]:
    link = link_of(found)
    return {
        "groups_from": in_words(found.groups, zone_of(row.wave)),
        "everybody_from": in_words(found.everybody, zone_of(row.wave)),
        "closes": dates.day_of(row.wave, dates.closes(found)),
        "shown": dates.stage_at(found, clock.now()) is Stage.EVERYBODY,
        "over": clock.now() >= dates.closes(found),
        "link": link,
        "picture": code_picture(link),
        "lost": lost(row.wave),
    }


def _row(project: Project, number: int) -> Release:
    return get_object_or_404(Release.objects.select_related("wave__project"), wave__project=project, wave__number=number)
