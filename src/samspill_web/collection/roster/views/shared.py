"""What the pages of the list share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from samspill.design.names import some
from samspill_web.collection.models import Person
from samspill_web.collection.roster import services
from samspill_web.collection.roster.selectors import KNOWN
from samspill_web.collection.roster.wave import Asking, asking
from samspill_web.kernel.speech import told
from samspill_web.projects.access import Request
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

PAGE = "roster"


def asking_or_404(request: Request, project: Project) -> Asking:
    """Return the wave whose list is kept, as the reader may see it; without a whole plan there is none."""
    found = asking(project, request.role)
    if found is None:
        raise Http404
    return found


def person_or_404(wave: Asking, person_id: int) -> Person:
    """Return somebody on the list; whoever belongs to others is as unknown as somebody who is not there."""
    person = get_object_or_404(Person, KNOWN, pk=person_id, project=wave.project, wave=wave.number)
    if not wave.sees(person.nodes):
        raise Http404
    return person


def tell_codes(request: Request, wave: Asking, nodes: Iterable[str]) -> None:
    """Say which of some groups have more codes than people and losses explain, and who will see that."""
    about = set(nodes)
    found = [each.node for each in services.beyond(wave) if each.node in about]
    if found:
        messages.info(request, told("roster.beyond", groups=some(map(wave.name, found)), n=len(found)))


def page(request: Request, project: Project, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return a page of the list. Names and addresses stay in no cache."""
    answer = show(request, project, PAGE, f"collection/roster/{template}", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
