"""Intervals that start from published values (TRUST: P5), and the pooled spread that they rest on.

The interval is ``centre ± (1.96 · SD / √n + step / 2)``: the first part is what sampling does, the second what rounding does. n
is the least that the people band can stand for, and that a group is nearly fully surveyed is not used, because the exact share
is not public; so it covers more than 95 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import sqrt

from samspill.disclosure.evidence import Tally
from samspill.disclosure.ladder import Ladder, exact, half_up
from samspill.terms import Bound, PeopleBand

NORMAL_95 = Decimal("1.96")
DEFAULT_SPREAD = Decimal("0.8")
"""SD that intervals rest on where a wave is too small to tell its own, on a scale from 1 to 5; also the least that is told."""
WIDEST_SPREAD = Decimal("1.4")
"""The largest SD that is told: that of answers drawn at random."""
SPREAD_STEP = Decimal("0.1")


def pooled_spread(cells: Iterable[tuple[str, Tally]], ladder: Ladder) -> float | None:
    """Return the SD within published cells of a whole wave, rounded to 0.1 and kept within 0.8 to 1.4 (on a scale from 1 to 5).

    An SD near nought says that everybody in a cell gave the answer that its mean is nearest to, one near the largest possible
    that all answers stand at the ends; so neither is told.

    Parameters
    ----------
    cells : iterable of (unit id, Tally)
        Published cells of one aspect.
    ladder : Ladder

    Returns
    -------
    float or None
        Scale units. None where fewer than 25 people of at least two units stand behind it: an SD of one cell, with its mean,
        would nearly give its answers away.
    """
    found = list(cells)
    people: dict[str, int] = {}
    for unit, tally in found:
        people[unit] = max(people.get(unit, 0), tally.n)
    freedom = sum(tally.n - 1 for _, tally in found)
    if len(people) < 2 or sum(people.values()) < ladder.policy.whole_wave_from or not freedom:  # noqa: PLR2004
        return None
    within = sum(tally.squares - tally.total**2 / tally.n for _, tally in found)
    told = half_up(exact(sqrt(max(within, 0.0) / freedom)), SPREAD_STEP * ladder.unit)
    return float(min(max(told, DEFAULT_SPREAD * ladder.unit), WIDEST_SPREAD * ladder.unit))


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
    margin = margin_of(spread, people) + ladder.step(band) / 2
    lower = ladder.low if bound is Bound.AT_MOST else centre - margin
    upper = ladder.high if bound is Bound.AT_LEAST else centre + margin
    return ladder.outward(lower, upper, band)


def margin_of(spread: float, people: float) -> Decimal:
    """Return how far a mean of ``people`` answers may lie from what it estimates, in scale units."""
    return NORMAL_95 * exact(spread / sqrt(people))
