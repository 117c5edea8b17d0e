"""Tables laid out for slides: sized to be read, parted by rows and columns where a slide cannot hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspill.render.pptx_deck import ROOM
from samspill.render.safe_text import one_line
from samspill.render.table_layout import flat, shared_out, shown
from samspill.render.table_parts import Row
from samspill.render.text_width import height, longest_word, width
from samspill.reporting.document import Mark, Table, TableCell

SIZES = (20, 18, 16, 14)
SMALLEST = SIZES[-1]
NOTE_SIZE = 14
MARK_SIZE = 16
SIDE, ABOVE = 6, 3
"""Air inside a cell, in points."""
NARROWEST, WIDEST_HEAD, TALLEST_HEAD = 34, 230, 172
LONGEST_TEXT = 300
SLACK = 3
"""Programmes round widths, each in its own way."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """As much of a table as stands on one slide. ``heads`` tells which rows are headings of row groups; widths in points."""

    table: Table
    header: Row
    rows: tuple[Row, ...]
    heads: frozenset[int]
    widths: tuple[float, ...]
    size: float
    words: bool
    upright: bool
    note: str

    @property
    def heights(self) -> tuple[float, ...]:
        """Height of the header row and of each row, in points."""
        return (self._header_height, *(self._height(row, bold=at in self.heads) for at, row in enumerate(self.rows)))

    @property
    def high(self) -> float:
        """Height with the note beneath, in points."""
        note = height(self.note, ROOM, NOTE_SIZE) + 2 * ABOVE if self.note else 0
        return sum(self.heights) + note

    @property
    def shortened(self) -> bool:
        """Tell whether a heading had to be cut."""
        return any(
            len(cell.text) < len(one_line(text, LONGEST_TEXT))
            for cell, text in zip(self.header, self.table.header, strict=False)
        )

    @property
    def figures(self) -> frozenset[int]:
        """Places of the columns that hold nothing but numbers."""
        columns = enumerate(zip(*(row for at, row in enumerate(self.rows) if at not in self.heads), strict=True))
        return frozenset(place for place, column in columns if place and all(_is_number(cell) for cell in column))

    @property
    def _header_height(self) -> float:
        flat = self._height(self.header[:1] if self.upright else self.header, bold=True)
        if not self.upright:
            return flat
        longest = max((width(cell.text, self.size, bold=True) for cell in self.header[1:]), default=0) + 3 * SIDE
        return max(flat, min(longest, TALLEST_HEAD))

    def _height(self, row: Row, *, bold: bool) -> float:
        wide = zip(row, self.widths, strict=False)
        return 2 * ABOVE + max(
            height(self.text(cell) or "x", points - 2 * SIDE, self.size_of(cell), bold=bold or at == 0)
            for at, (cell, points) in enumerate(wide)
        )

    def text(self, cell: TableCell) -> str:
        """Return what a cell shows."""
        return shown(cell, words=self.words)

    def size_of(self, cell: TableCell) -> float:
        """Return the font size of a cell: a mark that stands alone is larger."""
        return self.size if self.words or cell.mark is Mark.NONE else MARK_SIZE


def _is_number(cell: TableCell) -> bool:
    return cell.mark is Mark.NONE and (cell.number is not None or not cell.text)


def parts(table: Table, room_now: float, room_then: float, *, captioned: bool = True) -> Iterator[TablePart]:
    """Yield the parts of a table: the first fits into ``room_now`` points of height, the others into ``room_then``.

    A table stands in the largest type in which it fits on one slide. One that does not fit is parted in the smallest, first by
    columns, then by rows; header, first column and the heading of a row group are repeated.
    """
    whole = _whole(table, captioned=captioned)
    for size, words, heads in _tries(table):
        part = _sized(whole if heads else _without_heads(whole), size, words=words)
        whole_names = size == SMALLEST or not part.shortened
        if whole_names and part.high <= room_now and sum(part.widths) <= ROOM + 1:
            yield part
            return
    room = room_now
    for columns in _column_runs(_sized(whole, SMALLEST, words=not table.matrix)):
        run = _sized(_columns(whole, columns), SMALLEST, words=not table.matrix)
        for part in _row_runs(run, room, room_then):
            yield part
            room = room_then


def _tries(table: Table) -> Iterator[tuple[float, bool, bool]]:
    """Yield sizes, whether with words, whether with headings of row groups; a matrix may do without either to stay whole."""
    yield from ((size, True, True) for size in SIZES)
    if table.matrix:
        yield from ((size, False, heads) for heads in (True, False) for size in SIZES[1:])


def _without_heads(part: TablePart) -> TablePart:
    return _rows(part, [at for at in range(len(part.rows)) if at not in part.heads])


def _whole(table: Table, *, captioned: bool) -> TablePart:
    whole = flat(table, LONGEST_TEXT)
    note = "\n".join(one_line(text, 2 * LONGEST_TEXT) for text in (table.caption if captioned else None, table.note) if text)
    return TablePart(table, whole.header, whole.rows, whole.heads, (), SMALLEST, words=True, upright=False, note=note)


def _sized(part: TablePart, size: float, *, words: bool) -> TablePart:
    """Return the part at a size, with the widths of its columns and upright headings where words are wider than columns."""
    sized = replace(part, size=size, words=words)
    bodies = [row for at, row in enumerate(sized.rows) if at not in sized.heads]
    columns = list(zip(*bodies, strict=True)) or [()] * len(sized.header)
    if not part.table.matrix:
        return replace(sized, widths=_widths(sized, columns))
    first = _first_width(sized, columns[0])
    least = max([NARROWEST, *(_least(sized, column) for column in columns[1:])])
    each = max(least, (ROOM - first) / max(len(columns) - 1, 1))
    upright = any(longest_word(cell.text, size, bold=True) > each - 2 * SIDE for cell in sized.header[1:])
    header = (sized.header[0], *(_shortened(cell, size) for cell in sized.header[1:])) if upright else sized.header
    return replace(sized, widths=(first, *(each for _ in columns[1:])), upright=upright, header=header)


def _shortened(cell: TableCell, size: float) -> TableCell:
    """Return a heading that fits on its side, cut with an ellipsis where it is too long."""
    text = cell.text
    while width(text, size, bold=True) > TALLEST_HEAD - 3 * SIDE:
        text = f"{text.removesuffix('…')[:-1].rstrip()}…"
    return replace(cell, text=text)


def _first_width(part: TablePart, column: Sequence[TableCell]) -> float:
    named = max((width(cell.text, part.size, bold=True) for cell in column), default=0) + 2 * SIDE + SLACK
    return min(max(named, longest_word(part.header[0].text, part.size, bold=True) + 2 * SIDE, NARROWEST), WIDEST_HEAD)


def _least(part: TablePart, column: Sequence[TableCell]) -> float:
    words = max((longest_word(part.text(cell), part.size_of(cell)) for cell in column), default=0)
    return min(words + 2 * SIDE + SLACK, WIDEST_HEAD)


def _widths(part: TablePart, columns: Sequence[Sequence[TableCell]]) -> tuple[float, ...]:
    """Return widths that fill the slide: what each column needs, and the rest in proportion to what it would like."""
    least: list[float] = []
    liked: list[float] = []
    for at, (head, column) in enumerate(zip(part.header, columns, strict=True)):
        words = [(part.text(cell), at == 0) for cell in column] + [(head.text, True)]
        most = max(longest_word(text, part.size, bold=bold) for text, bold in words) + 2 * SIDE + SLACK
        least.append(min(most, WIDEST_HEAD))
        liked.append(max(most, *(width(text, part.size, bold=bold) + 2 * SIDE + SLACK for text, bold in words), NARROWEST))
    return shared_out(least, liked, ROOM)


def _column_runs(part: TablePart) -> Iterator[tuple[int, ...]]:
    """Yield the columns of each part of a table that is wider than a slide, the first column always among them."""
    run: list[int] = []
    used = part.widths[0]
    for at, points in enumerate(part.widths[1:], start=1):
        if run and used + points > ROOM + SLACK:
            yield (0, *run)
            run, used = [], part.widths[0]
        run.append(at)
        used += points
    yield (0, *run)


def _columns(part: TablePart, columns: tuple[int, ...]) -> TablePart:
    rows = tuple(tuple(row[at] for at in columns) for row in part.rows)
    return replace(part, header=tuple(part.header[at] for at in columns), rows=rows)


def _row_runs(part: TablePart, room_now: float, room_then: float) -> Iterator[TablePart]:
    room = room_now
    rest = list(range(len(part.rows)))
    while rest:
        taken = _fitting(part, rest, room)
        yield _rows(part, taken)
        rest = rest[len(taken) :]
        heading = max((at for at in part.heads if rest and at < rest[0]), default=None)
        if rest and heading is not None and rest[0] not in part.heads:
            rest.insert(0, heading)
        room = room_then
    if not part.rows:
        yield part


def _fitting(part: TablePart, rest: list[int], room: float) -> list[int]:
    """Return the first rows that fit, two at least where the first is a heading, so that every part brings something new."""
    least = 2 if rest[0] in part.heads and len(rest) > 1 else 1
    count = least
    while count < len(rest) and _rows(part, rest[: count + 1]).high <= room:
        count += 1
    if count > least and rest[count - 1] in part.heads and count < len(rest):
        count -= 1
    return rest[:count]


def _rows(part: TablePart, taken: list[int]) -> TablePart:
    heads = frozenset(place for place, at in enumerate(taken) if at in part.heads)
    return replace(part, rows=tuple(part.rows[at] for at in taken), heads=heads)
