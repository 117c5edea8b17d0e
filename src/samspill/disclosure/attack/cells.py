"""The numbers of single cells, put together from all files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samspill.disclosure.attack.known import BANDS, Knowledge
from samspill.disclosure.attack.told import Kind, Number, Place

Key = tuple[int, frozenset[str], str, str]
"""Wave, groups that answer, group that is rated, measure."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What all files together tell of one cell: where its exact mean lies, of how many people, maybe with its spread."""

    key: Key
    place: Place
    low: float
    high: float
    people: tuple[int, int | None]
    shown: str
    """The number as it is shown."""
    written: float
    """Width of what is written the same, where it is written finest."""
    sd: tuple[float, float] | None = None

    @property
    def own(self) -> bool:
        """Whether a group speaks of itself."""
        return self.key[2] in self.key[1]


def key_of(number: Number) -> Key:
    """Return the cell that a number speaks of."""
    return number.wave, frozenset(number.rater.split("+")), number.target, number.measure


def cells_of(numbers: Iterable[Number], known: Knowledge) -> tuple[Cell, ...]:
    """Return every cell with a value, each with the narrowest range that its files leave."""
    found: dict[Key, list[Number]] = defaultdict(list)
    for number in numbers:
        if number.kind is Kind.CELL and number.value is not None:
            found[key_of(number)].append(number)
    return tuple(_cell(key, told, known) for key, told in found.items())


def _cell(key: Key, told: list[Number], known: Knowledge) -> Cell:
    ranges = [(known.range_of(number), number) for number in told]
    (low, high), narrowest = min(ranges, key=lambda each: each[0][1] - each[0][0])
    for (least, most), _ in ranges:
        # Files that contradict each other speak of different numbers; the narrowest alone is believed.
        if max(low, least) <= min(high, most):
            low, high = max(low, least), min(high, most)
    spread = next(_spreads(told), None)
    finest = min(number.written for number in told)
    return Cell(key, narrowest.place, low, high, _people(told, known.rules.k), _as_shown(narrowest), finest, spread)


def _spreads(told: list[Number]) -> Iterator[tuple[float, float]]:
    for number in told:
        if number.sd is not None:
            yield number.sd - number.sd_written / 2, number.sd + number.sd_written / 2


def _people(told: list[Number], k: int) -> tuple[int, int | None]:
    least = max(number.people[0] for number in told)
    most = min((number.people[1] for number in told if number.people[1] is not None), default=None)
    if least == BANDS[0] != most:
        # Where an owner has set k = 4, the lowest band begins there.
        least = min(least, k)
    return least, most if most is None or most >= least else least


def _as_shown(number: Number) -> str:
    mark = {"at_most": "≤ ", "at_least": "≥ "}.get(number.bound or "", "")
    return f"{mark}{number.value:g}"
