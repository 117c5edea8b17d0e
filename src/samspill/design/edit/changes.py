"""What differs between two states of a mapping, for its log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samspill.design.edit.table import ORDER, OWN_KEY, Name, Path, Table, by_name, is_table, named_by, same


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs; ``before`` or ``after`` is None where it was not or is no more."""

    path: Path
    before: object | None
    after: object | None


def changes(before: Table, after: Table) -> tuple[Change, ...]:
    """Return what differs between two tables, as deep down as both have tables.

    Parameters
    ----------
    before, after : dict
        Tables of a mapping; both are left as they are, and the changes hold parts of them.

    Returns
    -------
    tuple of Change
        An entry that came or went is one change. An order that changed is one, whose path ends with ``ORDER`` and whose values
        are lists of keys; the order of ties and waves means nothing.

    Examples
    --------
    >>> changes({"group": [{"key": "ppt", "size": 9}]}, {"group": [{"key": "ppt", "size": 8}]})
    (Change(path=('group', 'ppt', 'size'), before=9, after=8),)
    """
    return tuple(_in_tables((), before, after))


def _in_tables(path: Path, before: Table, after: Table) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        yield from _in_values((*path, name), before.get(name), after.get(name))


def _in_values(path: Path, before: object, after: object) -> Iterator[Change]:
    if same(before, after):
        return
    if is_table(before) and is_table(after):
        yield from _in_tables(path, before, after)
        return
    old, new = by_name(path, before), by_name(path, after)
    if old is None or new is None:
        yield Change(path, before, after)
    else:
        yield from _in_entries(path, old, new)


def _in_entries(path: Path, before: dict[Name, Table], after: dict[Name, Table]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        yield from _in_values((*path, *name), before.get(name), after.get(name))
    was, now = [name for name in before if name in after], [name for name in after if name in before]
    if was != now and named_by(path) == OWN_KEY:
        yield Change((*path, ORDER), [name[0] for name in before], [name[0] for name in after])
