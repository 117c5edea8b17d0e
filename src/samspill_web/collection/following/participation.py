"""Counting how many of each group have answered, once a day, into bands (P7).

Beside the survey and the reminder this is the one place that looks at which ways in are used. It keeps no number and no name.
What a person is counted in is settled before anybody can watch: see ``_settle``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum

from samspill.design.calendar import day_off
from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill_web.collection.ballots.codes import codes_of, whose_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.channels.asked import is_away, last_day
from samspill_web.collection.enums import Standing
from samspill_web.collection.following.bands import Band, Group, band_of, invited_of
from samspill_web.collection.following.waves import moment, zone_of
from samspill_web.collection.models import Bag, Participation, Person, Spent, Urn
from samspill_web.projects.models import Wave

HOUR = time(6, 0)
"""When the answers are counted, where the mapping is."""


@dataclass(frozen=True, slots=True)
class Standings:
    """The bands of a wave as of a morning; before anything is counted there are none, and ``day`` is None."""

    day: date | None
    groups: Mapping[Node, Group]
    first: bool


def standings_of(wave: Wave) -> Standings:
    """Return the bands as they were counted last, in the owner's order; ``first`` until answers have been counted."""
    rows = {row.node: row for row in Participation.objects.filter(urn=wave.pk)}
    plan, invited = plan_of(wave), invited_in(wave)
    nodes = [node for node in plan.mapping.rater_nodes(wave.number) if str(node) in rows]
    groups = {node: Group(Band(rows[str(node)].band), invited[str(node)]) for node in nodes}
    day = max((row.day for row in rows.values()), default=None)
    return Standings(day, groups, first=day is None or day <= _opening_day(wave))


def count_if_due(wave: Wave, now: datetime) -> bool:
    """Count the answers of a wave that is open, if it is time; tell whether it was.

    With the opening everything stands at nothing. From the next day on it is counted once a day, in the morning; not on the
    morning after a day off: few are at work then, and a band that moves would point at them.

    Raises
    ------
    NoSecretError
        The wave's secret is gone.
    UsageError
        Something else lies there.
    """
    last = Participation.objects.filter(urn=wave.pk).order_by("-day").values_list("day", flat=True).first()
    if last is not None and not _is_due(wave, last, now):
        return False
    with transaction.atomic():
        Urn.objects.select_for_update().get(pk=wave.pk)
        again = Participation.objects.filter(urn=wave.pk).order_by("-day").values_list("day", flat=True).first()
        if again != last:
            return False
        _settle(wave, first=last is None)
        answered = Counter[str]() if last is None else _answered(wave)
        _keep(wave, answered, _opening_day(wave) if last is None else now.astimezone(zone_of(wave)).date())
    return True


def invited_in(wave: Wave) -> dict[str, int]:
    """Return how many people of each group are asked and counted. Nothing in it depends on who has answered."""
    plan, listed = plan_of(wave), people_of(wave)
    end, counted = last_day(wave), Counter(person.counted for person in listed)
    absent = Counter(_home(person) for person in listed if not person.counted and _is_absent(person, end))
    slips = dict(_bags(wave).values_list("node").annotate(total=Sum("number")).order_by())
    return {
        str(node): invited_of(counted[str(node)], slips.get(str(node), 0), _planned(plan, node) - absent[str(node)])
        for node in plan.mapping.rater_nodes(wave.number)
    }


def people_of(wave: Wave) -> list[Person]:
    """Return the people on the list of a wave."""
    return list(Person.objects.filter(project=wave.project_id, wave=wave.number))


def _is_due(wave: Wave, last: date, now: datetime) -> bool:
    today = now.astimezone(zone_of(wave)).date()
    country = plan_of(wave).mapping.calendar.country
    return last < today and now >= moment(wave, today, HOUR) and day_off(today - timedelta(days=1), country) is None


def _settle(wave: Wave, *, first: bool) -> None:
    """Settle in which group people are counted: for good, whatever becomes of them on the list.

    Whoever comes later is counted once there are k such people in a group. Else somebody who may change the list could put one
    person into a group whose answers are known, or make a group larger or smaller step by step, and watch the band.
    """
    k, end = plan_of(wave).mapping.policy.k, last_day(wave)
    new = [person for person in people_of(wave) if not person.counted and not _is_absent(person, end)]
    sizes = Counter(map(_home, new))
    for person in new:
        if first or sizes[_home(person)] >= k:
            person.counted = _home(person)
    Person.objects.bulk_update([person for person in new if person.counted], ["counted"], batch_size=500)


def _answered(wave: Wave) -> Counter[str]:
    """Return the answers of each group: by the main group of people, and by the group of slips. It stays in memory."""
    secret = secret_of(wave.project_id, wave.number)
    sent = frozenset(Spent.objects.filter(urn=wave.pk).values_list("whose", flat=True))
    # Who is on two lists is among the people of both, so that no number tells a partner, and answers where they were first.
    people = [person for person in people_of(wave) if person.counted and person.asked_as is None]
    asked: list[tuple[str, Person | str]] = [(person.counted, person) for person in people]
    asked += [(bag.node, code) for bag in _bags(wave) for code in codes_of(bag)]
    return Counter(node for node, holder in asked if whose_of(secret, holder) in sent)


def _keep(wave: Wave, answered: Mapping[str, int], day: date) -> None:
    """Write the bands; all rows are written each time, so that none tells by its age that it has moved."""
    k, invited = plan_of(wave).mapping.policy.k, invited_in(wave)
    rows = [
        Participation(urn_id=wave.pk, node=node, day=day, band=band_of(answered.get(node, 0), number, k).value)
        for node, number in invited.items()
    ]
    Participation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["urn", "node"], update_fields=["day", "band"], batch_size=500
    )


def _bags(wave: Wave) -> QuerySet[Bag]:
    return Bag.objects.filter(project=wave.project_id, wave=wave.number)


def _home(person: Person) -> str:
    return person.nodes[0] if person.nodes else ""


def _is_absent(person: Person, end: date) -> bool:
    """Tell whether somebody is off the list, or away until the wave is over."""
    return person.standing == Standing.WITHDRAWN or is_away(person, end)


def _planned(plan: Plan, node: Node) -> int:
    return plan.mapping.size(node, plan.wave)


def _opening_day(wave: Wave) -> date:
    return wave.opens.astimezone(zone_of(wave)).date()
