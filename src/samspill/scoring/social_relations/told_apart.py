"""Which parts a design can tell apart: the social relations model asks for more than some mappings hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    Ints,
)
from samspill.scoring.social_relations.block import NONE
from samspill.scoring.social_relations.round_robin import RoundRobin

GIVEN_UP = (RESPONDENT, RESIDUAL, DYADIC, GENERALIZED, TARGET, RELATIONSHIP, PERCEIVER)
"""Order in which parts that cannot be told apart are left to another: the respondent to the group, the residual to the tie."""

Pattern = tuple[int, ...]


def told_apart(robins: Sequence[RoundRobin], *, reciprocity: bool) -> frozenset[int]:
    """Return the parts that the design can tell apart; the others are held by these (or by the mean).

    Two ratings agree by the parts that they share; a kind of pair (same respondent, same group about the same target, each
    about the other, …) is an equation, and a part is told where the equations that the design holds determine it. The mean
    takes one unknown of its own, what all ratings share.
    """
    wanted = [part for part in range(7) if reciprocity or part not in (GENERALIZED, DYADIC)]
    equations = np.array(sorted({pattern for robin in robins for pattern in _patterns(robin)}), dtype=np.float64)
    for part in GIVEN_UP:
        if part not in wanted:
            continue
        others = [other for other in wanted if other != part]
        if _rank(equations, [*others, part]) == _rank(equations, others):
            wanted = others
    return frozenset(wanted)


def _rank(equations: Floats, parts: Sequence[int]) -> int:
    return int(np.linalg.matrix_rank(equations[:, [*parts, 7]]))


def _pattern(**shared: int) -> Pattern:
    """Return how often two ratings share each part, and the mean."""
    places = {
        "perceiver": PERCEIVER,
        "target": TARGET,
        "generalized": GENERALIZED,
        "tie": RELATIONSHIP,
        "dyadic": DYADIC,
        "respondent": RESPONDENT,
        "residual": RESIDUAL,
    }
    counts = dict.fromkeys(range(7), 0) | {places[name]: count for name, count in shared.items()}
    return (*(counts[part] for part in range(7)), 1)


def _patterns(robin: RoundRobin) -> Iterable[Pattern]:
    """Yield the kinds of pairs of ratings that a round robin holds."""
    yield _pattern(perceiver=1, target=1, tie=1, respondent=1, residual=1)
    given, received, mutual = _numbers(robin)
    several = [(np.diagonal(block.pairs, axis1=-2, axis2=-1).sum(0), block) for block in robin.blocks]
    # The respondents of a cell stand on the diagonal of the pairs, squared where one has rated a target twice.
    if any((squared > block.n).any() for squared, block in several):
        yield _pattern(perceiver=1, target=1, tie=1, respondent=1)
    if any((block.n**2 > squared).any() for squared, block in several):
        yield _pattern(perceiver=1, target=1, tie=1)
    if any((block.pairs.sum((0, 3)) > np.diagonal(block.pairs, axis1=-2, axis2=-1).sum(0)).any() for block in robin.blocks):
        yield _pattern(perceiver=1, respondent=1)
    if any(_others_about_others(block.pairs.sum(0), block.n).any() for block in robin.blocks):
        yield _pattern(perceiver=1)
    if (received[robin.target] > 1).any():
        yield _pattern(target=1)
    if mutual.any():
        yield _pattern(generalized=2, dyadic=1)
    if (given[robin.target] > mutual).any() or (received[robin.rater] > mutual).any():
        yield _pattern(generalized=1)
    related = given[robin.rater] + received[robin.target] - 1 + given[robin.target] + received[robin.rater] - mutual
    if (related < len(robin.rater)).any():
        yield _pattern()


def _numbers(robin: RoundRobin) -> tuple[Ints, Ints, Ints]:
    nodes = len(robin.nodes)
    given, received = (np.bincount(ends, minlength=nodes) for ends in (robin.rater, robin.target))
    return given, received, (robin.back != NONE).astype(np.int64)


def _others_about_others(pairs: Floats, n: Floats) -> Floats:
    """Return per group the pairs of ratings of two respondents about two targets."""
    total = n.sum(-1)
    same_respondent = pairs.sum((1, 2))
    same_cell = (n**2).sum(-1)
    same_both = np.diagonal(pairs, axis1=-2, axis2=-1).sum(-1)
    between: Floats = total**2 - same_respondent - same_cell + same_both
    return between
