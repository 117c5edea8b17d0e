"""What a wave's exact scores say, looked up by node: the one place where a release reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, isclose
from typing import Any

import polars as pl

from samspill.design.model import Node
from samspill.errors import DisclosureError, Problem
from samspill.scoring.score_set import INDEX, ScoreSet

Pair = tuple[Node, Node]
Composites = Mapping[str, tuple[str, ...]]
"""Items that each measure is the mean of."""


@dataclass(frozen=True, slots=True)
class Tally:
    """People, sum and sum of squares of one measure in one cell. Additive, so that pooling is a sum."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.n + other.n, self.total + other.total, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class ContactCount:
    """What people said of a pair: ``people`` said anything, ``yes`` work with the group, ``wanted`` ought to.

    ``asked`` are those of ``yes`` who were asked what they think of it: all, unless the mapping asks about some groups only.
    ``dont_know`` and ``questions`` count answers: those given as "don't know", and all that were asked for.
    """

    people: int = 0
    yes: int = 0
    wanted: int = 0
    asked: int = 0
    dont_know: int = 0
    questions: int = 0

    def __add__(self, other: ContactCount) -> ContactCount:
        return ContactCount(
            self.people + other.people,
            self.yes + other.yes,
            self.wanted + other.wanted,
            self.asked + other.asked,
            self.dont_know + other.dont_know,
            self.questions + other.questions,
        )


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """Answers to a question about the own situation: who answered it, and how many chose each option."""

    answered: int
    people: dict[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a release of one wave is computed from. What is missing in a lookup was answered by nobody."""

    answered: dict[Node, int]
    tallies: dict[Pair, dict[str, Tally]]
    contacts: dict[Pair, ContactCount]
    choices: dict[tuple[Node, str], ChoiceCount]
    measures: frozenset[str]
    """Measures that the wave has any rows of."""


def waves_of(scores: ScoreSet) -> tuple[int, ...]:
    """Return the waves that somebody answered, in order."""
    return tuple(sorted(scores.people["wave"].unique().to_list()))


def evidence(scores: ScoreSet, wave: int, composites: Composites) -> Evidence:
    """Return the lookups of one wave.

    Parameters
    ----------
    scores : ScoreSet
    wave : int
    composites : mapping of str to tuple of str
        The items of the index and of each dimension. "Don't know" is counted over the items of the index.

    Raises
    ------
    DisclosureError
        ``disclosure.uneven_cell`` where measures of a cell rest on different people, or a composite is not the mean of its
        items; then differences of published numbers could tell of single persons (TRUST: P4), so nothing is released.
    """
    tallies: dict[Pair, dict[str, Tally]] = defaultdict(dict)
    for row in _rows(scores.atoms, wave):
        tallies[_pair(row)][row["measure"]] = Tally(row["n"], row["total"] or 0.0, row["squares"] or 0.0)
    uneven = sorted(pair for pair, found in tallies.items() if not _even(found, composites))
    if uneven:
        raise DisclosureError(
            Problem("disclosure.uneven_cell", data={"wave": wave, "rater": str(rater), "target": str(target)})
            for rater, target in uneven
        )
    return Evidence(
        answered={_node(row, "rater"): row["answered"] for row in _rows(scores.people, wave)},
        tallies=dict(tallies),
        contacts=_contacts(scores, wave, frozenset(composites[INDEX])),
        choices=_choices(scores.own, wave),
        measures=frozenset(key for found in tallies.values() for key in found),
    )


def _even(found: dict[str, Tally], composites: Composites) -> bool:
    """Tell whether every composite of a cell is the mean of its items over the same people."""
    people = {found[key].n for key in (*composites, *composites[INDEX]) if key in found}
    there = {key: [found[item].total for item in items if item in found] for key, items in composites.items() if key in found}
    means = all(isclose(found[key].total * len(parts), fsum(parts), abs_tol=1e-6) for key, parts in there.items())
    return len(people) <= 1 and means


def _contacts(scores: ScoreSet, wave: int, items: frozenset[str]) -> dict[Pair, ContactCount]:
    unknown: dict[Pair, list[int]] = defaultdict(list)
    for row in _rows(scores.exact, wave):
        if row["measure"] in items:
            unknown[_pair(row)].append(row["dont_know"] or 0)
    return {
        pair: ContactCount(
            row["people"], row["yes"], row["wanted"], row["asked"], sum(unknown[pair]), row["asked"] * len(unknown[pair])
        )
        for row in _rows(scores.contacts, wave)
        for pair in (_pair(row),)
    }


def _choices(own: pl.DataFrame, wave: int) -> dict[tuple[Node, str], ChoiceCount]:
    found: dict[tuple[Node, str], ChoiceCount] = {}
    for row in _rows(own, wave):
        count = found.setdefault((_node(row, "rater"), row["item"]), ChoiceCount(row["answered"], {}))
        count.people[row["code"]] = row["people"]
    return found


def _rows(frame: pl.DataFrame, wave: int) -> Iterator[dict[str, Any]]:
    return frame.filter(pl.col("wave") == wave).iter_rows(named=True)


def _node(row: dict[str, Any], side: str) -> Node:
    return Node(row[f"{side}_group"], row[f"{side}_site"])


def _pair(row: dict[str, Any]) -> Pair:
    return _node(row, "rater"), _node(row, "target")
