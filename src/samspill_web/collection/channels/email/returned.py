"""What becomes of a message that came back: the invitation goes another way, or somebody is told that nobody was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anymail.signals import tracking
from django.conf import settings
from django.db import transaction

from samspill_web.collection.channels.email import declining
from samspill_web.collection.channels.email.dsn import STATUS, Came, Returned, read
from samspill_web.collection.models import Person
from samspill_web.kernel import clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message, Stray
from samspill_web.kernel.returning import signed_number
from samspill_web.kernel.ticking import on_tick
from samspill_web.kernel.writers import discreet

KEEP = timedelta(days=30)
MOST = 1_000
"""Mails without a person that are kept in mind: anybody can write to the mailbox."""

FAILED, SAID_NO = frozenset({"bounced", "rejected", "failed"}), frozenset({"complained", "unsubscribed"})
"""What a mail service calls it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a mail that came back was, and whether its message was found."""

    came: Came
    matched: bool


def take(raw: bytes) -> Taken:
    """Take in a mail that came back."""
    return take_in(read(raw))


@transaction.atomic
def take_in(returned: Returned) -> Taken:
    """Note a failure on the message that came back. One that nobody is found for is kept in mind without its text."""
    message = message_of(returned)
    if message is not None and returned.came in {Came.HARD, Came.SOFT}:
        _fail(message, returned.status)
    if message is None and Stray.objects.count() < MOST:
        to = next(iter(returned.addresses), "")[:254]
        Stray.objects.create(day=clock.now().date(), to=to, came=returned.came, status=returned.status)
    return Taken(returned.came, message is not None)


def message_of(returned: Returned) -> Message | None:
    """Return the message that came back: by its own return path, by its Message-ID, else by the address.

    An address proves nothing: anybody can send a bounce in somebody's name. It is asked only where mails leave without a
    return path of their own.
    """
    number = signed_number(returned.marked)
    found = Message.objects.filter(pk=number).first() if number is not None else None
    found = found or Message.objects.filter(message_id__in=returned.ids).first()
    if found is not None or settings.MAIL_BOUNCES or returned.came not in {Came.HARD, Came.SOFT}:
        return found
    lately = Message.objects.filter(channel="email", due__gt=clock.now() - KEEP, state__in=(SendState.SENT, SendState.UNKNOWN))
    for address in returned.addresses:
        sent = lately.filter(to__iexact=address).order_by("-due").first()
        if sent is not None:
            return sent
    return None


def _fail(message: Message, status: str) -> None:
    # A reminder that comes back would tell that its person was reminded, and so has not answered (P7).
    if not discreet(message.kind):
        Message.objects.filter(pk=message.pk).update(state=SendState.FAILED, trouble=f"{status[:1]}xx {status}")


def on_tracking(sender: Any, event: Any, esp_name: str, **_: Any) -> None:
    """Take in what a mail service tells of a mail."""
    del sender, esp_name
    kind = str(event.event_type)
    if kind not in FAILED | SAID_NO:
        return
    told = STATUS.search(str(event.mta_response or event.description or ""))
    soft = str(event.reject_reason) == "timed_out"
    status = told[1] if told else "4.4.7" if soft else "5.0.0"
    marked = str((event.metadata or {}).get("samspill", ""))
    came = Came.SOFT if soft or status.startswith("4") else Came.HARD
    returned = Returned(came, status, marked, addresses=(str(event.recipient or "").casefold(),))
    if kind in FAILED:
        take_in(returned)
    else:
        _say_no(message_of(returned))


def _say_no(message: Message | None) -> None:
    """Write no more to somebody who told the mail service so."""
    from django_scopes import scopes_disabled

    key = message.data.get("person") if message else None
    with scopes_disabled():
        person = Person.objects.select_related("project__tenant").filter(key=key).first() if key else None
    if person is not None:
        declining.decline(person)


@on_tick
def forget_strays(now: datetime) -> None:
    """Forget mails without a person after a while."""
    Stray.objects.filter(day__lt=(now - KEEP).date()).delete()


tracking.connect(on_tracking, dispatch_uid="samspill_tracking")
