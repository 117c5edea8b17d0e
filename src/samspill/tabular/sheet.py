"""A table as it stands in a file: headings, cells of text, and the row that each line of cells came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

import polars as pl

from samspill.errors import FileError, Place, Problem

ROW = "file row"
"""Name of the column that holds the row in the file, 1 = its first line."""
SHOWN_LENGTH = 60
MOST_COLUMNS = 16_384
VERSION_LINE = re.compile(r"""['"]?version:v?[0-9.]{1,10}['"]?[;,|\t]*""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says, before anything is understood.

    Parameters
    ----------
    source : str
        The file's name, with the name of its sheet where it has several, as messages give it.
    headings : tuple of str
        In order, as they stand in the file but stripped.
    heading_row : int
        Row of the headings in the file.
    cells : polars.DataFrame
        ``ROW`` (UInt32) and one String column ``"0"``, ``"1"`` … per heading; stripped, null where the cell is empty.
    """

    source: str
    headings: tuple[str, ...]
    heading_row: int
    cells: pl.DataFrame

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        """Return a place in the file."""
        return Place(file=self.source, row=row, column=None if column is None else shown(column))


def shown(text: str) -> str:
    """Return a foreign text as a message may show it: on one line, no control characters, not too long.

    Examples
    --------
    >>> shown("Lærere" + chr(27) + "[2J")
    'Lærere�[2J'
    """
    short = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in short)


def is_version(line: str) -> bool:
    """Tell whether a line above the headings says which version of a format the file is, as Entra writes it.

    Examples
    --------
    >>> is_version("version:v1.0,,,"), is_version("Version;Name")
    (True, False)
    """
    return VERSION_LINE.fullmatch(line.strip()) is not None


def check_width(columns: int, place: Place) -> None:
    """Refuse a table wider than a spreadsheet can be: it is something else, or made to use up memory.

    Raises
    ------
    FileError
        ``tabular.too_many_columns``.
    """
    if columns > MOST_COLUMNS:
        raise FileError(Problem("tabular.too_many_columns", place, {"columns": columns, "most": MOST_COLUMNS}))


def tidy_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """Strip headings (of a stray byte-order mark too) and put their signs in composed form."""
    return tuple(normalize("NFC", heading.strip().strip("\ufeff").strip()) for heading in headings)


def tidy(cells: pl.DataFrame) -> pl.DataFrame:
    """Strip every cell, make empty ones null, put signs in composed form, and drop rows without any content."""
    texts = pl.col(pl.String).str.strip_chars().str.normalize("NFC")
    stripped = cells.with_columns(texts).with_columns(pl.col(pl.String).replace("", None))
    content = [name for name in cells.columns if name != ROW]
    return stripped.filter(pl.any_horizontal(pl.col(content).is_not_null())) if content else stripped


def stacked(blocks: Sequence[tuple[Sequence[int], Iterable[Sequence[str]]]], width: int) -> pl.DataFrame:
    """Return blocks of (row numbers, columns of cells) as one frame of ``width`` columns of text."""
    schema = {ROW: pl.UInt32, **{str(at): pl.String for at in range(width)}}
    frames = [
        pl.DataFrame(
            [pl.Series(ROW, rows, pl.UInt32), *(pl.Series(str(at), cells, pl.String) for at, cells in enumerate(columns))]
        )
        for rows, columns in blocks
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema)
