"""Intervals that start from published values (TRUST: P5).

The interval is ``centre ± (1.96 · SD / √n + step / 2)``: the first part is what sampling does, the second what rounding does. n
is the least that the people band can stand for, and that a group is nearly fully surveyed is not used, because the exact share
is not public; so it covers more than 95 %.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

from samspill.instrument.ladder import Ladder, exact, up
from samspill.terms import Bound, PeopleBand

NORMAL_95 = Decimal("1.96")
DEFAULT_SPREAD = Decimal("0.8")
"""SD that intervals rest on where a wave is too small to tell its own, on a scale from 1 to 5; also the least that is told."""


def default_spread(ladder: Ladder) -> float:
    """Return the stated SD for a wave that cannot tell its own, in scale units."""
    return float(DEFAULT_SPREAD * ladder.unit)


def interval(
    ladder: Ladder, centre: Decimal, bound: Bound | None, band: PeopleBand, *, spread: float, people: float
) -> tuple[float, float]:
    """Return a 95 % interval with ends on the ladder, in scale units.

    Parameters
    ----------
    ladder : Ladder
    centre : Decimal
        The published value; a coded extreme enters at its middle.
    bound : Bound or None
        On the open side of a coded extreme the interval goes to the end of the scale.
    band : PeopleBand
        Whose rungs the ends stand on.
    spread : float
        SD within cells.
    people : float
        Least number of people behind the value, or what equals it for a mean of cells.
    """
    margin = _margin(ladder, band, spread, people)
    lower = ladder.low if bound is Bound.AT_MOST else centre - margin
    upper = ladder.high if bound is Bound.AT_LEAST else centre + margin
    return ladder.outward(lower, upper, band)


def half_width(ladder: Ladder, band: PeopleBand, *, spread: float, people: float) -> float:
    """Return how far the ends of an ``interval`` lie from a centre on a rung, in scale units, before it is kept on the scale.

    Examples
    --------
    >>> from samspill.terms import POLICIES
    >>> ladder = Ladder.of(POLICIES["strict"], low=1, high=5, gap=1)
    >>> half_width(ladder, PeopleBand.FEW, spread=0.8, people=5)
    1.0
    """
    return float(up(_margin(ladder, band, spread, people), ladder.step(band)))


def _margin(ladder: Ladder, band: PeopleBand, spread: float, people: float) -> Decimal:
    return margin_of(spread, people) + ladder.step(band) / 2


def margin_of(spread: float, people: float) -> Decimal:
    """Return how far a mean of ``people`` answers may lie from what it estimates, in scale units."""
    return NORMAL_95 * exact(spread / sqrt(people))
