"""Where two people have changed the same, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samspill.design.edit.merge import Conflict
from samspill.instrument.sheet import name_of as name_of_language
from samspill.language import has, show
from samspill.terms import Language, Need, Text
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.tree import KINDS, name_of


@dataclass(frozen=True, slots=True)
class Told:
    """What was changed, what I wrote, and what stands there now."""

    place: str
    mine: str
    theirs: str


def worded(conflict: Conflict, *plans: Table) -> Told:
    """Return a conflict in the reader's language; ``plans`` say what keys are called."""
    path = conflict.path
    return Told(place_of(path, *plans), value_in_words(conflict.mine, path), value_in_words(conflict.theirs, path))


def place_of(path: Iterable[str], *plans: Table) -> str:
    """Return the place of a change in words: the longest beginning of it that has a name, then what follows by its name.

    Parameters
    ----------
    path : iterable of str
    *plans : dict
        Tables that say what keys are called, the first that knows one wins.
    """
    parts = tuple(map(str, path))
    if len(parts) > 1 and parts[-1] in list(Language):
        place, tag = place_of(parts[:-1], *plans), Language(parts[-1])
        return place if tag is reader() else f"{place} ({name_of_language(tag, reader())})"
    if parts[:1] == ("tie",) and len(parts) > len(("tie", "rater")):
        rater, target = (_called("group", key, plans) for key in parts[1:3])
        return told("groups.place.tie", rater=rater, target=target)
    if parts[0] in KINDS:
        # A list as a whole, or its order, has no key.
        return _part(parts, plans) if parts[1:] and parts[1] else told(f"groups.place.{parts[0]}s")
    for length in range(len(parts), 0, -1):
        code = f"groups.place.{'_'.join(parts[:length])}"
        if has(code):
            return ": ".join((told(code), *filter(None, parts[length:])))
    return ".".join(parts)


def _part(parts: Sequence[str], plans: Sequence[Table]) -> str:
    """Return "Gruppen Lærere: antall, Nordby"."""
    kind, key, *rest = parts
    whole = told(f"groups.place.{kind}", name=_called(kind, key, plans))
    if not rest:
        return whole
    code = f"groups.place.of.{rest[0]}"
    field = told(code) if has(code) else rest[0]
    sites = [_called("site", site, plans) for site in rest[1:]]
    return f"{whole}: {', '.join((field, *sites))}"


def _called(kind: str, key: str, plans: Sequence[Table]) -> str:
    for plan in plans:
        for entry in plan.get(kind, ()):
            if isinstance(entry, dict) and entry.get("key") == key:
                return name_of(entry)
    return key


def value_in_words(value: object, path: Sequence[str] = ()) -> str:
    """Return a value of the plan as a reader understands it."""
    if value is None:
        return told("projects.nothing")
    if isinstance(value, bool):
        return told("groups.yes" if value else "groups.no")
    if isinstance(value, dict):
        return _table_in_words(value, path)
    if isinstance(value, list):
        return "; ".join(value_in_words(part) for part in value)
    if path[:1] == ("tie",) and value in list(Need):
        return told(f"groups.need.{value}")
    return show(value, reader())


def _table_in_words(value: Table, path: Sequence[str]) -> str:
    if value and set(value) <= set(Language):
        return Text(value).get_in(reader())
    if path[:1] == ("tie",) and value.get("need") in list(Need):
        return told(f"groups.need.{value['need']}")
    return ", ".join(value_in_words(part) for part in value.values())
