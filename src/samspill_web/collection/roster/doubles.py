"""One person on the lists of two organisations: asked once, where they were listed first, and no partner is told.

A partner who was refused an address would learn that it is on somebody else's list. So it is taken in like any other, as a
double of the one that is there already. Nothing is sent to a double. The owner, who sees all lists, is told of it and decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.collection.roster.merging import twins
from samspill_web.collection.roster.selectors import people_of
from samspill_web.collection.roster.wave import Asking

STORED = ("double", "asked_as")
"""Fields of a person that ``mark`` sets."""


def mark(asking: Asking, people: Sequence[Person]) -> None:
    """Note which of some people, who are about to be kept, are asked by another list; who keeps this one does not see it.

    Whoever is a double already stays one as long as anybody is the same person.
    """
    there = [each for each in people_of(asking) if _asks(each)]
    unseen = [each for each in there if not asking.sees(each.nodes)]
    for person, elsewhere, anywhere in zip(people, twins(people, unseen), twins(people, there), strict=True):
        other = anywhere if person.double else elsewhere
        if other is not None and (person.double or person.pk is None or not asking.open):
            # Not of somebody who was asked by a way of their own: what came by it is theirs.
            person.asked_as = other.asked_as or other.key
        elif other is None and person.double:
            # Another person by now, as whoever keeps the list says.
            person.asked_as = None
        person.double = other is not None
    _make_room(asking, people)


def release(asking: Asking) -> None:
    """Let those be asked who are no doubles any more: the other has gone from its list, or is another person by now."""
    everybody = people_of(asking)
    there = [each for each in everybody if _asks(each)]
    for person in (each for each in everybody if each.double and each.standing != Standing.WITHDRAWN):
        if twins([person], there) == [None]:
            person.double = False
            _make_room(asking, [person])
            person.save(update_fields=STORED)
            there.append(person)


def found(asking: Asking, people: Iterable[Person]) -> list[tuple[Person, Person | None]]:
    """Return the doubles among some people, each with the one who is asked; nothing for whoever keeps a part of the list."""
    doubles = [each for each in people if each.double and each.standing != Standing.WITHDRAWN]
    if asking.organisation or not doubles:
        return []
    return list(zip(doubles, twins(doubles, [each for each in people_of(asking) if _asks(each)]), strict=True))


def _asks(person: Person) -> bool:
    return not person.double and person.standing != Standing.WITHDRAWN


def _make_room(asking: Asking, people: Iterable[Person]) -> None:
    """Let those who are asked have an address that stands with somebody who was taken off a list: one alone may have it."""
    wanted = {person.email: person.pk for person in people if person.email and not person.double}
    off = Person.objects.filter(project=asking.project, wave=asking.number, standing=Standing.WITHDRAWN, double=False)
    if wanted:
        off.filter(email__in=wanted).exclude(pk__in=[pk for pk in wanted.values() if pk]).update(double=True)
