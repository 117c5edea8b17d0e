"""What must hold between the parts of an instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from samspill.instrument.hint import hint
from samspill.instrument.model import About, Instrument, Item
from samspill.instrument.toml_table import Problems

COLUMNS = ("wave", "respondent", "rater_group", "target_group", "rater_site", "target_site", "contact", "asked", "level")
RESERVED = frozenset({*COLUMNS, "index", "all"})
"""The columns of a ratings table that are not items, and what files call the mean of the index items and all of them."""

ANSWERS = 2
"""With fewer different answers a question tells nothing."""


def check(instrument: Instrument, problems: Problems) -> None:
    """Note everything that contradicts itself in an instrument.

    After it, every reference leads somewhere, each dimension has at least one index item, the index items share one range, and
    a name in the column ``dimension`` of a result can mean one thing only.
    """
    for item in instrument.items.values():
        _check_item(instrument, item, problems)
    _check_names(instrument, problems)
    _check_dimensions(instrument, problems)
    _check_index(instrument, problems)


def _check_item(instrument: Instrument, item: Item, problems: Problems) -> None:
    place = f"item[{item.key}]"
    _check_reference(item.scale, instrument.scales, "scale", f"{place}.scale", problems)
    if item.dimension is not None:
        _check_reference(item.dimension, instrument.dimensions, "dimension", f"{place}.dimension", problems)
    if item.about is About.TIE:
        _check_tie_item(instrument, item, place, problems)
    else:
        _check_self_item(instrument, item, place, problems)


def _check_tie_item(instrument: Instrument, item: Item, place: str, problems: Problems) -> None:
    if item.in_index and item.dimension is None:
        problems.add("instrument.no_dimension", f"{place}.dimension", hint=hint(item.key, instrument.dimensions))
    if item.choose != 1:
        problems.add("instrument.choose_tie", f"{place}.choose")
    scale = instrument.scales.get(item.scale)
    if scale is not None and len(set(scale.scores.values())) < ANSWERS:
        problems.add("instrument.few_scores", f"scale[{scale.key}].options", item=item.key)


def _check_self_item(instrument: Instrument, item: Item, place: str, problems: Problems) -> None:
    if item.dimension is not None:
        problems.add("instrument.self_dimension", f"{place}.dimension")
    scale = instrument.scales.get(item.scale)
    if scale is not None and len(scale.options) < ANSWERS:
        problems.add("instrument.few_options", f"scale[{scale.key}].options", item=item.key)
    elif scale is not None and not 1 <= item.choose <= len(scale.options):
        problems.add("instrument.choose_range", f"{place}.choose", options=len(scale.options))


def _check_reference(name: str, known: Collection[str], kind: str, place: str, problems: Problems) -> None:
    if name and name not in known:
        problems.add(f"instrument.unknown_{kind}", place, name=name, hint=hint(name, known))


def _check_names(instrument: Instrument, problems: Problems) -> None:
    for kind, keys in (("item", instrument.items), ("dimension", instrument.dimensions), ("subscale", instrument.subscales)):
        for key in keys:
            if key in RESERVED:
                problems.add("instrument.reserved_key", f"{kind}[{key}].key", name=key)
    for key in instrument.subscales.keys() & (instrument.dimensions.keys() | instrument.items.keys()):
        problems.add("instrument.double_meaning", f"subscale[{key}].key", name=key)
    for key in instrument.dimensions.keys() & instrument.items.keys():
        if [item.key for item in instrument.items_of(key)] != [key]:
            problems.add("instrument.double_meaning", f"item[{key}].key", name=key)


def _check_dimensions(instrument: Instrument, problems: Problems) -> None:
    for key in instrument.dimensions:
        if not instrument.items_of(key):
            problems.add("instrument.empty_dimension", f"dimension[{key}]", name=key)
    for subscale in instrument.subscales.values():
        place = f"subscale[{subscale.key}].dimensions"
        if not subscale.dimensions:
            problems.add("instrument.empty_subscale", place, name=subscale.key)
        for name in subscale.dimensions:
            _check_reference(name, instrument.dimensions, "dimension", place, problems)
        for name, times in Counter(subscale.dimensions).items():
            if times > 1:
                problems.add("instrument.same_key", place, name=name)


def _check_index(instrument: Instrument, problems: Problems) -> None:
    items = instrument.index_items
    if items and not 1 <= instrument.min_items <= len(items):
        problems.add("instrument.min_items", "instrument.min_items", items=len(items), value=instrument.min_items)
    if not items and (instrument.dimensions or not instrument.items):
        problems.add("instrument.no_index_item", "item")
    scales = [instrument.scales[key] for key in dict.fromkeys(item.scale for item in items) if key in instrument.scales]
    ranges = {(scale.lowest, scale.highest) for scale in scales if scale.scores}
    if len(ranges) > 1:
        problems.add("instrument.mixed_ranges", "scale", scales=[scale.key for scale in scales])
