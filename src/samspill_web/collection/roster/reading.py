"""From a file to rows of plain cells, before anything is understood. What must not be kept is left out here, first of all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from samspill.errors import FileError, Place, Problem
from samspill.tabular.held import Held
from samspill.tabular.open_file import TEXT_ENDINGS, open_sheet
from samspill.tabular.sheet import Sheet, shown
from samspill_web.collection.roster.cells import Phones, is_email
from samspill_web.collection.roster.columns import Column, heading_says, known, says_number, says_secret
from samspill_web.collection.roster.identity import could_be, numbers_in, without_numbers
from samspill_web.collection.roster.words import plain

ENDINGS = (*TEXT_ENDINGS, ".xlsx")
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
SAMPLE = 200
"""Cells that tell whether a column holds telephone numbers: each takes a while to read."""
MOSTLY = 0.5
NUMBERS, SECRETS = "numbers", "secrets"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that may be looked at.

    Parameters
    ----------
    source : str
        The file's name.
    headings : tuple of str
        Empty where a file has none.
    lines : tuple of (int, tuple of str)
        The row in the file, and its cells.
    dropped : tuple of (str, str)
        Columns that were left out, and why: ``numbers`` or ``secrets``.
    cleaned : tuple of int
        Rows from which an identity number was taken out of another column.
    """

    source: str
    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    dropped: tuple[tuple[str, str], ...] = ()
    cleaned: tuple[int, ...] = ()

    def column(self, at: int) -> list[str]:
        """Return the cells of a column."""
        return [cells[at] for _, cells in self.lines]

    def to_json(self) -> str:
        """Return the table as a text."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_json(cls, text: str) -> Table:
        """Return the table of a text."""
        found: dict[str, Any] = json.loads(text)
        return cls(
            found["source"],
            tuple(found["headings"]),
            tuple((row, tuple(cells)) for row, cells in found["lines"]),
            tuple((heading, why) for heading, why in found["dropped"]),
            tuple(found["cleaned"]),
        )


def read_table(held: Held, phones: Phones) -> Table:
    """Return the rows of a file, without identity numbers and passwords.

    Raises
    ------
    FileError
        Those of ``open_sheet``; ``roster.too_many_columns``, ``roster.too_many_rows``, ``roster.too_much``, ``roster.no_rows``.
    """
    sheet = open_sheet(held, known, ENDINGS)
    place = Place(file=shown(without_numbers(sheet.source)))
    if len(sheet.headings) > MOST_COLUMNS:
        raise FileError(Problem("roster.too_many_columns", place, {"most": MOST_COLUMNS}))
    headings, lines = _with_headings(sheet, phones)
    if not lines:
        raise FileError(Problem("roster.no_rows", place))
    if len(lines) > MOST_ROWS:
        raise FileError(Problem("roster.too_many_rows", place, {"most": MOST_ROWS}))
    if len(lines) * len(headings) > MOST_CELLS:
        raise FileError(Problem("roster.too_much", place))
    return _safe(str(place), headings, lines, phones)


Lines = list[tuple[int, list[str]]]


def _with_headings(sheet: Sheet, phones: Phones) -> tuple[list[str], Lines]:
    """Return headings and lines; a first row that is itself about a person is no row of headings."""
    headings = [plain(heading) for heading in sheet.headings]
    lines = [(int(row), [plain(cell or "") for cell in cells]) for row, *cells in sheet.cells.iter_rows()]
    if any(is_email(cell) or numbers_in(cell) or phones.read(cell) for cell in headings):
        return [""] * len(headings), [(sheet.heading_row, headings), *lines]
    return headings, lines


def _safe(source: str, headings: list[str], lines: Lines, phones: Phones) -> Table:
    dropped: list[tuple[str, str]] = []
    kept: list[int] = []
    calls: set[int] = set()
    for at, heading in enumerate(headings):
        cells = [cells[at] for _, cells in lines if cells[at]]
        if (why := _forbidden(heading, cells, phones)) is not None:
            dropped.append((heading, why))
            continue
        kept.append(at)
        if _calls(heading, cells, phones):
            calls.add(at)
    cleaned: list[int] = []
    safe: list[tuple[int, tuple[str, ...]]] = []
    for row, cells in lines:
        found = [cells[at] if at in calls and phones.read(cells[at]) else without_numbers(cells[at]) for at in kept]
        if any(new != cells[at] for new, at in zip(found, kept, strict=True)):
            cleaned.append(row)
        safe.append((row, tuple(found)))
    return Table(source, tuple(headings[at] for at in kept), tuple(safe), tuple(dropped), tuple(cleaned))


def _forbidden(heading: str, cells: Sequence[str], phones: Phones) -> str | None:
    """Return why a column must not be kept; None where it may be."""
    if says_secret(heading):
        return SECRETS
    if says_number(heading):
        return NUMBERS
    if not cells or _calls(heading, cells, phones):
        return None
    return NUMBERS if sum(map(could_be, cells)) > MOSTLY * len(cells) else None


def _calls(heading: str, cells: Sequence[str], phones: Phones) -> bool:
    """Tell whether a column holds telephone numbers: in some countries they are as long as identity numbers."""
    if heading_says(heading, Column.PHONE):
        return True
    sample = cells[:SAMPLE]
    return bool(sample) and sum(phones.read(cell) is not None and not numbers_in(cell) for cell in sample) > MOSTLY * len(
        sample
    )
