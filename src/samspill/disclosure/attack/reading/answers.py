"""Tables in which answers of single people lie open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.figures import whole
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.words import folded, group
from samspill.disclosure.attack.told import Place

MOST_ANSWER = 10
"""The highest code of a scale that is asked about: 0 to 10."""
MOSTLY = 0.8
LEAST_ITEMS = 2
LEAST_ROWS = 2
NO_ANSWERS = frozenset(
    {"wave", "n", "people", "sd", "k", "code", "answered", "own", "no_contact", "wanted", "dont_know", "since"}
)


def open_rows(content: Content) -> Iterator[Place]:
    """Yield the place of each table with a row for a person: by a column for persons, or rows of answers alone."""
    for table in content.tables:
        there = columns(table.header)
        answers = _answers(table, there)
        person = next((heading for heading in table.header if folded(heading) in group("person")["column"]), None)
        if answers and (person is not None or _unnamed_people(table, there, answers)):
            yield Place(content.file, " ".join(part for part in (table.spot, person or "") if part) or table.title)


def _answers(table: Table, there: Columns) -> list[int]:
    """Return the columns that hold answers: whole numbers of a small scale."""
    known = {at: role for role, at in there.places.items()}
    return [
        at
        for at, heading in enumerate(table.header)
        if known.get(at) not in NO_ANSWERS and folded(heading) not in group("person")["column"] and _is_scale(table.column(at))
    ]


def _is_scale(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    codes = [number for cell in filled if (number := whole(cell)) is not None]
    return bool(codes) and len(codes) >= MOSTLY * len(filled) and all(0 <= code <= MOST_ANSWER for code in codes)


def _unnamed_people(table: Table, there: Columns, answers: Sequence[int]) -> bool:
    """Tell whether several rows speak of the same groups, each with answers to several questions and no number of people."""
    if len(answers) < LEAST_ITEMS or {"n", "people", "share", "value", "state"} & set(there.places):
        return False
    who = [there.places[role] for role in ("rater", "target", "unit", "name", "wave") if role in there]
    if not who or not {"rater", "target", "unit", "name"} & set(there.places):
        return False
    rows = [tuple(row[at] for at in who) for row in table.rows]
    return len(rows) - len(set(rows)) >= LEAST_ROWS
