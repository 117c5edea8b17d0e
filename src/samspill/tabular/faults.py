"""From wrong rows to problems: equal ones are told once, with their rows; nothing is left out without saying so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from samspill.errors import Problem
from samspill.language import say
from samspill.tabular.sheet import ROW, Sheet, shown
from samspill.terms import Language, Text

ROWS_NAMED = 20
"""Rows that one problem names; the rest are counted."""
VALUES_NAMED = 50
"""Different wrong values of one kind in one column that are named; the rest are counted."""

Describe = Callable[[str], tuple[str, Mapping[str, object]]]
"""From a wrong value to the code of its problem and the data of its text."""


def rows_text(rows: Sequence[int], n: int) -> Text:
    """Return the sentence that names the rows of a problem, empty for one row, whose place says it already."""
    named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    code = "tabular.rows" if n <= ROWS_NAMED else "tabular.many_rows"
    return Text({language: say(code, language, n=n, rows=named) for language in Language})


def by_value(sheet: Sheet, column: str, wrong: pl.DataFrame, describe: Describe) -> list[Problem]:
    """Return one problem for each different value in ``wrong`` (columns ``ROW``, ``value``, both filled).

    Values are named in the order of their first rows; after ``VALUES_NAMED`` of them one last problem counts the other rows.
    """
    if wrong.is_empty():
        return []
    found = (
        wrong.group_by("value")
        .agg(pl.len().alias("n"), pl.col(ROW).unique().sort().head(ROWS_NAMED))
        .sort(pl.col(ROW).list.first(), "value")
    )
    problems = list[Problem]()
    for value, n, rows in found.head(VALUES_NAMED).iter_rows():
        code, data = describe(value)
        fields = {"value": shown(value), **data, "rows": rows_text(rows, n)}
        problems.append(Problem(code, sheet.place(rows[0], column), fields))
    rest = found.slice(VALUES_NAMED)
    if rest.height:
        place = sheet.place(rest[ROW].list.first().min(), column)  # type: ignore[arg-type]
        problems.append(Problem("tabular.more_values", place, {"n": int(rest["n"].sum()), "values": rest.height}))
    return problems


def in_reading_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems as one goes down the file."""
    return sorted(problems, key=lambda problem: (problem.place.row or 0, problem.place.column or "", problem.code))


def of_rows(sheet: Sheet, column: str, wrong: pl.DataFrame, code: str, data: Mapping[str, object]) -> list[Problem]:
    """Return one problem for all the rows in ``wrong`` (column ``ROW``)."""
    rows = wrong[ROW].unique().sort().to_list()
    return [Problem(code, sheet.place(rows[0], column), {**data, "rows": rows_text(rows, len(rows))})] if rows else []
