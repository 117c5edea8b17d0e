"""What tables on slides and in documents have in common: whole rows, row groups, and the sharing out of width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samspill.render.safe_text import one_line
from samspill.render.table_parts import Row, row_groups
from samspill.reporting.charts.palette import PEOPLE, QUIET
from samspill.reporting.document import Mark, Table, TableCell

# One hue from dark to light beneath the marks; frames and marks in ink stand on all of them.
FILLS = {Mark.HOLDS: PEOPLE, Mark.ON_THE_WAY: QUIET}


@dataclass(frozen=True, slots=True)
class FlatTable:
    """A table whose rows all have as many cells as its header; ``heads`` tells which rows are headings of row groups."""

    header: Row
    rows: tuple[Row, ...]
    heads: frozenset[int]


def flat(table: Table, longest: int) -> FlatTable:
    """Return a table with its row groups as rows of their own; every text safe, on one line, at most ``longest`` characters.

    Examples
    --------
    >>> table = Table("", ("a", "b"), ((TableCell("x"),), (TableCell("y"), TableCell("1"))), groups=(("g", 1), ("h", 1)))
    >>> [[cell.text for cell in row] for row in flat(table, 9).rows], sorted(flat(table, 9).heads)
    ([['g', ''], ['x', ''], ['h', ''], ['y', '1']], [0, 2])
    """
    count = max([1, len(table.header), *(len(row) for row in table.rows)])

    def whole(row: Row) -> Row:
        safe = (replace(cell, text=one_line(cell.text, longest)) for cell in row)
        return (*safe, *(TableCell("") for _ in range(count - len(row))))

    rows: list[Row] = []
    heads: set[int] = set()
    for heading, members in row_groups(table):
        if heading is not None:
            heads.add(len(rows))
            rows.append(whole((TableCell(heading),)))
        rows.extend(whole(row) for row in members)
    return FlatTable(whole(tuple(TableCell(text) for text in table.header)), tuple(rows), frozenset(heads))


def shown(cell: TableCell, *, words: bool) -> str:
    """Return what a cell shows: its text with the mark before it, or the mark alone where words do not fit."""
    if cell.mark is Mark.NONE:
        return cell.text
    return f"{cell.mark} {cell.text}".strip() if words else cell.mark


def shared_out(least: Sequence[float], liked: Sequence[float], room: float) -> tuple[float, ...]:
    """Return widths that fill a room: what each column needs at least, then what it would like, then equal air.

    Where not even the least fits, the least is returned as it is, wider than the room.

    Examples
    --------
    >>> shared_out((2.0, 2.0), (4.0, 6.0), 7.0), shared_out((2.0, 2.0), (4.0, 6.0), 12.0)
    ((3.0, 4.0), (5.0, 7.0))
    """
    wishes = [like - low for low, like in zip(least, liked, strict=True)]
    spare = max(room - sum(least), 0.0)
    share = min(1.0, spare / sum(wishes)) if sum(wishes) else 0.0
    widths = [low + share * wish for low, wish in zip(least, wishes, strict=True)]
    air = max(room - sum(widths), 0.0) / len(widths)
    return tuple(width + air for width in widths)
