"""Whom letters go to. Whether somebody has answered is not looked at: nobody may read it off a pile of letters (P7)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from samspill_web.collection.channels.deliveries import trouble_of
from samspill_web.collection.channels.inviting import Rows, invitations
from samspill_web.collection.channels.occasion import Occasion
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person

BY_HAND = frozenset({"correct", "letter"})
"""The steps of a trouble that no other message helps."""


class Whom(StrEnum):
    """Who gets a letter: people without e-mail and phone, also those whom no message has reached, or some that are chosen."""

    WITHOUT = "without"
    UNREACHED = "unreached"
    CHOSEN = "chosen"


def listed(occasion: Occasion) -> list[Person]:
    """Return everybody on the list, in the order in which letters are handed out: by main group, then by name.

    Those who said no are among them: a list without them, or a pile or a number that they are missing in, would tell who they
    are. Somebody who is on two lists is asked by one of them, and gets one letter.
    """
    people = occasion.project.people.filter(wave=occasion.number, double=False).exclude(standing=Standing.WITHDRAWN)
    places = {str(node): place for place, node in enumerate(occasion.nodes)}
    return sorted(people, key=lambda person: (places.get(main_group(person), len(places)), person.name, person.pk))


def recipients(occasion: Occasion, people: Collection[Person], whom: Whom, chosen: Collection[int] = ()) -> list[Person]:
    """Return those of some people who get a letter."""
    if whom is Whom.CHOSEN:
        return [person for person in people if person.pk in chosen]
    without = [person for person in people if not (person.email or person.phone)]
    if whom is Whom.WITHOUT or occasion.wave is None:
        return without
    rows = invitations(occasion.wave)
    return [person for person in people if person in without or _is_unreached(person, rows)]


def counts(occasion: Occasion, people: Collection[Person]) -> dict[Whom, int]:
    """Return how many would get a letter, for each answer that needs no choosing."""
    return {whom: len(recipients(occasion, people, whom)) for whom in (Whom.WITHOUT, Whom.UNREACHED)}


def first_with_people(occasion: Occasion, people: Collection[Person]) -> str:
    """Return the first group that has people on the list; of an empty list the first that is asked."""
    keys = [str(node) for node in occasion.nodes]
    filled = {main_group(person) for person in people}
    return next((key for key in keys if key in filled), keys[0])


def main_group(person: Person) -> str:
    """Return the key of somebody's main group, "" where there is none."""
    return str(person.nodes[0]) if person.nodes else ""


def _is_unreached(person: Person, rows: Rows) -> bool:
    """Tell whether all of somebody's invitations have failed, or there was no way to send one.

    Reminders are not looked at: they go to those alone who have not answered, so that one which failed would tell.
    """
    trouble = trouble_of(person, rows)
    return trouble is not None and trouble.step in BY_HAND
