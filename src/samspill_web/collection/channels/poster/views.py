"""The poster, the shared machine, and what a leader says first."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from samspill.terms import Language
from samspill_web.collection.ballots.codes import short_address
from samspill_web.collection.channels.handing_over import pdf
from samspill_web.collection.channels.occasion import Occasion, occasion_of
from samspill_web.collection.channels.poster.papers import Size, poster, said_first
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show


@for_project(EDITORS)
@require_safe
def poster_sheet(request: Request, project: Project, language: str, size: str) -> HttpResponse:
    """Make the poster. It holds no code."""
    del request
    occasion, tongue = _occasion(project, language)
    if size not in list(Size):
        raise Http404
    return pdf(poster(occasion, tongue, Size(size)), f"poster-{tongue.value}-{size}")


@for_project(EDITORS)
@require_safe
def meeting(request: Request, project: Project, language: str) -> HttpResponse:
    """Show what a leader says first, to print or read aloud."""
    occasion, tongue = _occasion(project, language)
    context = {"in": tongue.value, "sentences": said_first(occasion, tongue), "until": occasion.until(tongue)}
    return show(request, project, "slips", "collection/paper/meeting.html", context)


@for_project(EDITORS)
@require_safe
def terminal(request: Request, project: Project) -> HttpResponse:
    """Show how a shared machine is set up."""
    return show(request, project, "slips", "collection/paper/terminal.html", {"address": f"{short_address()}?terminal=1"})


def _occasion(project: Project, language: str) -> tuple[Occasion, Language]:
    occasion = occasion_of(project)
    if occasion is None or language not in occasion.languages:
        raise Http404
    return occasion, Language(language)
