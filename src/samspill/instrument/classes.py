"""What a value is called: three classes for every instrument, bands for some (docs/methods/classes-and-bands.md).

The one place of this rule: exact tables call the exact mean by it, releases the published value.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from samspill.instrument.model import Bands
from samspill.terms import TieClass

STATED_LOW, STATED_RANGE = Decimal(1), Decimal(4)
"""The classes are stated for scores from 1 to 5."""
HOLDS_FROM, ON_THE_WAY_FROM = Decimal(4), Decimal("3.5")
"""Half steps from which a tie holds, and is on the way."""
DECIMALS = 9
"""Sums of floats are true to more, and 3.75 must not be a hair below itself."""


def tie_class(value: float | Decimal | None, lowest: float | Decimal, highest: float | Decimal) -> TieClass:
    """Return the class of a value, read at its nearest half step, halves up.

    Parameters
    ----------
    value : float, Decimal or None
        Scale units; None is UNKNOWN.
    lowest, highest : float or Decimal
        Ends of the scale, which is read in proportion to one from 1 to 5.

    Examples
    --------
    >>> [tie_class(value, 1, 5).value for value in (3.75, 3.74, 3.25, 3.24, None)]
    ['holds', 'on_the_way', 'on_the_way', 'needs_talk', 'unknown']
    """
    if value is None:
        return TieClass.UNKNOWN
    low, high = _decimal(lowest), _decimal(highest)
    stated = STATED_LOW + STATED_RANGE * (_decimal(value) - low) / (high - low)
    half_step = (2 * stated + Decimal("0.5")).to_integral_value(ROUND_FLOOR) / 2
    if half_step >= HOLDS_FROM:
        return TieClass.HOLDS
    return TieClass.ON_THE_WAY if half_step >= ON_THE_WAY_FROM else TieClass.NEEDS_TALK


def class_borders(lowest: float, highest: float) -> tuple[float, float]:
    """Return the values, in scale units, from which an exact mean is on the way, and from which it holds.

    Examples
    --------
    >>> class_borders(1, 5)
    (3.25, 3.75)
    """
    from_half_steps = (border - Decimal("0.25") for border in (ON_THE_WAY_FROM, HOLDS_FROM))
    low, high = _decimal(lowest), _decimal(highest)
    first, second = (float(low + (border - STATED_LOW) * (high - low) / STATED_RANGE) for border in from_half_steps)
    return first, second


def band(value: float | Decimal | None, bands: Bands | None) -> str | None:
    """Return "weak", "moderate" or "strong" by the instrument's own bands; None without value or bands.

    Both limits belong to the middle.

    Examples
    --------
    >>> between = Bands(3.5, 4.0, source="")
    >>> [band(value, between) for value in (3.49, 3.5, 4.0, 4.01)]
    ['weak', 'moderate', 'moderate', 'strong']
    """
    if value is None or bands is None:
        return None
    if _decimal(value) < _decimal(bands.weak_below):
        return "weak"
    return "strong" if _decimal(value) > _decimal(bands.strong_above) else "moderate"


def _decimal(value: float | Decimal) -> Decimal:
    return round(Decimal(value), DECIMALS)
