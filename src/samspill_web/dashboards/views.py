"""The result of a wave, page by page: one idea each. Every page is made of the release, and is nobody's who may not have it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from samspill.language import has
from samspill.reporting.document import Kind
from samspill.terms import Audience
from samspill_web.analysis.fetching import own_audience, units_of, widest
from samspill_web.analysis.models import Release
from samspill_web.analysis.newer import newer_than
from samspill_web.analysis.reports import groups_of
from samspill_web.dashboards.beside import beside
from samspill_web.dashboards.explaining import explained
from samspill_web.dashboards.looking import choices, chosen, is_map
from samspill_web.dashboards.results import EVERYTHING, Book, book_of
from samspill_web.kernel import audit, clock
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

FIRST = "overview"
OWN = "own"
"""Leads to a group's own page, whatever its id."""
IN_FRONT = ("overview", "matrix", "map", "profile", "knowledge", "organisations", "groups", "findings")
"""Ids, without their numbers, of those pages that are looked for most; the others are named below each page."""


@for_project(EVERYONE)
@require_safe
def result(request: Request, project: Project, wave: int) -> HttpResponse:
    """Lead to the first page; before the whole is shown, to the page that tells when."""
    if widest(_row(project, wave), request.role) is None:
        return redirect("release_of_wave", project_id=project.pk, wave=wave)
    return redirect("result_part", project_id=project.pk, wave=_row(project, wave).wave.number, part=FIRST)


@for_project(EVERYONE)
@require_safe
def part(request: Request, project: Project, wave: int, part: str) -> HttpResponse:
    """Show a page of the whole, as much as somebody in this role may read."""
    row = _row(project, wave)
    audience = widest(row, request.role)
    if audience is None:
        return redirect("release_of_wave", project_id=project.pk, wave=wave)
    book = book_of(row, audience, reader())
    return _page(request, project, row, book, part, lambda key: reverse("result_part", args=[project.pk, wave, key]))


@for_project(EVERYONE)
@require_safe
def group_part(request: Request, project: Project, wave: int, number: int, part: str) -> HttpResponse:
    """Show a page of the result of one's own group."""
    row = _row(project, wave)
    units = units_of(row, request.role)
    if not 1 <= number <= len(units):
        raise Http404
    book = book_of(row, own_audience(row, request.role), reader(), units[number - 1])
    own = next(section.id for section in book.chapters if section.kind is Kind.GROUP)
    # Before everybody sees the whole there is no overview of it.
    if part == OWN or (part == FIRST and book.chapters[0].id != FIRST):
        return redirect("result_group", project_id=project.pk, wave=wave, number=number, part=own)
    tab = (number, own)
    return _page(
        request, project, row, book, part, lambda key: reverse("result_group", args=[project.pk, wave, number, key]), tab
    )


def _page(
    request: Request,
    project: Project,
    row: Release,
    book: Book,
    key: str,
    href: Callable[[str], str],
    tab: tuple[int, str] = (0, ""),
) -> HttpResponse:
    """Show a page of a book. ``tab`` is the number of the group whose book it is, and the page that its tab leads to."""
    looking = chosen(book.report, request.GET) if is_map(key) else EVERYTHING
    page = book.page(key, href, looking)
    if page is None:
        raise Http404
    _note(request, project, row)
    current = page.above or page.section
    groups = _groups(request, project, row, tab[0] if tab[1] == page.section.id else 0)
    chapters = [
        (each, (href(each.id), short_name(each.id) or each.heading, each == current))
        for each in book.chapters
        if not (groups and each.id == tab[1])
    ]
    context = {
        "row": row,
        "part": page,
        "help": explained(page.section),
        "chapters": [line for each, line in chapters if in_front(each.id)],
        "more": [line for each, line in chapters if not in_front(each.id)],
        "above": (href(page.above.id), short_name(page.above.id) or page.above.heading) if page.above else None,
        "under": [(href(each.id), each.heading) for each in page.under],
        "before": (href(page.before.id), page.before.heading) if page.before else None,
        "after": (href(page.after.id), page.after.heading) if page.after else None,
        "groups": groups,
        "choices": choices(book.report, looking) if is_map(key) else (),
        "beside": beside(row, request.role, page.section.about),
        "newer": newer_than(row.wave, request.role),
    }
    return show(request, project, "release", "dashboards/part.html", context)


def _groups(request: Request, project: Project, row: Release, here: int) -> list[tuple[str, str, bool]]:
    """Return the pages of one's own groups, to those who do not have all of them in the whole; ``here`` is where one is."""
    if widest(row, request.role) is Audience.LEADERS:
        return []
    names = [name for _, name in groups_of(row, reader(), units_of(row, request.role))]
    return [
        (reverse("result_group", args=[project.pk, row.wave.number, number, OWN]), name, number == here)
        for number, name in enumerate(names, start=1)
    ]


def in_front(key: str) -> bool:
    """Tell whether a page is among those that are looked for most."""
    return key.partition("-")[0] in IN_FRONT


def short_name(key: str) -> str:
    """Return what a page is called in a list; "" where its heading says it."""
    code = f"dashboards.chapter.{key.replace('-', '_')}"
    return told(code) if has(code) else ""


def _note(request: Request, project: Project, row: Release) -> None:
    """Write in the log that somebody has read a result, once a day and session."""
    key, day = f"read:{row.pk}", clock.now().date().isoformat()
    if request.session.get(key) != day:
        audit.record("result.read", request.user, project.tenant_id, project.pk, wave=row.wave.number)
        request.session[key] = day


def _row(project: Project, number: int) -> Release:
    rows = Release.objects.select_related("wave").defer("text")
    return get_object_or_404(rows, wave__project=project, wave__number=number)
