"""How it goes: the report on actions, as a page and as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samspill.render.html import part as rendered
from samspill.render.kinds import Format
from samspill_web.actions.about import subject_of
from samspill_web.actions.progress import KINDS, file_of, report_of
from samspill_web.actions.views.board import PAGE, nothing_yet
from samspill_web.analysis.views.release import TYPES
from samspill_web.kernel import audit
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show


@for_project(EVERYONE)
@require_safe
def actions_report(request: Request, project: Project) -> HttpResponse:
    """Show how it goes with what was agreed, as far as somebody may know of it."""
    subject = subject_of(project, reader(), request.role)
    if subject is None:
        return nothing_yet(request, project)
    report = report_of(subject, request.role)
    context = {
        "report": report,
        "parts": [(section, rendered(report, section, lambda _: "", 3)) for section in report.sections],
        "kinds": [(str(kind), told(f"actions.report.file.{kind}")) for kind in KINDS],
    }
    return show(request, project, PAGE, "actions/report.html", context)


@for_project(EVERYONE)
@never_cache
@require_safe
def actions_report_file(request: Request, project: Project, kind: str) -> HttpResponse:
    """Give the report on actions as a file, and write down who took it."""
    subject = subject_of(project, reader(), request.role)
    if subject is None or kind not in KINDS:
        raise Http404
    name, content = file_of(report_of(subject, request.role), Format(kind))
    audit.record("actions.exported", request.user, project.tenant_id, project.pk, format=kind, language=reader().value)
    answer = HttpResponse(content, content_type=TYPES[Format(kind)])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer
