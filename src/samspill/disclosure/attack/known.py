"""What an outsider knows beside the files: the scale, and how documentation says that numbers are rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import floor, inf

from samspill.disclosure.attack.told import Number, Rules

BANDS = (5, 10, 25)
"""Least people of each band that files tell; 5 also stands for the band of an owner who has set k = 4."""
CODED = {5: (2.0, 4.0), 10: (1.5, 4.5), 25: (1.5, 4.5)}
"""Documented ends of the ladder on a scale from 1 to 5, by band: "2 or less", "at least 4"."""
CODED_OF_FOUR = (2.5, 4.0)
"""The same for the lowest band where an owner has set k = 4: halves go up, so only the lower end lies further in."""
ENTERING = (1.75, 4.25)
"""Documented values with which coded extremes enter other numbers, on a scale from 1 to 5."""
UNCODED = "standard"
HAIR = 1e-6
FINEST = 1e-9
BELOW_HALF = 1e-5
"""Far more than the hair by which sums of floats are off, far less than any step between means of few people."""


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

    @property
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
        least, most = number.value - width / 2, number.value + width / 2 - min(BELOW_HALF, width / 4)
        if number.bound == "at_most":
            least = -inf
        if number.bound == "at_least":
            most = inf
        return max(least, self.scale.low), min(most, self.scale.high)

    def _on_ladder(self, value: float, step: float) -> bool:
        rungs = (value - self.scale.low) / step
        return abs(rungs - round(rungs)) < HAIR

    def least_of_band(self, people: int) -> int:
        """Return the least people of the band that a number of people lies in, as documentation counts with it."""
        band = band_of(people)
        return self.rules.k if band == BANDS[0] else band

    def ends(self, people: int) -> tuple[float, float]:
        """Return where the ladder ends for so many people, -inf and inf where nothing is coded."""
        if self.rules.policy == UNCODED:
            return -inf, inf
        band = band_of(people)
        low, high = CODED_OF_FOUR if band == BANDS[0] and self.rules.k < BANDS[0] else CODED[band]
        return self.scale.scored(low), self.scale.scored(high)

    def rounded(self, mean: float, step: float) -> float:
        """Round to the ladder, halves up."""
        return self.scale.low + floor((mean - self.scale.low) / step + 0.5 + FINEST) * step

    def published(self, mean: float, people: int) -> tuple[float, str | None]:
        """Return what documentation says is published of a mean over so many people."""
        value, (bottom, top) = self.rounded(mean, self.step(people)), self.ends(people)
        if value >= top - HAIR:
            return top, "at_least"
        return (bottom, "at_most") if value <= bottom + HAIR else (value, None)

    def entering(self, value: float, bound: str | None) -> float:
        """Return the value with which a published number enters another."""
        low, high = map(self.scale.scored, ENTERING)
        return {"at_most": low, "at_least": high}.get(bound or "", value)


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
