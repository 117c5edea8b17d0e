"""The edition for the public: there with every release, at an address that stays."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samspill.instrument.sheet import name_of
from samspill.terms import Audience
from samspill_web.analysis.fetching import audiences_of, may_fetch
from samspill_web.analysis.reports import file_name
from samspill_web.analysis.views.release import given
from samspill_web.kernel import audit
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show
from samspill_web.reports.enums import Purpose
from samspill_web.reports.models import Piece
from samspill_web.reports.parts import wanted_of
from samspill_web.reports.selectors import files_of, newest
from samspill_web.reports.views.packages import PAGE, row_of, standing


@for_project(EVERYONE)
@require_safe
def public_edition(request: Request, project: Project, wave: int) -> HttpResponse:
    """Show the files of the edition for the public."""
    row = row_of(project, wave)
    if Audience.PUBLIC not in audiences_of(row, request.role):
        # The page of the result tells from when it is shown.
        return redirect("release_of_wave", project_id=project.pk, wave=wave)
    found = newest(row.wave, Purpose.PUBLIC)
    context: dict[str, object] = {"row": row}
    if found is not None:
        wanted = wanted_of(found)
        ready = [(piece.place, wanted[piece.place - 1]) for piece in files_of(found) if piece.place and not piece.trouble]
        tongues = dict.fromkeys(each.language for _, each in ready)
        context |= standing(found) | {
            "editions": [
                (
                    language.value,
                    name_of(language, language),
                    [(place, told(f"analysis.format.{each.kind}")) for place, each in ready if each.language is language],
                )
                for language in sorted(tongues, key=lambda tongue: tongue is not reader())
            ]
        }
    return show(request, project, PAGE, "reports/public.html", context)


@for_project(EVERYONE)
@never_cache
@require_safe
def public_file(request: Request, project: Project, wave: int, place: int) -> HttpResponse:
    """Give a file of the edition for the public, as it was made with the release."""
    row = row_of(project, wave)
    found = newest(row.wave, Purpose.PUBLIC)
    piece = Piece.objects.filter(package=found, place=place, place__gt=0, content__isnull=False).first() if found else None
    if found is None or piece is None:
        raise Http404
    wanted = wanted_of(found)[place - 1]
    if not may_fetch(row, request.role, wanted):
        raise PermissionDenied
    data = {"wave": wave, "format": wanted.kind, "language": wanted.language.value, "audience": Audience.PUBLIC.value}
    audit.record("report.exported", request.user, project.tenant_id, project.pk, **data)
    return given(file_name(row, wanted), wanted.kind, bytes(piece.content or b""))
