"""The result for everybody who was invited: by a link that cannot be guessed, without logging in, for a while.

Nothing is written down about who reads it, and no cookie is set.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from samspill.instrument.sheet import name_of
from samspill.render.kinds import Format
from samspill.terms import Audience, Language
from samspill_web.analysis import reports, showing
from samspill_web.analysis.models import Release, Showing
from samspill_web.analysis.reports import Wanted
from samspill_web.collection.following.stages import in_words
from samspill_web.collection.following.waves import zone_of
from samspill_web.dashboards.results import Book, Page, book_of
from samspill_web.dashboards.views import in_front, short_name
from samspill_web.kernel import clock
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import reader

FIRST = "overview"


@public
@never_cache
@require_safe
def staff_result(request: HttpRequest, link: str) -> HttpResponse:
    """Show the first page."""
    return _answer(request, link, FIRST)


@public
@never_cache
@require_safe
def staff_part(request: HttpRequest, link: str, part: str) -> HttpResponse:
    """Show a page."""
    return _answer(request, link, part)


@public
@never_cache
@require_safe
def staff_report(request: HttpRequest, link: str) -> HttpResponse:
    """Give the same as a file to print."""
    with scopes_disabled(), translation.override(_language(request)):
        found = _found(link)
        if _closed(found, clock.now()):
            return _page(request, found, None)
        wanted = Wanted(Format.PDF, reader(), Audience.STAFF)
        row = _row(found)
        answer = HttpResponse(reports.rendered(row, wanted), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{reports.file_name(row, wanted)}"'
        return _unnoticed(answer)


def _answer(request: HttpRequest, link: str, part: str) -> HttpResponse:
    with scopes_disabled(), translation.override(_language(request)):
        found = _found(link)
        if _closed(found, clock.now()):
            return _page(request, found, None)
        # All that the public may have: the whole picture, and no group's page. The file to print is the short one for staff.
        book = book_of(_row(found), Audience.PUBLIC, reader())
        page = book.page(part, lambda key: _address(request, link, key))
        if page is None:
            raise Http404
        return _page(request, found, (book, page))


def _page(request: HttpRequest, found: Showing, shown: tuple[Book, Page] | None) -> HttpResponse:
    told = showing.told_beside(found, reader())
    context: dict[str, object] = {
        "language": reader().value,
        "languages": [(each.value, name_of(each, each)) for each in Language],
        "told": told,
        "opens": in_words(found.everybody, zone_of(found.wave)),
    }
    if shown is None:
        status = 410 if told.over else 200
        return _unnoticed(render(request, "dashboards/staff_closed.html", context, status=status))
    book, page = shown
    current = page.above or page.section
    lines = [
        (each, (_address(request, found.link, each.id), short_name(each.id) or each.heading, each == current))
        for each in book.chapters
    ]
    context |= {
        "part": page,
        "chapters": [line for each, line in lines if in_front(each.id)],
        "more": [line for each, line in lines if not in_front(each.id)],
        "under": [(_address(request, found.link, each.id), each.heading) for each in page.under],
        "report": f"{reverse('staff_report', args=[found.link])}{_query(request)}",
    }
    return _unnoticed(render(request, "dashboards/staff.html", context))


def _unnoticed(answer: HttpResponse) -> HttpResponse:
    """Keep the link from where somebody goes next, and from search engines."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _address(request: HttpRequest, link: str, key: str) -> str:
    address = reverse("staff_result", args=[link]) if key == FIRST else reverse("staff_part", args=[link, key])
    return f"{address}{_query(request)}"


def _query(request: HttpRequest) -> str:
    """Return what keeps the language that somebody has chosen: there is no cookie for it."""
    chosen = request.GET.get("language", "")
    return f"?language={chosen}" if chosen in list(Language) else ""


def _language(request: HttpRequest) -> str:
    chosen = request.GET.get("language", "")
    return chosen if chosen in list(Language) else reader().value


def _closed(found: Showing, now: datetime) -> bool:
    return now < found.everybody or now >= showing.closes(found)


def _found(link: str) -> Showing:
    found = Showing.objects.select_related("wave__project__tenant").filter(link=link).first()
    if found is None:
        raise Http404
    return found


def _row(found: Showing) -> Release:
    return Release.objects.select_related("wave__project").get(pk=found.pk)
