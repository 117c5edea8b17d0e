"""Where groups stand on the map: decided by the design alone, so that every wave and every report shows them at the same place.

The groups stand on an oval, an organisation's groups beside each other, in the owner's order, half of them to the right and
half to the left. So names have room outside the oval and ties inside it, and neither can cover the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import asin, cos, radians, sin, sqrt

from samspill.reporting.charts.lettering import wrap

WIDTH = 920.0
NAME_ROOM = 222.0
"""Most room for a name beside its circle."""
NAME_SIZE = 18.0
LINE = 21.0
SMALL_SIZE, SMALL_LINE = 16.5, 18.0
SLOT = 3 * SMALL_LINE + 4
"""Height of a place: two lines of a name, or three small ones, and some air."""
HEADING_SIZE = 16.5
HEADING_LINE = 19.0
HEADING = HEADING_LINE + 14
BETWEEN = 22.0
"""Air between two organisations; the second line of a long name stands in it."""
DENSITIES = ((34.0, 40.0), (28.0, 34.0), (23.0, 26.0), (19.0, 18.0), (15.0, 12.0))
"""Radius of the largest circle and air between two rims, from few to many groups on a side."""
TALLEST = 640.0
HALO = 9.0
MARGIN = 16.0
END = sin(radians(66))
OVAL = 210.0
MOST_ON_A_SIDE = 14


@dataclass(frozen=True, slots=True)
class Circle:
    """A group to place: its key, the people in it, and the key of its organisation."""

    key: str
    people: int
    organisation: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A placed group. ``side`` is 1 to the right and -1 to the left; ``name_x`` is where the name starts."""

    x: float
    y: float
    radius: float
    side: int
    name_x: float

    @property
    def name_room(self) -> float:
        """Room for the name, from ``name_x`` to the edge of the picture."""
        edge = WIDTH - self.name_x if self.side > 0 else self.name_x
        return min(NAME_ROOM, edge - MARGIN / 2)


@dataclass(frozen=True, slots=True)
class Lettered:
    """A name as it stands beside its circle: its lines, the size of its letters, and the distance of its lines."""

    lines: tuple[str, ...]
    size: float
    line: float

    @classmethod
    def of(cls, name: str, room: float) -> Lettered:
        """Return a name on two lines, on three small ones where two do not hold it."""
        lines = wrap(name, NAME_SIZE, room, 2)
        if not lines[-1].endswith("…"):
            return cls(lines, NAME_SIZE, LINE)
        return cls(wrap(name, SMALL_SIZE, room, 3), SMALL_SIZE, SMALL_LINE)


