"""Invitations to a meeting by e-mail: to whom one can go, and that it goes to each of them once while the meeting stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from samspill.design.model import Node
from samspill.errors import Problem, UsageError
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.collection.channels.inviting import people
from samspill_web.collection.channels.keys import meeting_key, meetings_of
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person
from samspill_web.dialogue.invitation import Appointment, appointment_of
from samspill_web.dialogue.models import Invitation, Meeting
from samspill_web.dialogue.selectors import stage_of
from samspill_web.kernel import audit, clock
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.outbox import New, enqueue_many
from samspill_web.kernel.speech import reader
from samspill_web.projects.enums import ProjectRole
from samspill_web.projects.models import Role

KIND = "dialogue.invitation"
LIST = "list"
"""Stands for the people on the list where receivers are chosen; others are chosen by their role."""
KEPT = timedelta(days=30)
"""After that nobody asks any more whether an invitation went out."""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Those who can be invited: people with a role in the mapping, and those on the list whose groups take part."""

    roles: tuple[Role, ...]
    listed: tuple[Person, ...]

    def counts(self) -> dict[str, int]:
        """Return how many there are, by what they are chosen by; what has nobody is left out."""
        found = {role.value: sum(each.role == role for each in self.roles) for role in ProjectRole}
        return {name: count for name, count in {**found, LIST: len(self.listed)}.items() if count}


def receivers(meeting: Meeting, taking_part: Iterable[str]) -> Receivers:
    """Return who can be invited by e-mail, where groups take part.

    Whoever has withdrawn is not on the list any more, and a list is deleted in time.
    """
    held = meeting.project.roles.filter(user__is_active=True).exclude(user__email="").select_related("user").order_by("pk")
    listed = people(meeting.wave) if meeting.wave else iter(())
    groups = [Node.parse(key) for key in taking_part]
    return Receivers(tuple(held), tuple(each for each in listed if each.email and _is_in(each, groups)))


def _is_in(person: Person, groups: Collection[Node]) -> bool:
    own = [Node.parse(node) for node in person.nodes]
    return any(node.group == group.group and group.site in ("", node.site) for node in own for group in groups)


@transaction.atomic
def send(meeting: Meeting, chosen: Collection[str], by: User) -> int:
    """Send an invitation to those who are chosen and have not got this version of it; return to how many.

    Raises
    ------
    UsageError
        ``dialogue.invite.no_day`` before the meeting has a day, ``dialogue.invite.over`` once it has begun.
    """
    meeting = Meeting.objects.select_related("project", "wave").select_for_update(of=("self",)).get(pk=meeting.pk)
    stage = stage_of(meeting, reader())
    found = appointment_of(meeting, stage.minutes)
    if found is None or found.starts <= clock.now():
        raise UsageError(Problem("dialogue.invite.over" if found else "dialogue.invite.no_day"))
    about = {"starts": found.starts, "minutes": found.minutes, "place": found.place, "sent": clock.now(), "by": by}
    row, _ = Invitation.objects.get_or_create(meeting=meeting, version=found.version, defaults=about)
    before = _addresses(meeting, found)
    new = list(_new(row, found, receivers(meeting, stage.groups), chosen))
    enqueue_many(new)
    # Counted by address: the number is the same whether somebody who has two ways to be reached wants to be asked or not.
    count = len({each.to.casefold() for each in new} - set(before))
    row.count, row.sent, row.by = row.count + count, clock.now(), by
    row.save(update_fields=["count", "sent", "by"])
    audit.record("meeting.invited", by, meeting.project.tenant_id, meeting.project_id, meeting=meeting.number, count=count)
    return count


def _new(row: Invitation, found: Appointment, among: Receivers, chosen: Collection[str]) -> Iterator[New]:
    meeting = row.meeting
    before = _addresses(meeting, found)
    for role in (each for each in among.roles if each.role in chosen):
        to, earlier = role.user.email, before.get(role.user.email.casefold())
        # Who does not want to take part in the survey is silently left out of the list, and may still work with the mapping.
        if earlier is None or (earlier and _has_declined(earlier)):
            data: dict[str, object] = {"invitation": row.pk, "role": role.pk}
            before[to.casefold()] = ""
            yield New(KIND, to, Language(role.user.language), key=f"{_by_role(meeting, found)}{role.pk}", data=data)
    for person in among.listed if LIST in chosen and meeting.wave else ():
        if person.email.casefold() not in before:
            key = meeting_key(meeting.wave_id or 0, meeting.pk, found.version, person.key, Channel.EMAIL)
            told = {"invitation": row.pk, "person": str(person.key)}
            yield New(KIND, person.email, Language(person.language), key=key, data=told)


def _addresses(meeting: Meeting, found: Appointment) -> dict[str, str]:
    """Return the addresses that have this version already: with the person of the list, or "" for somebody with a role."""
    begins = [_by_role(meeting, found)]
    if meeting.wave_id:
        begins.append(f"{meetings_of(meeting.wave_id)}{meeting.pk}:{found.version}:")
    rows = (row for each in begins for row in Message.objects.filter(key__startswith=each))
    told = [(row.to.casefold(), str(row.data.get("person", ""))) for row in rows]
    return {**{to: person for to, person in told if person}, **{to: "" for to, person in told if not person}}


def _has_declined(person: str) -> bool:
    return Person.objects.filter(key=person, standing=Standing.DECLINED).exists()


def _by_role(meeting: Meeting, found: Appointment) -> str:
    return f"gathering:{meeting.pk}:{found.version}:"


def forget_due(now: datetime) -> None:
    """Delete the messages of invitations that went out long ago. It can be done twice."""
    Message.objects.filter(kind=KIND, made__lt=now - KEPT).exclude(state=SendState.WAITING).delete()
