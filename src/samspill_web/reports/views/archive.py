"""To the archive: made whole or not at all, taken by an owner, and written down as archived once it is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show
from samspill_web.reports import services, tasks
from samspill_web.reports.enums import Purpose
from samspill_web.reports.forms import ArchivedForm
from samspill_web.reports.models import Package
from samspill_web.reports.selectors import archived_of, is_whole, newest
from samspill_web.reports.views.packages import PAGE, as_file, row_of, standing

OWNER = frozenset({ProjectRole.OWNER})


@for_project(OWNER)
@require_safe
def archive(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show what goes to the archive, how far it is, and whether it is there."""
    return _page(request, project, wave, ArchivedForm())


@for_project(OWNER)
@require_POST
def make_archive(request: Request, project: Project, wave: int) -> HttpResponse:
    """Have it made, also a second time."""
    made = services.order_archive(row_of(project, wave), by=request.user)
    tasks.ask_for(made.pk)
    return redirect("archive", project_id=project.pk, wave=wave)


@for_project(OWNER)
@never_cache
@require_safe
def archive_file(request: Request, project: Project, wave: int) -> HttpResponse:
    """Give it as one zip; with a file missing it is not given out."""
    found = newest(row_of(project, wave).wave, Purpose.ARCHIVE)
    if found is None or not is_whole(found):
        raise Http404
    services.note_archive_taken(found, project, by=request.user)
    return as_file(found, told("reports.archive.file"))


@for_project(OWNER)
@require_POST
def note_archived(request: Request, project: Project, wave: int) -> HttpResponse:
    """Write down that the archive has it."""
    form, found = ArchivedForm(request.POST), newest(row_of(project, wave).wave, Purpose.ARCHIVE)
    if found is None:
        raise Http404
    if form.is_valid():
        try:
            services.note_archived(found, form.cleaned_data["reference"], by=request.user)
        except UsageError as error:
            form.add_error(None, wrongs(error))
        else:
            messages.success(request, told("reports.archive.noted"))
            return redirect("archive", project_id=project.pk, wave=wave)
    return _page(request, project, wave, form, status=422)


def _page(request: Request, project: Project, wave: int, form: ArchivedForm, status: int = 200) -> HttpResponse:
    row = row_of(project, wave)
    found = newest(row.wave, Purpose.ARCHIVE)
    context = {"row": row, "form": form, "archived": archived_of(row.wave), **(_standing(found) if found else {})}
    return show(request, project, PAGE, "reports/archive.html", context, status=status)


def _standing(found: Package) -> dict[str, object]:
    return {**standing(found), "whole": is_whole(found)}
