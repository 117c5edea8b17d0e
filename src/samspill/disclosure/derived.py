"""Numbers above a cell, from published cells alone (TRUST: P5): what units receive and give, kinds over sites, whole waves.

Nothing here is given exact answers. ``spread`` is what a wave publishes of it, by aspect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from samspill.design.model import Node
from samspill.disclosure.aspects import Aspect
from samspill.disclosure.publish import Part, mean_of, of_published, people_behind
from samspill.disclosure.release import Cell, Overall, Published, Reason, TieFacts
from samspill.instrument.ladder import half_up, lowest, people_band
from samspill.terms import CellState

LEAST_SITES = 2
"""Cells of sites that must be shown before anything is said of a kind; one would be a site by another name."""

Key = TypeVar("Key", bound=Hashable)
Aspects = Mapping[str, Aspect]
Spreads = Mapping[str, float]


def between(cells: Iterable[Cell], ties: Iterable[TieFacts]) -> tuple[Cell, ...]:
    """Return the cells between groups; the own group is never mixed into a mean."""
    own = {(tie.rater, tie.target) for tie in ties if tie.own}
    return tuple(cell for cell in cells if (cell.rater, cell.target) not in own)


def means(
    aspects: Aspects, spread: Spreads, cells: Iterable[Cell], side: Callable[[Cell], str]
) -> dict[str, dict[str, Published]]:
    """Return the mean of the shown cells by ``side`` (the rater or the target of a cell) and aspect."""
    result: dict[str, dict[str, Published]] = defaultdict(dict)
    for (unit, key), parts in _parts(cells, lambda cell: (side(cell), cell.dimension)).items():
        aspect = aspects[key]
        result[unit][key] = of_published(aspect, parts, aspect.spread_in(spread))
    return dict(result)


def overall(aspects: Aspects, cells: Iterable[Cell]) -> tuple[Overall, ...]:
    """Return the means of a whole wave, for data files only, on the ladder of all the people behind them.

    "respondent" weighs each cell with the least number of people its band stands for, "group" weighs each rater unit the same.
    """
    found = _parts(cells, lambda cell: cell.dimension)
    return tuple(
        Overall(key, weighting, _on_ladder(aspect, mean(aspect, found[key]), people_behind(aspect, found[key])))
        for key, aspect in aspects.items()
        if key in found
        for weighting, mean in (("respondent", _by_respondent), ("group", _by_group))
    )


def _by_respondent(aspect: Aspect, parts: Sequence[Part]) -> Decimal:
    return mean_of(aspect, parts, [lowest(part.number.n_band, aspect.ladder.policy.k) for part in parts])


def _by_group(aspect: Aspect, parts: Sequence[Part]) -> Decimal:
    raters = dict.fromkeys(part.rater for part in parts)
    each = [mean_of(aspect, [part for part in parts if part.rater == rater]) for rater in raters]
    return sum(each, Decimal(0)) / len(each)


def _on_ladder(aspect: Aspect, mean: Decimal, people: int) -> float:
    ladder = aspect.ladder
    return float(ladder.low + half_up(mean - ladder.low, ladder.step(people_band(people))))


def kinds(aspects: Aspects, spread: Spreads, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Return ties between kinds of groups that exist at several sites, from the published cells of their sites.

    A pool across kinds belongs to no kind. A kind is shown where at least two of its cells are; one that only one cell could
    speak for is not listed.
    """
    counted: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        raters, target = {Node.parse(part).group for part in cell.rater.split("+")}, Node.parse(cell.target).group
        if len(raters) == 1 and cell.state is not CellState.NO_TIE:
            counted[raters.pop(), target, cell.dimension].append(cell)
    return tuple(_kind(aspects[key[2]], spread, key, found) for key, found in counted.items() if len(found) >= LEAST_SITES)


def _kind(aspect: Aspect, spread: Spreads, key: tuple[str, str, str], cells: Sequence[Cell]) -> Cell:
    rater, target, dimension = key
    parts = [Part(cell.rater, cell.published) for cell in cells if cell.published]
    if len(parts) < LEAST_SITES:
        return Cell(rater, target, dimension, CellState.HIDDEN, reason=Reason.FEW_SITES)
    told = aspect.without_bands if rater == target else aspect
    return Cell(rater, target, dimension, CellState.SHOWN, of_published(told, parts, aspect.spread_in(spread)))


def _parts(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, list[Part]]:
    """Return the shown cells, grouped."""
    found: dict[Key, list[Part]] = defaultdict(list)
    for cell in cells:
        if cell.published:
            found[key(cell)].append(Part(cell.rater, cell.published))
    return found
