"""What an outsider knows beside the files: the scale, and how documentation says that numbers are rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import ceil, floor, inf

from samspill.disclosure.attack.told import Number, Rules

BANDS = (5, 10, 25)
"""Least people of each band that files tell; 5 also stands for the band of an owner who has set k = 4."""
CODED = {5: (2.0, 4.0), 10: (1.5, 4.5), 25: (1.5, 4.5)}
"""Documented ends of the ladder on a scale from 1 to 5, by band, before they are moved inward."""
ENTERING = (1.75, 4.25)
"""Documented values with which coded extremes enter other numbers, on a scale from 1 to 5."""
UNCODED = "standard"
HAIR = 1e-6
FINEST = 1e-9
DECIMALS = 9
"""Decimals to which sums of floats can be trusted."""
BELOW_HALF = 1e-5
"""Far more than the hair by which sums of floats are off, far less than any step between means of few people."""


@lru_cache
def band_of(people: int) -> int:
    """Return the least people of the band that a number of people lies in."""
    return max((least for least in BANDS if people >= least), default=BANDS[0])


@dataclass(frozen=True)
class Scale:
    """The answers that can be given, in scores, lowest first."""

    answers: tuple[float, ...] = (1, 2, 3, 4, 5)

    @property
    def low(self) -> float:
        """Return the lowest answer."""
        return self.answers[0]

    @property
    def high(self) -> float:
        """Return the highest answer."""
        return self.answers[-1]

    @cached_property
    def unit(self) -> float:
        """Return what one unit of a rule stated for a scale from 1 to 5 is here."""
        return max((self.high - self.low) / 4, *(above - below for below, above in pairwise(self.answers)))

    def scored(self, stated: float) -> float:
        """Return what a value stated for a scale from 1 to 5 is here."""
        return self.low + (stated - 1) * (self.high - self.low) / 4


@dataclass(frozen=True)
class Knowledge:
    """The scale and the documented rules, beside which a number is read."""

    scale: Scale
    rules: Rules

    def step(self, people: int) -> float:
        """Return the width of what is published as the same number for so many people."""
        return self.rules.steps[band_of(people)] * self.scale.unit

    def range_of(self, number: Number) -> tuple[float, float]:
        """Return the least and the most that the exact mean behind a number can be."""
        if number.value is None:
            return self.scale.low, self.scale.high
        width = max(number.written, FINEST)
        if self.rules.on_ladder and self._on_ladder(number.value, self.step(number.people[0])):
            width = self.step(number.people[0])
        # Halves go up: what lies half a width above is published as the next number.
        short = min(BELOW_HALF, width / 4)
        least, most = number.value - width / 2, number.value + width / 2 - short
        if self._is_middle(number):
            least, most = number.value, number.value - short
        if number.bound == "at_most":
            least = -inf
        if number.bound == "at_least":
            most = inf
        return max(least, self.scale.low), min(most, self.scale.high)

    def _is_middle(self, number: Number) -> bool:
        """Tell whether a number is a limit at which both ends of the ladder meet, so that nothing was rounded."""
        bottom, top = self.ends(number.people[0])
        return self.rules.on_ladder and number.bound is not None and bottom == top == number.value

    def _on_ladder(self, value: float, step: float) -> bool:
        rungs = (value - self.scale.low) / step
        return abs(rungs - round(rungs)) < HAIR

    def least_of_band(self, people: int) -> int:
        """Return the least people of the band that a number of people lies in, as documentation counts with it."""
        band = band_of(people)
        return self.rules.k if band == BANDS[0] else band

    def ends(self, people: int) -> tuple[float, float]:
        """Return where the ladder ends for so many people, -inf and inf where nothing is coded."""
        return self._ends_of[band_of(people)]

    @cached_property
    def _ends_of(self) -> dict[int, tuple[float, float]]:
        return {band: self._ends(band) for band in BANDS}

    def _ends(self, band: int) -> tuple[float, float]:
        """Return where the ladder of a band ends.

        Documentation: on the rungs, and at least so far inward that the person who answered at the other end is left with two
        possible answers of each of the others; where that leaves no rung between them, both are the middle of the scale.
        """
        if self.rules.policy == UNCODED:
            return -inf, inf
        scale, step, whole = self.scale, self.step(band), self.scale.high - self.scale.low
        low, high = (scale.scored(stated) - scale.low for stated in CODED[band])
        room = (whole + scale.unit) / self.least_of_band(band) - step / 2
        bottom = max(_up(low, step), _down(room, step) + 1)
        top = min(_down(high, step), _down(whole - room, step))
        if bottom >= top:
            return scale.low + whole / 2, scale.low + whole / 2
        return scale.low + bottom * step, scale.low + top * step

    def rounded(self, mean: float, step: float) -> float:
        """Round to the ladder, halves up; what a sum of floats holds a hair below a half is the half."""
        return self.scale.low + _down(round(mean, DECIMALS) - self.scale.low + step / 2, step) * step

    def published(self, mean: float, people: int) -> tuple[float, str | None]:
        """Return what documentation says is published of a mean over so many people."""
        value, (bottom, top) = self.rounded(mean, self.step(people)), self.ends(people)
        if bottom == top:
            return top, "at_least" if mean >= top - FINEST else "at_most"
        if value >= top - HAIR:
            return top, "at_least"
        return (bottom, "at_most") if value <= bottom + HAIR else (min(value, self.scale.high), None)

    def as_written(self, width: float) -> Knowledge:
        """Return what is known of numbers that are only rounded to be written, each ``width`` the same, whoever is behind."""
        steps = {band: max(width, FINEST) / self.scale.unit for band in BANDS}
        return replace(self, rules=Rules(UNCODED, self.rules.k, steps, on_ladder=True))

    def entering(self, value: float, bound: str | None) -> float:
        """Return the value with which a published number enters another."""
        low, high = map(self.scale.scored, ENTERING)
        return {"at_most": low, "at_least": high}.get(bound or "", value)


def _down(distance: float, step: float) -> int:
    """Return how many whole steps a distance has."""
    return floor(distance / step + FINEST)


def _up(distance: float, step: float) -> int:
    """Return how many steps it takes to cover a distance."""
    return ceil(distance / step - FINEST)


@cache
def sums(answers: tuple[float, ...], people: int) -> frozenset[float]:
    """Return every sum that so many people's answers can have."""
    if people == 0:
        return frozenset({0.0})
    before = sums(answers, people - 1)
    return frozenset(round(total + answer, 6) for total in before for answer in answers)


def numbers_of_people(people: tuple[int, int | None], k: int) -> Iterable[int]:
    """Return the numbers of people that an outsider has to think of, open ends as far as the worst can show."""
    least, most = people
    first = max(least, k) if least == 1 else least
    return range(first, (most if most is not None else max(first, BANDS[-1]) + 5) + 1)
