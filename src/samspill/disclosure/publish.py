"""Published numbers: of a cell, from its exact mean; of anything above a cell, from published numbers alone (TRUST: P5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from samspill.disclosure.aspects import Aspect
from samspill.disclosure.evidence import Tally
from samspill.disclosure.release import Published
from samspill.instrument.interval import interval
from samspill.instrument.ladder import Ladder, exact, lowest, people_band
from samspill.terms import Bound, PeopleBand

Placed = tuple[float, Bound | None]
"""A value on the ladder, and its bound where it is a coded extreme."""


def of_cell(aspect: Aspect, tally: Tally, spread: float, *, own: bool) -> Published:
    """Return the published number of one item in a cell with at least k people. Own groups have no band of the instrument."""
    return _of_people(aspect, placed(aspect, tally), tally.n, spread, own=own)


def of_items(aspect: Aspect, items: Sequence[Placed], people: int, spread: float, *, own: bool) -> Published:
    """Return the published number of an index or a dimension: the mean of its items as they are shown.

    So it tells nothing that they do not tell. An exact mean would: where one item is "at most 2", another 3.5 and their mean at
    most 2, all that a coded extreme leaves open would be gone.
    """
    mean = sum((_as_shown(aspect.ladder, *item) for item in items), Decimal(0)) / len(items)
    found = _coded_alike(items) or aspect.ladder.place(mean, people_band(people))
    return _of_people(aspect, found, people, spread, own=own)


def placed(aspect: Aspect, tally: Tally) -> Placed:
    """Return the mean of one item in a cell on its ladder."""
    return aspect.ladder.place(tally.total / tally.n, people_band(tally.n))


def _as_shown(ladder: Ladder, value: float, bound: Bound | None) -> Decimal:
    """Return a shown value as it counts in the mean of its cell; on scales whose extremes meet in the middle it has no side."""
    return ladder.entering(value, bound) if 2 * exact(value) == ladder.low + ladder.high else exact(value)


def _of_people(aspect: Aspect, found: Placed, people: int, spread: float, *, own: bool) -> Published:
    ladder, band, told_from = aspect.ladder, people_band(people), aspect.ladder.policy.exact_n_from
    return Published(
        *found,
        interval=interval(ladder, ladder.entering(*found), found[1], band, spread=spread, people=lowest(band, ladder.policy.k)),
        n_band=band,
        n=people if told_from is not None and people >= told_from else None,
        tie_class=ladder.tie_class(*found),
        band=ladder.band(*found, None if own else aspect.bands),
    )


class Part(NamedTuple):
    """A published cell that enters a mean: which rater unit it comes from, and its number."""

    rater: str
    number: Published


def of_published(aspect: Aspect, parts: Sequence[Part], spread: float) -> Published:
    """Return the mean of published cells, never finer than the coarsest of them.

    Parameters
    ----------
    aspect : Aspect
    parts : sequence of Part
        At least one; coded extremes enter at their middle. Where all are coded at the same end, so is the mean. The same people
        stand behind parts of the same rater: their numbers do not add up, and their errors may go together.
    spread : float
        SD within cells, scale units.
    """
    ladder = aspect.ladder
    coarsest = min((part.number.n_band for part in parts), key=list(PeopleBand).index)
    numbers = [(part.number.value, part.number.bound) for part in parts]
    value, bound = _coded_alike(numbers) or ladder.place(mean_of(aspect, parts), coarsest)
    people = _people_by_rater(aspect, parts)
    alike = 1 / sum((len(each) / len(parts)) ** 2 / min(each) for each in people.values())
    return Published(
        value=value,
        bound=bound,
        interval=interval(ladder, ladder.entering(value, bound), bound, coarsest, spread=spread, people=alike),
        n_band=people_band(people_behind(aspect, parts)),
        n=None,
        tie_class=ladder.tie_class(value, bound),
        band=ladder.band(value, bound, aspect.bands),
    )


def mean_of(aspect: Aspect, parts: Sequence[Part], weights: Sequence[int] | None = None) -> Decimal:
    """Return the weighted mean of published numbers, in scale units, not yet on a ladder."""
    each = weights or [1] * len(parts)
    values = (aspect.ladder.entering(part.number.value, part.number.bound) for part in parts)
    return sum((weight * value for weight, value in zip(each, values, strict=True)), Decimal(0)) / sum(each)


def people_behind(aspect: Aspect, parts: Sequence[Part]) -> int:
    """Return the least number of people behind parts together, each rater unit counted once."""
    return sum(max(each) for each in _people_by_rater(aspect, parts).values())


def _people_by_rater(aspect: Aspect, parts: Sequence[Part]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for part in parts:
        found[part.rater].append(lowest(part.number.n_band, aspect.ladder.policy.k))
    return found


def _coded_alike(numbers: Sequence[Placed]) -> Placed | None:
    """Return the bound that holds for a mean of numbers that are all coded at the same end."""
    bounds = {bound for _, bound in numbers}
    values = [value for value, _ in numbers]
    if bounds == {Bound.AT_LEAST}:
        return min(values), Bound.AT_LEAST
    return (max(values), Bound.AT_MOST) if bounds == {Bound.AT_MOST} else None
