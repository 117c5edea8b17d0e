"""One wave played from the first visitor to the last, with a copy of everything after each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import numpy as np
from copies import Copier, Copies, PostgresCopier, SqliteCopier
from crowd import VISITS, WAYS, Met, Somebody, address_of
from guesses import PERSON
from numpy.typing import NDArray
from own_postgres import Cluster
from own_server import Served, own_server
from reminded import invited, watch

DATABASES = ("sqlite", "postgresql")
_numbers = count(1)


@dataclass(frozen=True)
class Came:
    """Somebody who came: the truth, which no attacker sees."""

    column: int
    answered: bool
    way: str


@dataclass
class Played:
    """A wave that was played."""

    served: Served
    copies: Copies
    came: list[Came]
    met: list[Met]
    outbox: dict[str, NDArray[np.float64]]

    @property
    def truth(self) -> list[int]:
        """Who came, as columns of the people."""
        return [each.column for each in self.came]


@contextmanager
def workspace(
    kind: str,
    cluster: Cluster,
    folder: Path,
    people: int,
    leaks: tuple[str, ...] = (),
    database_settings: tuple[str, ...] = (),
) -> Iterator[Served]:
    """Serve a wave on one of the ``DATABASES``."""
    number = next(_numbers)
    database = cluster.create(f"wave{number}", database_settings) if kind == "postgresql" else None
    with own_server(folder, people, 20261130 + number, database, leaks) as served:
        yield served


@contextmanager
def copier(served: Served, cluster: Cluster) -> Iterator[Copier]:
    """Copy what lies in the database and beside it."""
    if served.database is None:
        yield SqliteCopier(served)
        return
    found = PostgresCopier(served, cluster)
    try:
        yield found
    finally:
        found.close()


def play(
    served: Served, copying: Copier, answers: int, visits: int, ways: tuple[str, ...] = WAYS, *, reminder: bool = False
) -> Played:
    """Let people come in an order that is drawn, and copy everything after each; in the end remind the others."""
    chance = Random(sum(map(ord, served.known["people"][0]["code"])))  # noqa: S311 -- who comes when
    coming = chance.sample(range(len(served.known["people"])), answers + visits)
    turns = [(number, chance.choice(ways), True) for number in coming[:answers]]
    turns += [(number, chance.choice(VISITS), False) for number in coming[answers:]]
    chance.shuffle(turns)
    came, met = [], []
    invited(copying, len(served.known["people"]))
    copying.copy()
    people = sorted((row for row in copying.rows() if row.table == PERSON), key=lambda row: int(row.columns["id"]))
    copies = Copies(people, {int(row.columns["id"]): address_of(number) for number, row in enumerate(people)})
    for number, way, answered in turns:
        somebody = Somebody(served, number, chance)
        (somebody.answer if answered else somebody.visit)(way)
        copies.glimpses.append(copying.copy())
        came.append(Came(number, answered, way))
        met += somebody.met
    copies.last = list(copying.rows())
    served.office.sent_to.clear()
    return Played(served, copies, came, met, watch(served, copying, copies) if reminder else {})
