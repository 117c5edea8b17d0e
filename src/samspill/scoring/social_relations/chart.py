"""Charts: free numbers, bounded from below, that stand for the parts of the model, so that every point is a possible one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from samspill.scoring.social_relations.arrays import (
    DYADIC,
    GENERALIZED,
    PERCEIVER,
    RELATIONSHIP,
    RESIDUAL,
    RESPONDENT,
    TARGET,
    Floats,
)

MOST = 1e6
"""Greatest variance, in units of the residual: beyond it the residual is zero for all that can be seen."""

CORRELATION = 0.9999
"""Greatest size of a dyadic correlation where a tie has no residual beside it."""

Bound = tuple[float, float]
Point = tuple[Floats, Floats]
VARIANCE: Bound = (0.0, MOST)
DEVIATION: Bound = (0.0, MOST**0.5)
WEIGHT: Bound = (-(MOST**0.5), MOST**0.5)


@dataclass(frozen=True, slots=True)
class Section:
    """Some free numbers: where they start, how far they go, the parts and their derivatives there, and the way back."""

    start: tuple[float, ...]
    bounds: tuple[Bound, ...]
    at: Callable[[Floats], Point]
    near: Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Chart:
    """All free numbers of a model whose parts are told in units of one of them.

    ``joint`` tells whether perceiver and target vary together freely.
    """

    sections: tuple[Section, ...]
    joint: bool

    @classmethod
    def of(cls, told: frozenset[int], fixed: Mapping[int, float] | None = None, base: int = PERCEIVER) -> Chart:
        """Return the chart of the parts that are told.

        ``fixed`` holds the correlation of a covariance; ``base`` is which of perceiver and target the other is regressed on.
        """
        fixed = fixed or {}
        sections = [_sides(told, fixed.get(GENERALIZED), base), _ties(told, fixed.get(DYADIC))]
        if RESPONDENT in told:
            sections.append(_linear((0.5,), (VARIANCE,), {RESPONDENT: (1.0,)}))
        return cls(tuple(sections), joint=GENERALIZED in told and GENERALIZED not in fixed)

    @property
    def start(self) -> Floats:
        """Return a point in the middle."""
        return np.array([value for section in self.sections for value in section.start])

    @property
    def bounds(self) -> list[Bound]:
        """Return the ends of the free numbers."""
        return [bound for section in self.sections for bound in section.bounds]

    def at(self, point: Floats) -> Point:
        """Return the parts at a point and their derivatives."""
        parts, begin = np.zeros(7), 0
        slopes: list[Floats] = []
        for section in self.sections:
            end = begin + len(section.start)
            value, slope = section.at(point[begin:end])
            parts += value
            slopes.append(slope)
            begin = end
        return parts, np.concatenate(slopes, axis=1)

    def near(self, parts: Floats) -> Floats:
        """Return the point of some parts, or where the chart does not hold them, one near to it."""
        point = np.concatenate([section.near(parts) for section in self.sections])
        ends = np.array(self.bounds).reshape(-1, 2)
        return np.asarray(np.clip(point, ends[:, 0], ends[:, 1]), dtype=np.float64)


def _linear(
    start: tuple[float, ...], bounds: tuple[Bound, ...], rows: Mapping[int, tuple[float, ...]], **constant: float
) -> Section:
    slope, base = np.zeros((7, len(start))), np.zeros(7)
    for part, row in rows.items():
        slope[part] = row
    base[RESIDUAL], base[RELATIONSHIP] = constant.get("residual", 0.0), constant.get("tie", 0.0)
    way_back = np.linalg.pinv(slope)
    return Section(start, bounds, lambda point: (base + slope @ point, slope), lambda parts: way_back @ (parts - base))


def _ties(told: frozenset[int], correlation: float | None) -> Section:
    """Return the section of tie and residual: sum and difference of the two directions of a pair are independent."""
    both, residual, tie = DYADIC in told, RESIDUAL in told, RELATIONSHIP in told
    if not residual:
        return _ties_alone(both=both, tie=tie, correlation=correlation)
    if correlation is not None:
        return _linear((0.5,), (VARIANCE,), {RELATIONSHIP: (1.0,), DYADIC: (correlation,)}, residual=1.0)
    if both:
        rows = {RELATIONSHIP: (0.5, 0.5), DYADIC: (0.5, -0.5)}
        return _linear((0.5, 0.5), (VARIANCE, VARIANCE), rows, residual=1.0)
    if tie:
        return _linear((0.5,), (VARIANCE,), {RELATIONSHIP: (1.0,)}, residual=1.0)
    return _linear((), (), {}, residual=1.0)


def _ties_alone(*, both: bool, tie: bool, correlation: float | None) -> Section:
    unit = {"tie": 1.0} if tie else {"residual": 1.0}
    if correlation is not None:
        base = np.zeros(7)
        base[RELATIONSHIP], base[DYADIC] = 1.0, min(max(correlation, -CORRELATION), CORRELATION)
        return Section((), (), lambda _: (base, np.zeros((7, 0))), lambda _: np.zeros(0))
    if both:
        return _linear((0.0,), ((-CORRELATION, CORRELATION),), {DYADIC: (1.0,)}, **unit)
    return _linear((), (), {}, **unit)


def _sides(told: frozenset[int], correlation: float | None, base: int) -> Section:
    """Return the section of perceiver and target: one of them, and the other as its regression on it and what is left."""
    if correlation is not None:
        return Section((0.5, 0.5), (DEVIATION, DEVIATION), lambda point: _correlated(point, correlation), _deviations)
    if GENERALIZED in told:
        other = TARGET if base == PERCEIVER else PERCEIVER
        bounds = (VARIANCE, WEIGHT, VARIANCE)
        return Section(
            (0.3, 0.0, 0.3), bounds, lambda point: _regressed(point, base, other), lambda parts: _regression(parts, base, other)
        )
    free = [part for part in (PERCEIVER, TARGET) if part in told]
    rows = {part: tuple(float(part == other) for other in free) for part in free}
    return _linear((0.3,) * len(free), (VARIANCE,) * len(free), rows)


def _regressed(point: Floats, base: int, other: int) -> Point:
    variance, weight, left = (float(value) for value in point)
    parts, slope = np.zeros(7), np.zeros((7, 3))
    parts[[base, GENERALIZED, other]] = variance, weight * variance, weight**2 * variance + left
    slope[base] = 1, 0, 0
    slope[GENERALIZED] = weight, variance, 0
    slope[other] = weight**2, 2 * weight * variance, 1
    return parts, slope


def _correlated(point: Floats, correlation: float) -> Point:
    """Return the parts of two standard deviations with a given correlation."""
    one, other = (float(value) for value in point)
    parts, slope = np.zeros(7), np.zeros((7, 2))
    parts[[PERCEIVER, GENERALIZED, TARGET]] = one**2, correlation * one * other, other**2
    slope[PERCEIVER] = 2 * one, 0
    slope[GENERALIZED] = correlation * other, correlation * one
    slope[TARGET] = 0, 2 * other
    return parts, slope


def _regression(parts: Floats, base: int, other: int) -> Floats:
    variance, rest, shared = (float(parts[part]) for part in (base, other, GENERALIZED))
    weight = shared / variance if variance > 0 else 0.0
    return np.array([variance, weight, rest - weight * shared])


def _deviations(parts: Floats) -> Floats:
    # A deviation of exactly zero has no slope to leave it by.
    return np.sqrt(np.maximum(parts[[PERCEIVER, TARGET]], 1e-4))
