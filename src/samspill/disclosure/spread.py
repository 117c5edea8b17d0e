"""The spread within published cells, which the intervals of a release rest on (TRUST: P5)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import sqrt

from samspill.disclosure.evidence import Tally
from samspill.instrument.interval import DEFAULT_SPREAD
from samspill.instrument.ladder import Ladder, exact, half_up

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
