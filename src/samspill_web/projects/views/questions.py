"""What is asked."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from samspill.instrument.model import Instrument
from samspill_web.accounts.enums import TenantRole
from samspill_web.accounts.selectors import role_in
from samspill_web.instruments.described import Described, described, language_name
from samspill_web.instruments.selectors import choices
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.beside import beside, shorter
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.forms.questions import QuestionsForm
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.changing import form_for, form_page, saved
from samspill_web.projects.views.pages import languages_of

PAGE = "questions"


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Request, project: Project) -> HttpResponse:
    """Show what is asked, and save it."""
    among = choices(project.tenant_id)
    form = form_for(request, project, QuestionsForm, choices=among, shorter=shorter(project))
    own = role_in(request.user, project.tenant_id) in {TenantRole.ADMINISTRATOR, TenantRole.MEMBER}
    context = {
        "instruments": _beside_choices(form, "instrument", among.instruments),
        "modules": _beside_choices(form, "modules", among.modules),
        "previews": _previews(project),
        "own": own,
        "beside": beside(project) if draft(project).table.get("group") else None,
    }
    then = saved(request, project, PAGE)
    return form_page(request, project, PAGE, form, "projects/questions.html", then=then, context=context)


def _beside_choices(form: QuestionsForm, field: str, instruments: tuple[Instrument, ...]) -> list[tuple[object, Described]]:
    return list(zip(form[field].subwidgets, map(described, instruments), strict=True))


def _previews(project: Project) -> list[tuple[str, str]]:
    """Return addresses of the survey as it will be, by language; none where nothing shows it."""
    try:
        return [(language_name(tag), reverse("preview", args=(project.pk, tag.value))) for tag in languages_of(project)]
    except NoReverseMatch:
        return []
