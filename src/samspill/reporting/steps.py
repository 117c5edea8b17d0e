"""Steps of the ladder: when two published values differ, and when an interval leaves everything open."""

from __future__ import annotations

from math import floor

from samspill.disclosure.release import Published
from samspill.terms import Policy, TieClass

HALF = 0.5
HOLDS_FROM = 4.0
ON_THE_WAY_FROM = 3.5
# Steps such as 0.1 have no exact binary form, so that "more than one step" needs a tolerance.
TOLERANCE = 1e-9


def class_of(value: float) -> TieClass:
    """Return the class of a published value, halves up to the nearest half step (docs/methods/findings.md).

    Examples
    --------
    >>> class_of(3.75).value, class_of(3.7).value, class_of(3.1).value
    ('holds', 'on_the_way', 'needs_talk')
    """
    nearest = floor(value / HALF + HALF + TOLERANCE) * HALF
    if nearest >= HOLDS_FROM:
        return TieClass.HOLDS
    return TieClass.ON_THE_WAY if nearest >= ON_THE_WAY_FROM else TieClass.NEEDS_TALK


def differ(one: Published, other: Published, policy: Policy) -> bool:
    """Tell whether two published values differ by more than one step of the coarser of their ladders.

    Coded extremes count as what is written, so that "at least 4" and 3.5 do not differ: the difference is known to be one step
    and not known to be more.
    """
    step = max(policy.steps[one.n_band], policy.steps[other.n_band])
    return abs(one.value - other.value) > step + TOLERANCE


def unsure(published: Published) -> bool:
    """Tell whether an interval reaches both from where a tie needs a talk and to where it holds."""
    if published.interval is None:
        return False
    lower, upper = published.interval
    return class_of(lower) is TieClass.NEEDS_TALK and class_of(upper) is TieClass.HOLDS
