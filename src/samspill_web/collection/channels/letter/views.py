"""The page of the letters, and the letters."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill_web.collection.ballots.secret import NoSecretError
from samspill_web.collection.channels.handing_over import numbers, pdf
from samspill_web.collection.channels.letter.papers import letters as letters_of
from samspill_web.collection.channels.letter.recipients import Whom, counts, first_with_people, listed, main_group, recipients
from samspill_web.collection.channels.occasion import occasion_of
from samspill_web.collection.models import Person
from samspill_web.kernel import audit
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

A_FILE = 200
"""Letters in one file: more would take longer to make than anybody waits for a page."""


@for_project(EDITORS)
@require_safe
def letters(request: Request, project: Project) -> HttpResponse:
    """Ask who gets a letter."""
    occasion = occasion_of(project)
    if occasion is None or occasion.wave is None:
        return show(request, project, "slips", "collection/paper/letters.html", {"launched": False})
    people, language = listed(occasion), reader()
    groups = [(str(node), occasion.name(str(node), language)) for node in occasion.nodes]
    chosen = request.GET.get("group", "")
    node = chosen if chosen in dict(groups) else first_with_people(occasion, people)
    found = counts(occasion, people)
    context = {
        "launched": True,
        "counts": [(whom.value, number) for whom, number in found.items()],
        # The first that has somebody in it; where none has, nothing is chosen beforehand.
        "preselected": next((whom.value for whom, number in found.items() if number), ""),
        "groups": groups,
        "node": node,
        "group": dict(groups)[node],
        "people": [person for person in people if main_group(person) == node],
        "files": ceil(max(found.values()) / A_FILE),
        "a_file": A_FILE,
    }
    return show(request, project, "slips", "collection/paper/letters.html", context)


@for_project(EDITORS)
@never_cache
@require_POST
def print_letters(request: Request, project: Project) -> HttpResponse:
    """Make the letters. They are on no disk here, and no browser on the way keeps them."""
    occasion = occasion_of(project)
    if occasion is None or occasion.wave is None:
        messages.error(request, told("paper.not_launched"))
        return redirect("letters", project_id=project.pk)
    given = request.POST.get("whom", "")
    whom = Whom(given) if given in list(Whom) else Whom.CHOSEN
    found = recipients(occasion, listed(occasion), whom, numbers(request.POST.getlist("person")))
    part = next(iter(numbers([request.POST.get("part", "1")])), 1)
    some = found[(part - 1) * A_FILE : part * A_FILE] if part else []
    if not some:
        messages.error(request, told("paper.letter.none"))
        return redirect("letters", project_id=project.pk)
    try:
        made = letters_of(occasion, some)
    except NoSecretError:
        messages.error(request, told("paper.no_secret"))
        return redirect("letters", project_id=project.pk)
    _record(request, project, occasion.number, some)
    return pdf(made, "letters")


def _record(request: Request, project: Project, wave: int, people: Sequence[Person]) -> None:
    """Write down that letters were printed, and which people have a code on paper beside the one that was sent to them.

    Whoever holds a letter can answer in somebody's name: where there was no need for one it must be seen who made it.
    """
    beside = ", ".join(str(person.pk) for person in people if person.email or person.phone)
    told = {"wave": wave, "count": len(people)} | ({"person": beside} if beside else {})
    audit.record("letters.printed", request.user, project.tenant_id, project.pk, **told)
