"""What a page needs of a table beside its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samspill.reporting.document import Table, TableCell

Row = tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Directions:
    """What one group of a matrix says of another and, where it is told, what that one says of it."""

    other: str
    said: TableCell
    back: TableCell | None


def row_groups(table: Table) -> list[tuple[str | None, tuple[Row, ...]]]:
    """Return the rows of a table under their headings; rows after the last heading have none.

    Examples
    --------
    >>> rows = tuple((TableCell(text),) for text in "abc")
    >>> [(heading, len(some)) for heading, some in row_groups(Table("", ("",), rows, groups=(("A", 2),)))]
    [('A', 2), (None, 1)]
    """
    grouped: list[tuple[str | None, tuple[Row, ...]]] = []
    start = 0
    for heading, count in table.groups:
        grouped.append((heading, table.rows[start : start + count]))
        start += count
    return [*grouped, (None, table.rows[start:])] if start < len(table.rows) else grouped


def directions(table: Table) -> Iterator[tuple[str, list[Directions]]]:
    """Return a matrix as a list per row: everybody it speaks of, both directions side by side."""
    columns = table.header[1:]
    said = {(row[0].text, name): cell for row in table.rows for name, cell in zip(columns, row[1:], strict=False)}
    for row in table.rows:
        name = row[0].text
        pairs = zip(columns, row[1:], strict=False)
        yield name, [Directions(other, cell, said.get((other, name)) if other != name else None) for other, cell in pairs]
