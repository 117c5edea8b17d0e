"""Packages of files: ordered, made in the background, taken by whoever ordered them."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill.terms import Audience
from samspill_web.analysis.fetching import audiences_of, units_of
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import plain
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show
from samspill_web.reports import services, tasks
from samspill_web.reports.contents import troubles
from samspill_web.reports.enums import MakeState, Purpose
from samspill_web.reports.forms import GROUPS, INITIAL_KIND, FilesForm
from samspill_web.reports.models import Package
from samspill_web.reports.selectors import as_zip, files_of, made_of, may_still_have, ordered_by, release_row

PAGE = "release"


@for_project(EVERYONE)
@require_safe
def files(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show what can be had as files, and what was ordered before."""
    row = row_of(project, wave)
    whole = audiences_of(row, request.role)
    if not whole and not units_of(row, request.role):
        # The page of the result tells from when it is shown.
        return redirect("release_of_wave", project_id=project.pk, wave=wave)
    first = GROUPS if Audience.LEADERS in whole or not whole else whole[0].value
    initial = {"audiences": [first], "kinds": [INITIAL_KIND], "languages": [reader().value]}
    return _page(request, project, row, FilesForm(row=row, role=request.role, initial=initial))


@for_project(EVERYONE)
@require_POST
def order(request: Request, project: Project, wave: int) -> HttpResponse:
    """Order files, and show how far they are."""
    row = row_of(project, wave)
    form = FilesForm(request.POST, row=row, role=request.role)
    if not form.is_valid():
        return _page(request, project, row, form, status=422)
    try:
        made = services.order(row, request.role, form.wanted, reader(), by=request.user)
    except UsageError as error:
        form.add_error(None, wrongs(error))
        return _page(request, project, row, form, status=422)
    tasks.ask_for(made.pk)
    messages.success(request, told("reports.ordered", n=made.total))
    return redirect("package", project_id=project.pk, wave=wave, package_id=made.pk)


@for_project(EVERYONE)
@require_safe
def package(request: Request, project: Project, wave: int, package_id: int) -> HttpResponse:
    """Show how far the making is, what could not be made, and the way to the files."""
    found = _own(request, project, wave, package_id)
    return show(request, project, PAGE, "reports/package.html", {"row": row_of(project, wave), **standing(found)})


@for_project(EVERYONE)
@never_cache
@require_safe
def package_file(request: Request, project: Project, wave: int, package_id: int) -> HttpResponse:
    """Give the files as one zip to whoever ordered them and may still have all that is in it."""
    found = _own(request, project, wave, package_id)
    if found.state != MakeState.DONE:
        raise Http404
    if not may_still_have(found, row_of(project, wave), request.role):
        raise PermissionDenied
    services.note_download(found, project, by=request.user)
    return as_file(found, "files")


def standing(found: Package) -> dict[str, object]:
    """Return what a page tells of a package: how far it is, and the files with why one is missing."""
    pieces = [piece for piece in files_of(found) if piece.place]
    return {
        "package": found,
        "moving": found.state != MakeState.DONE,
        "made": made_of(found),
        "broken": [(piece.name, " ".join(troubles(piece, reader()))) for piece in pieces if piece.trouble],
        "names": [piece.name for piece in pieces if not piece.trouble],
        "until": found.at + services.KEPT,
        "megabytes": max(1, round(found.size / 1_000_000)),
    }


def as_file(found: Package, what: str) -> HttpResponse:
    """Return a package as one zip, sent while it is read."""
    answer = StreamingHttpResponse(as_zip(found), content_type="application/zip")
    name = "-".join(filter(None, (plain(found.wave.project.title), str(found.wave.number), what)))
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer["Content-Length"] = str(found.size)
    return cast("HttpResponse", answer)


def row_of(project: Project, number: int) -> Release:
    """Return the release of a round, or say that there is none."""
    found = release_row(project, number)
    if found is None:
        raise Http404
    return found


def _own(request: Request, project: Project, wave: int, package_id: int) -> Package:
    """Return a package of the reader's own: another's is as good as none."""
    rows = Package.objects.select_related("wave__project").filter(purpose=Purpose.CHOSEN, by=request.user)
    return get_object_or_404(rows, wave__project=project, wave__number=wave, pk=package_id)


def _page(request: Request, project: Project, row: Release, form: FilesForm, status: int = 200) -> HttpResponse:
    ordered = [(each, made_of(each), each.at + services.KEPT) for each in ordered_by(row.wave, request.user)]
    context = {"row": row, "form": form, "ordered": ordered, "days": services.KEPT // timedelta(days=1)}
    return show(request, project, PAGE, "reports/files.html", context, status=status)
