"""The published numbers as data: CSV in one zip, Parquet, SPSS and GraphML. Only what the release holds, texts cleaned.

Every format carries the columns that docs/reference/exports.md describes. The same report gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO

import polars as pl

from samspill.language import catalogue, say
from samspill.render.data_graphml import graphml
from samspill.render.data_sav import sav
from samspill.render.data_tables import SCHEMAS, table
from samspill.render.office_package import archive
from samspill.render.safe_text import inert
from samspill.reporting.document import Report

__all__ = ["csv_zip", "graphml", "parquet", "sav"]

# Which texts explain the codes of a column, where they are not named after it.
CODED = {
    **dict.fromkeys(("own", "is_rater", "is_target"), "flag"),
    **dict.fromkeys(("response", "no_contact", "wanted", "dont_know"), "share"),
    "answered": "unit_state",
}


def csv_zip(report: Report) -> bytes:
    """Return every table of the release as CSV (UTF-8, comma, decimal point) in one zip, with its code book.

    Texts that a spreadsheet programme would compute begin with an apostrophe; numbers stay as they are. ``codebook.csv`` tells
    what each column is and what each code means, in the report's language. An empty field is missing, never a zero.
    """
    files = {f"{name}.csv": _csv(table(report, name)) for name in SCHEMAS}
    return archive({"codebook.csv": _csv(codebook(report)), **files})


def parquet(report: Report) -> bytes:
    """Return the published cells as one Parquet file: the table ``cells``, missing values as nulls."""
    target = BytesIO()
    table(report, "cells").write_parquet(target)
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
    codes = _codes(CODED.get(column, column))
    words = [(code, say(f"data.{CODED.get(column, column)}.{code}", report.language)) for code in codes]
    return [(None, say(f"data.column.{column}", report.language)), *words]


def _codes(column: str) -> list[str]:
    prefix = f"{column}."
    return [key.removeprefix(prefix) for key in catalogue("data") if key.startswith(prefix)]


def _csv(data: pl.DataFrame) -> bytes:
    texts = [name for name, dtype in data.schema.items() if dtype == pl.String]
    harmless = data.with_columns(pl.col(name).map_elements(inert, return_dtype=pl.String) for name in texts)
    return harmless.write_csv().encode()
