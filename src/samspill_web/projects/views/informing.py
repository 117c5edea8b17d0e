"""The page of who tells whom, and the letters to hand out."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from samspill.language import say
from samspill.terms import Informed, Language
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.forms.informing import InformingForm
from samspill_web.projects.letters import letter
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.pages import languages_of, show
from samspill_web.projects.views.plan_parts import part_of_plan


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def informing(request: Request, project: Project) -> HttpResponse:
    """Show and save who tells whom, with the letters in each language of the plan."""
    languages = [(tag.value, say("terms.language", tag)) for tag in languages_of(project)]
    context = {"whom": [each.value for each in Informed], "letter_languages": languages}
    return part_of_plan(request, project, "informing", InformingForm, context)


@for_project(PREPARING)
@require_safe
def informing_letter(request: Request, project: Project, to: str, language: str) -> HttpResponse:
    """Show a letter, ready to copy or print."""
    if to not in list(Informed) or language not in languages_of(project):
        raise Http404
    made = letter(draft(project).table, Informed(to), Language(language))
    return show(request, project, "informing", "projects/informing_letter.html", {"letter": made, "in": language})
