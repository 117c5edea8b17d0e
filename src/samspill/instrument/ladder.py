"""The ladder that published numbers stand on (TRUST: P5): bands of people, steps, coded extremes, classes, shares.

All of it is decimal arithmetic, so that 3.25 is a half and not a hair below one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cache, lru_cache
from itertools import pairwise

from samspill.instrument.classes import STATED_LOW, STATED_RANGE, band, tie_class
from samspill.instrument.model import Bands, Instrument, Scale
from samspill.terms import POLICIES, Bound, PeopleBand, Policy, PolicyName, Share, TieClass

BEGINS = {PeopleBand.FEW: 5, PeopleBand.SOME: 10, PeopleBand.MANY: 25}
LEAST_IN_SHARE = 7
"""People behind a share in words.

Of five, "some" is none or one, so that this one would know what each of the others said. Of six who chose one answer, two that
are "half" are three and three, so that nobody chose any other.
"""
LEAST_STEP = Decimal("0.25")
"""Least step of a word on a difference, on a scale from 1 to 5: steps of 0.1 are crossed too often where nothing differs."""
# A sum of floats is true to far more than nine decimals, and no mean of answers needs more.
NOISE = Decimal("1e-9")


@lru_cache(maxsize=1 << 12)
def people_band(n: int) -> PeopleBand:
    """Return the band of a number of people that may be told of at all.

    Examples
    --------
    >>> people_band(7).value, people_band(25).value
    ('5-9', '25+')
    """
    return next(band for band in reversed(PeopleBand) if n >= BEGINS[band] or band is PeopleBand.FEW)


def lowest(band: PeopleBand, k: int) -> int:
    """Return the least number of people that a band can stand for when k people are needed."""
    return k if band is PeopleBand.FEW else BEGINS[band]


def share(count: float, total: float) -> Share:
    """Return a share in words: at most a third (none included), at least two thirds, or in between.

    Examples
    --------
    >>> share(2, 6).value, share(3, 6).value, share(4, 6).value
    ('some', 'half', 'most')
    """
    if 3 * count <= total:
        return Share.SOME
    return Share.MOST if 3 * count >= 2 * total else Share.HALF


@lru_cache(maxsize=1 << 16)
def exact(value: float) -> Decimal:
    """Return a float as the decimal number it was meant to be; what stands on a ladder comes again and again."""
    return Decimal(repr(float(value))).quantize(NOISE)


def half_up(value: Decimal, step: Decimal) -> Decimal:
    """Round to a multiple of ``step``, halves up.

    Examples
    --------
    >>> half_up((Decimal(10) / 3 + Decimal(10) / 3 + Decimal(5) / 6) / 2, Decimal("0.1"))  # 3.75, less a hair
    Decimal('3.8')
    """
    return (value.quantize(NOISE) / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * step


def down(value: Decimal, step: Decimal) -> Decimal:
    """Round down to a multiple of ``step``."""
    return (value.quantize(NOISE) / step).to_integral_value(ROUND_FLOOR) * step


def up(value: Decimal, step: Decimal) -> Decimal:
    """Round up to a multiple of ``step``."""
    return -down(-value, step)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of one scale under one policy.

    A policy is stated for a scale from 1 to 5; other scales are read in proportion, so that every scale has the same number of
    rungs. Scales whose options lie further apart than a quarter of the range keep a step of half that distance instead: a
    ladder in proportion would be fine enough to show single sums of answers.

    Parameters
    ----------
    policy : Policy
    low, high : Decimal
        Ends of the scale, in scores.
    unit : Decimal
        What one unit of the policy's steps is in scores; 1 for a scale from 1 to 5.

    Examples
    --------
    >>> from samspill.terms import POLICIES
    >>> ladder = Ladder.of(POLICIES["strict"], low=1, high=5, gap=1)
    >>> ladder.place(3.25, PeopleBand.FEW), ladder.place(4.8, PeopleBand.FEW)
    ((3.5, None), (4.0, <Bound.AT_LEAST: 'at_least'>))
    """

    policy: Policy
    low: Decimal
    high: Decimal
    unit: Decimal

    @classmethod
    def of(cls, policy: Policy, *, low: float, high: float, gap: float) -> Ladder:
        """Return the ladder of a scale from ``low`` to ``high`` whose options lie at most ``gap`` apart, all in scores."""
        start, end = exact(low), exact(high)
        return cls(policy, start, end, max((end - start) / STATED_RANGE, exact(gap)))

    def step(self, band: PeopleBand) -> Decimal:
        """Return the distance between two rungs, in scores."""
        return exact(self.policy.steps[band]) * self.unit

    def step_of_words(self, *bands: PeopleBand) -> Decimal:
        """Return how far apart, in scores, published values may lie without a word on their difference.

        It is the strict ladder's step for the smallest of their people bands, whatever the policy: a word is no finer for
        numbers that are. From 25 people it is ``LEAST_STEP`` all the same.
        """
        steps = POLICIES[PolicyName.STRICT].steps
        return max(LEAST_STEP, *(exact(steps[band]) for band in bands)) * self.unit

    def least_in_words(self, band: PeopleBand) -> Decimal:
        """Return how far apart, in scores, two published values of a band must at least lie to be called higher or lower."""
        return down(self.step_of_words(band), self.step(band)) + self.step(band)

    def place(self, mean: float | Decimal, band: PeopleBand) -> tuple[float, Bound | None]:
        """Put a mean on the ladder: rounded first, halves up, and coded where the rung is an extreme."""
        found, ends = exact(float(mean)), self.extremes(band)
        value = self.low + half_up(found - self.low, self.step(band))
        if ends is None:
            return float(min(value, self.high)), None
        bottom, top = ends
        if bottom == top:
            return float(top), Bound.AT_LEAST if found >= top else Bound.AT_MOST
        if value >= top:
            return float(top), Bound.AT_LEAST
        return (float(bottom), Bound.AT_MOST) if value <= bottom else (float(value), None)

    def extremes(self, band: PeopleBand) -> tuple[Decimal, Decimal] | None:
        """Return the rungs that are coded "at most" and "at least" in a band of people, None where the policy codes nothing.

        They are those of the policy, moved inward as far as the fewest people of the band need: a mean that is coded must leave
        open what the others answered, also to the one person who answered at the other end. Where that leaves no rung between
        them, both are the middle of the scale.
        """
        return _extremes(self, band)

    def protects(self, k: int) -> bool:
        """Tell whether k people are enough on this scale: on a yes/no question the mean of four would tell each answer."""
        return self.reach(k) < (self.high - self.low) / 2 or self.extremes(PeopleBand.FEW) is None

    def reach(self, people: int) -> Decimal:
        """Return how far from an end a mean may lie with one person at the other end and one more an option away from it."""
        return (self.high - self.low + self.unit) / people

    def entering(self, value: float, bound: Bound | None) -> Decimal:
        """Return the value with which a published number enters another number, a class or a band."""
        if bound is None:
            return exact(value)
        return self.scored(self.policy.entering_high if bound is Bound.AT_LEAST else self.policy.entering_low)

    def tie_class(self, value: float, bound: Bound | None) -> TieClass:
        """Return the class of a published value, read at its nearest half step."""
        return tie_class(self.entering(value, bound), self.low, self.high)

    def band(self, value: float, bound: Bound | None, bands: Bands | None) -> str | None:
        """Return the instrument's own band of a published value, None where it has none."""
        return band(self.entering(value, bound), bands)

    def outward(self, lower: Decimal, upper: Decimal, band: PeopleBand) -> tuple[float, float]:
        """Return the ends of an interval on the ladder, the lower one rounded down, the upper one up, kept on the scale."""
        step = self.step(band)
        start = self.low + down(lower - self.low, step)
        end = self.low + up(upper - self.low, step)
        return float(max(start, self.low)), float(min(end, self.high))

    def scored(self, stated: float) -> Decimal:
        """Return in scores what policies and classes state for a scale from 1 to 5."""
        return self.low + (exact(stated) - STATED_LOW) * (self.high - self.low) / STATED_RANGE


