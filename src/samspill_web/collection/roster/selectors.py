"""Reading the list of a wave. Nothing here tells, or could tell, who has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet, Sum

from samspill.terms import Text
from samspill_web.collection.enums import Channel, Standing
from samspill_web.collection.models import Bag, Person
from samspill_web.collection.roster.wave import Asking
from samspill_web.collection.roster.words import folded

KNOWN = ~Q(name="", email="", phone="")
"""Whoever was erased has an empty row while their group is counted (see ``services.erase_person``)."""

TOO_FAR = 5
"""A list that differs from the plan by more than a fifth is worth a word."""


class Shown(StrEnum):
    """Which people are shown, beside those of a group."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    SEVERAL = "several"
    WITHDRAWN = "withdrawn"


def reach_of(person: Person) -> Channel:
    """Return how somebody is reached: by e-mail, else by telephone, else on paper."""
    if person.email:
        return Channel.EMAIL
    return Channel.SMS if person.phone else Channel.LETTER


def people_of(asking: Asking) -> list[Person]:
    """Return everybody on the list of a wave, whoever may see them."""
    return list(_all(asking))


def seen_people(asking: Asking) -> list[Person]:
    """Return the people of a wave whom the reader may see."""
    return [person for person in _all(asking) if asking.sees(person.nodes)]


def _all(asking: Asking) -> QuerySet[Person]:
    return Person.objects.filter(KNOWN, project=asking.project, wave=asking.number).order_by("name", "email", "pk")


def matching(people: Iterable[Person], *, node: str = "", shown: str = "", text: str = "") -> list[Person]:
    """Return those of some people who belong to a group, are reached in a way, and whose name or address has a text in it."""
    wanted = folded(text)
    return [
        person
        for person in people
        if (not node or node in person.nodes)
        and (not shown or _is(person, shown))
        and (not wanted or wanted in folded(f"{person.name} {person.email} {person.phone}"))
    ]


def _is(person: Person, shown: str) -> bool:
    if shown == Shown.SEVERAL:
        return len(person.nodes) > 1
    if shown == Shown.WITHDRAWN:
        return person.standing == Standing.WITHDRAWN
    return person.standing != Standing.WITHDRAWN and reach_of(person) == shown


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a group are on the list, beside what the plan says. ``also`` belong to it beside their main group."""

    node: str
    name: Text
    planned: int
    listed: int
    slips: int
    also: int

    @property
    def differs(self) -> bool:
        """Whether list and plan say different numbers."""
        return self.listed + self.slips != self.planned

    @property
    def far(self) -> bool:
        """Whether they differ by more than a fifth."""
        return is_far(self.listed + self.slips, self.planned)


def is_far(found: int, planned: int) -> bool:
    """Tell whether a number differs from the planned one by more than a fifth."""
    return abs(found - planned) * TOO_FAR > planned


def counts(asking: Asking, people: Iterable[Person]) -> list[Count]:
    """Return a line for each group whose people are asked, as the reader may see it."""
    here = [person for person in people if person.standing != Standing.WITHDRAWN]
    main = Counter(person.nodes[0] for person in here if person.nodes)
    also = Counter(node for person in here for node in person.nodes[1:])
    slips = slips_of(asking)
    return [
        Count(
            str(node),
            asking.name(str(node)),
            asking.mapping.size(node, asking.number),
            main[str(node)],
            slips.get(str(node), 0),
            also[str(node)],
        )
        for node in asking.nodes
    ]


def slips_of(asking: Asking) -> dict[str, int]:
    """Return how many code slips each group has."""
    bags = Bag.objects.filter(project=asking.project, wave=asking.number)
    return dict(bags.values_list("node").annotate(total=Sum("number")).order_by())


def homeless(asking: Asking, people: Iterable[Person]) -> list[Person]:
    """Return people of groups that the plan does not ask any more."""
    asked = {str(node) for node in asking.mapping.rater_nodes(asking.number)}
    return [person for person in people if person.standing != Standing.WITHDRAWN and not set(person.nodes) <= asked]
