"""Text files of rows and columns: separator found, quotes and line breaks inside cells kept, row numbers exact."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from samspill.errors import FileError, Place, Problem
from samspill.ratings.encoding import encoding_of
from samspill.ratings.faults import ROWS_NAMED, rows_text
from samspill.ratings.sheet import Sheet, stacked, tidy, tidy_headings

SEPARATORS = (";", ",", "\t", "|")
MOST_BYTES = 1_000_000_000
LINES_LOOKED_AT = 100
ROWS_AT_A_TIME = 50_000


@dataclass(slots=True)
class _Record:
    """One line of cells and the row in the file where it begins."""

    row: int
    cells: list[str]


def read_delimited(path: Path) -> Sheet:
    """Read a text file of separated values.

    Encoding and separator (``;`` ``,`` tab ``|``) are found; a first line ``sep=;``, as Excel writes it, decides. Quoted cells
    may hold separators, quotes and line breaks. Empty lines are passed over but counted, so that a row number is the line at
    which an editor finds it.

    Raises
    ------
    FileError
        ``ratings.too_large``, ``ratings.empty``, ``ratings.ragged`` (rows with more or fewer cells than headings),
        ``ratings.quotes`` (a quote that never ends, a cell over 131,072 signs), and those of ``encoding_of``.
    """
    name = path.name
    if path.stat().st_size > MOST_BYTES:
        raise FileError(Problem("ratings.too_large", Place(file=name), {"size": MOST_BYTES // 1_000_000}))
    encoding = encoding_of(path, name)
    try:
        with path.open(encoding=encoding, newline="") as file:
            separator, first_row = _separator(file)
        with path.open(encoding=encoding, newline="") as file:
            return _read(file, name, separator, first_row)
    except UnicodeError as error:
        raise FileError(Problem("ratings.encoding", Place(file=name))) from error


def _separator(file: TextIO) -> tuple[str, int]:
    """Return the separator and the first row after an Excel hint: the one under which rows are as wide as the headings."""
    lines = list(islice(file, LINES_LOOKED_AT))
    hint = lines[0].strip() if lines else ""
    if hint[:4].lower() == "sep=" and hint[4:5] in SEPARATORS:
        return hint[4], 2
    if hint[:4].lower() == "sep=":
        return "\t", 2
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


def _read(file: TextIO, name: str, separator: str, first_row: int) -> Sheet:
    for _ in range(first_row - 1):
        file.readline()
    records = _records(file, name, separator, first_row)
    heading = next((record for record in records if any(cell.strip() for cell in record.cells)), None)
    if heading is None:
        raise FileError(Problem("ratings.empty", Place(file=name)))
    width, blocks, ragged = len(heading.cells), list[tuple[list[int], list[tuple[str, ...]]]](), list[_Record]()
    while block := list(islice(records, ROWS_AT_A_TIME)):
        rows, cells = list[int](), list[list[str]]()
        for record in block:
            found = _fitted(record.cells, width)
            if found is None:
                ragged.append(record)
            elif found:
                rows.append(record.row)
                cells.append(found)
        if rows and not ragged:
            blocks.append((rows, list(zip(*cells, strict=True))))
    if ragged:
        raise FileError(_ragged(ragged, width, name))
    return Sheet(name, tidy_headings(heading.cells), heading.row, tidy(stacked(blocks, width)))


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """Return a row of the headings' width, an empty one for a row without content, None for a row that does not fit."""
    if len(cells) == width:
        return cells
    if not any(cell.strip() for cell in cells):
        return []
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return None


def _records(file: TextIO, name: str, separator: str, first_row: int) -> Iterator[_Record]:
    reader = csv.reader(file, delimiter=separator, strict=True)
    begins = first_row
    try:
        for cells in reader:
            yield _Record(begins, cells)
            begins = first_row + reader.line_num
    except csv.Error as error:
        raise FileError(Problem("ratings.quotes", Place(file=name, row=begins))) from error


def _ragged(ragged: Sequence[_Record], width: int, name: str) -> list[Problem]:
    """Return one problem for each number of cells that rows have instead."""
    by_width: dict[int, list[int]] = {}
    for record in ragged:
        by_width.setdefault(len(record.cells), []).append(record.row)
    return [
        Problem(
            "ratings.ragged",
            Place(file=name, row=rows[0]),
            {"cells": cells, "headings": width, "rows": rows_text(rows[:ROWS_NAMED], len(rows))},
        )
        for cells, rows in sorted(by_width.items(), key=lambda entry: entry[1][0])[:ROWS_NAMED]
    ]
