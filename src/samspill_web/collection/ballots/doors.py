"""Who a code lets in. Codes are derived, so they are looked up in memory: no row joins a code with a person.

Each process keeps a table from the hash of every code to whom it is for, with what the list says of them. Whenever somebody
comes the database tells how often the list has changed, and it is read again where that is more than the table knows: whoever
was withdrawn is not let in. So the database is asked for a list as a whole, and never for the one who comes: no statement that
it runs, shows or logs names a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from uuid import UUID

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
from samspill_web.collection.models import Bag, Person, WaveList
from samspill_web.projects.models import Wave


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
    """What a code opens: a wave, for somebody on its list or for a slip, by kind and row."""

    project: int
    wave: int
    kind: type[Person | Bag]
    pk: int
    slip: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the list says of somebody, or of the slips of a bag."""

    nodes: tuple[str, ...]
    language: str = ""
    level: str = ""
    whose: str = ""


@dataclass(slots=True)
class _List:
    """A wave's list as it was after so many changes."""

    turn: int
    people: dict[int, _Listed] = field(default_factory=dict)
    bags: dict[int, _Listed] = field(default_factory=dict)


class _Table:
    """The codes and lists of all waves whose answers are not destroyed."""

    def __init__(self) -> None:
        self._doors: dict[bytes, _Door] = {}
        self._lists: dict[tuple[int, int], _List] = {}
        self._derived: set[tuple[UUID, int]] = set()
        self._seen = (0, 0, 0)
        self._lock = Lock()

    def find(self, code: str) -> _Door | None:
        digest = sha256(code.encode()).digest()
        door = self._doors.get(digest)
        if door is None:
            if self._newest() != self._seen:
                with self._lock:
                    self._take_in()
            # Looked for again even where nothing is new: somebody else who came may have taken it in since it was missed.
            door = self._doors.get(digest)
        return door

    def listed(self, door: _Door, turn: int) -> _Listed | None:
        """Return what the list says after so many changes; None where somebody is not on it any more."""
        place = (door.project, door.wave)
        known = self._lists.get(place)
        if known is None or known.turn != turn:
            with self._lock:
                known = self._lists.get(place)
                if known is None or known.turn != turn:
                    known = self._read(*place, turn)
        return (known.people if door.kind is Person else known.bags).get(door.pk)

    def clear(self) -> None:
        with self._lock:
            self._doors, self._lists, self._derived, self._seen = {}, {}, set(), (0, 0, 0)

    def _newest(self) -> tuple[int, int, int]:
        return _last(Person), _last(Bag), WaveList.objects.aggregate(turns=Sum("turn"))["turns"] or 0

    def _take_in(self) -> None:
        newest, (people, bags, _) = self._newest(), self._seen
        turns = {(each.project_id, each.wave): each.turn for each in WaveList.objects.all()}
        changed = {place for place, turn in turns.items() if place not in self._lists or self._lists[place].turn != turn}
        for model, last in ((Person, people), (Bag, bags)):
            changed |= set(model.objects.filter(pk__gt=last).order_by().values_list("project_id", "wave").distinct())
        for place in changed:
            self._read(*place, turns.get(place, 0))
        self._seen = newest

    def _read(self, project: int, wave: int, turn: int) -> _List:
        """Read a list whole. Its rows are at least as new as the turn, which was read before them."""
        found = _List(turn)
        for secret in _secret(project, wave):
            for person in Person.objects.filter(project=project, wave=wave).exclude(standing=Standing.WITHDRAWN):
                known = (person.language, person.level, whose_of(secret, person))
                found.people[person.pk] = _Listed(tuple(person.nodes), *known)
                if (person.key, person.turn) not in self._derived:
                    self._derived.add((person.key, person.turn))
                    for way in ways_of(person):
                        self._add(derive(secret, way), _Door(project, wave, Person, person.pk))
            for bag in Bag.objects.filter(project=project, wave=wave):
                found.bags[bag.pk] = _Listed((bag.node,))
                if (bag.key, bag.number) not in self._derived:
                    self._derived.add((bag.key, bag.number))
                    for code in codes_of(bag):
                        self._add(code, _Door(project, wave, Bag, bag.pk, whose_of(secret, code)))
            # Last: others look here without waiting, and whoever is not on it is not let in.
            self._lists[project, wave] = found
        return found

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
    SELECT urn.shut IS NOT NULL,
      (SELECT closes FROM projects_deadline WHERE wave_id = urn.wave_id ORDER BY id DESC LIMIT 1),
      EXISTS (SELECT 1 FROM collection_spent WHERE mark = %s),
      COALESCE((SELECT turn FROM collection_wavelist WHERE project_id = %s AND wave = %s), 0)
    FROM collection_urn urn WHERE urn.wave_id = %s
"""


def _read(door: _Door, found: Launched, mark: str) -> Holder | None:
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [mark, door.project, door.wave, found.wave.pk])
        row = cursor.fetchone()
    listed = _table.listed(door, row[3]) if row else None
    if row is None or listed is None:
        return None
    shut, closes, used, _ = row
    whose = listed.whose or door.slip
    end = _moment(closes) or found.wave.closes
    return Holder(found, listed.nodes, listed.language, listed.level, mark, whose, end, bool(shut), bool(used))


def _moment(told: datetime | str | None) -> datetime | None:
    """Return a moment as one database tells it, and as the other writes it: in UTC, without saying so."""
    found = parse_datetime(told) if isinstance(told, str) else told
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
