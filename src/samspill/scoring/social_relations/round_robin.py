"""Ratings reduced to what the model needs of them: sums per respondent and cell, in blocks of rater groups.

A *round robin* is a set of groups that ratings join, directly or through others; a service that several sites rate makes one of
them. Everything of the model stays inside it, so that separate ones only share their variances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.social_relations.arrays import Floats, Ints

NONE = -1
"""Place of what is not there: a dyad of a tie that is rated one way only, a target that fills a row up."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rater groups with about equally many targets: ``g`` groups, rows filled up to ``m`` targets.

    Respondents are summed over by ``k``, how many ratings they gave, since all that the respondent variance does to a
    respondent depends on that number.

    Parameters
    ----------
    rater : array (g,)
        Node.
    target, cell, dyad : array (g, m)
        Node, cell and dyad of each place, NONE where there is none.
    there, sign : array (g, m)
        1 where there is a cell; 1 or -1 by its direction in the dyad, 0 where the way back is not rated.
    n, total : array (g, m)
        Ratings and their sum.
    ratings_each, people : array (k,)
        Numbers of ratings that a respondent gave, and how many did.
    pairs : array (k, g, m, m)
        Sum over respondents of products of their numbers of ratings of two targets.
    sums : array (k, g, m)
        Sum over respondents of the number of ratings of a target times the respondent's total.
    squares : array (k,)
        Sum over respondents of the squared total.
    place : array
        Where the products of a group's own perceiver, target and dyad effects stand in the whole matrix, flat.
    """

    rater: Ints
    target: Ints
    cell: Ints
    dyad: Ints
    there: Floats
    sign: Floats
    n: Floats
    total: Floats
    ratings_each: Floats
    people: Floats
    pairs: Floats
    sums: Floats
    squares: Floats
    columns: Ints
    place: Ints


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
        Pairs that are rated both ways; 0 where reciprocity is left out.
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
    dyad, sign, dyads = _dyads(rater_of, target_of, back) if reciprocity else (np.full(len(pairs), NONE), np.zeros(len(pairs)), 0)
    _, person = np.unique(person, return_inverse=True)
    ratings = _Ratings(cell, person, rating)
    blocks = tuple(
        _block(groups, rater_of, target_of, dyad, sign, ratings, (width, dyads)) for groups in _alike(rater_of)
    )
    labels = tuple(str(name) for name in names.gather(present).to_list())
    people = int(person.max()) + 1
    return RoundRobin(labels, rater_of, target_of, back, blocks, len(rating), people, float(rating @ rating), dyads)


def _back(pairs: Ints, reverse: Ints) -> Ints:
    place = np.minimum(np.searchsorted(pairs, reverse), len(pairs) - 1)
    return np.where(pairs[place] == reverse, place, NONE)


def _dyads(rater: Ints, target: Ints, back: Ints) -> tuple[Ints, Floats, int]:
    mutual = back != NONE
    low, high = np.minimum(rater, target), np.maximum(rater, target)
    dyad = np.full(len(rater), NONE)
    found, dyad[mutual] = np.unique((low * (high.max() + 1) + high)[mutual], return_inverse=True)
    return dyad, np.where(mutual, np.where(rater < target, 1.0, -1.0), 0.0), len(found)


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


def _block(
    groups: Ints, rater: Ints, target: Ints, dyad: Ints, sign: Floats, everything: _Ratings, size: tuple[int, int]
) -> Block:
    cells = [np.flatnonzero(rater == group) for group in groups]
    most = max(len(own) for own in cells)
    cell = np.full((len(groups), most), NONE)
    for row, own in enumerate(cells):
        cell[row, : len(own)] = own
    there = cell != NONE
    # Where each cell stands in the block, flat.
    spot = np.full(len(rater), NONE)
    spot[cell[there]] = np.flatnonzero(there)
    ratings = everything.of(cell[there])
    flat = spot[ratings.cell]
    sums = _sums(flat, ratings, cell.shape)
    target_at, dyad_at = (np.where(there, values[cell], NONE) for values in (target, dyad))
    columns, place = _shared(groups, target_at, dyad_at, size)
    return Block(
        groups, target_at, cell, dyad_at, there.astype(np.float64), np.where(there, sign[cell], 0.0), *sums, columns, place
    )


def _sums(flat: Ints, ratings: _Ratings, shape: tuple[int, int]) -> tuple[Floats, ...]:
    """Return ``n, total, ratings_each, people, pairs, sums, squares`` of a block."""
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
    return n, total, numbers.astype(np.float64), people.astype(np.float64), pairs, sums.reshape(kinds, *shape), squares


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


def _shared(groups: Ints, target: Ints, dyad: Ints, size: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return the columns of a group's shared effects (perceiver, targets, dyads), and the flat places of their products.

    What is not there points at the first column; its products are zero.
    """
    nodes, dyads = size
    parts = [groups[:, None], np.where(target == NONE, 0, nodes + target)]
    if dyads:
        parts.append(np.where(dyad == NONE, 0, 2 * nodes + dyad))
    columns = np.concatenate(parts, axis=1)
    width = 2 * nodes + dyads
    return columns, (columns[:, :, None] * width + columns[:, None, :])
