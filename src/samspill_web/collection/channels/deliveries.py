"""How the invitations got on, for those who may help: counts, and each person whom none has reached.

Everything here comes from invitations. A reminder is told as gone out or on its way: more would tell who has answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from samspill.language import LOCALES
from samspill.terms import Language
from samspill_web.collection.channels.asked import address_of, zone_of
from samspill_web.collection.channels.inviting import Row, Rows, chain, invitations, people
from samspill_web.collection.channels.keys import reminders_of
from samspill_web.collection.enums import Channel
from samspill_web.collection.models import Person, Urn
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.pausing import paused_until
from samspill_web.projects.models import Wave

NO_SUCH, IN_BOX = ("5.1.",), ("4.2.", "5.2.")
"""Enhanced status codes (RFC 3463): the address, and the mailbox behind it."""

HELPED = "sms"
"""The step that has been taken already: the next channel."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The invitations over one channel. ``rests`` is the hour until which the channel has a pause."""

    channel: Channel
    sent: int
    waiting: int
    failed: int
    unknown: int
    rests: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Somebody whom an invitation has not reached for sure: why, and what can be done.

    ``reason`` and ``step`` are ends of codes; ``message`` the row that can be sent again.
    """

    person: Person
    to: str
    reason: str
    step: str
    message: int | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a day, and whether it is still on its way."""

    day: date
    waiting: bool


@dataclass(frozen=True, slots=True)
class Deliveries:
    """All that the page shows of a wave: ``troubles`` need somebody, ``helped`` went another way by themselves."""

    counted: tuple[Counted, ...]
    troubles: tuple[Trouble, ...]
    helped: tuple[Trouble, ...]
    reminders: tuple[Reminder, ...]


def deliveries(wave: Wave, language: Language) -> Deliveries:
    """Return how the messages of a wave got on."""
    rows, everybody = invitations(wave), list(people(wave))
    found = [each for person in everybody if (each := trouble_of(person, rows))]
    troubles = tuple(each for each in found if each.step != HELPED)
    helped = tuple(each for each in found if each.step == HELPED)
    return Deliveries(tuple(_counted(wave, rows, language)), troubles, helped, tuple(_reminders(wave)))


def trouble_of(person: Person, rows: Rows) -> Trouble | None:
    """Return what is the matter with somebody's invitation; None where nothing is, or where it is just about to be sent."""
    found = [(channel, row) for channel in Channel if (row := rows.get((str(person.key), channel)))]
    failed = [(channel, row) for channel, row in found if row.state == SendState.FAILED]
    live = next((row for _, row in found if row.state != SendState.FAILED), None)
    if live is not None and live.state == SendState.UNKNOWN:
        return Trouble(person, live.to, "unknown", "again", live.pk)
    if failed and live is not None:
        return Trouble(person, failed[0][1].to, reason_of(failed[0][1]), HELPED)
    untried = [each for each in chain() if address_of(person, each) and each not in {channel for channel, _ in found}]
    if live is not None or untried:
        return None
    if failed:
        return Trouble(person, failed[-1][1].to, reason_of(failed[-1][1]), "correct")
    return Trouble(person, "", "no_address", "letter")


def reason_of(row: Row) -> str:
    """Return in which words a failure is told."""
    code, _, enhanced = row.trouble.partition(" ")
    if enhanced.startswith(NO_SUCH):
        return "address"
    if enhanced.startswith(IN_BOX):
        return "full"
    return "gave_up" if code.startswith("4") or not code[:1].isdigit() else "refused"


def _counted(wave: Wave, rows: Rows, language: Language) -> Iterator[Counted]:
    for channel in chain():
        states = Counter(row.state for (_, by), row in rows.items() if by == channel)
        until = paused_until(channel)
        yield Counted(
            channel,
            states[SendState.SENT],
            states[SendState.WAITING] + states[SendState.SENDING],
            states[SendState.FAILED],
            states[SendState.UNKNOWN],
            hour(until, wave, language) if until else "",
        )


def hour(moment: datetime, wave: Wave, language: Language) -> str:
    """Return the hour as the people of a wave read it."""
    from babel.dates import format_time

    return format_time(moment.astimezone(zone_of(wave)).time(), "short", locale=LOCALES[language])


def _reminders(wave: Wave) -> Iterator[Reminder]:
    for reminding in Urn.objects.get(wave=wave).remindings.order_by("-day"):
        rows = Message.objects.filter(key__startswith=f"{reminders_of(wave.pk)}{reminding.day.isoformat()}:")
        yield Reminder(reminding.day, rows.filter(state__in=(SendState.WAITING, SendState.SENDING)).exists())
