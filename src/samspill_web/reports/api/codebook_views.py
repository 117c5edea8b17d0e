"""The code book of a result: as a page, and as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samspill.render.html import part
from samspill.render.kinds import Format
from samspill.terms import Audience
from samspill_web.analysis.books import KINDS, book_file, book_name, book_of
from samspill_web.analysis.fetching import may_fetch
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Wanted
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

PAGE = "release"
FILES = "file-"
TYPES = {
    Format.PDF.value: "application/pdf",
    Format.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    RELEASE: "application/json",
}


@for_project(EVERYONE)
@require_safe
def codebook(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show what every file, column, number and code of a result means."""
    row = _row(request, project, wave)
    _, report = book_of(row, reader())
    drawn = [(section, part(report, section, lambda _: "", level=3)) for section in report.sections]
    context = {
        "row": row,
        "fixed": [(each.heading, body) for each, body in drawn if not each.id.startswith(FILES)],
        "files": [(each.heading, body) for each, body in drawn if each.id.startswith(FILES)],
        "kinds": [(kind, told(f"api.book.{kind}")) for kind in KINDS],
    }
    return show(request, project, PAGE, "api/codebook.html", context)


@for_project(EVERYONE)
@never_cache
@require_safe
def codebook_file(request: Request, project: Project, wave: int, kind: str) -> HttpResponse:
    """Give the code book as a file."""
    row = _row(request, project, wave)
    if kind not in KINDS:
        raise Http404
    answer = HttpResponse(book_file(row, reader(), kind), content_type=TYPES[kind])
    name = book_name(row, reader(), kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


def _row(request: Request, project: Project, number: int) -> Release:
    """Return a release whose data somebody may have in some form; whoever has none needs no code book."""
    row = get_object_or_404(Release.objects.select_related("wave"), wave__project=project, wave__number=number)
    if not may_fetch(row, request.role, Wanted(Format.CSV, reader(), Audience.PUBLIC)):
        raise Http404
    return row
