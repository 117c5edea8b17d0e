"""Where two people have changed the same, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samspill.design.edit.merge import Conflict
from samspill.language import has, show
from samspill.terms import Language, Text
from samspill_web.kernel.speech import reader, told


@dataclass(frozen=True, slots=True)
class Told:
    """What was changed, what I wrote, and what stands there now."""

    place: str
    mine: str
    theirs: str


def worded(conflict: Conflict) -> Told:
    """Return a conflict in the reader's language."""
    return Told(place_of(conflict.path), _value(conflict.mine), _value(conflict.theirs))


def place_of(path: Iterable[str]) -> str:
    """Return the place of a change in words: the longest beginning of it that has a name, and the rest as it is."""
    parts = tuple(map(str, path))
    for length in range(len(parts), 0, -1):
        code = f"projects.place.{'_'.join(parts[:length])}"
        if has(code):
            return ": ".join((told(code), *parts[length:]))
    return ".".join(parts)


def _value(value: object) -> str:
    if value is None:
        return told("projects.nothing")
    if isinstance(value, dict):
        if value and set(value) <= set(Language):
            return Text(value).get_in(reader())
        return ", ".join(_value(part) for part in value.values())
    if isinstance(value, list):
        return "; ".join(_value(part) for part in value)
    return show(value, reader())
