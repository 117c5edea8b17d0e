"""Pages about messages: how they got on, and the way out for whoever does not want to take part."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from samspill.instrument.sheet import name_of
from samspill.language import say
from samspill.render.safe_text import one_line
from samspill.terms import Language, Text
from samspill_web.collection.ballots.codes import short_address
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.channels import inviting
from samspill_web.collection.channels.asked import open_now
from samspill_web.collection.channels.deliveries import deliveries as found_deliveries
from samspill_web.collection.channels.email import declining
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person, Urn
from samspill_web.kernel import clock
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import closing, draft, latest_wave
from samspill_web.projects.views.pages import languages_of, show


@for_project(EDITORS)
@require_safe
def deliveries(request: Request, project: Project) -> HttpResponse:
    """Show how many invitations went out, and whom none has reached."""
    wave = latest_wave(project)
    opened = wave is not None and wave.opens <= clock.now()
    context: dict[str, object] = {"leader": () if opened else _for_leaders(project, wave)}
    if wave is not None and opened:
        context |= {"wave": wave, "over": closing(wave) <= clock.now(), "found": found_deliveries(wave, reader())}
    return show(request, project, "deliveries", "collection/channels/deliveries.html", context)


@for_project(EDITORS)
@require_POST
def send_again(request: Request, project: Project, message_id: int) -> HttpResponse:
    """Send an invitation again of which nobody knows whether it arrived."""
    wave = latest_wave(project)
    if wave is None:
        raise Http404
    sent = open_now(Urn.objects.select_related("wave").get(wave=wave)) and inviting.send_again(
        wave, message_id, by=request.user
    )
    if sent:
        messages.success(request, told("channels.deliveries.sent_again"))
    else:
        messages.info(request, told("channels.deliveries.not_again"))
    return redirect("deliveries", project_id=project.pk)


def _for_leaders(project: Project, wave: Wave | None) -> list[tuple[str, str, str]]:
    """Return the text that leaders send first, in each language of the survey: tag, name of the language, text."""
    head = draft(project).table
    day = wave.opens.date() if wave else head.get("calendar", {}).get("opens")
    if day is None:
        return []
    sender = settings.SMS.sender if settings.SMS is not None else None
    languages = languages_of(project)
    return [(each.value, name_of(each, reader()), _leader_text(project, each, sender, day)) for each in languages]


def _leader_text(project: Project, language: Language, sender: str | None, day: object) -> str:
    title = draft(project).table.get("mapping", {}).get("title")
    return say(
        f"channels.deliveries.{'leader_sms' if sender else 'leader_mail'}",
        language,
        sender=sender or "",
        day=day,
        title=one_line(Text(title).get_in(language) if title else project.title),
        address=short_address(),
    )


# No cookie and no log-in take part: the address itself is the right to say no. A mail programme's one click brings no token.
@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody does not want to take part, and write to them no more. Opening the page changes nothing."""
    person, wave = _by_token(token)
    if person is not None and wave is not None and request.method == "POST":
        declining.decline(person)
        person.refresh_from_db()
    return _page(request, token, person, wave)


@public
@csrf_exempt
@never_cache
@require_POST
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Ask somebody again who had said no."""
    person, wave = _by_token(token)
    if person is not None and wave is not None:
        declining.take_back(person)
        person.refresh_from_db()
    return _page(request, token, person, wave, back=True)


def _by_token(token: str) -> tuple[Person | None, Wave | None]:
    """Return whose link it is, and the wave while it is open; a person that was taken off the list is nobody here."""
    person = declining.person_of(token)
    with scopes_disabled():
        if person is None or person.standing == Standing.WITHDRAWN:
            return None, None
        urn = (
            Urn.objects.select_related("wave__project")
            .filter(wave__project=person.project_id, wave__number=person.wave)
            .first()
        )
        return person, open_now(urn)


def _page(request: HttpRequest, token: str, person: Person | None, wave: Wave | None, *, back: bool = False) -> HttpResponse:
    if person is None or wave is None:
        return render(request, "collection/channels/decline.html", {"state": "over", "token": token}, status=410)
    state = "done" if person.standing == Standing.DECLINED else "back" if back else "ask"
    with translation.override(person.language):
        title = one_line(plan_of(wave).mapping.title.get_in(reader()))
        return render(request, "collection/channels/decline.html", {"state": state, "token": token, "title": title})
