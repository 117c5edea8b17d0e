"""Ratings reduced to what the model needs of them: sums per respondent and cell, in blocks of rater groups.

A *round robin* is a set of groups that ratings join, directly or through others; a service that several sites rate makes one of
them. Everything of the model stays inside it, so that separate ones only share their variances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

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
        return np.abs(self.opposed).sum(-1) - 2 * self.there


@dataclass(frozen=True, slots=True)
class RoundRobin:
    """One set of groups joined by ratings.

    Parameters
    ----------
    nodes : tuple of str
    rater, target, back : array (cells,)
        Nodes of each cell, and the cell of the way back or NONE.
    blocks : tuple of Block
    ratings, people : int
    squares : float
        Sum of squared ratings.
    dyads : int
        Dyads among the shared effects.
    """

    nodes: tuple[str, ...]
    rater: Ints
    target: Ints
    back: Ints
    blocks: tuple[Block, ...]
    ratings: int
    people: int
    squares: float
    dyads: int

    @property
    def width(self) -> int:
        """Return the number of effects that cells share: perceivers, targets and dyads."""
        return 2 * len(self.nodes) + self.dyads


def round_robins(ties: pl.DataFrame, *, reciprocity: bool) -> tuple[RoundRobin, ...]:
    """Return the round robins in a table of ``respondent, rater, target, rating`` without missing values and own groups."""
    ordered = ties.sort("rater", "respondent", "target", "rating")
    names = pl.concat([ordered["rater"], ordered["target"]]).unique().sort()
    rater, target = (_places(ordered[side], names) for side in ("rater", "target"))
    person = ordered.select(pl.struct("rater", "respondent").rle_id()).to_series().to_numpy().astype(np.int64)
    rating = ordered["rating"].to_numpy()
    robin = _components(rater, target, len(names))
    return tuple(
        _robin(names, rater[rows], target[rows], person[rows], rating[rows], reciprocity=reciprocity)
        for rows in (np.flatnonzero(robin[rater] == label) for label in np.unique(robin))
    )


def _places(labels: pl.Series, names: pl.Series) -> Ints:
    return labels.replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64).to_numpy()


def _components(rater: Ints, target: Ints, nodes: int) -> Ints:
    graph = sparse.coo_matrix((np.ones(len(rater)), (rater, target)), shape=(nodes, nodes))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def _robin(names: pl.Series, rater: Ints, target: Ints, person: Ints, rating: Floats, *, reciprocity: bool) -> RoundRobin:
    present, ends = np.unique(np.concatenate([rater, target]), return_inverse=True)
    width = len(present)
    rater, target = ends[: len(rater)], ends[len(rater) :]
    pairs, cell = np.unique(rater * width + target, return_inverse=True)
    rater_of, target_of = pairs // width, pairs % width
    back = _back(pairs, target_of * width + rater_of)
    if not reciprocity:
        back = np.full(len(pairs), NONE)
    edges = _Edges(rater_of, target_of, back, width)
    _, person = np.unique(person, return_inverse=True)
    ratings = _Ratings(cell, person, rating)
    blocks = tuple(_group_block(groups, edges, ratings) for groups in _alike(rater_of))
    labels = tuple(str(name) for name in names.gather(present).to_list())
    people = int(person.max()) + 1
    return RoundRobin(labels, rater_of, target_of, back, blocks, len(rating), people, float(rating @ rating), edges.dyads)


def without_respondents(robin: RoundRobin) -> RoundRobin:
    """Return the same round robin where respondents have no part of their own: every tie and its way back for themselves.

    Dyads are then inside the blocks and need not be carried along with the groups, which makes round robins of persons, each
    the only rater, as quick as those of groups.
    """
    first = np.flatnonzero((robin.back == NONE) | (robin.rater < robin.target))
    sets = (
        np.stack([cells, robin.back[cells]], axis=1) if mutual else cells[:, None]
        for mutual, cells in ((way, first[(robin.back[first] != NONE) == way]) for way in (True, False))
        if len(cells)
    )
    edges = _Edges(robin.rater, robin.target, np.full(len(robin.rater), NONE), len(robin.nodes))
    n, total = np.zeros(len(robin.rater)), np.zeros(len(robin.rater))
    for block in robin.blocks:
        there = block.there > 0
        n[block.cell[there]], total[block.cell[there]] = block.n[there], block.total[there]
    return replace(robin, blocks=tuple(_dyad_block(cells, edges, n, total) for cells in sets), dyads=0)


def _back(pairs: Ints, reverse: Ints) -> Ints:
    place = np.minimum(np.searchsorted(pairs, reverse), len(pairs) - 1)
    return np.where(pairs[place] == reverse, place, NONE)


@dataclass(frozen=True, slots=True)
class _Edges:
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


def _alike(rater: Ints) -> Iterator[Ints]:
    """Yield rater groups whose numbers of targets are of the same power of two, so that filling up wastes little."""
    groups, targets = np.unique(rater, return_counts=True)
    power = np.ceil(np.log2(targets))
    yield from (groups[power == size] for size in np.unique(power))


@dataclass(frozen=True, slots=True)
class _Ratings:
    cell: Ints
    person: Ints
    rating: Floats

    def of(self, cells: Ints) -> _Ratings:
        rows = np.isin(self.cell, cells)
        return _Ratings(self.cell[rows], self.person[rows], self.rating[rows])


def _group_block(groups: Ints, edges: _Edges, everything: _Ratings) -> Block:
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


def _dyad_block(cell: Ints, edges: _Edges, n: Floats, total: Floats) -> Block:
    sets, size = cell.shape
    none = np.zeros(0)
    mate = np.broadcast_to(1 - np.eye(size), (sets, size, size))
    sums = (n[cell], total[cell], none, none, none, np.zeros((0, sets, size, size)), np.zeros((0, sets, size)))
    return Block(cell, np.ones(cell.shape), *sums, mate, *_loadings(cell, edges))


def _loadings(cell: Ints, edges: _Edges) -> tuple[Floats, Floats, Ints, Ints]:
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


def _sums(flat: Ints, ratings: _Ratings, shape: tuple[int, int]) -> tuple[Floats, ...]:
    """Return ``n, total, ratings_each, people, squares, pairs, sums`` of a block."""
    cells = shape[0] * shape[1]
    n = np.bincount(flat, minlength=cells).reshape(shape).astype(np.float64)
    total = np.bincount(flat, ratings.rating, minlength=cells).reshape(shape)
    _, person, each = np.unique(ratings.person, return_inverse=True, return_counts=True)
    all_of = np.bincount(person, ratings.rating)
    numbers, kind, people = np.unique(each, return_inverse=True, return_counts=True)
    kinds = len(numbers)
    squares = np.bincount(kind, all_of**2, minlength=kinds)
    sums = np.bincount(kind[person] * cells + flat, all_of[person], minlength=kinds * cells)
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
    return np.bincount(place, minlength=kinds * groups * most * most).reshape(kinds, groups, most, most).astype(np.float64)
