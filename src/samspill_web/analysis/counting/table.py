"""The ratings table of a wave, by the core's own checks. A sheet that they refuse is left out and named, like a damaged one."""

from __future__ import annotations

from collections.abc import Sequence

from samspill.design.plan import Plan
from samspill.errors import RatingsError
from samspill.ratings.rows import from_rows
from samspill.ratings.table import Ratings
from samspill_web.analysis.counting.rows import Row, rows_of
from samspill_web.analysis.counting.sheets import Sheet


def table_of(sheets: Sequence[Sheet], plan: Plan) -> tuple[Ratings | None, tuple[str, ...]]:
    """Return the ratings of all sheets that the checks let pass, and the keys of the others; None where none does."""
    rows = [_rows(sheet, str(number), plan.wave) for number, sheet in enumerate(sheets, 1)]
    people = [person for person in rows if person]
    ratings = _ratings(people, plan)
    if ratings is None:
        people = _sound(people, plan)
        ratings = _ratings(people, plan)
    kept = {person[0]["respondent"] for person in people}
    return ratings, tuple(sheet.key for number, sheet in enumerate(sheets, 1) if str(number) not in kept)


def _rows(sheet: Sheet, respondent: str, wave: int) -> list[Row]:
    """Return the rows of a sheet; none where it is JSON, and yet no sheet of ours."""
    try:
        rows = rows_of(sheet.answers, respondent, wave)
    except (AttributeError, TypeError, ValueError):
        return []
    return rows if all(isinstance(cell, str) for row in rows for cell in row.values()) else []


def _sound(people: list[list[Row]], plan: Plan) -> list[list[Row]]:
    """Return the people whose rows pass: each half by itself, until one alone is refused."""
    if _ratings(people, plan) is not None:
        return people
    if len(people) <= 1:
        return []
    middle = len(people) // 2
    return _sound(people[:middle], plan) + _sound(people[middle:], plan)


def _ratings(people: Sequence[list[Row]], plan: Plan) -> Ratings | None:
    try:
        return from_rows([row for person in people for row in person], plan.mapping, plan.instrument)
    except RatingsError:
        # The error quotes answers: it goes no further.
        return None
