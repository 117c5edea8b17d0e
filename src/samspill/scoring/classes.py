"""What a value is called: three classes for every instrument, bands for some (docs/methods/classes-and-bands.md)."""

from __future__ import annotations

from math import floor

from samspill.instrument.model import Bands, Instrument, Scale
from samspill.terms import TieClass

HOLDS_FROM, ON_THE_WAY_FROM = 4.0, 3.5
"""Half steps from which a tie holds, and is on the way, on a scale from 1 to 5."""


def tie_class(value: float | None, scale: Scale) -> TieClass:
    """Return the class of a value, read at its nearest half step, halves up.

    Parameters
    ----------
    value : float or None
        Scale units; None is UNKNOWN.
    scale : Scale
        The classes are stated for scores from 1 to 5; another range is read in proportion.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> degree = shipped("relational-capacity").scales["degree"]
    >>> [tie_class(value, degree).value for value in (3.75, 3.74, 3.25, 3.24, None)]
    ['holds', 'on_the_way', 'on_the_way', 'needs_talk', 'unknown']
    """
    if value is None:
        return TieClass.UNKNOWN
    stated = 1 + 4 * (value - scale.lowest) / (scale.highest - scale.lowest)
    half_step = floor(_true(stated * 2) + 0.5) / 2
    if half_step >= HOLDS_FROM:
        return TieClass.HOLDS
    return TieClass.ON_THE_WAY if half_step >= ON_THE_WAY_FROM else TieClass.NEEDS_TALK


def band(value: float | None, bands: Bands | None) -> str | None:
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
    if _true(value) < bands.weak_below:
        return "weak"
    return "strong" if _true(value) > bands.strong_above else "moderate"


def scale_of(measure: str, instrument: Instrument) -> Scale:
    """Return the scale of an item, or, for a dimension, sub-scale or index, that of the index items, which share one range."""
    item = measure if measure in instrument.items else instrument.index_items[0].key
    return instrument.scale_of(item)


def _true(value: float) -> float:
    """Return a value without the noise of summing floats: 3.75 must not be a hair below itself."""
    return round(value, 9)
