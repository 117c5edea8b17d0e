"""Numbers above a cell, made once more from the cells of a finished wave, for its audit (TRUST: P5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from samspill.design.model import Mapping, Node
from samspill.disclosure.aspects import Aspect
from samspill.disclosure.publish import Part, mean_of, of_published, people_behind
from samspill.disclosure.release import Cell, Published, WaveRelease
from samspill.instrument.interval import default_spread
from samspill.instrument.ladder import half_up, lowest, people_band

Told = tuple[str, Published | float, Published | float | None]
"""Which number, as it is told, and as the cells say."""


def numbers_above(wave: WaveRelease, mapping: Mapping, told: dict[str, Aspect]) -> Iterator[Told]:
    """Yield every number above a cell beside what follows from the shown cells; None where nothing does."""
    between = [cell for cell in wave.cells if cell.published and cell.target not in cell.rater.split("+")]
    yield from _of_units(wave, told, between)
    yield from _of_kinds(wave, told)
    yield from _of_everybody(wave, mapping, told, between)


def _of_units(wave: WaveRelease, told: dict[str, Aspect], between: Sequence[Cell]) -> Iterator[Told]:
    received: dict[tuple[str, str], list[Part]] = defaultdict(list)
    given: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for cell in between:
        if cell.published:
            received[cell.target, cell.dimension].append(Part(cell.rater, cell.published))
            given[cell.rater, cell.dimension].append(Part(cell.rater, cell.published))
    for unit in wave.groups:
        for side, numbers, parts in (("received", unit.received, received), ("given", unit.given, given)):
            for key, number in numbers.items():
                yield f"{unit.id}, {side}, {key}", number, _mean(wave, told[key], parts[unit.id, key])


def _mean(wave: WaveRelease, aspect: Aspect, parts: Sequence[Part]) -> Published | None:
    return of_published(aspect, parts, wave.spread.get(aspect.key, default_spread(aspect.ladder))) if parts else None


def _of_kinds(wave: WaveRelease, told: dict[str, Aspect]) -> Iterator[Told]:
    parts: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for cell in wave.cells:
        raters = {Node.parse(part).group for part in cell.rater.split("+")}
        if cell.published and len(raters) == 1:
            parts[raters.pop(), Node.parse(cell.target).group, cell.dimension].append(Part(cell.rater, cell.published))
    for kind in wave.kinds:
        if kind.published:
            found = parts[kind.rater, kind.target, kind.dimension]
            aspect = told[kind.dimension].without_bands if kind.rater == kind.target else told[kind.dimension]
            again = _mean(wave, aspect, found) if len(found) > 1 else None
            yield f"{kind.rater} → {kind.target}, {kind.dimension}", kind.published, again


def _of_everybody(wave: WaveRelease, mapping: Mapping, told: dict[str, Aspect], between: Sequence[Cell]) -> Iterator[Told]:
    k = mapping.policy.k
    by_rater: dict[str, dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
    for cell in between:
        if cell.published:
            by_rater[cell.dimension][cell.rater].append(Part(cell.rater, cell.published))
    for mean in wave.overall:
        aspect, raters = told[mean.dimension], by_rater[mean.dimension]
        parts = [part for found in raters.values() for part in found]
        again: float | None = None
        if parts:
            each = [mean_of(aspect, found) for found in raters.values()]
            people = [lowest(part.number.n_band, k) for part in parts]
            exact = mean_of(aspect, parts, people) if mean.weighting == "respondent" else sum(each, Decimal(0)) / len(each)
            step = aspect.ladder.step(people_band(people_behind(aspect, parts)))
            again = float(aspect.ladder.low + half_up(exact - aspect.ladder.low, step))
        yield f"{mean.weighting}, {mean.dimension}", mean.value, again
