"""What lines must not say together: a person in two groups, two levels, the same pair twice."""

from __future__ import annotations

import polars as pl

from samspill.errors import Problem
from samspill.ratings.draft import LEVEL, Draft
from samspill.ratings.who import ABOUT_SELF
from samspill.tabular.faults import ROWS_NAMED, VALUES_NAMED, rows_text
from samspill.tabular.sheet import ROW, shown

PERSON = ("wave", "respondent")
PAIR = (*PERSON, "target_group", "target_site")


def contradictions(draft: Draft) -> list[Problem]:
    """List the rows that contradict each other: same wave and respondent, several groups or levels, or one target twice."""
    frame = draft.frame.filter(pl.all_horizontal(pl.col(PERSON).is_not_null()))
    group = pl.struct("rater_group", "rater_site")
    in_group = frame.filter(pl.all_horizontal(pl.col("rater_group", "rater_site").is_not_null()))
    problems = _told(draft, "rater_group", "ratings.two_groups", _several(in_group, group))
    problems += _told(draft, LEVEL, "ratings.two_levels", _several(frame.filter(pl.col(LEVEL).is_not_null()), pl.col(LEVEL)))
    # In a wide file a row is a person, and no column names the target.
    column = "target_group" if ("target_group", None) in draft.headings else "respondent"
    return problems + _told(draft, column, "ratings.twice", _twice(frame))


def _several(frame: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """Return the people who have more than one value, with their rows."""
    people = frame.group_by(PERSON).agg(value.n_unique().alias("values"), pl.col(ROW).unique().sort())
    return people.filter(pl.col("values") > 1)


def _twice(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the people who rate a target more than once, with the rows; rows that repeat several targets count once."""
    whole = frame.filter(pl.col(ABOUT_SELF) | pl.all_horizontal(pl.col("target_group", "target_site").is_not_null()))
    doubled = whole.filter(pl.struct(PAIR).is_duplicated())
    return doubled.group_by(PAIR).agg(pl.col(ROW).sort()).unique([*PERSON, ROW])


def _told(draft: Draft, column: str, code: str, people: pl.DataFrame) -> list[Problem]:
    found = people.sort(pl.col(ROW).list.first(), *PERSON)
    problems = list[Problem]()
    for wave, respondent, rows in found.head(VALUES_NAMED).select(*PERSON, ROW).iter_rows():
        data = {"value": shown(respondent), "wave": wave, "rows": rows_text(rows[:ROWS_NAMED], len(rows))}
        problems.append(Problem(code, draft.sheet.place(rows[0], draft.heading(column)), data))
    if (rest := found.slice(VALUES_NAMED)).height:
        n = rest[ROW].explode().n_unique()
        place = draft.sheet.place(rest[ROW][0][0], draft.heading(column))
        problems.append(Problem("tabular.more_values", place, {"n": n, "values": rest.height}))
    return problems
