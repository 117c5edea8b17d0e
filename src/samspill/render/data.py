"""The published numbers as data: CSV in one zip, Parquet, SPSS and GraphML. Only what the release holds, texts cleaned.

Every format carries the columns that docs/reference/exports.md describes. The same report gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO

import polars as pl

from samspill.render.data_columns import SCHEMAS
from samspill.render.data_graphml import graphml
from samspill.render.data_sav import sav
from samspill.render.data_tables import stamp, table
from samspill.render.data_words import codes_of, heading, word
from samspill.render.office_package import archive
from samspill.render.safe_text import inert
from samspill.reporting.document import Report

__all__ = ["csv_zip", "graphml", "parquet", "sav"]


def csv_zip(report: Report) -> bytes:
    """Return every table of the release as CSV (UTF-8, comma, decimal point) in one zip, with its code book.

    Texts that a spreadsheet programme would compute begin with an apostrophe; numbers stay as they are. ``codebook.csv`` tells
    what each column is and what each code means, in the report's language. An empty field is missing, never a zero.
    """
    files = {f"{name}.csv": _csv(table(report, name)) for name in SCHEMAS}
    return archive({"codebook.csv": _csv(codebook(report)), **files})


def parquet(report: Report) -> bytes:
    """Return the published cells as one Parquet file: the table ``cells``, missing values as nulls.

    The file's own metadata say how the numbers are protected, and why they are rounded.
    """
    target = BytesIO()
    table(report, "cells").write_parquet(target, metadata=stamp(report))
    return target.getvalue()


def codebook(report: Report) -> pl.DataFrame:
    """Return what each column is (``code`` empty) and what each of its codes means: ``file, column, code, meaning``."""
    rows = [
        (f"{name}.csv", column, code, meaning)
        for name, schema in SCHEMAS.items()
        for column in schema
        for code, meaning in _meanings(report, column)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("file", "column", "code", "meaning"), pl.String), orient="row")


def _meanings(report: Report, column: str) -> list[tuple[str | None, str]]:
    return [(None, heading(report, column)), *((code, word(report, column, code)) for code in codes_of(column))]


def _csv(data: pl.DataFrame) -> bytes:
    texts = [name for name, dtype in data.schema.items() if dtype == pl.String]
    harmless = data.with_columns(pl.col(name).map_elements(inert, return_dtype=pl.String) for name in texts)
    return harmless.write_csv().encode()
