"""How many people groups have when they are put together; a number that is not known stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from samspill.design.edit.entries import entries, has_sites, inner, keys, sites_of, write
from samspill.design.edit.references import BY_GROUP
from samspill.design.edit.table import Table, is_table

EVERYWHERE = ""
"""Stands for the sites of a group that serves them all."""
NOBODY = "0"


@dataclass(frozen=True)
class Part:
    """A group that is put together with others: where it is, and how many people it has where that is known."""

    key: str
    places: tuple[str, ...]
    known: dict[str, int]

    def with_size(self, size: object) -> Part:
        """Return the part with what a table of a group or of a wave says of its size."""
        if is_table(size):
            new = {place: number for place in self.places if is_number(number := size.get(place))}
        else:
            new = dict.fromkeys(self.places, size) if is_number(size) else {}
        return Part(self.key, self.places, {**self.known, **new})


def part_of(table: Table, group: Table) -> Part:
    """Return a group as a part."""
    places = sites_of(table, group) if has_sites(group) else (EVERYWHERE,)
    return Part(str(group.get("key")), places, {}).with_size(group.get("size"))


def joint_sites(table: Table, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the sites at which any part is, in the owner's order."""
    return tuple(site for site in keys(table, "site") if any(site in part.places for part in parts))


def joint_size(parts: Sequence[Part]) -> int | dict[str, int] | None:
    """Return the size of parts together, as the table of a group has it; what is unknown of one is left out."""
    places = dict.fromkeys(place for part in parts for place in part.places)
    there = {place: [part.known.get(place) for part in parts if place in part.places] for place in places}
    sums = {place: sum(filter(None, numbers)) for place, numbers in there.items() if None not in numbers}
    return sums.get(EVERYWHERE) if EVERYWHERE in places else sums or None


def join_waves(table: Table, parts: Sequence[Part], key: str) -> None:
    """Let every wave say of ``key`` what it said of the parts.

    A size is that of the parts as the wave has them. Who joined or left is nobody where that holds for every part; else it is
    unknown, since people may have gone from one part to another.
    """
    for wave in sorted(entries(table, "wave"), key=_number):
        told = [inner(wave, "size").get(part.key) for part in parts]
        parts = [part.with_size(size) for part, size in zip(parts, told, strict=True)]
        size = None if told == [None] * len(told) else joint_size(parts)
        joint = {"size": size, **{name: _moved(inner(wave, name), parts) for name in ("joined", "left")}}
        for name in BY_GROUP:
            if is_table(wave.get(name)):
                rest = {group: given for group, given in inner(wave, name).items() if all(group != part.key for part in parts)}
                write(wave, name, rest if joint[name] is None else {**rest, key: joint[name]})


def is_number(value: object) -> TypeGuard[int]:
    """Tell whether a value is a number of people."""
    return isinstance(value, int) and not isinstance(value, bool)


def _number(wave: Table) -> int:
    number = wave.get("number")
    return number if is_number(number) else 0


def _moved(told: Table, parts: Sequence[Part]) -> str | None:
    return NOBODY if all(told.get(part.key) == NOBODY for part in parts) else None
