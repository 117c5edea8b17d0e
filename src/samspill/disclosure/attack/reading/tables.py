"""What every format's reader hands on: tables of texts as they stand in the file, and texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samspill.disclosure.attack.reading.columns import columns
from samspill.disclosure.attack.reading.words import plain

MOST_CELLS = 5_000_000
"""Cells of one table; whoever has more of them holds answers, not results."""

DOCUMENTS = (".html", ".htm", ".pdf", ".docx", ".pptx")
"""Files in which the words over a table say what it speaks of; sheets and data files have names there."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: headings, and rows of cells as texts ("" where empty), all of the headings' width.

    Parameters
    ----------
    spot : str
        Where it stands in its file: name of a sheet, number of a table.
    header : tuple of str
    rows : tuple of tuple of str
    title : str
        Its caption, or the name that it has in the file.
    above : str
        Headings that stand over it.
    first : int
        Number of the first row below the headings, as the file counts.
    binary : bool
        Whether numbers were numbers in the file, so that nobody chose how many decimals to write.
    """

    spot: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    above: str = ""
    first: int = 2
    binary: bool = False

    def column(self, at: int) -> list[str]:
        """Return the cells of a column."""
        return [row[at] for row in self.rows]

    def place(self, row: int) -> str:
        """Return where a row stands."""
        return f"{self.spot}, {self.first + row}" if self.spot else str(self.first + row)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that one file says; ``file`` is its path below the folder."""

    file: str
    tables: tuple[Table, ...] = ()
    texts: tuple[str, ...] = ()
    inside: tuple[tuple[str, bytes], ...] = ()
    """Whole files inside it: their names, and what is in them."""

    def speaks_of(self, table: Table) -> str:
        """Return what a document says that a table of it speaks of, "" where nothing stands over it or it is no document."""
        return (table.title or table.above) if self.file.lower().endswith(DOCUMENTS) else ""


def written(cell: object) -> str:
    """Return a value of a data file as text: no decimals that it does not have, "" for what is missing.

    Examples
    --------
    >>> written(3.25), written(4.0), written(None), written(float("nan")), written(True)
    ('3.25', '4.0', '', '', 'true')
    """
    if cell is None or cell != cell:  # noqa: PLR0124 # a missing number is the only one that is not itself
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return repr(cell)
    return plain(str(cell))


def squared(spot: str, rows: Iterable[Iterable[str]], *, title: str = "", above: str = "", first: int = 1) -> Table | None:
    """Return rows of any width as a table whose headings are the first row with content; None without rows below it."""
    lines = [tuple(row) for row in rows]
    start = next((at for at, row in enumerate(lines) if sum(map(bool, row)) > 1), len(lines))
    if start and any(lines[start - 1][1:]):
        start -= 1  # one heading, over a column of numbers beside labels
    width = max(map(len, lines[start:]), default=0)
    filled = [row + ("",) * (width - len(row)) for row in lines[start:]]
    if len(filled) < 2:  # noqa: PLR2004 # headings and a row
        return None
    said = " ".join(cell for row in lines[:start] for cell in row if cell)
    return Table(spot, filled[0], tuple(filled[1:]), title, above or said, first + start + 1)


def sheet_tables(spot: str, rows: Sequence[Sequence[str]], title: str, first: int) -> list[Table]:
    """Return the tables of a sheet: a new one begins after an empty row, where headings follow that are known."""
    starts = [at for at in range(1, len(rows)) if not any(rows[at - 1]) and _is_headings(rows[at:])]
    ends = [*starts, len(rows)]
    parts = [(begin, rows[begin:end]) for begin, end in zip([0, *starts], ends, strict=True)]
    found = (squared(spot, part, title=title, first=first + begin) for begin, part in parts)
    return [table for table in found if table]


def _is_headings(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether headings stand in the first row, or in the one below a title."""
    filled = [row for row in rows[:2] if any(row)]
    row = next((row for row in filled if sum(map(bool, row)) > 1), ())
    return any(role in columns(tuple(row)) for role in ("value", "share", "n")) and not any(cell[:1].isdigit() for cell in row)
