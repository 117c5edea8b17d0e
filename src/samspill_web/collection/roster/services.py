"""Changing the list of a wave: each change writes what it did in the log, in numbers and never in names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import transaction

from samspill.design.handed_out import HandedOut
from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection import handed_out
from samspill_web.collection.enums import Standing
from samspill_web.collection.lists import hold
from samspill_web.collection.models import Person, RosterMapping
from samspill_web.collection.roster import doubles
from samspill_web.collection.roster.entries import Entry
from samspill_web.collection.roster.looking import Choice, Look, look, to_remember
from samspill_web.collection.roster.merging import Change
from samspill_web.collection.roster.reading import Table
from samspill_web.collection.roster.selectors import people_of
from samspill_web.collection.roster.wave import Asking
from samspill_web.kernel import audit
from samspill_web.kernel.models import Message
from samspill_web.projects.models import Project

INVITING = "samspill_web.collection.channels.inviting"
BATCH = 500
BY_KEEPER = "by_keeper"
FIELDS = ("name", "email", "phone", "language", "level", "away_until", "nights")
OFF = ("nodes", "standing", "said_no", *doubles.STORED)
"""Of whoever is erased, nothing is left of these either."""
REACHED = frozenset({"email", "phone"})
"""In an open wave their change has an entry of its own in the log: who gets an invitation can answer in somebody's name."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did, and what it was made of: which rows were left out, and why."""

    added: int
    changed: int
    found: Look

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return self.found.left_out

    @property
    def file(self) -> str:
        """What the file is called."""
        return self.found.table.source


class OtherwiseError(Exception):
    """The file would now do something else than what was seen. Holds what it would do."""

    def __init__(self, found: Look) -> None:
        self.found = found
        super().__init__()


class WrongRowsError(OtherwiseError):
    """Rows are wrong, and nobody has said that they may be left out."""


def remembered(asking: Asking) -> dict[str, dict[str, str]]:
    """Return how the last file was read by whoever keeps the same people.

    What others chose is theirs: a partner's word could else put the owner's people in a group of the partner's, unseen.
    """
    return dict(_remembered_by_all(asking.project).get(asking.organisation, {}))


def _remembered_by_all(project: Project) -> dict[str, dict[str, dict[str, str]]]:
    """Return how the last files were read, by the organisation whose people a reader keeps; "" keeps all."""
    kept = RosterMapping.objects.filter(project=project).first()
    return dict(kept.data.get(BY_KEEPER, {})) if kept else {}


@transaction.atomic
def take_in(asking: Asking, table: Table, choice: Choice, *, seen: str, leave_out: bool, by: User) -> Taken:
    """Add the people of a file to the list, change those who are on it, and take nobody off.

    Raises
    ------
    OtherwiseError
        Something else would happen than what was seen, since the choice or the list has changed.
    WrongRowsError
        Rows are wrong, and nobody has said that they may be left out.
    """
    hold(asking.project, asking.number)
    found = look(table, choice, asking, people_of(asking))
    if found.digest != seen:
        raise OtherwiseError(found)
    if found.problems and not leave_out:
        raise WrongRowsError(found)
    outcome = found.outcome
    with _watched(asking, by):
        added = [_person(asking, entry) for entry in outcome.added]
        doubles.mark(asking, added)
        Person.objects.bulk_create(added, batch_size=BATCH)
        _change_all(asking, outcome.changed)
    read = {**_remembered_by_all(asking.project), asking.organisation: to_remember(table, choice, remembered(asking))}
    RosterMapping.objects.update_or_create(project=asking.project, defaults={"data": {BY_KEEPER: read}})
    moved = [change.person for change in outcome.changed if not REACHED.isdisjoint(change.fields)]
    if asking.open and moved:
        _record(asking, "roster.readdressed", by, person=", ".join(str(person.pk) for person in moved))
    taken = Taken(len(outcome.added), len(outcome.changed), found)
    _record(asking, "roster.imported", by, added=taken.added, changed=taken.changed, left_out=taken.left_out)
    _invite(asking)
    return taken


