"""Attack 1: sums and differences. Which numbers stand alone when all files are put together, and how few people they speak of.

All people of an atom (one group about one group, one measure) weigh the same in every number, so a person's answer is found
exactly where an atom of one person stands alone, and fewer than k people are spoken of where an atom of fewer does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from samspill.disclosure.attack.cells import Cell
from samspill.disclosure.attack.told import Kind, Number, Place

Atom = tuple[int, str, str, str]
"""Wave, one group that answers, group that is rated, measure."""
People = tuple[int, int | None]
OTHERS = "…"
"""Everybody in a total who stands in no row of the table."""
ALONE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Isolated:
    """An atom that stands alone, with how many people it may have; ``derived`` where it took a difference to find it."""

    atom: Atom
    people: People
    place: Place
    derived: bool


@dataclass(slots=True)
class Query:
    """One number as a sum over atoms, and how many people it speaks of."""

    place: Place
    weights: dict[Atom, float]
    people: People
    derived: bool = False


def queries(cells: Iterable[Cell], numbers: Iterable[Number]) -> list[Query]:
    """Return the numbers of files as sums over atoms; a pool's parts weigh what nobody knows, which changes nothing here."""
    found = [_of_cell(cell) for cell in cells]
    tables: dict[tuple[str, int, str, str], list[Number]] = defaultdict(list)
    for number in numbers:
        tables[number.place.file, number.wave, number.target, number.measure].append(number)
    return found + [_of_total(total, table) for table in tables.values() for total in table if _is_total(total)]


def _is_total(number: Number) -> bool:
    return number.kind is Kind.TOTAL and number.value is not None


def _of_cell(cell: Cell) -> Query:
    wave, raters, target, measure = cell.key
    return Query(cell.place, {(wave, rater, target, measure): 1 / len(raters) for rater in raters}, cell.people)


def _of_total(total: Number, table: Sequence[Number]) -> Query:
    """Return a total over the rows of its table, and over others where it counts more people than they have together."""
    parts = [number for number in table if number is not total and number.rater and number.kind is not Kind.TOTAL]
    weights = {(part.wave, part.rater, part.target, part.measure): float(part.people[0]) for part in parts}
    listed, everybody = sum(part.people[0] for part in parts), total.people[0]
    if everybody > listed:
        weights[total.wave, OTHERS, total.target, total.measure] = float(everybody - listed)
    return Query(total.place, weights, total.people)


def isolated(found: list[Query]) -> list[Isolated]:
    """Return every atom whose mean follows from the queries (leverage 1): those alone in one, and what is left without them."""
    alone = _peeled(found)
    rest = [query for query in found if len(query.weights) > 1]
    return alone + [one for block in _blocks(rest) for one in _of_block(block)]


def _peeled(found: list[Query]) -> list[Isolated]:
    """Take what stands alone out of all others, until nothing more does. Changes the queries."""
    holding: dict[Atom, list[Query]] = defaultdict(list)
    for query in found:
        for atom in query.weights:
            holding[atom].append(query)
    waiting, seen, alone = [query for query in found if len(query.weights) == 1], set[Atom](), list[Isolated]()
    while waiting:
        query = waiting.pop()
        if not query.weights:
            continue
        atom = next(iter(query.weights))
        if atom in seen:
            continue
        seen.add(atom)
        alone.append(Isolated(atom, query.people, query.place, query.derived))
        for other in holding[atom]:
            if other is not query and atom in other.weights:
                del other.weights[atom]
                other.people, other.derived = _less(other.people, query.people), True
                if len(other.weights) == 1:
                    waiting.append(other)
    return alone


def _less(whole: People, part: People) -> People:
    """Return how many people are left when part of them is taken out."""
    least = 0 if part[1] is None else max(whole[0] - part[1], 0)
    return least, None if whole[1] is None else max(whole[1] - part[0], 0)


def _blocks(rest: list[Query]) -> list[list[Query]]:
    """Return the queries that hang together by common atoms."""
    block_of: dict[Atom, list[Query]] = {}
    for query in rest:
        touching = {id(block_of[atom]): block_of[atom] for atom in query.weights if atom in block_of}
        merged = [query, *(one for block in touching.values() for one in block)]
        block_of.update((atom, merged) for one in merged for atom in one.weights)
    return list({id(block): block for block in block_of.values()}.values())


def _of_block(block: list[Query]) -> list[Isolated]:
    atoms = sorted({atom for query in block for atom in query.weights})
    if len(block) == 1:
        return []
    matrix = np.array([[query.weights.get(atom, 0.0) for atom in atoms] for query in block])
    left, sizes, right = np.linalg.svd(matrix, full_matrices=False)
    del left
    space = right[sizes > sizes[0] * 1e-10]
    leverage = (space**2).sum(axis=0)
    return [
        Isolated(atom, (0, None), block[0].place, derived=True)
        for atom, own in zip(atoms, leverage, strict=True)
        if own > ALONE
    ]
