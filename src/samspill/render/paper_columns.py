"""How broad the columns of a table are on paper: short cells stay on one line, long ones share what is left."""

from __future__ import annotations

from samspill.render.table_layout import shared_out
from samspill.render.text_width import longest_word, width
from samspill.reporting.document import Mark, Table, TableCell

ROOM, ROOM_SMALL = 52.0, 55.0
"""Room across a page, in letter sizes of a table; letters are smaller where columns are many."""
MANY = 4
GAP = 1.1
"""Air between two columns."""
MARK = 1.7
"""Room for a mark and the air after it."""
SHORT = (13.0, 11.0, 9.5, 8.5, 7.5, 6.5, 0.0)
"""Cells up to this broad are not broken, as far as there is room for that."""
HEAD = 7.5
"""Headings of columns up to this broad are not broken."""
BROKEN = 11.0
"""Words broader than this may be hyphenated."""
SLACK = 0.15


def columns(table: Table) -> tuple[float, ...]:
    """Return the breadth of each column in letter sizes, the air after it included, together no broader than a page.

    Examples
    --------
    >>> rows = ((TableCell("Lærere"), TableCell("på vei", Mark.ON_THE_WAY)),)
    >>> [round(breadth, 1) for breadth in columns(Table("", ("Gruppe", "Samarbeidet"), rows))]
    [4.9, 7.5]
    """
    room = ROOM_SMALL if len(table.header) > MANY else ROOM
    cells = [[(TableCell(head), True), *((row[place], False) for row in table.rows)] for place, head in enumerate(table.header)]
    liked = [GAP + max(_whole(cell, bold=bold) for cell, bold in column) for column in cells]
    liked[0] += max(0.0, min(room, _across(table)) - sum(liked))
    if sum(liked) <= room:
        return tuple(liked)
    tries = [[GAP + max(_least(cell, short, bold=bold) for cell, bold in column) for column in cells] for short in SHORT]
    least = next((breadths for breadths in tries if sum(breadths) <= room), tries[-1])
    shared = shared_out(least, liked, room)
    return tuple(breadth * min(1.0, room / sum(shared)) for breadth in shared)


def _across(table: Table) -> float:
    """Return the breadth of the longest heading of rows, which runs across all columns."""
    return max((_whole(TableCell(heading), bold=True) for heading, _ in table.groups), default=0.0)


def _whole(cell: TableCell, *, bold: bool) -> float:
    return SLACK + _mark(cell) + width(cell.text, 1.0, bold=bold)


def _least(cell: TableCell, short: float, *, bold: bool) -> float:
    whole = _whole(cell, bold=bold)
    if whole <= (HEAD if bold else short):
        return whole
    return min(whole, SLACK + _mark(cell) + min(longest_word(cell.text, 1.0, bold=bold), BROKEN))


def _mark(cell: TableCell) -> float:
    return 0.0 if cell.mark is Mark.NONE else MARK
