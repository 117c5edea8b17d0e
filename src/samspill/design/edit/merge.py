"""Two people's changes to the same mapping, put together so that nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from samspill.design.edit.table import (
    ORDER,
    OWN_KEY,
    Name,
    Path,
    Table,
    by_name,
    copied,
    copied_table,
    is_list,
    is_table,
    named_by,
    same,
    woven,
)

Entries: TypeAlias = dict[Name, Table]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both changed, each in their way. The merged table holds ``theirs``; None means absent.

    Where both changed the order of a list, the path ends with ``ORDER`` and the values are lists of keys.
    """

    path: Path
    base: object | None
    mine: object | None
    theirs: object | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A table with the changes of both, and what could not be put together."""

    table: Table
    conflicts: tuple[Conflict, ...]


def merge(base: Table, mine: Table, theirs: Table) -> Merged:
    """Put together what two sides changed since they had the same table.

    Tables are merged key by key, and lists whose entries have names (:func:`samspill.design.edit.table.by_name`) entry by
    entry. Any other list is one value, but what both added at its end is kept. What one deleted and the other changed is a
    conflict, and so are entries that both added under one key: two people may have meant two different groups. The order of
    entries is theirs, with mine's additions after the entry they followed; if only mine changed the order, it is mine's.

    ``merge(base=after, mine=before, theirs=now)`` takes back the change from ``before`` to ``after`` and nothing else.
    References are not looked at: one may delete a group while the other names it, which reading the table tells.

    Parameters
    ----------
    base, mine, theirs : dict
        The table both had, and what each made of it. All are left as they are.

    Returns
    -------
    Merged
        A new table, and the conflicts in the order of the table.

    Examples
    --------
    >>> done = merge({"mapping": {"title": "A", "language": "nb"}}, {"mapping": {"title": "B", "language": "nb"}},
    ...              {"mapping": {"title": "C", "language": "da"}})
    >>> done.table, done.conflicts
    ({'mapping': {'title': 'C', 'language': 'da'}}, (Conflict(path=('mapping', 'title'), base='A', mine='B', theirs='C'),))
    """
    conflicts: list[Conflict] = []
    table = _tables((), base, mine, theirs, conflicts)
    return Merged(copied_table(table), tuple(conflicts))


def _tables(path: Path, base: Table, mine: Table, theirs: Table, conflicts: list[Conflict]) -> Table:
    merged: Table = {}
    for name in dict.fromkeys((*theirs, *mine)):
        value = _values((*path, name), base.get(name), mine.get(name), theirs.get(name), conflicts)
        if value is not None:
            merged[name] = value
    return merged


def _values(path: Path, base: object, mine: object, theirs: object, conflicts: list[Conflict]) -> object | None:
    if same(mine, theirs) or same(base, mine):
        return theirs
    if same(base, theirs):
        return mine
    if is_table(mine) and is_table(theirs) and (base is None or is_table(base)):
        return _tables(path, base or {}, mine, theirs, conflicts)
    old, new, others = (by_name(path, value) for value in (base, mine, theirs))
    if old is not None and new is not None and others is not None:
        return _entries(path, old, new, others, conflicts)
    added = _appended(base, mine, theirs)
    if added is None:
        conflicts.append(_conflict(path, base, mine, theirs))
        return theirs
    return added


def _entries(path: Path, base: Entries, mine: Entries, theirs: Entries, conflicts: list[Conflict]) -> list[object] | None:
    kept: dict[Name, object] = {}
    for name in dict.fromkeys((*theirs, *mine)):
        parts = base.get(name), mine.get(name), theirs.get(name)
        value = _entry(path, name, parts, conflicts)
        if value is not None:
            kept[name] = value
    leading, following = _orders(path, base, mine, theirs, conflicts)
    order = woven([name for name in leading if name in kept], [name for name in following if name in kept])
    # A list without entries stands in no file: it is absent.
    return [kept[name] for name in order] or None


def _entry(
    path: Path, name: Name, parts: tuple[Table | None, Table | None, Table | None], conflicts: list[Conflict]
) -> object | None:
    base, mine, theirs = parts
    # Keys are made from names, so two new groups may share one by chance; a pair or a number is the same thing for both.
    if base is None and mine and theirs and named_by(path) == OWN_KEY and not same(mine, theirs):
        conflicts.append(_conflict((*path, *name), None, mine, theirs))
        return theirs
    return _values((*path, *name), base, mine, theirs, conflicts)


def _orders(
    path: Path, base: Entries, mine: Entries, theirs: Entries, conflicts: list[Conflict]
) -> tuple[Iterable[Name], Iterable[Name]]:
    """Return the order to follow, and the one whose further entries are put into it."""
    was, mine_now, theirs_now = (
        [name for name in entries if name in base and name in mine and name in theirs] for entries in (base, mine, theirs)
    )
    if mine_now != was and theirs_now == was:
        return mine, theirs
    if mine_now not in (was, theirs_now) and named_by(path) == OWN_KEY:
        orders = ([name[0] for name in entries] for entries in (base, mine, theirs))
        conflicts.append(Conflict((*path, ORDER), *orders))
    return theirs, mine


def _appended(base: object, mine: object, theirs: object) -> list[object] | None:
    """Return a list with what both added at its end; None where one did more than add."""
    if not (is_list(mine) and is_list(theirs) and (base is None or is_list(base))):
        return None
    old = base or []
    if not (same(mine[: len(old)], old) and same(theirs[: len(old)], old)):
        return None
    return theirs + _without(mine[len(old) :], theirs[len(old) :])


def _without(additions: Iterable[object], others: Collection[object]) -> list[object]:
    """Return additions that the other side did not make too, each counted once."""
    left, found = list(others), list[object]()
    for part in additions:
        twin = next((position for position, other in enumerate(left) if same(part, other)), None)
        if twin is None:
            found.append(part)
        else:
            del left[twin]
    return found


def _conflict(path: Path, *values: object) -> Conflict:
    base, mine, theirs = map(copied, values)
    return Conflict(path, base, mine, theirs)
