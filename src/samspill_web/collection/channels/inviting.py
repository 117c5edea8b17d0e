"""Who is asked and reminded over which channel: once each, by e-mail, else by SMS, else on paper.

Everybody who is asked in an open wave has an invitation: at the opening, when somebody comes later, when an address is
corrected, and over the next channel when one fails for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.collection.channels.asked import address_of, is_away, is_away_today, last_day, open_now
from samspill_web.collection.channels.keys import (
    invite_key,
    invites_of,
    moved_key,
    moves_of,
    parts_of,
    remind_key,
    reminders_of,
)
from samspill_web.collection.channels.messages import INVITE, MOVED, REMIND
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person, Reminding, Urn
from samspill_web.kernel import audit, clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import New, enqueue_many
from samspill_web.kernel.ticking import on_tick
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import open_wave


@dataclass(frozen=True, slots=True)
class Row:
    """An invitation as it stands."""

    pk: int
    state: str
    to: str
    trouble: str = ""


Rows = dict[tuple[str, str], Row]
GONE_OUT = frozenset({SendState.SENT, SendState.UNKNOWN})


def chain() -> tuple[Channel, ...]:
    """Return the channels that this machine sends over, in the order in which they are tried; paper comes after them."""
    return (Channel.EMAIL, Channel.SMS) if settings.SMS is not None else (Channel.EMAIL,)


def invitations(wave: Wave) -> Rows:
    """Return the invitations of a wave: (person, channel) -> row."""
    found = Message.objects.filter(key__startswith=invites_of(wave.pk)).values_list("key", "pk", "state", "to", "trouble")
    return {parts_of(key or "")[1:]: Row(pk, state, to, trouble) for key, pk, state, to, trouble in found}


def people(wave: Wave) -> Iterator[Person]:
    """Yield who is on the list of a wave and not away until it is over.

    Whoever has said no is among them: nothing is written to them (``messages``), and their rows are like those of others, so
    that nobody can tell who it was.
    """
    listed = Person.objects.filter(project=wave.project_id, wave=wave.number, double=False).exclude(standing=Standing.WITHDRAWN)
    end = last_day(wave)
    return (person for person in listed if not is_away(person, end))


@on_tick
def invite_all(now: datetime) -> None:
    """Invite whoever has no invitation yet, in every wave that is open."""
    with scopes_disabled():
        urns = Urn.objects.filter(shut=None, destroyed=None, wave__opens__lte=now)
        for urn in urns.select_related("wave__project__tenant"):
            wave = open_now(urn)
            if wave is not None:
                _invite(wave)


def invite_new(project: Project) -> int:
    """Invite at once whoever was added, or has another address; return how many. Before the opening nobody is."""
    with scopes_disabled():
        wave = open_wave(project)
        urn = Urn.objects.select_related("wave__project__tenant").filter(wave=wave).first() if wave else None
        opened = open_now(urn)
        return _invite(opened) if opened else 0


@transaction.atomic
def _invite(wave: Wave) -> int:
    rows, everybody = invitations(wave), list(people(wave))
    outdated = [
        (person, channel, row)
        for person in everybody
        for channel in Channel
        if (row := rows.get((str(person.key), channel)))
        and row.to != address_of(person, channel)
        and row.state != SendState.SENDING
    ]
    if outdated:
        gone = {row.pk for _, _, row in outdated}
        Message.objects.filter(pk__in=gone).delete()
        rows = {about: row for about, row in rows.items() if row.pk not in gone}
        enqueue_many(_moved(wave, *each) for each in outdated if each[-1].state in GONE_OUT)
    new = [each for person in everybody if (each := _next(wave, person, rows))]
    if new:
        enqueue_many(new)
        audit.record("people.invited", None, wave.project.tenant_id, wave.project_id, wave=wave.number, count=len(new))
    return len(new)


def _next(wave: Wave, person: Person, rows: Rows) -> New | None:
    """Return the invitation that somebody lacks: over the first channel that has not failed."""
    for channel in chain():
        row, to = rows.get((str(person.key), channel)), address_of(person, channel)
        if row is not None and row.state != SendState.FAILED:
            return None
        if row is None and to:
            return _new(INVITE, person, channel, invite_key(wave.pk, person.key, channel))
    return None


def _moved(wave: Wave, person: Person, channel: Channel, row: Row) -> New:
    """Return what the address is told that an invitation had gone to: whoever reads it there must know of it."""
    key = moved_key(wave.pk, row.pk, person.key, channel)
    return New(MOVED, row.to, Language(person.language), channel, key, {"person": str(person.key)})


def _new(kind: str, person: Person, channel: Channel, key: str, **data: object) -> New:
    return New(kind, address_of(person, channel), Language(person.language), channel, key, {"person": str(person.key), **data})


def remind(urn: Urn, day: date, *, everybody: bool = False, by: User | None = None) -> bool:
    """Remind a wave's people, once a day; tell whether this was the time. Never before the opening or after the close.

    There is a row for everybody who was invited and is not away. Whether somebody has answered is asked when the row is written
    out, and no row tells (see ``kernel.sending``).
    """
    with scopes_disabled(), transaction.atomic():
        urn = Urn.objects.select_related("wave__project__tenant").select_for_update(of=("self",)).get(pk=urn.pk)
        wave = open_now(urn)
        if wave is None:
            return False
        _, made = Reminding.objects.get_or_create(urn=urn, day=day, defaults={"everybody": everybody, "by": by})
        if not made:
            return False
        # What still waits of an earlier one would come on top.
        Message.objects.filter(key__startswith=reminders_of(wave.pk), state=SendState.WAITING).delete()
        enqueue_many(_reminders(wave, day, everybody=everybody))
        verb = "reminder.sent_to_all" if everybody else "reminder.sent"
        audit.record(verb, by, wave.project.tenant_id, wave.project_id, wave=wave.number)
        return True


def _reminders(wave: Wave, day: date, *, everybody: bool) -> Iterator[New]:
    rows = invitations(wave)
    for person in people(wave):
        channel = reached_over(person, rows)
        if channel is not None and not is_away_today(person, wave):
            yield _new(REMIND, person, channel, remind_key(wave.pk, day, person.key, channel), everybody=everybody)


def reached_over(person: Person, rows: Rows) -> Channel | None:
    """Return the channel over which somebody has been invited."""
    for channel in Channel:
        row = rows.get((str(person.key), channel))
        if row is not None and row.state in GONE_OUT and row.to == address_of(person, channel):
            return channel
    return None


def forget_messages(wave: Wave) -> int:
    """Delete all messages of a wave, whatever became of them; return how many."""
    with transaction.atomic():
        deleted = [
            Message.objects.filter(key__startswith=begins).delete()[0]
            for begins in (invites_of(wave.pk), reminders_of(wave.pk), moves_of(wave.pk))
        ]
    return sum(deleted)


@transaction.atomic
def send_again(wave: Wave, message_id: int, *, by: User) -> bool:
    """Send an invitation again of which nobody knows whether it arrived; tell whether it was one.

    It keeps its Message-ID, so that a receiver that has it already can tell.
    """
    unknown = Message.objects.filter(pk=message_id, key__startswith=invites_of(wave.pk), state=SendState.UNKNOWN)
    if not unknown.update(state=SendState.WAITING, due=clock.now(), attempts=0, trouble=""):
        return False
    audit.record("message.sent_again", by, wave.project.tenant_id, wave.project_id, wave=wave.number)
    return True
