"""Attack 1: sums and differences. Which numbers stand alone when all files are put together, and how few people they speak of.

All people of an atom (one group about one group, one measure) weigh the same in every number, so a person's answer is found
exactly where an atom of one person stands alone, and fewer than k people are spoken of where an atom, or several together, of
fewer do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf

import numpy as np
from numpy.typing import NDArray

from samspill.disclosure.attack.cells import Cell
from samspill.disclosure.attack.told import Kind, Number, Place

Atom = tuple[int, str, str, str]
"""Wave, group that answers (several joined by ``+`` where only all together are told of), group that is rated, measure."""
People = tuple[int, int | None]
OTHERS = "…"
"""Everybody in a total who stands in no row of the table."""
ALONE = 1 - 1e-9
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Isolated:
    """Whom a number, or a combination of numbers, speaks of, and how many people they may be.

    ``derived`` where it took a difference to find them.
    """

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


def isolated(found: list[Query], k: int) -> list[Isolated]:
    """Return whom the queries speak of.

    Every atom whose mean follows from them (leverage 1), those alone in one and what is left without them; and of several atoms
    together, those that a combination of queries tells of and that have fewer than k people.
    """
    alone = _peeled(found)
    rest = [query for query in found if len(query.weights) > 1]
    few = [_together(query.weights, query.people, query.place) for query in rest if query.derived and _fewer(query.people, k)]
    return alone + few + [one for block in _blocks(rest) for one in _of_block(block, k)]


def _fewer(people: People, k: int) -> bool:
    """Tell whether somebody is surely told of, and surely fewer than k."""
    return people[1] is not None and 0 < people[1] < k


def _together(atoms: Iterable[Atom], people: People, place: Place) -> Isolated:
    """Return atoms that are told of together as one, their names joined."""
    found = sorted(atoms)
    wave, _, target, measure = found[0]
    return Isolated((wave, "+".join(rater for _, rater, _, _ in found), target, measure), people, place, derived=True)


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


def _of_block(block: list[Query], k: int) -> list[Isolated]:
    if len(block) == 1:
        return []
    atoms = sorted({atom for query in block for atom in query.weights})
    return [*_alone(block, atoms), *_small_sets(block, atoms, k)]


def _alone(block: list[Query], atoms: list[Atom]) -> Iterator[Isolated]:
    """Yield the atoms that follow from the queries."""
    matrix = np.array([[query.weights.get(atom, 0.0) for atom in atoms] for query in block])
    left, sizes, right = np.linalg.svd(matrix, full_matrices=False)
    del left
    space = right[sizes > sizes[0] * 1e-10]
    leverage = (space**2).sum(axis=0)
    for atom, own in zip(atoms, leverage, strict=True):
        if own > ALONE:
            yield Isolated(atom, (0, None), block[0].place, derived=True)


def _small_sets(block: list[Query], atoms: list[Atom], k: int) -> Iterator[Isolated]:
    """Yield sets of several atoms with fewer than k people that a combination of queries adds up.

    A mean times its people is the sum of the answers of its atoms, so in sums each atom weighs 1, a pool's parts too.
    """
    sums = np.array([[float(atom in query.weights) for atom in atoms] for query in block])
    for row, taken in _echelon(sums):
        there = np.flatnonzero(row)
        people = _combined([query.people for query in block], taken)
        if len(there) > 1 and (row[there] > 0).all() and _fewer(people, k):
            yield _together((atoms[at] for at in there), people, block[0].place)


def _echelon(matrix: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Yield the rows of the reduced echelon form, least weight 1, each with how often every row of the matrix is in it."""
    height, width = matrix.shape
    work, row = np.hstack([matrix, np.eye(height)]), 0
    for column in range(width):
        if row == height:
            break
        pivot = row + int(np.abs(work[row:, column]).argmax())
        if abs(work[pivot, column]) < NOTHING:
            continue
        work[[row, pivot]] = work[[pivot, row]]
        work[row] /= work[row, column]
        above_and_below = work[:, column].copy()
        above_and_below[row] = 0
        work -= np.outer(above_and_below, work[row])
        row += 1
    work[np.abs(work) < NOTHING] = 0
    for found in work[:row]:
        least = np.abs(found[:width][found[:width] != 0]).min()
        yield found[:width] / least, found[width:] / least


def _combined(people: Sequence[People], taken: NDArray[np.float64]) -> People:
    """Return how many people a combination of queries weighs together, at the least and at the most."""
    least, most = 0.0, 0.0
    for (low, high), times in zip(people, taken.tolist(), strict=True):
        top = inf if high is None else high
        least += times * (low if times > 0 else top) if times else 0.0
        most += times * (top if times > 0 else low) if times else 0.0
    return max(0, ceil(least - NOTHING)) if least > -inf else 0, None if most == inf else floor(most + NOTHING)
