"""The table of a mapping file: equality that loses nothing, copies, and entries of lists by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from typing import TypeAlias, TypeGuard

Table: TypeAlias = dict[str, object]
"""What tomllib gives: strings, numbers, truths, dates and times, lists and tables. TOML has no null, so None means absent."""

Path: TypeAlias = tuple[str, ...]
"""Where a value stands: ``("group", "larere", "size", "nordby")``.

Entries of a list are named by what tells them apart (two parts for a tie), and ``ORDER`` at the end means the order of a list.
"""

Name: TypeAlias = tuple[str, ...]
"""What tells an entry of a list apart: its key, its number, or its rater and target."""

NAMED_BY: Map[str, Name] = {
    "organisation": ("key",),
    "site": ("key",),
    "group": ("key",),
    "tie": ("rater", "target"),
    "wave": ("number",),
}
"""The lists of a mapping whose entries are told apart by something of their own, and by what."""

OWN_KEY: Name = ("key",)
"""What tells entries apart in every other list, where all have it. Only lists named so have an order that means something."""

ORDER = ""
"""Last part of the path of a list's order; no key is empty."""


def is_table(value: object) -> TypeGuard[Table]:
    """Tell whether a value is a table; keys of TOML are strings."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Tell whether a value is a list."""
    return isinstance(value, list)


def copied(value: object) -> object:
    """Return a value whose tables and lists are new."""
    if is_table(value):
        return copied_table(value)
    if is_list(value):
        return [copied(part) for part in value]
    return value


def copied_table(table: Table) -> Table:
    """Return a table whose tables and lists are new."""
    return {name: copied(part) for name, part in table.items()}


def same(one: object, other: object) -> bool:
    """Tell whether two values are written alike: 1, 1.0 and true are three values, nan is one.

    Examples
    --------
    >>> same({"k": 5}, {"k": 5}), same(1, True), same([1], [1.0]), same(float("nan"), float("nan"))
    (True, False, False, True)
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if is_table(one) and is_table(other):
        return len(one) == len(other) and all(name in other and same(part, other[name]) for name, part in one.items())
    if is_list(one) and is_list(other):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other if isinstance(one, str) else repr(one) == repr(other)


def named_by(path: Path) -> Name:
    """Return the keys that tell the entries of the list at a path apart."""
    return NAMED_BY.get(path[0], OWN_KEY) if len(path) == 1 else OWN_KEY


def by_name(path: Path, value: object) -> dict[Name, Table] | None:
    """Return the entries of a list by what tells them apart.

    Returns
    -------
    dict or None
        None for anything but tables that each have a name of their own; such a list is one value. Nothing has no entries.

    Examples
    --------
    >>> by_name(("tie",), [{"rater": "a", "target": "b", "need": "high"}])
    {('a', 'b'): {'rater': 'a', 'target': 'b', 'need': 'high'}}
    >>> by_name(("start", "goals"), ["Felles plan"]) is None
    True
    """
    if value is None:
        return {}
    if not is_list(value):
        return None
    keys = named_by(path)
    found: dict[Name, Table] = {}
    for entry in value:
        if not is_table(entry):
            return None
        name = tuple(_part(entry.get(key)) for key in keys)
        if "" in name or name in found:
            return None
        found[name] = entry
    return found


def woven(leading: Sequence[Name], following: Iterable[Name]) -> Iterator[Name]:
    """Yield one order with what only the other has, each after the entry that it followed there."""
    known = set(leading)
    additions: dict[Name | None, list[Name]] = {}
    before: Name | None = None
    for name in following:
        if name in known:
            before = name
        else:
            additions.setdefault(before, []).append(name)
    yield from additions.get(None, ())
    for name in leading:
        yield name
        yield from additions.get(name, ())


def _part(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
