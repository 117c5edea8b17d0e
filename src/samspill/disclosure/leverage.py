"""The exact linear audit: of how few people a combination of published numbers can speak (TRUST: P4, attack 1).

Published numbers are sums over *atoms*, people who weigh the same in every number. A combination of numbers speaks of whole
atoms or not at all. It isolates an atom exactly where the atom's leverage in the query matrix is 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

Array = NDArray[np.float64]
Places = NDArray[np.int64]
ALONE = 1e-9
"""How far from 1 a leverage may lie and still be 1, in sums of at most some hundred atoms."""


@dataclass(frozen=True, slots=True)
class QueryMatrix:
    """Published numbers as sums over atoms.

    Parameters
    ----------
    weights : scipy.sparse.csr_array, shape (queries, atoms)
        Weight of each atom in each number; only which are zero, and their proportions, matter.
    people : ndarray of int, shape (atoms,)
    """

    weights: Any
    people: Places


@dataclass(frozen=True, slots=True)
class Isolated:
    """People of whom a combination of numbers speaks alone: how many, and the number of fewest people in the combination."""

    people: int
    query: int


def query_matrix(rows: Sequence[dict[int, float]], people: Sequence[int]) -> QueryMatrix:
    """Return the matrix of queries, each the weights of its atoms by their number."""
    lengths = [len(row) for row in rows]
    columns = [atom for row in rows for atom in row]
    values = [weight for row in rows for weight in row.values()]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    entries = np.array(values, dtype=float), np.array(columns, dtype=np.int64), starts
    return QueryMatrix(sparse.csr_array(entries, shape=(len(rows), len(people))), np.array(people, dtype=np.int64))


def isolated(matrix: QueryMatrix) -> Iterator[Isolated]:
    """Yield whom combinations of numbers isolate, at least the smallest in every set of numbers that hang together.

    Numbers without common atoms say nothing together that they do not say alone, so each connected part of the matrix is
    looked at by itself; nearly all are one number.

    Examples
    --------
    Four people and seven, shown together and the seven alone once more:

    >>> sorted({one.people for one in isolated(query_matrix([{0: 4 / 11, 1: 7 / 11}, {1: 1.0}], [4, 7]))})
    [4, 7]
    >>> [one.people for one in isolated(query_matrix([{0: 4 / 11, 1: 7 / 11}], [4, 7]))]
    [11]
    """
    if not matrix.weights.shape[0]:
        return
    part_of = _connected(matrix)
    order = np.argsort(part_of, kind="stable")
    parts: list[Places] = np.split(order, np.flatnonzero(np.diff(part_of[order])) + 1)
    spoken_of: Array = np.asarray((matrix.weights != 0).astype(float) @ matrix.people)
    for part in parts:
        if len(part) == 1:
            yield Isolated(int(spoken_of[part[0]]), int(part[0]))
        else:
            yield from _of_part(matrix, part, spoken_of)


def _connected(matrix: QueryMatrix) -> Places:
    """Return the number of the connected part that each query stands in."""
    queries, atoms = matrix.weights.shape
    entries = matrix.weights.tocoo()
    both = (np.ones(entries.nnz), (entries.row, entries.col + queries))
    graph: Any = sparse.csr_array(both, shape=(queries + atoms, queries + atoms))
    labels: Places = cast("Any", csgraph).connected_components(graph, directed=False)[1]
    return labels[:queries]


def _of_part(matrix: QueryMatrix, part: Places, spoken_of: Array) -> Iterator[Isolated]:
    """Yield the sets of atoms that the numbers of a connected part isolate."""
    block: Array = matrix.weights[part].toarray()
    there = np.flatnonzero(block.any(axis=0))
    weights, people = _alike(block[:, there], matrix.people[there])
    query = int(part[np.argmin(spoken_of[part])])
    for support in _supports(weights):
        yield Isolated(int(people[support].sum()), query)


def _alike(weights: Array, people: Places) -> tuple[Array, Places]:
    """Join atoms whose weights are in the same proportion in all numbers: no combination can part them."""
    first = weights[(weights != 0).argmax(axis=0), np.arange(weights.shape[1])]
    kinds, kind_of = np.unique((weights / first).round(9), axis=1, return_inverse=True)
    return kinds, np.bincount(kind_of.ravel(), weights=people).astype(np.int64)


def _supports(weights: Array) -> Iterator[NDArray[np.bool_]]:
    """Yield the atoms with leverage 1, one by one, and the atoms of every row of the reduced echelon form.

    A row of that form has no smaller combination within the same numbers but those of other rows, so it finds also two atoms
    that stand alone together.
    """
    sizes, right = np.linalg.svd(weights, full_matrices=False)[1:]
    leverage = (right[sizes > sizes[0] * ALONE] ** 2).sum(axis=0)
    for atom in np.flatnonzero(leverage > 1 - ALONE):
        yield np.arange(weights.shape[1]) == atom
    atoms = np.arange(weights.shape[1], dtype=np.int64)
    for order in (atoms, atoms[::-1]):
        reduced = _echelon(weights[:, order])
        found = np.zeros_like(reduced, dtype=bool)
        found[:, order] = np.abs(reduced) > ALONE
        yield from found


def _echelon(weights: Array) -> Array:
    """Return the reduced row echelon form, pivots chosen by size."""
    left, row = weights.copy(), 0
    for column in range(left.shape[1]):
        if row == left.shape[0]:
            break
        pivot = row + int(np.argmax(np.abs(left[row:, column])))
        if abs(left[pivot, column]) <= ALONE:
            continue
        left[[row, pivot]] = left[[pivot, row]]
        left[row] /= left[row, column]
        others = np.arange(left.shape[0], dtype=np.int64) != row
        left[others] -= np.outer(left[others, column], left[row])
        row += 1
    return left[:row]
