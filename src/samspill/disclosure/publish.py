"""Published numbers: of a cell, from its exact mean; of anything above a cell, from published numbers alone (TRUST: P5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from samspill.disclosure.aspects import Aspect
from samspill.disclosure.evidence import Tally
from samspill.disclosure.interval import interval
from samspill.disclosure.ladder import lowest, people_band
from samspill.disclosure.release import Published
from samspill.terms import Bound, PeopleBand


def of_cell(aspect: Aspect, tally: Tally, spread: float, *, own: bool) -> Published:
    """Return the published number of a cell with at least k people. Own groups have no band of the instrument."""
    ladder, band = aspect.ladder, people_band(tally.n)
    value, bound = ladder.place(tally.total / tally.n, band)
    told_from = ladder.policy.exact_n_from
    return Published(
        value=value,
        bound=bound,
        interval=interval(
            ladder, ladder.entering(value, bound), bound, band, spread=spread, people=lowest(band, ladder.policy.k)
        ),
        n_band=band,
        n=tally.n if told_from is not None and tally.n >= told_from else None,
        tie_class=ladder.tie_class(value, bound),
        band=ladder.band(value, bound, None if own else aspect.bands),
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
    value, bound = _coded_alike(parts) or ladder.place(mean_of(aspect, parts), coarsest)
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


def _coded_alike(parts: Sequence[Part]) -> tuple[float, Bound] | None:
    """Return the bound that holds for a mean of numbers that are all coded at the same end."""
    bounds = {part.number.bound for part in parts}
    values = [part.number.value for part in parts]
    if bounds == {Bound.AT_LEAST}:
        return min(values), Bound.AT_LEAST
    return (max(values), Bound.AT_MOST) if bounds == {Bound.AT_MOST} else None
