"""The survey as people will see it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from samspill.terms import Language
from samspill_web.collection.sender import sender_of
from samspill_web.collection.trying import language_of, nodes_of, trying_as
from samspill_web.collection.walk import at_page
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import PREPARING
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project

DIGITS = 4
"""Of the number of a page; Python refuses to read very long ones."""


@for_project(PREPARING)
@require_safe
def preview(request: Request, project: Project, language: str) -> HttpResponse:
    """Show one page of the survey, in one language, as one group meets it. Nothing can be sent."""
    plan = examine_project(project).plan
    if language not in list(Language):
        raise Http404
    if plan is None:
        return render(request, "collection/no_survey.html", {"project": project})
    tongue, given = language_of(plan, language), dict(request.GET.lists())
    number = request.GET.get("page", "0")
    position = at_page(
        plan, trying_as(plan, given, tongue), given, int(number) if number.isdecimal() and len(number) <= DIGITS else 0
    )
    with translation.override(tongue.value):
        context = {
            "project": project,
            "sender": sender_of(project.pk),
            "position": position,
            "nodes": nodes_of(plan, tongue),
            "offered": plan.mapping.languages,
            "language": tongue.value,
            "preview": True,
        }
        return render(request, "collection/survey.html", context)
