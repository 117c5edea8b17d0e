"""Somebody who is written to: what the message tells of, and whether it may still go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from zoneinfo import ZoneInfo

from samspill.design.plan import Plan
from samspill.language import LOCALES, day, say
from samspill.render.safe_text import one_line
from samspill.terms import Language
from samspill_web.collection.ballots.codes import code_of, mark_of, whose_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Person, Spent, Urn
from samspill_web.collection.sender import Sender, sender_of
from samspill_web.kernel import clock
from samspill_web.kernel.models import Message
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

DAY_S_END = time(23, 59)
LONGEST = 300
"""Of what somebody wrote, in a message."""


@dataclass(frozen=True)
class Asked:
    """A person, the wave, and how it is told of in the person's language."""

    person: Person
    wave: Wave
    plan: Plan
    closes: datetime
    language: Language
    sender: Sender

    @property
    def declined(self) -> bool:
        """Whether the person has said no: nothing is written to them any more."""
        return self.person.standing == Standing.DECLINED

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose clock people read."""
        return zone_of(self.wave)

    @property
    def title(self) -> str:
        """What the mapping is called."""
        return one_line(self.plan.mapping.title.get_in(self.language), LONGEST)

    @property
    def task(self) -> str:
        """The core task."""
        return one_line(self.plan.mapping.core_task.get_in(self.language), LONGEST)

    @property
    def tenant(self) -> str:
        """Who asks."""
        return one_line(self.wave.project.tenant.name, LONGEST)

    @property
    def minutes(self) -> int:
        """How long it takes, in the one of the person's groups where it takes longest."""
        of = {burden.group: burden.minutes for burden in self.plan.burdens}
        own = [of[group] for group in (node.partition("@")[0] for node in self.person.nodes) if group in of]
        return ceil(max(own or of.values()))

    @property
    def until(self) -> str:
        """The sentence of the last day, with the hour where it is not the end of that day."""
        local = self.closes.astimezone(self.zone)
        if local.time() >= DAY_S_END:
            return say("channels.until", self.language, day=day(local, self.language))
        return say("channels.until_hour", self.language, day=day(local, self.language), hour=_hour(local, self.language))

    @property
    def short_day(self) -> str:
        """The last day, as short as people write it."""
        from babel.dates import format_skeleton

        return format_skeleton("MMMd", self.closes.astimezone(self.zone).date(), locale=LOCALES[self.language])

    def code(self) -> str:
        """Return the person's code. It goes into a message, and nowhere else."""
        return code_of(self.person)

    def has_answered(self) -> bool:
        """Tell whether the person has answered. Asked by the reminder alone, whose rows do not tell (P7).

        Where the address has changed it is the link to the new one that counts: whoever put an address of their own there would
        else be told by a reminder, or by none.
        """
        secret = secret_of(self.person.project_id, self.person.wave)
        if self.person.turn:
            return Spent.objects.filter(mark=mark_of(secret, self.code())).exists()
        return Spent.objects.filter(whose=whose_of(secret, self.person)).exists()


def asked(message: Message, *, moved: bool = False) -> Asked | None:
    """Return whom a message is for, though they may have said no; None where it must not go any more.

    That is: closed, away beyond the end, gone from the list, or known under another address by now. What an earlier address is
    told, after somebody has ``moved``, goes while they have another.
    """
    person = _listed(message, moved=moved)
    if person is None:
        return None
    wave = open_now(_urn(person))
    return None if wave is None or is_away(person, last_day(wave)) else _asked(person, wave)


def invited(message: Message) -> Asked | None:
    """Return whom a message about the result of a wave is for, once that is closed; None as for ``asked``."""
    person = _listed(message)
    urn = _urn(person) if person else None
    return None if person is None or urn is None or urn.shut is None else _asked(person, urn.wave)


def _listed(message: Message, *, moved: bool = False) -> Person | None:
    listed = Person.objects.select_related("project__tenant").filter(key=message.data["person"], double=False)
    person = listed.exclude(standing=Standing.WITHDRAWN).first()
    if person is None or (address_of(person, Channel(message.channel)) != message.to) is not moved:
        return None
    return person


def _urn(person: Person) -> Urn | None:
    found = Urn.objects.select_related("wave__project__tenant")
    return found.filter(wave__project=person.project_id, wave__number=person.wave).first()


def _asked(person: Person, wave: Wave) -> Asked:
    plan = plan_of(wave)
    offered = plan.mapping.languages
    language = Language(person.language) if person.language in offered else offered[0]
    return Asked(person, wave, plan, closing(wave), language, sender_of(wave.project_id, wave.by_id))


def open_now(urn: Urn | None) -> Wave | None:
    """Return the wave of an urn while people can answer."""
    if urn is None or urn.shut is not None or urn.destroyed is not None:
        return None
    return urn.wave if urn.wave.opens <= clock.now() < closing(urn.wave) else None


def zone_of(wave: Wave) -> ZoneInfo:
    """Return the zone whose clock the people of a wave read."""
    return ZoneInfo(plan_of(wave).mapping.calendar.zone)


def address_of(person: Person, channel: Channel) -> str:
    """Return where somebody is reached over a channel; "" where not."""
    return {Channel.EMAIL: person.email, Channel.SMS: person.phone}.get(channel, "")


def last_day(wave: Wave) -> date:
    """Return the day on which a wave closes, on the calendar of those who answer."""
    return closing(wave).astimezone(zone_of(wave)).date()


def is_away(person: Person, end: date) -> bool:
    """Tell whether somebody is away until a wave is over, on its ``last_day``."""
    return person.away_until is not None and person.away_until >= end


def is_away_today(person: Person, wave: Wave) -> bool:
    """Tell whether somebody is away today."""
    return person.away_until is not None and person.away_until >= clock.today(zone_of(wave))


def _hour(local: datetime, language: Language) -> str:
    from babel.dates import format_time

    return format_time(local.time(), "short", locale=LOCALES[language])