def _person(asking: Asking, entry: Entry) -> Person:
    return Person(
        project=asking.project,
        wave=asking.number,
        name=entry.name,
        email=entry.email,
        phone=entry.phone,
        language=entry.language or asking.language.value,
        nodes=list(entry.nodes),
        level=entry.level,
        away_until=entry.away_until,
        nights=bool(entry.nights),
    )


def _change_all(asking: Asking, changes: list[Change]) -> None:
    for change in changes:
        if "nodes" in change.fields:
            _leave(asking, change.person)
        for name, (_, after) in change.fields.items():
            setattr(change.person, name, after)
        change.person.turn += asking.open and not REACHED.isdisjoint(change.fields)
    # An address that moves from one to another would stand twice for a moment: all are taken away first.
    moved = [change.person for change in changes if "email" in change.fields]
    Person.objects.filter(pk__in=[person.pk for person in moved]).update(email="")
    people = [change.person for change in changes]
    doubles.mark(asking, people)
    Person.objects.bulk_update(people, [*FIELDS, "nodes", "formerly", "turn", *doubles.STORED], batch_size=BATCH)


@transaction.atomic
def add_person(asking: Asking, values: Mapping[str, Any], nodes: list[str], *, by: User) -> Person:
    """Put somebody on the list; while the wave is open, they are invited.

    Raises
    ------
    UsageError
        ``roster.already``: the address is on the list, as far as the reader may see it.
    """
    hold(asking.project, asking.number)
    _check_free(asking, values["email"], None)
    person = Person(project=asking.project, wave=asking.number, nodes=nodes, **_stored(asking, values))
    doubles.mark(asking, [person])
    with _watched(asking, by):
        person.save(force_insert=True)
    _record(asking, "roster.added", by, person=person.pk)
    _invite(asking)
    return person


@transaction.atomic
def change_person(asking: Asking, person: Person, values: Mapping[str, Any], *, by: User) -> None:
    """Change what is known of somebody; errors as ``add_person``."""
    hold(asking.project, asking.number)
    _check_free(asking, values["email"], person)
    stored = _stored(asking, values)
    moved = asking.open and any(getattr(person, name) != stored[name] for name in REACHED)
    person.turn += moved
    for name, value in stored.items():
        setattr(person, name, value)
    doubles.mark(asking, [person])
    person.save(update_fields=[*stored, "turn", *doubles.STORED])
    _record(asking, "roster.readdressed" if moved else "roster.changed", by, person=person.pk)
    _invite(asking)


@transaction.atomic
def move_person(asking: Asking, person: Person, nodes: list[str], *, by: User) -> None:
    """Let somebody belong to other groups, the main one first."""
    hold(asking.project, asking.number)
    kept = [node for node in person.nodes if asking.organisation and not asking.owns(node)]
    with _watched(asking, by):
        _leave(asking, person)
        person.nodes = [*nodes, *(node for node in kept if node not in nodes)]
        person.save(update_fields=["nodes", "formerly"])
    _record(asking, "roster.moved", by, person=person.pk)


@transaction.atomic
def withdraw(asking: Asking, person: Person, *, by: User) -> None:
    """Take somebody off the list: nothing more is sent, and the way in is closed."""
    hold(asking.project, asking.number)
    _leave(asking, person)
    # As it is now: they may have said no since the page was opened. Nobody sees it, and they are not asked by being put back.
    stands = Person.objects.values_list("standing", flat=True).get(pk=person.pk)
    person.said_no = stands == Standing.DECLINED or (stands == Standing.WITHDRAWN and person.said_no)
    _stand(person, Standing.WITHDRAWN)
    _record(asking, "roster.withdrawn", by, person=person.pk)
    _invite(asking)


@transaction.atomic
def take_back(asking: Asking, person: Person, *, by: User) -> None:
    """Let somebody who was withdrawn be asked again; who had said no has still said so."""
    hold(asking.project, asking.number)
    with _watched(asking, by):
        before, person.said_no = person.said_no, False
        _stand(person, Standing.DECLINED if before else Standing.ASKED)
        doubles.mark(asking, [person])
        person.save(update_fields=doubles.STORED)
    _record(asking, "roster.taken_back", by, person=person.pk)
    _invite(asking)


