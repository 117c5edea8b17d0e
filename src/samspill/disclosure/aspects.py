"""What a cell can tell of: the index, a dimension, an item of a dimension with several, an item outside the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from samspill.disclosure.ladder import Ladder
from samspill.instrument.model import Bands, Instrument, Scale
from samspill.scoring.score_set import INDEX
from samspill.terms import Policy


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that is published of every tie, with the ladder of its scale.

    ``items`` are the items it is the mean of, ``parts`` the aspects of each of them where there are several: what is published
    of it is computed from what is published of those. The people of a cell are the same for every aspect that is ``in_index``;
    an item outside the index has people of its own. ``bands`` are the instrument's cut-offs between groups.
    """

    key: str
    items: tuple[str, ...]
    ladder: Ladder
    in_index: bool
    bands: Bands | None
    parts: tuple[str, ...] = ()


def aspects(instrument: Instrument, policy: Policy) -> dict[str, Aspect]:
    """Return every aspect of an instrument by key: the index, dimensions each followed by its items, items outside the index.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> from samspill.terms import POLICIES
    >>> list(aspects(shipped("relational-capacity"), POLICIES["strict"]))[:4]
    ['index', 'familiarity', 'knows_tasks', 'knows_competence']
    """
    several = items_of_several(instrument)
    inside = {INDEX: tuple(item.key for item in instrument.index_items)}
    for dimension in dimensions(instrument):
        inside[dimension] = tuple(item.key for item in instrument.items_of(dimension))
        inside |= {item: (item,) for item in several.get(dimension, ())}
    outside = {item: (item,) for item in outside_index(instrument)}
    alone = {items[0]: key for key, items in inside.items() if len(items) == 1}
    parts = {key: tuple(alone[item] for item in items) for key, items in inside.items() if len(items) > 1}
    return {
        key: Aspect(key, items, _ladder(instrument, items, policy), key in inside, instrument.bands_between, parts.get(key, ()))
        for key, items in (inside | outside).items()
    }


def dimensions(instrument: Instrument) -> tuple[str, ...]:
    """Return the keys of the dimensions that have items in the index."""
    return tuple(key for key in instrument.dimensions if instrument.items_of(key))


def items_of_several(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the item keys of each dimension that has several."""
    found = {key: tuple(item.key for item in instrument.items_of(key)) for key in dimensions(instrument)}
    return {key: items for key, items in found.items() if len(items) > 1}


def outside_index(instrument: Instrument) -> tuple[str, ...]:
    """Return the keys of the items about ties that do not count in the index."""
    return tuple(item.key for item in instrument.tie_items if not item.in_index)


def _ladder(instrument: Instrument, items: Iterable[str], policy: Policy) -> Ladder:
    scales = [instrument.scale_of(item) for item in items]
    low, high = min(scale.lowest for scale in scales), max(scale.highest for scale in scales)
    return Ladder.of(policy, low=low, high=high, gap=max(map(_gap, scales)))


def _gap(scale: Scale) -> float:
    """Return the largest distance between two neighbouring scores of a scale: what one answer there moves a sum by."""
    scores = sorted(set(scale.scores.values()))
    return max(above - below for below, above in pairwise(scores))
