"""One value of a mapping, by the path that changes and conflicts carry."""

from __future__ import annotations

from typing import cast

from samspill.design.edit.table import (
    NAMED_BY,
    ORDER,
    OWN_KEY,
    Path,
    Table,
    by_name,
    copied,
    copied_table,
    is_list,
    is_table,
    named_by,
    woven,
)
from samspill.errors import DesignError, Place, Problem


def value_at(table: Table, path: Path) -> object | None:
    """Return the value at a path.

    Returns
    -------
    object or None
        A part of the table, not to be changed; for a path that ends with ``ORDER`` the list of keys. None where nothing stands.

    Examples
    --------
    >>> value_at({"group": [{"key": "larere", "size": {"nordby": 24}}]}, ("group", "larere", "size", "nordby"))
    24
    """
    return _get(table, (), path)


def set_value(table: Table, path: Path, value: object) -> Table:
    """Return a table with another value at a path.

    Parameters
    ----------
    table : dict
        Left as it is.
    path : tuple of str
        Sections and tables on the way are made. An entry of a list must exist, unless it is itself what is set.
    value : object
        Nothing, a blank text and an empty list or table take the key away, and with it a table that has nothing else. With
        ``ORDER`` a list of keys: entries that it lacks stay behind the one they followed. References are not looked at.

    Raises
    ------
    DesignError
        ``design_edit.gone``: the path leads through an entry or a value that is not, or no longer, there.

    Examples
    --------
    >>> set_value({"mapping": {"title": "A"}}, ("privacy", "k"), 5)
    {'mapping': {'title': 'A'}, 'privacy': {'k': 5}}
    >>> set_value({"privacy": {"k": 5}, "mapping": {"title": "A"}}, ("privacy", "k"), None)
    {'mapping': {'title': 'A'}}
    """
    given = None if is_empty(value) else copied(value)
    return cast("Table", _set(copied_table(table), (), path, given))


def is_empty(value: object) -> bool:
    """Tell whether a value says nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _get(value: object, done: Path, rest: Path) -> object | None:
    if not rest:
        return value
    if is_table(value):
        return _get(value.get(rest[0]), (*done, rest[0]), rest[1:])
    entries = by_name(done, value)
    if not entries:
        return None
    if rest == (ORDER,) and named_by(done) == OWN_KEY:
        return [name[0] for name in entries]
    width = len(named_by(done))
    return _get(entries.get(rest[:width]), (*done, *rest[:width]), rest[width:])


def _set(value: object, done: Path, rest: Path, new: object | None) -> object | None:
    """Return what stands at ``done`` when the value further on is another; None where nothing is left."""
    if not rest:
        return new
    if is_list(value) or (value is None and len(done) == 1 and done[0] in NAMED_BY):
        return _set_in_list(value, done, rest, new)
    if value is not None and not is_table(value):
        raise _gone((*done, *rest))
    table = value or {}
    part = _set(table.get(rest[0]), (*done, rest[0]), rest[1:], new)
    if part is None:
        table.pop(rest[0], None)
    else:
        table[rest[0]] = part
    return table if table or not done else None


def _set_in_list(value: object, done: Path, rest: Path, new: object | None) -> object | None:
    entries, width = by_name(done, value), len(named_by(done))
    name, further = rest[:width], rest[width:]
    if entries is None or len(name) < width:
        raise _gone((*done, *rest))
    if rest == (ORDER,) and named_by(done) == OWN_KEY:
        wanted = [(str(key),) for key in (new if is_list(new) else [])]
        return [entries[key] for key in woven([key for key in dict.fromkeys(wanted) if key in entries], entries)] or None
    if name not in entries and (further or not (new is None or is_table(new))):
        raise _gone((*done, *rest))
    part = _set(entries.get(name), (*done, *name), further, new)
    if part is None:
        entries.pop(name, None)
    else:
        entries[name] = cast("Table", part)
    return list(entries.values()) or None


def _gone(path: Path) -> DesignError:
    return DesignError(Problem("design_edit.gone", Place(key=".".join(path))))