@transaction.atomic
def export_person(asking: Asking, person: Person, *, by: User) -> dict[str, Any]:
    """Return all that is kept of somebody, for them alone. What their way in is derived from is no news of them."""
    _record(asking, "roster.exported", by, person=person.pk)
    return {
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "groups": [asking.name(node).get_in(asking.language) for node in person.nodes],
        "level": person.level,
        "away_until": person.away_until.isoformat() if person.away_until else None,
        "nights": person.nights,
        # Whether somebody would rather not take part is for nobody to see; they themselves see it behind their own link.
        "standing": Standing.WITHDRAWN if person.standing == Standing.WITHDRAWN else Standing.ASKED,
        "wave": person.wave,
    }


@transaction.atomic
def erase_person(asking: Asking, person: Person, *, by: User) -> None:
    """Erase all that is kept of somebody. An answer, if there is one, has no tie to them.

    Once they could answer an empty row stays until the answers are destroyed: a band that moved when somebody was erased would
    tell that they had answered, and a code that somebody may have used counts among those that their group was handed.
    """
    hold(asking.project, asking.number)
    pk = person.pk
    # Messages carry an address, and name the person in their key.
    Message.objects.filter(key__contains=f":{person.key}:").delete()
    _leave(asking, person)
    if person.counted or person.formerly:
        empty = Person(project=asking.project, wave=asking.number, language=asking.language.value, standing=Standing.WITHDRAWN)
        for name in (*FIELDS, *OFF):
            setattr(person, name, getattr(empty, name))
        if not person.counted:
            # Nothing is derived from it any more.
            person.key = empty.key
        person.save(update_fields=[*FIELDS, *OFF, "formerly", "key"])
    else:
        person.delete()
    _record(asking, "roster.erased", by, person=pk)
    _invite(asking)


def _stand(person: Person, standing: Standing) -> None:
    person.standing = standing
    person.save(update_fields=["standing", "said_no", "formerly"])


def beyond(asking: Asking) -> list[HandedOut]:
    """Return the groups of an open wave that have more codes than people and losses explain, as the reader may see them."""
    return [each for each in _codes(asking).values() if each.beyond and asking.owns(each.node)]


@contextmanager
def _watched(asking: Asking, by: User) -> Iterator[None]:
    """Write in the log which groups get more codes than people and losses explain. Whoever is new is not kept out."""
    before = _codes(asking)
    yield
    for node, now in _codes(asking).items():
        if now.beyond and now.codes > before[node].codes:
            _record(asking, "codes.beyond", by, node=node, planned=now.planned, codes=now.codes)


def _codes(asking: Asking) -> dict[str, HandedOut]:
    """Return the codes of each group; before the launch there are none yet."""
    return handed_out.of_groups(asking.project, asking.mapping, asking.number, asking.opens) if asking.opens else {}


def _leave(asking: Asking, person: Person) -> None:
    """Keep which groups somebody could answer as, before that changes. Before the opening nobody could."""
    if asking.begun:
        person.formerly = handed_out.formerly_of(person, [str(node) for node in asking.mapping.rater_nodes(asking.number)])


def _stored(asking: Asking, values: Mapping[str, Any]) -> dict[str, Any]:
    stored = {name: values[name] for name in FIELDS}
    return {**stored, "language": stored["language"] or asking.language.value}


def _check_free(asking: Asking, email: str, person: Person | None) -> None:
    """Refuse an address that the reader sees on the list. What others have on theirs is not told: see ``doubles``."""
    if not email or (person is not None and person.email == email):
        return
    there = Person.objects.filter(project=asking.project, wave=asking.number, email=email)
    if any(asking.sees(each.nodes) for each in there):
        raise UsageError(Problem("roster.already", data={"value": email}))


def _record(asking: Asking, verb: str, by: User, **data: object) -> None:
    audit.record(verb, by, asking.project.tenant_id, asking.project.pk, wave=asking.number, **data)


def _invite(asking: Asking) -> None:
    """Let those be asked who are no doubles any more, and those who are new on the list of an open wave be invited."""
    doubles.release(asking)
    # Where messages are sent by something else there is nobody to tell.
    if asking.open and find_spec(INVITING) is not None:
        import_module(INVITING).invite_new(asking.project)
