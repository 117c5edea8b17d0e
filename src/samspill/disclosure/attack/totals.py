"""Numbers above a cell, beside the documented rule: whether the numbers shown in the same file explain them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from samspill.disclosure.attack.known import HAIR, Knowledge
from samspill.disclosure.attack.told import Kind, Number

RELEASE = "release.json"
"""The file that holds every cell."""

Measured = tuple[int, str]
"""Wave, measure."""
OVER_CELLS = frozenset({Kind.RECEIVED, Kind.GIVEN, Kind.OVER_SITES, Kind.WHOLE_BY_PEOPLE, Kind.WHOLE_BY_GROUP})


def unexplained(numbers: Iterable[Number], known: Knowledge) -> Iterator[Number]:
    """Yield the numbers above a cell that do not follow from the cells, each once.

    They rest on something that is not shown: exact answers, or the answers of cells that are hidden. It can be told only where
    a release lies beside the files, since that alone holds every cell; an edition for some readers leaves cells out.
    """
    cells: dict[Measured, list[Number]] = defaultdict(list)
    above: dict[tuple[object, ...], Number] = {}
    for number in numbers:
        if number.value is None:
            continue
        if number.kind is Kind.CELL and number.place.file.endswith(RELEASE):
            cells[number.wave, number.measure].append(number)
        elif number.kind in OVER_CELLS:
            said = number.kind, number.wave, number.rater, number.target, number.measure, number.value, number.bound
            above.setdefault(said, number)
    for number in above.values() if cells and known.rules.on_ladder else ():
        parts = [cell for cell in cells[number.wave, number.measure] if _belongs(cell, number)]
        if not _follows(number, parts, known):
            yield number


def _belongs(cell: Number, number: Number) -> bool:
    raters = cell.rater.split("+")
    if number.kind is Kind.OVER_SITES:
        kinds = {rater.split("@")[0] for rater in raters}
        return kinds == {number.rater} and cell.target.split("@")[0] == number.target
    if cell.target in raters:
        return False
    if number.kind is Kind.RECEIVED:
        return cell.target == number.target
    return number.kind is not Kind.GIVEN or cell.rater == number.rater


def _follows(number: Number, parts: Sequence[Number], known: Knowledge) -> bool:
    if not parts:
        return False
    if number.kind in {Kind.WHOLE_BY_PEOPLE, Kind.WHOLE_BY_GROUP}:
        mean = _by_people(parts, known) if number.kind is Kind.WHOLE_BY_PEOPLE else _by_group(parts, known)
        value, bound = known.rounded(mean, known.step(_people(parts, known))), None
    else:
        value, bound = _mean(parts, known)
    return bound == number.bound and abs(value - (number.value or 0.0)) < HAIR


def _mean(parts: Sequence[Number], known: Knowledge) -> tuple[float, str | None]:
    bounds, values = {part.bound for part in parts}, [part.value or 0.0 for part in parts]
    if bounds == {"at_least"}:
        return min(values), "at_least"
    if bounds == {"at_most"}:
        return max(values), "at_most"
    coarsest = min(part.people[0] for part in parts)
    return known.published(sum(_entering(part, known) for part in parts) / len(parts), coarsest)


def _by_people(parts: Sequence[Number], known: Knowledge) -> float:
    weights = [known.least_of_band(part.people[0]) for part in parts]
    values = [_entering(part, known) for part in parts]
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)


def _by_group(parts: Sequence[Number], known: Knowledge) -> float:
    given: dict[str, list[float]] = defaultdict(list)
    for part in parts:
        given[part.rater].append(_entering(part, known))
    return sum(sum(values) / len(values) for values in given.values()) / len(given)


def _people(parts: Sequence[Number], known: Knowledge) -> int:
    most: dict[str, int] = {}
    for part in parts:
        most[part.rater] = max(most.get(part.rater, 0), known.least_of_band(part.people[0]))
    return sum(most.values())


def _entering(part: Number, known: Knowledge) -> float:
    return known.entering(part.value or 0.0, part.bound)
