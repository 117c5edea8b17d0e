"""The page of those who agree, and a partner's own yes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import DesignError
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING, ProjectRole
from samspill_web.projects.forms.agreement import AgreementForm
from samspill_web.projects.forms.core_task import CoreTaskForm
from samspill_web.projects.forms.reading import as_text
from samspill_web.projects.forms.start import StartForm
from samspill_web.projects.models import Project
from samspill_web.projects.names import named
from samspill_web.projects.selectors import draft
from samspill_web.projects.signing import present, sign, sign_offs
from samspill_web.projects.views.pages import languages_of
from samspill_web.projects.views.plan_parts import part_of_plan

AGREED_TO = frozenset({"core_task", "ambitions", "resources", "goals"})


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: Request, project: Project) -> HttpResponse:
    """Show what is agreed to, by whom; editors write whom to ask and who has said yes."""
    table, languages = draft(project).table, languages_of(project)
    forms = (kind.of_plan(table, project.version, languages) for kind in (CoreTaskForm, StartForm))
    own = named(project, "organisation").get(request.role.organisation, "")
    context = {
        "sign_offs": sign_offs(project),
        "agreed_to": [part for form in forms for part in as_text(form, AGREED_TO)],
        "present": present(table),
        "own": own if request.role.role == ProjectRole.PARTNER else "",
    }
    return part_of_plan(request, project, "agreement", AgreementForm, context)


@for_project({ProjectRole.PARTNER})
@require_POST
def agree(request: Request, project: Project) -> HttpResponse:
    """Say yes for the own organisation, to the text that was on the page."""
    try:
        sign(project, request.role, request.POST.get("of", ""), by=request.user)
    except DesignError as error:
        messages.error(request, " ".join(wrongs(error)))
    else:
        messages.success(request, told("start.agreement.signed"))
    return redirect("agreement", project_id=project.pk)
