"""Messages that leave: a service writes a row in its own transaction, and the ticking task sends it.

A row holds what the message is about, not what it says: text and links are made when it is sent, so that no copy of the
database holds a way in. A row with a ``key`` is there once, however often and by however many it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db.models import Q

from samspill.terms import Language
from samspill_web.kernel import clock
from samspill_web.kernel.carriers import Attachment, Letter
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.sending import BUDGET, TRIES, due_now, more_due, send_due
from samspill_web.kernel.writers import SILENT, Later, Written, writes

__all__ = [
    "BUDGET",
    "SILENT",
    "TRIES",
    "Attachment",
    "Later",
    "Letter",
    "New",
    "Written",
    "due_now",
    "enqueue",
    "enqueue_many",
    "give_up_lost",
    "more_due",
    "send_due",
    "writes",
]

BATCH = 500
WRONG_CLOCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class New:
    """A message that is to be sent, over a channel; ``key`` says once what it is about."""

    kind: str
    to: str
    language: Language
    channel: str = "email"
    key: str | None = None
    data: dict[str, object] = field(default_factory=dict)


def enqueue(kind: str, to: str, language: Language, **data: object) -> Message:
    """Put a message in the outbox, by e-mail."""
    message = _row(New(kind, to, language, data=data), clock.now())
    message.save(force_insert=True)
    return message


def enqueue_many(messages: Iterable[New]) -> None:
    """Put many messages in the outbox at once; one whose key is there already is left out."""
    now = clock.now()
    Message.objects.bulk_create((_row(each, now) for each in messages), batch_size=BATCH, ignore_conflicts=True)


def give_up_lost(before: datetime) -> None:
    """Tell which messages were being handed over when their worker was killed: they may have arrived, so none is repeated.

    One that was claimed later than now was claimed before the clock was set back.
    """
    lost = Message.objects.filter(Q(due__lt=before) | Q(due__gt=clock.now() + WRONG_CLOCK), state=SendState.SENDING)
    lost.update(state=SendState.UNKNOWN, trouble="killed")


def _row(new: New, now: datetime) -> Message:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "samspill"
    return Message(
        kind=new.kind,
        channel=new.channel,
        key=new.key,
        to=new.to,
        language=new.language.value,
        data=new.data,
        message_id=f"<{uuid4().hex}@{host}>",
        due=now,
        made=now,
    )
