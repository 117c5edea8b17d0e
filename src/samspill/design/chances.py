"""The probability that k people rate a group, alone or in a pool that grows until they do."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

binom = cast("Any", stats.binom)

Joint = NDArray[np.float64]
"""Probability that a people answered and b of them rated the target, ``[a, b]``; the last row and column mean k or more."""

Part = tuple[int, float]
"""People in a node, and the share of them who rate a target."""


@lru_cache(maxsize=8192)
def reaching(path: tuple[Part, ...], sites: tuple[Part, ...], response: float, k: int) -> tuple[float, ...]:
    """Return the probabilities that a pool which grows along a path ends at each of its nodes with k raters, and what is left.

    Most ties of a mapping share their path with others: the same sizes give the same numbers, worked out once.

    Parameters
    ----------
    path, sites : tuple of (int, float)
        People, and the share of them who rate the target: of each node of the path, and of the small sites that join it.
    response : float
    k : int

    Returns
    -------
    tuple of float
        One for each node of the path, and last the probability that only the whole pool, its sites among it, reaches k.

    Examples
    --------
    >>> [round(chance, 2) for chance in reaching(((6, 1.0),), (), 0.7, 5)]
    [0.42, 0.0]
    """
    before = np.zeros((k + 1, k + 1))
    before[0, 0] = 1.0
    ending: list[float] = []
    for people, rating in path:
        part = joint(people, response, rating, k)
        ending.append(float(_add(before, _large(part))[k, k]))
        before = _add(before, _small(part))
    for people, rating in sites:
        before = _add(before, _few_or_none(joint(people, response, rating, k)))
    return (*ending, float(before[k, k]))


@lru_cache(maxsize=4096)
def joint(people: int, response: float, rating: float, k: int) -> Joint:
    """Return the probability of how many of a group answer, and how many of those rate a target.

    Parameters
    ----------
    people : int
    response, rating : float
        Probability that one person answers, and that one who answers rates the target.
    k : int

    Returns
    -------
    numpy.ndarray
        ``(k + 1, k + 1)``, rows people who answered, columns those who rated, the last of each "k or more"; sums to 1.

    Examples
    --------
    >>> joint(2, 0.5, 1.0, 5).diagonal()[:3].round(2).tolist()
    [0.25, 0.5, 0.25]
    """
    counts = np.arange(k)
    table = np.zeros((k + 1, k + 1))
    answered = binom.pmf(counts, people, response)
    table[:k, :k] = answered[:, None] * binom.pmf(counts[None, :], counts[:, None], rating)
    rated = binom.pmf(counts, people, response * rating)
    table[k, :k] = np.maximum(rated - table[:k, :k].sum(axis=0), 0.0)
    table[k, k] = binom.sf(k - 1, people, response * rating)
    table.setflags(write=False)
    return table


def _add(one: Joint, other: Joint) -> Joint:
    """Return the distribution of the sum of two, k or more kept in the last row and column."""
    k = len(one) - 1
    full = np.zeros((2 * k + 1, 2 * k + 1))
    for row, column in zip(*np.nonzero(one), strict=True):
        full[row : row + k + 1, column : column + k + 1] += one[row, column] * other
    full[k] = full[k:].sum(axis=0)
    full[:, k] = full[:, k:].sum(axis=1)
    return full[: k + 1, : k + 1]


def _small(joint: Joint) -> Joint:
    """Return the part where fewer than k answered."""
    part = joint.copy()
    part[-1] = 0.0
    return part


def _large(joint: Joint) -> Joint:
    """Return the part where k or more answered."""
    return joint - _small(joint)


def _few_or_none(joint: Joint) -> Joint:
    """Return the distribution of what a site brings into a pool over small sites: nothing where it is large enough itself."""
    part = _small(joint)
    part[0, 0] += joint[-1].sum()
    return part
