"""Steps of the ladder: when two published values differ, and when an interval leaves everything open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import floor

from samspill.disclosure.ladder import Ladder, exact
from samspill.disclosure.release import Published
from samspill.terms import PeopleBand, TieClass

HALF = 0.5
HOLDS_FROM = 4.0
ON_THE_WAY_FROM = 3.5
# Steps such as 0.1 have no exact binary form, so that "more than one step" needs a tolerance.
TOLERANCE = 1e-9


def class_of(value: float) -> TieClass:
    """Return the class of a value on a scale from 1 to 5, halves up to the nearest half step.

    Examples
    --------
    >>> class_of(3.75).value, class_of(3.7).value, class_of(3.1).value
    ('holds', 'on_the_way', 'needs_talk')
    """
    nearest = floor(value / HALF + HALF + TOLERANCE) * HALF
    if nearest >= HOLDS_FROM:
        return TieClass.HOLDS
    return TieClass.ON_THE_WAY if nearest >= ON_THE_WAY_FROM else TieClass.NEEDS_TALK


def differ(one: Published, other: Published, ladder: Ladder) -> bool:
    """Tell whether two published values differ by more than one step of the coarser of their ladders.

    Coded extremes count as what is written, so that "at least 4" and 3.5 do not differ: the difference is known to be one step
    and not known to be more.
    """
    step = max(ladder.step(one.n_band), ladder.step(other.n_band))
    return abs(exact(one.value) - exact(other.value)) > step


def unsure(published: Published, ladder: Ladder) -> bool:
    """Tell whether an interval reaches both from where a tie needs a talk and to where it holds."""
    if published.interval is None:
        return False
    ends = {ladder.tie_class(end, None) for end in published.interval}
    return ends == {TieClass.NEEDS_TALK, TieClass.HOLDS}


def mean(published: Sequence[Published], ladder: Ladder, band: PeopleBand) -> Published:
    """Return the mean of published values, each alike, on the ladder of a band (TRUST: P5); without an interval."""
    total = sum((ladder.entering(part.value, part.bound) for part in published), Decimal(0))
    value, bound = ladder.place(total / len(published), band)
    return Published(value, bound, None, band, None, ladder.tie_class(value, bound), None)
