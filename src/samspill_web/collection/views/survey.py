"""The survey itself. Nobody is logged in, no cookie is set, and what opens it stands in the body of a request (B1, B6).

Two ways lead through it. Without JavaScript each page is a form that carries all answers so far. With it the browser gets all
pages at once, keeps what is answered, and sends the same fields in the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core import signing
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill.terms import Language
from samspill_web.accounts.lockout import client_address
from samspill_web.collection.ballots import drafts, submit
from samspill_web.collection.ballots.answers import understand
from samspill_web.collection.ballots.coming_in import Entry, Guest, State, come_in
from samspill_web.collection.survey import PageKind, Respondent
from samspill_web.collection.views.survey_context import context, last_page, mistyped, turns, when, whole_sheet
from samspill_web.collection.walk import Position, at_page, page_of_kind
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import preferred, told, wrongs
from samspill_web.projects.models import Wave

log = logging.getLogger("samspill.survey")

THANKS = "collection.thanks"
DIGITS = 4
"""Of the number of a page; Python refuses to read very long ones."""

# No cookie says who somebody is, so another site has nothing to misuse: what opens the survey is in the request itself.
answering: Callable[[Any], Any] = csrf_exempt


# Packed: no other site can have a browser send what opens these pages, so that their lengths would tell it nothing.
packed: Callable[[Any], Any] = gzip_page


@public
@never_cache
@answering
@packed
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Ask for the code, and lead through the survey page by page.

    ``rest`` is what a mail gateway has made of a fragment: the browser repairs it, and the server does not look at it.
    """
    del rest
    if request.method != "POST":
        return _enter(request, None)
    move = request.POST.get("move", "")
    entry = _entry(request, sending=move == "send")
    guest = entry.guest
    if entry.state is not State.OPEN or guest is None:
        return _enter(request, entry)
    if move == "send":
        return _sent(request, guest)
    return _page(request, guest, _position(request, guest, move))


@public
@never_cache
@require_safe
def survey_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank. The page has an address of its own, so that reloading it sends nothing."""
    try:
        pk, language = signing.loads(token, salt=THANKS)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    with scopes_disabled():
        wave = Wave.objects.filter(pk=pk).first()
    if wave is None:
        raise Http404
    with translation.override(language):
        filling = {"page": last_page(wave, Language(language)), "language": language, "terminal": _terminal(request)}
        return render(request, "collection/thanks.html", filling)


@public
@require_safe
def survey_worker(_request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the survey's own page at hand without a network. It may rule its own folder only."""
    script = finders.find("survey-worker.js")
    if not isinstance(script, str):
        raise Http404
    return HttpResponse(Path(script).read_bytes(), content_type="text/javascript")


@public
@never_cache
@answering
@packed
@require_POST
def survey_open(request: HttpRequest) -> JsonResponse:
    """Return all pages at once for the browser to lead through, and the draft of the one who comes."""
    entry = _entry(request)
    guest = entry.guest
    if entry.state is not State.OPEN or guest is None:
        return _told(request, entry)
    who = _who(request, guest)
    with translation.override(who.language.value):
        return JsonResponse(
            {
                "state": State.OPEN,
                "html": whole_sheet(request, guest, who),
                "node": str(who.node),
                "language": who.language.value,
                "targets": turns(guest, who),
                "most": guest.plan.mapping.ask_at_most,
                "room": drafts.draft_room(guest.holder.wave),
                "draft": drafts.read(guest.holder),
            }
        )


@public
@never_cache
@answering
@require_POST
def survey_draft(request: HttpRequest) -> JsonResponse:
    """Keep what the browser has encrypted."""
    entry = _entry(request)
    if entry.state is not State.OPEN or entry.guest is None:
        return _told(request, entry)
    try:
        kept = drafts.save(entry.guest.holder, request.POST.get("blob", ""))
    except UsageError as error:
        return JsonResponse({"state": "wrong", "wrong": wrongs(error)}, status=422)
    return JsonResponse({"state": "kept" if kept else State.CLOSED})


@public
@never_cache
@answering
@require_POST
def survey_send(request: HttpRequest) -> JsonResponse:
    """Keep the answers, and thank when they are on the disk. Sent again, they are thanked for again, and kept once."""
    entry = _entry(request, sending=True)
    guest = entry.guest
    if entry.state is not State.OPEN or guest is None:
        return _told(request, entry)
    try:
        outcome, wrong = _keep(request, guest)
    except DatabaseError as error:
        # Nobody is thanked for what is not on the disk; the browser keeps it, and sends it again by itself.
        _note(error)
        return JsonResponse({"state": "again"}, status=503)
    if wrong:
        return JsonResponse({"state": "wrong", "wrong": wrong}, status=422)
    if outcome is not submit.Outcome.KEPT:
        return _told(request, Entry(State.CLOSED, guest))
    language = guest.language(request.POST.get("language", ""))
    with translation.override(language.value):
        filling = {"page": last_page(guest.holder.wave, language), "language": language.value}
        return JsonResponse({"state": outcome, "html": render_to_string("collection/thanked.html", filling, request)})


def _entry(request: HttpRequest, *, sending: bool = False) -> Entry:
    return come_in(request.POST.get("code", ""), lambda: client_address(request) or "", sending=sending)


