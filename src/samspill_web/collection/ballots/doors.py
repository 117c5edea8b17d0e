"""Who a code lets in. Codes are derived, so they are looked up in memory: no row joins a code with a person.

Each process keeps a table from the hash of every code to the row that it was derived from, and takes in what is new when a
code is not found. The row itself is read each time: whoever was withdrawn is not let in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock

from django.db import connection
from django.db.models import Sum
from django.utils.dateparse import parse_datetime
from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection.ballots import plans
from samspill_web.collection.ballots.codes import codes_of, derive, mark_of, ways_of, whose_of
from samspill_web.collection.ballots.plans import Launched, launched
from samspill_web.collection.ballots.secret import NoSecretError, forget_read, secret_of
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Bag, Person
from samspill_web.projects.models import Wave

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who came in by a code: as whom they may answer, and how their wave stood when they came.

    ``nodes`` are keys of groups (``group`` or ``group@site``), the main one first; ``language`` is "" for a slip. ``mark`` is
    what the code is known by, and ``whose`` the person: see ``codes``.
    """

    launched: Launched
    nodes: tuple[str, ...]
    language: str
    level: str
    mark: str
    whose: str
    closes: datetime
    shut: bool
    used: bool

    @property
    def wave(self) -> Wave:
        """The wave that the code is for."""
        return self.launched.wave


@dataclass(frozen=True, slots=True)
class _Door:
    """What a code opens: the row of a person or a bag, of a wave, and whose it is."""

    kind: type[Person | Bag]
    pk: int
    project: int
    wave: int
    whose: str


class _Table:
    """The codes of all waves whose answers are not destroyed."""

    def __init__(self) -> None:
        self._doors: dict[bytes, _Door] = {}
        self._seen = (0, 0, 0)
        self._lock = Lock()

    def find(self, code: str) -> _Door | None:
        digest = sha256(code.encode()).digest()
        door = self._doors.get(digest)
        if door is None and self._newest() != self._seen:
            with self._lock:
                self._take_in()
            door = self._doors.get(digest)
        return door

    def clear(self) -> None:
        with self._lock:
            self._doors, self._seen = {}, (0, 0, 0)

    def _newest(self) -> tuple[int, int, int]:
        return _last(Person), _last(Bag), Person.objects.aggregate(turns=Sum("turn"))["turns"] or 0

    def _take_in(self) -> None:
        newest, (people, bags, turns) = self._newest(), self._seen
        known = ("pk", "key", "asked_as", "project_id", "wave", "turn")
        for person in Person.objects.filter(pk__gt=people, pk__lte=newest[0]).only(*known).iterator(BATCH):
            self._add_person(person)
        if turns != newest[2]:
            # Few have another address than they had at the launch, or are asked by another list, and who has is not told by the
            # number of the row.
            for person in Person.objects.filter(pk__lte=newest[0], turn__gt=0).only(*known):
                self._add_person(person)
        for bag in Bag.objects.filter(pk__gt=bags, pk__lte=newest[1]):
            for secret in _secret(bag.project_id, bag.wave):
                for code in codes_of(bag):
                    self._add(code, _Door(Bag, bag.pk, bag.project_id, bag.wave, whose_of(secret, code)))
        self._seen = newest

    def _add_person(self, person: Person) -> None:
        for secret in _secret(person.project_id, person.wave):
            door = _Door(Person, person.pk, person.project_id, person.wave, whose_of(secret, person))
            for way in ways_of(person):
                self._add(derive(secret, way), door)

    def _add(self, code: str, door: _Door) -> None:
        self._doors[sha256(code.encode()).digest()] = door


def _last(model: type[Person | Bag]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _secret(project_id: int, wave: int) -> Iterator[bytes]:
    # A wave without its secret lets nobody in; it must not keep the others out.
    try:
        yield secret_of(project_id, wave)
    except (NoSecretError, UsageError):
        return


_table = _Table()


def holder_of(code: str) -> Holder | None:
    """Return who a code lets in, of a wave that was launched; None where it is wrong or withdrawn."""
    with scopes_disabled():
        door = _table.find(code)
        found = launched(door.project, door.wave) if door else None
        if door is None or found is None:
            return None
        try:
            secret = secret_of(door.project, door.wave)
        except (NoSecretError, UsageError):
            # The wave is over and its secret destroyed: what this process still knows of its codes goes too.
            forget()
            return None
        return _read(door, found, mark_of(secret, code))


def forget() -> None:
    """Forget all codes, waves and secrets: they are looked up anew when somebody comes."""
    _table.clear()
    plans.forget()
    forget_read()


# What is asked of the database whenever somebody comes, saves or sends. In words of its own: written out by Django, the four
# questions in it took a third of all that is done for an answer.
_ASKED = """
    SELECT {told}, urn.shut IS NOT NULL,
      (SELECT closes FROM projects_deadline WHERE wave_id = urn.wave_id ORDER BY id DESC LIMIT 1),
      EXISTS (SELECT 1 FROM collection_spent WHERE mark = %s)
    FROM {table} who, collection_urn urn WHERE who.id = %s AND urn.wave_id = %s AND {only}
"""
_ASKED_OF: dict[type[Person | Bag], str] = {
    Person: _ASKED.format(
        told="who.nodes, who.language, who.level",
        table="collection_person",
        only=f"who.standing <> '{Standing.WITHDRAWN.value}'",
    ),
    Bag: _ASKED.format(told="who.node, '', ''", table="collection_bag", only="who.number > 0"),
}


def _read(door: _Door, found: Launched, mark: str) -> Holder | None:
    with connection.cursor() as cursor:
        cursor.execute(_ASKED_OF[door.kind], [mark, door.pk, found.wave.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    nodes, language, level, shut, closes, used = row
    own = tuple(json.loads(nodes)) if door.kind is Person else (nodes,)
    return Holder(found, own, language, level, mark, door.whose, _moment(closes) or found.wave.closes, bool(shut), bool(used))


def _moment(told: datetime | str | None) -> datetime | None:
    """Return a moment as one database tells it, and as the other writes it: in UTC, without saying so."""
    found = parse_datetime(told) if isinstance(told, str) else told
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
