"""Everybody who was invited is told when the result is shown, and by which link: once, over the channel that reached them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.language import day, say
from samspill.terms import Language
from samspill_web.analysis import showing
from samspill_web.analysis.models import Showing
from samspill_web.collection.channels.asked import Asked, address_of, invited
from samspill_web.collection.channels.email.letters import Part, letter, questions, reply_to_of
from samspill_web.collection.channels.inviting import chain, invitations, people, reached_over
from samspill_web.collection.channels.keys import result_key, results_of
from samspill_web.collection.channels.sms.hours import next_hour
from samspill_web.collection.channels.sms.parts import plain
from samspill_web.collection.enums import Channel
from samspill_web.kernel import audit, clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import SILENT, Later, Letter, New, Written, enqueue_many, writes
from samspill_web.kernel.ticking import on_tick
from samspill_web.projects.models import Wave

KIND = "analysis.result"

COME_BACK = timedelta(days=3)
"""After the messages have gone: by then those that nobody could take have come back."""


def link_of(found: Showing) -> str:
    """Return the address of the page without log-in."""
    return f"{settings.ADDRESS}{reverse('staff_result', args=[found.link])}"


@on_tick
def tell_all(now: datetime) -> None:
    """Tell those who were invited that the result is shown, once it is."""
    with scopes_disabled():
        for found in Showing.objects.filter(told=None, everybody__lte=now).select_related("wave__project__tenant"):
            _tell(found.wave)


@transaction.atomic
def _tell(wave: Wave) -> None:
    found = Showing.objects.select_for_update().get(pk=wave.pk)
    if found.told is not None:
        return
    found.told = clock.now()
    found.save(update_fields=["told"])
    if clock.now() >= showing.closes(found):
        return
    new = list(_messages(wave))
    enqueue_many(new)
    audit.record("result.told", None, wave.project.tenant_id, wave.project_id, wave=wave.number, count=len(new))


def _messages(wave: Wave) -> list[New]:
    rows, made = invitations(wave), list[New]()
    for person in people(wave):
        channel = reached_over(person, rows) or next((each for each in chain() if address_of(person, each)), None)
        if channel is not None and channel in chain():
            data: dict[str, object] = {"person": str(person.key), "wave": wave.pk}
            key = result_key(wave.pk, person.key, channel)
            made.append(New(KIND, address_of(person, channel), Language(person.language), channel, key, data))
    return made


def lost(wave: Wave) -> int:
    """Return how many were not reached."""
    return Message.objects.filter(key__startswith=results_of(wave.pk), state=SendState.FAILED).count()


def is_told(wave: Wave, now: datetime) -> bool:
    """Tell whether everybody who can be told has been, and mails that came back have had their time."""
    found = showing.showing_of(wave)
    if found is None or found.told is None or found.told + COME_BACK > now:
        return False
    waiting = Message.objects.filter(key__startswith=results_of(wave.pk), state__in=[SendState.WAITING, SendState.SENDING])
    return not waiting.exists()


@writes(KIND)
def result(message: Message, language: Language) -> Written:
    """Tell somebody that the result is shown; silent towards those who have said no."""
    del language
    with scopes_disabled():
        who = invited(message)
        found = showing.showing_of(who.wave) if who else None
        if who is None or found is None or clock.now() >= showing.closes(found):
            return None
        # The hour comes first: it must not tell who has said no.
        if message.channel == Channel.SMS:
            due = next_hour(clock.now(), who.zone, nights=who.person.nights)
            if due is not None:
                return Later(due)
        if who.declined:
            return SILENT
        return _sms(who, found) if message.channel == Channel.SMS else _mail(who, found)


def _sms(who: Asked, found: Showing) -> Letter:
    said = say("analysis.told.sms", who.language, title=plain(who.title), tenant=plain(who.tenant), link="\n")
    return Letter(who.title, plain(said).replace("\n", link_of(found)))


def _mail(who: Asked, found: Showing) -> Letter:
    subject = say("analysis.told.subject", who.language, title=who.title)
    return letter(who, subject, _parts(who, found), reply_to_of(who))


def _parts(who: Asked, found: Showing) -> list[Part]:
    def line(which: str, **fields: object) -> str:
        return say(f"analysis.told.{which}", who.language, **fields)

    meeting = who.plan.mapping.start.feedback_meeting
    ahead = meeting is not None and meeting >= clock.today(who.zone)
    return [
        Part(line("why", task=who.task, tenant=who.tenant)),
        Part(line("open"), link_of(found), main=True),
        Part(line("how", day=day(showing.day_of(who.wave, showing.closes(found)), who.language))),
        *([Part(line("meeting", day=day(meeting, who.language)))] if ahead and meeting else []),
        *questions(who),
    ]
