"""What a cell can tell of: the index, a dimension, an item of a dimension with several, an item outside the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from samspill.instrument.interval import default_spread
from samspill.instrument.ladder import Ladder, ladder_of
from samspill.instrument.model import Bands, Instrument
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

    @property
    def without_bands(self) -> Aspect:
        """Return the same for a group about itself, which the cut-offs between groups do not fit."""
        return replace(self, bands=None)

    def spread_in(self, told: Mapping[str, float]) -> float:
        """Return the SD that intervals rest on: what a wave tells of the aspect, else the stated default."""
        return told.get(self.key, default_spread(self.ladder))


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
    bands = instrument.bands_between
    return {
        key: Aspect(key, items, ladder_of(instrument, items, policy), key in inside, bands, parts.get(key, ()))
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
