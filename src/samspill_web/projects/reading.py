"""A plan from the text of somebody's file, refused before anything in it can do harm."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.edit.table import is_list, is_table
from samspill.design.read import problems_of
from samspill.errors import DesignError, FileError, Place, Problem
from samspill.instrument.toml_file import LARGEST, parse_toml
from samspill_web.projects.drafts import WAITING, Table

GREATEST = 100_000
"""Greatest number: people in a group. Every other number of a plan is far smaller."""
DEEPEST = 12
"""Tables and lists inside each other; a plan has five at most."""
MOST = {"organisation": 100, "site": 200, "group": 200, "tie": 40_000, "wave": 20}
GREATEST_WAVE = 50
NEEDED = frozenset({"key", "name", "organisation", "rater", "target", "need", "number"})
"""Without these an entry is not an entry; everything else may still be lacking."""


def table_of_file(content: str) -> Table:
    """Return the table of a mapping.toml that somebody brought; it may lack what a plan may lack.

    Raises
    ------
    FileError
        Too large, not TOML (with the row), or too deep.
    DesignError
        Everything else that is wrong with it, with places; nothing has been stored.
    """
    data = content.encode("utf-8", "surrogatepass")
    if len(data) > LARGEST:
        raise FileError(Problem("groups.file.large", data={"largest": LARGEST / 1_000_000}))
    try:
        table = parse_toml(data, "mapping.toml")
    except RecursionError as error:
        raise FileError(Problem("groups.file.deep")) from error
    _check_shape(table)
    found = [problem for problem in problems_of(table) if not _may_wait(problem)]
    if found:
        raise DesignError(found)
    return table


def _may_wait(problem: Problem) -> bool:
    if problem.code == "instrument.missing_key":
        return problem.data.get("name") not in NEEDED
    return problem.code in WAITING


def _check_shape(table: Table) -> None:
    """Refuse what would take for ever to look at."""
    for name, most in MOST.items():
        found = table.get(name)
        if is_list(found) and len(found) > most:
            raise DesignError(Problem("groups.file.many", Place(key=name), {"n": len(found), "most": most}))
    wrong = [
        Problem("groups.file.number", Place(key=path), {"most": most})
        for path, number, most in _numbers(table)
        if not -most <= number <= most
    ]
    if wrong:
        raise DesignError(wrong)


def _numbers(table: Table) -> Iterator[tuple[str, int, int]]:
    """Yield every whole number with its place and the greatest it may be; a stack instead of calls, for any depth."""
    stack: list[tuple[str, object, int]] = [("", table, 0)]
    while stack:
        path, value, depth = stack.pop()
        if depth > DEEPEST:
            raise FileError(Problem("groups.file.deep", Place(key=path)))
        if isinstance(value, int) and not isinstance(value, bool):
            wave = (path.startswith("wave") and path.endswith(".number")) or ".waves" in path
            yield path, value, GREATEST_WAVE if wave else GREATEST
        if is_table(value):
            stack += [(f"{path}.{name}".lstrip("."), part, depth + 1) for name, part in value.items()]
        if is_list(value):
            stack += [(f"{path}[{number}]", part, depth + 1) for number, part in enumerate(value, 1)]
