"""The lists of a mapping's table, as the steps that change it take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from samspill.design.edit.table import Table, is_list, is_table
from samspill.errors import DesignError, Problem
from samspill.terms import Language, Text

Kind: TypeAlias = Literal["organisation", "site", "group"]
"""The lists whose entries have a key, a name and an order that the owner chose."""


def entries(table: Table, kind: str) -> list[Table]:
    """Return the entries of a list; they are the table's own.

    Raises
    ------
    DesignError
        ``design_edit.not_list`` where something else stands there.
    """
    value = table.get(kind)
    if value is None:
        return []
    found = list(filter(is_table, value)) if is_list(value) else []
    if not is_list(value) or len(found) < len(value):
        raise DesignError(Problem("design_edit.not_list", data={"section": kind}))
    return found


def put(table: Table, kind: str, found: Sequence[Table]) -> None:
    """Put a list into a table, or take it away where nothing is left."""
    table[kind] = list(found)
    if not found:
        del table[kind]


def entry(table: Table, kind: str, key: str) -> Table:
    """Return the entry with a key.

    Raises
    ------
    DesignError
        ``design_edit.unknown`` where there is none.
    """
    for found in entries(table, kind):
        if found.get("key") == key:
            return found
    raise DesignError(Problem("design_edit.unknown", data={"key": key}))


def keys(table: Table, kind: str) -> tuple[str, ...]:
    """Return the keys of a list, in its order."""
    return tuple(key for found in entries(table, kind) if isinstance(key := found.get("key"), str))


def named(found: Iterable[Table]) -> tuple[Text, ...]:
    """Return the names of entries, to stand in a sentence; the key of one without a name."""
    return tuple(_name(entry) for entry in found)


def _name(found: Table) -> Text:
    name = found.get("name")
    if isinstance(name, str) and name.strip():
        return Text(name)
    if is_table(name):
        tags = {tag: text for tag, text in name.items() if tag in list(Language) and isinstance(text, str)}
        if any(text.strip() for text in tags.values()):
            return Text(tags)
    return Text(str(found.get("key", "")))


def inner(table: Table, name: str) -> Table:
    """Return the table under a key; an empty one, which is not in the table, where there is none."""
    value = table.get(name)
    return value if is_table(value) else {}


def strings(table: Table, name: str) -> list[str]:
    """Return the strings of a list under a key."""
    value = table.get(name)
    return [part for part in value if isinstance(part, str)] if is_list(value) else []


def write(table: Table, name: str, value: object) -> None:
    """Put a value under a key, or take the key away where the value says nothing."""
    if value in (None, [], {}):
        table.pop(name, None)
    else:
        table[name] = value


def sites_of(table: Table, group: Table) -> tuple[str, ...]:
    """Return the keys of the sites at which a group exists; none for one that serves all."""
    return keys(table, "site") if group.get("each_site") is True else tuple(dict.fromkeys(strings(group, "sites")))


def has_sites(group: Table) -> bool:
    """Tell whether a group exists at sites, instead of serving all."""
    return group.get("each_site") is True or bool(strings(group, "sites"))
