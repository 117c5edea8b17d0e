"""Tables with several numbers in a row, made into tables with one."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.tables import Table

SIDES = {"received": ("received_by_people", "received_n"), "given": ("given_by_people", "given_n")}


def long_tables(table: Table) -> Iterator[Table]:
    """Yield a table as it is, or several where one row holds several numbers."""
    there = columns(table.header)
    if any(value in there for value, _ in SIDES.values()):
        yield from _by_side(table, there)
    else:
        yield table


def _by_side(table: Table, there: Columns) -> Iterator[Table]:
    """Yield what a table of groups tells of both sides; a row without a group is the whole wave."""
    kept = [role for role in ("wave", "unit", "site", "measure") if role in there]
    for side, (value, n) in SIDES.items():
        if value not in there:
            continue
        header = (*kept, "side", "value", "n")
        rows = [(*(there.of(row, role) for role in kept), side, there.of(row, value), there.of(row, n)) for row in table.rows]
        yield Table(table.spot, header, tuple(rows), table.title, table.above, table.first)
