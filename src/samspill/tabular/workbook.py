"""Excel workbooks: the values of one sheet's cells, never their formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from samspill.errors import FileError, Place, Problem
from samspill.tabular.held import File, opened
from samspill.tabular.panics import damaged_if_it_panics
from samspill.tabular.sheet import Sheet, is_version, stacked, tidy, tidy_headings
from samspill.tabular.zip_guard import guard

Cell = int | float | str | bool | date | datetime | time | timedelta
Known = Callable[[Sequence[str]], bool]
OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")


def read_workbook(path: File, known: Known) -> Sheet:
    """Read the first sheet whose headings are known, else the first with any content.

    Formulas are read as the values that the spreadsheet stored with them; nothing is computed. Row numbers are those that the
    spreadsheet shows. The source names the sheet where the workbook has several.

    Raises
    ------
    FileError
        ``tabular.locked`` (password, or the old format), ``tabular.empty``, and those of ``guard``.
    """
    name = path.name
    with opened(path) as file:
        if file.read(len(OLD_EXCEL)) == OLD_EXCEL:
            raise FileError(Problem("tabular.locked", Place(file=name)))
    guard(path, name)
    try:
        with opened(path) as file, damaged_if_it_panics(Place(file=name)), CalamineWorkbook.from_filelike(file) as book:
            sheets = [
                _table(book.get_sheet_by_name(title), name, several=len(book.sheet_names) > 1) for title in book.sheet_names
            ]
    except PasswordError as error:
        raise FileError(Problem("tabular.locked", Place(file=name))) from error
    except (CalamineError, OSError, UnicodeError) as error:
        raise FileError(Problem("tabular.damaged", Place(file=name))) from error
    filled = [sheet for sheet in sheets if sheet is not None]
    if not filled:
        raise FileError(Problem("tabular.empty", Place(file=name)))
    return next((sheet for sheet in filled if known(sheet.headings)), filled[0])


def _table(sheet: CalamineSheet, name: str, *, several: bool) -> Sheet | None:
    """Return a sheet's first row with content as headings, the rest as cells of text; None for an empty sheet."""
    rows = [[_text(cell) for cell in row] for row in sheet.to_python()]
    first = next((at for at, row in enumerate(rows) if any(row) and not is_version("".join(row))), None)
    if first is None or sheet.start is None:
        return None
    heading_row = sheet.start[0] + first + 1
    headings, body = rows[first], rows[first + 1 :]
    numbers = range(heading_row + 1, heading_row + 1 + len(body))
    blocks = [(numbers, list(zip(*body, strict=True)))] if body else []
    return Sheet(
        f"{name} [{sheet.name}]" if several else name,
        tidy_headings(headings),
        heading_row,
        tidy(stacked(blocks, len(headings))),
    )


def _text(cell: Cell) -> str:
    """Return a cell as its spreadsheet shows it: whole numbers without decimals."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
