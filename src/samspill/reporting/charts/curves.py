"""Curves between circles: one for each direction, bent so that they keep clear of all other circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspill.reporting.charts.layout import Spot

Points = NDArray[np.float64]
ASIDE = 15.0
"""Half the distance between the curves of the two directions, at their middle."""
CLEAR = 7.0
GAP = 4.0
"""Air between a rim and a line."""
SIDEWAYS = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36)
INWARD = (0.3, 0.42, 0.54, 0.66, 0.18)
STEPS = np.linspace(0.0, 1.0, 401)


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic Bezier curve from the rim of one circle towards the rim of another, and the tip of its arrow.

    ``points`` has shape (4, 2); ``tip`` and ``along`` (unit vector) shape (2,), all in picture units.
    """

    points: Points
    tip: Points
    along: Points


def bend(start: Spot, end: Spot, others: Iterable[Spot], middle_y: float) -> Points:
    """Return the point that draws the curves of a pair aside: the first of several that keeps both clear of other circles.

    Parameters
    ----------
    start, end : Spot
    others : iterable of Spot
        Circles to keep clear of.
    middle_y : float
        Height of the middle of the oval, picture units.

    Returns
    -------
    array, shape (2,)
        Control point of the pair, the same for both directions.
    """
    obstacles = np.array([[spot.x, spot.y, spot.radius] for spot in others]).reshape(-1, 3)
    tries = list(_tries(start, end, middle_y))
    rated = [(min(_clearance(start, end, control, obstacles), CLEAR), -place) for place, control in enumerate(tries)]
    return tries[-max(rated)[1]]


def _tries(start: Spot, end: Spot, middle_y: float) -> Iterator[Points]:
    a, b = _point(start), _point(end)
    middle, length = (a + b) / 2, float(np.hypot(*(b - a)))
    if start.side == end.side:
        for depth in INWARD:
            yield middle + np.array([-start.side * depth * length, 0.15 * (middle_y - middle[1])])
        return
    # The same normal for both directions of a pair, else their curves would part.
    left, right = (a, b) if start.side < end.side else (b, a)
    normal = _normal(right - left)
    for share in SIDEWAYS:
        yield middle + normal * share * length


def _clearance(start: Spot, end: Spot, control: Points, obstacles: Points) -> float:
    if not len(obstacles):
        return CLEAR
    paths = [_quadratic(_point(a), aside(a, b, control), _point(b)) for a, b in ((start, end), (end, start))]
    path = np.vstack(paths)[::8]
    distance = np.hypot(path[:, None, 0] - obstacles[:, 0], path[:, None, 1] - obstacles[:, 1]) - obstacles[:, 2]
    return float(distance.min())


def aside(start: Spot, end: Spot, control: Points) -> Points:
    """Return the control point of one direction: it keeps to its right, so that the two of a pair part."""
    return control + _normal(_point(end) - _point(start)) * ASIDE * 2


def curve(start: Spot, end: Spot, control: Points, *, arrow: float, beside: bool = True) -> Curve:
    """Return the curve from rim to rim with room for an arrow of length ``arrow``.

    ``beside`` parts it from that of the other direction.
    """
    a, c, b = _point(start), aside(start, end, control) if beside else control, _point(end)
    path = _quadratic(a, c, b)
    from_start = np.hypot(*(path - a).T) >= start.radius + GAP
    to_tip = np.hypot(*(path - b).T) >= end.radius + GAP
    to_base = np.hypot(*(path - b).T) >= end.radius + GAP + arrow
    first = float(STEPS[from_start.argmax()])
    last = float(STEPS[len(STEPS) - 1 - to_base[::-1].argmax()])
    tip = path[len(STEPS) - 1 - to_tip[::-1].argmax()]
    part = _part(a, c, b, first, max(last, first + 0.05))
    along = tip - part[3]
    return Curve(part, tip, along / max(float(np.hypot(*along)), 1e-9))


def _quadratic(a: Points, c: Points, b: Points) -> Points:
    t = STEPS[:, None]
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b


def _part(a: Points, c: Points, b: Points, first: float, last: float) -> Points:
    """Part of a quadratic curve, as a cubic one (de Casteljau, then degree elevation)."""

    def blossom(u: float, v: float) -> Points:
        return (1 - u) * (1 - v) * a + (u * (1 - v) + v * (1 - u)) * c + u * v * b

    p, q, r = blossom(first, first), blossom(first, last), blossom(last, last)
    return np.array([p, p + (q - p) * 2 / 3, r + (q - r) * 2 / 3, r])


def _point(spot: Spot) -> Points:
    return np.array([spot.x, spot.y])


def _normal(direction: Points) -> Points:
    length = float(np.hypot(*direction)) or 1.0
    return np.array([-direction[1], direction[0]]) / length