@dataclass(frozen=True, slots=True)
class Shape:
    """The quiet shape of an organisation: through these spots, this broad; its name stands at x, y."""

    organisation: str
    spots: tuple[Spot, ...]
    breadth: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All placed groups in a picture of ``WIDTH`` and ``height``, ``people_unit`` being the radius of a group of one."""

    spots: dict[str, Spot]
    shapes: tuple[Shape, ...]
    height: float
    people_unit: float


@dataclass(frozen=True, slots=True)
class Slot:
    """Room on a side: for a heading ``above``, and for the circle with its name."""

    circle: Circle
    above: float
    height: float


def place(circles: Sequence[Circle]) -> Layout:
    """Place groups on the oval.

    Parameters
    ----------
    circles : sequence of Circle
        Groups of one organisation beside each other.

    Returns
    -------
    Layout
        Positions in picture units. The same circles give the same layout.

    Examples
    --------
    >>> layout = place([Circle("a", 9, "x"), Circle("b", 4, "x"), Circle("c", 9, "y")])
    >>> [round(spot.x) for spot in layout.spots.values()], layout.spots["b"].radius * 3 == layout.spots["a"].radius * 2
    ([665, 633, 252], True)
    """
    headed = len({circle.organisation for circle in circles}) > 1
    sides = _sides(circles)
    unit, columns = _dense_enough(sides, max(circle.people for circle in circles), headed=headed)
    tall = max(_tall(column) for column in columns)
    spots: dict[str, Spot] = {}
    shapes: list[Shape] = []
    for column, sign in zip(columns, (1, -1), strict=True):
        placed = dict(_side(column, sign, unit, tall))
        spots |= placed
        shapes += _shapes([slot.circle for slot in column], placed) if headed else ()
    return Layout(spots, tuple(shapes), tall + 2 * MARGIN, unit)


def _sides(circles: Sequence[Circle]) -> tuple[Sequence[Circle], Sequence[Circle]]:
    """Cut between two organisations where both sides are most alike; inside one only where a side would be too long."""
    runs = [list(run) for _, run in groupby(circles, key=lambda circle: circle.organisation)]
    cuts = tuple(accumulate(len(run) for run in runs))[:-1]
    half = len(circles) / 2
    best = min(cuts, key=lambda cut: abs(cut - half), default=0)
    long = max(best, len(circles) - best)
    cut = best if best and (long <= MOST_ON_A_SIDE and long <= 3 * (len(circles) - long)) else round(half)
    # The left side is read from the bottom up, so that the order goes round the oval.
    return circles[:cut], tuple(reversed(circles[cut:]))


def _dense_enough(sides: Sequence[Sequence[Circle]], most: int, *, headed: bool) -> tuple[float, list[list[Slot]]]:
    """Return the radius of a group of one, and the slots of both sides, at the first density that is not too tall."""
    dense: list[tuple[float, list[list[Slot]]]] = []
    for largest, air in DENSITIES:
        unit = largest / sqrt(most)
        dense.append((unit, [list(_slots(side, unit, air, headed=headed)) for side in sides]))
        if max(_tall(column) for column in dense[-1][1]) <= TALLEST:
            break
    return dense[-1]


def _slots(side: Sequence[Circle], unit: float, air: float, *, headed: bool) -> Iterator[Slot]:
    before: str | None = None
    for circle in side:
        fresh = circle.organisation != before
        room = (HEADING if headed and fresh else 0.0) + (BETWEEN if fresh and before is not None else 0.0)
        yield Slot(circle, room, max(SLOT, 2 * unit * sqrt(circle.people) + air))
        before = circle.organisation


def _tall(column: Sequence[Slot]) -> float:
    return sum(slot.above + slot.height for slot in column)


def _side(column: Sequence[Slot], sign: int, unit: float, tall: float) -> Iterator[tuple[str, Spot]]:
    spare = (tall - _tall(column)) / (len(column) + 1)
    middle, reach = MARGIN + tall / 2, tall / 2 / END
    broad = _breadths([slot.circle for slot in column], unit)
    top = MARGIN
    for slot in column:
        y = top + spare + slot.above + slot.height / 2
        top = y + slot.height / 2
        x = WIDTH / 2 + sign * OVAL * cos(asin((y - middle) / reach))
        name_x = x + sign * (broad[slot.circle.organisation] / 2 + 8)
        yield slot.circle.key, Spot(x, y, unit * sqrt(slot.circle.people), sign, name_x)


def _breadths(side: Sequence[Circle], unit: float) -> dict[str, float]:
    """Breadth of each organisation's shape."""
    largest: dict[str, float] = {}
    for circle in side:
        largest[circle.organisation] = max(largest.get(circle.organisation, 0.0), unit * sqrt(circle.people))
    return {key: 2 * (radius + HALO) for key, radius in largest.items()}


def _shapes(side: Sequence[Circle], spots: dict[str, Spot]) -> Iterator[Shape]:
    for organisation, run in groupby(side, key=lambda circle: circle.organisation):
        through = tuple(spots[circle.key] for circle in run)
        first = through[0]
        breadth = 2 * (max(spot.radius for spot in through) + HALO)
        yield Shape(organisation, through, breadth, first.name_x, first.y - LINE - 12)
