"""What people are written when they are asked, and reminded. Link and code are made then, and are in the message alone."""

from __future__ import annotations

from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.collection.channels.asked import Asked, asked, is_away_today
from samspill_web.collection.channels.email.letters import mail
from samspill_web.collection.channels.sms.hours import next_hour
from samspill_web.collection.channels.sms.texts import sms
from samspill_web.collection.enums import Channel
from samspill_web.kernel import clock
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import SILENT, Later, Letter, Written, writes

INVITE, REMIND, MOVED = "channels.invite", "channels.remind", "channels.moved"


@writes(INVITE)
def invite(message: Message, language: Language) -> Written:
    """Ask somebody; nobody who is not to be asked any more, and silent towards those who have said no."""
    del language
    with scopes_disabled():
        return _once(asked(message), message, "invite")


@writes(REMIND, discreet=True)
def remind(message: Message, language: Language) -> Written:
    """Remind somebody; silent towards those who have said no, and who have answered, unless everybody is to be reminded."""
    del language
    with scopes_disabled():
        found = asked(message)
        if found is None or is_away_today(found.person, found.wave):
            return None
        # The hour comes first: it must not tell who would have been silent.
        later = _later(found, message)
        if later is not None:
            return later
        if found.declined or (not message.data.get("everybody") and found.has_answered()):
            return SILENT
        return _letter(found, message, "remind")


@writes(MOVED)
def moved(message: Message, language: Language) -> Written:
    """Tell an address that what went there goes elsewhere now, so that nobody is asked in somebody's place unseen."""
    del language
    with scopes_disabled():
        return _once(asked(message, moved=True), message, "moved")


def _once(found: Asked | None, message: Message, what: str) -> Written:
    if found is None:
        return None
    # The hour comes first: it must not tell who has said no.
    return _later(found, message) or (SILENT if found.declined else _letter(found, message, what))


def _later(found: Asked, message: Message) -> Later | None:
    if message.channel != Channel.SMS:
        return None
    due = next_hour(clock.now(), found.zone, nights=found.person.nights)
    return None if due is None else Later(due)


def _letter(found: Asked, message: Message, what: str) -> Letter:
    return sms(found, what) if message.channel == Channel.SMS else mail(found, what)
