"""Blocks of cells that share nothing but the effects of whole groups, and the sums that the model needs of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspill.scoring.social_relations.arrays import Floats, Ints

NONE = -1
"""Place of what is not there: a dyad of a tie that is rated one way only, a target that fills a row up."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cells in ``g`` sets of up to ``m``, such that ratings of different sets share nothing but the effects of shared columns.

    Mostly a set is all that a rater group says. Respondents are summed over by ``k``, how many ratings they gave, since all
    that the respondent variance does to a respondent depends on that number. Where respondents have no part of their own, a
    set is a tie and its way back.

    Parameters
    ----------
    cell : array (g, m)
        Place among the cells, NONE where a row is filled up.
    there, n, total : array (g, m)
        1 where there is a cell, its ratings and their sum.
    ratings_each, people, squares : array (k,)
        Numbers of ratings that a respondent gave, how many did, and the sum of their squared totals.
    pairs : array (k, g, m, m)
        Sum over respondents of products of their numbers of ratings of two targets.
    sums : array (k, g, m)
        Sum over respondents of the number of ratings of a target times the respondent's total.
    mate : array (g, m, m)
        1 where two cells of a set are each other's way back.
    loading, opposed : array (g, m, c)
        Which shared effects a cell has; in ``opposed`` the two directions of a dyad have different signs.
    columns, place : array (g, c), (g, c, c)
        Where a set's shared effects stand, and where their products do in the whole matrix, flat.
    """

    cell: Ints
    there: Floats
    n: Floats
    total: Floats
    ratings_each: Floats
    people: Floats
    squares: Floats
    pairs: Floats
    sums: Floats
    mate: Floats
    loading: Floats
    opposed: Floats
    columns: Ints
    place: Ints

    @property
    def dyadic(self) -> Floats:
        """Return 1 for cells whose dyad is among the shared effects."""
        return np.asarray(self.loading.sum(-1) - 2 * self.there, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Edges:
    """Who rates whom: nodes of each cell, and its way back."""

    rater: Ints
    target: Ints
    back: Ints
    nodes: int

    @property
    def dyads(self) -> int:
        """Return the number of pairs that are rated both ways."""
        return int((self.back != NONE).sum()) // 2

    @property
    def dyad(self) -> Ints:
        """Return the dyad of each cell, or NONE."""
        mutual = self.back != NONE
        dyad = np.full(len(self.rater), NONE)
        low, high = np.minimum(self.rater, self.target), np.maximum(self.rater, self.target)
        _, dyad[mutual] = np.unique((low * self.nodes + high)[mutual], return_inverse=True)
        return dyad

    @property
    def sign(self) -> Floats:
        """Return 1 or -1 by the direction in the dyad, 0 where the way back is not rated."""
        return np.where(self.back != NONE, np.where(self.rater < self.target, 1.0, -1.0), 0.0)


@dataclass(frozen=True, slots=True)
class Ratings:
    """Cell, respondent and value of each rating."""

    cell: Ints
    person: Ints
    rating: Floats

    def of(self, cells: Ints) -> Ratings:
        """Return the ratings of some cells."""
        rows = np.isin(self.cell, cells)
        return Ratings(self.cell[rows], self.person[rows], self.rating[rows])


def group_block(groups: Ints, edges: Edges, everything: Ratings) -> Block:
    """Return a block of rater groups, a set for each."""
    cells = [np.flatnonzero(edges.rater == group) for group in groups]
    cell = np.full((len(groups), max(len(own) for own in cells)), NONE)
    for row, own in enumerate(cells):
        cell[row, : len(own)] = own
    there = cell != NONE
    # Where each cell stands in the block, flat.
    spot = np.full(len(edges.rater), NONE)
    spot[cell[there]] = np.flatnonzero(there)
    ratings = everything.of(cell[there])
    mate = np.zeros((*cell.shape, cell.shape[1]))
    return Block(cell, there.astype(np.float64), *_sums(spot[ratings.cell], ratings, cell.shape), mate, *_loadings(cell, edges))


def dyad_block(cell: Ints, edges: Edges, n: Floats, total: Floats) -> Block:
    """Return a block of ties with their way back, or of ties alone, a set for each."""
    sets, size = cell.shape
    none = np.zeros(0)
    mate = np.broadcast_to(1 - np.eye(size), (sets, size, size))
    sums = (n[cell], total[cell], none, none, none, np.zeros((0, sets, size, size)), np.zeros((0, sets, size)))
    return Block(cell, np.ones(cell.shape), *sums, mate, *_loadings(cell, edges))


def _loadings(cell: Ints, edges: Edges) -> tuple[Floats, Floats, Ints, Ints]:
    """Return ``loading, opposed, columns, place``: the columns are all effects that the cells of a set have.

    A column that fills a row up points at the first effect, and no cell has it.
    """
    there = cell != NONE
    effects = [edges.rater[cell], edges.nodes + edges.target[cell]]
    signs = [there.astype(np.float64)] * 2
    if edges.dyads:
        effects.append(np.where(edges.dyad[cell] == NONE, 0, 2 * edges.nodes + edges.dyad[cell]))
        signs.append(np.where(there, edges.sign[cell], 0.0))
    effect, sign = np.stack(effects, axis=-1), np.stack(signs, axis=-1)
    sets = [np.unique(effect[row][sign[row] != 0]) for row in range(len(cell))]
    columns = np.zeros((len(cell), max(len(own) for own in sets)), dtype=np.int64)
    opposed = np.zeros((*cell.shape, columns.shape[1]))
    for row, own in enumerate(sets):
        columns[row, : len(own)] = own
        at, kind = np.nonzero(sign[row])
        opposed[row, at, np.searchsorted(own, effect[row, at, kind])] = sign[row, at, kind]
    width = 2 * edges.nodes + edges.dyads
    return np.abs(opposed), opposed, columns, columns[:, :, None] * width + columns[:, None, :]


Sums = tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats]


def _sums(flat: Ints, ratings: Ratings, shape: tuple[int, int]) -> Sums:
    """Return ``n, total, ratings_each, people, squares, pairs, sums`` of a block."""
    cells = shape[0] * shape[1]
    n, total = (_counts(flat, cells, weights).reshape(shape) for weights in (None, ratings.rating))
    _, person, each = np.unique(ratings.person, return_inverse=True, return_counts=True)
    all_of = _counts(person, len(each), ratings.rating)
    numbers, kind, people = np.unique(each, return_inverse=True, return_counts=True)
    kinds = len(numbers)
    squares = _counts(kind, kinds, all_of**2)
    sums = _counts(kind[person] * cells + flat, kinds * cells, all_of[person])
    pairs = _pairs(flat, person, each, kind, (kinds, *shape))
    return n, total, numbers.astype(np.float64), people.astype(np.float64), squares, pairs, sums.reshape(kinds, *shape)


def _pairs(flat: Ints, person: Ints, each: Ints, kind: Ints, shape: tuple[int, int, int]) -> Floats:
    kinds, groups, most = shape
    order = np.argsort(person, kind="stable")
    flat, person = flat[order], person[order]
    first = np.concatenate([[0], np.cumsum(each)[:-1]])
    times = each[person]
    one = np.repeat(np.arange(len(flat)), times)
    other = np.arange(len(one)) - np.repeat(np.cumsum(times) - times, times) + first[person[one]]
    place = (kind[person[one]] * groups * most + flat[one]) * most + flat[other] % most
    return _counts(place, kinds * groups * most * most).reshape(kinds, groups, most, most)


def _counts(places: Ints, size: int, weights: Floats | None = None) -> Floats:
    return np.asarray(np.bincount(places, weights, minlength=size), dtype=np.float64)
