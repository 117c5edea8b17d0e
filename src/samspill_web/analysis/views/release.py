"""The result of a wave, and its reports. Of what was answered everything here is made of the release alone."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import RenderError, UsageError
from samspill.render.kinds import Format
from samspill_web.analysis import reports, research
from samspill_web.analysis.enums import Stage
from samspill_web.analysis.fetching import LEADING, audiences_of, may_read_reasons, units_of
from samspill_web.analysis.forms import ReportForm
from samspill_web.analysis.models import Release, ResearchFile
from samspill_web.analysis.newer import newer_than
from samspill_web.analysis.reports import RELEASE, groups_of
from samspill_web.analysis.selectors import releases_of
from samspill_web.analysis.showing import day_of, showing_of, stage_at, stage_of
from samspill_web.collection.following.stages import in_words
from samspill_web.collection.following.waves import zone_of
from samspill_web.collection.handed_out import sentences
from samspill_web.kernel import audit, clock
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE, ProjectRole
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import latest_wave
from samspill_web.projects.views.pages import show

PAGE = "release"
OWNER = frozenset({ProjectRole.OWNER})
TYPES = {
    Format.PDF: "application/pdf",
    Format.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.HTML: "text/html; charset=utf-8",
    Format.CSV: "application/zip",
    Format.GRAPHML: "application/xml",
    RELEASE: "application/json",
}
STYLE = b"<style>", b"</style>"


@for_project(EVERYONE)
@require_safe
def release(request: Request, project: Project) -> HttpResponse:
    """Show the result in one sentence, and the ways to the whole of it."""
    rows = releases_of(project)
    if not rows:
        return show(request, project, PAGE, "analysis/no_release.html", {"wave": latest_wave(project)})
    return _page(request, project, rows[-1], rows)


@for_project(EVERYONE)
@require_safe
def release_of_wave(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show the result as it was after an earlier wave."""
    return _page(request, project, _row(project, wave), releases_of(project))


@for_project(EVERYONE)
@never_cache
@require_safe
def report(request: Request, project: Project, wave: int) -> HttpResponse:
    """Give a report, and write down who took it. A page to read is shown; everything else is a file."""
    row = _row(project, wave)
    form = ReportForm(request.GET, row=row, role=request.role)
    if not form.is_valid():
        return _page(request, project, row, releases_of(project), form=form, status=422)
    wanted = form.wanted
    try:
        content = reports.rendered(row, wanted)
    except RenderError as error:
        form.add_error("kind", wrongs(error))
        return _page(request, project, row, releases_of(project), form=form, status=422)
    data = {"wave": wave, "format": wanted.kind, "language": wanted.language.value, "audience": wanted.audience.value}
    audit.record("report.exported", request.user, project.tenant_id, project.pk, **data)
    return given(reports.file_name(row, wanted), wanted.kind, content)


@for_project(OWNER)
@never_cache
@require_safe
def research_file(request: Request, project: Project, wave: int) -> HttpResponse:
    """Give the owner the raw answers of those who said yes to research."""
    found = _research(project, wave)
    try:
        content = research.opened(found, by=request.user)
    except UsageError as error:
        return _page(request, project, _row(project, wave), releases_of(project), wrong=wrongs(error), status=409)
    answer = HttpResponse(content, content_type="application/zip")
    name = f"research-confidential-{project.pk}-{wave}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@for_project(OWNER)
@require_POST
def delete_research(request: Request, project: Project, wave: int) -> HttpResponse:
    """Delete the raw answers of those who said yes to research."""
    research.delete(_research(project, wave), by=request.user)
    messages.success(request, told("analysis.research.deleted"))
    return redirect("release_of_wave", project_id=project.pk, wave=wave)


def _research(project: Project, number: int) -> ResearchFile:
    rows = ResearchFile.objects.select_related("wave__project")
    return get_object_or_404(rows, wave__project=project, wave__number=number)


def given(name: str, kind: str, content: bytes) -> HttpResponse:
    """Return a report as an answer. A page to read is shown; everything else is a file."""
    answer = HttpResponse(content, content_type=TYPES.get(kind, "application/octet-stream"))
    shown = kind == Format.HTML
    answer["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    if shown:
        answer["Content-Security-Policy"] = _rules(content)
    return answer


def _rules(page: bytes) -> str:
    """Return what a browser may do with a report: draw it with its own style, named by its hash, and nothing else."""
    style = page.partition(STYLE[0])[2].partition(STYLE[1])[0]
    digest = b64encode(sha256(style).digest()).decode()
    only = f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:"
    return f"{only}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _page(
    request: Request,
    project: Project,
    row: Release,
    rows: list[Release],
    *,
    form: ReportForm | None = None,
    wrong: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    language = reader()
    initial = {"language": language.value, "kind": Format.PDF.value}
    if not audiences_of(row, request.role):
        return show(request, project, PAGE, "analysis/soon.html", _soon(request, row), status=status)
    found = showing_of(row.wave)
    context = {
        "row": row,
        "stage": stage_at(found, clock.now()).value,
        "from_day": day_of(row.wave, found.everybody) if found else None,
        "headline": reports.headline_of(row, language),
        "newer": newer_than(row.wave, request.role),
        "form": form or ReportForm(row=row, role=request.role, initial=initial),
        "codes": sentences(row.wave) if may_read_reasons(row, request.role) else [],
        "earlier": [each for each in rows if each.pk != row.pk],
        "language": language.value,
        "wrong": wrong,
        "owns": request.role.role in OWNER,
        "research": request.role.role in OWNER and ResearchFile.objects.filter(wave=row.wave_id).exists(),
    }
    return show(request, project, PAGE, "analysis/release.html", context, status=status)


def _soon(request: Request, row: Release) -> dict[str, object]:
    """Return what is told before the whole is shown: when that is, and the pages of one's own groups where those are."""
    found, own = showing_of(row.wave), groups_of(row, reader(), units_of(row, request.role))
    pages = [
        reverse("result_group", args=[row.wave.project_id, row.wave.number, place, "own"]) for place in range(1, len(own) + 1)
    ]
    ahead = request.role.role in LEADING and stage_of(row.wave) is Stage.PREPARING
    return {
        "row": row,
        "groups_from": in_words(found.groups, zone_of(row.wave)) if found and ahead else None,
        "everybody_from": in_words(found.everybody, zone_of(row.wave)) if found else None,
        "own": [(page, name) for page, (_, name) in zip(pages, own, strict=True)],
    }


def _row(project: Project, number: int) -> Release:
    found = Release.objects.filter(wave__project=project, wave__number=number).select_related("wave").first()
    if found is None:
        raise Http404
    return found
