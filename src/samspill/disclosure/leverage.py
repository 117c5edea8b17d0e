"""The exact linear audit: of how few people a combination of published numbers can speak (TRUST: P4, attack 1).

Published numbers are sums over *atoms*, people who weigh the same in every number. A combination of numbers speaks of whole
atoms or not at all. It isolates an atom exactly where the atom's leverage in the query matrix is 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

Array = NDArray[np.float64]
Places = NDArray[np.int64]
ALONE = 1e-9
"""Singular values below this are nought."""
MOST_TRIED = 10
"""Kinds of atoms in one part of which all sets are tried."""


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
    """Yield the fewest people that combinations of numbers can speak of, for each set of numbers that hang together.

    Numbers without common atoms say nothing together that they do not say alone, so each connected part of the matrix is
    looked at by itself; nearly all are one number. Where more than ten kinds of atoms hang together, the smallest of them is
    given: a sound release has no such part, and is not refused for less than it should be.

    Examples
    --------
    Four people and seven, shown together and the seven alone once more:

    >>> [one.people for one in isolated(query_matrix([{0: 4 / 11, 1: 7 / 11}, {1: 1.0}], [4, 7]))]
    [4]
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
            yield _of_part(matrix, part, spoken_of)


def _connected(matrix: QueryMatrix) -> Places:
    """Return the number of the connected part that each query stands in."""
    queries, atoms = matrix.weights.shape
    entries = matrix.weights.tocoo()
    both = (np.ones(entries.nnz), (entries.row, entries.col + queries))
    graph: Any = sparse.csr_array(both, shape=(queries + atoms, queries + atoms))
    labels: Places = cast("Any", csgraph).connected_components(graph, directed=False)[1]
    return labels[:queries]


def _of_part(matrix: QueryMatrix, part: Places, spoken_of: Array) -> Isolated:
    """Return the fewest people of whom the numbers of a connected part can speak alone."""
    block: Array = matrix.weights[part].toarray()
    there = np.flatnonzero(block.any(axis=0))
    return Isolated(_fewest(*_alike(block[:, there], matrix.people[there])), int(part[np.argmin(spoken_of[part])]))


def _alike(weights: Array, people: Places) -> tuple[Array, Places]:
    """Join atoms whose weights are in the same proportion in all numbers: no combination can part them."""
    first = weights[(weights != 0).argmax(axis=0), np.arange(weights.shape[1])]
    kinds, kind_of = np.unique((weights / first).round(9), axis=1, return_inverse=True)
    return kinds, np.bincount(kind_of.ravel(), weights=people).astype(np.int64)


def _fewest(weights: Array, people: Places) -> int:
    """Return the fewest people whose atoms hold a combination of the numbers, by trying all sets of atoms.

    A combination that is nought on all other atoms exists exactly where leaving the set out loses rank; for a single atom that
    is leverage 1.
    """
    atoms = range(weights.shape[1])
    if len(atoms) > MOST_TRIED:
        return int(people.min())
    rank = np.linalg.matrix_rank(weights, tol=ALONE)
    sets = (some for count in range(1, len(atoms) + 1) for some in combinations(atoms, count))
    alone = (some for some in sets if np.linalg.matrix_rank(np.delete(weights, some, axis=1), tol=ALONE) < rank)
    return min(int(people[list(some)].sum()) for some in alone)
