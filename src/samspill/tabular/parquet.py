"""Parquet files: every column as text, so that one way leads on from here."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from samspill.errors import FileError, Place, Problem
from samspill.tabular.held import File, Held
from samspill.tabular.panics import damaged_if_it_panics
from samspill.tabular.sheet import ROW, Sheet, check_width, shown, tidy, tidy_headings

MOST_CELLS = 1_000_000_000
FIRST_ROW = 2


def read_parquet(path: File) -> Sheet:
    """Read a Parquet file. Its rows are numbered as in a text file with one line of headings: the first one is row 2.

    Raises
    ------
    FileError
        ``tabular.damaged``, ``tabular.too_large`` (over a billion cells, told by the file's own metadata before anything is
        read), ``tabular.nested`` for a column of lists or structures.
    """
    place = Place(file=path.name)
    try:
        with damaged_if_it_panics(place):
            frame = pl.scan_parquet(BytesIO(path.content) if isinstance(path, Held) else path)
            schema = frame.collect_schema()
            _check(schema, int(frame.select(pl.len()).collect().item()), path.name)
            texts = [_text(name, kind).alias(str(at)) for at, (name, kind) in enumerate(schema.items())]
            cells = frame.select(texts).with_row_index(ROW, offset=FIRST_ROW).collect()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise FileError(Problem("tabular.damaged", place)) from error
    return Sheet(path.name, tidy_headings(schema), 1, tidy(cells))


def _check(schema: pl.Schema, rows: int, name: str) -> None:
    place = Place(file=name)
    check_width(len(schema), place)
    if len(schema) * rows > MOST_CELLS:
        raise FileError(Problem("tabular.too_many_cells", place, {"cells": MOST_CELLS // 1_000_000}))
    nested = [column for column, kind in schema.items() if kind.is_nested() or isinstance(kind, pl.Binary | pl.Object)]
    if nested:
        raise FileError([Problem("tabular.nested", Place(file=name, column=shown(column))) for column in nested])


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """Return a column as text; a column of whole numbers in decimals (a code next to empty cells) without its decimals."""
    column = pl.col(name)
    if kind.is_float():
        whole = column.is_not_null() & (column == column.round(0)) & (column.abs() < 2**53)
        return pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
    return column.cast(pl.String)
