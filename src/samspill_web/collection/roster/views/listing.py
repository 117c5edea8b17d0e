"""The list itself: who is asked, how they are reached, and whether the groups are whole."""

from __future__ import annotations

from collections.abc import Collection

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person
from samspill_web.collection.roster import doubles
from samspill_web.collection.roster.forms import node_choices
from samspill_web.collection.roster.selectors import Shown, counts, homeless, matching, reach_of, seen_people
from samspill_web.collection.roster.views.shared import page
from samspill_web.collection.roster.wave import KEEPERS, Asking, asking
from samspill_web.kernel.speech import told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.models import Project

ON_A_PAGE = 100
LONGEST_SEARCH = 200


@for_project(KEEPERS)
@require_safe
def roster(request: Request, project: Project) -> HttpResponse:
    """Show who is asked."""
    wave = asking(project, request.role)
    if wave is None:
        return page(request, project, "waiting.html", {})
    people = seen_people(wave)
    node, shown, text = (request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("group", "shown", "q"))
    found = matching(people, node=node, shown=shown, text=text)
    sheet = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page", "1")[:6])
    twice = {person.pk for person, _ in doubles.found(wave, people)}
    context = {
        "wave": wave,
        "people": [_line(person, wave, twice) for person in sheet],
        "sheet": sheet,
        "counts": counts(wave, people),
        "reached": _reached(people),
        "listed": sum(person.standing != Standing.WITHDRAWN for person in people),
        "homeless": homeless(wave, people),
        "nodes": node_choices(wave),
        "ways": [(each.value, told(f"roster.shown.{each}")) for each in Shown],
        "chosen": {"group": node, "shown": shown, "q": text},
        "filtered": bool(node or shown or text),
        "anybody": bool(people),
        "doubles": [line for line in (_line(person, wave, twice) for person in people) if line["double"]],
    }
    return page(request, project, "list.html", context)


def _line(person: Person, wave: Asking, twice: Collection[int]) -> dict[str, object]:
    """Return somebody as the list shows them. Whether somebody would rather not take part is for nobody to see."""
    main, *others = (wave.name(node) for node in person.nodes)
    return {
        "person": person,
        "main": main,
        "others": tuple(others),
        "reach": reach_of(person).value,
        "withdrawn": person.standing == Standing.WITHDRAWN,
        "double": person.pk in twice,
    }


def _reached(people: list[Person]) -> list[tuple[str, int]]:
    here = [reach_of(person) for person in people if person.standing != Standing.WITHDRAWN]
    return [(channel.value, here.count(channel)) for channel in Channel]
