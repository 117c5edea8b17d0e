"""The headings of a file with one row per respondent and target group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from samspill.design.names import some
from samspill.errors import Problem, RatingsError
from samspill.instrument.hint import hint
from samspill.instrument.model import Instrument
from samspill.ratings.draft import BLOCK, COLUMNS, REQUIRED, Draft, Headings, cell_of
from samspill.tabular.faults import VALUES_NAMED
from samspill.tabular.sheet import ROW, Sheet, shown


def heading_names(instrument: Instrument) -> dict[str, str]:
    """Return the headings that a file may have, and the column of a draft that each one fills."""
    return {name: name for name in COLUMNS} | {key: cell_of(key) for key in instrument.items}


def is_long(headings: Sequence[str], instrument: Instrument) -> bool:
    """Tell whether a row of headings belongs to a file with one row per respondent and target group."""
    found = _matched(headings, heading_names(instrument))
    return set(REQUIRED) <= set(found.values())


def long_draft(sheet: Sheet, instrument: Instrument) -> tuple[Draft, list[Problem]]:
    """Put a sheet's columns under the names of the ratings table.

    Headings are matched exactly, else without regard to capitals.

    Raises
    ------
    RatingsError
        ``ratings.missing_column``, ``ratings.heading_twice``, ``ratings.no_items``, ``ratings.no_rows``: without these nothing
        can be said about rows. Unknown columns are returned as problems, beside those of the rows.
    """
    found = _matched(sheet.headings, heading_names(instrument))
    fatal = repeated(sheet, found) + _missing(sheet, found)
    items = tuple(item.key for item in instrument.tie_items if cell_of(item.key) in found.values())
    own = tuple(item.key for item in instrument.self_items if cell_of(item.key) in found.values())
    if not items and not own and not fatal:
        fatal.append(Problem("ratings.no_items", sheet.place(sheet.heading_row), {"known": tuple(instrument.items)}))
    if sheet.cells.is_empty() and not fatal:
        fatal.append(Problem("ratings.no_rows", sheet.place(sheet.heading_row)))
    unknown = _unknown(sheet, found, instrument)
    if fatal:
        raise RatingsError(fatal + unknown)
    columns = [pl.col(str(at)).alias(name) for at, name in found.items()]
    absent = [pl.lit(None, pl.String).alias(name) for name in (BLOCK, *COLUMNS) if name not in found.values()]
    headings: Headings = {(name, None): sheet.headings[at] for at, name in found.items()}
    return Draft(sheet, sheet.cells.select(ROW, *columns, *absent), headings, items, own), unknown


def _matched(headings: Sequence[str], names: Mapping[str, str]) -> dict[int, str]:
    """Return which heading, by position, fills which column of a draft."""
    folded = {name.casefold(): column for name, column in names.items()}
    matched = {at: names.get(heading, folded.get(heading.casefold())) for at, heading in enumerate(headings)}
    return {at: column for at, column in matched.items() if column is not None}


def repeated(sheet: Sheet, found: Mapping[int, str]) -> list[Problem]:
    """Return a problem for each heading that stands twice, or twice means the same column (``found``: by position)."""
    times = Counter(found.get(at, heading) for at, heading in enumerate(sheet.headings) if heading)
    twice = [heading for at, heading in enumerate(sheet.headings) if heading and times[found.get(at, heading)] > 1]
    named = list(dict.fromkeys(twice))[:VALUES_NAMED]
    return [Problem("ratings.heading_twice", sheet.place(sheet.heading_row, heading)) for heading in named]


def missing_column(sheet: Sheet, name: str) -> Problem:
    """Return the problem of a column that a file must have, with the headings that it has instead."""
    known = some(shown(heading) for heading in sheet.headings if heading)
    return Problem("ratings.missing_column", sheet.place(sheet.heading_row, name), {"known": known})


def _missing(sheet: Sheet, found: Mapping[int, str]) -> list[Problem]:
    return [missing_column(sheet, name) for name in REQUIRED if name not in found.values()]


def _unknown(sheet: Sheet, found: Mapping[int, str], instrument: Instrument) -> list[Problem]:
    names = [name for name, column in heading_names(instrument).items() if column not in found.values()]
    unknown = [(at, heading) for at, heading in enumerate(sheet.headings) if at not in found]
    problems = [
        Problem("ratings.unknown_column", sheet.place(sheet.heading_row, heading), {"hint": hint(heading, names)})
        for _, heading in unknown
        if heading
    ]
    problems += [
        Problem("ratings.heading_missing", sheet.place(sheet.heading_row), {"number": at + 1})
        for at, heading in unknown
        if not heading and sheet.cells[str(at)].is_not_null().any()
    ]
    rest = problems[VALUES_NAMED:]
    more = [Problem("ratings.more_columns", sheet.place(sheet.heading_row), {"n": len(rest)})] if rest else []
    return problems[:VALUES_NAMED] + more