def _who(request: HttpRequest, guest: Guest) -> Respondent:
    return guest.answering(request.POST.get("node", ""), _wanted(request, guest))


def _wanted(request: HttpRequest, guest: Guest) -> str:
    """Return the language that was chosen, or stands on the list; a slip has none, so that the browser's is taken."""
    said = request.POST.get("language", "") or guest.holder.language
    return said or preferred(request.headers.get("Accept-Language", ""), guest.plan.mapping.languages)


def _position(request: HttpRequest, guest: Guest, move: str) -> Position:
    """Return the page that was asked for; the one that was sent, where more was chosen on it than may be."""
    who, given = _who(request, guest), dict(request.POST.lists())
    sent = at_page(guest.plan, who, given, _whole(request.POST.get("page", "0")))
    if move == "clear":
        return at_page(
            guest.plan, who, {name: values for name, values in given.items() if name not in sent.chosen}, sent.number
        )
    if sent.too_many:
        return sent
    position = at_page(guest.plan, who, given, _number(request, move))
    return _at_summary(request, guest) if position.page.kind is PageKind.THANKS else position


def _at_summary(request: HttpRequest, guest: Guest) -> Position:
    """Return the page before the sending, with everything that was answered."""
    who, given = _who(request, guest), dict(request.POST.lists())
    return at_page(guest.plan, who, given, page_of_kind(at_page(guest.plan, who, given, 0).sheet, PageKind.SUMMARY))


def _keep(request: HttpRequest, guest: Guest) -> tuple[submit.Outcome | None, list[str]]:
    """Keep what was sent; return what became of it, or what is wrong with it."""
    try:
        answers = understand(guest.plan, _who(request, guest), dict(request.POST.lists()), guest.holder.level)
    except UsageError as error:
        return None, wrongs(error)
    return submit.keep(guest.holder, answers), []


def _sent(request: HttpRequest, guest: Guest) -> HttpResponse:
    try:
        outcome, wrong = _keep(request, guest)
    except DatabaseError as error:
        _note(error)
        with translation.override(guest.language(request.POST.get("language", "")).value):
            return _page(request, guest, _at_summary(request, guest), [told("collection.not_kept")], status=503)
    if wrong:
        return _page(request, guest, _at_summary(request, guest), wrong, status=422)
    if outcome is not submit.Outcome.KEPT:
        return _enter(request, Entry(State.CLOSED, guest))
    language = guest.language(request.POST.get("language", ""))
    thanks = reverse("survey_thanks", args=[signing.dumps([guest.holder.wave.pk, language.value], salt=THANKS)])
    return redirect(f"{thanks}?terminal=1" if _terminal(request) else thanks)


def _note(error: DatabaseError) -> None:
    """Tell whoever runs the server that answers cannot be kept: by the kind of the error, since its text may quote."""
    log.error("an answer could not be kept (%s)", type(error.__cause__ or error).__name__)


def _number(request: HttpRequest, move: str) -> int:
    """Return the page that comes after this one, or the one that was asked for by number."""
    if move.startswith("to:"):
        return _whole(move.removeprefix("to:"))
    here = _whole(request.POST.get("page", "0"))
    # Who has just typed the code is on no page yet.
    return here + {"back": -1, "next": 1}.get(move, 0)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def _enter(request: HttpRequest, entry: Entry | None) -> HttpResponse:
    """Ask for the code, and say what stands in the way."""
    if entry is None:
        return _unseen(render(request, "collection/enter.html", {"terminal": _terminal(request)}))
    with translation.override(_language(request, entry)):
        filling = {
            "state": entry.state,
            "terminal": _terminal(request),
            **mistyped(request.POST.get("code", "")),
            "language": translation.get_language(),
            **when(entry.guest),
        }
        status = {State.CLOSED: 410, State.TOO_MANY: 429}.get(entry.state, 422)
        return _unseen(render(request, "collection/enter.html", filling, status=status))


def _told(request: HttpRequest, entry: Entry) -> JsonResponse:
    """Say in words what stands in the way."""
    with translation.override(_language(request, entry)):
        filling = {"state": entry.state, **mistyped(request.POST.get("code", "")), **when(entry.guest)}
        html = render_to_string("collection/not_open.html", filling, request)
        return JsonResponse({"state": entry.state, "html": html, "language": translation.get_language()})


def _language(request: HttpRequest, entry: Entry) -> str:
    wanted = request.POST.get("language", "")
    if entry.guest is not None:
        return entry.guest.language(wanted).value
    return wanted if wanted in list(Language) else translation.get_language() or ""


def _page(
    request: HttpRequest, guest: Guest, position: Position, wrong: Sequence[str] = (), *, status: int = 200
) -> HttpResponse:
    with translation.override(position.who.language.value):
        filling = {
            **context(guest, position.who),
            "position": position,
            "code": request.POST.get("code", ""),
            "wrong": wrong,
            "terminal": _terminal(request),
        }
        return _unseen(render(request, "collection/answer.html", filling, status=status))


def _terminal(request: HttpRequest) -> bool:
    """Tell whether many people answer on this machine, one after another."""
    return "terminal" in request.GET


def _unseen(answer: HttpResponse) -> HttpResponse:
    """Keep the address of the page from wherever somebody goes next."""
    answer["Referrer-Policy"] = "no-referrer"
    return answer
