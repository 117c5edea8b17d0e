"""Rows about the same person brought together, and a file compared with the list: nothing is ever removed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from samspill.tabular.sheet import shown
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.collection.roster.entries import Entry, Understood
from samspill_web.collection.roster.wave import Asking
from samspill_web.collection.roster.words import folded

SAME_NAME = 80
"""Likeness, of 100, of two ways to write one name under one address."""
SILENT = ("", None)
"""A field that says nothing."""
FIELDS = ("name", "email", "phone", "language", "level", "away_until", "nights")


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody on the list of whom a file says something new: field -> before and after."""

    person: Person
    fields: dict[str, tuple[object, object]]


@dataclass(slots=True)
class Outcome:
    """What a file would do to the list."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Person] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    """Rows of people who were taken off the list: they stay off it."""


def brought_together(understood: Understood, asking: Asking) -> list[Entry]:
    """Return one entry for each person; what was brought together, and what cannot be, is noted.

    The same address is the same person, unless the names tell otherwise. Where one of two rows has no address, the same
    telephone and name are. Two rows without both, of one name in one group, cannot be told apart.
    """
    entries = _joined(understood.entries, lambda entry: entry.email, understood, "roster.two_names")
    entries = _joined(entries, _by_phone(entries), understood, None)
    entries = _apart(entries, understood)
    for entry in entries:
        _tell(entry, understood, asking)
    return entries


Key = Callable[[Entry], Hashable]


def _joined(entries: Sequence[Entry], key: Key, understood: Understood, contradiction: str | None) -> list[Entry]:
    groups: dict[Hashable, list[Entry]] = {}
    for at, entry in enumerate(entries):
        groups.setdefault(key(entry) or at, []).append(entry)
    joined: list[Entry] = []
    for same in groups.values():
        if all(_alike(same[0].name, entry.name) for entry in same):
            joined.append(_one(same))
        elif contradiction:
            understood.faults.add(contradiction, (row for entry in same for row in entry.rows), value=same[0].email)
        else:
            joined += same
    return joined


def _by_phone(entries: Sequence[Entry]) -> Key:
    """Return a key that joins rows with one telephone and name, of which one at most has an address."""
    addresses: dict[Hashable, set[str]] = {}

    def own(entry: Entry) -> Hashable:
        return (entry.phone, folded(entry.name)) if entry.phone and entry.name else None

    for entry in entries:
        addresses.setdefault(own(entry), set()).update(filter(None, (entry.email,)))
    return lambda entry: own(entry) if len(addresses[own(entry)]) <= 1 else None


def _apart(entries: Sequence[Entry], understood: Understood) -> list[Entry]:
    """Leave out rows without any address that nobody could tell from each other."""
    twins: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if not entry.email and not entry.phone:
            twins.setdefault((folded(entry.name), entry.nodes[0]), []).append(entry)
    _tell_namesakes(twins, understood)
    wrong: set[tuple[int, ...]] = set()
    for same in twins.values():
        if len(same) > 1:
            understood.faults.add("roster.twins", (row for entry in same for row in entry.rows), value=shown(same[0].name))
            wrong.update(entry.rows for entry in same)
    return [entry for entry in entries if entry.rows not in wrong]


def _tell_namesakes(twins: dict[tuple[str, str], list[Entry]], understood: Understood) -> None:
    """Tell which names stand in two groups without an address: they are taken for two people."""
    names: dict[str, list[Entry]] = {}
    for (name, _), same in twins.items():
        names.setdefault(name, []).append(same[0])
    for same in names.values():
        if len(same) > 1:
            rows = [row for entry in same for row in entry.rows]
            understood.notes.add("roster.namesakes", rows, value=shown(same[0].name))


def _tell(entry: Entry, understood: Understood, asking: Asking) -> None:
    who = shown(str(entry))
    if len(entry.nodes) > 1:
        first, *others = (asking.name(node) for node in entry.nodes)
        understood.notes.add("roster.two_units", entry.rows, value=who, main=first, others=tuple(others))
    elif len(entry.rows) > 1:
        understood.notes.add("roster.same_twice", entry.rows, value=who)


def _one(same: Sequence[Entry]) -> Entry:
    """Return one entry of several: the first row counts, later ones add what it does not say."""

    def said(name: str) -> Any:
        return next((value for each in same if (value := getattr(each, name)) not in SILENT), getattr(same[0], name))

    return Entry(
        rows=tuple(row for entry in same for row in entry.rows),
        nodes=tuple(dict.fromkeys(node for entry in same for node in entry.nodes)),
        **{name: said(name) for name in FIELDS},
    )


def _alike(one: str, other: str) -> bool:
    return not one or not other or fuzz.token_set_ratio(folded(one), folded(other)) >= SAME_NAME


def compared(entries: Sequence[Entry], people: Sequence[Person], asking: Asking) -> Outcome:
    """Return what the entries of a file would do to the people of a wave, of whom the reader may see some.

    Whoever is on the list of others alone is added like anybody else: a refusal would tell the reader that they are there.
    """
    outcome = Outcome()
    seen = [person for person in people if asking.sees(person.nodes)]
    found = _matched(entries, [person for person in seen if not person.double])
    rest = [entry for entry in entries if entry.rows not in found]
    found |= _matched(rest, [person for person in seen if person.double])
    for entry in entries:
        person = found.get(entry.rows)
        if person is None:
            outcome.added.append(entry)
        else:
            outcome.withdrawn += entry.rows if person.standing == Standing.WITHDRAWN else ()
            _compare(entry, person, asking, outcome)
    there = {person.pk for person in found.values()}
    outcome.absent = [each for each in seen if each.pk not in there and each.standing != Standing.WITHDRAWN]
    return outcome


def twins(ones: Sequence[Person], others: Sequence[Person]) -> list[Person | None]:
    """Return who among others is the same person as each of some, by what a file is compared by; None where nobody is."""
    known = [(matches, _index(others, matches)) for matches in (_same_email, _same_phone, _same_name)]
    return [
        next(
            (
                each
                for matches, index in known
                for key in matches(one)
                for each in index.get(key, ())
                if each.pk != one.pk and _may_be(one, each, matches is _same_email)
            ),
            None,
        )
        for one in ones
    ]


def _compare(entry: Entry, person: Person, asking: Asking, outcome: Outcome) -> None:
    fields = {
        name: (getattr(person, name), said)
        for name in FIELDS
        if (said := getattr(entry, name)) not in SILENT and said != getattr(person, name)
    }
    nodes = _nodes(entry, person, asking)
    if nodes != person.nodes:
        fields["nodes"] = (person.nodes, nodes)
    if fields:
        outcome.changed.append(Change(person, fields))
    else:
        outcome.unchanged.append(person)


def _nodes(entry: Entry, person: Person, asking: Asking) -> list[str]:
    """Return the groups of somebody after the import: a main group that somebody chose stays as long as it is one of them."""
    said = [*entry.nodes, *(node for node in person.nodes if not asking.owns(node) and node not in entry.nodes)]
    return sorted(said, key=lambda node: (person.nodes[:1] != [node], person.nodes.index(node) if node in person.nodes else 99))


def _matched(entries: Sequence[Entry], people: Iterable[Person]) -> dict[tuple[int, ...], Person]:
    """Return who on the list each entry is: by address, else by telephone, else by name and group where one has neither."""
    left = {person.pk: person for person in people}
    found: dict[tuple[int, ...], Person] = {}
    for matches in (_same_email, _same_phone, _same_name):
        known = _index(left.values(), matches)
        for entry in entries:
            if entry.rows in found:
                continue
            candidates = {person.pk: person for key in matches(entry) for person in known.get(key, ()) if person.pk in left}
            fitting = [person for person in candidates.values() if _may_be(entry, person, matches is _same_email)]
            if len(fitting) == 1:
                found[entry.rows] = left.pop(fitting[0].pk)
    return found


def _may_be(entry: Entry | Person, person: Person, by_email: bool) -> bool:
    if by_email:
        return True
    return _alike(entry.name, person.name) and (not entry.email or not person.email)


Keys = Callable[[Entry | Person], list[Hashable]]


def _index(people: Iterable[Person], keys: Keys) -> dict[Hashable, list[Person]]:
    found: dict[Hashable, list[Person]] = {}
    for person in people:
        for key in keys(person):
            found.setdefault(key, []).append(person)
    return found


def _same_email(one: Entry | Person) -> list[Hashable]:
    return [one.email] if one.email else []


def _same_phone(one: Entry | Person) -> list[Hashable]:
    return [one.phone] if one.phone else []


def _same_name(one: Entry | Person) -> list[Hashable]:
    return [(folded(one.name), node) for node in one.nodes] if one.name else []
