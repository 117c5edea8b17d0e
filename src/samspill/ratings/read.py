"""Reading ratings from a file: validate, then clean; every wrong row is told, and nothing partial is produced."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import polars as pl

from samspill.design.model import Mapping
from samspill.errors import Problem, RatingsError, UsageError
from samspill.instrument.model import Instrument
from samspill.ratings.answers import Values, own_answers, understand_answers, understand_asked, understand_contact
from samspill.ratings.column_map import ColumnMap, read_column_map
from samspill.ratings.columns import is_long, long_draft
from samspill.ratings.consistency import contradictions
from samspill.ratings.draft import CONTACT, LEVEL, Draft
from samspill.ratings.propose import check_not_wide
from samspill.ratings.table import ASKED, KEYS, Ratings, dont_know_column
from samspill.ratings.who import ABOUT_SELF, understand_who
from samspill.ratings.wide import wide_draft
from samspill.tabular.faults import in_reading_order
from samspill.tabular.open_file import open_sheet


def read(
    path: Path, mapping: Mapping, instrument: Instrument, *, values: str = "codes", columns: Path | None = None
) -> Ratings:
    """Read and check the ratings of a mapping.

    Parameters
    ----------
    path : Path
        CSV, XLSX or Parquet in the form of docs/reference/ratings-files.md.
    mapping : Mapping
    instrument : Instrument
    values : {"codes", "scored"}
        Whether item columns hold answer codes, which are recoded, or scores within the scale's range.
    columns : Path, optional
        Column map of a wide file (one row a person).

    Returns
    -------
    Ratings
        Sorted by its keys, so that the order of the file's rows changes nothing.

    Raises
    ------
    FileError
        The file cannot be read as a table.
    RatingsError
        All problems of columns and rows, in the order of the file.
    UsageError
        ``ratings.values`` for another word in ``values``.
    """
    if values not in get_args(Values):
        raise UsageError(Problem("ratings.values", data={"value": values, "known": get_args(Values)}))
    column_map = None if columns is None else read_column_map(columns, mapping, instrument)
    draft, problems = _draft(path, mapping, instrument, column_map)
    return understood(draft, problems, mapping, instrument, cast("Values", values))


def understood(
    draft: Draft, problems: list[Problem], mapping: Mapping, instrument: Instrument, values: Values = "codes"
) -> Ratings:
    """Check the lines of a draft and return them as ratings: the one way to make them, whatever they were read from.

    ``problems`` are those that were found on the way to the draft.

    Raises
    ------
    RatingsError
        All problems of columns and rows, in their order.
    """
    draft, found = understand_who(draft, mapping)
    problems = problems + found
    draft, found = understand_answers(draft, instrument, values)
    problems += found
    draft, found = understand_contact(draft, instrument)
    problems += found
    draft, found = understand_asked(draft)
    problems += found + contradictions(draft)
    own, found = own_answers(draft, instrument)
    problems += found
    if problems:
        raise RatingsError(in_reading_order(problems))
    return Ratings(_clean(draft), own.sort(own.columns), draft.items, draft.sheet.source)


def _draft(path: Path, mapping: Mapping, instrument: Instrument, column_map: ColumnMap | None) -> tuple[Draft, list[Problem]]:
    if column_map is not None:
        sheet = open_sheet(path, column_map.knows)
        return wide_draft(sheet, column_map, mapping, instrument)
    sheet = open_sheet(path, lambda headings: is_long(headings, instrument))
    check_not_wide(sheet, mapping, instrument)
    return long_draft(sheet, instrument)


def _clean(draft: Draft) -> pl.DataFrame:
    """Return the lines about ties in the form of the ratings table; a level stated once counts for all of a person's lines."""
    level = pl.col(LEVEL).drop_nulls().first().over("wave", "respondent")
    answers = [column for key in draft.items for column in (key, dont_know_column(key))]
    return (
        draft.frame.with_columns(level.alias(LEVEL))
        .filter(~pl.col(ABOUT_SELF))
        .select(*KEYS, CONTACT, ASKED, LEVEL, *answers)
        .sort(KEYS)
    )
