"""The restricted likelihood of one round robin, its derivatives and predictions (docs/methods/social-relations.md).

The covariance of the ratings is taken apart so that nothing larger than the shared effects is ever factored: respondents by
hand, the independent part of a tie in blocks of rater groups, and what is left, perceivers, targets and dyads, at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samspill.scoring.social_relations.arrays import (
    DYADIC,
    GENERALIZED,
    PERCEIVER,
    RELATIONSHIP,
    RESIDUAL,
    RESPONDENT,
    TARGET,
    Floats,
)
from samspill.scoring.social_relations.block import NONE, Block
from samspill.scoring.social_relations.round_robin import RoundRobin
from samspill.scoring.social_relations.spread import Spread

ROUNDING = 1e-14
"""Share of a sum of squares below which a difference of sums is noise."""

SMALL = 96
"""Rows of a matrix that is inverted at once."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What a round robin says at given parts.

    Parameters
    ----------
    logdet, ones, square : float
        log |V|, 1'V⁻¹1 and (y - mean)'V⁻¹(y - mean).
    mean : float
    trace, slope : array (7,)
        tr(P K) and y'PKPy for the kernel K of each part; their difference is the criterion's derivative.
    tie, tie_ones, tie_variance : array (cells,)
        Predicted deviation of a tie from the mean, what it would be if all ratings were 1, and its variance given the mean.
    shared, shared_ones, shared_variance : array (2 nodes + dyads,)
        The same for the effects of perceivers, targets and dyads.
    """

    logdet: float
    ones: float
    square: float
    mean: float
    trace: Floats
    slope: Floats
    tie: Floats
    tie_ones: Floats
    tie_variance: Floats
    shared: Floats
    shared_ones: Floats
    shared_variance: Floats


@dataclass(frozen=True, slots=True)
class _Inner:
    """A block given the effects that cells share: respondents and the independent part of ties are integrated out."""

    block: Block
    loading: Floats
    information: Floats
    score: Floats
    ones: Floats
    own: Floats
    kept: Floats
    shared_information: Floats
    shared_score: Floats
    logdet: float
    square: float


@dataclass(slots=True)
class _Cells:
    """Per cell of a round robin: what is predicted, and what the derivatives need."""

    tie: Floats
    tie_ones: Floats
    variance: Floats
    held: Floats
    pull: Floats
    pull_ones: Floats
    respondent: Floats
    across: float = 0.0

    @classmethod
    def empty(cls, cells: int) -> _Cells:
        """Return zeros, to be filled."""
        tie, tie_ones, variance, held, pull, pull_ones = np.zeros((6, cells))
        return cls(tie, tie_ones, variance, held, pull, pull_ones, respondent=np.zeros(2))


def solve(robin: RoundRobin, spread: Spread) -> Solution:
    """Return likelihood, derivatives and predictions of a round robin.

    Sources: Patterson & Thompson 1971, *Biometrika* 58, 545-554 (the criterion); Harville 1977, *JASA* 72, 320-340 (its
    derivatives and the predictions); Snijders & Kenny 1999, *Personal Relationships* 6, 471-486 (the model).
    """
    inner = [_inner(block, spread) for block in robin.blocks]
    information, score, score_ones = _shared(robin, inner)
    posterior, logdet = _posterior(information, spread, len(robin.nodes))
    shared, shared_ones = posterior @ score, posterior @ score_ones
    ones = sum(float(part.shared_information.sum()) for part in inner) - float(score_ones @ shared_ones)
    # At far-off points, which a search may touch, differences drown in rounding.
    ones = max(ones, ROUNDING * float(sum(part.ones.sum() for part in inner)))
    mean = (sum(float(part.shared_score.sum()) for part in inner) - float(score @ shared_ones)) / ones
    square = robin.squares / spread.residual - sum(part.square for part in inner) - float(score @ shared) - ones * mean**2
    square = max(square, ROUNDING * robin.squares / spread.residual)
    shared -= mean * shared_ones
    cells = _predicted(robin, inner, spread, posterior, mean, ones, (shared, shared_ones))
    trace, slope = _derivatives(robin, spread, information, posterior, cells, ones, square)
    logdet += robin.ratings * float(np.log(spread.residual)) + sum(part.logdet for part in inner)
    variance = np.diag(posterior).copy()
    return Solution(
        logdet, ones, square, mean, trace, slope, cells.tie, cells.tie_ones, cells.variance, shared, shared_ones, variance
    )


def _inner(block: Block, spread: Spread) -> _Inner:
    each = spread.respondent * block.ratings_each
    weights = spread.respondent / (1 + each) / spread.residual
    information = -np.einsum("k,kgbc->gbc", weights, block.pairs)
    _diagonal(information)[...] += block.n / spread.residual
    score = block.total / spread.residual - np.einsum("k,kgb->gb", weights, block.sums)
    root = _own_root(block, spread)
    whole = root @ information @ root
    _diagonal(whole)[...] += 1
    logdet = 2 * float(np.log(_diagonal(np.asarray(np.linalg.cholesky(whole), dtype=np.float64))).sum())
    own = root @ _inverted(whole) @ root
    kept = -own @ information
    _diagonal(kept)[...] += 1
    return _Inner(
        block,
        block.opposed if spread.sign < 0 else block.loading,
        information,
        score,
        information.sum(-1),
        own,
        kept,
        information @ kept,
        _times(kept.transpose(0, 2, 1), score),
        logdet + float(block.people @ np.log1p(each)),
        float(weights @ block.squares) + float((score * _times(own, score)).sum()),
    )


def _diagonal(matrices: Floats) -> Floats:
    """Return a view of the diagonals of a stack of matrices."""
    diagonals: Floats = np.einsum("...ii->...i", matrices)
    return diagonals


def _inverted(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = np.matmul(matrices, vectors[..., None])[..., 0]
    return product


def _own_root(block: Block, spread: Spread) -> Floats:
    """Return the root of the covariance that the ties of a set have of their own, apart from the shared effects."""
    alone = float(np.sqrt(spread.own + spread.both))
    single, pair = float(np.sqrt(spread.own)), float(np.sqrt(spread.own + 2 * spread.both))
    mated = block.mate.any(-1)
    own = np.where(block.dyadic > 0, single, np.where(mated, (pair + single) / 2, alone)) * block.there
    root = block.mate * (spread.sign * (pair - single) / 2)
    _diagonal(root)[...] += own
    return root


def _shared(robin: RoundRobin, inner: list[_Inner]) -> tuple[Floats, Floats, Floats]:
    """Return information on the shared effects, and their scores for the ratings and for ones."""
    width = robin.width
    information, score, ones = np.zeros(width * width), np.zeros(width), np.zeros(width)
    for part in inner:
        block, across = part.block, part.loading.transpose(0, 2, 1)
        local = across @ part.shared_information @ part.loading
        information += np.bincount(block.place.ravel(), local.ravel(), minlength=width * width)
        score += np.bincount(block.columns.ravel(), _times(across, part.shared_score).ravel(), minlength=width)
        ones += np.bincount(block.columns.ravel(), _times(across, part.shared_information.sum(-1)).ravel(), minlength=width)
    return information.reshape(width, width), score, ones


def _posterior(information: Floats, spread: Spread, nodes: int) -> tuple[Floats, float]:
    """Return the posterior covariance of the shared effects, and their part of log |V|."""
    first, below, second = spread.root
    whole = information.copy()
    for side in (whole, whole.T):
        side[:nodes] *= first
        side[:nodes] += below * side[nodes : 2 * nodes]
        side[nodes : 2 * nodes] *= second
        side[2 * nodes :] *= np.sqrt(spread.both)
    _diagonal(whole)[...] += 1
    posterior, logdet = _inverse(whole)
    for side in (posterior, posterior.T):
        side[nodes : 2 * nodes] *= second
        side[nodes : 2 * nodes] += below * side[:nodes]
        side[:nodes] *= first
        side[2 * nodes :] *= np.sqrt(spread.both)
    return posterior, logdet


def _inverse(matrix: Floats) -> tuple[Floats, float]:
    """Return the inverse of a symmetric positive definite matrix, and the log of its determinant.

    Halved until it is small: products of matrices are much faster than LAPACK's inverse, and keep to one pool of threads.
    """
    size = len(matrix)
    if size <= SMALL:
        return _inverted(matrix), 2 * float(np.log(np.diag(np.linalg.cholesky(matrix))).sum())
    half = size // 2
    first, logdet = _inverse(matrix[:half, :half])
    carried = first @ matrix[:half, half:]
    rest, logdet_rest = _inverse(matrix[half:, half:] - matrix[half:, :half] @ carried)
    inverse = np.empty_like(matrix)
    across = -carried @ rest
    inverse[:half, :half] = first - across @ carried.T
    inverse[:half, half:] = across
    inverse[half:, :half] = across.T
    inverse[half:, half:] = rest
    return inverse, logdet + logdet_rest


def _predicted(
    robin: RoundRobin,
    inner: list[_Inner],
    spread: Spread,
    posterior: Floats,
    mean: float,
    ones: float,
    shared: tuple[Floats, Floats],
) -> _Cells:
    cells = _Cells.empty(len(robin.rater))
    for part in inner:
        block, there = part.block, part.block.there > 0
        carried = part.kept @ part.loading
        variance = part.own + carried @ posterior.ravel()[block.place] @ carried.transpose(0, 2, 1)
        scores = (part.score - mean * part.ones, part.ones)
        tie, tie_ones = (
            _times(part.own, score) + _times(carried, effects[block.columns])
            for score, effects in zip(scores, shared, strict=True)
        )
        held = part.information - part.information @ variance @ part.information
        pull, pull_ones = (score - _times(part.information, ties) for score, ties in zip(scores, (tie, tie_ones), strict=True))
        found = (tie, tie_ones, _diagonal(variance), _diagonal(held), pull, pull_ones)
        kept = (cells.tie, cells.tie_ones, cells.variance, cells.held, cells.pull, cells.pull_ones)
        for values, into in zip(found, kept, strict=True):
            into[block.cell[there]] = values[there]
        cells.across += float((held * block.mate).sum())
        cells.respondent += _respondent(block, spread, variance, mean + tie, 1 - tie_ones, ones)
    return cells


def _respondent(block: Block, spread: Spread, variance: Floats, tie: Floats, rest: Floats, ones: float) -> Floats:
    """Return trace and slope of the respondent variance in a block."""
    each = spread.residual * (1 + spread.respondent * block.ratings_each)
    # Not by matrix products: these are bound by memory, where threads only stand in each other's way.
    unsure = np.einsum("kgbc,gbc->k", block.pairs, variance + rest[:, :, None] * rest[:, None, :] / ones)
    trace = float(block.people @ (block.ratings_each / each)) - float((unsure / each**2).sum())
    predicted = np.einsum("kgbc,gbc->k", block.pairs, tie[:, :, None] * tie[:, None, :])
    crossed = np.einsum("kgb,gb->k", block.sums, tie)
    return np.array([trace, float(((block.squares - 2 * crossed + predicted) / each**2).sum())])


def _derivatives(
    robin: RoundRobin, spread: Spread, information: Floats, posterior: Floats, cells: _Cells, ones: float, square: float
) -> tuple[Floats, Floats]:
    nodes = len(robin.nodes)
    trace, slope = np.zeros(7), np.zeros(7)
    given, received = slice(0, nodes), slice(nodes, 2 * nodes)
    known = information[: 2 * nodes]
    free = known[:, : 2 * nodes] - known @ posterior @ known.T
    pulls = [
        [np.bincount(ends, pull, minlength=nodes) for ends in (robin.rater, robin.target)]
        for pull in (cells.pull, cells.pull_ones)
    ]
    for part, one, other, times in ((PERCEIVER, 0, 0, 1), (TARGET, 1, 1, 1), (GENERALIZED, 0, 1, 2)):
        sides = (given, received)
        at_ones = float(pulls[1][one] @ pulls[1][other]) / ones
        trace[part] = times * (float(np.trace(free[sides[one], sides[other]])) - at_ones)
        slope[part] = times * float(pulls[0][one] @ pulls[0][other])
    trace[RELATIONSHIP] = float(cells.held.sum()) - float(cells.pull_ones @ cells.pull_ones) / ones
    slope[RELATIONSHIP] = float(cells.pull @ cells.pull)
    if (robin.back != NONE).any():
        trace[DYADIC], slope[DYADIC] = _dyadic(robin, spread, posterior, cells, ones)
    trace[RESPONDENT], slope[RESPONDENT] = cells.respondent
    if spread.parts[RESIDUAL]:
        # All parts together are V itself, so the residual's share is what the others leave of tr(PV) and y'PVPy.
        others = spread.parts[:RESIDUAL]
        trace[RESIDUAL] = (robin.ratings - 1 - float(others @ trace[:RESIDUAL])) / spread.residual
        slope[RESIDUAL] = (square - float(others @ slope[:RESIDUAL])) / spread.residual
    return trace, slope


def _dyadic(robin: RoundRobin, spread: Spread, posterior: Floats, cells: _Cells, ones: float) -> tuple[float, float]:
    mutual = robin.back != NONE
    back = robin.back[mutual]
    across = cells.across
    if robin.dyads:
        known = float((1 - np.diag(posterior)[2 * len(robin.nodes) :] / spread.both).sum()) / spread.both
        across = spread.sign * (known - float(cells.held[mutual].sum()))
    at_ones = float(cells.pull_ones[mutual] @ cells.pull_ones[back]) / ones
    return across - at_ones, float(cells.pull[mutual] @ cells.pull[back])
