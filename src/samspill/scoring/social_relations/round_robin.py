"""Ratings reduced to what the model needs of them: sums per respondent and cell, in blocks of rater groups.

A *round robin* is a set of groups that ratings join, directly or through others; a service that several sites rate makes one of
them. Everything of the model stays inside it, so that separate ones only share their variances.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import polars as pl
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.social_relations.arrays import Floats, Ints
from samspill.scoring.social_relations.block import NONE, Block, Edges, Ratings, dyad_block, group_block


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
    def ratings_by_cell(self) -> tuple[Floats, Floats]:
        """Return the number of ratings of each cell and their sum."""
        n, total = np.zeros(len(self.rater)), np.zeros(len(self.rater))
        for block in self.blocks:
            there = block.there > 0
            n[block.cell[there]], total[block.cell[there]] = block.n[there], block.total[there]
        return n, total

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
    graph = cast("Any", sparse).coo_matrix((np.ones(len(rater)), (rater, target)), shape=(nodes, nodes))
    return np.asarray(cast("Any", csgraph).connected_components(graph, directed=False)[1], dtype=np.int64)


def _robin(names: pl.Series, rater: Ints, target: Ints, person: Ints, rating: Floats, *, reciprocity: bool) -> RoundRobin:
    present, ends = np.unique(np.concatenate([rater, target]), return_inverse=True)
    width = len(present)
    rater, target = ends[: len(rater)], ends[len(rater) :]
    pairs, cell = np.unique(rater * width + target, return_inverse=True)
    rater_of, target_of = pairs // width, pairs % width
    back = _back(pairs, target_of * width + rater_of)
    if not reciprocity:
        back = np.full(len(pairs), NONE)
    edges = Edges(rater_of, target_of, back, width)
    _, person = np.unique(person, return_inverse=True)
    ratings = Ratings(cell, person, rating)
    blocks = tuple(group_block(groups, edges, ratings) for groups in _alike(rater_of))
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
    edges = Edges(robin.rater, robin.target, np.full(len(robin.rater), NONE), len(robin.nodes))
    n, total = robin.ratings_by_cell
    return replace(robin, blocks=tuple(dyad_block(cells, edges, n, total) for cells in sets), dyads=0)


def _back(pairs: Ints, reverse: Ints) -> Ints:
    place = np.minimum(np.searchsorted(pairs, reverse), len(pairs) - 1)
    return np.where(pairs[place] == reverse, place, NONE)


def _alike(rater: Ints) -> Iterator[Ints]:
    """Yield rater groups whose numbers of targets are of the same power of two, so that filling up wastes little."""
    groups, targets = np.unique(rater, return_counts=True)
    power = np.ceil(np.log2(targets))
    yield from (groups[power == size] for size in np.unique(power))
