"""Writing ratings in the form of ratings.csv, by the ending of the file."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from samspill.errors import Place, Problem, UsageError

ENDINGS = (".csv", ".xlsx", ".parquet")
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
WHOLE_NUMBER = r"^\d{1,9}$"


def to_bytes(ratings: pl.DataFrame, path: Path) -> bytes:
    r"""Return ratings as the content of a file of this name: CSV (UTF-8, commas), XLSX or Parquet.

    Raises
    ------
    UsageError
        ``tabular.ending`` for any other ending.

    Examples
    --------
    >>> to_bytes(pl.DataFrame({"respondent": ["a"], "respect": [None]}), Path("x.csv"))
    b'respondent,respect\na,\n'
    """
    target, ending = BytesIO(), path.suffix.lower()
    if ending == ".csv":
        ratings.write_csv(target)
    elif ending == ".parquet":
        ratings.write_parquet(target)
    elif ending == ".xlsx":
        _write_xlsx(ratings, target)
    else:
        fields = {"ending": ending or "–", "known": ", ".join(ENDINGS)}
        raise UsageError(Problem("tabular.ending", Place(file=path.name), fields))
    return target.getvalue()


def _write_xlsx(ratings: pl.DataFrame, target: BytesIO) -> None:
    """Write a sheet as people would: codes as numbers, everything else as inert text."""
    from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    opened: Any = Workbook(target, options)
    with opened as book:
        # The core has no clock, and the same ratings give the same bytes.
        book.set_properties({"created": UNDATED})
        sheet = book.add_worksheet("ratings")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, ratings.columns)
        for at, column in enumerate(ratings.iter_columns()):
            numbers = column.cast(pl.String).str.contains(WHOLE_NUMBER).fill_null(value=False)
            cells = [int(cell) if whole else cell for cell, whole in zip(column, numbers, strict=True)]
            sheet.write_column(1, at, cells)
