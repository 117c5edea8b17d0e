"""Whom letters go to. Whether somebody has answered is not looked at: nobody may read it off a pile of letters (P7)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.kernel.enums import SendState
from samspill_web.kernel.models import Message
from samspill_web.kernel.writers import discreet_kinds


class Whom(StrEnum):
    """Who gets a letter: people without e-mail and phone, also those whom no message has reached, or some that are chosen."""

    WITHOUT = "without"
    UNREACHED = "unreached"
    CHOSEN = "chosen"


def asked(occasion: Occasion) -> list[Person]:
    """Return everybody who is asked, in the order in which letters are handed out: by main group, then by name."""
    people = occasion.project.people.filter(wave=occasion.number, standing=Standing.ASKED)
    places = {str(node): place for place, node in enumerate(occasion.nodes)}
    return sorted(people, key=lambda person: (places.get(main_group(person), len(places)), person.name, person.pk))


def recipients(people: Collection[Person], whom: Whom, chosen: Collection[int] = ()) -> list[Person]:
    """Return those of some people who get a letter."""
    if whom is Whom.CHOSEN:
        return [person for person in people if person.pk in chosen]
    failed = _failed(people) if whom is Whom.UNREACHED else frozenset()
    return [person for person in people if not (person.email or person.phone) or person.pk in failed]


def main_group(person: Person) -> str:
    """Return the key of somebody's main group, "" where there is none."""
    return str(person.nodes[0]) if person.nodes else ""


def _failed(people: Collection[Person]) -> frozenset[int]:
    """Return the people all of whose messages have failed.

    A message about somebody holds the number of their row as ``person``. Reminders are not looked at: they go to those alone
    who have not answered, so that one which failed would tell.
    """
    about = Message.objects.exclude(kind__in=discreet_kinds()).filter(data__person__in=[person.pk for person in people])
    states: dict[int, set[str]] = {}
    for pk, state in about.values_list("data__person", "state"):
        states.setdefault(pk, set()).add(state)
    return frozenset(pk for pk, found in states.items() if found == {SendState.FAILED})
