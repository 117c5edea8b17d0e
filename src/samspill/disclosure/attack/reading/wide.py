"""Tables with several numbers in a row, made into tables with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.figures import figure
from samspill.disclosure.attack.reading.tables import Table
from samspill.disclosure.attack.reading.words import folded, listed

SIDES = {"received": ("received_by_people", "received_n"), "given": ("given_by_people", "given_n")}
KEPT = ("wave", "unit", "name", "site", "rater", "target", "n", "people")
TOLD_BY_ROW = frozenset({"value", "share", "since", "statistic", "state", "item", *(value for value, _ in SIDES.values())})
MOST = 10.0
"""The highest mean of a scale that is asked about: 0 to 10."""


def long_tables(table: Table) -> Iterator[Table]:
    """Yield a table as it is, or others where one row holds several numbers."""
    there = columns(table.header)
    if any(value in there for value, _ in SIDES.values()):
        yield from _by_side(table, there)
    elif not TOLD_BY_ROW & set(there.places) and (found := _by_heading(table, there)):
        yield found
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


def _by_heading(table: Table, there: Columns) -> Table | None:
    """Return a table whose headings are what its means are about, measures or groups, with a row for each of them.

    Means have decimals somewhere; whole numbers alone are counts, or answers of people.
    """
    at = [place for place in there.others if _of_means(table.column(place))]
    label = next((place for place in range(len(table.header)) if place not in at and _of_words(table.column(place))), None)
    if not at or label is None:
        return None
    written = [shown for place in at for cell in table.column(place) if (shown := figure(cell))]
    if not any(shown.decimals for shown in written):
        return None
    groups = {folded(cell) for cell in table.column(label)}
    matrix = len(at) > 1 and all(folded(table.header[place]) in groups for place in at)
    if not matrix and (
        "measure" in there or not {"unit", "name"} & set(there.places) or not {"n", "people"} & set(there.places)
    ):
        return None
    kept = [] if matrix else [role for role in KEPT if role in there and there.places[role] != label]
    header = ("rater", "target", "value") if matrix else ("unit", "measure", "value", *kept)
    rows = [
        (row[label], table.header[place], row[place], *(there.of(row, role) for role in kept))
        for row in table.rows
        for place in at
    ]
    return Table(table.spot, header, tuple(rows), table.title, table.above, table.first, table.binary)


def _of_means(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell and folded(cell) not in listed("no_number")]
    shown = [figure(cell) for cell in filled]
    return bool(filled) and all(one is not None and 0 <= one.value <= MOST for one in shown)


def _of_words(cells: Sequence[str]) -> bool:
    return any(any(sign.isalpha() for sign in cell) for cell in cells)
