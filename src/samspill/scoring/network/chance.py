"""What chance alone would give: each group lets as many ties hold as it does, and which of them is drawn evenly.

Keeping the number of each rater group matters: some groups rate everybody kindly, and that is no answer to whom they hold with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.uncertainty import LEVEL, NORMAL

TAIL = (1 - LEVEL) / 2
ROUNDING = 1e-9
"""Sums of floats in another order must not move a border."""

Slots = Mapping[tuple[str, str], bool]
"""Whether a tie holds, by rater and target."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A count that chance would give: its mean and the range that holds at least 95 % of it, by our reckoning.

    ``free`` is False where no count that is possible would leave the range: then nothing can be told from chance.
    """

    expected: float
    lower: int
    upper: int
    free: bool

    def side(self, count: int) -> int:
        """Return 1 for a count above the range, -1 below it, 0 inside."""
        return (count > self.upper) - (count < self.lower)


def mutual_by_chance(slots: Slots) -> Chance:
    """Return how many pairs would hold both ways.

    Mean and variance are exact: raters draw apart from each other, each k of its n ties. The range is the normal one, with
    continuity correction.

    Parameters
    ----------
    slots : mapping
        Ties of pairs that are known both ways; each direction is there.

    Examples
    --------
    >>> ring = {("a", "b"), ("b", "c"), ("c", "a")}
    >>> slots = {(one, other): (one, other) in ring for one in "abc" for other in "abc" if one != other}
    >>> mutual_by_chance(slots)
    Chance(expected=0.75, lower=0, upper=1, free=False)
    """
    n, k = _counts(slots)
    share = {node: Fraction(k[node], n[node]) for node in n}
    partners = defaultdict[str, list[Fraction]](list)
    for rater, target in slots:
        partners[rater].append(share[target])
    # Each pair is met twice, from either end.
    both = [share[rater] * share[target] for rater, target in slots]
    mean = sum(both, Fraction()) / 2
    variance = sum((one - one * one for one in both), Fraction()) / 2
    for rater, back in partners.items():
        joint = Fraction(k[rater] * (k[rater] - 1), max(n[rater] * (n[rater] - 1), 1))
        products = sum(back) ** 2 - sum(one * one for one in back)
        variance += (joint - share[rater] ** 2) * products
    half = NORMAL * sqrt(variance) + 0.5 + ROUNDING
    held, pairs = sum(k.values()), len(slots) // 2
    least, most = max(0, held - pairs), held // 2
    lower, upper = max(least, ceil(mean - half)), min(most, floor(mean + half))
    return Chance(float(mean), lower, upper, free=variance > 0 and (lower > least or upper < most))


def external_by_chance(slots: Slots, external: Iterable[tuple[str, str]]) -> Chance:
    """Return how many of the ties that hold would go between organisations.

    The number of each rater group is hypergeometric, and their sum is computed exactly.

    Parameters
    ----------
    slots : mapping
        Known ties.
    external : iterable of tuple
        Those of them that go between organisations.

    Examples
    --------
    >>> slots = {("a", "b"): True, ("a", "c"): True, ("a", "d"): False, ("a", "e"): False}
    >>> external_by_chance(slots, [("a", "d"), ("a", "e")])
    Chance(expected=1.0, lower=0, upper=2, free=False)
    """
    n, k = _counts(slots)
    outside = Counter(rater for rater, _ in external)
    # In a fixed order, so that the names of groups never move a rounding.
    each = sorted((n[node], outside[node], k[node]) for node in n if k[node])
    expected = sum((Fraction(held * out, there) for there, out, held in each), Fraction())
    least = sum(max(0, held + out - there) for there, out, held in each)
    weights: npt.NDArray[np.float64] = np.ones(1)
    for one in each:
        weights = np.convolve(weights, _hypergeometric(*one))
    below = np.cumsum(weights)
    inside = np.flatnonzero((below > TAIL + ROUNDING) & (below - weights < 1 - TAIL - ROUNDING))
    lower, upper = least + int(inside[0]), least + int(inside[-1])
    return Chance(float(expected), lower, upper, free=lower > least or upper < least + len(weights) - 1)


def _counts(slots: Slots) -> tuple[Counter[str], Counter[str]]:
    """Return the ties of each rater, and those of them that hold."""
    return Counter(rater for rater, _ in slots), Counter(rater for (rater, _), holds in slots.items() if holds)


def _hypergeometric(there: int, out: int, held: int) -> npt.NDArray[np.float64]:
    counts = np.arange(max(0, held + out - there), min(held, out) + 1)
    found: npt.NDArray[np.float64] = cast("Any", stats).hypergeom.pmf(counts, there, out, held)
    return found
