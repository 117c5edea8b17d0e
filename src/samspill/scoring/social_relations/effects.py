"""Predicted effects of groups and ties: shrunken towards the mean as far as little is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np

from samspill.scoring.social_relations.arrays import Ints
from samspill.scoring.social_relations.likelihood import Solution
from samspill.scoring.social_relations.model import METHOD, ShrunkenTie
from samspill.scoring.social_relations.round_robin import RoundRobin
from samspill.scoring.uncertainty import NORMAL
from samspill.terms import Estimate


def perceivers(robin: RoundRobin, solution: Solution, scale: float, unit: float) -> Iterator[tuple[str, Estimate]]:
    """Yield the effects of the groups that rate: how far their ratings lie above others', whomever they rate."""
    yield from _groups(robin, solution, scale, unit, robin.rater, 0)


def targets(robin: RoundRobin, solution: Solution, scale: float, unit: float) -> Iterator[tuple[str, Estimate]]:
    """Yield the effects of the groups that are rated: how far they are rated above others, whoever rates."""
    yield from _groups(robin, solution, scale, unit, robin.target, len(robin.nodes))


def _groups(
    robin: RoundRobin, solution: Solution, scale: float, unit: float, ends: Ints, first: int
) -> Iterator[tuple[str, Estimate]]:
    variance = solution.shared_variance + solution.shared_ones**2 / solution.ones
    n = np.zeros(len(robin.nodes))
    np.add.at(n, ends, robin.ratings_by_cell[0])
    for node in np.unique(ends):
        place = first + int(node)
        effect = float(solution.shared[place]) * unit
        yield robin.nodes[int(node)], _predicted(effect, float(variance[place]) * scale, int(n[node]))


def ties(robin: RoundRobin, solution: Solution, scale: float, unit: float, centre: float) -> Iterator[ShrunkenTie]:
    """Yield every rated tie as the model predicts it, had everybody of a group like its raters answered for ever.

    The interval holds what lasts of the tie: it counts the uncertainty of mean and effects, not that of the variances.
    """
    nodes = len(robin.nodes)
    n, total = robin.ratings_by_cell
    variance = solution.tie_variance + (1 - solution.tie_ones) ** 2 / solution.ones
    own = solution.tie - solution.shared[robin.rater] - solution.shared[nodes + robin.target]
    for cell in range(len(robin.rater)):
        value = (solution.mean + float(solution.tie[cell])) * unit + centre
        yield ShrunkenTie(
            robin.nodes[int(robin.rater[cell])],
            robin.nodes[int(robin.target[cell])],
            int(n[cell]),
            float(total[cell] / n[cell]) * unit + centre,
            _predicted(value, float(variance[cell]) * scale, int(n[cell])),
            float(own[cell]) * unit,
        )


def _predicted(value: float, variance: float, n: int) -> Estimate:
    half = NORMAL * sqrt(max(variance, 0.0))
    return Estimate(value, value - half, value + half, n=n, method=METHOD)