@cache
def _extremes(ladder: Ladder, band: PeopleBand) -> tuple[Decimal, Decimal] | None:
    """Return ``ladder.extremes(band)``, worked out once: every number of a release asks for it."""
    low, high, step = ladder.policy.coded_low[band], ladder.policy.coded_high[band], ladder.step(band)
    if low is None or high is None:
        return None
    room, whole = ladder.reach(lowest(band, ladder.policy.k)) - step / 2, ladder.high - ladder.low
    bottom = max(up(ladder.scored(low) - ladder.low, step), down(room, step) + step)
    top = min(down(ladder.scored(high) - ladder.low, step), down(whole - room, step))
    middle = ladder.low + whole / 2
    return (ladder.low + bottom, ladder.low + top) if bottom < top else (middle, middle)


def ladder_of(instrument: Instrument, items: Iterable[str], policy: Policy) -> Ladder:
    """Return the ladder that the mean of some items of an instrument stands on."""
    scales = [instrument.scale_of(item) for item in items]
    low, high = min(scale.lowest for scale in scales), max(scale.highest for scale in scales)
    return Ladder.of(policy, low=low, high=high, gap=max(map(_gap, scales)))


def unprotected(instrument: Instrument, policy: Policy) -> tuple[str, ...]:
    """Return the items about ties whose answers k people do not hide, since their scale has too few options.

    Examples
    --------
    >>> from samspill.instrument.load import shipped
    >>> from samspill.terms import POLICIES
    >>> unprotected(shipped("relational-capacity"), POLICIES["strict"].with_k(4))
    ()
    """
    keys = (item.key for item in instrument.tie_items)
    return tuple(key for key in keys if not ladder_of(instrument, (key,), policy).protects(policy.k))


def _gap(scale: Scale) -> float:
    """Return the largest distance between two neighbouring scores of a scale: what one answer there moves a sum by."""
    scores = sorted(set(scale.scores.values()))
    return max(above - below for below, above in pairwise(scores))
