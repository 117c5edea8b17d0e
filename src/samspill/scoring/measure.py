"""What is counted of a rating: its items, the dimensions and sub-scales they make up, and the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samspill.errors import Problem, UsageError
from samspill.instrument.model import Instrument, Item, Scale
from samspill.scoring.score_set import INDEX


@dataclass(frozen=True, slots=True)
class Measure:
    """The mean of a rating's answered ``items``, where at least ``least`` of them are answered; else it has no value."""

    key: str
    items: tuple[str, ...]
    least: int = 1


def measures(instrument: Instrument, items: Sequence[str], min_items: int | None = None) -> tuple[Measure, ...]:
    """Return everything that is counted, once each: items, dimensions, sub-scales, index.

    A dimension or sub-scale is the mean of its answered index items, at least one; the index that of all index items, at
    least ``min_items``. A dimension of one item with the same key is that item.

    Parameters
    ----------
    instrument : Instrument
    items : sequence of str
        Tie items that the ratings have.
    min_items : int or None
        Answered index items that an index needs; None takes the instrument's.

    Raises
    ------
    UsageError
        ``scoring.min_items`` where the ratings have fewer index items than an index needs.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> capacity = shipped("relational-capacity")
    >>> [measure.key for measure in measures(capacity, ("knows_tasks", "knows_competence"), min_items=1)]
    ['knows_tasks', 'knows_competence', 'familiarity', 'index']
    """
    present = [item for item in instrument.tie_items if item.key in items]
    of_index = [item for item in present if item.in_index]
    named = [
        *(Measure(item.key, (item.key,)) for item in present),
        *(_mean(key, of_index, (key,)) for key in instrument.dimensions),
        *(_mean(subscale.key, of_index, subscale.dimensions) for subscale in instrument.subscales.values()),
        Measure(INDEX, tuple(item.key for item in of_index), _least(instrument, of_index, min_items)),
    ]
    return tuple({measure.key: measure for measure in named if measure.items}.values())


def scale_of(measure: str, instrument: Instrument) -> Scale:
    """Return the scale of an item, or, for a dimension, sub-scale or index, that of the index items, which share one range."""
    item = measure if measure in instrument.items else instrument.index_items[0].key
    return instrument.scale_of(item)


def _mean(key: str, items: Iterable[Item], dimensions: Sequence[str]) -> Measure:
    return Measure(key, tuple(item.key for item in items if item.dimension in dimensions))


def _least(instrument: Instrument, of_index: Sequence[Item], min_items: int | None) -> int:
    least = instrument.min_items if min_items is None else min_items
    if of_index and not 1 <= least <= len(of_index):
        raise UsageError(Problem("scoring.min_items", data={"needed": least, "there": len(of_index)}))
    return least
