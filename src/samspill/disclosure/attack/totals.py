"""Numbers that follow from others by documented rules: whether the numbers shown in the same file explain them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import inf

from samspill.disclosure.attack.known import HAIR, Knowledge
from samspill.disclosure.attack.told import Kind, Number

RELEASE = "release.json"
"""The file that holds every cell."""

Measured = tuple[int, str]
"""Wave, measure."""
OVER_CELLS = frozenset({Kind.RECEIVED, Kind.GIVEN, Kind.OVER_SITES, Kind.WHOLE_BY_PEOPLE, Kind.WHOLE_BY_GROUP})


def unexplained(numbers: Iterable[Number], known: Knowledge) -> Iterator[Number]:
    """Yield the numbers above a cell that do not follow from the cells, each once, and cells that their items do not explain.

    They rest on something that is not shown: exact answers, or the answers of cells that are hidden. It can be told only where
    a release lies beside the files, since that alone holds every cell; an edition for some readers leaves cells out.
    """
    everything = list(numbers)
    told = [number for number in everything if number.value is not None]
    if known.rules.on_ladder:
        # A total of which every cell is hidden rests on hidden answers alone.
        yield from _above_cells(told, _groups(number for number in everything if _in_release(number)), known)
        yield from _of_items(told, known)


def _in_release(number: Number) -> bool:
    return number.kind is Kind.CELL and number.place.file.endswith(RELEASE)


def _of_items(numbers: Iterable[Number], known: Knowledge) -> Iterator[Number]:
    """Yield the cells of the index and dimensions that are not the mean of their items as shown, as far as these were asked."""
    pairs: dict[tuple[object, ...], dict[str, Number]] = defaultdict(dict)
    for number in numbers:
        if known.rules.parts and _in_release(number):
            pairs[number.place.file, number.wave, number.rater, number.target][number.measure] = number
    for cells in pairs.values():
        for composite, parts in known.rules.parts.items():
            items = [cells[item] for item in parts if item in cells]
            if composite in cells and not _same(cells[composite], _mean_of_items(cells[composite], items, known)):
                yield cells[composite]


def _mean_of_items(composite: Number, items: Sequence[Number], known: Knowledge) -> tuple[float, str | None]:
    """Return what documentation says is shown of the mean of items: coded ones count as shown, on the ladder of its people."""
    if not items:
        return inf, None
    middle = (known.scale.low + known.scale.high) / 2
    # Limits that meet in the middle have no side of their own there.
    values = [_entering(item, known) if item.value == middle else item.value or 0.0 for item in items]
    return _coded_alike(items) or known.published(sum(values) / len(values), composite.people[0])


def _above_cells(numbers: Iterable[Number], groups: set[str], known: Knowledge) -> Iterator[Number]:
    cells: dict[Measured, list[Number]] = defaultdict(list)
    above: dict[tuple[object, ...], Number] = {}
    for number in numbers:
        if _in_release(number):
            cells[number.wave, number.measure].append(number)
        elif number.kind in OVER_CELLS:
            said = number.kind, number.wave, number.rater, number.target, number.measure, number.value, number.bound
            above.setdefault(said, number)
    # Without a file that has both names and keys, a document's name of a group is nobody that the release knows.
    for number in (number for number in above.values() if cells and {number.rater, number.target} <= groups):
        parts = [cell for cell in cells[number.wave, number.measure] if _belongs(cell, number)]
        if not _follows(number, parts, known):
            yield number


def _groups(cells: Iterable[Number]) -> set[str]:
    """Return every name of a group, at its place and as a kind, that cells have, and "" for everybody."""
    units = {unit for cell in cells for unit in (cell.rater, *cell.rater.split("+"), cell.target)}
    return {"", *units, *(unit.split("@")[0] for unit in units)}


def _belongs(cell: Number, number: Number) -> bool:
    """Tell whether a cell is one of those that a number above cells is the mean of."""
    if number.kind is Kind.RECEIVED and cell.target != number.target:
        return False
    if number.kind is Kind.GIVEN and cell.rater != number.rater:
        return False
    raters = cell.rater.split("+")
    if number.kind is Kind.OVER_SITES:
        return cell.target.split("@")[0] == number.target and {rater.split("@")[0] for rater in raters} == {number.rater}
    return cell.target not in raters


def _follows(number: Number, parts: Sequence[Number], known: Knowledge) -> bool:
    if not parts:
        return False
    if number.kind in {Kind.WHOLE_BY_PEOPLE, Kind.WHOLE_BY_GROUP}:
        mean = _by_people(parts, known) if number.kind is Kind.WHOLE_BY_PEOPLE else _by_group(parts, known)
        value, bound = known.rounded(mean, known.step(_people(parts, known))), None
    else:
        value, bound = _mean(parts, known)
    return _same(number, (value, bound))


def _same(number: Number, right: tuple[float, str | None]) -> bool:
    return right[1] == number.bound and abs(right[0] - (number.value or 0.0)) < HAIR


def _mean(parts: Sequence[Number], known: Knowledge) -> tuple[float, str | None]:
    coarsest = min(part.people[0] for part in parts)
    return _coded_alike(parts) or known.published(sum(_entering(part, known) for part in parts) / len(parts), coarsest)


def _coded_alike(parts: Sequence[Number]) -> tuple[float, str] | None:
    """Return the mean of numbers that are all coded at the same end."""
    bounds, values = {part.bound for part in parts}, [part.value or 0.0 for part in parts]
    if bounds == {"at_least"}:
        return min(values), "at_least"
    return (max(values), "at_most") if bounds == {"at_most"} else None


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
