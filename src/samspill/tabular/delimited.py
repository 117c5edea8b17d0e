"""Text files of rows and columns: separator found, quotes and line breaks inside cells kept, row numbers exact."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate, chain, islice
from typing import TextIO

from samspill.errors import FileError, Place, Problem
from samspill.tabular.encoding import encoding_of
from samspill.tabular.faults import ROWS_NAMED, rows_text
from samspill.tabular.held import File, opened_text, size_of
from samspill.tabular.sheet import Sheet, check_width, is_version, stacked, tidy, tidy_headings

SEPARATORS = (";", ",", "\t", "|")
MOST_BYTES = 1_000_000_000
LONGEST_LINE = 10_000_000
LINES_LOOKED_AT = 100
LONGEST_LOOKED_AT = 200_000
ROWS_AT_A_TIME = 5_000


def read_delimited(path: File) -> Sheet:
    """Read a text file of separated values.

    Encoding and separator (``;`` ``,`` tab ``|``) are found; a first line ``sep=;``, as Excel writes it, decides; a first line
    ``version:v1.0``, as Entra writes it, is passed over. Quoted cells may hold separators, quotes and line breaks. Empty lines
    are passed over but counted, so that a row number is the line at which an editor finds it.

    Raises
    ------
    FileError
        ``tabular.too_large``, ``tabular.too_many_columns``, ``tabular.empty``, ``tabular.ragged`` (rows with more
        or fewer cells than headings), ``tabular.quotes`` (a quote that never ends, a cell over 131,072 signs), and those of
        ``encoding_of``.
    """
    name = path.name
    if size_of(path) > MOST_BYTES:
        raise FileError(Problem("tabular.too_large", Place(file=name), {"size": MOST_BYTES // 1_000_000}))
    encoding = encoding_of(path, name)
    try:
        with opened_text(path, encoding) as file:
            separator, first_row = _separator(file)
        with opened_text(path, encoding) as file:
            return _read(_blocks(file, name, separator, first_row), name)
    except UnicodeError as error:
        raise FileError(Problem("tabular.encoding", Place(file=name))) from error


def _separator(file: TextIO) -> tuple[str, int]:
    """Return the separator and the first row after a line about the file: under it rows are as wide as the headings."""
    lines = list(islice(iter(lambda: file.readline(LONGEST_LOOKED_AT), ""), LINES_LOOKED_AT))
    hint = lines[0].strip() if lines else ""
    if hint[:4].lower() == "sep=" and hint[4:5] in SEPARATORS:
        return hint[4], 2
    if hint[:4].lower() == "sep=":
        return "\t", 2
    if is_version(hint):
        return max(SEPARATORS, key=lambda separator: _fit(lines[1:], separator)), 2
    return max(SEPARATORS, key=lambda separator: _fit(lines, separator)), 1


def _fit(lines: Sequence[str], separator: str) -> tuple[bool, float, int]:
    """Weigh a separator: several headings, then rows of the same width, then many headings."""
    try:
        records = [record for record in csv.reader(lines, delimiter=separator) if record]
    except csv.Error:
        return False, 0.0, 0
    if not records:
        return False, 0.0, 0
    width = len(records[0])
    alike = sum(len(record) == width for record in records[1:]) / max(1, len(records) - 1)
    return width > 1, alike, width


Block = tuple[Sequence[int], list[list[str]]]
"""Row numbers and cells of lines that follow each other."""


def _blocks(file: TextIO, name: str, separator: str, first_row: int) -> Iterator[Block]:
    reader = csv.reader(_lines(file, first_row), delimiter=separator, strict=True)
    begins = first_row
    try:
        while block := list(islice(reader, ROWS_AT_A_TIME)):
            ends = first_row + reader.line_num
            yield range(begins, ends) if ends - begins == len(block) else _row_numbers(block, begins), block
            begins = ends
    except csv.Error as error:
        file.seek(0)
        row = _broken_row(_lines(file, first_row), separator, first_row)
        raise FileError(Problem("tabular.quotes", Place(file=name, row=row))) from error


def _lines(file: TextIO, first_row: int) -> Iterator[str]:
    """Return the lines from a row on; one without end would fill the memory before its cells could be counted."""
    for _ in range(first_row - 1):
        file.readline()
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error
        yield line


def _row_numbers(block: Sequence[Sequence[str]], begins: int) -> list[int]:
    """Count the line breaks inside cells, so that later rows keep the numbers that an editor gives them."""
    lines = (1 + sum(_breaks(cell) for cell in cells) for cells in block[:-1])
    return list(accumulate(lines, initial=begins))


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _broken_row(lines: Iterable[str], separator: str, first_row: int) -> int:
    """Return the row at which the line that cannot be parted begins."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begins = first_row
    with suppress(csv.Error):
        for _ in reader:
            begins = first_row + reader.line_num
    return begins


def _read(blocks: Iterator[Block], name: str) -> Sheet:
    headings, heading_row, rows, lines = _headings(blocks, name)
    width, ragged = len(headings), dict[int, list[int]]()
    fitted = list[tuple[Sequence[int], Sequence[tuple[str, ...]]]]()
    for numbers, block in chain([(rows, lines)], blocks):
        found = _fitted(numbers, block, width, ragged)
        if found[0] and not ragged:
            fitted.append((found[0], list(zip(*found[1], strict=True))))
    if ragged:
        raise FileError(_ragged(ragged, width, name))
    return Sheet(name, tidy_headings(headings), heading_row, tidy(stacked(fitted, width)))


def _headings(blocks: Iterator[Block], name: str) -> tuple[list[str], int, Sequence[int], list[list[str]]]:
    """Return the first line with content, its row, and the rest of its block."""
    for rows, block in blocks:
        at = next((at for at, cells in enumerate(block) if any(cell.strip() for cell in cells)), None)
        if at is not None:
            check_width(len(block[at]), Place(file=name, row=rows[at]))
            return block[at], rows[at], rows[at + 1 :], block[at + 1 :]
    raise FileError(Problem("tabular.empty", Place(file=name)))


def _fitted(rows: Sequence[int], block: list[list[str]], width: int, ragged: dict[int, list[int]]) -> Block:
    """Return the lines of the headings' width, those without content left out; note the rows of others by their width."""
    if set(map(len, block)) == {width}:
        return rows, block
    numbers, lines = list[int](), list[list[str]]()
    for row, cells in zip(rows, block, strict=True):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            ragged.setdefault(len(cells), []).append(row)
        else:
            numbers.append(row)
            lines.append(cells[:width])
    return numbers, lines


def _ragged(ragged: Mapping[int, list[int]], width: int, name: str) -> list[Problem]:
    """Return one problem for each number of cells that rows have instead."""
    return [
        Problem(
            "tabular.ragged",
            Place(file=name, row=rows[0]),
            {"cells": cells, "headings": width, "rows": rows_text(rows, len(rows))},
        )
        for cells, rows in sorted(ragged.items(), key=lambda entry: entry[1][0])[:ROWS_NAMED]
    ]
