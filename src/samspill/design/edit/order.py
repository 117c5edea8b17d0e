"""The order of organisations, sites and groups."""

from __future__ import annotations

from samspill.design.edit.entries import Kind, entries, entry, put
from samspill.design.edit.table import Table, copied_table


def move(table: Table, kind: Kind, key: str, by: int) -> Table:
    """Return a table in which an entry stands ``by`` places further down (up where negative), at most at the end.

    Raises
    ------
    DesignError
        ``design_edit.unknown``.

    Examples
    --------
    >>> move({"site": [{"key": "a"}, {"key": "b"}, {"key": "c"}]}, "site", "c", -1)
    {'site': [{'key': 'a'}, {'key': 'c'}, {'key': 'b'}]}
    """
    edited = copied_table(table)
    moved = entry(edited, kind, key)
    order = entries(edited, kind)
    start = next(number for number, one in enumerate(order) if one is moved)
    order.insert(max(0, start + by), order.pop(start))
    put(edited, kind, order)
    return edited
