"""Finding questionnaires. A key is all that a mapping can say: no path, no address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from samspill.errors import InstrumentError, Place, Problem
from samspill.instrument.hint import hint
from samspill.instrument.load import joined, module_keys, parse, shipped, shipped_keys, shipped_source
from samspill.instrument.model import Instrument
from samspill_web.instruments.models import OwnInstrument


@dataclass(frozen=True, slots=True)
class Choices:
    """What a mapping can choose among, the shipped ones first."""

    instruments: tuple[Instrument, ...]
    modules: tuple[Instrument, ...]


def sources(tenant_id: int, keys: Iterable[str]) -> dict[str, str]:
    """Return the texts of questionnaires by key, as they stand now.

    Raises
    ------
    InstrumentError
        ``instrument.unknown_reference`` for a key that neither ships nor belongs to the organisation.
    """
    keys = tuple(dict.fromkeys(keys))
    own = dict(OwnInstrument.objects.filter(tenant_id=tenant_id, key__in=keys).values_list("key", "source"))
    known = (*shipped_keys(), *module_keys())
    unknown = [key for key in keys if key not in known and key not in own]
    if unknown:
        place = Place(key="mapping.instrument")
        raise InstrumentError(
            Problem("instrument.unknown_reference", place, {"name": key, "hint": hint(key, known)}) for key in unknown
        )
    return {key: own.get(key) or shipped_source(key) for key in keys}


def read_sources(texts: Mapping[str, str]) -> Instrument:
    """Return the instrument, its modules added, that texts by key make: the first is the instrument."""
    return _read(tuple(texts.items()))


@lru_cache(maxsize=64)
def _read(texts: tuple[tuple[str, str], ...]) -> Instrument:
    instrument, *modules = (parse(text, key) for key, text in texts)
    if not instrument.index_items:
        raise InstrumentError(Problem("instrument.is_module", Place(key="mapping.instrument"), {"name": instrument.key}))
    return joined(instrument, modules)


def choices(tenant_id: int) -> Choices:
    """Return everything that an organisation's mappings can ask."""
    own = [(entry.is_module, parse(entry.source, entry.key)) for entry in OwnInstrument.objects.filter(tenant_id=tenant_id)]
    return Choices(
        (*map(shipped, shipped_keys()), *(each for is_module, each in own if not is_module)),
        (*map(shipped, module_keys()), *(each for is_module, each in own if is_module)),
    )


def own_keys(tenant_id: int) -> frozenset[str]:
    """Return the keys of what an organisation has brought itself."""
    return frozenset(OwnInstrument.objects.filter(tenant_id=tenant_id).values_list("key", flat=True))
