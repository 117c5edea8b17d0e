"""Which answers a published number leaves open (TRUST: attack 2): every sum of whole answers that it can stand for."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from samspill.disclosure.publish import Placed
from samspill.instrument.ladder import Ladder, people_band

LEAST_FOR_OUTSIDER = 3
"""Answers that must stay possible for somebody who knows none of them; both, on a scale of two."""
LEAST_FOR_INSIDER = 2
"""The same for somebody who knows the own answer."""
MOST_COUNTED = 40
"""People up to which sums are counted; the ends of the ladder hold more people's answers the more there are."""

Scores = tuple[float, ...]
Sums = frozenset[float]
DECIMALS = 6


class LeftOpen(NamedTuple):
    """How many answers of one person stay possible, at the least, to somebody who knows none, and to a colleague."""

    outsider: int
    insider: int

    def enough(self, scores: Scores) -> bool:
        """Tell whether so many answers are enough on a scale."""
        return self.outsider >= min(LEAST_FOR_OUTSIDER, len(scores)) and self.insider >= LEAST_FOR_INSIDER


def left_open(ladder: Ladder, scores: Scores, people: int, published: Placed) -> LeftOpen | None:
    """Return what a published number of an item leaves open to who knows even the exact number of people.

    Parameters
    ----------
    ladder : Ladder
    scores : tuple of float
        Scores of the item's options, lowest first.
    people : int
    published : (value, bound)

    Returns
    -------
    LeftOpen or None
        None where whole answers give no such number, as when somebody's gap was filled with the own mean: more is open
        then; and for more than 40 people.

    Examples
    --------
    >>> from samspill.terms import POLICIES, Bound
    >>> strict, standard = (Ladder.of(POLICIES[name], low=1, high=5, gap=1) for name in ("strict", "standard"))
    >>> left_open(strict, (1, 2, 3, 4, 5), 5, (4.0, Bound.AT_LEAST))
    LeftOpen(outsider=5, insider=3)
    >>> left_open(standard, (1, 2, 3, 4, 5), 5, (5.0, None))
    LeftOpen(outsider=1, insider=1)
    """
    if people > MOST_COUNTED:
        return None
    totals = _behind(ladder, scores, people).get(published)
    return _left(scores, people, totals) if totals else None


@cache
def _behind(ladder: Ladder, scores: Scores, people: int) -> dict[Placed, Sums]:
    """Return the sums of answers behind each number that can be published."""
    found: dict[Placed, set[float]] = defaultdict(set)
    for total in _sums(scores, people):
        found[ladder.place(total / people, people_band(people))].add(total)
    return {number: frozenset(totals) for number, totals in found.items()}


@cache
def _sums(scores: Scores, people: int) -> Sums:
    if not people:
        return frozenset({0.0})
    return frozenset(round(total + score, DECIMALS) for total in _sums(scores, people - 1) for score in scores)


@cache
def _left(scores: Scores, people: int, totals: Sums) -> LeftOpen:
    possible = _possible(scores, people, totals)
    others = (_possible(scores, people - 1, frozenset(round(total - own, DECIMALS) for total in totals)) for own in possible)
    return LeftOpen(len(possible), min(map(len, others)))


def _possible(scores: Scores, people: int, totals: Sums) -> tuple[float, ...]:
    others = _sums(scores, people - 1)
    return tuple(score for score in scores if any(round(total - score, DECIMALS) in others for total in totals))
