"""Who a code lets in. Codes are derived, so they are looked up in memory: no row joins a code with a person.

Each process keeps a table from the hash of every code to the row that it was derived from, and takes in what is new when a
code is not found. The row itself is read each time: whoever was withdrawn is not let in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from django_scopes import scopes_disabled

from samspill.errors import UsageError
from samspill_web.collection.ballots import plans
from samspill_web.collection.ballots.codes import codes_of, derive, mark_of
from samspill_web.collection.ballots.plans import Launched, launched
from samspill_web.collection.ballots.secret import NoSecretError, forget_read, secret_of
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Bag, Person
from samspill_web.projects.models import Wave

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who came in by a code: as whom they may answer, and the mark that their code is known by.

    ``nodes`` are keys of groups (``group`` or ``group@site``), the main one first; ``language`` is "" for a slip.
    """

    launched: Launched
    nodes: tuple[str, ...]
    language: str
    level: str
    mark: str

    @property
    def wave(self) -> Wave:
        """The wave that the code is for."""
        return self.launched.wave


@dataclass(frozen=True, slots=True)
class _Door:
    kind: type[Person | Bag]
    pk: int


class _Table:
    """The codes of all waves whose answers are not destroyed."""

    def __init__(self) -> None:
        self._doors: dict[bytes, _Door] = {}
        self._seen = (0, 0)
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
            self._doors, self._seen = {}, (0, 0)

    def _newest(self) -> tuple[int, int]:
        return _last(Person), _last(Bag)

    def _take_in(self) -> None:
        newest = self._newest()
        people, bags = self._seen
        for person in (
            Person.objects.filter(pk__gt=people, pk__lte=newest[0]).only("pk", "key", "project_id", "wave").iterator(BATCH)
        ):
            for secret in _secret(person.project_id, person.wave):
                self._add(derive(secret, f"person:{person.key}"), _Door(Person, person.pk))
        for bag in Bag.objects.filter(pk__gt=bags, pk__lte=newest[1]):
            for _ in _secret(bag.project_id, bag.wave):
                for code in codes_of(bag):
                    self._add(code, _Door(Bag, bag.pk))
        self._seen = newest

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
        if door is None:
            return None
        return (_by_person if door.kind is Person else _by_bag)(door.pk, code)


def forget() -> None:
    """Forget all codes, waves and secrets: they are looked up anew when somebody comes."""
    _table.clear()
    plans.forget()
    forget_read()


def _by_person(pk: int, code: str) -> Holder | None:
    told = ("project_id", "wave", "nodes", "language", "level")
    person = Person.objects.filter(pk=pk).exclude(standing=Standing.WITHDRAWN).values_list(*told, named=True).first()
    return _holder(person.project_id, person.wave, tuple(person.nodes), person.language, person.level, code) if person else None


def _by_bag(pk: int, code: str) -> Holder | None:
    bag = Bag.objects.filter(pk=pk).first()
    return _holder(bag.project_id, bag.wave, (bag.node,), "", "", code) if bag else None


def _holder(project: int, number: int, nodes: tuple[str, ...], language: str, level: str, code: str) -> Holder | None:
    found = launched(project, number)
    if found is None:
        return None
    try:
        secret = secret_of(project, number)
    except (NoSecretError, UsageError):
        # The wave is over and its secret destroyed: what this process still knows of its codes goes too.
        forget()
        return None
    return Holder(found, nodes, language, level, mark_of(secret, code))
