"""Messages that leave by e-mail: a service writes a row in its own transaction, and the ticking task sends it.

A row holds what the message is about, not what it says: text and links are made when it is sent, so that no copy of the
database holds a way in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPResponseException, SMTPServerDisconnected
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from samspill.terms import Language
from samspill_web.kernel import clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message

log = logging.getLogger("samspill.outbox")

TRIES = 8
FIRST_WAIT = timedelta(minutes=2)
BATCH = 50
TEMPORARY = range(400, 500)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says."""

    subject: str
    text: str


Writer = Callable[[Message, Language], Letter | None]
"""Makes the text of a message; None where it is no longer to be sent."""

_writers: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that makes the text of a kind of message."""

    def register(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return register


def enqueue(kind: str, to: str, language: Language, **data: object) -> Message:
    """Put a message in the outbox."""
    now = clock.now()
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "samspill"
    message_id = f"<{uuid4().hex}@{host}>"
    return Message.objects.create(
        kind=kind, to=to, language=language.value, data=data, message_id=message_id, due=now, made=now
    )


def send_due() -> int:
    """Send what is due; return how many messages were handed over."""
    return sum(_send(pk) for pk in _due())


def give_up_lost(before: datetime) -> None:
    """Tell which messages were being handed over when their worker was killed: they may have arrived, so none is repeated."""
    lost = Message.objects.filter(state=SendState.SENDING, due__lt=before)
    lost.update(state=SendState.UNKNOWN, trouble="killed")


def _due() -> list[int]:
    waiting = Message.objects.filter(state=SendState.WAITING, due__lte=clock.now())
    return list(waiting.values_list("pk", flat=True)[:BATCH])


def _send(pk: int) -> bool:
    # Claimed before anything is said: of two workers only one gets the row, and a worker that dies leaves it "sending".
    if not Message.objects.filter(pk=pk, state=SendState.WAITING).update(state=SendState.SENDING, due=clock.now()):
        return False
    message = Message.objects.get(pk=pk)
    letter = _writers[message.kind](message, Language(message.language))
    if letter is None:
        message.delete()
        return False
    state, trouble = _hand_over(message, letter)
    _settle(message, state, trouble)
    return state is SendState.SENT


def _hand_over(message: Message, letter: Letter) -> tuple[SendState, str]:
    # A line break in a subject would begin a header of its own.
    mail = EmailMessage(
        " ".join(letter.subject.split()), letter.text, to=[message.to], headers={"Message-ID": message.message_id}
    )
    try:
        mail.send()
    except SMTPConnectError as error:
        return SendState.WAITING, str(error.smtp_code)
    except SMTPResponseException as error:
        return (SendState.WAITING if error.smtp_code in TEMPORARY else SendState.FAILED), str(error.smtp_code)
    except SMTPServerDisconnected:
        return SendState.UNKNOWN, "disconnected"
    except SMTPException as error:
        return SendState.FAILED, type(error).__name__
    except OSError as error:
        return SendState.WAITING, type(error).__name__
    return SendState.SENT, ""


def _settle(message: Message, state: SendState, trouble: str) -> None:
    message.attempts += 1
    if state is SendState.WAITING and message.attempts >= TRIES:
        state = SendState.FAILED
    if state is SendState.WAITING:
        message.due = clock.now() + FIRST_WAIT * 2 ** (message.attempts - 1)
    message.state, message.trouble = state, trouble
    with transaction.atomic():
        message.save(update_fields=["state", "trouble", "attempts", "due"])
    if trouble:
        log.warning("message %s: %s (%s)", message.pk, state.value, trouble)
