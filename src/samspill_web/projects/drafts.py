"""A plan that is being written: it may lack things, and it never contradicts itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from tomli import loads

from samspill.design.edit.write import to_toml
from samspill.design.model import Mapping
from samspill.design.read import problems_of, read_table
from samspill.errors import DesignError, Problem

Table = dict[str, Any]

WAITING = frozenset(
    {"instrument.missing_key", "instrument.empty", "design.no_groups", "design.nobody_asked", "design.k_reason"}
)
"""What a plan may lack while it is being written; readiness tells it."""


KEPT = 32
"""Plans that a process remembers: a page of the history and a few mappings. Of more, the collector of garbage takes long."""


@dataclass(frozen=True)
class Draft:
    """The plan as a table, what is wrong with it, and the mapping where nothing is."""

    source: str

    @cached_property
    def table(self) -> Table:
        """The table of mapping.toml. Shared: whoever changes it works on a copy."""
        # A compiled reader, three times as fast as the standard library's: a page of the history reads ten plans.
        return loads(self.source)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What the plan lacks."""
        return problems_of(self.table)

    @cached_property
    def mapping(self) -> Mapping | None:
        """The mapping; None while the plan lacks something."""
        return None if self.problems else read_table(self.table)


@lru_cache(maxsize=KEPT)
def draft_of(source: str) -> Draft:
    """Return the draft of a text; the same text is read once."""
    return Draft(source)


def checked(table: Table, before: Draft | None = None) -> str:
    """Return the text of a changed table.

    Raises
    ------
    DesignError
        The change makes the plan contradict itself. What was wrong before, and what is only lacking, is let through.
    """
    old = Counter(_kind(problem) for problem in before.problems) if before else Counter[tuple[str, str]]()
    new: list[Problem] = []
    for problem in problems_of(table):
        if old[_kind(problem)]:
            old[_kind(problem)] -= 1
        elif problem.code not in WAITING:
            new.append(problem)
    if new:
        raise DesignError(new)
    return to_toml(table)


def _kind(problem: Problem) -> tuple[str, str]:
    # Without its place: removing the first group moves all that stand after it.
    return problem.code, repr(sorted(problem.data.items()))
